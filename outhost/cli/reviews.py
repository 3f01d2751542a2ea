"""`outhost leads review`, `approve` and `reject`: images that are held until somebody has looked at them."""

from collections.abc import Sequence
from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.lead_documents import caller_of, lead_document, list_of
from outhost.cli.line import run
from outhost.cli.terminal import Terminal, on_terminal, whose
from outhost.domain.leads import Lead
from outhost.domain.lists import LeadList
from outhost.domain.reviews import Verdict
from outhost.domain.warning_words import explain
from outhost.store.transactions import Tx

_some_leads = click.argument("leads", nargs=-1, metavar="[LEAD]...")
_all_that_wait = click.option("--all", "is_all", is_flag=True, help="All leads of the list that wait now.")


@click.command("review")
@click.argument("list_id")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="Show this many, oldest first.")
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True, help="Leave this many out before them.")
@whose
@on_terminal
def review_command(terminal: Terminal, *, list_id: str, limit: int, offset: int, email: str | None, workspace_id: int | None) -> None:
    """Show the leads whose image waits for you to look at it, with its file and what is doubtful about it."""
    found = run(terminal.data_dir, review, list_id=list_id, limit=limit, offset=offset, email=email, workspace_id=workspace_id)
    lines = [line for lead in found["leads"] for line in _lines(lead)]
    shown = f"{offset + 1}–{offset + len(found['leads'])} of {found['total']}" if found["leads"] else f"none of {found['total']}"
    terminal.answer(found, [*lines, f"Waiting: {found['total']}" + (f" (shown: {shown})" if len(found["leads"]) < found["total"] else "")])


@click.command("approve")
@click.argument("list_id")
@_some_leads
@_all_that_wait
@whose
@on_terminal
def approve_command(
    terminal: Terminal, *, list_id: str, leads: Sequence[str], is_all: bool, email: str | None, workspace_id: int | None
) -> None:
    """Open the images of leads, named by lead id or tracking id: their links show them at once. Undoes `reject`."""
    _decide(terminal, Verdict.APPROVE, list_id=list_id, leads=leads, is_all=is_all, email=email, workspace_id=workspace_id)


@click.command("reject")
@click.argument("list_id")
@_some_leads
@_all_that_wait
@whose
@on_terminal
def reject_command(
    terminal: Terminal, *, list_id: str, leads: Sequence[str], is_all: bool, email: str | None, workspace_id: int | None
) -> None:
    """Keep the images of leads closed; their credits are not given back. Undoes `approve`, but for who has loaded or copied it."""
    _decide(terminal, Verdict.REJECT, list_id=list_id, leads=leads, is_all=is_all, email=email, workspace_id=workspace_id)


async def review(
    appliance: Appliance, *, list_id: str, limit: int, offset: int, email: str | None, workspace_id: int | None
) -> dict[str, Any]:
    """Give the leads that wait."""
    lead_list = await list_of(appliance, await caller_of(appliance, email, workspace_id), list_id)
    waiting, total = await appliance.read(_waiting, lead_list, limit, offset)
    return {"leads": [lead_document(appliance, lead_list, lead) for lead in waiting], "total": total, "limit": limit, "offset": offset}


async def decide(
    appliance: Appliance, *, list_id: str, leads: list[str] | None, verdict: str, email: str | None, workspace_id: int | None
) -> dict[str, Any]:
    """Approve or reject these leads, or all that wait (None)."""
    caller = await caller_of(appliance, email, workspace_id)
    if leads is None:
        count = await appliance.reviews.decide_all(caller, list_id, Verdict(verdict))
    else:
        count = len(await appliance.reviews.decide(caller, list_id, leads, Verdict(verdict)))
    return {"list_id": list_id, "review_status": Verdict(verdict).status, "leads": count}


def _decide(terminal: Terminal, verdict: Verdict, *, leads: Sequence[str], is_all: bool, **whose_list: Any) -> None:
    if bool(leads) == is_all:
        raise click.UsageError("Name leads by lead id or tracking id, or give --all.")
    made = run(terminal.data_dir, decide, leads=None if is_all else list(leads), verdict=verdict.value, **whose_list)
    terminal.answer(made, [f"{made['leads']} {made['review_status']}"])


def _lines(lead: dict[str, Any]) -> list[str]:
    values = ", ".join(f"{name}={value}" for name, value in lead["variables"].items() if value is not None)
    return [
        f"{lead['tracking_id']}  {values}",
        *(f"  {warning}: {explain(warning)}" for warning in lead["warnings"]),
        f"  {lead['image_file']}",
        "",
    ]


def _waiting(tx: Tx, lead_list: LeadList, limit: int, offset: int) -> tuple[list[Lead], int]:
    return tx.leads.page_in_review(lead_list, limit=limit, offset=offset), tx.leads.count_in_review(lead_list.id)
