"""What can be done with jobs by whoever they belong to: created, cancelled, run again, resumed, deleted."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from outhost.domain.clock import to_text
from outhost.domain.columns import Row
from outhost.domain.errors import (
    InvalidInput,
    Issue,
    JobAlreadyOver,
    JobExpired,
    JobIsRead,
    JobNotFound,
    JobStillLive,
    ListNotFound,
    ListTypeNotSupported,
    NothingToResume,
    NotVisible,
    Refusal,
    TooManyJobs,
    UploadGone,
)
from outhost.domain.events import Happening
from outhost.domain.job_bounds import Bounds
from outhost.domain.job_items import Sieve, Table, items_of
from outhost.domain.job_words import STANDING
from outhost.domain.jobs import CHANGED, LATE_SECONDS, Job, JobStatus, LogLine, Plan, make_job_id, unit_key
from outhost.domain.lists import ListType
from outhost.domain.modules import Earlier, Module, Shape
from outhost.domain.rows import unpacked_rows
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.files.data_folder import DataFolder
from outhost.operations.estimates import Estimates
from outhost.operations.job_ends import end_job
from outhost.operations.job_sources import done_source, require_earlier
from outhost.operations.job_uploads import JobUploads
from outhost.operations.job_values import first_columns, mapped_by, plan_again, references_of, source_values, table_values
from outhost.operations.modules import Modules, refuse_long, refuse_unavailable
from outhost.operations.replies import KeptReply, kept
from outhost.store.job_frames import told
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

DELETED_JOBS: Final = "jobs deleted"
"""The topic at which the janitor sleeps."""

_SCAN_ROWS: Final = 2000
_NO_ITEMS: Final = Text(
    en="give `items`, or the `source_job_id` of a done job of yours", fr="donnez `items`, ou le `source_job_id` d’un de vos jobs terminés"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A job to be created; `params` are as they were sent, `upload` the name of a file that came with it."""

    module: Module
    params: Mapping[str, Any]
    items: Sequence[Row] | None = None
    source_job_id: str | None = None
    upload: str | None = None
    pipeline_id: str | None = None
    is_spawned: bool = False
    locale: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """What becomes a row: the columns of `jobs` that are known before the transaction, the items, and the first lines of the log."""

    new: NewJob
    values: dict[str, Any]
    items: Sequence[str] = ()
    log: Sequence[LogLine] = ()
    references: Mapping[str, str] = field(default_factory=dict)
    is_from_source: bool = False
    earlier: Earlier | None = None
    refusal: Refusal | None = None
    """Why there is to be no such job, said when it is this reason's turn."""


class Jobs:
    """Jobs of workspaces. The engine does the rest."""

    def __init__(
        self,
        store: Store,
        modules: Modules,
        estimates: Estimates,
        uploads: JobUploads,
        folder: DataFolder,
        *,
        most_live: int,
        retention_days: int,
        min_free_mb: int,
    ) -> None:
        """Keep jobs in `store`; somebody may have `most_live` of them pending or running."""
        self._store = store
        self._modules = modules
        self._estimates = estimates
        self._uploads = uploads
        self._folder = folder
        self._most_live = most_live
        self._retention = timedelta(days=retention_days)
        self._min_free_mb = min_free_mb

    async def create(self, caller: Caller, new: NewJob, reply: KeptReply[Job] | None = None) -> Job:
        """Create a job; its units wait for the engine.

        Raises:
            InvalidInput: params won't do; neither items nor a source; no row has what the module needs; a zone is unknown.
            TooManyJobs
            JobNotFound, ListNotFound: what the body names is not there.
            JobNotDone, JobExpired, ListTypeNotSupported, EarlierRunNeeded, TooDear
            EstimateFailed, ModuleUnavailable, DiskFull
        """
        checked = await self._modules.checked(new.module, new.params, has_upload=new.upload is not None)
        params, aside = (checked, None) if new.upload else await self._uploads.set_aside(new.module, checked)
        try:
            refuse_long(params)
            draft = await self._drafted(caller, replace(new, upload=new.upload or aside), params)
            draft = replace(await self._estimated(caller, draft, params), earlier=new.module.earlier(params))
            return await self._store.write(self._insert_and_reply, caller, draft, reply)
        except Exception:
            if aside is not None:
                await self._uploads.remove(aside)
            raise

    async def rerun(self, caller: Caller, public_id: str, reply: KeptReply[Job] | None = None) -> Job:
        """Create a job with the params and the items of another.

        Raises:
            NotVisible, JobExpired, UploadGone, TooManyJobs, ModuleNotFound, ModuleUnavailable, DiskFull
            InvalidInput: a zone is no longer known. TooDear, EstimateFailed
        """
        job = await self._store.read(job_named, caller, public_id)
        await self._store.read(self._refuse_more, caller)
        return await self._again(caller, job, {}, reply)

    async def resume(self, caller: Caller, public_id: str, reply: KeptReply[Job] | None = None) -> Job:
        """Create a job with the unfinished units of one that failed or was cancelled, behind its rows.

        Raises:
            JobNotFound, NothingToResume, JobExpired, UploadGone, TooManyJobs, ModuleNotFound, ModuleUnavailable, DiskFull
        """
        await self._store.read(self._refuse_more, caller)
        job = await self._store.read(_find, caller, public_id)
        if job is None:
            raise JobNotFound
        if job.status is JobStatus.EXPIRED:
            raise JobExpired
        left = await self._store.read(_count_left, job)
        if job.status not in {JobStatus.FAILED, JobStatus.CANCELLED} or (left == 0 and job.plan is None):
            raise NothingToResume
        kept = {"columns": job.columns}
        if job.plan in {Plan.RESUME_ROWS, Plan.RESUME}:  # it did not come to begin; it was to resume another
            return await self._again(caller, job, kept | {"plan": Plan.RESUME_ROWS}, reply)
        if job.shape is Shape.TABLE or job.plan is not None:  # nothing of it is done
            return await self._again(caller, job, {}, reply)
        changed = {"plan": Plan.RESUME_ROWS, "plan_job": job.key, "units_planned": left, "points_planned": left}
        return await self._again(caller, job, kept | changed, reply)

    async def cancel(self, caller: Caller, public_id: str) -> Job:
        """Cancel a job: at once if it waits, else as soon as its worker has heard of it; its rows so far stay.

        Raises:
            NotVisible, JobAlreadyOver
        """
        return await self._store.write(self._cancel, caller, public_id)

    async def delete(self, caller: Caller, public_id: str) -> None:
        """Delete a job that has ended, and its rows, which go a little later.

        Raises:
            NotVisible, JobStillLive, JobIsRead
        """
        await self._store.write(_delete, caller, public_id)

    async def _drafted(self, caller: Caller, new: NewJob, params: Mapping[str, Any]) -> _Draft:
        module, references = new.module, dict(references_of(new.module, params))
        values: dict[str, Any] = {
            "job_type": module.slug, "shape": module.shape, "lane": module.lane, "locale": new.locale, "is_spawned": int(new.is_spawned),
            "params": params, "upload": new.upload, "source_job_id": new.source_job_id or references.get("job"),
            "pipeline_id": new.pipeline_id, "list_id": params.get("list_id") if "pictures" in module.uses else None,
        }  # fmt: skip
        if module.shape is Shape.SOURCE:
            return _Draft(
                new=new, values=values | source_values(module, params), items=() if module.has_plan else ("{}",), references=references
            )
        limit = params.get("limit") if isinstance(params.get("limit"), int) else None
        if new.items is not None:
            given = await asyncio.to_thread(items_of, module, new.items, limit)
            return _Draft(
                new=new, values=values | table_values(given.table, len(given.items)), items=given.items,
                log=given.table.log(new.locale, given.sieve, limit=given.limit, mapped=mapped_by(params)), references=references,
            )  # fmt: skip
        if new.source_job_id is None:
            raise InvalidInput(Issue("items", _NO_ITEMS.filled()))
        return await self._drafted_from_source(caller, new, values, limit, references)

    async def _estimated(self, caller: Caller, draft: _Draft, params: Mapping[str, Any]) -> _Draft:
        """Add what the job would take, where its module plans and can say that; and see whether the provider that it wants can be used."""
        module = await self._modules.as_asked(draft.new.module, params)
        draft = replace(draft, new=replace(draft.new, module=module))
        if draft.values.get("plan") is not Plan.MODULE or module.missing is not None:
            return draft
        estimate, refusal = await self._estimates.before(module, params, draft.new.locale, caller.workspace_id)
        points = {"points_planned": estimate.units} if estimate else {}
        return replace(draft, values=draft.values | points, refusal=refusal)

    async def _drafted_from_source(
        self, caller: Caller, new: NewJob, values: dict[str, Any], limit: int | None, references: Mapping[str, str]
    ) -> _Draft:
        """Count the rows of the source that can be worked on; the engine copies them when the job's turn has come."""
        assert new.source_job_id is not None
        source = await self._store.read(_find, caller, new.source_job_id)
        if source is None or source.status is not JobStatus.DONE:  # why not is said in its turn
            empty = table_values(Table.of(new.module, ()), 0)
            return _Draft(new=new, values=values | empty, references=references, is_from_source=True)
        table = Table.of(new.module, source.columns)
        sieve = await self._sieved(source, table)
        if not sieve.usable:
            raise table.none_usable("source_job_id")
        is_cut = limit is not None and limit < sieve.usable
        planned = limit if limit is not None and is_cut else sieve.usable
        plan = {"plan": Plan.SOURCE, "plan_job": source.key, "has_provenance": int(source.has_provenance)}
        log = table.log(new.locale, sieve, limit=limit if is_cut else None, mapped=mapped_by(values["params"]))
        values |= table_values(table, planned) | plan
        return _Draft(new=new, values=values, log=log, references=references, is_from_source=True)

    async def _sieved(self, source: Job, table: Table) -> Sieve:
        """Count the rows of a job that can be worked on, and those that can't."""
        sieve, after = Sieve(table), 0
        async with self._store.aside() as snapshot:
            while last := await snapshot.read(_sieve_some, source, sieve, after):
                after = last
        return sieve

    async def _again(self, caller: Caller, job: Job, changed: Mapping[str, Any], reply: KeptReply[Job] | None) -> Job:
        """Create a job that is like another, but for what is changed."""
        if job.status is JobStatus.EXPIRED:
            raise JobExpired
        if job.upload is not None and not await self._uploads.is_there(job.upload):
            raise UploadGone
        module = await self._modules.runnable(job.job_type)
        new = NewJob(module=module, params=job.params, upload=job.upload, locale=job.locale)
        values: dict[str, Any] = {
            "job_type": job.job_type, "shape": job.shape, "lane": job.lane, "locale": job.locale, "params": job.params,
            "upload": job.upload, "source_job_id": job.source_job_id, "list_id": job.list_id, "mapping": job.mapping,
            "inputs": job.inputs, "columns": first_columns(job, module), "units_planned": job.units_planned,
            "points_planned": job.units_planned if job.shape is Shape.SOURCE else job.points_planned,
            "has_provenance": int(job.has_provenance), "bounds": Bounds.of(module, job.params).as_document(), **plan_again(job),
        }  # fmt: skip
        values |= changed
        items: Sequence[str] = ()
        if module.shape is Shape.SOURCE and not module.has_plan:  # its one unit is no other job's, and what it reads is named by its params
            values, items = {name: values[name] for name in values if name != "plan_job"} | source_values(module, job.params), ("{}",)
        elif module.has_plan and not changed:  # what there is to do may be other than it was
            values |= source_values(module, job.params) | {"plan_job": None}
        draft = _Draft(new=new, values=values, items=items, references=dict(references_of(module, job.params)))
        draft = await self._estimated(caller, draft, job.params)
        return await self._store.write(self._insert_and_reply, caller, draft, reply)

    def _insert_and_reply(self, tx: Tx, caller: Caller, draft: _Draft, reply: KeptReply[Job] | None) -> Job:
        return kept(tx, caller, reply, lambda: self._insert(tx, caller, draft))

    def _insert(self, tx: Tx, caller: Caller, draft: _Draft) -> Job:
        new = draft.new
        if not new.is_spawned:
            self._refuse_more(tx, caller)
        read_from = _check_references(tx, caller, draft)
        if draft.refusal is not None:
            raise draft.refusal
        refuse_unavailable(new.module)
        self._folder.require_room(self._min_free_mb)
        job = tx.jobs.insert(
            {"plan_job": read_from}
            | draft.values
            | {
                "public_id": make_job_id(tx.now), "workspace_id": caller.workspace_id, "user_id": caller.user_id, "actor": caller.actor,
                "status": JobStatus.PENDING, "created_at": to_text(tx.now), "expires_at": to_text(tx.now + self._retention),
            }
        )  # fmt: skip
        tx.job_inputs.insert([(unit_key(job.key, unit), item) for unit, item in enumerate(draft.items)])
        tx.job_frames.insert_log(job.workspace_id, job.key, draft.log)
        tx.events.insert(caller, Happening.JOB_CREATED, job.public_id, job_type=job.job_type)
        tx.ring(CHANGED)
        tx.ring(told(job.workspace_id))
        return job

    def _refuse_more(self, tx: Tx, caller: Caller) -> None:
        if caller.user_id is not None and tx.jobs.count_live_of_user(caller.user_id) >= self._most_live:
            raise TooManyJobs(most=self._most_live, seconds=LATE_SECONDS)

    def _cancel(self, tx: Tx, caller: Caller, public_id: str) -> Job:
        job = job_named(tx, caller, public_id)
        if not job.status.is_live:
            raise JobAlreadyOver(status=STANDING[job.status].filled())
        if job.status is JobStatus.PENDING:
            end_job(tx, job, JobStatus.CANCELLED, None, self._retention)
        else:
            tx.jobs.put(job.key, is_cancelling=1)
            tx.ring(CHANGED)
        tx.events.insert(caller, Happening.JOB_CANCEL_ASKED, job.public_id)
        return job_named(tx, caller, public_id)


def job_named(tx: Tx, caller: Caller, public_id: str) -> Job:
    """Find a job that a path names.

    Raises:
        NotVisible
    """
    job = tx.jobs.find(caller.workspace_id, public_id)
    if job is None:
        raise NotVisible
    return job


def _find(tx: Tx, caller: Caller, public_id: str) -> Job | None:
    return tx.jobs.find(caller.workspace_id, public_id)


def _count_left(tx: Tx, job: Job) -> int:
    return tx.job_inputs.count_left_undone(job.key)


def _sieve_some(tx: Tx, source: Job, sieve: Sieve, after: int) -> int | None:
    """Count among the next rows of a job those that can be worked on, and give the last; None past it."""
    rows = tx.job_rows.after(source.key, after, limit=_SCAN_ROWS)
    sieve.passing(unpacked_rows(source.columns, [cells for _, cells, _ in rows]))
    sieve.keep()
    return rows[-1][0] if rows else None


def _delete(tx: Tx, caller: Caller, public_id: str) -> None:
    job = job_named(tx, caller, public_id)
    if job.status.is_live:
        raise JobStillLive(status=STANDING[job.status].filled())
    if reader := tx.jobs.find_reader(job.key):
        raise JobIsRead(reader=reader)
    tx.jobs.put(job.key, is_deleted=1, is_purged=0)
    tx.events.insert(caller, Happening.JOB_DELETED, job.public_id)
    tx.ring(DELETED_JOBS)


def _check_references(tx: Tx, caller: Caller, draft: _Draft) -> int | None:
    """See that what a body names is there; give the job that is read from while this one runs."""
    new, read_from = draft.new, None
    if draft.is_from_source and new.source_job_id is not None:
        done_source(tx, caller, new.source_job_id)
    elif new.source_job_id is not None and tx.jobs.find(caller.workspace_id, new.source_job_id) is None:
        raise JobNotFound
    if "job" in draft.references:
        read_from = done_source(tx, caller, draft.references["job"]).key
    if "list" in draft.references:
        target = tx.lists.find(caller.workspace_id, draft.references["list"])
        if target is None:
            raise ListNotFound
        if target.list_type is not ListType.MEME:
            raise ListTypeNotSupported(list_type=target.list_type, supported=ListType.MEME)
    if draft.earlier is not None:
        require_earlier(tx, caller, new.module, new.source_job_id, draft.earlier)
    return read_from
