"""A deadline over work that goes out, by a clock that can be turned."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from outhost.domain.clock import Clock
from outhost.domain.errors import FetchFailed
from outhost.domain.pages import TroubleKind
from outhost.domain.words import Text

_TOO_SLOW = Text(
    en="it took longer than {seconds} seconds; try again later", fr="cela a duré plus de {seconds} secondes ; réessayez plus tard"
)


@asynccontextmanager
async def within(seconds: float, clock: Clock, host: object) -> AsyncIterator[None]:
    """Break off what takes longer.

    Raises:
        FetchFailed: it did.
    """
    deadline = clock.now() + timedelta(seconds=seconds)
    try:
        async with asyncio.timeout(None) as limit:
            alarm = asyncio.create_task(_ring(clock, deadline, limit))
            try:
                yield
            finally:
                alarm.cancel()
                await asyncio.wait({alarm})
    except TimeoutError:
        raise FetchFailed(host, _TOO_SLOW.filled(seconds=f"{seconds:g}"), kind=TroubleKind.TIMEOUT) from None


async def _ring(clock: Clock, deadline: datetime, limit: asyncio.Timeout) -> None:
    await clock.sleep_until(deadline)
    limit.reschedule(asyncio.get_running_loop().time())
