"""The recorder: writes down what came of units, many of them in one transaction, and what to do where that is refused."""

from dataclasses import replace

from outhost.domain.errors import ListNotFound, Refusal
from outhost.domain.job_words import LIST_GONE, UNIT_FAILED
from outhost.domain.jobs import Job, Lease, Level, LogLine, Outcome
from outhost.engine.tally import Tally
from outhost.operations.desk import Desk
from outhost.operations.job_runs import Batch, CreditsEnded, LeaseLost
from outhost.operations.run_books import RunBook


class ListGone(Exception):
    """The list that a job fills was deleted; the words are in the job's language."""


class Recorder:
    """Writes for one job. Images that were drawn for units and are not paid for are removed."""

    def __init__(self, job: Job, lease: Lease, runs: RunBook, desk: Desk) -> None:
        """Write for `job` under its lease."""
        self._job = job
        self._lease = lease
        self._runs = runs
        self._desk = desk

    async def record(self, tally: Tally) -> bool:
        """Write down what was taken from the tally of a run, in one transaction; tell whether the job has all the rows that it may have.

        Raises:
            LeaseLost
            ListGone: nothing of it is kept; the job can't go on.
        """
        for number in (*tally.retried, *(one.number for one in tally.outcomes if not one.is_done)):
            await self._desk.drop_pictures(number)
        for number in (*tally.retried, *(one.number for one in tally.outcomes)):
            await self._desk.end_unit(number)
        for number in tally.failed_with_rows():
            await self._runs.unstage(self._lease, number)
        batch = Batch(
            columns=tuple(tally.columns), outcomes=tally.outcomes, staged=tally.staged, lines=tally.lines, points_done=tally.points,
            pictures={one.number: self._desk.take_pictures(one.number) for one in tally.outcomes if one.is_done},
        )  # fmt: skip
        try:
            return await self._runs.record(self._lease, batch)
        except LeaseLost:
            await self._desk.discard(batch.pictures)
            raise
        except (CreditsEnded, Refusal):
            return await self._record_one_by_one(batch)

    async def _record_one_by_one(self, batch: Batch) -> bool:
        """Record as many units as the credits cover, and fail those whose person was suppressed or list deleted meanwhile."""
        is_full = await self._runs.record(self._lease, replace(batch, outcomes=[], pictures={}))
        for outcome in sorted(batch.outcomes, key=lambda one: one.number):  # the first rows have the last credits
            pictures = {outcome.number: batch.pictures.get(outcome.number, ())}
            try:
                is_full = await self._runs.record(self._lease, Batch(columns=batch.columns, outcomes=[outcome], pictures=pictures))
            except CreditsEnded:
                self._desk.is_broke = True
                await self._desk.discard(pictures)
            except ListNotFound:
                await self._desk.discard(batch.pictures)
                raise ListGone(LIST_GONE.say(self._job.locale)) from None
            except Refusal as refusal:
                await self._desk.discard(pictures)
                await self._fail(outcome, refusal.say(self._job.locale), batch)
        return is_full

    async def _fail(self, outcome: Outcome, reason: str, batch: Batch) -> None:
        failed = Outcome(number=outcome.number, is_done=False, attempts=outcome.attempts, error=reason)
        line = LogLine(Level.ERROR, UNIT_FAILED.say(self._job.locale, unit=outcome.number + 1, reason=reason))
        await self._runs.record(self._lease, Batch(columns=batch.columns, outcomes=[failed], lines=[line]))
