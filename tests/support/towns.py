"""An engine over a town that is watched: real server, guard, crawler and modules, and a line for each request that reached the town."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from engines import Engine, open_engine
from passing_clock import PassingClock

from outhost.domain.clock import Clock
from outhost.domain.columns import Row
from outhost.domain.jobs import JobStatus
from outhost.sandbox.answers import Answer
from outhost.sandbox.business import Business
from outhost.sandbox.town import Town


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that reached the town."""

    host: str
    path: str
    agent: str
    at: datetime


class WatchedTown(Town):
    """A town that keeps a log of who asks it for what, and when."""

    def __init__(self, seed: int, size: int, clock: Clock) -> None:
        """Watch by `clock`."""
        super().__init__(seed, size)
        self.log: list[Asked] = []
        self._clock = clock

    def answer(self, host: str, path: str, week: int, headers: Mapping[str, str] | None = None) -> Answer | None:
        """Answer, and remember the request."""
        self.log.append(Asked(host=host, path=path, agent=(headers or {}).get("user-agent", ""), at=self._clock.now()))
        return super().answer(host, path, week, headers)

    def unseen(self, host: str, path: str, week: int) -> Answer | None:
        """Answer, and remember nothing."""
        return super().answer(host, path, week)


@dataclass(frozen=True, kw_only=True)
class TownEngine:
    """An engine, and the town that it reads."""

    engine: Engine
    town: WatchedTown

    async def rows(self, slug: str, items: Sequence[Row], **params: Any) -> list[Row]:
        """Run a module to its end, and give its rows."""
        job = await self.engine.over(await self.engine.create(slug, items, params=params))
        assert job.status is JobStatus.DONE, job.error_message
        return await self.engine.rows(job)


@asynccontextmanager
async def open_town(path: Path, *, seed: int, size: int, **chosen: object) -> AsyncIterator[TownEngine]:
    """Open an engine beside the town of a seed, at work while the block lasts, by a clock that passes when all wait."""
    clock = PassingClock()
    async with open_engine(path, clock=clock, sandbox=True, **chosen) as engine:
        town = WatchedTown(seed, size, clock)
        engine.appliance.sandbox._neighbourhood.town = town
        async with clock.passing(), engine.running():
            yield TownEngine(engine=engine, town=town)


def listed(town: Town) -> list[Row]:
    """Give the businesses as a directory lists them."""
    return [_row(one) for one in town.businesses]


def _row(one: Business) -> Row:
    return {"nom": one.name, "telephone": one.telephone, "site_web": one.url, "ville": one.city, "code_postal": one.postcode}
