"""A deep search for e-mail addresses on `/api`: what must have come before it, and what it is refused on."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from houses import House, OpenHouse
from jobs import ABSENT, make_job, rest
from outsend import Person, answer_of, books_of, check_refused, move_in

from outhost.domain.jobs import Job, JobStatus

SITES = ({"nom": "Acme", "site_web": "acme.example"},)
NORMAL: dict[str, Any] = {"job_type": "emails", "params": {"mode": "normal"}}
DEEP: dict[str, Any] = {"job_type": "emails", "params": {"mode": "deep"}}
NEEDED = "takes a done emails job with `mode` normal"


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house in which nothing is run."""
    async with open_house(tmp_path_factory.mktemp("deep")) as opened:
        rest(opened)
        yield opened


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody with a workspace."""
    async with move_in(house) as resident:
        yield resident


async def make(person: Person, status: JobStatus = JobStatus.DONE, **values: Any) -> Job:
    """Make a job of theirs."""
    return await person.house.appliance.store.write(lambda tx: make_job(tx, person.workspace_id, person.id, status, SITES, **values))


async def test_a_job_says_how_far_it_looks(person: Person) -> None:
    """`email_mode` is normal unless I say otherwise, and null with other modules."""
    made = await answer_of(person.client.post("/api/jobs/emails", json={"items": list(SITES)}))
    other = await answer_of(person.client.post("/api/jobs/socials", json={"items": list(SITES)}))
    assert (made["email_mode"], other["email_mode"]) == ("normal", None)


async def test_a_deep_search_goes_on_from_a_normal_one(person: Person) -> None:
    """Its source is the normal run, with rows of mine or without, or the job that that one read; it can be run again."""
    imported = await make(person, job_type="import")
    normal = await make(person, source_job_id=imported.public_id, **NORMAL)
    bodies = (
        {"source_job_id": normal.public_id},
        {"source_job_id": normal.public_id, "items": list(SITES)},
        {"source_job_id": imported.public_id},
    )
    for body in bodies:
        made = await answer_of(person.client.post("/api/jobs/emails", json={"mode": "deep", **body}))
        assert (made["email_mode"], made["source_job_id"], made["grid_points_count"]) == ("deep", body["source_job_id"], 1)
        await answer_of(person.client.post(f"/api/jobs/{made['id']}/cancel"))
    again = await answer_of(person.client.post(f"/api/jobs/{made['id']}/rerun"))
    assert again["email_mode"] == "deep"


async def test_a_deep_search_takes_a_normal_one_first(person: Person) -> None:
    """Rows alone, or a source that no normal run is or has read: I am told what to give, and nothing is made."""
    unread, read, half = [await make(person, job_type="import") for _ in range(3)]
    await make(person, source_job_id=read.public_id, **DEEP)
    await make(person, JobStatus.FAILED, source_job_id=read.public_id, **NORMAL)
    await make(person, source_job_id=read.public_id, job_type="socials", params={"mode": "normal"})
    await make(person, JobStatus.RUNNING, source_job_id=half.public_id, **NORMAL)
    deep = await make(person, **DEEP)
    waiting = await make(person, JobStatus.FAILED, **NORMAL)
    for body in (
        {"items": list(SITES)},
        {"source_job_id": unread.public_id},
        {"source_job_id": unread.public_id, "items": list(SITES)},
        {"source_job_id": read.public_id},
        {"source_job_id": half.public_id},
        {"source_job_id": deep.public_id},
        {"source_job_id": waiting.public_id, "items": list(SITES)},
    ):
        await check_refused(person, "POST", "/api/jobs/emails", status=400, says=NEEDED, body={"mode": "deep", **body})


async def test_what_is_wrong_with_the_source_itself_is_said_first(person: Person) -> None:
    """One that is not there is a 404, one that is not done is told to be."""
    failed = await make(person, JobStatus.FAILED, **NORMAL)
    deep = {"mode": "deep"}
    await check_refused(person, "POST", "/api/jobs/emails", status=404, says="No job of yours", body=deep | {"source_job_id": ABSENT})
    await check_refused(
        person, "POST", "/api/jobs/emails", status=400, says="only a done one", body=deep | {"source_job_id": failed.public_id}
    )
    await check_refused(
        person, "POST", "/api/jobs/emails", status=422, says="mode", field="mode", body={"mode": "far", "items": list(SITES)}
    )


async def test_my_neighbours_run_is_none_of_mine(person: Person) -> None:
    """A normal run of another workspace on a source of that id, or that run itself, answers as if there were none."""
    mine = await make(person, job_type="import")
    async with move_in(person.house) as neighbour:
        await make(neighbour, source_job_id=mine.public_id, **NORMAL)
        theirs = await make(neighbour, **NORMAL)
    before = await books_of(person.house)
    answers = [
        await person.client.post("/api/jobs/emails", json={"mode": "deep", "source_job_id": named})
        for named in (mine.public_id, theirs.public_id, ABSENT)
    ]
    assert [answer.status_code for answer in answers] == [400, 404, 404]
    assert answers[1].text == answers[2].text
    assert await books_of(person.house) == before
