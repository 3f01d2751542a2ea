"""Jobs on `/api`: made of rows, followed to their end, and whatever keeps one from being made."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from clocks import TurnedClock
from houses import PASSWORD, House, OpenHouse
from jobs import ABSENT, PATIENCE_SECONDS, PEOPLE, make_job, over, rest
from outsend import Person, answer_of, books_of, check_refused, events_of, join, log_in, move_in
from own_modules import LACKING, LOUD

from outhost.domain.columns import Row
from outhost.domain.jobs import Job, JobStatus
from outhost.domain.lists import ListType
from outhost.domain.workspaces import Role
from outhost.operations.jobs import job_named
from outhost.operations.lists import NewList
from outhost.store.job_frames import told
from outhost.store.transactions import Tx

FIELDS = [
    "id", "job_type", "queries", "zones", "include_reviews", "status", "grid_points_count", "processed_points", "results_count",
    "error_count", "ef_cost", "created_at", "started_at", "completed_at", "expires_at", "error_message", "output_filename",
    "download_available", "source_job_id", "pipeline_id", "email_mode", "breakdown", "dead_queries", "flagged_tiles_count",
    "total_attempts_count", "query_stats",
]  # fmt: skip
SHOPS = [{"Company": "Acme", "Tél.": "0472000000", "Owner": "Ada"}, {"Company": "Globex", "Tél.": "", "Owner": None}]


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house with modules of the owner's, in which jobs are run."""
    async with open_house(tmp_path_factory.mktemp("jobs"), plugins_dir=str(_plugins(tmp_path_factory))) as opened:
        yield opened


@pytest.fixture(scope="module")
async def quiet_house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house with the same modules, in which nothing is run, so that whatever changes is a call's doing."""
    async with open_house(tmp_path_factory.mktemp("quiet"), plugins_dir=str(_plugins(tmp_path_factory))) as opened:
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


async def test_a_job_goes_from_rows_to_rows(person: Person) -> None:
    """I send rows with columns of my own names; I get the job at once, follow it, and find my rows with all their columns."""
    made = await answer_of(person.client.post("/api/jobs/filter", json={"items": SHOPS, "require_phone": True, "unknown": 1}))
    assert list(made) == FIELDS
    assert (made["status"], made["job_type"], made["grid_points_count"], made["download_available"]) == ("pending", "filter", 2, False)
    assert made["output_filename"] == f"filter_{made['created_at'][:10].replace('-', '')}_{made['id']}.csv"
    await over(person.house, person.workspace_id, made["id"])
    done = await answer_of(person.client.get(f"/api/jobs/{made['id']}"))
    assert (done["status"], done["results_count"], done["processed_points"], done["download_available"]) == ("done", 1, 2, True)
    assert (done["queries"], done["ef_cost"], done["breakdown"]) == ([], 0.0, {"by_query": {}, "by_zone": {}})
    found = await answer_of(person.client.get(f"/api/jobs/{made['id']}/items"))
    assert found == {"items": SHOPS[:1], "total": 1, "limit": 100, "offset": 0, "columns": ["Company", "Tél.", "Owner"]}
    log = await answer_of(person.client.get(f"/api/jobs/{made['id']}/logs"))
    assert "Columns read as: nom ← Company, telephone ← Tél.." in [line["message"] for line in log["items"]]
    assert [name for name, _, _ in await events_of(person)][-2:] == ["job.created", "job.completed"]


async def test_rows_without_what_is_needed_are_left_out_and_counted(person: Person) -> None:
    """The log says how many, in my language; hyphens are as good as underscores, and what fails is counted too."""
    rows = [{"name": "Ada", "n": 1}, {"name": " ", "n": 2}, {"n": 3}, {"name": "quiet", "n": 4}]
    job = await _run(person, "/api/jobs/say-loud", {"items": rows, "marks": 2}, locale="fr")
    assert (job["status"], job["grid_points_count"], job["error_count"], job["total_attempts_count"]) == ("done", 2, 1, 2)
    assert await _rows(person, job["id"]) == [{"name": "Ada", "n": 1, "loud": "ADA!!"}]
    log = [line["message"] for line in (await answer_of(person.client.get(f"/api/jobs/{job['id']}/logs")))["items"]]
    assert "2 lignes sans nom ont été écartées." in log
    assert "Ligne 2 : C’est muet." in log


async def test_each_address_is_verified_once(person: Person) -> None:
    """Whatever its case, and however often it stands there; what is no address is left out. Where nothing is left I am told so."""
    rows = [{"Mail": address, "n": number} for number, address in enumerate(["Sam@GMail.com", "none", " sam@gmail.com ", "kim@free.fr"])]
    job = await _run(person, "/api/jobs/verify_emails", {"items": rows})
    assert (job["status"], job["grid_points_count"], job["results_count"]) == ("done", 2, 2)
    found = [(row["Mail"], row["n"], row["category"]) for row in await _rows(person, job["id"])]
    assert found == [("sam@gmail.com", 0, "big_provider"), ("kim@free.fr", 3, "big_provider")]
    body = {"items": rows[1:2]}
    await check_refused(person, "POST", "/api/jobs/verify_emails", status=422, says="email (@)", field="items", body=body)


async def test_a_job_whose_every_row_fails_has_failed(person: Person) -> None:
    """It says why in one sentence."""
    job = await _run(person, "/api/jobs/say_loud", {"items": [{"name": "quiet"}]})
    assert (job["status"], job["error_message"]) == ("failed", "Every row failed; the first because: It is quiet.")
    assert job["download_available"] is False


async def test_a_column_that_would_be_overwritten_is_kept(person: Person) -> None:
    """What stood in my column of that name stands beside it, and the old outcome is not read as a name."""
    job = await _run(person, "/api/jobs/say_loud", {"items": [{"name": "Ada", "loud": "whisper"}]})
    assert await _rows(person, job["id"]) == [{"name": "Ada", "loud": "ADA!", "loud_source": "whisper"}]


async def test_a_job_takes_the_rows_of_another(person: Person) -> None:
    """`source_job_id` alone: its rows are worked on. With `items`: those are, and the job remembers where they came from."""
    first = await _run(person, "/api/jobs/filter", {"items": SHOPS})
    second = await _run(person, "/api/jobs/say_loud", {"source_job_id": first["id"]})
    assert second["source_job_id"] == first["id"]
    assert [row["loud"] for row in await _rows(person, second["id"])] == ["ACME!", "GLOBEX!"]
    third = await _run(person, "/api/jobs/say_loud", {"source_job_id": first["id"], "items": [{"name": "Ada"}]})
    assert (third["source_job_id"], await _rows(person, third["id"])) == (first["id"], [{"name": "Ada", "loud": "ADA!"}])
    brought = await _run(person, "/api/jobs/import", {"source": "from_job", "from_job_id": third["id"]})
    assert (brought["source_job_id"], await _rows(person, brought["id"])) == (third["id"], await _rows(person, third["id"]))


async def test_a_file_comes_in(person: Person) -> None:
    """I upload a CSV; the file lies under a name that says nothing, and goes with the job."""
    file = {"file": ("ada.lovelace.csv", "Prénom;Ville\r\nAda;Lyon\r\n".encode(), "text/csv")}
    made = await answer_of(person.client.post("/api/jobs/import", files=file, data={"params": "{}"}))
    await over(person.house, person.workspace_id, made["id"])
    assert await _rows(person, made["id"]) == [{"Prénom": "Ada", "Ville": "Lyon"}]
    uploads = person.house.appliance.folder.uploads
    (kept,) = [path for path in uploads.iterdir() if b"Ada;Lyon" in path.read_bytes()]
    assert "ada" not in kept.name
    again = await answer_of(person.client.post(f"/api/jobs/{made['id']}/rerun"))
    await over(person.house, person.workspace_id, again["id"])
    assert await _rows(person, again["id"]) == [{"Prénom": "Ada", "Ville": "Lyon"}]
    for each in (made, again):
        assert kept.exists()
        assert await answer_of(person.client.delete(f"/api/jobs/{each['id']}")) == {"ok": True}
        await person.house.appliance.job_retention.purge()
    assert not kept.exists()


@pytest.mark.parametrize("comes_as", ["rows", "a file"])
async def test_a_job_is_made_once_for_a_key(person: Person, comes_as: str) -> None:
    """My client sends the same request again: it gets the same job, and no second file is kept."""
    headers, sent = {"Idempotency-Key": "once"}, {"json": {"items": SHOPS}}
    if comes_as == "a file":
        headers, sent = headers | {"Content-Type": "multipart/form-data; boundary=x"}, {"content": _form(b"a;b\r\n1;2\r\n")}
    path = "/api/jobs/filter" if comes_as == "rows" else "/api/jobs/import"
    first = await answer_of(person.client.post(path, headers=headers, **sent))
    await over(person.house, person.workspace_id, first["id"])
    files = _files(person.house)
    assert await answer_of(person.client.post(path, headers=headers, **sent)) == first
    assert _files(person.house) == files
    assert (await person.client.get("/api/jobs")).headers["x-total-count"] == "1"


async def test_a_running_job_is_cancelled_and_resumed(person: Person) -> None:
    """One row never ends: I cancel; what was done stays, and a resumed job begins with it and works on nothing twice."""
    rows = [{"name": "Ada"}, {"name": "endless"}]
    made = await answer_of(person.client.post("/api/jobs/say_loud", json={"items": rows}))
    await _until(person, made["id"], lambda job: job.results_count == 1)
    asked = await answer_of(person.client.post(f"/api/jobs/{made['id']}/cancel"))
    assert asked["status"] == "running"
    await over(person.house, person.workspace_id, made["id"])
    cancelled = await answer_of(person.client.get(f"/api/jobs/{made['id']}"))
    assert (cancelled["status"], cancelled["results_count"], cancelled["download_available"]) == ("cancelled", 1, True)
    resumed = await answer_of(person.client.post("/api/jobs/resume", json={"job_id": made["id"]}))
    assert (resumed["status"], resumed["grid_points_count"]) == ("pending", 1)
    await _until(person, resumed["id"], lambda job: job.results_count == 1)
    assert await _rows(person, resumed["id"]) == [{"name": "Ada", "loud": "ADA!"}]
    await answer_of(person.client.post(f"/api/jobs/{resumed['id']}/cancel"))
    await over(person.house, person.workspace_id, resumed["id"])


async def test_a_sixth_live_job_is_late(waiting: Person) -> None:
    """Five may wait or run; then I am told in how many seconds to come back, before anything else that is wrong. One less, and I may."""
    jobs = [(await answer_of(waiting.client.post("/api/jobs/filter", json={"items": SHOPS})))["id"] for _ in range(5)]
    assert (await answer_of(waiting.client.get("/api/auth/me")))["limits"] == {"concurrent_jobs": 5, "ef_per_job": 1.0}
    before = await books_of(waiting.house)
    for call in (
        waiting.client.post("/api/jobs/filter", json={"items": SHOPS}),
        waiting.client.post("/api/jobs/filter", json={"source_job_id": ABSENT}),
        waiting.client.post("/api/jobs/resume", json={"job_id": ABSENT}),
        waiting.client.post(f"/api/jobs/{jobs[0]}/rerun", headers={"Accept-Language": "fr"}),
    ):
        answer = await call
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
        assert "30 seconds" in answer.text or "30 secondes" in answer.text
    assert await books_of(waiting.house) == before
    async with join(waiting, Role.MEMBER) as colleague:
        await answer_of(colleague.client.post("/api/jobs/filter", json={"items": SHOPS}))
    assert (await answer_of(waiting.client.post(f"/api/jobs/{jobs[0]}/cancel")))["status"] == "cancelled"
    await answer_of(waiting.client.post("/api/jobs/filter", json={"items": SHOPS}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A call that must be refused: what is sent where, and how it is answered."""

    path: str = "/api/jobs/filter"
    body: Any = None
    sent: dict[str, Any] | None = None
    status: int
    says: str
    field: str | None = None


WRONG: dict[str, Wrong] = {
    "no such module": Wrong(path="/api/jobs/no_such", body={"items": SHOPS}, status=404, says="No module of this name"),
    "a module that is only announced": Wrong(path="/api/jobs/hiring", body={"items": SHOPS}, status=404, says="No module of this name"),
    "no JSON": Wrong(sent={"content": b'{"items": [}'}, status=400, says="JSON"),
    "a file for what takes none": Wrong(sent={"files": {"file": b"a;b"}}, status=400, says="JSON"),
    "a form that is cut off": Wrong(
        path="/api/jobs/import",
        sent={"content": b"--x\r\n", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        status=400,
        says="form",
    ),
    "neither rows nor a source": Wrong(body={}, status=422, says="source_job_id", field="items"),
    "no rows": Wrong(body={"items": []}, status=422, says="items", field="items"),
    "too many rows": Wrong(body={"items": [{}] * 10_001}, status=422, says="10000", field="items"),
    "a row that is none": Wrong(body={"items": [{}, 7]}, status=422, says="items.1", field="items.1"),
    "endless names of columns": Wrong(body={"items": [{"c" * 100_001: 1}]}, status=422, says="100001", field="items"),
    "endless params": Wrong(
        body={"items": [{"nom": "Acme"}], "category": {"values": ["x" * 100_001]}}, status=422, says="100000 is the limit", field="category"
    ),
    "too many columns": Wrong(body={"items": [{f"c{n}": n for n in range(501)}]}, status=422, says="501", field="items"),
    "no usable row": Wrong(path="/api/jobs/say_loud", body={"items": [{"x": 1}]}, status=422, says="nom", field="items"),
    "a param that won't do": Wrong(body={"items": SHOPS, "rating_min": "x"}, status=422, says="rating_min", field="rating_min"),
    "a number that is a text": Wrong(body={"items": SHOPS, "rating_min": "4"}, status=422, says="must be a number", field="rating_min"),
    "a yes that is none": Wrong(body={"items": SHOPS, "require_site": "yes"}, status=422, says="true or false", field="require_site"),
    "too much": Wrong(body={"items": SHOPS, "rating_min": 9}, status=422, says='at most 5"', field="rating_min"),
    "a param of an own module": Wrong(
        path="/api/jobs/say_loud", body={"items": SHOPS, "marks": 9}, status=422, says="marks", field="marks"
    ),
    "an empty file": Wrong(path="/api/jobs/import", sent={"files": {"file": b""}}, status=422, says="file", field="file"),
    "no file in the form": Wrong(path="/api/jobs/import", sent={"files": {"other": b"x"}}, status=422, says="file", field="file"),
    "params that are no object": Wrong(
        path="/api/jobs/import", sent={"files": {"file": b"a"}, "data": {"params": "[]"}}, status=422, says="params", field="params"
    ),
    "a param beside a file that won't do": Wrong(
        path="/api/jobs/import",
        sent={"files": {"file": b"a;b"}, "data": {"params": '{"source": "fax"}'}},
        status=422,
        says="source",
        field="source",
    ),
    "a file for nobody's job": Wrong(
        path="/api/jobs/import",
        sent={"files": {"file": b"a;b"}, "data": {"params": f'{{"source": "from_job", "from_job_id": "{ABSENT}"}}'}},
        status=404,
        says="No job of yours",
    ),
    "an import of nothing": Wrong(path="/api/jobs/import", body={}, status=422, says="text", field="text"),
    "a source that is not there": Wrong(body={"source_job_id": ABSENT}, status=404, says="No job of yours"),
    "lineage that is not there": Wrong(body={"source_job_id": ABSENT, "items": SHOPS}, status=404, says="No job of yours"),
    "another job that is not there": Wrong(
        path="/api/jobs/import", body={"source": "from_job", "from_job_id": ABSENT}, status=404, says="No job of yours"
    ),
    "a list that is not there": Wrong(path="/api/jobs/personalise", body={"items": SHOPS, "list_id": "x"}, status=404, says="list"),
    "a module that lacks something": Wrong(path="/api/jobs/say_louder", body={"items": SHOPS}, status=503, says="loudspeaker"),
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_job_that_won_t_do_is_not_made(waiting: Person, name: str) -> None:
    """I am told what is wrong with which field; nothing is kept, no file and no row."""
    wrong = WRONG[name]
    before, files = await books_of(waiting.house), _files(waiting.house)
    answer = await waiting.client.post(wrong.path, **(wrong.sent or {"json": wrong.body}))
    assert answer.status_code == wrong.status, answer.text
    assert wrong.says in answer.text
    assert [error["field"] for error in answer.json().get("errors", [])] == ([wrong.field] if wrong.field else [])
    assert ("retry-after" in answer.headers) == (wrong.status == 503)
    assert await books_of(waiting.house) == before
    assert _files(waiting.house) == files


SOURCES: dict[str, tuple[JobStatus, int, str]] = {
    "a job that runs": (JobStatus.RUNNING, 400, "only a done one"),
    "a failed job": (JobStatus.FAILED, 400, "only a done one"),
    "a job that expired": (JobStatus.EXPIRED, 400, "retention ended"),
}


@pytest.mark.parametrize("name", SOURCES)
async def test_only_a_done_job_is_a_source(waiting: Person, name: str) -> None:
    """I am told why not, and nothing is made of it."""
    source, status, says = SOURCES[name]
    other = await _make(waiting, source)
    before = await books_of(waiting.house)
    for body in ({"source_job_id": other.public_id}, {"source": "from_job", "from_job_id": other.public_id}):
        answer = await waiting.client.post("/api/jobs/import" if "source" in body else "/api/jobs/filter", json=body)
        assert (answer.status_code, says in answer.text) == (status, True), answer.text
    assert await books_of(waiting.house) == before


async def test_the_job_of_another_is_no_source(waiting: Person) -> None:
    """Whatever names a job in a body: one of my neighbour's answers as one that nobody has."""
    async with move_in(waiting.house) as neighbour:
        foreign = (await _make(neighbour)).public_id
    before = await books_of(waiting.house)
    for path, body in (
        ("/api/jobs/filter", {"source_job_id": "ID"}),
        ("/api/jobs/filter", {"source_job_id": "ID", "items": SHOPS}),
        ("/api/jobs/import", {"source": "from_job", "from_job_id": "ID"}),
        ("/api/jobs/resume", {"job_id": "ID"}),
    ):
        answers = [
            await waiting.client.post(path, json={key: value if value != "ID" else named for key, value in body.items()})
            for named in (foreign, ABSENT)
        ]
        assert [(answer.status_code, answer.text) for answer in answers] == [(404, answers[0].text)] * 2
    assert await books_of(waiting.house) == before


async def test_only_a_list_of_images_is_filled(waiting: Person) -> None:
    """A list of texts takes no leads."""
    made = await waiting.house.appliance.lists.add(waiting.caller, NewList(name="Openers", list_type=ListType.AI))
    before = await books_of(waiting.house)
    answer = await waiting.client.post("/api/jobs/personalise", json={"items": SHOPS, "list_id": made.public_id})
    assert (answer.status_code, "meme" in answer.text) == (400, True)
    assert await books_of(waiting.house) == before


AGAIN: dict[str, tuple[str, JobStatus, dict[str, Any], int, str]] = {
    "resume a done job": ("resume", JobStatus.DONE, {}, 400, "nothing left to resume"),
    "resume a job that runs": ("resume", JobStatus.RUNNING, {}, 400, "nothing left to resume"),
    "resume what has nothing left": ("resume", JobStatus.FAILED, {"left": ()}, 400, "nothing left to resume"),
    "resume an expired job": ("resume", JobStatus.EXPIRED, {}, 400, "retention ended"),
    "run an expired job again": ("rerun", JobStatus.EXPIRED, {}, 400, "retention ended"),
    "run a job again whose file is gone": ("rerun", JobStatus.DONE, {"upload": "f" * 32}, 400, "was removed; upload it again"),
    "run a job again whose module is gone": ("rerun", JobStatus.DONE, {"job_type": "gone"}, 404, "No module"),
    "cancel a job that is over": ("cancel", JobStatus.CANCELLED, {}, 400, "is cancelled already"),
    "delete a job that waits": ("delete", JobStatus.PENDING, {}, 400, "still pending"),
    "delete a job that runs": ("delete", JobStatus.RUNNING, {}, 400, "still running"),
}


@pytest.mark.parametrize("name", AGAIN)
async def test_what_can_t_be_done_with_a_job_is_not_done(waiting: Person, name: str) -> None:
    """Each in both languages, and nothing has changed."""
    what, status, values, code, says = AGAIN[name]
    job = await _make(waiting, status, **{"left": PEOPLE, **values})
    before = await books_of(waiting.house)
    said = []
    for locale in ("en", "fr"):
        method, path, body = {
            "resume": ("POST", "/api/jobs/resume", {"job_id": job.public_id}),
            "delete": ("DELETE", f"/api/jobs/{job.public_id}", None),
        }.get(what, ("POST", f"/api/jobs/{job.public_id}/{what}", None))
        answer = await waiting.client.request(method, path, json=body, headers={"Accept-Language": locale})
        assert answer.status_code == code, answer.text
        said.append(answer.json()["detail"])
    assert says in said[0]
    assert said[0] != said[1]
    assert not any(word in said[1] for word in ("pending", "running", "cancelled"))
    assert await books_of(waiting.house) == before


async def test_a_job_that_another_reads_stays(waiting: Person) -> None:
    """It may go once the reader is over."""
    source = await _make(waiting)
    reader = await answer_of(waiting.client.post("/api/jobs/filter", json={"source_job_id": source.public_id}))
    answer = await waiting.client.delete(f"/api/jobs/{source.public_id}")
    assert (answer.status_code, reader["id"] in answer.text) == (400, True)
    await answer_of(waiting.client.post(f"/api/jobs/{reader['id']}/cancel"))
    assert await answer_of(waiting.client.delete(f"/api/jobs/{source.public_id}")) == {"ok": True}
    assert (await waiting.client.get(f"/api/jobs/{source.public_id}")).status_code == 404


async def test_jobs_are_listed_newest_first(waiting: Person) -> None:
    """A bare array, with how many there are in a header; by status, module and pipeline."""
    jobs = [
        await _make(waiting, status, job_type=kind, pipeline_id=pipeline)
        for status, kind, pipeline in (
            (JobStatus.DONE, "filter", None),
            (JobStatus.FAILED, "verify_emails", "p1"),
            (JobStatus.DONE, "sort", "p1"),
        )
    ]
    ids = [job.public_id for job in reversed(jobs)]
    for query, found in (
        ("", ids),
        ("?limit=1&offset=1", ids[1:2]),
        ("?status=done", [ids[0], ids[2]]),
        ("?job_type=verify-emails", [ids[1]]),
        ("?pipeline_id=p1", ids[:2]),
        ("?pipeline_id=p1&status=failed", [ids[1]]),
        ("?job_type=nothing", []),
    ):
        answer = await waiting.client.get(f"/api/jobs{query}")
        assert [job["id"] for job in answer.json()] == found
        assert answer.headers["x-total-count"] == ("3" if "limit" in query else str(len(found)))
    for query, field in (("limit=501", "limit"), ("limit=0", "limit"), ("offset=-1", "offset"), ("status=over", "status")):
        answer = await waiting.client.get(f"/api/jobs?{query}")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_fixed_paths_are_no_jobs(waiting: Person) -> None:
    """`queue` and `resume` are names of calls, and have their own methods."""
    for method, path, allowed in (("POST", "/api/jobs/queue", "GET, HEAD"), ("GET", "/api/jobs/resume", "POST")):
        answer = await waiting.client.request(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    answer = await waiting.client.put("/api/jobs/anything")
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD", "POST", "DELETE"})


async def test_a_job_outlives_its_rows(tmp_path: Path, open_house: OpenHouse) -> None:
    """Seven days after its end the rows are gone and the job is still there, until I delete it."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house, move_in(house) as person:
        rest(house)
        job = (await _make(person, JobStatus.FAILED, left=PEOPLE)).public_id
        shown = await answer_of(person.client.get(f"/api/jobs/{job}"))
        assert (shown["download_available"], shown["expires_at"]) == (True, "2026-05-17T19:00:00Z")
        clock.turn(timedelta(days=6, hours=23))
        await house.appliance.job_retention.expire()
        assert (await answer_of(person.client.get(f"/api/jobs/{job}/items")))["total"] == 2
        clock.turn(timedelta(hours=1))
        await house.appliance.job_retention.expire()
        async with _again(person) as later:  # a session lasts as long as the job did
            assert await answer_of(later.client.get(f"/api/jobs/{job}")) == shown | {"status": "expired", "download_available": False}
            assert (await answer_of(later.client.get(f"/api/jobs/{job}/items")))["items"] == []
            assert (await answer_of(later.client.get(f"/api/jobs/{job}/items?q=ada")))["total"] == 0
            assert (await later.client.get(f"/api/jobs/{job}/download")).status_code == 404
            assert (await later.client.post(f"/api/jobs/{job}/rerun")).status_code == 400
            assert (await later.client.post("/api/jobs/resume", json={"job_id": job})).status_code == 400
            assert await house.appliance.read(_remains) == {"job_rows": 0, "job_inputs": 0, "job_units": 0, "job_frames": 2, "jobs": 1}
            assert await answer_of(later.client.delete(f"/api/jobs/{job}")) == {"ok": True}
            assert (await later.client.get(f"/api/jobs/{job}")).status_code == 404


async def test_jobs_go_with_the_workspace(tmp_path: Path, open_house: OpenHouse) -> None:
    """I delete my account: of my jobs, live ones too, no row, no line and no file is left, and my neighbour's are untouched."""
    async with open_house(tmp_path) as house, move_in(house, is_admin=True) as neighbour, move_in(house) as leaver:
        rest(house)
        await _make(neighbour)
        kept = await house.appliance.read(_remains)
        await answer_of(leaver.client.post("/api/jobs/filter", json={"items": SHOPS}))
        await answer_of(leaver.client.post("/api/jobs/import", files={"file": b"a;b\r\n1;2\r\n"}))
        await _make(leaver, JobStatus.RUNNING)
        await _make(leaver)
        await answer_of(leaver.client.request("DELETE", "/api/auth/account", json={"password": PASSWORD}))
        await house.appliance.departures.finish()
        assert await house.appliance.read(_remains) == kept
        assert _files(house) == set()
        assert [job["status"] for job in await answer_of(neighbour.client.get("/api/jobs"))] == ["done"]


def _plugins(factory: pytest.TempPathFactory) -> Path:
    folder = factory.mktemp("plugins")
    (folder / "loud.py").write_text(LOUD, "utf-8")
    (folder / "lacking.py").write_text(LACKING, "utf-8")
    return folder


async def _run(person: Person, path: str, body: Row, *, locale: str = "en") -> Row:
    """Make a job, and give it as it is in the end."""
    made = await answer_of(person.client.post(path, json=body, headers={"Accept-Language": locale}))
    await over(person.house, person.workspace_id, made["id"])
    ended: Row = await answer_of(person.client.get(f"/api/jobs/{made['id']}"))
    return ended


async def _rows(person: Person, job: str) -> list[Row]:
    rows: list[Row] = (await answer_of(person.client.get(f"/api/jobs/{job}/items")))["items"]
    return [{name: value for name, value in row.items() if value is not None or name == "Owner"} for row in rows]


async def _until(person: Person, public_id: str, is_so: Callable[[Job], bool]) -> None:
    """Wait until a job is so far."""
    house = person.house
    with house.appliance.store.bell.sleeper(told(person.workspace_id)) as sleeper:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not is_so(await house.appliance.read(job_named, person.caller, public_id)):
                await sleeper.woken()


async def _make(person: Person, status: JobStatus = JobStatus.DONE, **values: Any) -> Job:
    return await person.house.appliance.store.write(make_job, person.workspace_id, person.id, status, **values)


def _again(person: Person) -> AbstractAsyncContextManager[Person]:
    """Log somebody in once more."""
    return log_in(person.house, person.user, person.workspace_id, person.role)


def _form(data: bytes) -> bytes:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    return head + data + b"\r\n--x--\r\n"


def _files(house: House) -> set[str]:
    folder = house.appliance.folder.uploads
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def _remains(tx: Tx) -> dict[str, int]:
    tables = ("job_rows", "job_inputs", "job_units", "job_frames", "jobs")
    return {table: tx.all(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in tables}
