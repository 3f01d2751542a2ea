"""Waiting for what happens beside the test: never for a time, only until it is so."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from clocks import TurnedClock

PATIENCE_SECONDS = 120
_STEPS = 500
"""Of the loop, for the server to be at rest again; where it takes more, the clock is turned once more."""

T = TypeVar("T")


async def until(is_so: Callable[[], bool]) -> None:
    """Give way to all other tasks until it is so.

    Raises:
        TimeoutError: it does not become so.
    """
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_so():  # noqa: ASYNC110 - nobody rings where a test looks
            await asyncio.sleep(0)


async def turned(clock: TurnedClock, span: timedelta, awaited: Awaitable[T]) -> T:
    """Turn the clock, again where the server went to sleep only after the last turn, until what is awaited has come."""
    task = asyncio.ensure_future(awaited)
    while not task.done():
        clock.turn(span)
        for _ in range(_STEPS):
            await asyncio.sleep(0)
    return await task
