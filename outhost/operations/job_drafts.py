"""Jobs before there are any: what is looked up and counted for one while nothing is written, and how it becomes a row."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any, Final

from outhost.domain.clock import to_text
from outhost.domain.columns import Row
from outhost.domain.errors import (
    InvalidInput,
    Issue,
    JobExpired,
    JobNotFound,
    ListNotFound,
    ListTypeNotSupported,
    NothingToResume,
    Refusal,
    TooManyJobs,
    UploadGone,
)
from outhost.domain.events import Happening
from outhost.domain.job_bounds import Bounds
from outhost.domain.job_items import Sieve, Table, items_of
from outhost.domain.jobs import CHANGED, LATE_SECONDS, Job, JobStatus, LogLine, Plan, make_job_id, unit_key
from outhost.domain.lists import ListType
from outhost.domain.modules import Earlier, Module, Shape
from outhost.domain.rows import unpacked_rows
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.files.data_folder import DataFolder
from outhost.operations.estimates import Estimates
from outhost.operations.job_sources import done_source, require_earlier
from outhost.operations.job_uploads import JobUploads
from outhost.operations.job_values import first_columns, mapped_by, plan_again, references_of, source_values, table_values
from outhost.operations.modules import Modules, refuse_long, refuse_unavailable
from outhost.store.job_frames import told
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

SOURCE_FIELD: Final = "source_job_id"
"""By which rows of another job are asked for."""
_SCAN_ROWS: Final = 2000
_NO_ITEMS: Final = Text(
    en="give `items`, or the `source_job_id` of a done job of yours", fr="donnez `items`, ou le `source_job_id` d’un de vos jobs terminés"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a job is made by: the pipeline or the veille whose public id it has, else by somebody directly."""

    pipeline_id: str | None = None
    veille_id: str | None = None

    @property
    def is_spawning(self) -> bool:
        """Tell whether the job is not made directly: then it waits where there are many, and may have nothing to do."""
        return self.pipeline_id is not None or self.veille_id is not None


DIRECT: Final = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A job to be created; `params` are as they were sent, `upload` the name of a file that came with it."""

    module: Module
    params: Mapping[str, Any]
    items: Sequence[Row] | None = None
    source_job_id: str | None = None
    upload: str | None = None
    origin: Origin = DIRECT
    locale: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What becomes a row: the columns of `jobs` that are known before the transaction, the items, and the first lines of the log."""

    new: NewJob
    values: dict[str, Any]
    items: Sequence[str] = ()
    places: Sequence[int] = ()
    """Of items that were given: where each stood among the rows."""
    log: Sequence[LogLine] = ()
    references: Mapping[str, str] = field(default_factory=dict)
    is_from_source: bool = False
    earlier: Earlier | None = None
    refusal: Refusal | None = None
    """Why there is to be no such job, said when it is this reason's turn."""
    aside: str | None = None
    """A file that was made of a long text among the params; it is nobody's until there is the job."""


class JobDrafts:
    """Drafts of jobs of workspaces."""

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
        """Read from `store`; somebody may have `most_live` jobs pending or running that they made themselves."""
        self._store = store
        self._modules = modules
        self._estimates = estimates
        self._uploads = uploads
        self._folder = folder
        self._most_live = most_live
        self._retention = timedelta(days=retention_days)
        self._min_free_mb = min_free_mb

    async def prepare(self, caller: Caller, new: NewJob) -> Draft:
        """Draft a job: check its params, map its columns, count what can be worked on. Nothing of it is written but a file set aside.

        Raises:
            InvalidInput: params won't do; neither items nor a source; no row has what the module needs; a zone is unknown.
        """
        checked = await self._modules.checked(new.module, new.params, has_upload=new.upload is not None)
        params, aside = (checked, None) if new.upload else await self._uploads.set_aside(new.module, checked)
        try:
            refuse_long(params)
            draft = await self._drafted(caller, replace(new, upload=new.upload or aside), params)
            return replace(await self._estimated(caller, draft, params), earlier=new.module.earlier(params), aside=aside)
        except Exception:
            if aside is not None:
                await self._uploads.remove(aside)
            raise

    async def prepare_again(self, caller: Caller, job: Job, origin: Origin = DIRECT) -> Draft:
        """Draft a job with the params and the items of another.

        Raises:
            JobExpired, UploadGone, ModuleNotFound
            InvalidInput: a zone is no longer known.
        """
        return await self._again(caller, job, {}, origin)

    async def prepare_rest(self, caller: Caller, job: Job, origin: Origin = DIRECT) -> Draft:
        """Draft a job with the unfinished units of one that failed or was cancelled, behind its rows.

        Raises:
            NothingToResume, JobExpired, UploadGone, ModuleNotFound
        """
        if job.status is JobStatus.EXPIRED:
            raise JobExpired
        left = await self._store.read(_count_left, job)
        if job.status not in {JobStatus.FAILED, JobStatus.CANCELLED} or (left == 0 and job.plan is None):
            raise NothingToResume
        kept = {"columns": job.columns}
        if job.plan in {Plan.RESUME_ROWS, Plan.RESUME}:  # it did not come to begin; it was to resume another
            return await self._again(caller, job, kept | {"plan": Plan.RESUME_ROWS}, origin)
        if job.shape is Shape.TABLE or job.plan is not None:  # nothing of it is done
            return await self._again(caller, job, {}, origin)
        changed = {"plan": Plan.RESUME_ROWS, "plan_job": job.key, "units_planned": left, "points_planned": left}
        return await self._again(caller, job, kept | changed, origin)

    async def drop(self, draft: Draft) -> None:
        """Remove the file of a draft that became no job."""
        if draft.aside is not None:
            await self._uploads.remove(draft.aside)

    def insert(self, tx: Tx, caller: Caller, draft: Draft) -> Job:
        """Make a job of a draft; its units wait for the engine.

        Raises:
            TooManyJobs
            JobNotFound, ListNotFound: what it names is not there.
            JobNotDone, JobExpired, ListTypeNotSupported, EarlierRunNeeded, TooDear
            EstimateFailed, ModuleUnavailable, DiskFull
        """
        new = draft.new
        if not new.origin.is_spawning:
            self.refuse_more(tx, caller)
        read_from = check_references(tx, caller, draft)
        if draft.refusal is not None:
            raise draft.refusal
        refuse_unavailable(new.module)
        self._folder.require_room(self._min_free_mb)
        job = tx.jobs.insert(
            {"plan_job": read_from}
            | draft.values
            | {
                "public_id": make_job_id(tx.now), "is_spawned": int(new.origin.is_spawning), "pipeline_id": new.origin.pipeline_id,
                "veille_id": new.origin.veille_id, "workspace_id": caller.workspace_id, "user_id": caller.user_id, "actor": caller.actor,
                "status": JobStatus.PENDING, "created_at": to_text(tx.now), "expires_at": to_text(tx.now + self._retention),
            }
        )  # fmt: skip
        tx.job_inputs.insert([(unit_key(job.key, unit), item) for unit, item in enumerate(draft.items)])
        tx.job_frames.insert_log(job.workspace_id, job.key, draft.log)
        tx.events.insert(caller, Happening.JOB_CREATED, job.public_id, job_type=job.job_type)
        tx.ring(CHANGED)
        tx.ring(told(job.workspace_id))
        return job

    def refuse_more(self, tx: Tx, caller: Caller) -> None:
        """Do nothing where somebody may have one more job.

        Raises:
            TooManyJobs
        """
        if caller.user_id is not None and tx.jobs.count_live_of_user(caller.user_id) >= self._most_live:
            raise TooManyJobs(most=self._most_live, seconds=LATE_SECONDS)

    async def _drafted(self, caller: Caller, new: NewJob, params: Mapping[str, Any]) -> Draft:
        module, references = new.module, dict(references_of(new.module, params))
        values: dict[str, Any] = {
            "job_type": module.slug, "shape": module.shape, "lane": module.lane, "locale": new.locale,
            "params": params, "upload": new.upload, "source_job_id": new.source_job_id or references.get("job"),
            "list_id": params.get("list_id") if "pictures" in module.uses else None,
        }  # fmt: skip
        if module.shape is Shape.SOURCE:
            return Draft(
                new=new, values=values | source_values(module, params), items=() if module.has_plan else ("{}",), references=references
            )
        limit = params.get("limit") if isinstance(params.get("limit"), int) else None
        if new.items is not None:
            given = await asyncio.to_thread(partial(items_of, module, new.items, limit, may_be_none=new.origin.is_spawning))
            return Draft(
                new=new, values=values | table_values(given.table, len(given.items)), items=given.items, places=given.places,
                log=given.table.log(new.locale, given.sieve, limit=given.limit, mapped=mapped_by(params)), references=references,
            )  # fmt: skip
        if new.source_job_id is None:
            raise InvalidInput(Issue("items", _NO_ITEMS.filled()))
        return await self._drafted_from_source(caller, new, values, limit, references)

    async def _estimated(self, caller: Caller, draft: Draft, params: Mapping[str, Any]) -> Draft:
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
    ) -> Draft:
        """Count the rows of the source that can be worked on; the engine copies them when the job's turn has come."""
        assert new.source_job_id is not None
        source = await self._store.read(_find, caller, new.source_job_id)
        if source is None or source.status is not JobStatus.DONE:  # why not is said in its turn
            empty = table_values(Table.of(new.module, ()), 0)
            return Draft(new=new, values=values | empty, references=references, is_from_source=True)
        table = Table.of(new.module, source.columns)
        sieve = await self._sieved(source, table)
        if not sieve.usable and not (new.origin.is_spawning and _may_do_nothing(source, table)):
            raise table.none_usable(SOURCE_FIELD)
        is_cut = limit is not None and limit < sieve.usable
        planned = limit if limit is not None and is_cut else sieve.usable
        plan = {"plan": Plan.SOURCE, "plan_job": source.key, "has_provenance": int(source.has_provenance)}
        log = table.log(new.locale, sieve, limit=limit if is_cut else None, mapped=mapped_by(values["params"]))
        values |= table_values(table, planned) | plan
        return Draft(new=new, values=values, log=log, references=references, is_from_source=True)

    async def _sieved(self, source: Job, table: Table) -> Sieve:
        """Count the rows of a job that can be worked on, and those that can't."""
        sieve, after = Sieve(table), 0
        async with self._store.aside() as snapshot:
            while last := await snapshot.read(_sieve_some, source, sieve, after):
                after = last
        return sieve

    async def _again(self, caller: Caller, job: Job, changed: Mapping[str, Any], origin: Origin) -> Draft:
        """Draft a job that is like another, but for what is changed; what a veille runs again is kept for it, and has not expired."""
        if job.status is JobStatus.EXPIRED and origin.veille_id is None:
            raise JobExpired
        if job.upload is not None and not await self._uploads.is_there(job.upload):
            raise UploadGone
        module = await self._modules.runnable(job.job_type)
        new = NewJob(module=module, params=job.params, upload=job.upload, origin=origin, locale=job.locale)
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
        draft = Draft(new=new, values=values, items=items, references=dict(references_of(module, job.params)))
        return await self._estimated(caller, draft, job.params)


def _may_do_nothing(source: Job, table: Table) -> bool:
    """Tell whether it is by chance that no row of a job can be worked on: there are none, or they have the columns that are needed."""
    return not source.results_count or not table.module.lacks(table.mapping)


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


def check_references(tx: Tx, caller: Caller, draft: Draft) -> int | None:
    """See that what a body names is there; give the job that is read from while this one runs.

    Raises:
        JobNotFound, JobNotDone, JobExpired, ListNotFound, ListTypeNotSupported, EarlierRunNeeded
    """
    new, read_from = draft.new, None
    if draft.is_from_source and new.source_job_id is not None:
        done_source(tx, caller, new.source_job_id)
    elif new.source_job_id is not None and tx.jobs.find(caller.workspace_id, new.source_job_id) is None:
        raise JobNotFound
    if "job" in draft.references:
        read_from = _readable(tx, caller, draft.references["job"], new.origin).key
    if "list" in draft.references:
        target = tx.lists.find(caller.workspace_id, draft.references["list"])
        if target is None:
            raise ListNotFound
        if target.list_type is not ListType.MEME:
            raise ListTypeNotSupported(list_type=target.list_type, supported=ListType.MEME)
    if draft.earlier is not None:
        require_earlier(tx, caller, new.module, new.source_job_id, draft.earlier)
    return read_from


def _readable(tx: Tx, caller: Caller, public_id: str, origin: Origin) -> Job:
    """Find a job whose rows can be read; those that a veille reads are kept for it, whatever became of their job."""
    kept = tx.veille_keeps.find_job(origin.veille_id, public_id) if origin.veille_id is not None else None
    return kept if kept is not None else done_source(tx, caller, public_id)
