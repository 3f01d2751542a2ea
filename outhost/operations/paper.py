"""Paper: the book of a job that is only rehearsed. It is thrown away, so that nothing of it is in the store, nor told to anybody."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from outhost.domain.columns import Row
from outhost.domain.job_bounds import Alike
from outhost.domain.job_words import why_failed_whole
from outhost.domain.jobs import MOST_UNITS, Job, JobKey, JobStatus, Lease, LogLine, Outcome, Unit
from outhost.domain.modules import Module
from outhost.operations.job_bounds import sift
from outhost.operations.job_plans import TooManyUnits
from outhost.operations.job_runs import Batch
from outhost.store.job_rows import PackedRow

MOST_LINES: Final = 200
"""Of a log that are kept."""

SourceRows = Callable[[int, int], Awaitable[tuple[Sequence[str], list[PackedRow]]]]
"""Gives the columns, and the rows after a number, at most so many, of a job that is read from."""


class Paper:
    """What becomes of the units of one job: see `JobRuns` and `JobPlans`, which do for real what is done here in memory."""

    def __init__(self, job: Job, items: Sequence[str], *, most_rows: int, source_rows: SourceRows) -> None:
        """Begin `job` with these items; of its rows the first `most_rows` are kept, the others counted."""
        self.job = job
        self.lines: list[LogLine] = []
        self.errors: dict[int, str] = {}
        """Why units failed."""
        self._items = list(items)
        self._most_rows = most_rows
        self._source_rows = source_rows
        self._over: set[int] = set()
        self._rows: dict[int, list[Row]] = {}
        self._counts: Counter[int] = Counter()
        self._alike = _Alike()

    @property
    def rows(self) -> list[Row]:
        """Give the first rows, in the order of their units, each with a cell for every column."""
        first = [row for unit in sorted(self._rows) for row in self._rows[unit]][: self._most_rows]
        return [{column: row.get(column) for column in self.job.columns} for row in first]

    def lease_of(self, job: Job) -> Lease:
        """Give the lease of the job, which nobody else can have."""
        return Lease(key=job.key, workspace_id=job.workspace_id, holder="")

    async def renew(self, _lease: Lease) -> None:
        """Do nothing: this lease does not run out."""

    async def look(self, _lease: Lease) -> Job:
        """Give the job as it is now."""
        return self.job

    async def unfinished(self, _lease: Lease, *, after: int, limit: int) -> list[Unit]:
        """Give units that have no outcome."""
        return [unit for unit in self._units(after) if unit.number not in self._over][:limit]

    async def is_over(self, _lease: Lease, unit: int) -> bool:
        """Tell whether a unit has an outcome."""
        return unit in self._over

    async def inputs(self, _lease: Lease, *, after: int, limit: int) -> list[Unit]:
        """Give what a whole-table step works on."""
        return list(self._units(after))[:limit]

    async def source_rows(self, _lease: Lease, *, after: int, limit: int) -> tuple[Sequence[str], list[PackedRow]]:
        """Give the columns and the next rows of the job that this one reads from."""
        return await self._source_rows(after, limit)

    async def record(self, _lease: Lease, batch: Batch) -> bool:
        """Keep a batch; tell whether the job has all the rows that it may have."""
        sifted = sift(self._alike, self.job, batch.staged, batch.outcomes)
        for piece in (*sifted.staged, *sifted.outcomes):
            self._keep_rows(piece)
        for outcome in sifted.outcomes:
            self._over.add(outcome.number)
            if not outcome.is_done:
                self.errors[outcome.number] = outcome.error or ""
        self.lines += batch.lines[: MOST_LINES - len(self.lines)]
        self.job = replace(
            self.job, columns=batch.columns, tallies=sifted.tallies, results_count=self._counts.total(), error_count=len(self.errors)
        )  # fmt: skip
        return sifted.is_full

    async def unstage(self, _lease: Lease, unit: int) -> None:
        """Remove the rows of a unit that is to be begun anew."""
        if not (self.job.bounds.is_capped and unit in self._over):
            self._rows.pop(unit, None)
            self._counts.pop(unit, None)
            self.job = replace(self.job, tallies=self.job.tallies.settled(is_done=False), results_count=self._counts.total())

    async def unstage_all(self, _lease: Lease) -> None:
        """Do nothing: no run came before this one."""

    async def finish(self, _lease: Lease, status: JobStatus, error_message: str | None = None) -> None:
        """Bring the job to its end."""
        self.job = replace(self.job, status=status, error_message=error_message)

    async def finish_done(self, _lease: Lease) -> None:
        """Bring the job to its end: it failed if every one of its units did."""
        if self.job.has_failed_whole:
            await self.finish(_lease, JobStatus.FAILED, why_failed_whole(self.job, self.errors.get(min(self.errors, default=0))))
        else:
            await self.finish(_lease, JobStatus.DONE)

    async def hand_over(self, _lease: Lease, _lines: Sequence[LogLine]) -> None:
        """Do nothing: nobody goes on with it."""

    async def copy(self, _lease: Lease, _module: Module, *, until: Callable[[], bool]) -> None:
        """Do nothing: its units are there, or planned."""

    async def clear(self, _lease: Lease) -> None:
        """Remove units of a plan."""
        self._items.clear()
        self.job = replace(self.job, units_planned=0)

    async def add(self, _lease: Lease, units: Sequence[Mapping[str, Any]], *, first: int, is_all: bool) -> None:
        """Add units that the module planned.

        Raises:
            TooManyUnits
        """
        if first + len(units) > MOST_UNITS:
            raise TooManyUnits
        self._items += [json.dumps(unit, ensure_ascii=False) for unit in units]
        self.job = replace(self.job, units_planned=len(self._items), plan=None if is_all else self.job.plan)

    def _units(self, after: int) -> Iterator[Unit]:
        return (Unit(number, self._items[number]) for number in range(max(after, -1) + 1, len(self._items)))

    def _keep_rows(self, piece: Outcome) -> None:
        rows = piece.kept
        kept = self._rows.setdefault(piece.number, [])
        kept += rows[: self._most_rows - len(kept)]
        self._counts[piece.number] += len(rows)


class _Alike:
    """How many rows are alike, as `JobAlike` has it."""

    def __init__(self) -> None:
        self._noted: Counter[Alike] = Counter()

    def counts(self, _job: JobKey, wanted: Iterable[Alike]) -> Counter[Alike]:
        return Counter({one: self._noted[one] for one in wanted})

    def add(self, _job: JobKey, noted: Mapping[Alike, int]) -> None:
        self._noted.update(noted)
