"""Jobs made by hand, as the engine leaves them: none of them is ever run."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from houses import House

from outhost.domain.clock import to_text
from outhost.domain.columns import Row, columns_of
from outhost.domain.jobs import CHANGED, Job, JobStatus, Level, LogLine, make_job_id, row_key, unit_key
from outhost.domain.modules import Lane, Shape
from outhost.domain.rows import packed
from outhost.domain.users import UserId
from outhost.domain.workspaces import WorkspaceId
from outhost.store.transactions import Tx

PEOPLE: Final[Sequence[Row]] = ({"name": "Ada", "phone": "0472000000"}, {"name": "Zoé", "phone": "0472000001"})
ABSENT: Final = "j_00000000000000000000000000"
PATIENCE_SECONDS: Final = 60


def make_job(
    tx: Tx, /, workspace_id: WorkspaceId, user_id: UserId | None = None, status: JobStatus = JobStatus.DONE, rows: Sequence[Row] = PEOPLE,
    left: Sequence[Row] = (), **values: Any,
) -> Job:  # fmt: skip
    """Insert a job in a status, with rows that it gave, and items that are `left` to be worked on; one that runs is held elsewhere."""
    columns, now = columns_of([*rows, *left]), to_text(tx.now)
    is_live, is_held = status.is_live, status is JobStatus.RUNNING
    job = tx.jobs.insert({
        "public_id": make_job_id(tx.now), "workspace_id": workspace_id, "user_id": user_id, "actor": f"user:{user_id or 0}",
        "job_type": "filter", "shape": Shape.TABLE, "lane": Lane.PARALLEL, "status": status, "locale": "en", "params": {}, "mapping": {},
        "inputs": columns, "columns": columns, "units_planned": 1, "points_planned": len(rows) + len(left), "points_done": len(rows),
        "results_count": len(rows), "attempts_count": 1, "created_at": now,
        "started_at": None if status is JobStatus.PENDING else now, "completed_at": None if is_live else now,
        "lease_holder": "elsewhere" if is_held else None, "lease_until": to_text(tx.now + timedelta(days=3650)) if is_held else None,
        "expires_at": to_text(tx.now + timedelta(days=7)), **values,
    })  # fmt: skip
    tx.job_inputs.insert([(unit_key(job.key, place), _cells(row, columns)) for place, row in enumerate([*rows, *left])])
    tx.job_rows.insert([(row_key(job.key, place, 0), _cells(row, columns), None) for place, row in enumerate(rows)])
    outcomes = [(unit_key(job.key, place), "done", 1, None) for place in range(len(rows))]
    tx.job_inputs.insert_outcomes(outcomes)
    tx.job_frames.insert_log(workspace_id, job.key, [LogLine(Level.INFO, "Columns read as: nom ← name.")])
    if not is_live:
        tx.job_frames.insert_done(workspace_id, job.key, status)
    return job


async def over(house: House, workspace_id: WorkspaceId, public_id: str) -> Job:
    """Wait until the engine has brought a job to its end, and give it."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        with house.appliance.store.bell.sleeper(CHANGED) as sleeper:
            while (job := await house.appliance.read(lambda tx: tx.jobs.find(workspace_id, public_id))) and job.status.is_live:
                await sleeper.woken()
    assert job is not None
    return job


def rest(house: House) -> None:
    """Have no job run in a house from now on, so that what is made there stays as it is."""
    for name in ("dispatcher", "scheduler", "lookout"):
        house.appliance.tasks._tasks[name].cancel()


def _cells(row: Row, columns: Sequence[str]) -> str:
    return packed([row.get(column) for column in columns])
