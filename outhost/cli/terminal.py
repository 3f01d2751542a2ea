"""The terminal: what every command takes, and how it speaks."""

import functools
import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from outhost.domain.clock import from_text
from outhost.settings import data_dir

Command = Callable[..., Any]
"""A function that click calls with its options."""

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""All but tabs and line feeds."""
EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a command works, and whether it answers in JSON: one document on standard output and nothing else there."""

    data_dir: Path
    is_json: bool

    def answer(self, document: Any, lines: Iterable[str] = ()) -> None:
        """Give a command's answer: the document with `--json`, else the lines."""
        if self.is_json:
            click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            for line in lines:
                click.echo(shown(line))

    def note(self, text: str) -> None:
        """Say something beside the answer, on standard error."""
        click.echo(shown(text), err=True)


def shown(text: str) -> str:
    """Give a text as a terminal may have it: what a table or a log brought in must not move its cursor, or worse."""
    return _CONTROLS.sub("\ufffd", text)


def on_terminal(command: Command) -> Command:
    """Give a command `--data-dir` and `--json`, and pass it a `Terminal` first."""

    def with_terminal(*args: Any, data_dir_flag: str | None, is_json: bool, **kwargs: Any) -> Any:
        return command(Terminal(data_dir(data_dir_flag), is_json), *args, **kwargs)

    functools.update_wrapper(with_terminal, command)
    folder: Callable[[Command], Command] = click.option(
        "--data-dir", "data_dir_flag", metavar="DIR", help="The data folder, if not OUTHOST_DATA_DIR or your own."
    )
    as_json = click.option("--json", "is_json", is_flag=True, help="Answer with one JSON document.")
    return folder(as_json(with_terminal))


def whose(command: Command) -> Command:
    """Give a command `--email` and `--workspace`, which say for whom it works."""
    email = click.option("--email", metavar="EMAIL", help="The workspace that this person founded.")
    workspace = click.option("--workspace", "workspace_id", type=int, metavar="ID", help="The workspace with this number.")
    return email(workspace(command))


def read_password() -> str:
    """Read a password, the first line of standard input."""
    try:
        return sys.stdin.buffer.readline().decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise click.UsageError("The password on standard input is not UTF-8.") from None


def read_moment(text: str, option: str) -> datetime:
    """Read a moment that an option was given."""
    try:
        return from_text(text)
    except (ValueError, OverflowError):
        raise click.BadParameter("give a moment such as 2026-06-01T00:00:00Z", param_hint=option) from None


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Lay rows out in columns under their heads."""
    cells = [[str(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
