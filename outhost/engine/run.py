"""A run: one job under way, from its claim to its end, or until it is handed over."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AsyncExitStack
from enum import StrEnum
from random import SystemRandom
from typing import Any

from outhost.domain.errors import JobNotFound
from outhost.domain.job_words import (
    DIED,
    DISK_FULL,
    FAULT,
    FROZEN,
    HANDED_OVER,
    INSUFFICIENT_CREDITS,
    LIST_GONE,
    MODULE_GONE,
    NO_ANSWER,
    NOT_OPENED,
    SOURCE_GONE,
    TOO_LONG,
    TOO_MANY_UNITS,
    UNIT_FAILED,
    UNIT_RETRIED,
)
from outhost.domain.jobs import HEARTBEAT, MOST_UNITS, Job, JobStatus, Lease, Level, LogLine, Plan, retry_after
from outhost.domain.modules import Shape
from outhost.engine.backlog import WINDOW, Backlog
from outhost.engine.recorder import ListGone, Recorder
from outhost.engine.shift import NotOpened, Shift
from outhost.engine.tally import Tally, Waiting
from outhost.engine.waking import first_of
from outhost.engine.workshop import Plugin, Workshop
from outhost.jobtypes.channel import Message
from outhost.operations.desk import Desk
from outhost.operations.job_plans import TooManyUnits
from outhost.operations.job_runs import LeaseLost
from outhost.operations.paper import Paper
from outhost.operations.run_books import PlanBook, RunBook
from outhost.store.sqlite import is_for_want_of_room

log = logging.getLogger(__name__)


class Stop(StrEnum):
    """Why a run is to stop before its job is over."""

    CANCEL = "cancel"
    HAND_OVER = "hand_over"


class _Failed(Exception):
    """The job has failed, for this reason."""


class _Stopped(Exception):
    """The run was to stop while a process was being got ready."""


class Run:
    """Works on one job. Everything it knows can be lost: what counts is in rows."""

    def __init__(self, job: Job, plugin: Plugin, desk: Desk, shop: Workshop, paper: Paper | None = None) -> None:
        """Work on `job`, which was claimed, with what the workshop has; on `paper`, nothing is written down anywhere else."""
        self._job = job
        self._module = plugin.module
        self._plugin = plugin
        self._desk = desk
        self._runs: RunBook = paper or shop.runs
        self._plans: PlanBook = paper or shop.plans
        self._pool = shop.pool
        self._clock = shop.clock
        self._lease = self._runs.lease_of(job)
        self._patience = shop.patience
        self._recorder = Recorder(job, self._lease, self._runs, desk)
        self._tally = Tally(dict.fromkeys(job.columns))
        self._backlog = Backlog(job, self._lease, self._runs, shop.clock)
        self._flight: dict[int, Waiting] = {}
        self._opening: Shift | None = None
        self._is_careful = False
        self._is_full = False
        self._stop: Stop | None = None
        self._news = asyncio.Event()

    @property
    def lease(self) -> Lease:
        """Give the lease under which the job is worked on."""
        return self._lease

    def stop(self, why: Stop) -> None:
        """Have the run end soon: what is under way is taken back, what is done is recorded."""
        self._stop = self._stop or why
        self._news.set()
        if self._opening is not None:  # a module that hangs while it is loaded is not waited for
            self._opening.kill()

    async def work(self) -> None:
        """Work on the job until it is over, handed over, or somebody else's."""
        heart = asyncio.create_task(self._beat())
        try:
            await self._work()
        except LeaseLost:
            log.warning("A job was taken by somebody else.", extra={"job": self._job.public_id})
        except Exception as fault:
            log.exception("A job met a fault.", extra={"job": self._job.public_id})
            words = DISK_FULL if is_for_want_of_room(fault) else FAULT
            await self._fail(words.say(self._job.locale, fault=type(fault).__name__))
        finally:
            heart.cancel()
            await asyncio.gather(heart, return_exceptions=True)
            await self._desk.clear()

    async def _work(self) -> None:
        try:
            await self._begin()
            await self._work_off()
            await self._record()
        except _Stopped:
            pass
        except (_Failed, ListGone) as reason:
            await self._tidy()
            await self._runs.finish(self._lease, JobStatus.FAILED, str(reason))
            return
        if self._stop is not Stop.HAND_OVER:
            await self._tidy()
        if self._desk.is_list_gone:
            await self._runs.finish(self._lease, JobStatus.FAILED, LIST_GONE.say(self._job.locale))
        elif self._desk.is_broke:
            await self._runs.finish(self._lease, JobStatus.FAILED, INSUFFICIENT_CREDITS)
        elif self._stop is Stop.CANCEL:
            await self._runs.finish(self._lease, JobStatus.CANCELLED)
        elif self._stop is Stop.HAND_OVER:
            await self._runs.hand_over(self._lease, [LogLine(Level.INFO, HANDED_OVER.say(self._job.locale))])
        else:
            await self._runs.finish_done(self._lease)

    async def _tidy(self) -> None:
        """Remove what units left that are not done: their images, and their rows where `resume` keeps those of the others."""
        await self._record()
        if self._job.shape is Shape.SOURCE and self._job.units_planned > 1:
            for number in self._tally.parts:
                await self._runs.unstage(self._lease, number)
        await self._desk.clear()  # before the job says that it is over: who then looks finds what was paid for, and nothing beside

    async def _begin(self) -> None:
        """Get the units, and clear away what units left that were not done when the last run ended."""
        if self._module is None or self._plugin.file is None:
            raise _Failed(MODULE_GONE.say(self._job.locale, slug=self._job.job_type))
        if self._job.shape is not Shape.ROW:
            await self._runs.unstage_all(self._lease)
        if self._job.plan is Plan.MODULE:
            await self._plan()
        elif self._job.plan is not None:
            try:
                await self._plans.copy(self._lease, self._module, until=lambda: self._is_stopped)
            except JobNotFound:
                raise _Failed(SOURCE_GONE.say(self._job.locale)) from None
        if self._job.shape is Shape.TABLE:
            self._backlog.begin_with_table(is_over=await self._runs.is_over(self._lease, 0))
        if self._job.bounds.is_capped:
            now = await self._runs.look(self._lease)
            self._is_full = now.bounds.is_reached(now.results_count)

    @property
    def _is_stopped(self) -> bool:
        return self._stop is not None or self._desk.is_list_gone or self._is_full

    async def _work_off(self) -> None:
        """Run every unit that has no outcome, most of them in one process, those under suspicion alone."""
        while not self._is_stopped:
            if self._backlog.suspects and not self._desk.is_broke:
                await self._work_alone(self._backlog.suspects.popleft())
            elif await self._has_more():
                await self._work_together()
            else:
                return

    async def _has_more(self) -> bool:
        """Tell whether a unit waits; without credits none is begun any more, and those under way come to their end."""
        return not self._desk.is_broke and await self._backlog.has_more()

    async def _work_together(self) -> None:
        """Hand units to a process until all are done, it is gone, or the run is to stop."""
        async with AsyncExitStack() as stack:
            shift = await self._opened(stack, None)
            while not self._is_stopped and not shift.is_over and (self._flight or await self._has_more()):
                if await self._has_more():
                    self._give(shift)
                await self._wait(shift)
                self._sort(shift)
                await self._record()
            if shift.gone is None and self._flight:
                await self._take_back(shift)
            self._sort(shift)
            await self._record()
        await self._return_flight(is_gone=shift.gone is not None)

    async def _work_alone(self, unit: Waiting) -> None:
        """Run one unit in a process of its own, which is ended with it if need be."""
        assert self._module is not None
        async with AsyncExitStack() as stack:
            shift = await self._opened(stack, self._module.seconds + self._patience.grace_seconds)
            self._flight[unit.number] = unit
            shift.give([(unit.number, unit.item if unit.item is not None else {})])
            while not self._is_stopped and shift.gone is None and self._flight:
                await self._wait(shift)
                self._sort(shift)
                await self._record()
            if self._is_stopped:
                await self._take_back(shift)
            if shift.gone is not None and self._flight and not self._is_stopped:
                unit.attempts += 1
                text = TOO_LONG if shift.gone.is_frozen else DIED
                self._give_up(unit, text.say(self._job.locale, seconds=self._module.seconds))
            self._flight.clear()
        await self._record()

    async def _opened(self, stack: AsyncExitStack, seconds_alone: float | None) -> Shift:
        plugin = self._plugin
        assert plugin.file is not None
        process = await stack.enter_async_context(self._pool.worker())
        shift = Shift(process, self._desk.answer, self._patience, seconds_alone=seconds_alone)
        stack.push_async_callback(shift.close)
        self._opening = shift
        try:
            await shift.open(self._job, str(plugin.file.path), plugin.upload, plugin.providers, is_careful=self._is_careful)
        except NotOpened as fault:
            if self._is_stopped:
                raise _Stopped from None
            raise _Failed(NOT_OPENED.say(self._job.locale, reason=str(fault))) from None
        finally:
            self._opening = None
        return shift

    def _give(self, shift: Shift) -> None:
        units = self._backlog.take(WINDOW - len(self._flight))
        self._flight |= {unit.number: unit for unit in units}
        if units:
            shift.give([(unit.number, unit.item) for unit in units])

    async def _wait(self, shift: Shift) -> None:
        """Wait until the process says something, a unit is due again, or the run is to stop."""
        due = self._backlog.next_due
        is_due = [self._clock.sleep_until(due)] if due is not None and len(self._flight) < WINDOW and not self._desk.is_broke else []
        await first_of(shift.news.wait(), self._news.wait(), *is_due)
        self._news.clear()

    def _sort(self, shift: Shift) -> None:
        """Sort what the process said."""
        for message in shift.heard():
            match message["is"]:
                case "rows" | "done" if message["unit"] in self._flight and (fault := self._tally.too_much(self._job, message)):
                    too_much = self._flight.pop(message["unit"])
                    too_much.attempts += 1
                    self._give_up(too_much, fault)
                case "done" if unit := self._flight.pop(message["unit"], None):
                    self._tally.keep_done(unit, message)
                case "rows" if message["unit"] in self._flight:
                    self._tally.keep_rows(message["unit"], message)
                case "failed" if unit := self._flight.pop(message["unit"], None):
                    self._keep_failed(unit, message)
                    self._hold(shift)
                case "log":
                    self._tally.say(Level(message["level"]), str(message["message"]))
                case "progress":
                    self._tally.points = message["done"]
                case "stuck":
                    self._end_stuck(shift, message["units"])
                case "weary":
                    shift.is_weary = True
                case _:  # of a unit that was taken back, or nothing of this job
                    pass

    def _keep_failed(self, unit: Waiting, message: Message) -> None:
        """Try a unit again that failed in passing, later; else give it up. What failed for want of credits is neither."""
        if self._desk.is_broke:
            return
        assert self._module is not None
        unit.attempts += 1
        may_retry = self._job.shape is not Shape.TABLE and not self._tally.parts.get(unit.number)
        if message["kind"] == "retry" and unit.attempts < self._module.attempts and may_retry:
            wait = retry_after(unit.attempts, message["after"], SystemRandom().random())
            self._backlog.put_off(unit, wait)
            self._tally.retried.append(unit.number)
            words = UNIT_RETRIED.say(
                self._job.locale, unit=unit.number + 1, reason=message["reason"], attempt=unit.attempts + 1, most=self._module.attempts,
                seconds=wait.total_seconds(),
            )  # fmt: skip
            self._tally.say(Level.WARN, words)
        else:
            self._give_up(unit, message["reason"])

    def _hold(self, shift: Shift) -> None:
        """Put back what stands behind a unit that is to be tried again, where units go in their order."""
        if self._backlog.is_held:
            self._backlog.put_back(list(self._flight.values()))
            self._flight.clear()
            shift.is_weary = True  # what it still says of them is heard no more

    def _give_up(self, unit: Waiting, reason: str) -> None:
        self._tally.keep_failed(unit, reason, UNIT_FAILED.say(self._job.locale, unit=unit.number + 1, reason=reason))

    def _end_stuck(self, shift: Shift, numbers: Sequence[int]) -> None:
        """Give up units that do not end though they were told to, and replace the process, since it can't be rid of them."""
        assert self._module is not None
        for number in numbers:
            if unit := self._flight.pop(number, None):
                unit.attempts += 1
                self._give_up(unit, TOO_LONG.say(self._job.locale, seconds=self._module.seconds))
        shift.kill()

    async def _record(self) -> None:
        """Record what has come, if anything has."""
        if not self._tally.is_empty:
            self._is_full = await self._recorder.record(self._tally.taken()) or self._is_full

    async def _take_back(self, shift: Shift) -> None:
        """Take back what is under way, and hear of what ended nevertheless."""
        await shift.take_back()
        self._sort(shift)

    async def _return_flight(self, *, is_gone: bool) -> None:
        """Put what was under way back. Of a process that is gone, those that it may have worked on are tried alone."""
        assert self._module is not None
        units = list(self._flight.values())
        self._flight.clear()
        for unit in units:
            await self._desk.drop_pictures(unit.number)
            if self._tally.parts.pop(unit.number, 0):
                await self._runs.unstage(self._lease, unit.number)
        if not is_gone:
            self._backlog.put_back(units)
            return
        self._is_careful = True
        if units:
            self._tally.say(Level.WARN, FROZEN.say(self._job.locale))
        at_once = 1 if self._backlog.is_in_order else self._module.at_once
        self._backlog.suspects.extend(units[:at_once])
        self._backlog.put_back(units[at_once:])

    async def _plan(self) -> None:
        """Have the module plan the units; a plan that was begun before is begun anew."""
        assert self._module is not None
        await self._plans.clear(self._lease)
        async with AsyncExitStack() as stack:
            shift = await self._opened(stack, None)
            shift.plan()
            first, is_all = 0, False
            while not is_all and not self._is_stopped:
                await self._wait(shift)
                if shift.gone is not None:
                    raise _Failed((NO_ANSWER if shift.gone.is_frozen else DIED).say(self._job.locale))
                for message in shift.heard():
                    if message["is"] == "planned":
                        is_all = bool(message.get("is_all"))
                        await self._add_planned(message["units"], first=first, is_all=is_all)
                        first += len(message["units"])
                    elif message["is"] == "failed":
                        raise _Failed(message["reason"])
                    elif message["is"] == "stuck":
                        shift.kill()
                        raise _Failed(TOO_LONG.say(self._job.locale, seconds=self._module.seconds))
                    elif message["is"] == "log":
                        self._tally.say(Level(message["level"]), str(message["message"]))

    async def _add_planned(self, units: Sequence[dict[str, Any]], *, first: int, is_all: bool) -> None:
        try:
            await self._plans.add(self._lease, units, first=first, is_all=is_all)
        except TooManyUnits:
            raise _Failed(TOO_MANY_UNITS.say(self._job.locale, most=MOST_UNITS)) from None

    async def _beat(self) -> None:
        """Tell that the job is still worked on, also while nothing is recorded."""
        while True:
            await self._clock.sleep_until(self._clock.now() + HEARTBEAT)
            try:
                await self._runs.renew(self._lease)
            except LeaseLost:
                self.stop(Stop.HAND_OVER)
                return
            except Exception:
                log.exception("A heartbeat was not written; the next is due soon.", extra={"job": self._job.public_id})

    async def _fail(self, reason: str) -> None:
        try:
            await self._runs.finish(self._lease, JobStatus.FAILED, reason)
        except LeaseLost:
            pass
        except Exception:
            log.exception("A job that met a fault could not be ended; it is tried again later.", extra={"job": self._job.public_id})
