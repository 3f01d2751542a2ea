"""What becomes of jobs whose time is over, or that were deleted: their rows and files go, in small batches."""

from datetime import timedelta
from typing import Final

from outhost.domain.clock import Clock
from outhost.domain.jobs import Job
from outhost.operations.job_uploads import JobUploads
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_BATCH: Final = 1000
_JOBS: Final = 100
_ORPHAN_AGE: Final = timedelta(hours=1)


class JobRetention:
    """Removes what is kept no longer."""

    def __init__(self, store: Store, uploads: JobUploads, clock: Clock) -> None:
        """Remove from `store`, and files that came with jobs from `uploads`."""
        self._store = store
        self._uploads = uploads
        self._clock = clock

    async def expire(self) -> None:
        """End the retention of jobs whose time is over, then remove what is left of those and of deleted ones."""
        while await self._store.write(_expire_some) == _JOBS:
            pass
        await self.purge()

    async def purge(self) -> None:
        """Remove what is left of expired and deleted jobs; a crash leaves the rest to the next time."""
        while (job := await self._store.read(_next)) is not None:
            while await self._store.write(_purge_some, job):
                pass
            upload = await self._store.write(_put_purged, job)
            if upload is not None:
                await self._uploads.remove(upload)

    async def sweep_uploads(self) -> None:
        """Remove files that no job has: those of jobs that were refused, or of a unit that a crash ended."""
        for name in await self._uploads.older_than(self._clock.now() - _ORPHAN_AGE):
            if not await self._store.read(_is_wanted, name):
                await self._uploads.remove(name)


def _is_wanted(tx: Tx, upload: str) -> bool:
    return tx.jobs.is_upload_wanted(upload)


def _expire_some(tx: Tx) -> int:
    return tx.jobs.expire_some_of_any_workspace(_JOBS)


def _next(tx: Tx) -> Job | None:
    return tx.jobs.next_to_purge_of_any_workspace()


def _purge_some(tx: Tx, job: Job) -> bool:
    """Remove some of what belongs to a job; tell whether there may be more. What a veille runs again keeps its inputs."""
    if tx.veille_keeps.has(job.key, with_rows=True):
        return False
    is_kept = tx.veille_keeps.has(job.key, with_rows=False)
    return (
        tx.job_rows.purge_some(job.key, _BATCH)
        or tx.job_alike.purge_some(job.key, _BATCH)
        or (not is_kept and tx.job_inputs.purge_some(job.key, _BATCH))
        or (job.is_deleted and tx.job_frames.purge_some(job.key, _BATCH))
    )


def _put_purged(tx: Tx, job: Job) -> str | None:
    """Note that nothing of a job is left, or forget it where it was deleted; give the file that nobody wants any longer.

    Of what a veille wants, by now, the rest stays; the janitor is told to look again when it wants that no longer.
    """
    if tx.veille_keeps.has(job.key, with_rows=True):
        return None
    if job.is_deleted and not tx.veille_keeps.has(job.key, with_rows=False):
        tx.jobs.delete(job.key)
    else:
        tx.jobs.put(job.key, is_purged=1)
    return job.upload if job.upload and not tx.jobs.is_upload_wanted(job.upload) else None
