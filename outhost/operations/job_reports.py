"""What can be learnt of a job while it goes on: how far it is, and what is written into its log."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from outhost.domain.clock import Clock
from outhost.domain.jobs import Frame, Job
from outhost.domain.workspaces import Caller
from outhost.operations.jobs import job_named
from outhost.store.job_frames import told
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_PAUSE: Final = timedelta(seconds=0.1)
_FRAMES: Final = 500


@dataclass(frozen=True, slots=True)
class Report:
    """A job as it is now, and what was told of it since the last one."""

    job: Job
    frames: Sequence[Frame]


class JobReports:
    """Reports on jobs, for one who waits for the end of one; the many who follow have feeds (`engine/feed.py`)."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Read in `store` when its bell rings, by this clock not too often."""
        self._store = store
        self._clock = clock

    async def follow(self, caller: Caller, public_id: str) -> AsyncGenerator[Report, None]:
        """Tell how a job is, at once and whenever it went on, with all that its log says from its first line; ends with the job.

        Raises:
            NotVisible: it is not there, or no longer.
        """
        number = 0
        with self._store.bell.sleeper(told(caller.workspace_id)) as sleeper:
            while True:
                report = await self._store.read(_report, caller, public_id, number)
                yield report
                if report.frames:
                    number = report.frames[-1].number
                if len(report.frames) == _FRAMES:
                    continue
                if not report.job.status.is_live:
                    return
                await self._clock.sleep_until(self._clock.now() + _PAUSE)
                await sleeper.woken()


def _report(tx: Tx, caller: Caller, public_id: str, number: int) -> Report:
    job = job_named(tx, caller, public_id)
    return Report(job, tx.job_frames.of_job_after(caller.workspace_id, job.key, number, limit=_FRAMES))
