"""The desk: what a unit is handed of a large table."""

from pathlib import Path

from engines import open_engine

from outhost.domain.modules import Lane
from outhost.operations.desk import Desk


async def test_large_rows_are_handed_over_a_few_at_a_time(tmp_path: Path) -> None:
    """However large the rows of a table are, each piece of it is read in a moment; small ones come by the hundred."""
    async with open_engine(tmp_path) as engine:
        for letters, count in ((40_000, 150), (4, 2000)):
            await engine.create("sort", [{"n": number, "text": "x" * letters} for number in range(count)])
            job = await engine.appliance.job_runs.claim(Lane.PARALLEL)
            assert job is not None
            desk = Desk(engine.appliance.office, engine.appliance.job_runs, job, ())
            pieces: list[list[int]] = []
            after = -1
            while after is not None:
                value = (await desk.answer(0, "input", {"after": after}))["value"]
                after = value["after"]
                pieces.append([row["n"] for row in value["rows"]])
            assert [number for piece in pieces for number in piece] == list(range(count))
            assert max(map(len, pieces)) * letters <= 2_000_000
            assert len(pieces) < count / 2 if letters > 4 else len(pieces) < 12
