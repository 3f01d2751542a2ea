"""The program `outhost`: which commands there are, and how each way of ending becomes an exit status."""

import importlib
import os
import sys
import traceback

import click

from outhost import __version__
from outhost.cli.declined import Declined
from outhost.domain.errors import Refusal

DONE, REFUSED, WRONG_USAGE, FAULT, INTERRUPTED = 0, 1, 2, 3, 130

COMMANDS = ("serve", "setup", "users", "keys", "credits", "subscriptions", "lists", "leads", "templates", "config", "version")


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
    sys.exit(_run())


def _run() -> int:
    try:
        outcome = program.main(prog_name="outhost", standalone_mode=False)
    except (Refusal, Declined) as refusal:
        click.echo(f"outhost: {refusal}", err=True)
        return REFUSED
    except click.ClickException as fault:
        fault.show()
        return WRONG_USAGE
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away; Python would complain once more at exit
        return DONE
    except Exception:  # noqa: BLE001 - the last place that can tell the operator
        traceback.print_exc()
        click.echo("outhost: this is a fault of ours; the lines above say where.", err=True)
        return FAULT
    return outcome if isinstance(outcome, int) else DONE
