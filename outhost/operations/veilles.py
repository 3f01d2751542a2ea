"""What can be done with veilles by whoever they belong to: made, changed, run now, deleted."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from outhost.domain.clock import to_text
from outhost.domain.errors import NotVisible, RunStillLive
from outhost.domain.events import Happening
from outhost.domain.jobs import Job, JobStatus
from outhost.domain.pipelines import Pipeline
from outhost.domain.veilles import (
    BASELINE,
    DELETED_VEILLES,
    SCHEDULED,
    TO_COMPARE,
    RunStatus,
    Stage,
    Veille,
    VeilleRun,
    VeilleStatus,
    checked_name,
    make_veille_id,
    next_tick,
)
from outhost.domain.workspaces import Caller
from outhost.operations.job_ends import stop_job
from outhost.operations.pipelines import Pipelines
from outhost.operations.replies import KeptReply, kept
from outhost.operations.veille_sources import Source, VeilleSources, keep_source
from outhost.operations.veille_starts import Start, VeilleStarts, own_pipeline_of
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVeille:
    """A veille to be made, over one of a job and a pipeline; `run_now` tells whether its first run begins at once."""

    name: str
    frequency_days: int
    source_job_id: str | None = None
    source_pipeline_id: str | None = None
    run_now: bool = False
    has_digest: bool = False
    locale: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class VeilleChange:
    """What is to be changed in a veille; None leaves it as it is."""

    name: str | None = None
    frequency_days: int | None = None
    status: VeilleStatus | None = None
    has_digest: bool | None = None


class Veilles:
    """Veilles of workspaces. The scheduler begins their runs, and the lookout compares what comes of them."""

    def __init__(self, store: Store, sources: VeilleSources, starts: VeilleStarts, pipelines: Pipelines, *, retention_days: int) -> None:
        """Keep veilles in `store`."""
        self._store = store
        self._sources = sources
        self._starts = starts
        self._pipelines = pipelines
        self._retention = timedelta(days=retention_days)

    async def create(self, caller: Caller, new: NewVeille, reply: KeptReply[Veille] | None = None) -> Veille:
        """Make a veille over a done job or pipeline. What it needs of that is kept from then on, whatever becomes of it.

        Raises:
            InvalidInput: both sources are given, or none; said before anything is looked up.
            JobNotFound, PipelineNotFound, JobNotDone, JobExpired, PipelineNotDone, PipelineOfVeille, NotWatched, ModuleNotFound
            and with `run_now` what beginning a job or a pipeline raises.
        """
        new = replace(new, name=checked_name(new.name))
        source = await self._sources.find(caller, new.source_job_id, new.source_pipeline_id)
        veille_id, pipeline_id = make_veille_id(), str(uuid4()) if source.pipeline is not None else None
        start = await self._first_start(caller, new, source, veille_id, pipeline_id)
        try:
            return await self._store.write(self._create, caller, new, source, (veille_id, pipeline_id), start, reply)
        except Exception:
            await self._drop(start)
            raise

    async def change(self, caller: Caller, public_id: str, change: VeilleChange) -> Veille:
        """Change a veille: one that is paused is not run by itself, one that is resumed runs at its next tick.

        Raises:
            NotVisible, InvalidInput
        """
        return await self._store.write(_change, caller, public_id, change)

    async def delete(self, caller: Caller, public_id: str) -> None:
        """Delete a veille and cancel the run that is under way; all that it knows goes a little later. The jobs of its runs stay.

        Raises:
            NotVisible
        """
        await self._store.write(self._delete, caller, public_id)

    async def run_now(self, caller: Caller, public_id: str, reply: KeptReply[VeilleRun] | None = None) -> VeilleRun:
        """Begin a run at once, in a pause too; the schedule stays as it is.

        Raises:
            NotVisible, RunStillLive
            and what beginning a job or a pipeline raises: UploadGone, ModuleNotFound, ModuleUnavailable, InvalidInput, DiskFull, …
        """
        veille = await self._store.read(veille_named, caller, public_id)
        if veille.is_live:
            raise RunStillLive
        start = await self._starts.prepare(veille)
        try:
            return await self._store.write(self._run_now, caller, public_id, start, reply)
        except Exception:
            await self._drop(start)
            raise

    async def _first_start(
        self, caller: Caller, new: NewVeille, source: Source, veille_id: str, pipeline_id: str | None
    ) -> Start | None:  # fmt: skip
        if not new.run_now:
            return None
        if source.job is not None:
            return await self._starts.of_job(caller, veille_id, source.job)
        assert source.definition is not None
        assert pipeline_id is not None
        return await self._starts.of_pipeline(caller, veille_id, pipeline_id, source.definition, new.locale)

    async def _drop(self, start: Start | None) -> None:
        if start is not None:
            await self._starts.drop(start)

    def _create(
        self, tx: Tx, caller: Caller, new: NewVeille, source: Source, ids: tuple[str, str | None], start: Start | None,
        reply: KeptReply[Veille] | None,
    ) -> Veille:  # fmt: skip
        def make() -> Veille:
            first, reads = keep_source(tx, caller, source)
            veille_id, pipeline_id = ids
            if source.pipeline is not None:
                _copy_pipeline(tx, caller, source, veille_id, str(pipeline_id))
            veille = tx.veilles.insert({
                "public_id": veille_id, "workspace_id": caller.workspace_id, "user_id": caller.user_id, "actor": caller.actor,
                "locale": new.locale, "name": new.name, "source_job_id": new.source_job_id, "source_pipeline_id": new.source_pipeline_id,
                "job_id": source.job.key if source.job else None, "pipeline_id": pipeline_id, "frequency_days": new.frequency_days,
                "status": VeilleStatus.ACTIVE, "next_run_at": to_text(tx.now + timedelta(days=new.frequency_days)),
                "has_digest": int(new.has_digest), "created_at": to_text(tx.now),
            })  # fmt: skip
            for key in (*([first.key] if first else []), *reads):
                tx.veille_keeps.put(veille.key, key, with_rows=True)
            _insert_baseline(tx, veille, first)
            tx.events.insert(caller, Happening.VEILLE_CREATED, veille.public_id, name=veille.name)
            tx.ring(SCHEDULED)
            if start is not None:
                self._starts.insert(tx, caller, veille, start)
            return veille_named(tx, caller, veille.public_id)

        return kept(tx, caller, reply, make)

    def _run_now(self, tx: Tx, caller: Caller, public_id: str, start: Start, reply: KeptReply[VeilleRun] | None) -> VeilleRun:
        def begin() -> VeilleRun:
            veille = veille_named(tx, caller, public_id)
            if veille.is_live:
                raise RunStillLive
            return self._starts.insert(tx, caller, veille, start)

        return kept(tx, caller, reply, begin)

    def _delete(self, tx: Tx, caller: Caller, public_id: str) -> None:
        veille = veille_named(tx, caller, public_id)
        run = tx.veille_runs.find_live(veille.key)
        job, pipeline = _live_of(tx, veille, run)
        if run is not None:
            tx.veille_runs.put(run.key, status=RunStatus.CANCELLED, completed_at=to_text(tx.now))
        tx.veilles.put(veille.key, status=VeilleStatus.DELETED, is_live=0)
        if job is not None:
            stop_job(tx, job, self._retention)
        if pipeline is not None:
            self._pipelines.stop(tx, pipeline)
        tx.events.insert(caller, Happening.VEILLE_DELETED, public_id, name=veille.name)
        tx.ring(DELETED_VEILLES)


def veille_named(tx: Tx, caller: Caller, public_id: str) -> Veille:
    """Find a veille that a path names.

    Raises:
        NotVisible
    """
    veille = tx.veilles.find(caller.workspace_id, public_id)
    if veille is None:
        raise NotVisible
    return veille


def run_named(tx: Tx, caller: Caller, public_id: str, run_id: str) -> tuple[Veille, VeilleRun]:
    """Find a run that a path names, and its veille.

    Raises:
        NotVisible
    """
    veille = veille_named(tx, caller, public_id)
    run = tx.veille_runs.find(veille.key, run_id)
    if run is None:
        raise NotVisible
    return veille, run


def _copy_pipeline(tx: Tx, caller: Caller, source: Source, veille_id: str, pipeline_id: str) -> None:
    assert source.pipeline is not None
    assert source.definition is not None
    values = {
        "public_id": pipeline_id, "workspace_id": caller.workspace_id, "user_id": caller.user_id, "actor": caller.actor,
        "name": source.pipeline.name, "schema_version": source.pipeline.schema_version, "locale": source.pipeline.locale,
        "veille_id": veille_id,
    }  # fmt: skip
    tx.pipelines.insert(values, source.definition)


def _insert_baseline(tx: Tx, veille: Veille, first: Job | None) -> None:
    """Have the rows of the source copied, which the first run is compared with."""
    read = {"read_from": first.key, "columns": list(first.columns), "job_id": first.public_id} if first is not None else {}
    tx.veille_runs.insert({
        "public_id": make_veille_id(), "veille_id": veille.key, "number": BASELINE, "status": RunStatus.RUNNING, "stage": Stage.READING,
        "created_at": to_text(tx.now), "started_at": to_text(tx.now), **read,
    })  # fmt: skip
    tx.ring(TO_COMPARE)


def _change(tx: Tx, caller: Caller, public_id: str, change: VeilleChange) -> Veille:
    veille = veille_named(tx, caller, public_id)
    frequency_days, status = change.frequency_days, change.status
    changed: dict[str, Any] = {}
    if change.name is not None and (name := checked_name(change.name)) != veille.name:
        changed["name"] = name
    if change.has_digest is not None and change.has_digest is not veille.has_digest:
        changed["has_digest"] = int(change.has_digest)
    if frequency_days is not None and frequency_days != veille.frequency_days:
        changed["frequency_days"] = frequency_days
        last = veille.tick_at - timedelta(days=veille.frequency_days)
        changed["next_run_at"] = to_text(next_tick(last, frequency_days, tx.now))
    if status is not None and status is not veille.status:
        changed["status"] = status
        if status is VeilleStatus.ACTIVE and "next_run_at" not in changed and veille.tick_at <= tx.now:
            changed["next_run_at"] = to_text(next_tick(veille.tick_at, veille.frequency_days, tx.now))
    if changed:
        tx.veilles.put(veille.key, **changed)
        tx.events.insert(caller, Happening.VEILLE_CHANGED, public_id, **changed)
        tx.ring(SCHEDULED)
    return veille_named(tx, caller, public_id)


def _live_of(tx: Tx, veille: Veille, run: VeilleRun | None) -> tuple[Job | None, Pipeline | None]:
    """Find what of a run is under way: its job, or the veille's own pipeline."""
    if run is None or run.stage is not None:
        return None, None
    job = tx.jobs.find(veille.workspace_id, run.job_id) if run.job_id is not None else None
    pipeline = own_pipeline_of(tx, veille)
    is_live = job is not None and job.status in {JobStatus.PENDING, JobStatus.RUNNING}
    return job if is_live else None, pipeline if pipeline is not None and pipeline.is_running else None
