"""The server is killed while a bounded job runs: the first rows are kept, exactly as many as were asked for, and each is counted once."""

import asyncio
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import victims
from engines import open_engine
from mining import MINED, SPELLINGS, Mine, Unit, row

from outhost.domain.job_tallies import QUERY, ROWS, ZONE
from outhost.domain.jobs import Job, JobStatus

pytestmark = pytest.mark.chaos

ROUNDS, ROUNDS_LONG = 1, 20
PATIENCE_SECONDS = 60
UNITS, ROWS_A_UNIT = 30, 8
NUMBERS = [*SPELLINGS, *[""] * 8]
BOUNDS = {"stop_at": 110, "max_per_phone": 7}


async def test_no_kill_keeps_or_counts_a_row_too_many(tmp_path: Path, found: Callable, *, is_long: bool) -> None:
    """I pull the plug three times in the middle of a job with `stop_at` and `max_per_phone`: its rows and counts are as if I had not."""
    data = found(tmp_path).program.data_dir
    for number in range(ROUNDS_LONG if is_long else ROUNDS):
        script = [_unit(number, unit) for unit in range(UNITS)]
        async with open_engine(tmp_path, {"mined": MINED}) as engine:
            job = await engine.create("mined", params={"script": script, "queries": ["dentiste", "coiffeur"], **BOUNDS})
        for least in (2, 8, 14):
            server = victims.start(data)
            await _until(data, job, least)
            await asyncio.sleep(random.uniform(0.0, 0.1))
            server.kill()
        server = victims.start(data)
        await _until(data, job, None)
        assert server.stop() == 0
        mine = Mine(**BOUNDS).dig(script)
        async with open_engine(tmp_path, {"mined": MINED}) as engine:
            ended, rows = await engine.look(job), await engine.rows(job)
            assert (ended.status, ended.error_message, ended.recoveries) == (JobStatus.DONE, None, 3)
            assert rows == mine.rows
            assert (len(rows), ended.results_count, ended.points_done) == (BOUNDS["stop_at"], BOUNDS["stop_at"], mine.units)
            assert {"query": ended.tallies.by_name(QUERY, ROWS), "zone": ended.tallies.by_name(ZONE, ROWS)} == mine.breakdown
            assert {name: one.tiles for name, one in ended.tallies.queries().items()} == mine.tiles
            assert sum(f"Rows left out: {mine.left_out}." in line for line in await engine.log(job)) == 1


def _unit(number: int, unit: int) -> Unit:
    chance = random.Random(f"{number} {unit}")
    rows = [
        row(unit * 100 + place, chance.choice(NUMBERS), chance.choice(["dentiste", "coiffeur"]), chance.choice(["69001", "69002"]))
        for place in range(ROWS_A_UNIT)
    ]
    return {"rows": rows, "pause": 0.005}


async def _until(data: Path, job: Job, least: int | None) -> None:
    """Look into the file of a running server until so many units are done, or the job has ended."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            with closing(sqlite3.connect(f"file:{data / 'outhost.db'}?mode=ro", uri=True)) as connection:
                status, done = connection.execute("SELECT status, points_done FROM jobs WHERE id = ?", [job.key]).fetchone()
            if status not in {"pending", "running"} or (least is not None and done >= least):
                return
            await asyncio.sleep(0.02)
