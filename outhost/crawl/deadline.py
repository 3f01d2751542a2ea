"""A deadline over work that goes out, by a clock that can be turned."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from outhost.domain.clock import Clock
from outhost.domain.errors import FetchFailed
from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.words import Text

_TOO_SLOW = Text(
    en="it took longer than {seconds} seconds; try again later", fr="cela a duré plus de {seconds} secondes ; réessayez plus tard"
)


@dataclass(order=True, slots=True)
class _Watched:
    """Work that may go on until a moment; `number` tells two of one moment apart."""

    deadline: datetime
    number: int
    limit: asyncio.Timeout = field(compare=False)
    is_over: bool = field(default=False, compare=False)


class Watch:
    """Breaks off what takes longer than it may; one task watches over all that is under way, however much that is."""

    def __init__(self, clock: Clock) -> None:
        """Watch by this clock; nobody watches while nothing is under way."""
        self._clock = clock
        self._heap: list[_Watched] = []
        self._numbers = count()
        self._watchman: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def within(self, seconds: float, host: object) -> AsyncIterator[None]:
        """Break off what takes longer.

        Raises:
            FetchFailed: it did.
        """
        try:
            async with asyncio.timeout(None) as limit:
                watched = _Watched(self._clock.now() + timedelta(seconds=seconds), next(self._numbers), limit)
                self._add(watched)
                try:
                    yield
                finally:
                    watched.is_over = True
        except TimeoutError:
            raise _too_slow(host, seconds) from None

    async def close(self) -> None:
        """Watch no longer."""
        if self._watchman:
            self._watchman.cancel()
            await asyncio.wait({self._watchman})

    def _add(self, watched: _Watched) -> None:
        heappush(self._heap, watched)
        if self._watchman and self._heap[0] is watched:  # sooner than whatever is waited for
            self._watchman.cancel()
            self._watchman = None
        if self._watchman is None or self._watchman.done():
            self._watchman = asyncio.create_task(self._keep_watch())

    async def _keep_watch(self) -> None:
        while self._heap:
            first = self._heap[0]
            if not first.is_over:
                await self._clock.sleep_until(first.deadline)
            heappop(self._heap)
            if not first.is_over:
                first.limit.reschedule(asyncio.get_running_loop().time())


@asynccontextmanager
async def within(seconds: float, clock: Clock, host: object) -> AsyncIterator[None]:
    """Break off what takes longer.

    Raises:
        FetchFailed: it did.
    """
    deadline = clock.now() + timedelta(seconds=seconds)
    try:
        async with asyncio.timeout(None) as limit:
            alarm = asyncio.create_task(_ring(clock, deadline, limit))
            try:
                yield
            finally:
                alarm.cancel()
                await asyncio.wait({alarm})
    except TimeoutError:
        raise _too_slow(host, seconds) from None


def _too_slow(host: object, seconds: float) -> FetchFailed:
    return FetchFailed(host, _TOO_SLOW.filled(seconds=f"{seconds:.0f}"), kind=TroubleKind.TIMEOUT)


async def _ring(clock: Clock, deadline: datetime, limit: asyncio.Timeout) -> None:
    await clock.sleep_until(deadline)
    limit.reschedule(asyncio.get_running_loop().time())
