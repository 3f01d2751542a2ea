"""Waking up: at the bell, or when a moment has come, whichever is first."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime

from outhost.domain.clock import Clock
from outhost.store.bell import Sleeper


async def woken_or_at(sleeper: Sleeper, clock: Clock, moment: datetime | None) -> None:
    """Return at the next ring, or at `moment` where there is one."""
    await first_of(sleeper.woken(), *([clock.sleep_until(moment)] if moment is not None else []))


async def first_of(*awaited: Awaitable[object]) -> None:
    """Return when the first of these does; the others are cancelled."""
    waits = [asyncio.ensure_future(one) for one in awaited]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
