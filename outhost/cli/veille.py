"""`outhost veille`: what is run again every so many days, its runs, and what they found."""

from dataclasses import replace
from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.declined import Declined
from outhost.cli.lead_documents import caller_of
from outhost.cli.line import run
from outhost.cli.terminal import Terminal, on_terminal, table, whose
from outhost.cli.veille_comparisons import compare_command
from outhost.cli.veille_documents import run_document, signal_document, veille_document
from outhost.cli.veille_feeds import close_command, feed_command, open_command
from outhost.domain.diffs import Category
from outhost.domain.signals import TELLING
from outhost.domain.users import UserId
from outhost.domain.veilles import LEAST_DAYS, MOST_DAYS, Veille, VeilleRun, VeilleStatus
from outhost.domain.workspaces import Caller
from outhost.operations.veille_reports import Wanted
from outhost.operations.veilles import NewVeille, VeilleChange, veille_named
from outhost.store.transactions import Tx

_veille_id = click.argument("veille_id", metavar="ID")
_most = click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="Show this many.")


@click.group("veille")
def command() -> None:
    """Have jobs and pipelines run again by themselves, and see what has changed."""


for _command in (compare_command, feed_command, open_command, close_command):
    command.add_command(_command)


@command.command("list")
@whose
@on_terminal
def list_command(terminal: Terminal, email: str | None, workspace_id: int | None) -> None:
    """List the veilles of a workspace, newest first."""
    found = run(terminal.data_dir, list_all, email=email, workspace_id=workspace_id)
    rows = [
        [one["id"], one["name"], one["status"], one["frequency_days"], one["next_run_at"] or "", one["run_count"]]
        for one in found["veilles"]
    ]  # fmt: skip
    terminal.answer(found, table(["VEILLE", "NAME", "STATUS", "DAYS", "NEXT RUN", "RUNS"], rows))


@command.command("add")
@click.option("--name", required=True, help="What it is called, 2 to 200 characters.")
@click.option("--job", "source_job_id", metavar="ID", help="The done job that is watched.")
@click.option("--pipeline", "source_pipeline_id", metavar="ID", help="The done pipeline that is watched, instead of a job.")
@click.option(
    "--every", "frequency_days", type=click.IntRange(LEAST_DAYS, MOST_DAYS), default=7, show_default=True, help="Days between runs."
)
@click.option("--now", "run_now", is_flag=True, help="Begin the first run at once.")
@click.option("--digest", is_flag=True, help="Send the founder of the workspace a letter after each run that found something.")
@whose
@on_terminal
def add_command(terminal: Terminal, email: str | None, workspace_id: int | None, **new: Any) -> None:
    """Make a veille over a done job or pipeline."""
    made = run(terminal.data_dir, add, email=email, workspace_id=workspace_id, **new)
    terminal.answer(made, [f"Veille     {made['id']}", f"Next run   {made['next_run_at']}"])


@command.command("run")
@_veille_id
@whose
@on_terminal
def run_command(terminal: Terminal, *, veille_id: str, email: str | None, workspace_id: int | None) -> None:
    """Run a veille now; a server does the work, now or as soon as one is started."""
    made = run(terminal.data_dir, run_now, veille_id=veille_id, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"The run {made['id']} has begun; `outhost veille runs {veille_id}` says what comes of it."])


@command.command("pause")
@_veille_id
@whose
@on_terminal
def pause_command(terminal: Terminal, *, veille_id: str, email: str | None, workspace_id: int | None) -> None:
    """Have a veille run only when somebody says so."""
    made = run(terminal.data_dir, change, veille_id=veille_id, status=VeilleStatus.PAUSED, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"The veille {veille_id} is paused."])


@command.command("resume")
@_veille_id
@whose
@on_terminal
def resume_command(terminal: Terminal, *, veille_id: str, email: str | None, workspace_id: int | None) -> None:
    """Have a paused veille run by itself again, from its next day on."""
    made = run(terminal.data_dir, change, veille_id=veille_id, status=VeilleStatus.ACTIVE, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"The veille {veille_id} runs next at {made['next_run_at']}."])


@command.command("runs")
@_veille_id
@_most
@whose
@on_terminal
def runs_command(terminal: Terminal, *, veille_id: str, limit: int, email: str | None, workspace_id: int | None) -> None:
    """List the runs of a veille, newest first, with how many rows were what."""
    found = run(terminal.data_dir, runs, veille_id=veille_id, limit=limit, email=email, workspace_id=workspace_id)
    counted = ("new", "closed", "missing", "modified", "unchanged")
    rows = [
        [one["id"], one["status"], one["completed_at"] or "", *(one["counts"][name] for name in counted), one["error_message"] or ""]
        for one in found["runs"]
    ]
    terminal.answer(found, table(["RUN", "STATUS", "ENDED", *(name.upper() for name in counted), "REASON"], rows))


@command.command("signals")
@_veille_id
@click.option("--run", "run_id", metavar="ID", help="What this run found, if not the last one that is done.")
@click.option("--category", type=click.Choice([str(one) for one in TELLING]), help="Only these.")
@click.option("--min-score", type=click.FloatRange(0, 100), help="Only those with a score of so much at least.")
@_most
@whose
@on_terminal
def signals_command(terminal: Terminal, *, veille_id: str, email: str | None, workspace_id: int | None, **wanted: Any) -> None:
    """Show what a run found: by score, then what is new, then what is closed."""
    found = run(terminal.data_dir, signals, veille_id=veille_id, email=email, workspace_id=workspace_id, **wanted)
    rows = [["" if one["score"] is None else one["score"], one["category"], one["sentence"]["en"]] for one in found["signals"]]
    terminal.answer(found, table(["SCORE", "SIGNAL", "WHAT HAPPENED"], rows))


@command.command("delete")
@_veille_id
@whose
@on_terminal
def delete_command(terminal: Terminal, *, veille_id: str, email: str | None, workspace_id: int | None) -> None:
    """Delete a veille, with all that it knows."""
    made = run(terminal.data_dir, delete, veille_id=veille_id, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"The veille {veille_id} is deleted."])


async def list_all(appliance: Appliance, *, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """List the veilles of a workspace."""
    caller = await caller_of(appliance, email, workspace_id)
    return {"workspace_id": caller.workspace_id, "veilles": [veille_document(one) for one in await appliance.read(_all, caller)]}


async def add(appliance: Appliance, *, email: str | None, workspace_id: int | None, digest: bool, **new: Any) -> dict[str, Any]:
    """Make a veille, as the founder of the workspace, who gets its digests."""
    caller = await caller_of(appliance, email, workspace_id)
    caller = replace(caller, user_id=await appliance.read(_founder, caller))
    return veille_document(await appliance.veilles.create(caller, NewVeille(**new, has_digest=digest)))


async def run_now(appliance: Appliance, *, veille_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Begin a run."""
    return run_document(await appliance.veilles.run_now(await caller_of(appliance, email, workspace_id), veille_id), veille_id)


async def change(
    appliance: Appliance, *, veille_id: str, status: str, email: str | None, workspace_id: int | None
) -> dict[str, Any]:  # fmt: skip
    """Pause a veille, or resume it."""
    caller = await caller_of(appliance, email, workspace_id)
    return veille_document(await appliance.veilles.change(caller, veille_id, VeilleChange(status=VeilleStatus(status))))


async def runs(appliance: Appliance, *, veille_id: str, limit: int, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """List the runs of a veille."""
    caller = await caller_of(appliance, email, workspace_id)
    found = await appliance.read(_runs, caller, veille_id, limit)
    return {"veille_id": veille_id, "runs": [run_document(one, veille_id) for one in found]}


async def signals(
    appliance: Appliance, *, veille_id: str, run_id: str | None, category: str | None, min_score: float | None, limit: int,
    email: str | None, workspace_id: int | None,
) -> dict[str, Any]:  # fmt: skip
    """Show what a run found.

    Raises:
        Declined: none is named, and none is done.
    """
    caller = await caller_of(appliance, email, workspace_id)
    chosen = run_id or await appliance.read(_last_run, caller, veille_id)
    if chosen is None:
        raise Declined("No run of this veille is done yet; `outhost veille runs` lists them.")
    report = await appliance.veille_reports.find(caller, veille_id, chosen)
    wanted = Wanted(category=Category(category) if category else None, min_score=min_score)
    found, total = await appliance.veille_reports.page(report, wanted, limit=limit, offset=0)
    return {"veille_id": veille_id, "run_id": chosen, "signals": [signal_document(one) for one in found], "total": total}


async def delete(appliance: Appliance, *, veille_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Delete a veille."""
    await appliance.veilles.delete(await caller_of(appliance, email, workspace_id), veille_id)
    return {"deleted": True, "id": veille_id}


def _all(tx: Tx, caller: Caller) -> list[Veille]:
    return tx.veilles.page(caller.workspace_id, limit=-1, offset=0)


def _founder(tx: Tx, caller: Caller) -> UserId | None:
    workspace = tx.workspaces.find(caller.workspace_id)
    return workspace.founder_id if workspace else None


def _runs(tx: Tx, caller: Caller, veille_id: str, limit: int) -> list[VeilleRun]:
    return tx.veille_runs.page(veille_named(tx, caller, veille_id).key, limit=limit, offset=0)


def _last_run(tx: Tx, caller: Caller, veille_id: str) -> str | None:
    veille = veille_named(tx, caller, veille_id)
    run = tx.veille_runs.find_compared_before(veille.key, veille.last_number + 1)
    return None if run is None or run.is_baseline else run.public_id
