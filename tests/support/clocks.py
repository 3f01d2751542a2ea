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
