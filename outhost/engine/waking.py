"""Waking up: at the bell, or when a moment has come, whichever is first."""

import asyncio
from datetime import datetime

from outhost.domain.clock import Clock
from outhost.store.bell import Sleeper


async def woken_or_at(sleeper: Sleeper, clock: Clock, moment: datetime | None) -> None:
    """Return at the next ring, or at `moment` where there is one."""
    waits = [asyncio.ensure_future(sleeper.woken())]
    if moment is not None:
        waits.append(asyncio.ensure_future(clock.sleep_until(moment)))
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
