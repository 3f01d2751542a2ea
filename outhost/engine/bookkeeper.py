"""The bookkeeper: writes down, a little later, what nobody should have to wait for."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from outhost.domain.clock import Clock
from outhost.operations.fetches import FETCHED, Fetches
from outhost.operations.redraws import Redraws
from outhost.operations.searches import Searches
from outhost.store.bell import Bell

log = logging.getLogger(__name__)

_FETCHES_PAUSE = timedelta(seconds=1)
_LEADS_PAUSE = timedelta(minutes=1)


class Bookkeeper:
    """Keeps first fetches, the index of words, and redrawn images in their place."""

    def __init__(self, fetches: Fetches, searches: Searches, redraws: Redraws, bell: Bell, clock: Clock) -> None:
        """Write through these operations, by this clock."""
        self._fetches = fetches
        self._searches = searches
        self._redraws = redraws
        self._bell = bell
        self._clock = clock

    async def keep_fetches(self) -> None:
        """Write first fetches when there are some, at most once a second."""
        with self._bell.sleeper(FETCHED) as sleeper:
            while True:
                await _tried(self._fetches.write)
                await self._clock.sleep_until(self._clock.now() + _FETCHES_PAUSE)
                await sleeper.woken()

    async def keep_leads(self) -> None:
        """Index new leads and finish interrupted redraws, now and every minute."""
        while True:
            await _tried(self._searches.index_all)
            await _tried(self._redraws.settle_all)
            await self._clock.sleep_until(self._clock.now() + _LEADS_PAUSE)


async def _tried(chore: Callable[[], Awaitable[None]]) -> None:
    try:
        await chore()
    except Exception:
        log.exception("Something was not written down; it is tried again soon.")
