"""What can be done to carry the rows of a job away as a file."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator
from typing import Final

from outhost.domain.errors import JobStillLive, NoRows
from outhost.domain.job_words import STANDING
from outhost.domain.jobs import Job
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.exports.contract import TableWriter
from outhost.exports.formats import Format, writer_of
from outhost.exports.provenance import Provenance
from outhost.operations.jobs import job_named
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_ROWS: Final = 500
"""Read and written at once, on a thread of the download's own."""
_AT_ONCE: Final = 4
"""Files of one workspace: whoever reads slowly, on purpose or not, leaves others of the few streams that there are."""


class JobDownloads:
    """Files of results."""

    def __init__(self, store: Store) -> None:
        """Take rows from `store`."""
        self._store = store
        self._turns: defaultdict[WorkspaceId, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_AT_ONCE))

    async def find(self, caller: Caller, public_id: str) -> Job:
        """Find a job whose rows can be carried away: it has ended, and has some.

        Raises:
            NotVisible, JobStillLive
            NoRows: none came of it, or they are kept no longer.
        """
        job = await self._store.read(job_named, caller, public_id)
        if job.status.is_live:
            raise JobStillLive(status=STANDING[job.status].filled())
        if not job.is_download_available:
            raise NoRows
        return job

    async def write(self, job: Job, wanted: Format, *, has_provenance: bool = False, is_raw: bool = False) -> AsyncGenerator[bytes, None]:
        """Stream the rows of a job as a file; memory stays flat, however many there are.

        `has_provenance` adds columns that say where values came from, `is_raw` leaves formulas in a CSV as they are. Holds a snapshot, and
        one of a few streams, until it is through or closed.
        """
        async with self._turns[job.workspace_id], self._store.aside() as snapshot:
            sourced = await snapshot.read(_sourced, job) if has_provenance and job.has_provenance else []
            provenance = Provenance(job.columns, sourced)
            writer = writer_of(wanted, provenance.columns, is_raw=is_raw)
            yield writer.head()
            after: int | None = 0
            while after is not None:
                written, after = await snapshot.read(_written, job, writer, provenance, after)
                if written:
                    yield written
            yield writer.tail()


def _sourced(tx: Tx, job: Job) -> list[str]:
    """Name the columns of which something is known about where their values came from, in the order of the columns."""
    known = tx.job_rows.sourced(job.key)
    return [column for column in job.columns if column in known]


def _written(tx: Tx, job: Job, writer: TableWriter, provenance: Provenance, after: int) -> tuple[bytes, int | None]:
    """Write the next rows; tell the last one's key, None past the end."""
    if not provenance.is_asked_for:
        texts, last = tx.job_rows.texts_after(job.key, after, limit=_ROWS)
        return writer.rows(texts), last
    rows = tx.job_rows.after(job.key, after, limit=_ROWS)
    if not rows:
        return b"", None
    texts = provenance.beside([cells for _, cells, _ in rows], [found for _, _, found in rows])
    return writer.rows(texts), rows[-1][0]
