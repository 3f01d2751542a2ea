"""What `/api` says that a job counted, and where it stopped: on the job, in lists of jobs, and while it runs."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from houses import House, OpenHouse
from jobs import make_job, over
from mining import MINED, Unit, row
from outsend import Person, answer_of, move_in
from stages import listen

from outhost.domain.columns import Row
from outhost.domain.job_tallies import FLAGGED, QUERY, ROWS, TILE, TILES, WITH_RESULTS, Tallies
from outhost.domain.jobs import JobStatus
from outhost.domain.modules import Shape
from outhost.store.transactions import Tx

QUERIES = ["coiffeur", "dentiste", "fleuriste"]
SCRIPT: list[Unit] = [
    {"rows": [row(1, "04 72 00 00 01"), row(2, "+33 4 72 00 00 01", "coiffeur", "69002"), row(3)], "is_flagged": True},
    {"rows": [row(4, "", "coiffeur")]},
    {"rows": [row(5)]},
]
JOB = {"script": SCRIPT, "queries": QUERIES, "zones": ["69001", "69002"]}


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house with a source whose rows are known beforehand."""
    folder = tmp_path_factory.mktemp("plugins")
    (folder / "mined.py").write_text(MINED, "utf-8")
    async with open_house(tmp_path_factory.mktemp("tallies"), plugins_dir=str(folder)) as opened:
        yield opened


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody with a workspace, who looks after the installation too."""
    async with move_in(house, is_admin=True) as resident:
        yield resident


async def run(person: Person, **bounds: int) -> Row:
    """Run the script, and give the job as it is in the end."""
    made = await answer_of(person.client.post("/api/jobs/mined", json=JOB | bounds))
    assert (made["query_stats"], made["dead_queries"], made["breakdown"]) == ({}, [], {"by_query": {}, "by_zone": {}})
    await over(person.house, person.workspace_id, made["id"])
    ended: Row = await answer_of(person.client.get(f"/api/jobs/{made['id']}"))
    return ended


async def test_a_job_says_what_its_queries_and_zones_gave(person: Person) -> None:
    """By query and by zone as I sent them, in my order; which query found nothing anywhere; and how many tiles were not given whole."""
    job = await run(person)
    assert job["breakdown"] == {"by_query": {"coiffeur": 2, "dentiste": 3}, "by_zone": {"69001": 4, "69002": 1}}
    assert list(job["breakdown"]["by_query"]) == QUERIES[:2]
    assert job["query_stats"] == {
        "coiffeur": {"tiles": 3, "with_results": 2, "found_pct": 66.7},
        "dentiste": {"tiles": 3, "with_results": 2, "found_pct": 66.7},
        "fleuriste": {"tiles": 3, "with_results": 0, "found_pct": 0.0},
    }
    assert (job["dead_queries"], job["flagged_tiles_count"], job["ef_cost"]) == (["fleuriste"], 1, 0.0)
    assert [one for one in await answer_of(person.client.get("/api/jobs")) if one["id"] == job["id"]] == [job]


async def test_a_bounded_job_says_where_it_stopped(person: Person) -> None:
    """I ask for three rows, one a telephone number: I get the first three, and the log says what was left out and what was not run."""
    job = await run(person, stop_at=3, max_per_phone=1)
    assert (job["status"], job["results_count"], job["processed_points"], job["grid_points_count"]) == ("done", 3, 2, 3)
    assert job["breakdown"] == {"by_query": {"coiffeur": 1, "dentiste": 2}, "by_zone": {"69001": 3}}
    items = await answer_of(person.client.get(f"/api/jobs/{job['id']}/items"))
    assert [one["nom"] for one in items["items"]] == ["No. 1", "No. 3", "No. 4"]
    log = await answer_of(person.client.get(f"/api/jobs/{job['id']}/logs"))
    assert [line["message"] for line in log["items"]][-2:] == [
        "Rows left out: 1. Of one telephone, at most 1 are kept.",
        "Rows: 3, as many as were asked for; the job ends here. Units that are not run: 1 of 3.",
    ]


async def test_a_stream_says_how_the_queries_go(person: Person) -> None:
    """Each `status` has them as the job has them by then; the last is what the job says."""
    made = await answer_of(person.client.post("/api/jobs/mined", json=JOB))
    async with listen(person.client, f"/api/jobs/{made['id']}/stream") as ear:
        heard = await ear.all()
    statuses = [frame.data for frame in heard if frame.event == "status"]
    job = await answer_of(person.client.get(f"/api/jobs/{made['id']}"))
    assert statuses[-1]["query_stats"] == job["query_stats"]
    assert len(job["query_stats"]) == 3
    asked = [sum(one["tiles"] for one in status["query_stats"].values()) for status in statuses]
    assert asked == sorted(asked)
    assert all(status["processed_points"] * 3 == tiles for status, tiles in zip(statuses, asked, strict=True))


async def test_a_map_costs_by_query_and_tile(person: Person) -> None:
    """Three queries in 1,234 tiles are 0.37 EF, on the job and in the administrators' queue, while it is live and afterwards."""
    told = Tallies().plus([((QUERY, "dentiste", TILES), 5), ((QUERY, "dentiste", WITH_RESULTS), 0), ((TILE, "", FLAGGED), 2)])
    values: dict[str, Any] = {"job_type": "scrap", "shape": Shape.SOURCE, "params": {"queries": QUERIES}, "tallies": told.as_list()}
    live = await make(person, JobStatus.RUNNING, points_planned=1234, **values)
    ended = await make(person, JobStatus.DONE, points_planned=1234, **values)
    jobs = {one["id"]: one for one in await answer_of(person.client.get("/api/jobs"))}
    assert (jobs[live]["ef_cost"], jobs[ended]["ef_cost"]) == (0.37, 0.37)
    assert (jobs[live]["dead_queries"], jobs[ended]["dead_queries"]) == ([], ["dentiste"])
    assert jobs[ended]["flagged_tiles_count"] == 2
    queue = await answer_of(person.client.get("/api/jobs/queue"))
    assert {one["id"]: one["ef_cost"] for one in queue["items"]}[live] == 0.37


async def test_a_list_of_jobs_costs_no_more_for_what_they_counted(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five hundred of them with all their counts: as many statements as for one."""
    told = Tallies().plus(((QUERY, query, ROWS), 7) for query in QUERIES).as_list()
    await make(person, JobStatus.DONE, tallies=told)
    statements: list[str] = []
    given = Tx.all

    def counted(tx: Tx, sql: str, **about: object) -> Any:
        statements.append(sql)
        return given(tx, sql, **about)

    monkeypatch.setattr(Tx, "all", counted)
    one = await answer_of(person.client.get("/api/jobs?limit=500"))
    few = len(statements)
    monkeypatch.undo()
    for _ in range(120):
        await make(person, JobStatus.DONE, tallies=told)
    monkeypatch.setattr(Tx, "all", counted)
    statements.clear()
    many = await answer_of(person.client.get("/api/jobs?limit=500"))
    assert len(many) == len(one) + 120
    assert {tuple(job["breakdown"]["by_query"].values()) for job in many} == {(7, 7, 7)}
    assert len(statements) == few


async def make(person: Person, status: JobStatus, **values: Any) -> str:
    """Make a job by hand."""
    job = await person.house.appliance.store.write(make_job, person.workspace_id, person.id, status, **values)
    return job.public_id
