"""The program `outhost`: which commands there are, and how each way of ending becomes an exit status."""

import errno
import importlib
import os
import sys
import traceback
from typing import Any

import click

from outhost import __version__
from outhost.cli.declined import Declined
from outhost.domain.errors import Refusal

DONE, REFUSED, WRONG_USAGE, FAULT, INTERRUPTED = 0, 1, 2, 3, 130

COMMANDS = (
    "serve", "status", "stop", "setup", "demo", "users", "keys", "credits", "subscriptions", "lists", "leads", "templates", "modules",
    "jobs", "pipelines", "veille", "atlas", "privacy", "webhooks", "feedback", "announcements", "mail", "config", "selftest",
    "completion", "version",
)  # fmt: skip


class _ReaderGone(Exception):
    """Whoever read our answer has enough; `outhost lists export … | head` is no fault."""


class _Program(click.Group):
    """A group that loads a command's module when the command is called, so that `--version` imports neither server nor database."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click passes it
        """Name the commands, in the order in which one meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click passes it
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"outhost.cli.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and tell a reader who left from any other way of ending; click would make a failure of it."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as fault:
            raise _ReaderGone from fault


@click.command(cls=_Program, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", message="outhost %(version)s")
@click.pass_context
def program(ctx: click.Context) -> None:
    """Finds leads, watches them and draws a personalised image for each, with no cloud behind it.

    Without a command, outhost serves.
    """
    if ctx.invoked_subcommand is None:
        serve = program.get_command(ctx, "serve")
        assert serve is not None
        serve.main([], prog_name="outhost serve", standalone_mode=False)


def main() -> None:
    """Run the program and exit: 0 done, 1 refused, 2 wrong usage, 3 a fault of ours."""
    os.umask(0o077)  # what outhost writes is for its owner's eyes only
    sys.exit(end_status())


def end_status() -> int:
    """Run the program on the process's arguments, and give the status to end with."""
    try:
        return _run()
    finally:
        _forget_what_is_unwritten()


def _run() -> int:
    try:
        _check_arguments()
        outcome = program.main(prog_name="outhost", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except (Refusal, Declined) as refusal:
        click.echo(f"outhost: {refusal}", err=True)
        return REFUSED
    except click.ClickException as fault:
        fault.show()
        return WRONG_USAGE
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (_ReaderGone, BrokenPipeError):
        return DONE
    except Exception as fault:  # noqa: BLE001 - the last place that can tell the operator
        return _tell(fault)
    return outcome if isinstance(outcome, int) else DONE


def _tell(fault: Exception) -> int:
    if isinstance(fault, OSError) and fault.errno in {errno.ENOSPC, errno.EDQUOT}:
        click.echo(f"outhost: {fault.strerror}{f': {fault.filename}' if fault.filename else ''}.", err=True)
        return REFUSED
    traceback.print_exception(fault)
    click.echo("outhost: this is a fault of ours; the lines above say where.", err=True)
    return FAULT


def _check_arguments() -> None:
    """Refuse bytes that are no text; further in, they would be a fault at whatever place meets them first."""
    for argument in sys.argv[1:]:
        if not argument.isascii() and argument.encode("utf-8", "replace") != argument.encode("utf-8", "surrogateescape"):
            raise click.UsageError(f"{argument.encode('utf-8', 'surrogateescape')!r} is not UTF-8.")


def _forget_what_is_unwritten() -> None:
    """Let go of an answer that can't be written; Python would try once more at the end, and complain."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
