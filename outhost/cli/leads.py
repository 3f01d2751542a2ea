"""`outhost leads`: leads, one by one or from a table."""

import logging
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.declined import Declined
from outhost.cli.lead_documents import caller_of, images_of, lead_document, lead_of, list_of
from outhost.cli.line import Desk, open_desk, run
from outhost.cli.reviews import approve_command, reject_command, review_command
from outhost.cli.tables import mapping_of, people_of, preview_document, preview_lines, preview_of, read_table
from outhost.cli.terminal import EXISTING_FILE, Terminal, on_terminal, whose
from outhost.domain.errors import Refusal, UnknownVariables
from outhost.domain.reviews import ReviewStatus

log = logging.getLogger(__name__)

_FIRST_BATCH = 16
_LARGEST_BATCH = 1000


@click.group("leads")
def command() -> None:
    """Add, show, review and delete leads."""


for _review_command in (review_command, approve_command, reject_command):
    command.add_command(_review_command)


@command.command("add")
@click.argument("list_id")
@click.argument("variables", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--csv", "--xlsx", "path", type=EXISTING_FILE, metavar="FILE", help="One lead a row; the first row names the variables.")
@click.option("--map", "pairs", multiple=True, metavar="VARIABLE=COLUMN", help="The column of a variable, if names differ; repeatable.")
@click.option("--preview", "is_preview", is_flag=True, help="Show what the table would become; add nothing.")
@whose
@on_terminal
def add_command(
    terminal: Terminal,
    list_id: str,
    variables: Sequence[str],
    path: Path | None,
    pairs: Sequence[str],
    is_preview: bool,  # noqa: FBT001 - a flag of the command line
    email: str | None,
    workspace_id: int | None,
) -> None:
    """Add one lead, or one for each row of a CSV or XLSX file; each costs a credit and gets its image.

    Encoding, delimiter and header of a table are found out; a column goes to the variable of its name, case, accents and punctuation
    ignored, or as --map says.
    """
    if bool(variables) == bool(path):
        raise click.UsageError("Give the lead's variables as name=value, or --csv FILE, or --xlsx FILE.")
    if path is None and (pairs or is_preview):
        raise click.UsageError("--map and --preview are for --csv FILE and --xlsx FILE.")
    given, read = mapping_of(pairs), read_table(path) if path else None
    owner = {"list_id": list_id, "email": email, "workspace_id": workspace_id}
    with open_desk(terminal.data_dir) as desk:
        if path and is_preview:
            preview = preview_of(path, desk.do(known_variables, **owner), given)
            terminal.answer(preview_document(preview), preview_lines(preview))
            return
        people = people_of(read, desk.do(known_variables, **owner), given) if read else [_pairs(variables)]
        _add(terminal, desk, people, owner, is_table=read is not None)


@command.command("show")
@click.argument("list_id")
@click.argument("lead", metavar="LEAD")
@whose
@on_terminal
def show_command(terminal: Terminal, list_id: str, lead: str, email: str | None, workspace_id: int | None) -> None:
    """Show one lead, named by lead id or tracking id: its variables, its image and the HTML that shows it."""
    found = run(terminal.data_dir, show, list_id=list_id, lead=lead, email=email, workspace_id=workspace_id)
    terminal.answer(found, [f"{key:18}{_words(value)}".rstrip() for key, value in found.items()])


@command.command("delete")
@click.argument("list_id")
@click.argument("lead_id")
@whose
@on_terminal
def delete_command(terminal: Terminal, list_id: str, lead_id: str, email: str | None, workspace_id: int | None) -> None:
    """Delete one lead and its image, for good; its credit is not given back."""
    made = run(terminal.data_dir, delete, list_id=list_id, lead_id=lead_id, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"Lead {lead_id} is deleted."])


def _add(terminal: Terminal, desk: Desk, people: list[dict[str, str | None]], owner: dict[str, Any], *, is_table: bool) -> None:
    """Have people added, and tell what came of it."""
    added: list[dict[str, Any]] = []
    with _bar(len(people)) as bar:
        for made in _batches(desk, people, **owner):
            added += made["leads"]
            bar.update(len(made["leads"]))
    if is_table:
        terminal.answer({"leads": added}, [lead["image_url"] for lead in added])
    elif added:
        terminal.answer(added[0], [added[0]["image_url"]])
    held = sum(lead["review_status"] == ReviewStatus.NEEDS_REVIEW for lead in added)
    if held and not terminal.is_json:
        terminal.note(
            f"Held for review, and not shown until you approve: {held} of {len(added)}. Look: outhost leads review {owner['list_id']}"
        )
    _end(made, len(added), len(people))


async def known_variables(appliance: Appliance, *, list_id: str, email: str | None, workspace_id: int | None) -> list[str]:
    """Name the variables of a list that takes leads."""
    return list((await appliance.leads.target(await caller_of(appliance, email, workspace_id), list_id)).variables)


async def show(appliance: Appliance, *, list_id: str, lead: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Show one lead."""
    lead_list = await list_of(appliance, await caller_of(appliance, email, workspace_id), list_id)
    return lead_document(appliance, lead_list, await lead_of(appliance, lead_list, lead))


async def delete(appliance: Appliance, *, list_id: str, lead_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Delete one lead."""
    caller = await caller_of(appliance, email, workspace_id)
    await appliance.leads.erase(caller, list_id, lead_id)
    return {"deleted": True, "lead_id": lead_id}


async def add(
    appliance: Appliance, *, list_id: str, people: list[dict[str, str | None]], email: str | None, workspace_id: int | None
) -> dict[str, Any]:
    """Add leads, in order; what goes wrong ends it and is told beside what was done, for those leads are paid for."""
    caller = await caller_of(appliance, email, workspace_id)
    images = images_of(appliance)
    try:
        target = await appliance.leads.target(caller, list_id)
        _check_names(people[0], target.variables)
    except Refusal as refusal:
        return {"leads": [], "declined": str(refusal), "fault": None}
    done = await appliance.leads.add_many(caller, target, people)
    leads = [
        {
            "lead_id": added.lead.lead_id,
            "tracking_id": added.lead.tracking_id,
            "image_url": images.of(added.lead.tracking_id, added.lead.image_extension),
            "missing_variables": added.variables.missing,
            "ignored_variables": added.variables.ignored,
            "warnings": list(added.lead.warnings),
            "review_status": added.lead.review_status,
            "credits_remaining": added.credits_remaining,
        }
        for added in done.leads
    ]
    declined = str(done.fault) if isinstance(done.fault, Refusal) else None
    if done.fault and declined is None:
        log.error("A lead could not be added.", exc_info=done.fault)
    return {"leads": leads, "declined": declined, "fault": repr(done.fault) if done.fault and declined is None else None}


def _words(value: object) -> str:
    match value:
        case dict():
            return ", ".join(f"{name}={text}" for name, text in value.items() if text is not None)
        case list():
            return ", ".join(value)
        case _:
            return str(value)


def _check_names(given: Iterable[str], known: Sequence[str]) -> None:
    """Refuse to pay for pictures in which nothing of what was given would stand, as after a slip in a table's first row."""
    if not set(given) & set(known):
        raise UnknownVariables(given=", ".join(given), known=", ".join(known) or "none")


def _batches(desk: Desk, people: Sequence[dict[str, str | None]], **whose_list: Any) -> Iterator[dict[str, Any]]:
    """Have people added, about a second's worth at a time, and stop after the batch that was not added whole."""
    start, size = 0, _FIRST_BATCH
    while start < len(people):
        began = time.monotonic()
        try:
            made = desk.do(add, people=people[start : start + size], **whose_list)
        except Declined as refusal:
            made = {"leads": [], "declined": str(refusal), "fault": None}
        yield made
        if made["declined"] or made["fault"]:
            return
        start += size
        size = min(_LARGEST_BATCH, max(_FIRST_BATCH, round(size / max(0.001, time.monotonic() - began))))


def _end(last: dict[str, Any], added: int, wanted: int) -> None:
    """Say what went wrong with the last batch, if anything did, and with which row."""
    place = f"{added} of {wanted} leads were added; row {added + 1}: " if wanted > 1 else ""
    if last["declined"]:
        raise Declined(f"{place}{last['declined']}")
    if last["fault"]:
        raise RuntimeError(f"{place}{last['fault']}")


def _bar(length: int) -> Any:
    return click.progressbar(length=length, label="Leads", file=sys.stderr, hidden=length == 1)


def _pairs(texts: Sequence[str]) -> dict[str, str | None]:
    pairs: dict[str, str | None] = dict(text.partition("=")[::2] for text in texts)
    if bad := [text for text in texts if "=" not in text]:
        raise click.UsageError(f"{bad[0]!r} is not of the form name=value.")
    return pairs
