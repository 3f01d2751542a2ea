"""The scheduler: begins the runs of veilles when their time has come."""

import logging
from datetime import datetime, timedelta
from typing import Final

from outhost.domain.clock import Clock
from outhost.domain.errors import DiskFull
from outhost.domain.veilles import SCHEDULED
from outhost.engine.waking import woken_or_at
from outhost.operations.veille_runs import VeilleRuns
from outhost.store.bell import Bell

log = logging.getLogger(__name__)

_PAUSE: Final = timedelta(minutes=1)
"""How long to wait where something is in the way, such as a full disk."""


class Scheduler:
    """Wakes at the bell, and at the time of the veille that is due next."""

    def __init__(self, runs: VeilleRuns, bell: Bell, clock: Clock) -> None:
        """Begin `runs`."""
        self._runs = runs
        self._bell = bell
        self._clock = clock

    async def begin(self) -> None:
        """Begin runs for ever."""
        with self._bell.sleeper(SCHEDULED) as sleeper:
            while True:
                await woken_or_at(sleeper, self._clock, await self._begun())

    async def _begun(self) -> datetime | None:
        try:
            await self._runs.begin_due()
            return await self._runs.next_due_at()
        except DiskFull:
            log.warning("There is no room for what veilles would find; what is due is put off for a minute.")
        except Exception:
            log.exception("Runs of veilles could not begin; the next try is in a minute.")
        return self._clock.now() + _PAUSE
