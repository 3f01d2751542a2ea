"""The courier: carries letters as they are written, and those that failed when they are due again."""

import logging
from datetime import datetime, timedelta

from outhost.domain.clock import Clock
from outhost.domain.letters import WRITTEN
from outhost.engine.waking import woken_or_at
from outhost.operations.letters import Letters
from outhost.store.bell import Bell

log = logging.getLogger(__name__)

_PAUSE = timedelta(minutes=1)
"""How long to wait after a fault of ours, such as a full disk."""


class Courier:
    """Wakes at the bell, and at the time of a letter that is to be tried again."""

    def __init__(self, letters: Letters, bell: Bell, clock: Clock) -> None:
        """Carry `letters`."""
        self._letters = letters
        self._bell = bell
        self._clock = clock

    async def carry(self) -> None:
        """Carry letters for ever."""
        with self._bell.sleeper(WRITTEN) as sleeper:
            while True:
                await woken_or_at(sleeper, self._clock, await self._carried())

    async def _carried(self) -> datetime | None:
        try:
            await self._letters.send_due()
            return await self._letters.next_due_at()
        except Exception:
            log.exception("Letters could not be carried; the next try is in a minute.")
            return self._clock.now() + _PAUSE
