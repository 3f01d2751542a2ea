"""Jobs from their start to their end, through real worker processes: sources, whole tables, second tries, stops."""

from datetime import timedelta
from pathlib import Path

import pytest
from clocks import TurnedClock
from engines import HEAD, Engine, open_engine, row_plugin
from waiting import until

from outhost.domain.jobs import Job, JobStatus

TABLE_ROWS = 200_000

SOURCE = f"""{HEAD}
async def plan(params, job):
    for tile in range(COUNT):
        yield {{"tile": tile}}

async def run(unit, params, job):
    BODY
    yield {{"tile": unit["tile"]}}

job_type = SourceJobType(slug="SLUG", run=run, plan=plan, seconds=1.0, **SAID)
"""
TABLE = f"""{HEAD}
async def run(rows, params, job):
    count = 0
    async for row in rows:
        count += 1
    for number in range({TABLE_ROWS}):
        yield {{"n": number}}
    job.progress(count)

job_type = TableJobType(slug="many", run=run, **SAID)
"""

SWALLOWS = "        try:\n            await asyncio.sleep(600)\n        except asyncio.CancelledError:\n            pass\n"
ONCE_BUSY = """
mark = f"{job.options['folder']}/{row['n']}"
if not os.path.exists(mark):
    open(mark, "w").close()
    raise Retry("Busy.", after_seconds=AFTER)
if row["n"] == 3:
    await asyncio.sleep(0.5)
return {"ok": 1}
"""
TOLD = """
with open(f"{job.options['folder']}/effects", "a") as file:
    file.write(f"{row['n']}\\n")
await asyncio.sleep(0.002)
return {"ok": 1}
"""


def source(slug: str, body: str = "pass", count: int = 1203, plan: str = "") -> str:
    """Write a source of so many tiles, whose unit does something before it gives its row, and whose plan may do something before all."""
    text = SOURCE.replace("SLUG", slug).replace("BODY", body.replace("\n", "\n    ")).replace("COUNT", str(count))
    return text.replace("async def plan(params, job):\n", f"async def plan(params, job):\n{plan}")


async def test_a_source_runs_what_it_planned(tmp_path: Path) -> None:
    """Every planned unit once, in the order of the plan, also beyond one message's worth."""
    async with open_engine(tmp_path, {"tiles": source("tiles")}) as engine:
        job = await engine.run("tiles")
        assert (job.status, job.units_planned, job.points_done, job.results_count) == (JobStatus.DONE, 1203, 1203, 1203)
        assert [row["tile"] for row in await engine.rows(job)] == list(range(1203))


@pytest.mark.parametrize(
    ("kind", "plan", "reason"),
    [
        ("waits without end", "    await asyncio.Event().wait()\n", "It took longer than 1 s and was ended."),
        ("lets nothing else run", "    while True: pass\n", "The module no longer answered and was ended."),
        ("swallows its end", f"    while True:\n{SWALLOWS}", "The module took longer than 1 s and was ended."),
        ("fails", "    raise GiveUp(Text(en='No zone.', fr='Pas de zone.'))\n", "No zone."),
        ("ends its process", "    os._exit(1)\n", "The module ended its own process."),
        ("plans without end", "    while True:\n        await asyncio.sleep(0.001)\n        yield {}\n", "was ended."),
    ],
)
async def test_a_plan_that_misbehaves_fails_its_job(tmp_path: Path, kind: str, plan: str, reason: str) -> None:
    """With the reason; no job hangs on it."""
    async with open_engine(tmp_path, {"tiles": source("tiles", plan=plan)}) as engine:
        job = await engine.run("tiles")
        assert (job.status, job.results_count) == (JobStatus.FAILED, 0), kind
        assert reason in str(job.error_message)


async def test_a_plan_that_a_crash_cut_off_is_begun_anew(tmp_path: Path) -> None:
    """Half of its units stand there from before: they are planned again, not beside themselves."""
    async with open_engine(tmp_path, {"tiles": source("tiles", count=700)}) as engine:
        job = await engine.create("tiles")
        runs = engine.appliance.job_runs
        claimed = await runs.claim(job.lane)
        assert claimed is not None
        await engine.appliance.job_plans.add(runs.lease_of(job), [{"tile": n} for n in range(500)], first=0, is_all=False)
        await runs.hand_over(runs.lease_of(job), [])
        async with engine.running():
            after = await engine.over(job)
        assert (after.status, after.units_planned, after.results_count) == (JobStatus.DONE, 700, 700)


async def test_a_source_s_unit_that_dies_in_the_middle_leaves_no_rows_twice(tmp_path: Path) -> None:
    """Its process dies when rows of it stand already: it is begun anew alone, and dies alone."""
    body = "for n in range(1500):\n    yield {'tile': unit['tile'], 'n': n}\nif unit['tile'] == 1:\n    os._exit(1)"
    async with open_engine(tmp_path, {"tiles": source("tiles", body, count=3)}) as engine:
        job = await engine.run("tiles")
        assert job.status is JobStatus.DONE
        assert await engine.units(job) == {0: ("done", None), 1: ("failed", "The module ended its own process."), 2: ("done", None)}
        rows = await engine.rows(job)
        assert len(rows) == job.results_count == 2 * 1501
        assert len({(row["tile"], row["n"]) for row in rows}) == 2 * 1501


async def test_a_whole_table_may_give_any_number_of_rows(tmp_path: Path) -> None:
    """Two hundred thousand of them come in their order, from one unit."""
    async with open_engine(tmp_path, {"many": TABLE}) as engine:
        job = await engine.run("many", [{"x": n} for n in range(1000)])
        assert (job.status, job.results_count, job.points_done) == (JobStatus.DONE, TABLE_ROWS, 1000)
        rows = await engine.rows(job)
        assert [row["n"] for row in rows] == list(range(TABLE_ROWS))


async def test_a_unit_that_fails_in_passing_is_tried_again_when_it_may(tmp_path: Path) -> None:
    """Not before what was asked for; it counts its tries, and the log tells of each."""
    clock = TurnedClock()
    plugins, options = {"busy": row_plugin("busy", ONCE_BUSY.replace("AFTER", "60"), attempts=2)}, {"busy": {"folder": str(tmp_path)}}
    async with open_engine(tmp_path, plugins, clock=clock, modules=options) as engine, engine.running():
        job = await engine.create("busy", [{"n": 1}, {"n": 2}])
        await _until_logged(engine, job, 2)
        clock.turn(timedelta(seconds=59))
        assert (await engine.look(job)).points_done == 0
        clock.turn(timedelta(seconds=2))
        after = await engine.over(job)
        assert (after.status, after.attempts_count) == (JobStatus.DONE, 4)
        assert await engine.log(job) == [f"Row {n}: Busy. Attempt 2 of 2 in 60 s." for n in (1, 2)]


async def _until_logged(engine: Engine, job: Job, count: int) -> None:
    lines: list[str] = []
    await engine.until(job, lambda _: True)
    while len(lines) < count:
        lines = await engine.log(job)


async def test_a_clock_that_is_put_back_makes_no_unit_wait_for_hours(tmp_path: Path) -> None:
    """It waits for a quarter of an hour at most, not until the hands are where they were."""
    clock = TurnedClock()
    plugins, options = {"busy": row_plugin("busy", ONCE_BUSY.replace("AFTER", "None"))}, {"busy": {"folder": str(tmp_path)}}
    (tmp_path / "3").touch()
    async with open_engine(tmp_path, plugins, clock=clock, modules=options) as engine, engine.running():
        job = await engine.create("busy", [{"n": 1}, {"n": 2}, {"n": 3}])
        await _until_logged(engine, job, 2)
        clock.turn(-timedelta(hours=5))
        assert (await engine.over(job)).status is JobStatus.DONE


async def test_a_job_that_is_cancelled_keeps_its_rows_and_ends_soon(tmp_path: Path) -> None:
    """Though one of its units lets nothing else run: nobody waits for that one."""
    body = "if row['n'] == 20:\n    time.sleep(600)\nreturn {'ok': 1}"
    plugins = {"slow": row_plugin("slow", body, seconds=600.0, at_once=1), "fine": row_plugin("fine", "return {}")}
    async with open_engine(tmp_path, plugins) as engine, engine.running():
        job = await engine.create("slow", [{"n": n} for n in range(100)])
        await engine.until(job, lambda now: now.points_done == 20)
        await engine.appliance.jobs.cancel(engine.caller, job.public_id)
        after = await engine.over(job)
        assert (after.status, after.results_count, after.error_message) == (JobStatus.CANCELLED, 20, None)
        resumed = await engine.appliance.jobs.resume(engine.caller, job.public_id)
        assert resumed.units_planned == 80
        await engine.appliance.jobs.cancel(engine.caller, resumed.public_id)
        assert (await engine.over(await engine.create("fine", [{"n": 1}]))).status is JobStatus.DONE


@pytest.mark.parametrize("is_cancelled", [True, False], ids=["cancelled", "handed over"])
async def test_a_module_that_hangs_while_it_is_loaded_holds_up_no_stop(tmp_path: Path, *, is_cancelled: bool) -> None:
    """Somebody broke it while the server ran: the job can be cancelled all the same, and the server stops."""
    async with open_engine(tmp_path, {"fine": row_plugin("fine", "return {}")}) as engine:
        job = await engine.create("fine", [{"n": 1}])
        (engine.appliance.folder.plugins / "fine.py").write_text(f"open({str(tmp_path / 'loading')!r}, 'w')\nwhile True: pass\n")
        async with engine.running():
            await until((tmp_path / "loading").exists)
            if is_cancelled:
                await engine.appliance.jobs.cancel(engine.caller, job.public_id)
                await engine.over(job)
        after = await engine.look(job)
        assert after.status is (JobStatus.CANCELLED if is_cancelled else JobStatus.PENDING)
        assert after.recoveries == 0


async def test_a_stop_hands_over_what_runs_and_the_next_start_goes_on(tmp_path: Path) -> None:
    """Each unit is done once, though its first process is long gone; the stop counts as no loss."""
    plugins, options = {"slow": row_plugin("slow", TOLD)}, {"slow": {"folder": str(tmp_path)}}
    count = 600
    async with open_engine(tmp_path, plugins, modules=options) as engine:
        job = await engine.create("slow", [{"n": n} for n in range(count)])
        for done in (50, 200, 400):
            async with engine.running():
                await engine.until(job, lambda now, least=done: now.points_done >= least or not now.status.is_live)
        async with engine.running():
            after = await engine.over(job)
        assert (after.status, after.recoveries, after.results_count) == (JobStatus.DONE, 0, count)
        assert [row["n"] for row in await engine.rows(job)] == list(range(count))
        effects = (tmp_path / "effects").read_text().split()
        assert set(map(int, effects)) == set(range(count))
        assert len(effects) <= count + 3 * 8, "only what was under way is done again"


async def test_a_plugin_that_was_removed_meanwhile_fails_its_job(tmp_path: Path) -> None:
    """Between the job and its turn: the job says so, and the rest of the appliance does not notice."""
    async with open_engine(tmp_path, {"fine": row_plugin("fine", "return {}"), "kept": row_plugin("kept", "return {}")}) as engine:
        job = await engine.create("fine", [{"n": 1}])
        (engine.appliance.folder.plugins / "fine.py").unlink()
        async with engine.running():
            after = await engine.over(job)
            assert after.status is JobStatus.FAILED
            assert "could not be loaded" in str(after.error_message)
            assert (await engine.over(await engine.create("kept", [{"n": 1}]))).status is JobStatus.DONE
    async with open_engine(tmp_path) as engine:
        await engine.appliance.store.write(lambda tx: tx.jobs.put(job.key, status="pending", completed_at=None))
        async with engine.running():
            assert (await engine.over(job)).error_message == "The module fine is no longer there."


async def test_threads_that_never_return_do_not_pile_up(tmp_path: Path) -> None:
    """Each row leaves one behind: their process is replaced, again and again, and every other row is done."""
    body = "if row['n'] % 2:\n    await job.in_thread(time.sleep, 600)\nimport threading\nreturn {'threads': threading.active_count()}"
    async with open_engine(tmp_path, {"leaky": row_plugin("leaky", body, seconds=0.2, attempts=1, at_once=4)}) as engine:
        job = await engine.run("leaky", [{"n": n} for n in range(60)])
        assert (job.status, job.error_count, job.results_count) == (JobStatus.DONE, 30, 30)
        assert max(row["threads"] for row in await engine.rows(job)) < 20


async def test_the_appliance_answers_while_a_plugin_holds_its_process(tmp_path: Path) -> None:
    """Other jobs come and go meanwhile, and what is asked of the store is answered."""
    plugins = {"stuck": row_plugin("stuck", "while True: pass", seconds=600.0), "fine": row_plugin("fine", "return {}")}
    async with open_engine(tmp_path, plugins) as engine, engine.running():
        stuck = await engine.create("stuck", [{"n": 1}])
        await engine.until(stuck, lambda now: now.status is JobStatus.RUNNING)
        for _ in range(5):
            assert (await engine.over(await engine.create("fine", [{"n": 1}]))).status is JobStatus.DONE
        await engine.appliance.jobs.cancel(engine.caller, stuck.public_id)
        assert (await engine.over(stuck)).status is JobStatus.CANCELLED
