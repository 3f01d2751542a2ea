"""The conductor: has jobs made for the nodes of pipelines as those before them end."""

import logging
from datetime import datetime, timedelta
from typing import Final

from outhost.domain.clock import Clock
from outhost.domain.jobs import BEFORE_ALL, JobKey
from outhost.domain.pipelines import DUE
from outhost.engine.waking import woken_or_at
from outhost.operations.pipeline_steps import PipelineSteps
from outhost.store.bell import Bell

log = logging.getLogger(__name__)

_PAUSE: Final = timedelta(minutes=1)
"""How long to wait where something is in the way, such as a full disk."""


class Conductor:
    """Wakes at the bell, and in a minute where something had to be put off."""

    def __init__(self, steps: PipelineSteps, bell: Bell, clock: Clock, *, after: JobKey = BEFORE_ALL) -> None:
        """Conduct the runs of pipelines that began after a job."""
        self._steps = steps
        self._bell = bell
        self._clock = clock
        self._after = after

    async def conduct(self) -> None:
        """Conduct for ever."""
        with self._bell.sleeper(DUE) as sleeper:
            while True:
                await woken_or_at(sleeper, self._clock, await self._begun())

    async def _begun(self) -> datetime | None:
        try:
            is_put_off = await self._steps.begin_due(after=self._after)
        except Exception:
            log.exception("The nodes of pipelines could not be looked at; the next try is in a minute.")
            is_put_off = True
        return self._clock.now() + _PAUSE if is_put_off else None
