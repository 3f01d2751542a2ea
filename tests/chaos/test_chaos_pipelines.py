"""The server is killed while a pipeline of six nodes runs: in the end each node has the rows of a run that nobody disturbed."""

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from pipes import drawn, look, make, over, pasted, rows_of, statuses
from typing import Any

import pytest
import victims
from engines import Engine, open_engine, row_plugin

from outhost.domain.pipelines import Pipeline, PipelineStatus

pytestmark = pytest.mark.chaos

ROUNDS, ROUNDS_LONG = 1, 70
KILLS_A_ROUND = 3
"""As often as a job may lose its server before it is given up."""
SHOPS = 90
LONGEST_LIFE_SECONDS = 1.2
PATIENCE_SECONDS = 90
SLOW = 'await asyncio.sleep(0.02)\nreturn {{"{column}": row["nom"] + "{end}"}}'
PLUGINS = {
    "greet": row_plugin("greet", SLOW.format(column="greeting", end="!"), needs=("nom",), produces=("greeting",)),
    "sign": row_plugin("sign", SLOW.format(column="signature", end="."), needs=("nom",), produces=("signature",)),
}
NODES = [
    ("in", "import", pasted(*({"nom": f"Shop {n}", "rating": n % 6, "site_web": f"https://{n}.example"} for n in range(SHOPS)))),
    ("greet", "greet"),
    ("good", "filter", {"rating_min": 3}),
    ("sign", "sign"),
    ("best", "sort", {"sort_by": "note"}),
    ("all", "sort", {"sort_by": "note", "direction": "asc"}),
]
EDGES = [("in", "greet"), ("greet", "good"), ("good", "sign"), ("sign", "best"), ("greet", "all")]


async def test_no_kill_changes_what_comes_of_a_pipeline(tmp_path: Path, *, is_long: bool) -> None:
    """I pull the plug at random moments: every node is begun once, and ends with the rows that it would have had."""
    async with open_engine(tmp_path, PLUGINS) as engine:
        async with engine.running():
            undisturbed = await over(engine, await make(engine, drawn(NODES, *EDGES)))
        expected = await all_rows(engine, undisturbed)
    assert [len(rows) for rows in expected.values()] == [SHOPS, SHOPS, SHOPS // 2, SHOPS // 2, SHOPS // 2, SHOPS]
    kills = 0
    for _ in range(ROUNDS_LONG if is_long else ROUNDS):
        async with open_engine(tmp_path) as engine:
            pipeline = await make(engine, drawn(NODES, *EDGES))
        for _ in range(KILLS_A_ROUND):
            server = victims.start(tmp_path / "data")
            await asyncio.sleep(random.uniform(0.0, LONGEST_LIFE_SECONDS))
            kills += is_running(tmp_path, pipeline)
            server.kill()
        server = victims.start(tmp_path / "data")
        await until_over(tmp_path, pipeline)
        assert server.stop() == 0
        async with open_engine(tmp_path) as engine:
            now = await look(engine, pipeline)
            assert now.status is PipelineStatus.DONE, statuses(now)
            assert await all_rows(engine, now) == expected
            jobs = await engine.appliance.read(lambda tx, now=now: tx.jobs.count(now.workspace_id, **wanted(now)))
            told = await engine.appliance.read(lambda tx, now=now: told_of(tx, now))
        assert (jobs, told) == (len(NODES), 1), "a node was begun twice, or its end was told twice"
    print(f"{kills} kills while the pipeline ran")  # noqa: T201 - the figure of the long run
    assert victims.last_faults(tmp_path / "data", victims.Promises()) == []


async def all_rows(engine: Engine, pipeline: Pipeline) -> dict[str, list[dict[str, Any]]]:
    """Read the rows of every node."""
    return {step.node_id: await rows_of(engine, pipeline, step.node_id) for step in pipeline.steps}


def wanted(pipeline: Pipeline) -> dict[str, str | None]:
    """Ask for the jobs of a pipeline."""
    return {"status": None, "job_type": None, "pipeline_id": pipeline.public_id}


def told_of(tx: Any, pipeline: Pipeline) -> int:
    """Count how often the end of a pipeline was told."""
    row = tx.one("SELECT count(*) AS n FROM events WHERE subject = :id AND name = 'pipeline.completed'", id=pipeline.public_id)
    return int(row["n"])


def is_running(folder: Path, pipeline: Pipeline) -> bool:
    """Tell whether a pipeline runs, by the file of the server."""
    with closing(sqlite3.connect(f"file:{folder / 'data' / 'outhost.db'}?mode=ro", uri=True)) as connection:
        status = connection.execute("SELECT status FROM pipelines WHERE id = ?", [pipeline.key]).fetchone()[0]
    return bool(status == "running")


async def until_over(folder: Path, pipeline: Pipeline) -> None:
    """Look into the file of a running server until a pipeline has ended."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if not is_running(folder, pipeline):
                return
            await asyncio.sleep(0.05)
