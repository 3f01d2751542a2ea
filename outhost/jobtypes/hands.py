"""The hands of a worker process: they run the units of one job, some of them together, each within its time."""

import asyncio
import json
import traceback
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Final

from outhost.domain.clock import SystemClock, whole_seconds
from outhost.domain.columns import Row, merged, seen_by_module
from outhost.domain.modules import Shape
from outhost.domain.provenance import Found, Origins, Traced
from outhost.domain.words import Phrase, Text
from outhost.jobtypes.channel import LARGE_BYTES, Channel, Message, length_of
from outhost.jobtypes.context import Assignment, Bench, UnitContext, declined, rows_in
from outhost.jobtypes.contract import GiveUp, JobType, Retry, SourceJobType
from outhost.jobtypes.descriptions import described_estimate
from outhost.jobtypes.faults import brief

_GRACE_SECONDS: Final = 2.0
"""How long a unit may take to end that was told to."""
_ROWS_A_MESSAGE: Final = 500
_CHARS_A_MESSAGE: Final = 1 << 19
"""Of its rows' texts: the server reads a message in one go, and nothing else meanwhile."""
_MOST_LEFT_BEHIND: Final = 4
_TOO_LONG: Final = Text(en="It took longer than {seconds:g} s and was ended.", fr="Elle a duré plus de {seconds:g} s et a été arrêtée.")
_FAULT: Final = Text(en="The module met a fault: {fault}", fr="Le module a rencontré une erreur : {fault}")
_TOO_LARGE: Final = Text(
    en="The module gave a row of more than {megabytes} MB.", fr="Le module a donné une ligne de plus de {megabytes} Mo."
)
_NO_ROW: Final = Text(
    en="The module gave {kind}, which is no row.", fr="Le module a donné {kind}, qui n’est pas une ligne."
)  # fmt: skip


class Hands:
    """Runs what the server hands over for one job, and tells the outcome of each unit."""

    def __init__(self, channel: Channel, job_type: JobType, assignment: Assignment, options: Mapping[str, Any], bench: Bench) -> None:
        """Work on `assignment`, which is of `job_type`."""
        self._channel = channel
        channel.tame = self._tamed
        self._type = job_type
        self._assignment = assignment
        self._options = options
        self._bench = bench
        self._clock = SystemClock()
        self._waiting: deque[tuple[int, Row]] = deque()
        self._hands: set[asyncio.Task[None]] = set()
        self._running: dict[int, asyncio.Task[Any]] = {}
        self._ends: dict[int, float] = {}
        self._late: set[int] = set()
        self._alarm: asyncio.TimerHandle | None = None
        self._asks: dict[int, asyncio.Future[Any]] = {}
        self._asked = 0
        self._watch = asyncio.create_task(self._tell_stuck())

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing of the job is left in this process."""
        return not self._running and self._bench.threads.left_behind == 0

    def take(self, message: Message) -> None:
        """Take what the server says of this job."""
        match message["do"]:
            case "run":
                self._waiting.extend((unit, item) for unit, item in message["units"])
                self._call_hands()
            case "plan":
                self._start(-1, self._plan())
            case "estimate":
                self._start(-1, self._estimate())
            case "count":
                self._start(-1, self._count())
            case "cancel":
                self._cancel(message["units"])
            case "answer":
                self._answer(message)
            case other:
                raise ValueError(other)

    def close(self) -> None:
        """End what still runs."""
        if self._alarm is not None:
            self._alarm.cancel()
        for task in (self._watch, *self._hands, *self._running.values()):
            task.cancel()
        for asked in self._asks.values():
            asked.cancel()

    def _call_hands(self) -> None:
        """Have as many hands as may work together, and no more than there is work."""
        most = 1 if self._assignment.is_in_order else self._type.at_once
        for _ in range(min(most - len(self._hands), len(self._waiting))):
            hand = asyncio.create_task(self._work_on())
            self._hands.add(hand)
            hand.add_done_callback(self._hands.discard)

    async def _work_on(self) -> None:
        while self._waiting:
            unit, item = self._waiting.popleft()
            await self._do(unit, self._run_unit(unit, item))
            if self._assignment.is_careful:
                await self._channel.drain()
            if self._bench.threads.left_behind > _MOST_LEFT_BEHIND:
                self._channel.say({"is": "weary"})

    def _start(self, unit: int, doing: Any) -> None:
        self._running[unit] = asyncio.create_task(self._do(unit, doing))
        self._running[unit].add_done_callback(lambda _: self._running.pop(unit, None))

    async def _do(self, unit: int, doing: Any) -> None:
        """Run one unit, within its time, and tell how it ended."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()
        assert task is not None
        self._running[unit] = task
        self._ends[unit] = loop.time() + self._type.seconds
        if self._alarm is None:
            self._alarm = loop.call_at(self._ends[unit], self._end_late)
        try:
            await doing
        except asyncio.CancelledError as fault:
            self._end_cancelled(unit, task, fault)
        except Retry as retry:
            self._fail(unit, "retry", self._reason(retry.reason), retry.after_seconds)
        except GiveUp as reason:
            self._fail(unit, "give_up", self._reason(reason.reason))
        except OSError as fault:
            self._fail(unit, "retry", self._brief(fault))
        except BaseException as fault:  # noqa: BLE001 - whatever a plugin raises costs its unit only
            self._channel.say({"is": "log", "level": "debug", "message": "".join(traceback.format_exception(fault)[-3:])[-2000:]})
            self._fail(unit, "fault", self._brief(fault))
        finally:
            self._running.pop(unit, None)
            self._ends.pop(unit, None)
            if unit in self._late:
                self._late.discard(unit)
                task.uncancel()

    def _end_cancelled(self, unit: int, task: asyncio.Task[Any], fault: asyncio.CancelledError) -> None:
        if self._ends.get(unit) is None:  # the server took it back
            task.uncancel()
        elif task.cancelling() > (unit in self._late):  # the job is closed
            raise fault
        elif unit in self._late:
            self._fail(unit, "retry", self._say(_TOO_LONG, seconds=self._type.seconds))
        else:  # the plugin's own: it waited for something that was cancelled
            self._fail(unit, "fault", self._brief(fault))

    def _end_late(self) -> None:
        """Tell units to end whose time is over. All have equally long, so that one alarm does: who began first is late first."""
        loop = asyncio.get_running_loop()
        self._alarm = None
        for unit, end in self._ends.items():
            if end > loop.time():
                self._alarm = loop.call_at(end, self._end_late)
                return
            if unit not in self._late:
                self._late.add(unit)
                self._running[unit].cancel()

    async def _run_unit(self, unit: int, item: Row) -> None:
        context = self._context(unit)
        match self._type.shape:
            case Shape.ROW:
                given = await self._type.run(seen_by_module(item, self._assignment.mapping), self._assignment.params, context)  # type: ignore[misc, arg-type]  # its shape says that it is a RunRow
                rows, found = self._results(item, given)
                self._channel.say({"is": "done", "unit": unit, "rows": rows, "found": found, **context.tallied()})
            case Shape.TABLE:
                await self._send_rows(unit, context, self._type.run(self._input(unit), self._assignment.params, context))  # type: ignore[arg-type]  # a RunTable
            case Shape.SOURCE:
                await self._send_rows(unit, context, self._type.run(item, self._assignment.params, context))  # type: ignore[arg-type]  # a RunUnit

    async def _plan(self) -> None:
        assert isinstance(self._type, SourceJobType)
        assert self._type.plan is not None
        units: list[dict[str, Any]] = []
        async with aclosing(self._type.plan(self._assignment.params, self._context(-1))) as planned:  # type: ignore[type-var]  # a generator
            async for unit in planned:
                units.append(unit)
                if len(units) == _ROWS_A_MESSAGE:
                    self._channel.say({"is": "planned", "units": units})
                    await self._channel.drain()
                    units = []
        self._channel.say({"is": "planned", "units": units, "is_all": True})

    async def _estimate(self) -> None:
        assert isinstance(self._type, SourceJobType)
        assert self._type.estimate is not None
        estimate = await self._type.estimate(self._assignment.params, self._context(-1))
        self._channel.say(described_estimate(estimate))

    async def _count(self) -> None:
        assert isinstance(self._type, SourceJobType)
        count = None if self._type.count is None else await self._type.count(self._assignment.params, self._context(-1))
        self._channel.say({"is": "counted", "count": count})

    async def _send_rows(self, unit: int, context: UnitContext, rows: AsyncIterator[Row]) -> None:
        """Send the rows of a large unit as they come; the server says when it has no room for more."""
        some: list[Row] = []
        found: list[dict[str, Any] | None] = []
        chars = 0
        async with aclosing(rows) as given:  # type: ignore[type-var]  # a generator, as the contract has it
            async for row in given:
                values, origins = self._parted(row)
                some.append(values)
                found.append(origins)
                chars += sum([len(value) for value in values.values() if type(value) is str])
                if len(some) == _ROWS_A_MESSAGE or chars > _CHARS_A_MESSAGE:
                    self._channel.say({"is": "rows", "unit": unit, "rows": some, "found": found, **context.tallied()})
                    await self._channel.drain()
                    some, found, chars = [], [], 0
        self._channel.say({"is": "done", "unit": unit, "rows": some, "found": found, **context.tallied()})

    async def _input(self, unit: int) -> AsyncIterator[Row]:
        """Read the rows that a whole-table step works on."""
        after: int | None = -1
        while after is not None:
            got = await self._ask(unit, "input", {"after": after})
            for row in rows_in(got):
                yield row
            after = got["after"]

    def _results(self, item: Row, given: Any) -> tuple[list[Row], list[dict[str, Any] | None]]:
        """Give the rows of a unit, and where their values came from."""
        several: Sequence[Any] = [{}] if given is None else list(given) if isinstance(given, list | tuple) else [given]
        rows, found = [], []
        for added in several:
            if not isinstance(added, Mapping):
                raise GiveUp(_NO_ROW.say(self._assignment.locale, kind=type(added).__name__))
            values, origins = self._parted(added)
            rows.append(merged(item, values, self._assignment.mapping, self._type.needs))
            found.append(self._told_of(item, rows[-1], values, origins) if self._assignment.is_sourced else origins)
        return rows, found

    def _told_of(self, item: Row, row: Row, added: Row, origins: Origins | None) -> Origins | None:
        """Say what became of where an item's values came from: columns that have another value now, and those that kept the old one."""
        told: Origins = {}
        for name in added:
            column = self._assignment.mapping.get(name, name) if name in self._type.needs else name
            if row[column] != item.get(column):
                told[column] = None
                if f"{column}_source" in row and f"{column}_source" not in item:
                    told[f"{column}_source"] = column
        return told | (origins or {}) or None

    def _tamed(self, message: Message) -> Message:
        """Fail a unit that gave a row which nobody could keep, read or open."""
        if all(length_of(row) <= LARGE_BYTES for row in message.get("rows", ())):
            return message
        return self._failed(message["unit"], "fault", self._say(_TOO_LARGE, megabytes=LARGE_BYTES >> 20))

    def _parted(self, row: Mapping[str, Any]) -> tuple[Row, Origins | None]:
        """Part the values of a row from where they came from."""
        before: Origins | None = json.loads(row.origins) if isinstance(row, Traced) else None
        if not any(isinstance(value, Found) for value in row.values()):
            return dict(row), before
        at = whole_seconds(self._clock.now())
        origins = {
            name: {"source": value.source, "method": value.method, "at": value.at or at, "snippet": value.snippet}
            for name, value in row.items()
            if isinstance(value, Found)
        }
        return {name: value.value if isinstance(value, Found) else value for name, value in row.items()}, (before or {}) | origins

    def _context(self, unit: int) -> UnitContext:
        async def ask(what: str, about: dict[str, Any]) -> Any:
            return await self._ask(unit, what, about)

        return UnitContext(self._assignment, self._options, self._channel.say, ask, self._bench)

    async def _ask(self, unit: int, what: str, about: dict[str, Any]) -> Any:
        self._asked += 1
        number = self._asked
        self._asks[number] = asyncio.get_running_loop().create_future()
        self._channel.say({"is": "ask", "ask": number, "unit": unit, "what": what, "about": about})
        try:
            return await self._asks[number]
        finally:
            del self._asks[number]

    def _answer(self, message: Message) -> None:
        asked = self._asks.get(message["ask"])
        if asked is None or asked.done():  # its unit ended meanwhile
            return
        if "declined" in message:
            asked.set_exception(declined(message["declined"]))
        else:
            asked.set_result(message["value"])

    def _cancel(self, units: Sequence[int] | None) -> None:
        """Take units back: those named, or all."""
        self._waiting = deque() if units is None else deque(one for one in self._waiting if one[0] not in units)
        for unit, task in list(self._running.items()):
            if units is None or unit in units:
                self._ends.pop(unit, None)
                task.cancel()

    async def _tell_stuck(self) -> None:
        """Tell of units that do not end though their time is over; then this process is ended."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(1.0)
            late = [unit for unit, end in self._ends.items() if loop.time() > end + _GRACE_SECONDS]
            if late:
                self._channel.say({"is": "stuck", "units": late})

    def _fail(self, unit: int, kind: str, reason: str, after: float | None = None) -> None:
        self._channel.say(self._failed(unit, kind, reason, after))

    def _failed(self, unit: int, kind: str, reason: str, after: float | None = None) -> Message:
        return {"is": "failed", "unit": unit, "kind": kind, "reason": reason[:500], "after": after}

    def _reason(self, reason: Phrase | str) -> str:
        return reason.say(self._assignment.locale) if isinstance(reason, Phrase) else str(reason)

    def _brief(self, fault: BaseException) -> str:
        return self._say(_FAULT, fault=brief(fault))

    def _say(self, text: Text, **gaps: object) -> str:
        return text.say(self._assignment.locale, **gaps)
