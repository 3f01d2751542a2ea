"""The pool of worker processes: what one who asks is told is never another's."""

import asyncio

import pytest
from workers import Workshop


@pytest.mark.parametrize("turns", range(6))
async def test_nobody_gets_the_params_of_one_who_hung_up(workshop: Workshop, turns: int) -> None:
    """Whoever asks next, and after that, is told of their own params, wherever the one before stopped waiting."""
    await workshop.pool.check("sort", {})  # so that the process which checks is there
    asking = asyncio.create_task(workshop.pool.check("sort", {"top_n": 666}))
    for _ in range(turns):
        await asyncio.sleep(0)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    checked = [(await workshop.pool.check("sort", {"top_n": number}))["top_n"] for number in (1, 2)]
    assert checked == [1, 2]
