"""The janitor: sweeps up what deleted lists and refused leads leave behind, and what has expired."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from outhost.domain.clock import Clock
from outhost.operations.assets import Assets
from outhost.operations.departures import DEPARTED, Departures
from outhost.operations.job_retention import JobRetention
from outhost.operations.jobs import DELETED_JOBS
from outhost.operations.leads import Leads
from outhost.operations.lists import DELETED, Lists
from outhost.store.bell import Bell

log = logging.getLogger(__name__)

_ROUND = timedelta(hours=1)

Chore = Callable[[], Awaitable[object]]
"""Removes what has expired, in small batches."""


class Janitor:
    """Works at the start, every hour, and whenever a list was deleted or somebody left."""

    def __init__(
        self,
        lists: Lists,
        leads: Leads,
        assets: Assets,
        departures: Departures,
        jobs: JobRetention,
        chores: Sequence[Chore],
        bell: Bell,
        clock: Clock,
    ) -> None:
        """Sweep up after `lists`, `leads`, `assets`, `departures` and `jobs`, then do the other `chores`, by this clock."""
        self._lists = lists
        self._leads = leads
        self._assets = assets
        self._departures = departures
        self._jobs = jobs
        self._chores = chores
        self._bell = bell
        self._clock = clock

    async def sweep_hourly(self) -> None:
        """Sweep now and then every hour."""
        while True:
            await self.sweep()
            await self._clock.sleep_until(self._clock.now() + _ROUND)

    async def sweep(self) -> None:
        """Remove what deleted lists and accounts left, orphaned files, and what has expired.

        What fails keeps nothing else from being done.
        """
        for chore in (self._lists.purge_deleted, self._departures.finish, self._sweep_orphans, self._sweep_assets, *self._chores):
            try:
                await chore()
            except Exception:
                log.exception("A chore of the janitor's round failed; the next round is in an hour.")

    async def follow_deletions(self) -> None:
        """Sweep up after each deleted list, at once and again after a crash."""
        await self.follow(DELETED, self._lists.purge_deleted)

    async def follow_departures(self) -> None:
        """Sweep up after everybody who left, at once and again after a crash."""
        await self.follow(DEPARTED, self._departures.finish)

    async def follow_jobs(self) -> None:
        """Sweep up after each deleted job, at once and again after a crash."""
        await self.follow(DELETED_JOBS, self._jobs.purge)

    async def follow(self, topic: str, sweep_up: Chore) -> None:
        """Sweep up at each ring of a topic, at once and again after a crash."""
        with self._bell.sleeper(topic) as sleeper:
            while True:
                try:
                    await sweep_up()
                except Exception:
                    log.exception("Sweeping up failed; it is tried again with the next round.", extra={"topic": topic})
                await sleeper.woken()

    async def _sweep_orphans(self) -> None:
        if swept := await self._leads.sweep_orphans():
            log.info("Images without a lead were removed.", extra={"images": swept})

    async def _sweep_assets(self) -> None:
        if swept := await self._assets.sweep_orphans():
            log.info("Assets that no workspace has were removed.", extra={"assets": swept})
