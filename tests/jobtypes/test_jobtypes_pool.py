"""The pool of worker processes: what one who asks is told is never another's."""

import asyncio
import json
from pathlib import Path

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


async def test_large_rows_come_a_few_at_a_time(workshop: Workshop, tmp_path: Path) -> None:
    """A table of fat rows comes in messages that are read in a moment each, and all of it comes."""
    upload = tmp_path / "fat.jsonl"
    upload.write_text("\n".join(json.dumps({"nom": number, "text": "x" * 100_000}) for number in range(60)))
    census = await workshop.pool.census()
    came: list[int] = []
    async with workshop.pool.worker() as worker:
        worker.say({
            "do": "open", "slug": "import", "path": str(census.files["import"].path), "params": {}, "mapping": {}, "locale": "en",
            "upload": str(upload),
        })  # fmt: skip
        worker.say({"do": "run", "units": [(0, {})]})
        is_done = False
        while not is_done:
            for message in await worker.hear():
                rows = message.get("rows", [])
                assert len(rows) <= 10
                came += [row["nom"] for row in rows]
                is_done = is_done or message["is"] in {"done", "failed"}
    assert came == list(range(60))
