"""`outhost veille compare`: how any two runs of a veille differ, as a table."""

import base64
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.job_files import Into, into_table, lay_down, show
from outhost.cli.lead_documents import caller_of
from outhost.cli.line import open_desk
from outhost.cli.terminal import Terminal, on_terminal, whose
from outhost.exports.formats import Format
from outhost.operations.veille_reports import LATEST, SOURCE


@click.command("compare")
@click.argument("veille_id", metavar="ID")
@click.option("--from", "first", metavar="RUN", default=SOURCE, show_default=True, help="A run, or source: what it was made from.")
@click.option("--to", "last", metavar="RUN", default=LATEST, show_default=True, help="Another run, or latest: the last that was compared.")
@into_table
@whose
@on_terminal
def compare_command(terminal: Terminal, *, veille_id: str, first: str, last: str, into: Into, **owner: Any) -> None:
    """Write what became of the rows from one run to any other, in either direction; those that are the same are left out."""
    if terminal.is_json and into.output is None:
        raise click.UsageError("With --json, name a file for the rows: --output FILE.")
    wanted = {"veille_id": veille_id, "first": first, "last": last, "form": into.form, "is_raw": into.is_raw}
    with open_desk(terminal.data_dir) as desk:
        spool = lay_down(desk.follow(compared, **wanted, **owner), into.output)
    if spool is not None:
        show(spool)
    else:
        found = {"veille_id": veille_id, "from": first, "to": last, "output": str(into.output)}
        terminal.answer(found, [f"What became of the rows is in {into.output}."])


async def compared(
    appliance: Appliance, *, veille_id: str, first: str, last: str, form: str, is_raw: bool, email: str | None, workspace_id: int | None
) -> AsyncGenerator[str, None]:
    """Give what became of the rows from one run to another as a file, in pieces."""
    caller = await caller_of(appliance, email, workspace_id)
    comparison = await appliance.veille_reports.compare(caller, veille_id, first, last)
    async with aclosing(appliance.veille_downloads.differences(comparison, Format(form), is_raw=is_raw)) as chunks:
        async for chunk in chunks:
            yield base64.b64encode(chunk).decode()
