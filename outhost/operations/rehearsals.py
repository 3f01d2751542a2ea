"""What can be done to rehearse a job: the job that a draft would become, on paper, and a desk that draws nothing for it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from outhost.domain.clock import Clock
from outhost.domain.dry_runs import Sketch
from outhost.domain.job_bounds import Bounds
from outhost.domain.job_tallies import Tallies
from outhost.domain.jobs import BEFORE_ALL, Job, JobKey, JobStatus
from outhost.domain.modules import Shape
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.operations.desk import Desk, Office
from outhost.operations.job_drafts import Draft, check_references
from outhost.operations.job_ends import caller_of
from outhost.operations.modules import refuse_unavailable
from outhost.operations.paper import Paper
from outhost.operations.run_books import RunBook
from outhost.store.job_rows import PackedRow
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_NO_ID: Final = ""


class Rehearsals:
    """Jobs that are rehearsed: each is whole but for its number, so that a run works on it as on any other."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Read from `store`, and write nothing there."""
        self._store = store
        self._clock = clock

    async def begin(self, caller: Caller, draft: Draft, most_rows: int) -> Paper:
        """Put the job that a draft would become on paper; it ends with `most_rows` where its rows come from a source.

        Raises:
            JobNotFound, ListNotFound, JobNotDone, JobExpired, ListTypeNotSupported, EarlierRunNeeded, TooDear, EstimateFailed,
            ModuleUnavailable: as when it would be made.
        """
        read_from = await self._store.read(_checked, caller, draft)
        job = _job_of(caller, draft, self._clock.now())
        if job.shape is Shape.SOURCE:
            most = job.bounds.most_rows
            job = replace(job, bounds=replace(job.bounds, most_rows=most_rows if most is None else min(most, most_rows)))
        source_rows = partial(self._source_rows, caller.workspace_id, read_from)
        return Paper(job, draft.items, most_rows=most_rows, source_rows=source_rows)

    async def _source_rows(
        self, workspace_id: WorkspaceId, job: JobKey | None, after: int, limit: int
    ) -> tuple[Sequence[str], list[PackedRow]]:
        return ((), []) if job is None else await self._store.read(_rows, workspace_id, job, after, limit)


class SketchingDesk(Desk):
    """A desk at which no image is drawn: what it would be drawn of is noted."""

    def __init__(self, office: Office, runs: RunBook, job: Job, uses: Collection[str]) -> None:
        """Begin with nothing noted."""
        super().__init__(office, runs, job, uses)
        self._sketched: dict[int, Sketch] = {}

    @property
    def sketches(self) -> list[Sketch]:
        """Give what was noted, in the order of the units."""
        return [self._sketched[unit] for unit in sorted(self._sketched)]

    async def _picture(self, unit: int, variables: Mapping[str, Any]) -> dict[str, Any]:
        caller = caller_of(self._job)
        target = await self._leads.target(caller, self._job.list_id or _NO_ID)
        found = await self._leads.sort_for(caller, target, variables)
        self._sketched[unit] = Sketch(row=unit, variables=found.used, missing=found.missing)
        return {"tracking_id": None, "image_url": None, "missing_variables": list(found.missing)}


def _checked(tx: Tx, caller: Caller, draft: Draft) -> JobKey | None:
    """Decline what would be declined if the job were made; give the job that it would read from."""
    read_from = check_references(tx, caller, draft)
    if draft.refusal is not None:
        raise draft.refusal
    refuse_unavailable(draft.new.module)
    return None if read_from is None else JobKey(read_from)


def _rows(tx: Tx, workspace_id: WorkspaceId, key: JobKey, after: int, limit: int) -> tuple[Sequence[str], list[PackedRow]]:
    source = tx.jobs.find_of_any_workspace(key)
    if source is None or source.workspace_id != workspace_id:
        return (), []
    return source.columns, tx.job_rows.after(source.key, after, limit=limit)


def _job_of(caller: Caller, draft: Draft, now: datetime) -> Job:
    """Give the job that a draft would become, as it would be when it was claimed."""
    told = {"plan": None, "upload": None, "source_job_id": None, "list_id": None} | draft.values
    return Job(
        key=BEFORE_ALL, public_id=_NO_ID, workspace_id=caller.workspace_id, user_id=caller.user_id, actor=caller.actor,
        job_type=told["job_type"], shape=told["shape"], lane=told["lane"], status=JobStatus.RUNNING, locale=told["locale"],
        is_spawned=True, params=told["params"], mapping=told["mapping"], inputs=told["inputs"], columns=told["columns"],
        upload=told["upload"], source_job_id=told["source_job_id"], pipeline_id=None, veille_id=None, list_id=told["list_id"],
        plan=told["plan"], plan_job=None, plan_after=-1, units_planned=told["units_planned"], points_planned=told["points_planned"],
        points_done=0, results_count=0, error_count=0, attempts_count=0, has_provenance=False, recoveries=0, is_cancelling=False,
        is_deleted=False, error_message=None, created_at=now, started_at=now, completed_at=None, expires_at=now,
        bounds=Bounds.read(told.get("bounds", {})), tallies=Tallies(),
    )  # fmt: skip
