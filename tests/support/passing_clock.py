"""A clock by which nobody waits long: when nothing is left to do but to wait, its hands go on to the moment that is waited for."""

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

_QUIET_SECONDS = 0.02
"""How long nobody may have looked at the clock for it to be said that all are waiting."""


class PassingClock:
    """Stands still while anybody works."""

    def __init__(self, moment: datetime = datetime(2026, 5, 10, 19, tzinfo=UTC)) -> None:
        """Show `moment`."""
        self._moment = moment
        self._looks = 0
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        """Give the moment."""
        self._looks += 1
        return self._moment

    async def sleep_until(self, moment: datetime) -> None:
        """Return when the hands are at `moment`."""
        self._looks += 1
        if moment <= self._moment:
            return
        waking: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (moment, self._looks, waking))
        await waking

    @asynccontextmanager
    async def passing(self) -> AsyncIterator[None]:
        """Let time pass while the `with` block lasts."""
        hands = asyncio.create_task(self._pass())
        try:
            yield
        finally:
            hands.cancel()
            await asyncio.gather(hands, return_exceptions=True)

    async def _pass(self) -> None:
        never = asyncio.get_running_loop().create_future()
        while True:
            looks = self._looks
            await asyncio.wait({never}, timeout=_QUIET_SECONDS)
            if looks == self._looks:
                self._go_on()

    def _go_on(self) -> None:
        """Wake whoever is next to be woken, and all who wait for the same moment."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        if self._sleepers:
            self._moment = max(self._moment, self._sleepers[0][0])
        while self._sleepers and self._sleepers[0][0] <= self._moment:
            _, _, waking = heapq.heappop(self._sleepers)
            if not waking.done():
                waking.set_result(None)
