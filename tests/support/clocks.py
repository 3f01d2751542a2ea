"""A clock that tests turn by hand."""

import asyncio
from datetime import UTC, datetime, timedelta


class TurnedClock:
    """Stands still until it is turned; whoever sleeps by it wakes as the hands pass."""

    def __init__(self, moment: datetime = datetime(2026, 5, 10, 19, 0, 0, 999_999, tzinfo=UTC)) -> None:
        """Show `moment`, which is not a whole second unless told otherwise."""
        self._moment = moment
        self._turned = asyncio.Event()

    def now(self) -> datetime:
        """Give the moment that the test chose."""
        return self._moment

    def turn(self, span: timedelta) -> None:
        """Go on by `span`."""
        self._moment += span
        self._turned.set()
        self._turned = asyncio.Event()

    async def sleep_until(self, moment: datetime) -> None:
        """Return when the hands are at `moment`."""
        while self._moment < moment:
            await self._turned.wait()


class WatchedClock(TurnedClock):
    """Tells who sleeps by it, so that a test can turn it as soon as somebody waits, and no further."""

    def __init__(self) -> None:
        """Have nobody asleep."""
        super().__init__()
        self._sleepers: list[datetime] = []
        self._came = asyncio.Event()

    async def sleep_until(self, moment: datetime) -> None:
        """Return when the hands are at `moment`; be known to sleep until then."""
        if moment <= self.now():
            return
        self._sleepers.append(moment)
        self._came.set()
        try:
            await super().sleep_until(moment)
        finally:
            self._sleepers.remove(moment)

    async def doze(self, most: timedelta) -> None:
        """Wait until somebody sleeps for no longer than `most`, and turn the hands to when they wake."""
        while not (soon := [moment for moment in self._sleepers if moment <= self.now() + most]):
            self._came.clear()
            await self._came.wait()
        self.turn(max(min(soon) - self.now(), timedelta(0)))
        await asyncio.sleep(0)
