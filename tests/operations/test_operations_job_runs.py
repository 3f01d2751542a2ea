"""What the engine may do with jobs: who is next, who holds what, and what is kept of somebody who no longer does."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from clocks import TurnedClock
from engines import HEAD, Engine, open_engine, row_plugin, somebody

from outhost.domain.clock import SystemClock
from outhost.domain.jobs import EXTRACTION_SLOTS, PARALLEL_SLOTS, Job, JobStatus, Outcome, Plan, row_key
from outhost.domain.modules import Lane
from outhost.domain.workspaces import Caller
from outhost.operations.job_drafts import NewJob
from outhost.operations.job_runs import SLOTS, Batch, JobRuns, LeaseLost
from outhost.store.sqlite import Store

PLUGINS = {
    "noted": row_plugin("noted", "return {}"),
    "mined": f"{HEAD}\nasync def run(unit, params, job):\n    yield {{'n': 1}}\n\nasync def plan(params, job):\n    yield {{}}\n\n"
             "job_type = SourceJobType(slug='mined', run=run, plan=plan, lane=Lane.EXTRACTION, **SAID)\n",
    "whole": f"{HEAD}\nasync def run(rows, params, job):\n    async for row in rows:\n        yield row\n\n"
             "job_type = TableJobType(slug='whole', run=run, **SAID)\n",
}  # fmt: skip


@pytest.fixture
def clock() -> TurnedClock:
    """A clock that is turned."""
    return TurnedClock()


@pytest.fixture
async def engine(tmp_path: Path, clock: TurnedClock) -> AsyncIterator[Engine]:
    """An engine that runs nothing by itself."""
    async with open_engine(tmp_path, PLUGINS, clock=clock) as opened:
        yield opened


def worker(engine: Engine, holder: str) -> JobRuns:
    """Make a worker of this name."""
    return JobRuns(engine.appliance.store, holder, 7)


async def create(engine: Engine, caller: Caller, slug: str = "noted", count: int = 3) -> Job:
    """Create a job of somebody's."""
    module = await engine.appliance.modules.find(slug)
    items = None if slug == "mined" else [{"n": number} for number in range(count)]
    return await engine.appliance.jobs.create(caller, NewJob(module=module, params={}, items=items))


async def claimed(runs: JobRuns, lane: Lane = Lane.PARALLEL) -> Job:
    """Claim the next job, which must be there."""
    job = await runs.claim(lane)
    assert job is not None
    return job


def done(*units: int, parts: int = 1) -> Batch:
    """Make a batch of units that are done."""
    return Batch(
        columns=["n"], outcomes=[Outcome(number=unit, is_done=True, rows=[{"n": unit}] * parts, found=[None] * parts) for unit in units]
    )


async def test_the_next_job_is_of_whoever_has_the_fewest_running(engine: Engine) -> None:
    """Somebody with a hundred waiting jobs keeps nobody with one from their turn; then the longest waiting is next."""
    busy, other, third = [await somebody(engine.appliance) for _ in range(3)]
    created = [await create(engine, who) for who in (busy, busy, busy, other, third, other)]
    runs = worker(engine, "a")
    keys = [job.key for job in created]
    assert [keys.index((await claimed(runs)).key) for _ in range(6)] == [0, 3, 4, 1, 5, 2]
    assert await runs.claim(Lane.PARALLEL) is None


async def test_extraction_goes_one_at_a_time_for_each_user(engine: Engine) -> None:
    """A second one waits for the first, whoever else is under way; the other lane does not wait for it."""
    one, other = await somebody(engine.appliance), await somebody(engine.appliance)
    first, second, third = await create(engine, one, "mined"), await create(engine, one, "mined"), await create(engine, other, "mined")
    quick = await create(engine, one)
    runs = worker(engine, "a")
    assert [(await claimed(runs, Lane.EXTRACTION)).key for _ in range(2)] == [first.key, third.key]
    assert await runs.claim(Lane.EXTRACTION) is None
    assert (await claimed(runs)).key == quick.key
    await runs.finish(runs.lease_of(first), JobStatus.FAILED, "x")
    assert (await claimed(runs, Lane.EXTRACTION)).key == second.key


async def test_six_jobs_run_side_by_side(engine: Engine) -> None:
    """A seventh waits until one of them has ended."""
    assert (SLOTS[Lane.PARALLEL], SLOTS[Lane.EXTRACTION]) == (PARALLEL_SLOTS, EXTRACTION_SLOTS) == (6, 8)
    waiting = "await asyncio.Event().wait()"
    async with open_engine(Path(engine.appliance.folder.path) / "six", {"slow": row_plugin("slow", waiting)}) as crowded:
        jobs = [await crowded.create("slow", [{"n": 1}]) for _ in range(8)]
        async with crowded.running():
            for job in jobs[:6]:
                await crowded.until(job, lambda now: now.status is JobStatus.RUNNING)
            assert [(await crowded.look(job)).status for job in jobs[6:]] == [JobStatus.PENDING] * 2
            await crowded.appliance.jobs.cancel(crowded.caller, jobs[2].public_id)
            assert (await crowded.over(jobs[2])).status is JobStatus.CANCELLED
            await crowded.until(jobs[6], lambda now: now.status is JobStatus.RUNNING)


async def test_who_has_lost_a_job_writes_nothing_more(engine: Engine, clock: TurnedClock) -> None:
    """Somebody else has it by now: recording, renewing, ending and clearing are refused, and leave nothing."""
    job = await create(engine, engine.caller)
    stale, heir = worker(engine, "stale"), worker(engine, "heir")
    await claimed(stale)
    clock.turn(timedelta(seconds=16))
    await heir.recover(is_start=False)
    await claimed(heir)
    lease = stale.lease_of(job)
    for write in (
        stale.record(lease, done(0)), stale.renew(lease), stale.finish(lease, JobStatus.FAILED, "x"), stale.finish_done(lease),
        stale.unstage(lease, 0), stale.look(lease),
    ):  # fmt: skip
        with pytest.raises(LeaseLost):
            await write
    await stale.hand_over(lease, [])
    assert (await engine.look(job)).status is JobStatus.RUNNING
    assert (await engine.units(job), await engine.rows(job)) == ({}, [])
    await heir.record(heir.lease_of(job), done(0, 1, 2))
    assert [row["n"] for row in await engine.rows(job)] == [0, 1, 2]


async def test_a_unit_can_t_be_recorded_twice(engine: Engine) -> None:
    """Not even by who holds the job; the units beside it in the batch are not kept either."""
    job = await create(engine, engine.caller)
    runs = worker(engine, "a")
    await claimed(runs)
    await runs.record(runs.lease_of(job), done(1))
    with pytest.raises(sqlite3.IntegrityError):
        await runs.record(runs.lease_of(job), done(0, 1))
    after = await engine.look(job)
    assert (await engine.units(job), after.results_count, after.points_done) == ({1: ("done", None)}, 1, 1)


def test_two_who_race_for_one_job_never_do_a_unit_twice(tmp_path: Path) -> None:
    """Two workers in threads of their own, each with its own connection, whose leases run out all the time: every unit ends once."""
    racers, rounds, count = 2, 60, 40
    database, key = asyncio.run(_prepared(tmp_path, count))
    refusals: list[str] = []
    start = threading.Barrier(racers)

    def race(name: str) -> None:
        start.wait()
        asyncio.run(_race(database, key, name, rounds, refusals))

    threads = [threading.Thread(target=race, args=(f"racer {number}",)) for number in range(racers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with sqlite3.connect(database) as connection:
        recorded = connection.execute("SELECT (SELECT count(*) FROM job_units), (SELECT count(*) FROM job_rows)").fetchone()
        counted = connection.execute("SELECT results_count, points_done FROM jobs").fetchone()
        by_unit = connection.execute("SELECT max(n) FROM (SELECT count(*) AS n FROM job_rows GROUP BY key >> 16)").fetchone()
    connection.close()
    assert recorded == counted
    assert by_unit == (1,)
    assert set(refusals) <= {"LeaseLost"}


async def _prepared(tmp_path: Path, count: int) -> tuple[Path, int]:
    async with open_engine(tmp_path, PLUGINS) as engine:
        job = await create(engine, engine.caller, count=count)
        return engine.appliance.folder.database, job.key


async def _race(database: Path, key: int, name: str, rounds: int, refusals: list[str]) -> None:
    """Take the job from whoever has it, record the next unit, and do so again."""
    store = Store(database, SystemClock())
    try:
        runs = JobRuns(store, name, 7)
        for _ in range(rounds):
            await store.write(lambda tx: tx.jobs.recover(key))
            job = await runs.claim(Lane.PARALLEL)
            if job is None:
                continue
            lease = runs.lease_of(job)
            units = await runs.unfinished(lease, after=-1, limit=2)
            for unit in units:
                try:
                    await runs.record(lease, done(unit.number))
                except LeaseLost:
                    refusals.append("LeaseLost")
                except sqlite3.IntegrityError:
                    refusals.append("IntegrityError")
    finally:
        await store.close()


async def test_a_start_frees_what_a_dead_server_held(engine: Engine) -> None:
    """At once, however long its leases last; what is done stays, and the log says why the job goes on."""
    job = await create(engine, engine.caller)
    dead, new = worker(engine, "dead"), worker(engine, "new")
    await claimed(dead)
    await dead.record(dead.lease_of(job), done(0))
    await new.recover(is_start=True)
    assert (await engine.look(job)).status is JobStatus.PENDING
    await claimed(new)
    assert [unit.number for unit in await new.unfinished(new.lease_of(job), after=-1, limit=9)] == [1, 2]
    assert (await engine.log(job))[-1] == "The server stopped while this job was running; it goes on where it was (1 of 3)."


async def test_a_job_that_kills_the_server_is_given_up(engine: Engine) -> None:
    """It goes on three times; then it failed, with the reason. A stop that was asked for does not count."""
    job = await create(engine, engine.caller)
    for number in range(4):
        runs = worker(engine, f"{number}")
        await claimed(runs)
        await runs.hand_over(runs.lease_of(job), [])
        await claimed(runs)
        await worker(engine, f"after {number}").recover(is_start=True)
    after = await engine.look(job)
    assert (after.status, after.recoveries) == (JobStatus.FAILED, 3)
    assert after.error_message == "The server stopped 4 times while this job was running; it is not tried again."
    assert after.completed_at is not None


async def test_a_job_that_was_to_be_cancelled_is_not_run_again(engine: Engine) -> None:
    """The server died, or was stopped, before it could: the job is cancelled, not begun anew."""
    jobs = [await create(engine, engine.caller) for _ in range(2)]
    runs = worker(engine, "a")
    for job in jobs:
        await claimed(runs)
        await engine.appliance.jobs.cancel(engine.caller, job.public_id)
    await runs.hand_over(runs.lease_of(jobs[0]), [])
    await worker(engine, "b").recover(is_start=True)
    assert [(await engine.look(job)).status for job in jobs] == [JobStatus.CANCELLED] * 2


@pytest.mark.parametrize("jump", [timedelta(hours=-5), timedelta(hours=5)])
async def test_no_jump_of_the_clock_strands_a_job(engine: Engine, clock: TurnedClock, jump: timedelta) -> None:
    """Its worker is gone and the clock was put back, or far ahead: the job goes on at once. One that is under way keeps it."""
    gone, kept = await create(engine, engine.caller), await create(engine, engine.caller)
    runs = worker(engine, "a")
    await claimed(runs)
    await claimed(runs)
    clock.turn(jump)
    await runs.recover(is_start=False, under_way=[kept.key])
    assert [(await engine.look(job)).status for job in (gone, kept)] == [JobStatus.PENDING, JobStatus.RUNNING]
    await runs.record(runs.lease_of(kept), done(0))


async def test_a_job_that_waits_is_cancelled_at_once(engine: Engine) -> None:
    """No worker need hear of it; none can take it any more, and its slot is free."""
    job = await create(engine, engine.caller)
    assert (await engine.appliance.jobs.cancel(engine.caller, job.public_id)).status is JobStatus.CANCELLED
    assert await worker(engine, "a").claim(Lane.PARALLEL) is None
    assert [frame.kind for frame in await engine.frames(job)][-1] == "done"


async def test_copying_goes_on_where_a_crash_cut_it_off(engine: Engine) -> None:
    """A thousand rows a step: whoever comes next copies the rest, once, and the counters are right."""
    source = await _source(engine, 2500)
    module = await engine.appliance.modules.find("noted")
    new = NewJob(module=module, params={}, source_job_id=source.public_id)
    job = await engine.appliance.jobs.create(engine.caller, new)
    for number in range(4):
        runs = worker(engine, f"{number}")
        await claimed(runs)
        steps = iter([False])
        await engine.appliance.job_plans.copy(runs.lease_of(job), module, until=lambda left=steps: next(left, True))
        copied = await engine.appliance.read(lambda tx: len(tx.job_inputs.page(job.key, after=-1, limit=9999)))
        assert copied == min((number + 1) * 1000, 2500)
        await runs.hand_over(runs.lease_of(job), [])
    assert (await engine.look(job)).plan is None


async def _source(engine: Engine, count: int) -> Job:
    """Make a done job of so many rows."""
    source = await create(engine, engine.caller, count=count)
    runs = worker(engine, "source")
    await claimed(runs)
    for start in range(0, count, 500):
        await runs.record(runs.lease_of(source), done(*range(start, min(start + 500, count))))
    await runs.finish_done(runs.lease_of(source))
    return source


async def test_a_resumed_job_has_every_row_once(engine: Engine) -> None:
    """What was done comes along, what was not is to be done; a resume that never began is resumed as if it had not been."""
    first = await create(engine, engine.caller, count=5)
    runs = worker(engine, "a")
    await claimed(runs)
    await runs.record(runs.lease_of(first), done(0, 3))
    await runs.finish(runs.lease_of(first), JobStatus.FAILED, "x")
    jobs = engine.appliance.jobs
    never = await jobs.resume(engine.caller, first.public_id)
    await jobs.cancel(engine.caller, never.public_id)
    again = await jobs.resume(engine.caller, never.public_id)
    job = await claimed(runs)
    assert (job.key, job.columns, job.units_planned) == (again.key, ["n"], 3)
    await engine.appliance.job_plans.copy(runs.lease_of(job), await engine.appliance.modules.find("noted"), until=lambda: False)
    left = await runs.unfinished(runs.lease_of(job), after=-1, limit=9)
    assert [unit.item for unit in left] == ["[1]", "[2]", "[4]"]
    assert [row["n"] for row in await engine.rows(job)] == [0, 3]
    assert (await engine.look(job)).results_count == 2


async def test_a_job_goes_on_with_all_that_is_left_though_somebody_was_erased(engine: Engine) -> None:
    """Whoever was done and is erased is nobody's unit any longer; the others are counted, and wait."""
    first = await engine.create("noted", [{"n": f"p{number}@example.com"} for number in range(5)])
    runs = worker(engine, "a")
    await claimed(runs)
    await runs.record(runs.lease_of(first), done(0, 3))
    await runs.finish(runs.lease_of(first), JobStatus.FAILED, "x")
    await engine.appliance.privacy.erase(engine.caller, "p0@example.com")
    assert (await engine.appliance.jobs.resume(engine.caller, first.public_id)).units_planned == 3


async def test_a_column_that_is_a_person_is_erased_too(engine: Engine) -> None:
    """A table is brought in whose first row of people was taken for names: the address goes, the column and its values stay."""
    job = await engine.create("whole", [{"n": "Zoé", "sam@example.com": "Lyon"}, {"n": "Kim", "sam@example.com": "Nice"}])
    async with engine.running():
        await engine.over(job)
    erasure = await engine.appliance.privacy.erase(engine.caller, "Sam@example.com")
    assert (erasure.erased["jobs"], erasure.is_finished) == (1, True)
    assert await engine.rows(job) == [{"n": "Zoé", "(erased) 1": "Lyon"}, {"n": "Kim", "(erased) 1": "Nice"}]
    assert (await engine.look(job)).inputs == ["n", "(erased) 1"]
    assert (await engine.appliance.privacy.erase(engine.caller, "sam@example.com")).erased["jobs"] == 0


async def test_a_rerun_that_never_began_has_its_items_still(engine: Engine) -> None:
    """A copy of a copy takes them from where they are."""
    first = await _source(engine, 3)
    jobs = engine.appliance.jobs
    never = await jobs.rerun(engine.caller, first.public_id)
    await jobs.cancel(engine.caller, never.public_id)
    again = await jobs.rerun(engine.caller, never.public_id)
    assert (again.plan, again.plan_job) == (Plan.RERUN, first.key)


async def test_rows_of_units_that_are_not_done_are_not_taken_over(engine: Engine) -> None:
    """A source was lost in the middle of a unit: its half of the rows stays with the failed job, and the resumed one has them once."""
    first = await create(engine, engine.caller, "mined")
    runs = worker(engine, "a")
    await claimed(runs, Lane.EXTRACTION)
    lease = runs.lease_of(first)
    await engine.appliance.job_plans.add(lease, [{"tile": n} for n in range(3)], first=0, is_all=True)
    await runs.record(lease, done(0, parts=2))
    half = [Outcome(number=1, is_done=False, rows=[{"n": 1}] * 4, found=[None] * 4)]
    await runs.record(lease, Batch(columns=["n"], staged=half))
    await runs.finish(lease, JobStatus.FAILED, "x")
    assert len(await engine.rows(first)) == 6
    job = await engine.appliance.jobs.resume(engine.caller, first.public_id)
    await claimed(runs, Lane.EXTRACTION)
    await engine.appliance.job_plans.copy(runs.lease_of(job), await engine.appliance.modules.find("mined"), until=lambda: False)
    assert [row["n"] for row in await engine.rows(job)] == [0, 0]
    assert [unit.number for unit in await runs.unfinished(runs.lease_of(job), after=-1, limit=9)] == [3, 4]


async def test_rows_of_a_unit_that_is_begun_anew_go_first(engine: Engine) -> None:
    """However many they are; those of the units beside it stay."""
    job = await create(engine, engine.caller, "mined")
    runs = worker(engine, "a")
    await claimed(runs, Lane.EXTRACTION)
    lease = runs.lease_of(job)
    await engine.appliance.job_plans.add(lease, [{}, {}], first=0, is_all=True)
    await runs.record(lease, done(0))
    await runs.record(lease, Batch(columns=["n"], staged=[Outcome(number=1, is_done=False, rows=[{"n": 1}] * 2500, found=[None] * 2500)]))
    await runs.unstage_all(lease)
    assert [row["n"] for row in await engine.rows(job)] == [0]
    assert (await engine.look(job)).results_count == 1


async def test_a_whole_table_that_is_done_is_not_cleared(engine: Engine) -> None:
    """The server died between its last transaction and its end: all rows are there, whatever their number."""
    job = await create(engine, engine.caller, "whole", count=4)
    runs = worker(engine, "a")
    await claimed(runs)
    lease = runs.lease_of(job)
    await runs.record(lease, done(0, parts=70_000))
    await runs.unstage_all(lease)
    counted = await engine.appliance.read(lambda tx: tx.one("SELECT count(*) AS n, max(key) AS last FROM job_rows"))
    assert counted is not None
    assert tuple(counted) == (70_000, row_key(job.key, 0, 69_999))
    await runs.hand_over(lease, [])
    async with engine.running():
        after = await engine.over(job)
    assert (after.status, after.results_count, after.points_done) == (JobStatus.DONE, 70_000, 4)


async def test_what_somebody_reads_is_kept_until_they_have(engine: Engine, clock: TurnedClock) -> None:
    """A source past its time stays while a job copies from it; then it is emptied, and its own line remains."""
    source = await _source(engine, 3)
    module = await engine.appliance.modules.find("noted")
    reader = await engine.appliance.jobs.create(engine.caller, NewJob(module=module, params={}, source_job_id=source.public_id))
    clock.turn(timedelta(days=8))
    await engine.appliance.job_retention.expire()
    assert (await engine.look(source)).status is JobStatus.DONE
    runs = worker(engine, "b")
    await claimed(runs)
    await engine.appliance.job_plans.copy(runs.lease_of(reader), module, until=lambda: False)
    await runs.record(runs.lease_of(reader), done(0, 1, 2))
    await runs.finish_done(runs.lease_of(reader))
    await engine.appliance.job_retention.expire()
    assert (await engine.look(source)).status is JobStatus.EXPIRED
    assert (await engine.rows(source), await engine.units(source)) == ([], {})
    assert len(await engine.rows(reader)) == 3


async def test_a_source_that_is_gone_fails_the_job_that_reads_it(engine: Engine) -> None:
    """Nothing is taken for all there is: the job says what it lacks."""
    source = await _source(engine, 3)
    module = await engine.appliance.modules.find("noted")
    job = await engine.appliance.jobs.create(engine.caller, NewJob(module=module, params={}, source_job_id=source.public_id))
    await engine.appliance.store.write(lambda tx: tx.jobs.put(source.key, is_deleted=1))
    async with engine.running():
        after = await engine.over(job)
    assert (after.status, after.error_message) == (JobStatus.FAILED, "The job that this one reads from is no longer there.")
