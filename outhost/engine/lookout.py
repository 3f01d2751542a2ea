"""The lookout: compares what came of runs of veilles with what is known, a small step of each in turn."""

import logging
from datetime import datetime, timedelta
from typing import Final

from outhost.domain.clock import Clock
from outhost.domain.veilles import TO_COMPARE, RunKey, VeilleRun
from outhost.engine.waking import woken_or_at
from outhost.operations.veille_comparisons import VeilleComparisons
from outhost.store.bell import Bell

log = logging.getLogger(__name__)

_AT_ONCE: Final = 8
"""Runs that go forward in turn, so that small ones need not wait for a large one."""
_PAUSE: Final = timedelta(minutes=1)
"""How long a run rests in which a step failed, for a fault of ours or a full disk."""


class Lookout:
    """Wakes at the bell, and when a run in which a step failed has rested. Of what it did itself it remembers nothing else."""

    def __init__(self, comparisons: VeilleComparisons, bell: Bell, clock: Clock) -> None:
        """Make the steps of `comparisons`."""
        self._comparisons = comparisons
        self._bell = bell
        self._clock = clock
        self._resting: dict[RunKey, datetime] = {}

    async def compare(self) -> None:
        """Compare for ever."""
        with self._bell.sleeper(TO_COMPARE) as sleeper:
            while True:
                await woken_or_at(sleeper, self._clock, await self.compare_all())

    async def compare_all(self) -> datetime | None:
        """Compare all that is there to be compared; tell when to look again at what had to rest."""
        try:
            while runs := await self._awake():
                for run in runs:
                    await self._step(run)
        except Exception:
            log.exception("It could not be seen which runs of veilles are to be compared; the next look is in a minute.")
            return self._clock.now() + _PAUSE
        return min(self._resting.values(), default=None)

    async def _awake(self) -> list[VeilleRun]:
        now = self._clock.now()
        self._resting = {key: until for key, until in self._resting.items() if until > now}
        runs = await self._comparisons.open(_AT_ONCE + len(self._resting))
        return [run for run in runs if run.key not in self._resting][:_AT_ONCE]

    async def _step(self, run: VeilleRun) -> None:
        try:
            await self._comparisons.step(run)
        except Exception:
            log.exception("A run of a veille could not be compared; the next try is in a minute.", extra={"run": run.public_id})
            self._resting[run.key] = self._clock.now() + _PAUSE
