"""`outhost leads`: leads, one by one or from a table."""

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.declined import Declined
from outhost.cli.line import open_desk
from outhost.cli.terminal import EXISTING_FILE, Terminal, on_terminal, whose
from outhost.domain.errors import Refusal
from outhost.domain.links import image_address

_BATCH = 10


@click.group("leads")
def command() -> None:
    """Add leads."""


@command.command("add")
@click.argument("list_id")
@click.argument("variables", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--csv", "csv_file", type=EXISTING_FILE, metavar="FILE", help="One lead a row; the first row names the variables.")
@whose
@on_terminal
def add_command(
    terminal: Terminal, list_id: str, variables: Sequence[str], csv_file: Path | None, email: str | None, workspace_id: int | None
) -> None:
    """Add one lead, or one for each row of a CSV file; each costs a credit and gets its image."""
    if bool(variables) == bool(csv_file):
        raise click.UsageError("Give the lead's variables as name=value, or --csv FILE.")
    people = _read_csv(csv_file) if csv_file else [_pairs(variables)]
    added: list[dict[str, Any]] = []
    with open_desk(terminal.data_dir) as desk, _bar(len(people)) as bar:
        for start in range(0, len(people), _BATCH):
            batch = people[start : start + _BATCH]
            made = desk.do(add, list_id=list_id, people=batch, email=email, workspace_id=workspace_id)
            added += made["leads"]
            bar.update(len(made["leads"]))
            if made["declined"]:
                terminal.answer({"leads": added}, [lead["image_url"] for lead in added])
                raise Declined(f"{len(added)} of {len(people)} leads were added, then: {made['declined']}")
    terminal.answer({"leads": added} if csv_file else added[0], [lead["image_url"] for lead in added])


async def add(
    appliance: Appliance, *, list_id: str, people: list[dict[str, str]], email: str | None, workspace_id: int | None
) -> dict[str, Any]:
    """Add a few leads, in order; a refusal ends it and is told beside what was done."""
    caller = await appliance.users.founder_caller(email=email, workspace_id=workspace_id, actor="command_line")
    settings = appliance.settings
    images = image_address(image_base_url=settings.image_base_url, base_url=settings.base_url or f"http://{settings.host}:{settings.port}")
    leads: list[dict[str, Any]] = []
    declined: str | None = None
    try:
        target = await appliance.leads.target(caller, list_id)
        for person in people:
            added = await appliance.leads.add(caller, target, person)
            leads.append({
                "lead_id": added.lead.lead_id,
                "tracking_id": added.lead.tracking_id,
                "image_url": images.of(added.lead.tracking_id, added.lead.image_extension),
                "missing_variables": added.variables.missing,
                "ignored_variables": added.variables.ignored,
                "warnings": list(added.lead.warnings),
                "credits_remaining": added.credits_remaining,
            })  # fmt: skip
    except Refusal as refusal:
        declined = str(refusal)
    return {"leads": leads, "declined": declined}


def _bar(length: int) -> Any:
    return click.progressbar(length=length, label="Leads", file=sys.stderr, hidden=length == 1)


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    pairs = dict(text.partition("=")[::2] for text in texts)
    if bad := [text for text in texts if "=" not in text]:
        raise click.UsageError(f"{bad[0]!r} is not of the form name=value.")
    return pairs


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            rows = [{name: value for name, value in row.items() if name and value is not None} for row in csv.DictReader(file)]
        except (UnicodeDecodeError, csv.Error) as fault:
            raise click.BadParameter(f"{path} is no CSV in UTF-8: {fault}", param_hint="--csv") from None
    if not rows:
        raise click.BadParameter(f"{path} has no rows below its first", param_hint="--csv")
    return rows
