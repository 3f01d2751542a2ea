"""A year of the invented town, seen week by week by a source that is not to be trusted: every change is told once, and nothing else is."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from clocks import TurnedClock
from engines import HEAD, PATIENCE_SECONDS, Engine, open_engine
from flaky_town import FlakySource, Look, Told, expected, weeks_of

from outhost.domain.veilles import SCHEDULED, RunStatus, Veille, VeilleRun
from outhost.engine.lookout import Lookout
from outhost.engine.scheduler import Scheduler
from outhost.operations.veilles import NewVeille

WEEKS = 52
SEED, SIZE = 11, 60
BAD_WEEKS = (9, 27, 44)
"""In which most places are not seen."""
FAILED_WEEKS = (15, 31)
SOURCE = """
import json

async def run(unit, params, job):
    with open({file!r}) as seen:
        rows = json.load(seen)
    if rows is None:
        raise GiveUp("the source is down")
    for row in rows:
        yield row


job_type = SourceJobType(slug="town_map", run=run, **SAID)
"""


async def test_every_change_of_a_year_is_told_once_and_nothing_else_is(tmp_path: Path) -> None:
    """The map is turned 52 weeks on; a run misses places, a few miss most, some fail: what is told is what changed, each once."""
    file, clock = tmp_path / "seen.json", TurnedClock()
    truth, source = weeks_of(SEED, SIZE, WEEKS + 1), FlakySource(random.Random(SEED))
    seen, rows = source.look(truth[0], is_careful=True)
    file.write_text(json.dumps(rows), "utf-8")
    looks = [Look(run=0, seen=seen, is_believed=True, facts=truth[0])]
    async with open_engine(tmp_path, {"town_map": HEAD + SOURCE.format(file=str(file))}, clock=clock) as engine:
        first = await engine.run("town_map")
        new = NewVeille(name="The town", frequency_days=7, source_job_id=first.public_id)
        veille = await engine.appliance.veilles.create(engine.caller, new)
        async with engine.running(), watching(engine, clock):
            for week in range(1, WEEKS + 1):
                is_failed = week in FAILED_WEEKS
                if is_failed:
                    file.write_text("null", "utf-8")
                else:
                    seen, rows = source.look(truth[week], is_bad=week in BAD_WEEKS)
                    file.write_text(json.dumps(rows), "utf-8")
                run = await next_run(engine, clock, veille, week)
                assert run.status is (RunStatus.FAILED if is_failed else RunStatus.SUSPECT if week in BAD_WEEKS else RunStatus.DONE)
                if not is_failed:
                    looks.append(Look(run=week, seen=seen, is_believed=run.status is RunStatus.DONE, facts=truth[week]))
                await engine.appliance.job_retention.expire()
        found = await all_told(engine, veille)
    wanted = expected(looks)
    assert Counter(found).most_common(1)[0][1] == 1, "something was told twice"
    assert set(found) == wanted
    kinds = Counter(told.category for told in found)
    assert kinds["modified"] > 300
    assert kinds["closed"] >= 8
    gone = set(truth[0]) - set(truth[-2])
    assert {told.place for told in found if told.category == "closed"} >= gone
    print(f"{dict(kinds)} told in {len(looks) - 1} runs, of {len(truth[0])} places")  # noqa: T201 - the figure for RESULTS.md


@asynccontextmanager
async def watching(engine: Engine, clock: TurnedClock) -> AsyncIterator[None]:
    """Have runs begun by the clock, and compared, while the `with` block lasts."""
    one = engine.appliance
    scheduler, lookout = Scheduler(one.veille_runs, one.store.bell, clock), Lookout(one.veille_comparisons, one.store.bell, clock)
    tasks = [asyncio.create_task(run()) for run in (scheduler.begin, lookout.compare)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def next_run(engine: Engine, clock: TurnedClock, veille: Veille, number: int) -> VeilleRun:
    """Let a week pass, and wait until the run that is due then has ended."""
    with engine.appliance.store.bell.sleeper(SCHEDULED) as sleeper:
        known = await engine.appliance.read(lambda tx: tx.veilles.find_of_any_workspace(veille.key))
        assert known is not None
        clock.turn(max(known.tick_at - clock.now(), known.tick_at - known.tick_at))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                runs = await engine.appliance.read(lambda tx: tx.veille_runs.page(veille.key, limit=1, offset=0))
                if runs and runs[0].number == number and not runs[0].status.is_live:
                    return runs[0]
                await sleeper.woken()


async def all_told(engine: Engine, veille: Veille) -> list[Told]:
    """Give everything that was told in all runs."""
    runs = await engine.appliance.read(lambda tx: tx.veille_runs.page(veille.key, limit=500, offset=0))
    found = []
    for run in runs:
        signals = await engine.appliance.read(lambda tx, run=run: tx.veille_signals.page(run.key, limit=10_000, offset=0))
        for one in signals:
            row = one.after or one.before
            assert row is not None
            found.append(Told(run=run.number, place=row["place_id"], category=one.category, score=one.score))
    return found
