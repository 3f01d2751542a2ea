"""`outhost announcements`: what everybody reads who comes to this installation."""

from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.line import run
from outhost.cli.terminal import Terminal, on_terminal, read_moment, table
from outhost.domain.announcements import Announcement, Level
from outhost.domain.clock import from_text_or_none, whole_seconds_or_none
from outhost.domain.sessions import NOWHERE
from outhost.operations.announcements import NewAnnouncement


@click.group("announcements")
def command() -> None:
    """Announce something to everybody who comes to this installation."""


@command.command("add")
@click.argument("text")
@click.option("--fr", metavar="TEXT", help="The same in French; without it, everybody reads the first.")
@click.option("--level", type=click.Choice([level.value for level in Level]), default=Level.INFO.value, show_default=True)
@click.option("--until", metavar="TS", help="When it is over, such as 2026-06-01T00:00:00Z; else it stays until it is removed.")
@on_terminal
def add_command(terminal: Terminal, *, text: str, fr: str | None, level: str, until: str | None) -> None:
    """Announce a text, in English."""
    end = read_moment(until, "--until") if until else None
    made = run(terminal.data_dir, add, en=text, fr=fr, level=level, until=whole_seconds_or_none(end))
    terminal.answer(made, [f"Announced, under number {made['id']}."])


@command.command("list")
@on_terminal
def list_command(terminal: Terminal) -> None:
    """List what is announced now, newest first."""
    found = run(terminal.data_dir, list_all)
    rows = [[str(one["id"]), one["level"], one["until"] or "", one["text"]["en"]] for one in found["announcements"]]
    terminal.answer(found, table(["NUMBER", "LEVEL", "UNTIL", "TEXT"], rows))


@command.command("remove")
@click.argument("number", type=click.IntRange(1))
@on_terminal
def remove_command(terminal: Terminal, *, number: int) -> None:
    """Take an announcement back."""
    terminal.answer(run(terminal.data_dir, remove, number=number), [f"Announcement {number} is taken back."])


async def add(appliance: Appliance, *, en: str, fr: str | None, level: str, until: str | None) -> dict[str, Any]:
    """Announce something."""
    new = NewAnnouncement(level=Level(level), en=en, fr=fr, until=from_text_or_none(until))
    return _document(await appliance.announcements.make(NOWHERE, None, new))


async def list_all(appliance: Appliance) -> dict[str, Any]:
    """Give what is announced now."""
    return {"announcements": [_document(one) for one in await appliance.read(lambda tx: tx.announcements.all())]}


async def remove(appliance: Appliance, *, number: int) -> dict[str, Any]:
    """Take an announcement back."""
    await appliance.announcements.take_back(NOWHERE, None, number)
    return {"removed": True, "id": number}


def _document(made: Announcement) -> dict[str, Any]:
    return {"id": made.id, "level": made.level, "text": {"en": made.en, "fr": made.fr}, "until": whole_seconds_or_none(made.until)}
