"""Many people who become leads at once: rows, a file, or the rows of a job."""

from collections.abc import AsyncIterator
from typing import Any

import openpyxl
import pytest
from houses import SMALL_SPEC, House, OpenHouse
from jobs import ABSENT, make_job, over, rest
from outsend import Person, answer_of, books_of, move_in

from outhost.domain.jobs import Job, JobStatus
from outhost.domain.lists import LeadList, ListType
from outhost.operations import tables
from outhost.operations.lists import NewList

PEOPLE = [{"first_name": "Marie", "company": "Acme"}, {"first_name": "Léo", "company": None}]
CSV = "Prénom;Société;first_name\r\nMarie;Acme;wrong\r\nLéo;;wrong\r\n".encode()


@pytest.fixture(scope="module")
async def quiet_house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house in which nothing is run."""
    async with open_house(tmp_path_factory.mktemp("bulk")) as opened:
        rest(opened)
        yield opened


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody whose jobs are run."""
    async with move_in(house) as resident:
        yield resident


@pytest.fixture
async def waiting(quiet_house: House) -> AsyncIterator[Person]:
    """Somebody whose jobs wait for ever."""
    async with move_in(quiet_house) as resident:
        yield resident


async def test_rows_become_leads(person: Person) -> None:
    """One image and one credit each, in the order of the rows, with the link in the job's rows."""
    made = await _list(person)
    job = await _ended(person, await _bulk(person, made, json={"rows": PEOPLE}))
    assert (job.status, job.results_count, job.error_count, job.job_type) == (JobStatus.DONE, 2, 0, "personalise")
    rows = (await answer_of(person.client.get(f"/api/jobs/{job.public_id}/items")))["items"]
    leads = (await answer_of(person.client.get(f"/api/lists/{made.public_id}/leads")))["items"]
    assert {lead["tracking_id"]: lead["image_url"] for lead in leads} == {row["tracking_id"]: row["image_url"] for row in rows}
    assert {lead["tracking_id"]: lead["variables"] for lead in leads} == {row["tracking_id"]: PEOPLE[n] for n, row in enumerate(rows)}
    assert [row["missing_variables"] for row in rows] == [[], ["company"]]
    assert await person.house.appliance.read(lambda tx: tx.credits.balance(person.workspace_id)) == 998


async def test_a_file_is_read_as_its_preview_shows_it(person: Person) -> None:
    """Columns by the names of variables, unless I say otherwise; null leaves a variable without one though a column has its name."""
    made = await _list(person)
    for mapping, names in (
        ('{"first_name": "Prénom", "company": "Société"}', [("Marie", "Acme"), ("Léo", None)]),
        ('{"first_name": null}', [(None, None), (None, None)]),
        ("", [("wrong", None), ("wrong", None)]),
    ):
        job = await _ended(person, await _bulk(person, made, files={"file": ("people.csv", CSV)}, data={"mapping": mapping}))
        assert job.status is JobStatus.DONE, job.error_message
        leads = (await answer_of(person.client.get(f"/api/lists/{made.public_id}/leads", params={"limit": "2"})))["items"]
        found = [(lead["variables"]["first_name"], lead["variables"]["company"]) for lead in leads]
        assert sorted(found, key=str) == sorted(names, key=str)


async def test_a_workbook_will_do_too(person: Person, tmp_path: Any) -> None:
    """XLSX, as people keep it."""
    book = openpyxl.Workbook()
    book.active.append(["first_name", "company"])
    book.active.append(["Marie", "Acme"])
    book.save(tmp_path / "people.xlsx")
    made = await _list(person)
    job = await _ended(person, await _bulk(person, made, files={"file": (tmp_path / "people.xlsx").read_bytes()}))
    assert (job.status, job.results_count) == (JobStatus.DONE, 1)


async def test_the_rows_of_a_job_become_leads(person: Person) -> None:
    """Its columns by my map, its first rows alone if I say so."""
    made = await _list(person)
    rows = [{"nom": f"Person {n}", "société": "Acme"} for n in range(3)]
    source = await person.house.appliance.store.write(make_job, person.workspace_id, person.id, rows=rows)
    body = {"job_id": source.public_id, "map": {"first_name": "nom", "company": "Société"}, "limit": 2}
    shown = await answer_of(person.client.post(f"/api/lists/{made.public_id}/leads/from-job", json=body))
    assert (shown["source_job_id"], shown["grid_points_count"]) == (source.public_id, 2)
    job = await _ended(person, shown)
    assert job.status is JobStatus.DONE, job.error_message
    leads = (await answer_of(person.client.get(f"/api/lists/{made.public_id}/leads")))["items"]
    assert sorted(lead["variables"]["first_name"] for lead in leads) == ["Person 0", "Person 1"]
    assert {lead["variables"]["company"] for lead in leads} == {"Acme"}


async def test_a_map_of_no_variable_draws_nothing(waiting: Person) -> None:
    """Of the rows of a job either: I would pay for images without anything on them."""
    made = await _list(waiting)
    before = await books_of(waiting.house)
    body = {"job_id": ABSENT, "map": {"frist_name": "nom"}}
    answer = await waiting.client.post(f"/api/lists/{made.public_id}/leads/from-job", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "map.frist_name")
    assert "first_name" in answer.json()["detail"]
    assert await books_of(waiting.house) == before


async def test_a_job_that_runs_out_of_credits_goes_on_after_a_top_up(house: House) -> None:
    """The first rows have the last credits, and the log says what to do; resumed, the job charges nobody twice."""
    async with move_in(house, credit_count=2) as person:
        made = await _list(person)
        job = await _ended(person, await _bulk(person, made, json={"rows": [{"first_name": f"P{n}"} for n in range(5)]}))
        assert (job.status, job.error_message, job.results_count) == (JobStatus.FAILED, "insufficient_credits", 2)
        drawn = (await answer_of(person.client.get(f"/api/jobs/{job.public_id}/items")))["items"]
        assert [row["first_name"] for row in drawn] == ["P0", "P1"]
        log = (await answer_of(person.client.get(f"/api/jobs/{job.public_id}/logs")))["items"]
        assert ["resume the job" in line["message"] for line in log if line["level"] == "error"] == [True]
        await house.appliance.credits.grant(person.caller, 10, "")
        resumed = await answer_of(person.client.post("/api/jobs/resume", json={"job_id": job.public_id}))
        assert resumed["grid_points_count"] == 3
        job = await _ended(person, resumed)
        assert (job.status, job.results_count) == (JobStatus.DONE, 5)
        rows = (await answer_of(person.client.get(f"/api/jobs/{job.public_id}/items")))["items"]
        assert sorted(row["first_name"] for row in rows) == [f"P{n}" for n in range(5)]
        assert (await answer_of(person.client.get(f"/api/lists/{made.public_id}/leads")))["total"] == 5
        assert await house.appliance.read(lambda tx: tx.credits.balance(person.workspace_id)) == 7


async def test_a_list_is_processing_while_a_job_fills_it(waiting: Person) -> None:
    """On both surfaces, from the moment the job is there until its end; other lists are not."""
    made, other = await _list(waiting), await _list(waiting)
    key = (await answer_of(waiting.client.post("/api/outwink-key/rotate")))["api_key"]
    job = await _bulk(waiting, made, json={"rows": PEOPLE})
    for status in ("processing", "completed"):
        assert (await answer_of(waiting.client.get(f"/api/lists/{made.public_id}")))["status"] == status
        assert {one["list_id"]: one["status"] for one in (await answer_of(waiting.client.get("/api/lists")))["items"]} == {
            made.public_id: status,
            other.public_id: "completed",
        }
        async with waiting.with_key(key) as outwink:
            assert (await answer_of(outwink.get(f"/v1/lists/{made.public_id}")))["status"] == status
            assert status in [one["status"] for one in (await answer_of(outwink.get("/v1/lists")))["lists"]]
        assert (await waiting.client.patch(f"/api/lists/{made.public_id}", json={"name": "Q3"})).json()["status"] == status
        if status == "processing":
            await answer_of(waiting.client.post(f"/api/jobs/{job['id']}/cancel"))


WRONG: dict[str, tuple[dict[str, Any], int, str | None]] = {
    "no rows": ({"json": {"rows": []}}, 422, "rows"),
    "no body": ({"json": {}}, 422, "rows"),
    "too many rows": ({"json": {"rows": [{}] * 10_001}}, 422, "rows"),
    "a row that is none": ({"json": {"rows": [1]}}, 422, "rows.0"),
    "a map that is none": ({"json": {"rows": PEOPLE, "map": {"first_name": 1}}}, 422, "map.first_name"),
    "a map of no variable": ({"json": {"rows": PEOPLE, "map": {"x": "first_name"}}}, 422, "map.x"),
    "variables one level too deep": ({"json": {"rows": [{"variables": {"first_name": "Ada"}}]}}, 422, "rows.0.variables"),
    "no JSON": ({"content": b"["}, 400, None),
    "a file that is no table": ({"files": {"file": b"\xd0\xcf\x11\xe0"}}, 422, "file"),
    "a file of names alone": ({"files": {"file": b"first_name;company\r\n"}}, 422, "file"),
    "too long a file": ({"files": {"file": b"first_name\r\n" + b"Ada\r\n" * 4}}, 422, "file"),
    "a mapping that is none": ({"files": {"file": CSV}, "data": {"mapping": "[]"}}, 422, "mapping"),
    "a mapping of no column": ({"files": {"file": CSV}, "data": {"mapping": '{"first_name": "x"}'}}, 422, "mapping.first_name"),
    "a map of no column": ({"files": {"file": CSV}, "data": {"map": '{"first_name": "x"}'}}, 422, "mapping.first_name"),
    "a mapping of no variable": ({"files": {"file": CSV}, "data": {"mapping": '{"x": "Prénom"}'}}, 422, "mapping.x"),
}


@pytest.mark.parametrize("name", WRONG)
async def test_what_won_t_do_makes_no_job(waiting: Person, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """I am told which field is at fault, and nothing is kept or charged."""
    monkeypatch.setattr(tables, "MOST_TAKEN", 3)
    sent, status, field = WRONG[name]
    made = await _list(waiting)
    before = await books_of(waiting.house)
    answer = await waiting.client.post(f"/api/lists/{made.public_id}/leads/bulk", **sent)
    assert answer.status_code == status, answer.text
    assert [error["field"] for error in answer.json().get("errors", [])] == ([field] if field else [])
    assert await books_of(waiting.house) == before
    assert (await answer_of(waiting.client.get(f"/api/lists/{made.public_id}")))["status"] == "completed"


async def test_a_list_of_texts_takes_no_leads(waiting: Person) -> None:
    """Neither rows nor a file nor a job."""
    made = await waiting.house.appliance.lists.add(waiting.caller, NewList(name="Openers", list_type=ListType.ICE_BREAKER))
    source = await waiting.house.appliance.store.write(make_job, waiting.workspace_id, waiting.id)
    before = await books_of(waiting.house)
    path = f"/api/lists/{made.public_id}/leads"
    for call in (
        waiting.client.post(f"{path}/bulk", json={"rows": PEOPLE}),
        waiting.client.post(f"{path}/bulk", files={"file": CSV}),
        waiting.client.post(f"{path}/from-job", json={"job_id": source.public_id}),
    ):
        assert (await call).status_code == 400
    assert await books_of(waiting.house) == before


async def test_a_job_that_is_no_source_fills_no_list(waiting: Person) -> None:
    """One that is not there, one that is not done, one without rows."""
    made = await _list(waiting)
    failed, empty = [
        (await waiting.house.appliance.store.write(make_job, waiting.workspace_id, waiting.id, status, rows)).public_id
        for status, rows in ((JobStatus.FAILED, PEOPLE), (JobStatus.DONE, []))
    ]
    before = await books_of(waiting.house)
    for body, status in (
        ({}, 422),
        ({"job_id": ABSENT}, 404),
        ({"job_id": failed}, 400),
        ({"job_id": empty}, 422),
        ({"job_id": failed, "limit": 0}, 422),
    ):
        answer = await waiting.client.post(f"/api/lists/{made.public_id}/leads/from-job", json=body)
        assert answer.status_code == status, answer.text
    assert await books_of(waiting.house) == before


async def _list(person: Person) -> LeadList:
    return await person.house.appliance.lists.add(person.caller, NewList(name="Q2", document=SMALL_SPEC))


async def _bulk(person: Person, made: LeadList, **sent: Any) -> dict[str, Any]:
    shown: dict[str, Any] = await answer_of(person.client.post(f"/api/lists/{made.public_id}/leads/bulk", **sent))
    return shown


async def _ended(person: Person, shown: dict[str, Any]) -> Job:
    return await over(person.house, person.workspace_id, shown["id"])
