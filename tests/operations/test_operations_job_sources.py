"""Jobs of modules that work on each value once: rows of a source that are alike are left out before anything is done or paid for."""

import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from clocks import TurnedClock
from engines import Engine, open_engine, row_plugin

from outhost.domain.errors import InvalidInput
from outhost.domain.jobs import Job, Lease
from outhost.domain.modules import Lane
from outhost.operations.job_drafts import NewJob
from outhost.operations.job_runs import JobRuns

PLUGINS = {
    "passed": row_plugin("passed", "return {}"),
    "once": row_plugin("once", "return {}", needs=("email",), contains={"email": "@"}, distinct=("email",)),
}


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    """An engine that runs nothing by itself."""
    async with open_engine(tmp_path, PLUGINS, clock=TurnedClock()) as opened:
        yield opened


async def a_source(engine: Engine, addresses: Sequence[str]) -> Job:
    """Make a done job of these rows."""
    return await engine.run("passed", [{"#": number, "Mail": address} for number, address in enumerate(addresses)])


async def planned(engine: Engine, source: Job, **params: object) -> Job:
    """Create a job from it that works on each address once."""
    module = await engine.appliance.modules.find("once")
    return await engine.appliance.jobs.create(engine.caller, NewJob(module=module, params=params, source_job_id=source.public_id))


async def test_rows_of_a_source_that_are_alike_are_left_out(engine: Engine) -> None:
    """The first of each stays, in its order; the log counts the others, and so many rows are planned as there are left."""
    source = await a_source(engine, ["a@x.fr", "none", "A@X.fr", "b@x.fr", "", " a@x.fr"])
    job = await planned(engine, source)
    assert (job.points_planned, job.units_planned) == (2, 2)
    async with engine.running():
        job = await engine.over(job)
    assert [(row["#"], row["Mail"]) for row in await engine.rows(job)] == [(0, "a@x.fr"), (3, "b@x.fr")]
    assert (job.results_count, job.error_count) == (2, 0)
    log = await engine.log(job)
    assert "2 rows without email (@) were left out." in log
    assert "2 rows with the same email as one before them were left out." in log


async def test_a_source_without_any_is_refused(engine: Engine) -> None:
    """As rows that are sent would be: nothing is created."""
    source = await a_source(engine, ["none", "", "@".replace("@", "at")])
    with pytest.raises(InvalidInput) as refused:
        await planned(engine, source)
    assert [issue.path for issue in refused.value.issues] == ["source_job_id"]
    assert "email (@)" in refused.value.say("en")


async def test_copying_remembers_over_a_crash_what_it_has_seen(engine: Engine) -> None:
    """Each step by another worker, as after crashes: an address that a former step copied is not copied again."""
    addresses = [f"{number}@x.fr" for number in (*range(1000), *range(1000), *range(500, 1500))]
    source = await a_source(engine, addresses)
    job = await planned(engine, source)
    assert job.units_planned == 1500
    module = await engine.appliance.modules.find("once")
    for number in range(4):
        runs = JobRuns(engine.appliance.store, f"{number}", 7)
        assert await runs.claim(Lane.PARALLEL) is not None
        await copy_one_step(engine, runs.lease_of(job), module)
        await runs.hand_over(runs.lease_of(job), [])
    units = await engine.appliance.read(lambda tx: tx.job_inputs.page(job.key, after=-1, limit=9999))
    assert [json.loads(unit.item)[1] for unit in units] == [f"{number}@x.fr" for number in range(1500)]
    assert (await engine.look(job)).plan is None


async def copy_one_step(engine: Engine, lease: Lease, module: object) -> None:
    """Copy once, and stop as if the server did."""
    steps = iter([False])
    await engine.appliance.job_plans.copy(lease, module, until=lambda: next(steps, True))  # type: ignore[arg-type]  # a module
