"""What a job counts, and what bounds it, in whatever order its holders die: as if nothing had happened."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from clocks import TurnedClock
from engines import Engine, open_engine, somebody
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from mining import MINED, SPELLINGS, Mine, Unit, row

from outhost.domain.job_tallies import QUERY, ROWS, ZONE, Tallies
from outhost.domain.jobs import Job, JobStatus, Outcome
from outhost.domain.modules import Lane
from outhost.domain.rows import unpacked
from outhost.operations.job_runs import Batch, JobRuns
from outhost.store.transactions import Tx

QUERIES = ["dentiste", "coiffeur"]
COLUMNS = ["nom", "telephone", "query", "zone"]

ROW = st.builds(
    row,
    st.integers(1, 9),
    st.sampled_from(["", *SPELLINGS]),
    st.sampled_from(QUERIES),
    st.sampled_from(["69001", "69002"]),
)
UNIT = st.fixed_dictionaries({"rows": st.lists(ROW, max_size=6), "give_up": st.booleans()})
BOUNDS = st.fixed_dictionaries({"stop_at": st.none() | st.integers(1, 8), "max_per_phone": st.none() | st.integers(1, 2)})
CUTS = st.lists(st.integers(0, 9), max_size=60)
"""What befalls a run at each step: at 0 its holder dies, at 1 it begins the unit anew; any other number lets so many rows through."""


@pytest.fixture(scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """An engine that runs nothing by itself."""
    async with open_engine(tmp_path_factory.mktemp("tallies"), {"mined": MINED}, clock=TurnedClock()) as opened:
        yield opened


class Crew:
    """Holders of one job, one after the other: each goes on where the one before was lost."""

    names = count()

    def __init__(self, engine: Engine, script: Sequence[Unit], bounds: Mapping[str, int | None]) -> None:
        """Work through a script."""
        self._engine = engine
        self._script = script
        self._bounds = bounds
        self.is_full = False

    async def begin(self) -> Job:
        """Create the job and plan its units."""
        self.job = await self._engine.create("mined", params={"queries": QUERIES, **self._bounds})
        await self._claim()
        await self._engine.appliance.job_plans.add(self.lease, [{} for _ in self._script], first=0, is_all=True)
        return self.job

    async def go_on(self, cuts: Iterator[int]) -> None:
        """Do what is left, as cuts have it."""
        while not self.is_full and (units := await self.runs.unfinished(self.lease, after=-1, limit=1)):
            if not await self._work_on(units[0].number, cuts):
                await self._claim()

    async def _claim(self) -> None:
        """Have somebody new take the job, who clears away what was under way."""
        self.runs = JobRuns(self._engine.appliance.store, f"holder {next(self.names)}", 7)
        await self.runs.recover(is_start=True)
        await self._engine.appliance.store.write(_spare, self.job)
        assert await self.runs.claim(Lane.PARALLEL) is not None
        self.lease = self.runs.lease_of(self.job)
        await self.runs.unstage_all(self.lease)
        now = await self.runs.look(self.lease)
        self.is_full = now.bounds.is_reached(now.results_count)

    async def _work_on(self, number: int, cuts: Iterator[int]) -> bool:
        """Bring a unit to its end, piece by piece; tell whether its holder lived."""
        unit, first = self._script[number], 0
        while first < len(unit["rows"]) and not self.is_full:
            match next(cuts, 9):
                case 0:
                    return False
                case 1:
                    await self.runs.unstage(self.lease, number)
                    first = 0
                case size:
                    piece = unit["rows"][first : first + size]
                    await self._record(staged=[_outcome(number, piece, first)])
                    first += len(piece)
        if unit["give_up"]:
            await self.runs.unstage(self.lease, number)
        if not self.is_full:
            await self._record(outcomes=[_outcome(number, [], 0 if unit["give_up"] else first, is_done=not unit["give_up"])])
        return True

    async def _record(self, **what: Sequence[Outcome]) -> None:
        self.is_full = await self.runs.record(self.lease, Batch(columns=COLUMNS, **what))


def _outcome(number: int, rows: Sequence[Mapping[str, Any]], first: int, *, is_done: bool = False) -> Outcome:
    said = Tallies().plus(((QUERY, query, "tiles"), 1) for query in QUERIES)
    return Outcome(number=number, is_done=is_done, rows=rows, found=[None] * len(rows), first_part=first, tallies=said)


def _spare(tx: Tx, job: Job) -> None:
    """Forget how often the holder was lost: three times is enough elsewhere."""
    tx.jobs.put(job.key, recoveries=0)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(  # all that was set down of a unit was left out, and its holder dies
    script=[{"rows": [row(1, "0472000002")], "give_up": False}, {"rows": [row(2, "+33472000002")] * 3, "give_up": False}],
    bounds={"stop_at": None, "max_per_phone": 1},
    cuts=[9, 2, 0],
)
@given(script=st.lists(UNIT, min_size=1, max_size=5), bounds=BOUNDS, cuts=CUTS)
async def test_whatever_dies_the_first_rows_are_kept_and_counted(
    engine: Engine, script: list[Unit], bounds: dict[str, int | None], cuts: list[int]
) -> None:
    """Holders die, units are begun anew or give up, large ones come in pieces: the rows are the first ones, and counts are their sums."""
    crew = Crew(engine, script, bounds)
    job = await crew.begin()
    await crew.go_on(iter(cuts))
    mine = Mine(**bounds).dig(script)
    assert await engine.rows(job) == mine.rows
    now = await engine.look(job)
    assert (now.results_count, crew.is_full) == (len(mine.rows), mine.is_full)
    assert {"query": now.tallies.by_name(QUERY, ROWS), "zone": now.tallies.by_name(ZONE, ROWS)} == mine.breakdown
    assert {name: one.tiles for name, one in now.tallies.queries().items()} == mine.tiles
    assert now.tallies.by_name("left_out", ROWS) == ({"telephone": mine.left_out} if mine.left_out else {})
    assert await engine.appliance.read(_noted, job) == await engine.appliance.read(_there, now)
    await crew.runs.finish(crew.lease, JobStatus.CANCELLED)


async def test_rows_are_taken_in_their_order_whatever_order_they_come_in(engine: Engine) -> None:
    """Outcomes of several units are recorded together: the earlier unit has the room, and a later one that finds none is not done."""
    crew = Crew(engine, [{}, {}, {}], {"stop_at": 3, "max_per_phone": 1})
    job = await crew.begin()
    one = [row(1, "0472000001"), row(2)]
    pieces = [_outcome(number, one, 0, is_done=True) for number in (2, 1, 0)]
    assert await crew.runs.record(crew.lease, Batch(columns=COLUMNS, outcomes=pieces))
    assert [found["nom"] for found in await engine.rows(job)] == ["No. 1", "No. 2", "No. 2"]
    assert await engine.units(job) == {0: ("done", None), 1: ("done", None)}
    assert await crew.runs.record(crew.lease, Batch(columns=COLUMNS, outcomes=[pieces[0]]))
    assert (await engine.look(job)).results_count == 3
    await crew.runs.finish_done(crew.lease)
    assert (await engine.look(job)).status is JobStatus.DONE
    assert (await engine.log(job))[-2:] == [
        "Rows left out: 1. Of one telephone, at most 1 are kept.",
        "Rows: 3, as many as were asked for; the job ends here. Units that are not run: 1 of 3.",
    ]


async def test_a_row_that_is_erased_is_counted_no_longer(engine: Engine) -> None:
    """Somebody is erased in the middle of a job: their rows are in no count, and there is room for their number again."""
    engine = replace(engine, caller=await somebody(engine.appliance))
    for number in ("0472000001", "0472000009"):  # jobs that are over
        before = Crew(engine, [{}], {"max_per_phone": 1})
        await before.begin()
        await before.runs.record(before.lease, Batch(columns=COLUMNS, outcomes=[_outcome(0, [row(0, number)], 0, is_done=True)]))
        await before.runs.finish_done(before.lease)
    crew = Crew(engine, [{}, {}], {"max_per_phone": 1})
    job = await crew.begin()
    rows = [row(1, "04 72 00 00 01"), row(2, "0472000003", "coiffeur", "69002"), row(3)]
    await crew.runs.record(crew.lease, Batch(columns=COLUMNS, outcomes=[_outcome(0, rows, 0, is_done=True)]))
    erasure = await engine.appliance.privacy.erase(engine.caller, "+33 4 72 00 00 01")
    assert (erasure.erased["job_rows"], erasure.erased["job_alike"], erasure.is_finished) == (2, 2, True)
    now = await engine.look(job)
    assert (now.results_count, now.tallies.by_name(QUERY, ROWS), now.tallies.by_name(ZONE, ROWS)) == (
        2, {"coiffeur": 1, "dentiste": 1}, {"69002": 1, "69001": 1},
    )  # fmt: skip
    assert await engine.appliance.read(_noted, job) == {("telephone", "0472000003"): 1}
    await crew.runs.record(crew.lease, Batch(columns=COLUMNS, outcomes=[_outcome(1, rows[:1], 0, is_done=True)]))
    assert (await engine.look(job)).results_count == 3
    await crew.runs.finish_done(crew.lease)


async def test_counts_stay_when_the_rows_go(engine: Engine) -> None:
    """A week later the rows are gone, and who is alike to whom; what was counted stays until I delete the job."""
    crew = Crew(engine, [{}], {"max_per_phone": 1})
    job = await crew.begin()
    await crew.runs.record(crew.lease, Batch(columns=COLUMNS, outcomes=[_outcome(0, [row(1, "0472000001")], 0, is_done=True)]))
    await crew.runs.finish_done(crew.lease)
    assert isinstance(engine.appliance.clock, TurnedClock)
    engine.appliance.clock.turn(timedelta(days=8))
    await engine.appliance.job_retention.expire()
    now = await engine.look(job)
    assert (now.status, now.tallies.by_name(QUERY, ROWS), now.dead_queries) == (JobStatus.EXPIRED, {"dentiste": 1}, QUERIES)
    assert (await engine.rows(job), await engine.appliance.read(_noted, job)) == ([], {})
    await engine.appliance.jobs.delete(engine.caller, job.public_id)
    await engine.appliance.job_retention.purge()
    assert await engine.appliance.read(lambda tx: tx.jobs.find_of_any_workspace(job.key)) is None


def _noted(tx: Tx, job: Job) -> dict[tuple[str, str], int]:
    rows = tx.all("SELECT column_name, text, count FROM job_alike WHERE job_id = :job AND count > 0", job=job.key)
    return {(row["column_name"], row["text"]): row["count"] for row in rows}


def _there(tx: Tx, job: Job) -> Counter[tuple[str, str]]:
    """Note anew what the rows are that are there."""
    rows = tx.job_rows.page(job.key, limit=1000, offset=0)
    return job.bounds.noted(dict(zip(job.columns, unpacked(cells, len(job.columns)), strict=True)) for _, cells, _ in rows)
