"""The engine at work in a process of its own: the appliance as `outhost serve` opens it, without its web server.

To be run as `python -c "from engine_side import main; main()"`: its worker processes then load no more than those of `outhost serve`, where
a program of its own would be loaded by them as well.
"""

import json
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from time import perf_counter, time  # noqa: TID251 - the worker process tells when it began, by the same clock
from typing import Any

import uvloop
from units import quantiles_ms, rows

from outhost.appliance import Appliance, prepare
from outhost.domain.clock import SystemClock, from_text
from outhost.domain.jobs import PARALLEL_SLOTS, Job, JobStatus
from outhost.domain.workspaces import Caller
from outhost.engine.dispatcher import Dispatcher
from outhost.engine.workshop import Workshop
from outhost.files.data_folder import DataFolder
from outhost.operations.job_drafts import NewJob
from outhost.operations.users import NewUser
from outhost.settings import Settings
from outhost.store.job_frames import told
from outhost.store.transactions import Tx

MODULE = Path(__file__).parent / "idle_module.py"


def main() -> None:
    """Do what is asked for: `throughput`, `latency`, or only to `fill` a folder with jobs that wait."""
    job = json.load(sys.stdin)
    doing = {"throughput": _throughput, "latency": _latency, "fill": _fill}[job.pop("do")]
    json.dump(uvloop.run(doing(Path(job.pop("folder")), **job)), sys.stdout)


async def _throughput(folder: Path, *, slug: str, jobs: int, units: int) -> dict[str, Any]:
    """Have jobs wait, then start the dispatcher, and tell how long it takes from the first claim to the last end.

    Worker processes wait too, as they do after jobs before.
    """
    async with _opened(folder) as (appliance, caller):
        began = perf_counter()
        await _create(appliance, caller, slug, jobs, units)
        creating = perf_counter() - began
        async with AsyncExitStack() as stack:
            for _ in range(min(jobs, PARALLEL_SLOTS)):
                await stack.enter_async_context(appliance.pool.worker())
        _dispatch(appliance)
        await _until(appliance, caller, "SELECT count(*) AS n FROM jobs WHERE status IN ('pending', 'running')", 0)
        found = await appliance.read(_found)
        assert (found["jobs"], found["rows"], found["units"]) == (jobs, jobs * units, jobs * units), found
        return {"seconds": (from_text(found["ended"]) - from_text(found["begun"])).total_seconds(), "create_seconds": creating}


async def _latency(folder: Path, *, rounds: int) -> dict[str, Any]:
    """Create a job of one row and wait for its end, again and again: from the call to the start of its unit, and to its end."""
    starts, ends = [], []
    async with _opened(folder) as (appliance, caller):
        appliance.pool.warm_up()
        _dispatch(appliance)
        for _ in range(rounds + 1):
            began = time()
            (job,) = await _create(appliance, caller, "tell_time", 1, 1)
            await _until(appliance, caller, "SELECT count(*) AS n FROM jobs WHERE status = 'done'", len(ends) + 1)
            ends.append(time() - began)
            ((_, cells, _),) = await appliance.read(lambda tx, key: tx.job_rows.after(key, 0, limit=1), job.key)
            starts.append(json.loads(cells)[-1] - began)
    return {"start_ms": quantiles_ms(starts[1:]), "end_ms": quantiles_ms(ends[1:])}


async def _fill(folder: Path, *, slug: str, jobs: int, units: int) -> dict[str, Any]:
    """Leave jobs that wait in a folder that `outhost serve` is to be started on."""
    async with _opened(folder) as (appliance, caller):
        await _create(appliance, caller, slug, jobs, units)
    return {}


@asynccontextmanager
async def _opened(path: Path) -> AsyncIterator[tuple[Appliance, Caller]]:
    folder, clock = DataFolder(path), SystemClock()
    lock = prepare(folder, clock)
    folder.plugins.mkdir()
    shutil.copy(MODULE, folder.plugins)
    appliance = await Appliance.open(folder, Settings.model_validate({}), clock, address="http://127.0.0.1")
    try:
        new = NewUser(email="bench@example.com", full_name="Alex Cohen", workspace="", password="correct horse 1", credits=0, is_admin=True)
        added = await appliance.users.set_up(new)
        yield appliance, Caller(workspace_id=added.workspace_id, actor="api_key")
    finally:
        await appliance.close()
        lock.release()


def _dispatch(appliance: Appliance) -> None:
    """Start the engine, and nothing else of what `serve` starts."""
    shop = Workshop(runs=appliance.job_runs, plans=appliance.job_plans, pool=appliance.pool, office=appliance.office, clock=appliance.clock)
    appliance.tasks.start("dispatcher", Dispatcher(shop, appliance.store.bell).dispatch)


async def _create(appliance: Appliance, caller: Caller, slug: str, jobs: int, units: int) -> list[Job]:
    module, items = await appliance.modules.runnable(slug), rows(units)
    return [await appliance.jobs.create(caller, NewJob(module=module, params={}, items=items)) for _ in range(jobs)]


async def _until(appliance: Appliance, caller: Caller, sql: str, count: int) -> None:
    with appliance.store.bell.sleeper(told(caller.workspace_id)) as sleeper:
        while await appliance.read(_count, sql) != count:
            await sleeper.woken()


def _count(tx: Tx, sql: str) -> int:
    row = tx.one(sql)
    assert row is not None
    return int(row["n"])


def _found(tx: Tx) -> dict[str, Any]:
    found = tx.one(
        "SELECT count(*) AS jobs, sum(results_count) AS rows, min(started_at) AS begun, max(completed_at) AS ended,"
        " (SELECT count(*) FROM job_units WHERE status = 'done') AS units FROM jobs WHERE status = :done",
        done=JobStatus.DONE,
    )
    assert found is not None
    return dict(found)


if __name__ == "__main__":
    main()
