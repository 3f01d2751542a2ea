"""Veilles as they run: begun by the clock, compared with what is known, told once."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from pipes import drawn, pasted
from pipes import run as run_pipeline

import pytest
from engines import somebody
from watching import Market, open_market, remains, shop, shops

from outhost.domain.errors import DiskFull, InvalidInput, JobExpired, JobNotDone, JobNotFound, NotWatched, PipelineNotFound, RunStillLive
from outhost.domain.jobs import JobStatus
from outhost.domain.veilles import Counts, RunStatus, VeilleRun, VeilleStatus
from outhost.operations.veilles import NewVeille, VeilleChange


@pytest.fixture
async def market(tmp_path: Path) -> AsyncIterator[Market]:
    """A market, and an engine that runs nothing by itself."""
    async with open_market(tmp_path) as opened:
        yield opened


async def test_a_run_tells_what_is_new_and_what_has_changed(market: Market) -> None:
    """The first run is compared with the source's own rows: a new shop, a worse rating, all else as it was."""
    veille = await market.watch(await market.source(shops(3)))
    run = await market.run(veille, [shop(0), shop(1, rating=3.0), shop(2), shop(3)])
    assert run.status is RunStatus.DONE
    assert run.counts == Counts(new=1, modified=1, unchanged=2)
    assert await market.told(run) == [("modified", "Shop 1"), ("new", "Shop 3")]
    (worse, new) = await market.signals(run)
    assert (worse.score, worse.changes) == (60.0, [{"column": "rating", "before": 4.5, "after": 3.0}])
    assert (worse.before, worse.after) == (shop(1), shop(1, rating=3.0))
    assert (new.score, new.before, new.after) == (None, None, shop(3))


async def test_a_veille_runs_when_its_time_has_come(market: Market) -> None:
    """Once a week, at the same hour whatever a run takes; in between, nothing."""
    veille = await market.watch(await market.source(shops(2)))
    begun = market.clock.now()
    async with market.going_on():
        for week in range(1, 4):
            market.turn(7)
            run = await market.nth_run_over(veille, week)
            assert run.status is RunStatus.DONE
            market.turn(0.25)
    now = await market.look(veille)
    assert (now.run_count, now.next_run_at) == (3, begun + timedelta(days=28))
    assert now.last_run_job_id == (await market.runs(veille))[-1].job_id


async def test_ticks_that_were_missed_run_once(market: Market) -> None:
    """The server was off for a month: one run makes up for it, and the next is at the hour at which it would have been."""
    veille = await market.watch(await market.source(shops(2)))
    begun = market.clock.now()
    market.turn(31)
    async with market.going_on():
        await market.nth_run_over(veille, 1)
    assert len(await market.runs(veille)) == 1
    assert (await market.look(veille)).next_run_at == begun + timedelta(days=35)


async def test_a_clock_that_was_a_year_ahead_silences_nobody(market: Market) -> None:
    """Everything ran once when it jumped; put right again, the veille is due at its hour within the week, and stays so."""
    veille = await market.watch(await market.source(shops(2)))
    begun, runs = market.clock.now(), market.engine.appliance.veille_runs
    market.turn(365)
    await runs.begin_due()
    (run,) = await market.runs(veille)
    await market.finish(run)
    await market.compare()
    market.turn(-363)
    for _ in range(2):
        await runs.bring_back()
        assert (await market.look(veille)).next_run_at == begun + timedelta(days=7)


async def test_one_run_at_a_time(market: Market) -> None:
    """While one is under way the next tick waits for its end, and nobody can begin another by hand."""
    veille = await market.watch(await market.source(shops(2)))
    first = await market.begin(veille)
    with pytest.raises(RunStillLive):
        await market.begin(veille)
    market.turn(8)
    await market.engine.appliance.veille_runs.begin_due()
    assert [run.number for run in await market.runs(veille)] == [1]
    await market.finish(first)
    await market.compare()
    await market.engine.appliance.veille_runs.begin_due()
    assert [(run.number, run.status) for run in await market.runs(veille)] == [(1, RunStatus.DONE), (2, RunStatus.PENDING)]


async def test_a_paused_veille_waits(market: Market) -> None:
    """In a pause nothing runs by itself, what was missed is not made up for, and it goes on at its next tick."""
    veilles, caller = market.engine.appliance.veilles, market.engine.caller
    veille = await market.watch(await market.source(shops(2)))
    begun = market.clock.now()
    paused = await veilles.change(caller, veille.public_id, VeilleChange(status=VeilleStatus.PAUSED))
    assert paused.next_run_at is None
    market.turn(16)
    await market.engine.appliance.veille_runs.begin_due()
    assert await market.runs(veille) == []
    resumed = await veilles.change(caller, veille.public_id, VeilleChange(status=VeilleStatus.ACTIVE))
    assert resumed.next_run_at == begun + timedelta(days=21)
    await market.engine.appliance.veille_runs.begin_due()
    assert await market.runs(veille) == []
    more_often = await veilles.change(caller, veille.public_id, VeilleChange(frequency_days=1, name="Daily"))
    assert (more_often.name, more_often.next_run_at) == ("Daily", begun + timedelta(days=17))


async def test_the_longest_due_begin_first(market: Market) -> None:
    """Ten veilles are due at once: their jobs are made in the order in which they came due, whoever was made first."""
    job = await market.source(shops(1))
    veilles = [await market.watch(job, frequency_days=days) for days in (9, 2, 7, 4, 5)]
    market.turn(10)
    await market.engine.appliance.veille_runs.begin_due()
    jobs = {days: (await market.look(veille)).last_run_job_id for days, veille in zip((9, 2, 7, 4, 5), veilles, strict=True)}
    keys = await market.engine.appliance.read(lambda tx: {days: tx.jobs.find_named_of_any_workspace(job).key for days, job in jobs.items()})
    assert sorted(jobs, key=lambda days: keys[days]) == [2, 4, 5, 7, 9]


async def test_a_run_ends_as_its_job_does(market: Market) -> None:
    """Its job is cancelled, or fails: so is the run, with the reason; the next one runs as if nothing had been."""
    veille = await market.watch(await market.source(shops(2)))
    run = await market.begin(veille)
    await market.engine.appliance.jobs.cancel(market.engine.caller, run.job_id or "")
    assert (await market.look_at(run)).status is RunStatus.CANCELLED
    market.file.write_text("no JSON", "utf-8")
    failed = await market.run(veille)
    assert failed.status is RunStatus.FAILED
    assert failed.error_message
    assert (await market.run(veille, shops(2))).counts == Counts(unchanged=2)
    assert (await market.look(veille)).run_count == 1


async def test_a_run_that_cannot_begin_says_why(market: Market) -> None:
    """The module is gone when the time has come: the run has failed, with that reason, and the schedule goes on."""
    veille = await market.watch(await market.source(shops(2)))
    market.turn(7)
    market.engine.appliance.pool._census = None
    (market.engine.appliance.folder.plugins / "market.py").unlink()
    await market.engine.appliance.veille_runs.begin_due()
    (run,) = await market.runs(veille)
    assert (run.status, run.error_message) == (RunStatus.FAILED, "No module of this name can be run here.")
    now = await market.look(veille)
    assert (now.is_live, now.run_count, now.next_run_at) == (False, 0, veille.tick_at + timedelta(days=7))


async def test_a_full_disk_puts_runs_off(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no room when a veille is due: nothing has failed, and it runs when there is room again."""
    veille = await market.watch(await market.source(shops(2)))
    market.turn(7)
    runs = market.engine.appliance.veille_runs
    with monkeypatch.context() as full:
        full.setattr(runs, "_min_free_mb", 1 << 40)
        with pytest.raises(DiskFull):
            await runs.begin_due()
    assert await market.runs(veille) == []
    await runs.begin_due()
    assert [run.status for run in await market.runs(veille)] == [RunStatus.PENDING]


async def test_whoever_watches_an_expired_job_still_runs_it(market: Market) -> None:
    """The source expires and is deleted as usual; the veille has its rows and runs it again, and lets go of it when it is deleted."""
    appliance, caller = market.engine.appliance, market.engine.caller
    job = await market.source(shops(3))
    veille = await market.watch(job)
    market.turn(8)
    await appliance.job_retention.expire()
    assert (await market.engine.look(job)).status is JobStatus.EXPIRED
    assert len(await market.engine.rows(job)) == 3, "the veille has not copied them yet"
    await market.compare()
    await appliance.jobs.delete(caller, job.public_id)
    await appliance.job_retention.purge()
    assert await appliance.read(lambda tx: tx.jobs.find(caller.workspace_id, job.public_id)) is None
    assert await market.engine.rows(job) == []
    assert (await market.run(veille, shops(4))).counts == Counts(new=1, unchanged=3)
    await appliance.veilles.delete(caller, veille.public_id)
    await appliance.veille_retention.purge()
    await appliance.job_retention.purge()
    assert await appliance.read(lambda tx: tx.jobs.find_of_any_workspace(job.key)) is None
    assert await appliance.read(remains) == {}


async def test_the_items_of_a_source_are_kept(market: Market) -> None:
    """A veille over an enrichment runs over the same items again, though their job has expired and was purged."""
    appliance = market.engine.appliance
    job = await market.engine.run("echo", [{"nom": "A", "place_id": "1"}, {"nom": "B", "place_id": "2"}])
    veille = await market.watch(job)
    await market.compare()
    market.turn(8)
    await appliance.job_retention.expire()
    assert await market.engine.rows(job) == []
    run = await market.run(veille)
    assert (run.status, run.counts) == (RunStatus.DONE, Counts(unchanged=2))


async def test_a_file_that_came_with_a_source_is_kept(market: Market) -> None:
    """A veille over an import of pasted text imports it again, after the job and its file would have gone."""
    appliance = market.engine.appliance
    job = await market.engine.run("import", params={"text": "name;place_id\nA;1\n" + "B;2\n" * 20_000})
    assert job.upload is not None
    veille = await market.watch(job)
    await market.compare()
    market.turn(8)
    await appliance.job_retention.expire()
    await appliance.job_retention.sweep_uploads()
    run = await market.run(veille)
    assert (run.status, run.counts) == (RunStatus.DONE, Counts(unchanged=2))
    await appliance.veilles.delete(market.engine.caller, veille.public_id)
    market.turn(8)
    await appliance.veille_retention.purge()
    await appliance.job_retention.expire()
    assert not list(appliance.folder.uploads.iterdir())


async def test_what_a_source_read_from_is_kept_too(market: Market) -> None:
    """A veille over an import of another job's rows, which has expired and was deleted: it reads them all the same, and then lets go."""
    appliance, caller = market.engine.appliance, market.engine.caller
    read = await market.source(shops(3))
    job = await market.engine.run("import", params={"source": "from_job", "from_job_id": read.public_id})
    veille = await market.watch(job)
    await market.compare()
    market.turn(8)
    await appliance.job_retention.expire()
    await appliance.jobs.delete(caller, read.public_id)
    await appliance.job_retention.purge()
    run = await market.run(veille)
    assert (run.status, run.counts) == (RunStatus.DONE, Counts(unchanged=3))
    await appliance.veilles.delete(caller, veille.public_id)
    await appliance.veille_retention.purge()
    await appliance.job_retention.purge()
    assert await market.engine.rows(run_job := await market.job_of(run)) != []
    assert await appliance.read(lambda tx: tx.jobs.find_of_any_workspace(read.key)) is None
    assert run_job.veille_id == veille.public_id


async def test_a_veille_over_a_pipeline_has_its_own(market: Market) -> None:
    """It runs a copy that nobody sees in the list; the first pipeline is as it was, and may be deleted."""
    appliance, caller = market.engine.appliance, market.engine.caller
    pasted_rows = [{"name": "A", "place_id": "1", "rating": "4.5"}, {"name": "B", "place_id": "2", "rating": "3"}]
    document = drawn([("in", "import", pasted(*pasted_rows)), ("keep", "filter", {"rating_min": 4})], ("in", "keep"))
    pipeline = await run_pipeline(market.engine, document)
    veille = await appliance.veilles.create(
        caller, NewVeille(name="Both", frequency_days=1, source_pipeline_id=pipeline.public_id, run_now=True)
    )
    async with market.engine.running():
        await market.own_pipeline_over(veille)
    await market.compare()
    (run,) = await market.runs(veille)
    assert (run.status, run.counts) == (RunStatus.DONE, Counts(unchanged=1))
    assert run.pipeline_id == veille.pipeline_id
    assert (await market.look(veille)).last_run_job_id == run.job_id
    listed = await appliance.read(lambda tx: tx.pipelines.page(caller.workspace_id, status=None, limit=10, offset=0))
    assert [(one.public_id, one.run_count) for one in listed] == [(pipeline.public_id, 1)]
    await appliance.pipelines.delete(caller, pipeline.public_id)
    market.turn(1)
    await appliance.veille_runs.begin_due()
    async with market.engine.running():
        await market.own_pipeline_over(veille)
    await market.compare()
    assert [one.status for one in await market.runs(veille)] == [RunStatus.DONE] * 2


async def test_a_deleted_veille_stops_what_it_does(market: Market) -> None:
    """I delete a veille in the midst of a run: the run's job is cancelled, and nothing of the veille is left; a pipeline's too."""
    appliance, caller = market.engine.appliance, market.engine.caller
    veille = await market.watch(await market.source(shops(3)), run_now=True)
    job_id = (await market.look(veille)).last_run_job_id
    await appliance.veilles.delete(caller, veille.public_id)
    job = await appliance.read(lambda tx: tx.jobs.find(caller.workspace_id, job_id or ""))
    assert job is not None
    assert job.status is JobStatus.CANCELLED
    pipeline = await run_pipeline(market.engine, drawn([("in", "import", pasted({"name": "A"}))]))
    other = await appliance.veilles.create(
        caller, NewVeille(name="Its", frequency_days=1, source_pipeline_id=pipeline.public_id, run_now=True)
    )
    await appliance.veilles.delete(caller, other.public_id)
    await market.compare()
    await appliance.veille_retention.purge()
    assert await appliance.read(remains) == {}
    assert await appliance.read(lambda tx: tx.all("SELECT 1 FROM pipelines WHERE veille_id IS NOT NULL")) == []


async def test_a_veille_draws_nothing(market: Market) -> None:
    """Of a pipeline that draws, the veille runs all but the drawing; a job that draws is not watched at all."""
    appliance, caller, engine = market.engine.appliance, market.engine.caller, market.engine
    made = await engine.make_list()
    people = pasted({"name": "A", "place_id": "1"}, {"name": "B", "place_id": "2"})
    drawing = {"list_id": made.public_id, "map": {"company": "name"}}
    document = drawn([("in", "import", people), ("draw", "personalise", drawing), ("order", "sort")], ("in", "draw"), ("draw", "order"))
    pipeline = await run_pipeline(engine, document)
    assert len(await appliance.read(lambda tx: tx.all("SELECT 1 FROM leads"))) == 2
    new = NewVeille(name="All but the drawing", frequency_days=1, source_pipeline_id=pipeline.public_id, run_now=True)
    veille = await appliance.veilles.create(caller, new)
    async with engine.running():
        await market.own_pipeline_over(veille)
    await market.compare()
    (run,) = await market.runs(veille)
    assert (run.status, run.counts) == (RunStatus.DONE, Counts(unchanged=2))
    assert len(await appliance.read(lambda tx: tx.all("SELECT 1 FROM leads"))) == 2
    step = pipeline.step("draw")
    assert step is not None
    with pytest.raises(NotWatched):
        await appliance.veilles.create(caller, NewVeille(name="Drawing", frequency_days=1, source_job_id=step.job_id))


@pytest.mark.parametrize(
    ("sources", "refusal"),
    [
        ({}, InvalidInput),
        ({"source_job_id": "j_x", "source_pipeline_id": "x"}, InvalidInput),
        ({"source_job_id": "j_x"}, JobNotFound),
        ({"source_pipeline_id": "x"}, PipelineNotFound),
    ],
)
async def test_a_veille_has_one_source(market: Market, sources: dict[str, str], refusal: type[Exception]) -> None:
    """Neither and both are faults of the body, said before anything is looked up; what is not there, or not mine, is not found."""
    with pytest.raises(refusal):
        await market.engine.appliance.veilles.create(market.engine.caller, NewVeille(name="None", frequency_days=1, **sources))


async def test_only_what_is_done_is_watched(market: Market) -> None:
    """A job that waits can't be watched, nor one that has expired, nor somebody else's."""
    appliance, caller = market.engine.appliance, market.engine.caller
    stranger = await somebody(appliance)
    job = await market.source(shops(1))
    market.offer(shops(1))
    waiting = await market.engine.create("market")
    for who, public_id, refusal in ((caller, waiting.public_id, JobNotDone), (stranger, job.public_id, JobNotFound)):
        with pytest.raises(refusal):
            await appliance.veilles.create(who, NewVeille(name="No", frequency_days=1, source_job_id=public_id))
    market.turn(8)
    await appliance.job_retention.expire()
    with pytest.raises(JobExpired):
        await market.watch(job)


async def test_a_workspace_that_goes_takes_its_veilles_along(market: Market) -> None:
    """Somebody's workspace is erased while a run is under way: nothing of its veilles, nor of the jobs they kept, is left."""
    appliance, caller = market.engine.appliance, market.engine.caller
    veille = await market.watch(await market.source(shops(4)))
    await market.compare()
    await market.run(veille, shops(5))
    await market.begin(veille)
    other = await somebody(appliance)
    assert other.user_id is not None
    await appliance.store.write(lambda tx: tx.departures.mark_workspace(caller.workspace_id, caretaker_id=other.user_id))
    await appliance.departures.finish()
    assert await appliance.read(remains) == {}
    assert await appliance.read(lambda tx: tx.all("SELECT 1 FROM jobs")) == []


async def test_rows_of_a_run_stay_until_they_are_compared(market: Market) -> None:
    """I delete the job of a run as soon as it is done: it is gone for me, and the run is compared all the same."""
    appliance, caller = market.engine.appliance, market.engine.caller
    veille = await market.watch(await market.source(shops(2)))
    market.offer(shops(3))
    run = await market.begin(veille)
    await market.finish(run)
    await appliance.jobs.delete(caller, run.job_id or "")
    await appliance.job_retention.purge()
    await market.compare()
    assert (await market.look_at(run)).counts == Counts(new=1, unchanged=2)
    await appliance.job_retention.purge()
    assert await appliance.read(lambda tx: tx.all("SELECT 1 FROM jobs WHERE is_deleted = 1")) == []


async def test_a_run_that_cannot_be_compared_holds_up_nobody(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step of one run fails: the others are compared, and that one is tried again after a minute."""
    job = await market.source(shops(2))
    broken, whole = await market.watch(job), await market.watch(job)
    comparisons = market.engine.appliance.veille_comparisons
    step = comparisons.step

    async def step_or_fail(run: VeilleRun) -> None:
        if run.veille_key == broken.key:
            raise OSError("The disk is full.")
        await step(run)

    lookout = market.lookout()
    with monkeypatch.context() as failing:
        failing.setattr(comparisons.__class__, "step", lambda _, run: step_or_fail(run))
        assert await lookout.compare_all() == market.clock.now() + timedelta(minutes=1)
    knows = [await market.engine.appliance.read(lambda tx, one=one: tx.veille_rows.count_known(one.key)) for one in (broken, whole)]
    assert knows == [0, 2]
    await lookout.compare_all()
    assert await market.engine.appliance.read(lambda tx: tx.veille_rows.count_known(broken.key)) == 0
    market.turn(1 / 24)
    assert await lookout.compare_all() is None
    assert await market.engine.appliance.read(lambda tx: tx.veille_rows.count_known(broken.key)) == 2


async def test_frames_and_news_name_the_veille(market: Market) -> None:
    """What streams tell of the job of a run, and the news of its end, say whose run it is."""
    veille = await market.watch(await market.source(shops(2)))
    run = await market.run(veille)
    caller = market.engine.caller
    progress = await market.engine.appliance.read(lambda tx: tx.jobs.find_progress(caller.workspace_id, run.job_id or ""))
    assert progress is not None
    assert progress.veille_id == veille.public_id
    events = await market.engine.appliance.read(lambda tx: tx.events.page(caller.workspace_id, name=None, actor=None, limit=3, offset=0))
    completed = next(event for event in events if event.name == "veille.run_completed")
    told = json.loads(completed.data)
    assert (told["id"], told["veille_id"], told["job_id"], told["status"]) == (run.public_id, veille.public_id, run.job_id, "done")
    assert told["counts"] == {"new": 0, "closed": 0, "missing": 0, "modified": 0, "unchanged": 2}
