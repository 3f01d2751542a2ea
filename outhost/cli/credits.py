"""`outhost credits`: balances and their ledger."""

from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.line import run
from outhost.cli.terminal import Terminal, on_terminal, table, whose
from outhost.domain.clock import whole_seconds
from outhost.domain.credits import AMOUNT_LIMIT, Entry
from outhost.domain.workspaces import Caller
from outhost.store.transactions import Tx

_amount = click.argument("amount", type=click.IntRange(1, AMOUNT_LIMIT))
_reason = click.option("--reason", default="", metavar="TEXT", help="What the ledger says of it.")


@click.group("credits")
def command() -> None:
    """Grant credits, take them back, look at the ledger."""


@command.command("grant")
@_amount
@_reason
@whose
@on_terminal
def grant_command(terminal: Terminal, amount: int, reason: str, email: str | None, workspace_id: int | None) -> None:
    """Add credits to a workspace."""
    made = run(terminal.data_dir, grant, amount=amount, reason=reason, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"{amount} credits granted; the balance is {made['credits']}."])


@command.command("revoke")
@_amount
@_reason
@whose
@on_terminal
def revoke_command(terminal: Terminal, amount: int, reason: str, email: str | None, workspace_id: int | None) -> None:
    """Take credits back; never more than there are."""
    made = run(terminal.data_dir, revoke, amount=amount, reason=reason, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"{amount} credits taken back; the balance is {made['credits']}."])


@command.command("show")
@whose
@on_terminal
def show_command(terminal: Terminal, email: str | None, workspace_id: int | None) -> None:
    """Show the balance of a workspace."""
    found = run(terminal.data_dir, show, email=email, workspace_id=workspace_id)
    terminal.answer(found, [f"{found['credits']} credits"])


@command.command("ledger")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True)
@whose
@on_terminal
def ledger_command(terminal: Terminal, limit: int, offset: int, email: str | None, workspace_id: int | None) -> None:
    """Show every change of a balance, newest first."""
    found = run(terminal.data_dir, ledger, limit=limit, offset=offset, email=email, workspace_id=workspace_id)
    rows = [
        [e["created_at"], f"{e['delta']:+d}", e["balance_after"], e["reason"], e["lead_id"] or "", e["actor"]] for e in found["entries"]
    ]
    terminal.answer(found, table(["WHEN", "DELTA", "BALANCE", "REASON", "LEAD", "WHO"], rows))


async def grant(appliance: Appliance, *, amount: int, reason: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Add credits."""
    caller = await _caller(appliance, email, workspace_id)
    return {"granted": amount, "credits": await appliance.credits.grant(caller, amount, reason)}


async def revoke(appliance: Appliance, *, amount: int, reason: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Take credits back."""
    caller = await _caller(appliance, email, workspace_id)
    return {"revoked": amount, "credits": await appliance.credits.revoke(caller, amount, reason)}


async def show(appliance: Appliance, *, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Give the balance."""
    caller = await _caller(appliance, email, workspace_id)
    return {"workspace_id": caller.workspace_id, "credits": await appliance.read(_balance, caller)}


async def ledger(appliance: Appliance, *, limit: int, offset: int, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Give lines of the ledger."""
    caller = await _caller(appliance, email, workspace_id)
    entries = await appliance.read(_page, caller, limit, offset)
    return {"workspace_id": caller.workspace_id, "entries": [_document(entry) for entry in entries]}


async def _caller(appliance: Appliance, email: str | None, workspace_id: int | None) -> Caller:
    return await appliance.users.founder_caller(email=email, workspace_id=workspace_id, actor="command_line")


def _balance(tx: Tx, caller: Caller) -> int:
    return tx.credits.balance(caller.workspace_id)


def _page(tx: Tx, caller: Caller, limit: int, offset: int) -> list[Entry]:
    return tx.credits.page(caller.workspace_id, limit=limit, offset=offset)


def _document(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "delta": entry.delta,
        "balance_after": entry.balance_after,
        "reason": entry.reason,
        "lead_id": entry.lead_id,
        "actor": entry.actor,
        "created_at": whole_seconds(entry.created_at),
    }
