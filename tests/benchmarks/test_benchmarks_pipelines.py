"""What a pipeline costs beside its jobs: how soon a node begins when the one before it has ended."""

import time
from pathlib import Path
from pipes import drawn, make, over, pasted

import pytest
from engines import Engine, open_engine
from ratios import ROUNDS, SCALE, Table, at_most

from outhost.domain.jobs import JobStatus

pytestmark = pytest.mark.bench

NODES = 12
ROWS = 20
PIPELINES = max(round(10 * SCALE), 3)
SHOPS = pasted(*({"nom": f"Shop {n}", "rating": n % 6} for n in range(ROWS)))
CHAIN = drawn(
    [("n0", "import", SHOPS), *((f"n{n}", "sort") for n in range(1, NODES))], *((f"n{n}", f"n{n + 1}") for n in range(NODES - 1))
)  # fmt: skip


async def test_nodes_follow_each_other_as_soon_as_jobs_made_by_hand(tmp_path: Path, table: Table) -> None:
    """A chain of twelve small nodes, beside the same jobs, each made by whoever waits for the one before."""
    ours, other = [], []
    async with open_engine(tmp_path) as engine, engine.running():
        await _as_pipeline(engine)
        for _ in range(ROUNDS):
            ours.append(sum([await _as_pipeline(engine) for _ in range(PIPELINES)]) / PIPELINES * 1000)
            other.append(sum([await _by_hand(engine) for _ in range(PIPELINES)]) / PIPELINES * 1000)
    assert len(ours) == len(other) == ROUNDS
    table.compare(
        f"a pipeline of {NODES} nodes with {ROWS} rows each, from its making to its end", ours, other, "{:.0f} ms",
        against="the same jobs, made one after the other as each has ended", goal=at_most(1.2),
    )  # fmt: skip


async def _as_pipeline(engine: Engine) -> float:
    began = time.perf_counter()
    ended = await over(engine, await make(engine, CHAIN))
    taken = time.perf_counter() - began
    assert ended.nodes_done == NODES
    assert ended.error_message is None
    return taken


async def _by_hand(engine: Engine) -> float:
    began = time.perf_counter()
    job = await engine.over(await engine.create("import", params=SHOPS))
    for _ in range(1, NODES):
        job = await engine.over(await engine.create("sort", source_job_id=job.public_id))
        assert job.status is JobStatus.DONE
    return time.perf_counter() - began
