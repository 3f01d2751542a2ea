"""What can be done with the rows of a job while it is there: to look through them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from outhost.domain.columns import Row
from outhost.domain.jobs import Job, JobStatus
from outhost.domain.rows import unpacked, unpacked_rows
from outhost.domain.searches import RowSearch
from outhost.domain.workspaces import Caller
from outhost.operations.jobs import job_named
from outhost.store.job_rows import PackedRow
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_SCAN_ROWS: Final = 2000
_SCANS_AT_ONCE: Final = 2
_FAR: Final = 10_000
"""Rows that are skipped in a few milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which rows are asked for: `limit` of them from the one at `offset` on, among those that the search finds."""

    search: RowSearch
    limit: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """Rows of a job, and how many there are of which they are a page."""

    job: Job
    rows: Sequence[PackedRow]
    total: int

    def as_rows(self) -> list[Row]:
        """Give the rows with the names of their columns."""
        return unpacked_rows(self.job.columns, [cells for _, cells, _ in self.rows])


class JobResults:
    """Rows of jobs, those so far while one runs."""

    def __init__(self, store: Store) -> None:
        """Read from `store`."""
        self._store = store
        self._turns = asyncio.Semaphore(_SCANS_AT_ONCE)

    async def page(self, caller: Caller, public_id: str, window: Window) -> ResultPage:
        """Give a page of rows; none of a job that expired. A search reads through all rows, beside everybody else.

        Raises:
            NotVisible
        """
        if not window.search.is_for_everything:
            return await self._searched(caller, public_id, window)
        if window.offset < _FAR:
            return await self._store.read(_page, caller, public_id, window)
        async with self._store.aside() as snapshot:
            return await snapshot.read(_page, caller, public_id, window)

    async def _searched(self, caller: Caller, public_id: str, window: Window) -> ResultPage:
        page: list[PackedRow] = []
        total = 0
        async with self._turns, self._store.aside() as snapshot:
            job = await snapshot.read(job_named, caller, public_id)
            after: int | None = None if job.status is JobStatus.EXPIRED else 0
            while after is not None:
                hits, after = await snapshot.read(_hits, job, window.search, after)
                page += hits[max(window.offset - total, 0) :][: window.limit - len(page)]
                total += len(hits)
        return ResultPage(job=job, rows=page, total=total)


def _page(tx: Tx, caller: Caller, public_id: str, window: Window) -> ResultPage:
    job = job_named(tx, caller, public_id)
    if job.status is JobStatus.EXPIRED or window.offset >= job.results_count:
        return ResultPage(job=job, rows=[], total=0 if job.status is JobStatus.EXPIRED else job.results_count)
    rows = tx.job_rows.page(job.key, limit=window.limit, offset=window.offset)
    return ResultPage(job=job, rows=rows, total=job.results_count)


def _hits(tx: Tx, job: Job, search: RowSearch, after: int) -> tuple[list[PackedRow], int | None]:
    """Give those of the next rows that are found, and the key of the last that was looked at; None past the end."""
    rows = tx.job_rows.after(job.key, after, limit=_SCAN_ROWS)
    width = len(job.columns)
    hits = [row for row in rows if search.may_find(row[1]) and search.finds(unpacked(row[1], width))]
    return hits, rows[-1][0] if rows else None
