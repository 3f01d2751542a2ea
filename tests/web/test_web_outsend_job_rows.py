"""The rows of a job on `/api`: looked through, with where they came from, and carried away."""

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import openpyxl
import pytest
from houses import House, OpenHouse
from jobs import make_job, rest
from outsend import Person, answer_of, books_of, move_in

from outhost.domain.jobs import Job, JobStatus, Level, LogLine
from outhost.store.transactions import Tx

PEOPLE = [
    {"name": "Zoé Éclair", "town": "Saint-Étienne", "note": 4.5, "tags": ["vip", "Île"], "phone": "04 72 00 00 00"},
    {"name": "=1+1", "town": None, "note": True, "tags": [], "phone": "+33472000001"},
    {"name": 'A "quoted\nname"', "town": "lyon_nord", "note": None, "tags": None, "phone": None},
    {"name": "name town null true", "town": "Lyon", "note": 12, "tags": {"a": "deep"}, "phone": None},
]
FOUND = {"name": {"source": "https://acme.example/", "method": "html", "at": None, "snippet": "Zoé"}}


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house in which nothing is run."""
    async with open_house(tmp_path_factory.mktemp("rows")) as opened:
        rest(opened)
        yield opened


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody with a workspace."""
    async with move_in(house) as resident:
        yield resident


SEARCHES = {
    "zoe": [0],
    "ECLAIR": [0],
    "éclair zo": [0],
    "saint": [0],
    "etienne": [0],
    "saint-etienne": [0],
    "tienne": [],
    "ile": [0],
    "4.5": [0],
    "04 72": [0],
    "72000001": [],
    "33472": [1],
    "quoted": [2],
    "name": [2, 3],
    "nname": [],
    "nord": [2],
    "lyon": [2, 3],
    "lyon name": [2, 3],
    "lyon zoe": [],
    "deep": [3],
    "null": [3],
    "tru": [3],
    "town": [3],
    "": [0, 1, 2, 3],
    " ": [0, 1, 2, 3],
    "12": [3],
    "(.*": [0, 1, 2, 3],
}
"""What is looked for, and the rows in which each of its words begins a word."""


@pytest.mark.parametrize("words", SEARCHES)
async def test_words_find_rows_by_their_beginnings(person: Person, words: str) -> None:
    """Case and accents don't matter, nor what is no letter or digit; what is no value of mine is no word."""
    job = await _make(person)
    found = await answer_of(person.client.get(f"/api/jobs/{job.public_id}/items", params={"q": words}))
    assert found["items"] == [PEOPLE[place] for place in SEARCHES[words]]
    assert found["total"] == len(SEARCHES[words])


async def test_a_search_has_pages(person: Person) -> None:
    """The total counts all that is found, whatever the page."""
    rows = [{"name": f"{'even' if n % 2 == 0 else 'odd'} {n}"} for n in range(5000)]
    job = await _make(person, rows=rows)
    for offset, first in ((0, 0), (1001, 2002), (2499, 4998)):
        query = {"q": "EVEN", "limit": "2", "offset": str(offset)}
        found = await answer_of(person.client.get(f"/api/jobs/{job.public_id}/items", params=query))
        assert [row["name"] for row in found["items"]] == [f"even {n}" for n in (first, first + 2) if n < 5000]
        assert (found["total"], found["limit"], found["offset"]) == (2500, 2, offset)
    found = await answer_of(person.client.get(f"/api/jobs/{job.public_id}/items", params={"limit": "1000", "offset": "4999"}))
    assert ([row["name"] for row in found["items"]], found["total"]) == (["odd 4999"], 5000)
    assert (await answer_of(person.client.get(f"/api/jobs/{job.public_id}/items?offset=2147483647")))["items"] == []


async def test_rows_that_are_older_than_a_column_have_it_empty(person: Person) -> None:
    """A column that came with a later row stands in every row."""
    job = await _make(person, rows=[{"a": 1}])
    await person.house.appliance.store.write(lambda tx: tx.jobs.put(job.key, columns=["a", "b"]))
    found = await answer_of(person.client.get(f"/api/jobs/{job.public_id}/items"))
    assert (found["items"], found["columns"]) == ([{"a": 1, "b": None}], ["a", "b"])


async def test_each_row_says_where_it_came_from_if_i_ask(person: Person) -> None:
    """An object `provenance`, empty where nothing is known; not in the way of a column of that name."""
    job = await _make(person, rows=[{"name": "Zoé"}, {"name": "Ada"}])
    await person.house.appliance.store.write(_know, job)
    path = f"/api/jobs/{job.public_id}/items"
    assert (await answer_of(person.client.get(path)))["items"] == [{"name": "Zoé"}, {"name": "Ada"}]
    assert (await answer_of(person.client.get(path, params={"provenance": "1"})))["items"] == [
        {"name": "Zoé", "provenance": FOUND},
        {"name": "Ada", "provenance": {}},
    ]
    other = await _make(person, rows=[{"provenance": "mine"}])
    found = await answer_of(person.client.get(f"/api/jobs/{other.public_id}/items?provenance=true"))
    assert found["items"] == [{"provenance": "mine", "provenance_2": {}}]


async def test_rows_come_as_a_file(person: Person) -> None:
    """As JSON unless I say otherwise, named after the job, with the ending of its format; formulas can't run."""
    job = await _make(person)
    path = f"/api/jobs/{job.public_id}/download"
    stem = f"filter_{job.created_at:%Y%m%d}_{job.public_id}"
    plain, csv, raw, lines, workbook = [
        await _file(person, path + query, f"{stem}.{ending}")
        for query, ending in (
            ("", "json"), ("?format=csv", "csv"), ("?format=csv&raw=1", "csv"), ("?format=jsonl", "jsonl"), ("?format=xlsx", "xlsx"),
        )
    ]  # fmt: skip
    assert plain.headers["content-type"] == "application/json"
    assert plain.json() == PEOPLE
    assert [json.loads(line) for line in lines.text.split("\n")[:-1]] == PEOPLE
    assert csv.content.startswith(b'\xef\xbb\xbf"name";"town"')
    assert (b'"\'=1+1"' in csv.content, b'"=1+1"' in raw.content, '"vip | Île"' in csv.text) == (True, True, True)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.content)).active
    assert sheet.cell(3, 1).value == "=1+1"
    assert sheet.cell(3, 1).data_type == "s"
    head = await person.client.head(path)
    assert (head.status_code, head.content, head.headers["content-disposition"]) == (200, b"", f'attachment; filename="{stem}.json"')


async def test_a_file_says_where_values_came_from_if_i_ask(person: Person) -> None:
    """Columns stand beside those of which something is known."""
    job = await _make(person, rows=[{"name": "Zoé"}, {"name": "Ada"}])
    await person.house.appliance.store.write(_know, job)
    rows = (await person.client.get(f"/api/jobs/{job.public_id}/download?provenance=1")).json()
    assert rows[0] == {"name": "Zoé"} | {f"name__{fact}": value for fact, value in FOUND["name"].items()}
    assert rows[1]["name__source"] is None


REFUSED: dict[str, tuple[JobStatus, str, int, str | None]] = {
    "an unknown format": (JobStatus.DONE, "download?format=pdf", 422, "format"),
    "no such flag": (JobStatus.DONE, "download?raw=yes", 422, "raw"),
    "an unknown format of a job that runs": (JobStatus.RUNNING, "download?format=pdf", 422, "format"),
    "the file of a job that waits": (JobStatus.PENDING, "download", 400, None),
    "the file of a job that runs": (JobStatus.RUNNING, "download?format=csv", 400, None),
    "the file of an expired job": (JobStatus.EXPIRED, "download", 404, None),
    "too many rows": (JobStatus.DONE, "items?limit=1001", 422, "limit"),
    "no rows": (JobStatus.DONE, "items?limit=0", 422, "limit"),
    "too long a search": (JobStatus.DONE, f"items?q={'x' * 201}", 422, "q"),
    "no such flag of rows": (JobStatus.DONE, "items?provenance=2", 422, "provenance"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_can_t_be_shown_is_refused(person: Person, name: str) -> None:
    """In both languages, naming the parameter; reading changes nothing."""
    status, call, code, field = REFUSED[name]
    job = await _make(person, status=status)
    before = await books_of(person.house)
    said = []
    for locale in ("en", "fr"):
        answer = await person.client.get(f"/api/jobs/{job.public_id}/{call}", headers={"Accept-Language": locale})
        assert answer.status_code == code, answer.text
        assert [error["field"] for error in answer.json().get("errors", [])] == ([field] if field else [])
        said.append(answer.json()["detail"])
    assert said[0] != said[1]
    assert await books_of(person.house) == before


async def test_a_job_without_rows_has_no_file(person: Person) -> None:
    """It is over, and nothing came of it."""
    job = await _make(person, rows=[])
    assert (await person.client.get(f"/api/jobs/{job.public_id}/download")).status_code == 404
    assert (await answer_of(person.client.get(f"/api/jobs/{job.public_id}/items")))["total"] == 0


@pytest.mark.parametrize("status", [JobStatus.FAILED, JobStatus.CANCELLED])
async def test_the_rows_of_a_job_that_came_to_no_good_end_are_there(person: Person, status: JobStatus) -> None:
    """What it did until then is mine."""
    job = await _make(person, status=status)
    assert (await person.client.get(f"/api/jobs/{job.public_id}/download")).json() == PEOPLE


async def test_rows_so_far_are_shown_while_a_job_runs(person: Person) -> None:
    """I need not wait for its end."""
    job = await _make(person, status=JobStatus.RUNNING)
    assert (await answer_of(person.client.get(f"/api/jobs/{job.public_id}/items?limit=1")))["items"] == PEOPLE[:1]


@pytest.mark.parametrize("query", ["", "?q=name", "?offset=20000"])
async def test_an_expired_job_shows_no_rows_though_they_are_not_removed_yet(person: Person, query: str) -> None:
    """Its time is over from that moment on, not from when the janitor came by; its columns are still told."""
    job = await _make(person, status=JobStatus.EXPIRED)
    found = await answer_of(person.client.get(f"/api/jobs/{job.public_id}/items{query}"))
    assert (found["items"], found["total"], found["columns"][0]) == ([], 0, "name")


async def test_the_log_is_its_last_500_lines(person: Person) -> None:
    """Oldest first, each with its moment and its level."""
    job = await _make(person)
    await person.house.appliance.store.write(_talk, job)
    lines = (await answer_of(person.client.get(f"/api/jobs/{job.public_id}/logs")))["items"]
    assert [line["message"] for line in lines] == [f"line {n}" for n in range(100, 600)]
    assert {(line["level"], line["timestamp"][-1]) for line in lines} == {("warn", "Z")}


async def _make(person: Person, *, status: JobStatus = JobStatus.DONE, rows: Any = None) -> Job:
    return await person.house.appliance.store.write(
        make_job, person.workspace_id, person.id, status, PEOPLE if rows is None else rows
    )  # fmt: skip


async def _file(person: Person, path: str, name: str) -> httpx.Response:
    answer = await person.client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    return answer


def _know(tx: Tx, job: Job) -> None:
    key = tx.job_rows.after(job.key, 0, limit=1)[0][0]
    tx.run("UPDATE job_rows SET provenance = :found WHERE key = :key", found=json.dumps(FOUND), key=key)
    tx.jobs.put(job.key, has_provenance=1)


def _talk(tx: Tx, job: Job) -> None:
    tx.job_frames.insert_log(job.workspace_id, job.key, [LogLine(Level.WARN, f"line {n}") for n in range(600)])
