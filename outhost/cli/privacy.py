"""`outhost privacy`: one person's data, erased, exported, and kept away."""

import json
from pathlib import Path
from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.lead_documents import caller_of, images_of
from outhost.cli.line import run
from outhost.cli.terminal import Terminal, on_terminal, table, whose
from outhost.domain.clock import whole_seconds
from outhost.domain.subjects import Suppression
from outhost.domain.workspaces import Caller
from outhost.operations.privacy import KeptData, KeptLead
from outhost.store.transactions import Tx

_subject = click.argument("subject")


@click.group("privacy")
def command() -> None:
    """Erase a person, hand out what is kept about them, keep them away.

    SUBJECT is an e-mail address, a telephone number or a tracking id, however it is written.
    """


@command.command("erase")
@_subject
@click.option("--suppress", "is_suppressed", is_flag=True, help="Also keep them from being collected again.")
@whose
@on_terminal
def erase_command(terminal: Terminal, *, subject: str, is_suppressed: bool, email: str | None, workspace_id: int | None) -> None:
    """Erase a person everywhere in a workspace, for good; it can be done again without harm."""
    made = run(terminal.data_dir, erase, subject=subject, is_suppressed=is_suppressed, email=email, workspace_id=workspace_id)
    terminal.answer(made, _counts(made["erased"]))
    if made["remaining"] and not terminal.is_json:
        terminal.note(f"Something may remain in {', '.join(made['remaining'])}: delete the copies that you need no longer.")


@command.command("export")
@_subject
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="File for the document.")
@whose
@on_terminal
def export_command(terminal: Terminal, *, subject: str, output: Path | None, email: str | None, workspace_id: int | None) -> None:
    """Give all that a workspace keeps about a person: with --json or --output as one document, else in short."""
    found = run(terminal.data_dir, export, subject=subject, email=email, workspace_id=workspace_id)
    if output is None:
        leads = [f"{lead['tracking_id']}  {lead['list_name']}  {lead['created_at']}" for lead in found["leads"]]
        terminal.answer(found, [*leads, *_counts(found["counts"])])
        return
    output.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf-8")
    terminal.answer({"output": str(output), "counts": found["counts"]}, [f"Written to {output}."])


@command.command("suppress")
@_subject
@whose
@on_terminal
def suppress_command(terminal: Terminal, *, subject: str, email: str | None, workspace_id: int | None) -> None:
    """Keep a person from being collected; erases nothing."""
    made = run(terminal.data_dir, suppress, subject=subject, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"Suppressed, as number {made['id']}."])


@command.command("unsuppress")
@_subject
@whose
@on_terminal
def unsuppress_command(terminal: Terminal, *, subject: str, email: str | None, workspace_id: int | None) -> None:
    """Let a person be collected again."""
    made = run(terminal.data_dir, unsuppress, subject=subject, email=email, workspace_id=workspace_id)
    terminal.answer({"suppressions": made}, ["No longer suppressed."])


@command.command("list")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True)
@whose
@on_terminal
def list_command(terminal: Terminal, *, limit: int, offset: int, email: str | None, workspace_id: int | None) -> None:
    """List who is suppressed, newest first, by digest: whom you suppressed can't be read from it."""
    found = run(terminal.data_dir, list_all, limit=limit, offset=offset, email=email, workspace_id=workspace_id)
    rows = [[e["id"], e["subject_kind"], e["created_at"], e["digest"]] for e in found["suppressions"]]
    terminal.answer(found, table(["NUMBER", "KIND", "SINCE", "DIGEST"], rows))


async def erase(appliance: Appliance, *, subject: str, is_suppressed: bool, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Erase a person."""
    caller = await caller_of(appliance, email, workspace_id)
    made = await appliance.privacy.erase(caller, subject, is_suppressed=is_suppressed)
    remaining = [f"backups/{name}" for name in made.backups] + ([] if made.is_finished else ["outhost.db"])
    return {"subject_kind": made.kind, "erased": made.erased, "suppressed": made.is_suppressed, "remaining": remaining}


async def export(appliance: Appliance, *, subject: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Give what is kept about a person."""
    kept = await appliance.privacy.export(await caller_of(appliance, email, workspace_id), subject)
    return _kept_document(appliance, kept)


async def suppress(appliance: Appliance, *, subject: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Suppress a person."""
    return _document(await appliance.suppressions.add(await caller_of(appliance, email, workspace_id), subject))


async def unsuppress(appliance: Appliance, *, subject: str, email: str | None, workspace_id: int | None) -> list[dict[str, Any]]:
    """Let a person be collected again."""
    return [_document(one) for one in await appliance.suppressions.lift(await caller_of(appliance, email, workspace_id), subject)]


async def list_all(appliance: Appliance, *, limit: int, offset: int, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Give suppressions."""
    caller = await caller_of(appliance, email, workspace_id)
    found, total = await appliance.read(_page, caller, limit, offset)
    return {"suppressions": [_document(one) for one in found], "total": total}


def _counts(counts: dict[str, int]) -> list[str]:
    return [f"{name:20}{count}" for name, count in counts.items() if count] or ["Nothing names this person."]


def _page(tx: Tx, caller: Caller, limit: int, offset: int) -> tuple[list[Suppression], int]:
    return tx.suppressions.page(caller.workspace_id, limit=limit, offset=offset), tx.suppressions.count(caller.workspace_id)


def _document(one: Suppression) -> dict[str, Any]:
    return {"id": one.id, "subject_kind": one.trace.kind, "digest": one.trace.digest, "created_at": whole_seconds(one.created_at)}


def _kept_document(appliance: Appliance, kept: KeptData) -> dict[str, Any]:
    return {
        "subject_kind": kept.kind,
        "leads": [_lead_document(appliance, lead) for lead in kept.leads],
        "events": [
            {
                "name": event.name, "subject": event.subject, "actor": event.actor, "data": json.loads(event.data),
                "created_at": whole_seconds(event.created_at),
            }
            for event in kept.events
        ],
        "letters": [{"recipient": letter.recipient, "subject": letter.subject} for letter in kept.letters],
        "counts": kept.counts,
    }  # fmt: skip


def _lead_document(appliance: Appliance, kept: KeptLead) -> dict[str, Any]:
    lead = kept.lead
    return {
        "list_id": kept.lead_list.public_id,
        "list_name": kept.lead_list.name,
        "lead_id": lead.lead_id,
        "tracking_id": lead.tracking_id,
        "image_url": images_of(appliance).of(lead.tracking_id, lead.image_extension),
        "variables": dict(lead.variables),
        "review_status": lead.review_status,
        "added_by": kept.added_by,
        "created_at": whole_seconds(lead.created_at),
    }
