"""How answers of `/api` are written."""

import asyncio

from outhost.web.outsend.answers import as_json_array
from outhost.web.outsend.wire.pipelines import ProgressOut


async def test_others_are_answered_while_a_long_array_is_written() -> None:
    """Somebody lists sixty pipelines of a quarter of a megabyte each; I wait for one of them at most, not for all."""
    turns = 0

    async def somebody_else() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(somebody_else())
    answer = await as_json_array(ProgressOut(nodes_total=60, nodes_done=number, pct=0.5) for number in range(60))
    other.cancel()
    assert turns >= 59
    written = ",".join(f'{{"nodes_total":60,"nodes_done":{number},"pct":0.5}}' for number in range(60))
    assert answer.body == f"[{written}]".encode()
