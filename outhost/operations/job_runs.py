"""What the engine does with jobs: claims them, plans their units, records what came of them, and brings them to their end.

Whatever is written for a job is written under its lease: who has lost that writes nothing more.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from outhost.domain.columns import Row
from outhost.domain.job_words import CREDITS_ENDED, INSUFFICIENT_CREDITS, LINES_LEFT_OUT, LOST_TOO_OFTEN, RECOVERED, why_failed_whole
from outhost.domain.jobs import (
    BEFORE_ALL,
    EXTRACTION_SLOTS,
    LEASE,
    MOST_RECOVERIES,
    PARALLEL_SLOTS,
    Job,
    JobKey,
    JobStatus,
    Lease,
    Level,
    LogLine,
    Outcome,
    Unit,
    row_key,
    unit_key,
)
from outhost.domain.modules import Lane, Shape
from outhost.domain.provenance import carried_on
from outhost.domain.rows import packed
from outhost.operations.job_bounds import changed_tallies, sift
from outhost.operations.job_ends import caller_of, end_job
from outhost.operations.leads import DrawnLead, insert_drawn
from outhost.operations.veille_ends import begin_run
from outhost.store.job_frames import told
from outhost.store.job_rows import PackedRow
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

SLOTS: Final[Mapping[Lane, int]] = {Lane.PARALLEL: PARALLEL_SLOTS, Lane.EXTRACTION: EXTRACTION_SLOTS}
_MOST_LINES: Final = 200
"""Of a log, in one transaction."""
_BATCH: Final = 1000


class LeaseLost(Exception):
    """Somebody else has the job by now; whoever is told so stops, and nothing of what they wanted to write is kept."""


class CreditsEnded(Exception):
    """The balance does not cover the next image of a job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is recorded together: outcomes, rows of units that are not done yet, lines of the log, how far a whole table is.

    `columns` are all that the rows have so far, in order; `pictures` the leads of a unit, drawn and to be paid for.
    """

    columns: Sequence[str]
    outcomes: Sequence[Outcome] = ()
    staged: Sequence[Outcome] = ()
    lines: Sequence[LogLine] = ()
    points_done: int | None = None
    pictures: Mapping[int, Sequence[DrawnLead]] = field(default_factory=dict)


class JobRuns:
    """Jobs as the engine sees them, of every workspace."""

    def __init__(self, store: Store, holder: str, retention_days: int) -> None:
        """Hold leases in the name of `holder`, which no other process and no earlier one has."""
        self._store = store
        self._holder = holder
        self._retention = timedelta(days=retention_days)

    async def recover(self, *, is_start: bool, under_way: Collection[JobKey] = ()) -> None:
        """Put jobs whose holder is dead back into their lanes; one that lost its holder too often fails.

        At the start every other holder is dead, for who holds the folder's lock is alone. Of those held here, such are dead that are not
        `under_way`: whatever a clock says, a run that goes on has not lost its job.
        """
        await self._store.write(self._recover, frozenset(under_way), is_start=is_start)

    async def claim(self, lane: Lane, *, after: JobKey = BEFORE_ALL) -> Job | None:
        """Take the next job of a lane that is newer than the one with the number `after`, if there is one."""
        return await self._store.write(self._claim, lane, after)

    async def last(self) -> JobKey:
        """Give the number of the newest job of all."""
        return await self._store.read(_last)

    def lease_of(self, job: Job) -> Lease:
        """Give the lease of a job that was claimed here."""
        return Lease(key=job.key, workspace_id=job.workspace_id, holder=self._holder)

    async def renew(self, lease: Lease) -> None:
        """Tell that the job is still worked on.

        Raises:
            LeaseLost
        """
        await self._store.write(_renew, lease)

    async def all_cancelling(self) -> list[JobKey]:
        """Give the jobs that are worked on here and are to be cancelled."""
        return await self._store.read(_all_cancelling, self._holder)

    async def look(self, lease: Lease) -> Job:
        """Give the job as it is now.

        Raises:
            LeaseLost
        """
        return await self._store.read(held_job, lease)

    async def unfinished(self, lease: Lease, *, after: int, limit: int) -> list[Unit]:
        """Give units that have no outcome."""
        return await self._store.read(_unfinished, lease, after, limit)

    async def is_over(self, lease: Lease, unit: int) -> bool:
        """Tell whether a unit has an outcome."""
        return await self._store.read(_is_over, lease, unit)

    async def inputs(self, lease: Lease, *, after: int, limit: int) -> list[Unit]:
        """Give what a whole-table step works on."""
        return await self._store.read(_inputs, lease, after, limit)

    async def source_rows(self, lease: Lease, *, after: int, limit: int) -> tuple[Sequence[str], list[PackedRow]]:
        """Give the columns and the next rows of the job that this one reads from; nothing where there is none."""
        return await self._store.read(_source_rows, lease, after, limit)

    async def record(self, lease: Lease, batch: Batch) -> bool:
        """Record a batch: rows, counters, checkpoint, leads and their charges, all or nothing.

        Tells whether the job has all the rows that it may have; what comes after them is not kept.

        Raises:
            LeaseLost
            CreditsEnded: nothing of it is kept; less may be affordable.
        """
        return await self._store.write(_record, lease, batch)

    async def unstage_all(self, lease: Lease) -> None:
        """Remove the rows of every unit that is not done; it is begun anew.

        Raises:
            LeaseLost
        """
        after: int | None = -1
        while after is not None:
            after, staged = await self._store.read(_staged, lease, after)
            for unit in staged:
                await self.unstage(lease, unit)
        await self._store.write(_settle, lease)

    async def unstage(self, lease: Lease, unit: int) -> None:
        """Remove the rows of a unit that is to be begun anew.

        Raises:
            LeaseLost
        """
        while await self._store.write(_unstage, lease, unit):
            pass

    async def finish(self, lease: Lease, status: JobStatus, error_message: str | None = None) -> None:
        """Bring a job to its end.

        Raises:
            LeaseLost
        """
        await self._store.write(self._finish, lease, status, error_message)

    async def finish_done(self, lease: Lease) -> None:
        """Bring a job to its end whose units all have an outcome: it failed if every one of them did.

        Raises:
            LeaseLost
        """
        await self._store.write(self._finish_done, lease)

    async def hand_over(self, lease: Lease, lines: Sequence[LogLine]) -> None:
        """Let go of a job that is to be run on later; one that was to be cancelled is over."""
        await self._store.write(self._hand_over, lease, lines)

    def _recover(self, tx: Tx, under_way: frozenset[JobKey], *, is_start: bool) -> None:
        for job in tx.jobs.all_abandoned_of_any_workspace(self._holder, is_start=is_start):
            if job.key in under_way:
                continue
            if job.is_cancelling:
                end_job(tx, job, JobStatus.CANCELLED, None, self._retention)
                continue
            if job.recoveries >= MOST_RECOVERIES:
                end_job(tx, job, JobStatus.FAILED, LOST_TOO_OFTEN.say(job.locale, most=MOST_RECOVERIES + 1), self._retention)
                continue
            tx.jobs.recover(job.key)
            line = RECOVERED.say(job.locale, count=job.recoveries + 1, most=MOST_RECOVERIES)
            tx.job_frames.insert_log(job.workspace_id, job.key, [LogLine(Level.WARN, line)])

    def _claim(self, tx: Tx, lane: Lane, after: JobKey) -> Job | None:
        job = tx.jobs.find_next_of_any_workspace(lane, after)
        if job is None or not tx.jobs.claim(job.key, self._holder, tx.now + LEASE):
            return None
        if job.veille_id is not None:
            begin_run(tx, job.veille_id)
        tx.ring(told(job.workspace_id))
        return tx.jobs.find_of_any_workspace(job.key)

    def _finish(self, tx: Tx, lease: Lease, status: JobStatus, error_message: str | None) -> None:
        job = held_job(tx, lease)
        if error_message == INSUFFICIENT_CREDITS:
            tx.job_frames.insert_log(job.workspace_id, job.key, [LogLine(Level.ERROR, CREDITS_ENDED.say(job.locale))])
        end_job(tx, job, status, error_message, self._retention)

    def _hand_over(self, tx: Tx, lease: Lease, lines: Sequence[LogLine]) -> None:
        job = tx.jobs.held(lease)
        if job is not None and job.is_cancelling:
            end_job(tx, job, JobStatus.CANCELLED, None, self._retention)
        elif job is not None and tx.jobs.give_back(lease):
            tx.job_frames.insert_log(job.workspace_id, job.key, lines)

    def _finish_done(self, tx: Tx, lease: Lease) -> None:
        job = held_job(tx, lease)
        if job.has_failed_whole:
            end_job(tx, job, JobStatus.FAILED, why_failed_whole(job, tx.job_inputs.first_error(job.key)), self._retention)
        else:
            end_job(tx, job, JobStatus.DONE, None, self._retention)


def _last(tx: Tx) -> JobKey:
    return tx.jobs.last_key_of_any_workspace()


def held_job(tx: Tx, lease: Lease) -> Job:
    """Give a job that is worked on under a lease.

    Raises:
        LeaseLost
    """
    job = tx.jobs.held(lease)
    if job is None or job.is_deleted:
        raise LeaseLost
    return job


def _renew(tx: Tx, lease: Lease) -> None:
    if not tx.jobs.renew(lease, tx.now + LEASE):
        raise LeaseLost


def _all_cancelling(tx: Tx, holder: str) -> list[JobKey]:
    return tx.jobs.all_cancelling_of_any_workspace(holder)


def _unfinished(tx: Tx, lease: Lease, after: int, limit: int) -> list[Unit]:
    return tx.job_inputs.unfinished(lease.key, after=after, limit=limit)


def _is_over(tx: Tx, lease: Lease, unit: int) -> bool:
    return tx.job_inputs.has_outcome(lease.key, unit)


def _inputs(tx: Tx, lease: Lease, after: int, limit: int) -> list[Unit]:
    return tx.job_inputs.page(lease.key, after=after, limit=limit)


def _source_rows(tx: Tx, lease: Lease, after: int, limit: int) -> tuple[Sequence[str], list[PackedRow]]:
    job = held_job(tx, lease)
    source = tx.jobs.find_of_any_workspace(job.plan_job) if job.plan_job else None
    if source is None or source.workspace_id != job.workspace_id:
        return (), []
    return source.columns, tx.job_rows.after(source.key, after, limit=limit)


def _record(tx: Tx, lease: Lease, batch: Batch) -> bool:
    job = held_job(tx, lease)
    sifted = sift(tx.job_alike, job, batch.staged, batch.outcomes)
    batch = replace(batch, staged=sifted.staged, outcomes=sifted.outcomes)
    counted = {"results_count": 0, "error_count": 0, "attempts_count": 0, "points_done": 0}
    for outcome in batch.outcomes:
        counted["error_count"] += not outcome.is_done
        counted["attempts_count"] += outcome.attempts
        counted["points_done"] += job.shape is not Shape.TABLE
    before = _origins(tx, job, batch)
    rows = [
        row for one in (*batch.staged, *batch.outcomes) for row in _packed_rows(job.key, one, batch.columns, before.get(one.number))
    ]  # fmt: skip
    counted["results_count"] = len(rows)
    _add_pictures(tx, job, batch)
    tx.job_inputs.insert_outcomes(
        [
            (unit_key(job.key, one.number), "done" if one.is_done else "failed", one.attempts, one.error)
            for one in batch.outcomes
        ]
    )  # fmt: skip
    tx.job_rows.insert(rows)
    tx.jobs.add(job.key, **counted)
    changed = changed_tallies(job, sifted.tallies)
    if len(batch.columns) > len(job.columns):
        changed["columns"] = batch.columns
    if job.shape is Shape.TABLE:
        is_done = any(outcome.is_done for outcome in batch.outcomes)
        changed["points_done"] = job.points_planned if is_done else min(batch.points_done or job.points_done, job.points_planned)
    if not job.has_provenance and any(found for _, _, found in rows):
        changed["has_provenance"] = 1
    if changed:
        tx.jobs.put(job.key, **changed)
    _log(tx, job, batch.lines)
    tx.jobs.renew(lease, tx.now + LEASE)
    tx.ring(told(job.workspace_id))
    return sifted.is_full


def _add_pictures(tx: Tx, job: Job, batch: Batch) -> None:
    """Add the leads of the units and charge for them."""
    wanted = [drawn for outcome in batch.outcomes for drawn in batch.pictures.get(outcome.number, ())]
    if not wanted:
        return
    caller = caller_of(job)
    if tx.credits.balance(job.workspace_id) < len(wanted):
        raise CreditsEnded
    for drawn in wanted:
        insert_drawn(tx, caller, drawn)


def _origins(tx: Tx, job: Job, batch: Batch) -> dict[int, str]:
    """Give where the values of items came from, by unit; what comes of a whole table says it itself."""
    if not job.has_provenance or job.shape is not Shape.ROW:
        return {}
    return tx.job_inputs.provenance_of(job.key, [one.number for one in batch.outcomes if one.is_done])


def _packed_rows(job: JobKey, outcome: Outcome, columns: Sequence[str], before: str | None) -> list[PackedRow]:
    found = outcome.found or [None] * len(outcome.rows)
    return [
        (
            row_key(job, outcome.number, outcome.first_part + part),
            _cells(row, columns),
            json.dumps(origins, ensure_ascii=False) if origins else None,
        )
        for part, (row, told_of) in enumerate(zip(outcome.rows, found, strict=True))
        if part not in outcome.left_out
        for origins in (carried_on(before, told_of),)
    ]


def _cells(row: Row, columns: Sequence[str]) -> str:
    return packed([row.get(column) for column in columns])


def _log(tx: Tx, job: Job, lines: Sequence[LogLine]) -> None:
    kept = list(lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        kept.append(LogLine(Level.WARN, LINES_LEFT_OUT.say(job.locale, count=len(lines) - _MOST_LINES)))
    tx.job_frames.insert_log(job.workspace_id, job.key, kept)


def _staged(tx: Tx, lease: Lease, after: int) -> tuple[int | None, list[int]]:
    """Look through the next units without an outcome; give the last one looked at, None at the end, and those that have rows."""
    job = held_job(tx, lease)
    if job.shape is Shape.TABLE:
        return None, [] if tx.job_inputs.has_outcome(job.key, 0) or not job.results_count else [0]
    units = tx.job_inputs.unfinished(job.key, after=after, limit=_BATCH)
    is_last = len(units) < _BATCH
    staged = [unit.number for unit in units if tx.job_rows.is_begun(job.key, unit.number)]
    return None if is_last else units[-1].number, staged


def _unstage(tx: Tx, lease: Lease, unit: int) -> bool:
    """Remove some rows of a unit that is not over; tell whether there may be more."""
    job = held_job(tx, lease)
    if job.bounds.is_capped and tx.job_inputs.has_outcome(job.key, unit):  # with it, the job had all that it may have
        return False
    gone = tx.job_rows.delete_some(job, unit, _BATCH)
    if gone < _BATCH:
        _settle(tx, lease)
    return gone == _BATCH


def _settle(tx: Tx, lease: Lease) -> None:
    """Forget what was left out of a unit that is begun anew."""
    job = held_job(tx, lease)
    if job.bounds.most_alike:
        tx.jobs.put(job.key, tallies=job.tallies.settled(is_done=False).as_list())
