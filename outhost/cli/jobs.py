"""`outhost jobs`: jobs, run, looked at, cancelled, resumed and deleted."""

from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.job_documents import job_document, log_document
from outhost.cli.job_runs import cancel, download_command, resume_command, run_command
from outhost.cli.lead_documents import caller_of
from outhost.cli.line import open_desk, run
from outhost.cli.terminal import Terminal, on_terminal, table, whose
from outhost.domain.jobs import Frame, Job, JobStatus
from outhost.domain.workspaces import Caller
from outhost.operations.jobs import job_named
from outhost.store.transactions import Tx

_job_id = click.argument("job_id", metavar="ID")
_STATES = [status.value for status in JobStatus]


@click.group("jobs")
def command() -> None:
    """Run modules over rows, and look after the jobs that do so."""


for _run_command in (run_command, resume_command, download_command):
    command.add_command(_run_command)


@command.command("list")
@click.option("--status", type=click.Choice(_STATES), help="Only those that are so.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="Show this many, newest first.")
@whose
@on_terminal
def list_command(terminal: Terminal, *, status: str | None, limit: int, email: str | None, workspace_id: int | None) -> None:
    """List the jobs of a workspace, newest first."""
    found = run(terminal.data_dir, list_all, status=status, limit=limit, email=email, workspace_id=workspace_id)
    lines = [
        [job["id"], job["job_type"], job["status"], f"{job['processed_points']}/{job['grid_points_count']}", job["results_count"],
         job["error_count"], job["created_at"]]
        for job in found
    ]  # fmt: skip
    terminal.answer({"jobs": found}, table(["JOB", "MODULE", "STATUS", "DONE", "ROWS", "FAILED", "CREATED"], lines))


@command.command("show")
@_job_id
@click.option(
    "--lines", "most", type=click.IntRange(0, 500), default=20, show_default=True, help="Show this much of its log, from the end."
)
@whose
@on_terminal
def show_command(terminal: Terminal, *, job_id: str, most: int, email: str | None, workspace_id: int | None) -> None:
    """Show a job and the last lines of its log."""
    found = run(terminal.data_dir, show, job_id=job_id, most=most, email=email, workspace_id=workspace_id)
    facts = [f"{name:22}{_words(value)}".rstrip() for name, value in found.items() if name != "log"]
    log = [f"{line['timestamp']}  {line['level']:5}  {line['message']}" for line in found["log"]]
    terminal.answer(found, [*facts, *(["", *log] if log else [])])


@command.command("cancel")
@_job_id
@whose
@on_terminal
def cancel_command(terminal: Terminal, *, job_id: str, email: str | None, workspace_id: int | None) -> None:
    """Cancel a job: at once where it waits, within five seconds where it runs; its rows so far stay."""
    with open_desk(terminal.data_dir) as desk:
        desk.run_new_jobs()  # where no server is, nobody runs it any longer: it waits, and can be cancelled
        made = desk.do(cancel, job_id=job_id, email=email, workspace_id=workspace_id)
    is_over = made["status"] == JobStatus.CANCELLED
    terminal.answer(made, [f"The job {job_id} {'is cancelled' if is_over else 'stops within five seconds'}."])


@command.command("delete")
@_job_id
@whose
@on_terminal
def delete_command(terminal: Terminal, *, job_id: str, email: str | None, workspace_id: int | None) -> None:
    """Delete a job that has ended, with its rows and its log."""
    made = run(terminal.data_dir, delete, job_id=job_id, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"The job {job_id} is deleted."])


async def list_all(
    appliance: Appliance, *, status: str | None, limit: int, email: str | None, workspace_id: int | None
) -> list[dict[str, Any]]:
    """List the jobs of a workspace."""
    caller = await caller_of(appliance, email, workspace_id)
    return [job_document(job) for job in await appliance.read(_all, caller, status, limit)]


async def show(appliance: Appliance, *, job_id: str, most: int, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Show one job and the end of its log."""
    caller = await caller_of(appliance, email, workspace_id)
    job, frames = await appliance.read(_with_log, caller, job_id, most)
    return job_document(job) | {"log": log_document(frames)}


async def delete(appliance: Appliance, *, job_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Delete one job, and sweep up after it."""
    await appliance.jobs.delete(await caller_of(appliance, email, workspace_id), job_id)
    await appliance.job_retention.purge()
    return {"deleted": True, "id": job_id}


def _all(tx: Tx, caller: Caller, status: str | None, limit: int) -> list[Job]:
    return tx.jobs.page(caller.workspace_id, status=status, job_type=None, pipeline_id=None, limit=limit, offset=0)


def _with_log(tx: Tx, caller: Caller, job_id: str, most: int) -> tuple[Job, list[Frame]]:
    job = job_named(tx, caller, job_id)
    return job, tx.job_frames.last_of_log(caller.workspace_id, job.key, most)


def _words(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(str, value))
        case dict():
            return ", ".join(_named(name, inner) for name, inner in value.items() if inner is not False and inner not in (None, "", [], {}))
        case _:
            return str(value)


def _named(name: str, value: object) -> str:
    return f"{name} ({_words(value)})" if isinstance(value, dict | list) else f"{name}={_words(value)}"
