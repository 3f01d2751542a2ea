"""How a run of a veille begins: its job, or those of its pipeline's roots, are drafted, then made with the run in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from outhost.domain.clock import to_text
from outhost.domain.errors import JobNotFound
from outhost.domain.events import Happening
from outhost.domain.jobs import Job
from outhost.domain.pipelines import Definition, Pipeline
from outhost.domain.veilles import RunStatus, Veille, VeilleRun, make_veille_id
from outhost.domain.workspaces import Caller
from outhost.operations.job_drafts import Draft, JobDrafts, Origin
from outhost.operations.pipelines import Pipelines
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a run begins with: a job to be made, or those of the roots of a pipeline, by node."""

    draft: Draft | None = None
    roots: Mapping[str, Draft] | None = None

    @property
    def drafts(self) -> list[Draft]:
        """Give every draft."""
        return [*([self.draft] if self.draft is not None else []), *(self.roots or {}).values()]


class VeilleStarts:
    """Runs of veilles as they begin. Their jobs are made in the name of whoever made the veille, and wait where there are many."""

    def __init__(self, store: Store, drafts: JobDrafts, pipelines: Pipelines) -> None:
        """Draft from `store`."""
        self._store = store
        self._drafts = drafts
        self._pipelines = pipelines

    async def prepare(self, veille: Veille) -> Start:
        """Draft the next run of a veille.

        Raises:
            UploadGone, ModuleNotFound, JobNotFound
            InvalidInput: params won't do any longer; a zone is no longer known.
        """
        job, pipeline = await self._store.read(_kept, veille)
        if pipeline is not None:
            return await self.of_pipeline(veille.caller, veille.public_id, pipeline.public_id, pipeline.definition, veille.locale)
        if job is None:
            raise JobNotFound
        return await self.of_job(veille.caller, veille.public_id, job)

    async def of_job(self, caller: Caller, veille_id: str, job: Job) -> Start:
        """Draft a run that runs a job again, whether or not that has expired."""
        return Start(draft=await self._drafts.prepare_again(caller, job, Origin(veille_id=veille_id)))

    async def of_pipeline(self, caller: Caller, veille_id: str, pipeline_id: str, definition: Definition, locale: str) -> Start:
        """Draft a run of a veille's own pipeline."""
        origin = Origin(pipeline_id=pipeline_id, veille_id=veille_id)
        return Start(roots=await self._pipelines.root_drafts(caller, definition, origin, locale))

    async def drop(self, start: Start) -> None:
        """Remove the files of a run that did not begin."""
        for draft in start.drafts:
            await self._drafts.drop(draft)

    def insert(self, tx: Tx, caller: Caller, veille: Veille, start: Start) -> VeilleRun:
        """Begin a run, as something that the caller does; none of the veille may be under way.

        Raises:
            JobNotFound, JobNotDone, JobExpired, ListNotFound, TooDear, EstimateFailed, ModuleUnavailable, DiskFull
        """
        made: dict[str, Any] = {"pipeline_id": veille.pipeline_id}
        if start.roots is not None:
            pipeline = tx.pipelines.find(veille.workspace_id, veille.pipeline_id or "")
            if pipeline is None:
                raise JobNotFound
            self._pipelines.start(tx, caller, pipeline.key, start.roots)
        elif start.draft is not None:
            made["job_id"] = self._drafts.insert(tx, caller, start.draft).public_id
        run = insert_run(tx, veille, RunStatus.PENDING, **made)
        last = {"last_run_job_id": run.job_id} if run.job_id is not None else {}
        tx.veilles.put(veille.key, is_live=1, last_run_at=to_text(tx.now), **last)
        tx.events.insert(caller, Happening.VEILLE_RUN_STARTED, veille.public_id, run=run.public_id)
        return run


def insert_run(tx: Tx, veille: Veille, status: RunStatus, **values: Any) -> VeilleRun:
    """Write down the next run of a veille."""
    number = veille.last_number + 1
    tx.veilles.put(veille.key, last_number=number)
    return tx.veille_runs.insert({
        "public_id": make_veille_id(), "veille_id": veille.key, "number": number, "status": status, "created_at": to_text(tx.now), **values,
    })  # fmt: skip


def own_pipeline_of(tx: Tx, veille: Veille) -> Pipeline | None:
    """Find the pipeline that is a veille's own."""
    return tx.pipelines.find(veille.workspace_id, veille.pipeline_id) if veille.pipeline_id is not None else None


def _kept(tx: Tx, veille: Veille) -> tuple[Job | None, Pipeline | None]:
    job = tx.jobs.find_of_any_workspace(veille.job_key) if veille.job_key is not None else None
    return job, own_pipeline_of(tx, veille)
