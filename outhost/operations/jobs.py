"""What can be done with jobs by whoever they belong to: created, cancelled, run again, resumed, deleted."""

from datetime import timedelta
from typing import Final

from outhost.domain.errors import JobAlreadyOver, JobIsRead, JobNotFound, JobStillLive, NotVisible
from outhost.domain.events import Happening
from outhost.domain.job_words import STANDING
from outhost.domain.jobs import Job
from outhost.domain.workspaces import Caller
from outhost.operations.job_drafts import Draft, JobDrafts, NewJob
from outhost.operations.job_ends import stop_job
from outhost.operations.replies import KeptReply, kept
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

DELETED_JOBS: Final = "jobs deleted"
"""The topic at which the janitor sleeps."""


class Jobs:
    """Jobs of workspaces. The engine does the rest."""

    def __init__(self, store: Store, drafts: JobDrafts, *, retention_days: int) -> None:
        """Keep jobs in `store`."""
        self._store = store
        self._drafts = drafts
        self._retention = timedelta(days=retention_days)

    async def create(self, caller: Caller, new: NewJob, reply: KeptReply[Job] | None = None) -> Job:
        """Create a job; its units wait for the engine.

        Raises:
            InvalidInput: params won't do; neither items nor a source; no row has what the module needs; a zone is unknown.
            TooManyJobs
            JobNotFound, ListNotFound: what the body names is not there.
            JobNotDone, JobExpired, ListTypeNotSupported, EarlierRunNeeded, TooDear
            EstimateFailed, ModuleUnavailable, DiskFull
        """
        return await self._insert(caller, await self._drafts.prepare(caller, new), reply)

    async def rerun(self, caller: Caller, public_id: str, reply: KeptReply[Job] | None = None) -> Job:
        """Create a job with the params and the items of another.

        Raises:
            NotVisible, JobExpired, UploadGone, TooManyJobs, ModuleNotFound, ModuleUnavailable, DiskFull
            InvalidInput: a zone is no longer known. TooDear, EstimateFailed
        """
        job = await self._store.read(job_named, caller, public_id)
        await self._store.read(self._drafts.refuse_more, caller)
        return await self._insert(caller, await self._drafts.prepare_again(caller, job), reply)

    async def resume(self, caller: Caller, public_id: str, reply: KeptReply[Job] | None = None) -> Job:
        """Create a job with the unfinished units of one that failed or was cancelled, behind its rows.

        Raises:
            JobNotFound, NothingToResume, JobExpired, UploadGone, TooManyJobs, ModuleNotFound, ModuleUnavailable, DiskFull
        """
        await self._store.read(self._drafts.refuse_more, caller)
        job = await self._store.read(_find, caller, public_id)
        if job is None:
            raise JobNotFound
        return await self._insert(caller, await self._drafts.prepare_rest(caller, job), reply)

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

    async def _insert(self, caller: Caller, draft: Draft, reply: KeptReply[Job] | None) -> Job:
        try:
            return await self._store.write(self._insert_and_reply, caller, draft, reply)
        except Exception:
            await self._drafts.drop(draft)
            raise

    def _insert_and_reply(self, tx: Tx, caller: Caller, draft: Draft, reply: KeptReply[Job] | None) -> Job:
        return kept(tx, caller, reply, lambda: self._drafts.insert(tx, caller, draft))

    def _cancel(self, tx: Tx, caller: Caller, public_id: str) -> Job:
        job = job_named(tx, caller, public_id)
        if not job.status.is_live:
            raise JobAlreadyOver(status=STANDING[job.status].filled())
        stop_job(tx, job, self._retention)
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


def _delete(tx: Tx, caller: Caller, public_id: str) -> None:
    job = job_named(tx, caller, public_id)
    if job.status.is_live:
        raise JobStillLive(status=STANDING[job.status].filled())
    if reader := tx.jobs.find_reader(job.key):
        raise JobIsRead(reader=reader)
    tx.jobs.put(job.key, is_deleted=1, is_purged=0)
    tx.events.insert(caller, Happening.JOB_DELETED, job.public_id)
    tx.ring(DELETED_JOBS)
