"""What a job counts, and what bounds it: once, whatever befalls its worker process."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from engines import Engine, open_engine, row_plugin
from mining import MINED, Mine, Unit, row

from outhost.domain.job_tallies import FLAGGED, QUERY, ROWS, TILE, ZONE
from outhost.domain.jobs import Job, JobStatus

QUERIES = ["dentiste", "coiffeur"]
ONE, OTHER = "04 72 00 00 01", "+33 4 72 00 00 01"


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    """An engine with a source whose rows are known beforehand."""
    async with open_engine(tmp_path, {"mined": MINED}) as opened:
        yield opened


def params(script: list[Unit], **bounds: int) -> dict[str, Any]:
    """Give the params of a job with this script."""
    return {"script": script, "queries": QUERIES, "zones": ["69001", "69002"], **bounds}


async def faults(engine: Engine, job: Job, mine: Mine) -> list[str]:
    """Say in what a job that is over differs from what it should be."""
    now, rows = await engine.look(job), await engine.rows(job)
    counted = {
        "rows": (rows, list(mine.rows)),
        "results_count": (now.results_count, len(mine.rows)),
        "by_query": (now.tallies.by_name(QUERY, ROWS), mine.breakdown["query"]),
        "by_zone": (now.tallies.by_name(ZONE, ROWS), mine.breakdown["zone"]),
        "tiles": ({name: one.tiles for name, one in now.tallies.queries().items()}, mine.tiles),
        "with_results": (
            {name: one.with_results for name, one in now.tallies.queries().items() if one.with_results}, mine.with_results
        ),
        "units": (now.points_done, mine.units),
    }  # fmt: skip
    return [f"{name}: {found} is not {wanted}" for name, (found, wanted) in counted.items() if found != wanted]


async def test_what_was_kept_is_counted_by_query_and_by_zone(engine: Engine) -> None:
    """I see how many rows each query and each zone gave, in how many tiles each query found something, and which found nothing."""
    script = [{"rows": [row(1), row(2, zone="69002")], "is_flagged": True}, {"rows": []}, {"rows": [row(3)], "is_flagged": True}]
    job = await engine.run("mined", params=params(script))
    assert await faults(engine, job, Mine().dig(script)) == []
    now = await engine.look(job)
    assert now.tallies.by_name(ZONE, ROWS) == {"69001": 2, "69002": 1}
    assert (now.tallies.queries()["dentiste"].tiles, now.tallies.queries()["dentiste"].found_percent) == (3, 66.7)
    assert now.dead_queries == ["coiffeur"]
    assert now.tallies.count(TILE, "", FLAGGED) == 2


@pytest.mark.parametrize("befalls", ["die", "retry"])
@pytest.mark.parametrize("bounds", [{}, {"stop_at": 4}, {"max_per_phone": 1}, {"stop_at": 4, "max_per_phone": 2}])
async def test_a_unit_that_is_begun_anew_counts_once(engine: Engine, tmp_path: Path, befalls: str, bounds: dict[str, int]) -> None:
    """Its process dies in the middle of a unit, or a server asks for patience: what it had said and given by then counts for nothing."""
    numbers, falls = (ONE, OTHER, ""), range(3) if bounds else (1,)
    script: list[Unit] = [
        {"rows": [row(unit * 10 + n, numbers[n], QUERIES[n % 2]) for n in range(3)]}
        | ({befalls: str(tmp_path / f"{unit}")} if unit in falls else {})
        for unit in range(3)
    ]
    job = await engine.run("mined", params=params(script, **bounds))
    assert (job.status, job.error_message) == (JobStatus.DONE, None)
    assert await faults(engine, job, Mine(**bounds).dig(script)) == []


@pytest.mark.parametrize("befalls", ["die", "retry"])
async def test_nothing_overtakes_a_unit_that_is_tried_again(engine: Engine, tmp_path: Path, befalls: str) -> None:
    """The first tile has to wait a moment: those behind it wait with it, and do not take its room, nor its number's."""
    script: list[Unit] = [{"rows": [row(unit, ONE if unit < 2 else ""), row(unit)]} for unit in range(6)]
    script[0] = {**script[0], befalls: str(tmp_path / "mark")}
    bounds = {"stop_at": 6, "max_per_phone": 1}
    job = await engine.run("mined", params=params(script, **bounds))
    assert (tmp_path / "mark").exists()
    assert await faults(engine, job, Mine(**bounds).dig(script)) == []


async def test_the_first_rows_of_a_number_are_kept_however_it_is_written(engine: Engine) -> None:
    """A chain with one switchboard fills no list: two of its shops are kept, the first two, and the log says how many were not."""
    numbers = [ONE, "", "0472000003", OTHER, "", "0033 472 000 001", "04.72.00.00.01", ""]
    script: list[Unit] = [{"rows": [row(n, number) for n, number in enumerate(numbers)]}, {"rows": [row(9, ONE), row(10, "+33472000003")]}]
    job = await engine.run("mined", params=params(script, max_per_phone=2))
    assert [one["nom"] for one in await engine.rows(job)] == [f"No. {n}" for n in (0, 1, 2, 3, 4, 7, 10)]
    assert [line for line in await engine.log(job) if "telephone" in line] == [
        "Rows left out: 3. Of one telephone, at most 2 are kept."
    ]  # fmt: skip
    assert (await engine.look(job)).tallies.by_name(QUERY, ROWS) == {"dentiste": 7}


async def test_a_job_ends_as_soon_as_it_has_what_was_asked_for(engine: Engine) -> None:
    """I ask for three rows: the job is done with three, the tiles behind are not searched, and the log says so."""
    script: list[Unit] = [{"rows": [row(1), row(2)]}, {"rows": [row(3), row(4)]}, {"rows": [row(5)]}, {"rows": [row(6)]}]
    job = await engine.run("mined", params=params(script, stop_at=3), locale="fr")
    assert (job.status, job.points_done, job.points_planned, job.error_count) == (JobStatus.DONE, 2, 4, 0)
    assert await faults(engine, job, Mine(stop_at=3).dig(script)) == []
    assert (await engine.log(job))[-1] == ("Lignes : 3, autant que demandé ; le job se termine ici. Unités non traitées : 2 sur 4.")


async def test_a_large_unit_is_ended_in_the_middle(engine: Engine) -> None:
    """A unit that gives tens of thousands of rows is ended at the one that was asked for, and counts as done."""
    script: list[Unit] = [{"rows": [row(1), row(2)], "times": 1500}, {"rows": [row(9)]}]
    job = await engine.run("mined", params=params(script, stop_at=1200))
    rows = await engine.rows(job)
    assert [one["nom"] for one in rows] == ["No. 1", "No. 2"] * 600
    assert (job.status, job.points_done, job.tallies.by_name(QUERY, ROWS)) == (JobStatus.DONE, 1, {"dentiste": 1200})
    assert await engine.units(job) == {0: ("done", None)}


async def test_a_unit_that_fails_leaves_nothing_of_its_rows(engine: Engine) -> None:
    """A unit gives a thousand rows and then gives up: none of them is kept or counted, and others of its numbers are kept instead."""
    script: list[Unit] = [{"rows": [row(1, ONE)], "times": 1100, "at": 1050, "give_up": True}, {"rows": [row(2000, OTHER), row(2001, ONE)]}]
    for bounds in ({}, {"max_per_phone": 1}):
        job = await engine.run("mined", params=params(script, **bounds))
        assert (job.status, job.error_count) == (JobStatus.DONE, 1)
        mine = Mine(**bounds).dig(script)
        assert await faults(engine, job, mine) == []
        lines = [line for line in await engine.log(job) if "left out" in line]
        assert len(lines) == bool(mine.left_out)


async def test_a_large_unit_that_is_begun_anew_gives_its_rows_back(engine: Engine, tmp_path: Path) -> None:
    """Its process dies when half of its rows are set down: the numbers in them are free again, and no row is left out for their sake."""
    rows = [row(1, ONE), row(2), row(3, "0472000003"), row(4)]
    script: list[Unit] = [
        {"rows": [row(5000, OTHER)]},
        {"rows": rows, "times": 400, "at": 1500, "die": str(tmp_path / "mark")},
        {"rows": [row(6000, ONE)]},
    ]
    job = await engine.run("mined", params=params(script, max_per_phone=3))
    assert (tmp_path / "mark").exists()
    mine = Mine(max_per_phone=3).dig(script)
    assert await faults(engine, job, mine) == []
    assert f"Rows left out: {mine.left_out}." in "\n".join(await engine.log(job))


async def test_a_resumed_job_counts_on_from_the_rows_that_it_took_over(engine: Engine, tmp_path: Path) -> None:
    """I cancel a job and resume it: what it had is in front and is counted, and its bounds go on from there."""
    script: list[Unit] = [
        {"rows": [row(1, ONE, "coiffeur"), row(2, ONE)]}, {"rows": [row(3), row(4, OTHER)], "wait": str(tmp_path / "mark")},
        {"rows": [row(5, OTHER), row(6), row(7)]}, {"rows": [row(8)]},
    ]  # fmt: skip
    bounds = {"stop_at": 4, "max_per_phone": 1}
    first = await engine.create("mined", params=params(script, **bounds))
    async with engine.running():
        await engine.until(first, lambda now: now.points_done == 1 and (tmp_path / "mark").exists())
        await engine.appliance.jobs.cancel(engine.caller, first.public_id)
        await engine.over(first)
        assert (await engine.look(first)).results_count == 1
        job = await engine.appliance.jobs.resume(engine.caller, first.public_id)
        await engine.over(job)
    mine = Mine(**bounds).dig(script)
    now = await engine.look(job)
    assert [one["nom"] for one in await engine.rows(job)] == [one["nom"] for one in mine.rows] == ["No. 1", "No. 3", "No. 6", "No. 7"]
    assert now.tallies.by_name(QUERY, ROWS) == {"coiffeur": 1, "dentiste": 3}
    assert {name: (one.tiles, one.with_results) for name, one in now.tallies.queries().items()} == {"dentiste": (3, 3), "coiffeur": (3, 1)}
    assert (now.status, now.points_done, now.points_planned, now.dead_queries) == (JobStatus.DONE, 2, 3, [])


async def test_a_job_that_is_run_again_counts_anew(engine: Engine) -> None:
    """The same params give the same rows and the same counts, none of them twice."""
    script: list[Unit] = [{"rows": [row(1, ONE), row(2, OTHER), row(3)]}, {"rows": [row(4), row(5)]}]
    bounds = {"stop_at": 3, "max_per_phone": 1}
    first = await engine.run("mined", params=params(script, **bounds))
    async with engine.running():
        again = await engine.over(await engine.appliance.jobs.rerun(engine.caller, first.public_id))
    for job in (first, again):
        assert await faults(engine, job, Mine(**bounds).dig(script)) == []


async def test_a_job_that_is_handed_over_goes_on_counting(engine: Engine, tmp_path: Path) -> None:
    """The server stops in the middle and comes back: what was counted stays, what was under way is counted when it is done."""
    script: list[Unit] = [
        {"rows": [row(1, ONE)]},
        {"rows": [row(2, OTHER), row(3)], "wait": str(tmp_path / "mark")},
        {"rows": [row(4), row(5)]},
    ]
    bounds = {"stop_at": 3, "max_per_phone": 1}
    job = await engine.create("mined", params=params(script, **bounds))
    async with engine.running():
        await engine.until(job, lambda now: now.points_done == 1 and (tmp_path / "mark").exists())
    assert (await engine.look(job)).status is JobStatus.PENDING
    async with engine.running():
        await engine.over(job)
    assert await faults(engine, job, Mine(**bounds).dig(script)) == []


COUNTING = """
if row["n"] == "wrong":
    job.tally("query", "q", tiles=0.5)
if row["n"] == "much":
    for number in range(2000):
        job.tally("name", str(number), rows=1)
job.tally("letters", row["n"], seen=1, capitals=row["n"].isupper())
job.flag()
return {}
"""


async def test_any_module_may_count(tmp_path: Path) -> None:
    """One that works on rows too; what counts wrongly, or more than a job can keep, fails its row and no other."""
    async with open_engine(tmp_path, {"counting": row_plugin("counting", COUNTING)}) as engine:
        job = await engine.run("counting", [{"n": text} for text in ("a", "B", "a", "wrong", "much")])
        now = await engine.look(job)
        assert {number: why for number, (_, why) in (await engine.units(job)).items() if why} == {
            3: "The module met a fault: TypeError: tiles is no whole number",
            4: "The module met a fault: ValueError: more is counted than a job can keep",
        }
        assert now.tallies.by_name("letters", "seen") == {"a": 2, "B": 1}
        assert now.tallies.by_name("letters", "capitals") == {"B": 1}
        assert now.tallies.count(TILE, "", FLAGGED) == 3
        assert "name" not in {kind for (kind, _, _), _ in now.tallies}
