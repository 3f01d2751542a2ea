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
class News:
    """A job as it is now, and what was told of it since the last news."""

    job: Job
    frames: Sequence[Frame]


class JobNews:
    """News of jobs."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Read in `store` when its bell rings, by this clock not too often."""
        self._store = store
        self._clock = clock

    async def follow(self, caller: Caller, public_id: str) -> AsyncGenerator[News, None]:
        """Tell how a job is, at once and whenever it went on, with all that its log says from its first line; ends with the job.

        Raises:
            NotVisible: it is not there, or no longer.
        """
        number = 0
        with self._store.bell.sleeper(told(caller.workspace_id)) as sleeper:
            while True:
                news = await self._store.read(_news, caller, public_id, number)
                yield news
                if news.frames:
                    number = news.frames[-1].number
                if len(news.frames) == _FRAMES:
                    continue
                if not news.job.status.is_live:
                    return
                await self._clock.sleep_until(self._clock.now() + _PAUSE)
                await sleeper.woken()


def _news(tx: Tx, caller: Caller, public_id: str, number: int) -> News:
    job = job_named(tx, caller, public_id)
    return News(job, tx.job_frames.of_job_after(caller.workspace_id, job.key, number, limit=_FRAMES))
