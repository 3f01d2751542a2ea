"""Waiting for what happens beside the test: never for a time, only until it is so."""

import asyncio
from collections.abc import Callable

PATIENCE_SECONDS = 120


async def until(is_so: Callable[[], bool]) -> None:
    """Give way to all other tasks until it is so.

    Raises:
        TimeoutError: it does not become so.
    """
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_so():  # noqa: ASYNC110 - nobody rings where a test looks
            await asyncio.sleep(0)
