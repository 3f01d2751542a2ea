"""The backlog of a run: units that wait to be handed over, read a window ahead."""

import json
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Final

from outhost.domain.clock import Clock
from outhost.domain.jobs import MOST_RETRY_SECONDS, Job, Lease
from outhost.domain.modules import Shape
from outhost.domain.rows import unpacked_rows
from outhost.engine.tally import Waiting
from outhost.operations.run_books import RunBook

WINDOW: Final = 512
"""Units that are with the worker process at once: enough that it never waits for a commit."""
_LONGEST_WAIT: Final = timedelta(seconds=MOST_RETRY_SECONDS)


class Backlog:
    """Units of one job without an outcome: ready ones, those to be tried again later, and those under suspicion, which are tried alone."""

    def __init__(self, job: Job, lease: Lease, runs: RunBook, clock: Clock) -> None:
        """Read what `job` has left."""
        self._job = job
        self._lease = lease
        self._runs = runs
        self._clock = clock
        self._ready: deque[Waiting] = deque()
        self._later: list[tuple[datetime, Waiting]] = []
        self._after = -1
        self._is_read = False
        self.suspects: deque[Waiting] = deque()
        self.is_in_order = job.bounds.is_capped
        """Whether no unit may be done before those in front of it are over."""

    @property
    def next_due(self) -> datetime | None:
        """Give the moment at which the next unit is to be tried again."""
        return self._later[0][0] if self._later else None

    @property
    def is_held(self) -> bool:
        """Tell whether all units wait for one that is to be tried again later."""
        return self.is_in_order and bool(self._later)

    def begin_with_table(self, *, is_over: bool) -> None:
        """Have nothing but the one unit of a whole-table step, which goes alone, or not even that where it was done before a crash."""
        self._is_read = True
        if not is_over:
            self.suspects.append(Waiting(0, None))

    async def has_more(self) -> bool:
        """Read ahead, take up units whose time to be tried again has come, and tell whether a unit waits."""
        await self._fill()
        return bool(self._ready or self._later)

    def take(self, most: int) -> Sequence[Waiting]:
        """Take the next units."""
        if self.is_held:
            return ()
        return [self._ready.popleft() for _ in range(min(most, len(self._ready)))]

    def put_back(self, units: Sequence[Waiting]) -> None:
        """Have units stand in front again."""
        self._ready.extendleft(reversed(units))

    def put_off(self, unit: Waiting, wait: timedelta) -> None:
        """Have a unit tried again later."""
        heappush(self._later, (self._clock.now() + wait, unit))

    async def _fill(self) -> None:
        now = self._clock.now()
        while self._later and not now < self._later[0][0] <= now + _LONGEST_WAIT:  # beyond it, the clock was set back
            due = heappop(self._later)[1]
            if self.is_in_order:
                self._ready.appendleft(due)
            else:
                self._ready.append(due)
        if self._is_read or len(self._ready) >= WINDOW:
            return
        units = await self._runs.unfinished(self._lease, after=self._after, limit=WINDOW)
        self._is_read = len(units) < WINDOW
        if units:
            self._after = units[-1].number
        items = [unit.item for unit in units]
        rows = map(json.loads, items) if self._job.shape is Shape.SOURCE else unpacked_rows(self._job.inputs, items)
        self._ready.extend(Waiting(unit.number, row) for unit, row in zip(units, rows, strict=True))
