"""The dispatcher: claims jobs as slots are free, and keeps their runs."""

import asyncio
import logging
from datetime import timedelta
from typing import Final

from outhost.domain.jobs import BEFORE_ALL, CHANGED, Job, JobKey
from outhost.domain.modules import Lane
from outhost.engine.run import Run, Stop
from outhost.engine.waking import woken_or_at
from outhost.engine.workshop import Workshop
from outhost.operations.desk import Desk
from outhost.operations.job_runs import SLOTS
from outhost.store.bell import Bell

log = logging.getLogger(__name__)

_ROUND: Final = timedelta(seconds=5)
"""How long the dispatcher sleeps at most; then it looks for leases that ran out."""
_HAND_OVER_SECONDS: Final = 6.0


class Dispatcher:
    """Wakes at the bell. It owns nothing that can't be lost."""

    def __init__(self, shop: Workshop, bell: Bell, *, after: JobKey = BEFORE_ALL) -> None:
        """Run jobs in `shop` that are newer than the one with the number `after`."""
        self._shop = shop
        self._bell = bell
        self._after = after
        self._under_way: dict[JobKey, tuple[Run, Lane, asyncio.Task[None]]] = {}

    async def dispatch(self) -> None:
        """Dispatch for ever; when this is cancelled, what runs is handed over."""
        is_start = True
        try:
            with self._bell.sleeper(CHANGED) as sleeper:
                while True:
                    try:
                        await self._shop.runs.recover(is_start=is_start, under_way=self._under_way.keys())
                        is_start = False
                        await self._cancel()
                        await self._claim()
                    except Exception:
                        log.exception("Jobs could not be dispatched; the next try is soon.")
                    await woken_or_at(sleeper, self._shop.clock, self._shop.clock.now() + _ROUND)
        finally:
            await self._hand_over()

    async def _cancel(self) -> None:
        for key in await self._shop.runs.all_cancelling():
            if key in self._under_way:
                self._under_way[key][0].stop(Stop.CANCEL)

    async def _claim(self) -> None:
        await self._shop.pool.census()  # before a lease begins
        for lane, slots in SLOTS.items():
            while sum(lane is taken for _, taken, _ in self._under_way.values()) < slots:
                job = await self._shop.runs.claim(lane, after=self._after)
                if job is None:
                    break
                await self._start(job)

    async def _start(self, job: Job) -> None:
        plugin = await self._shop.plugin_of(job)
        desk = Desk(self._shop.office, self._shop.runs, job, plugin.uses)
        run = Run(job, plugin, desk, self._shop)
        task = asyncio.create_task(run.work(), name=f"run of {job.public_id}")
        self._under_way[job.key] = (run, job.lane, task)
        task.add_done_callback(lambda _: self._forget(job.key))

    def _forget(self, key: JobKey) -> None:
        self._under_way.pop(key, None)
        self._bell.ring([CHANGED])  # a slot is free

    async def _hand_over(self) -> None:
        tasks = [task for _, _, task in self._under_way.values()]
        runs = [run for run, _, _ in self._under_way.values()]
        for run in runs:
            run.stop(Stop.HAND_OVER)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_HAND_OVER_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
            for run in runs:  # those that were in time hold nothing any more
                await self._shop.runs.hand_over(run.lease, [])
