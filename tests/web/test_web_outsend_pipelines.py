"""Pipelines on `/api`: made, followed to their end, run and tried again, and whatever keeps one from being so."""

import asyncio
import copy
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from houses import SMALL_SPEC, House, OpenHouse
from jobs import ABSENT, PATIENCE_SECONDS, make_job, rest
from made_pipelines import DEFINITION, ending_in, make_pipeline
from outsend import Person, answer_of, books_of, check_refused, events_of, join, move_in
from own_modules import LACKING, LOUD
from things import UUID

from outhost.domain.jobs import JobStatus
from outhost.domain.pipelines import PipelineStatus
from outhost.domain.workspaces import Role
from outhost.store.job_frames import told

PATH: Final = "/api/pipelines"
FIELDS: Final = [
    "id", "name", "schema_version", "status", "definition", "nodes", "progress", "initial_job_ids", "output_job_id", "ef_cost", "run_count",
    "created_at", "started_at", "completed_at", "error_message",
]  # fmt: skip


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house with modules of the owner's, in which jobs are run."""
    async with open_house(tmp_path_factory.mktemp("pipelines"), plugins_dir=str(_plugins(tmp_path_factory))) as opened:
        yield opened


@pytest.fixture(scope="module")
async def quiet_house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house with the same modules, in which nothing is run, so that whatever changes is a call's doing."""
    async with open_house(tmp_path_factory.mktemp("quiet"), plugins_dir=str(_plugins(tmp_path_factory))) as opened:
        rest(opened)
        yield opened


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody whose pipelines are run."""
    async with move_in(house) as resident:
        yield resident


@pytest.fixture
async def waiting(quiet_house: House) -> AsyncIterator[Person]:
    """Somebody whose jobs wait for ever."""
    async with move_in(quiet_house) as resident:
        yield resident


async def test_a_pipeline_goes_from_a_table_to_rows(person: Person) -> None:
    """I send one definition; I get the pipeline at once, with its first job, and find its rows when it is done."""
    made = await _make(person, DEFINITION, name="Callable")
    assert list(made) == FIELDS
    assert (made["status"], made["name"], made["schema_version"], made["run_count"]) == ("running", "Callable", 1, 1)
    assert [(node["node_id"], node["type"]) for node in made["nodes"]] == [("people", "import"), ("reachable", "filter")]
    assert made["nodes"][1]["status"] == "waiting"
    assert made["initial_job_ids"] == [made["nodes"][0]["job_id"]]
    assert made["progress"] == {"nodes_total": 2, "nodes_done": 0, "pct": 0.0}
    ended = await _over(person, made["id"])
    assert (ended["status"], ended["error_message"], ended["progress"]) == ("done", None, {"nodes_total": 2, "nodes_done": 2, "pct": 100.0})
    assert [(node["status"], node["results_count"]) for node in ended["nodes"]] == [("done", 2), ("done", 1)]
    assert ended["output_job_id"] == ended["nodes"][1]["job_id"]
    rows = await answer_of(person.client.get(f"{PATH}/{made['id']}/download"))
    assert rows == [{"name": "Acme", "phone": "0472000000"}]
    jobs = await answer_of(person.client.get("/api/jobs", params={"pipeline_id": made["id"]}))
    assert {job["id"] for job in jobs} == {node["job_id"] for node in ended["nodes"]}
    assert {job["pipeline_id"] for job in jobs} == {made["id"]}


async def test_what_is_stored_is_said_in_one_way(waiting: Person) -> None:
    """Whichever name I give to `verify`, and whatever I add of my own, I find what was understood, with what I left out."""
    nodes = [
        {"id": "in", "type": "import", "config": {"text": "email\na@example.com"}, "x": 10, "colour": "red"},
        {"id": "check", "type": "verify_emails", "on_error": "skip", "y": None},
    ]
    edges = [{"id": "e1", "from": "in", "to": "check", "label": "…"}]
    made = await _make(waiting, {"nodes": nodes, "edges": edges, "viewport": {}}, start=False)
    assert made["definition"] == {
        "nodes": [
            {"id": "in", "type": "import", "config": {"text": "email\na@example.com"}, "on_error": "stop", "x": 10.0},
            {"id": "check", "type": "verify", "config": {}, "on_error": "skip"},
        ],
        "edges": [{"id": "e1", "from": "in", "to": "check", "on": "success"}],
    }
    assert (made["name"], made["status"], made["nodes"][1]["type"], made["initial_job_ids"]) == ("Pipeline", "pending", "verify", [])


async def test_one_pipeline_draws_images_of_who_was_verified(person: Person) -> None:
    """From a table to pictures in one definition: who has a good address is drawn, and paid for, once."""
    made_list = await answer_of(person.client.post("/api/lists", json={"name": "Q2", "render_spec": SMALL_SPEC}))
    table = "first_name;email\nSam;sam@gmail.com\nKim;kim@gmail\nLou;\nAda;ada@gmail.com"
    nodes = [
        {"id": "in", "type": "import", "config": {"text": table}},
        {"id": "check", "type": "verify"},
        {"id": "best", "type": "sort", "config": {"sort_by": "email_quality", "top_n": 2}},
        {"id": "draw", "type": "personalise", "config": {"list_id": made_list["list_id"]}},
    ]
    edges = [{"from": "in", "to": "check"}, {"from": "check", "to": "best"}, {"from": "best", "to": "draw"}]
    ended = await _over(person, (await _make(person, {"nodes": nodes, "edges": edges}))["id"])
    assert ended["status"] == "done", ended
    rows = await answer_of(person.client.get(f"{PATH}/{ended['id']}/download"))
    assert {row["first_name"] for row in rows} == {"Sam", "Ada"}
    assert all(row["image_url"] for row in rows)
    spent = await answer_of(person.client.get("/api/credits"))
    assert spent["credits"] == 1000 - 2


async def test_rows_without_what_a_node_needs_are_named_as_the_node_s(person: Person) -> None:
    """No row has an address to verify; nothing is said of a field that I never sent, and the retry names the node in my definition."""
    nodes = [{"id": "in", "type": "import", "config": {"text": "name\nAcme"}}, {"id": "check", "type": "verify"}]
    failed = await _over(person, (await _make(person, {"nodes": nodes, "edges": [{"from": "in", "to": "check"}]}))["id"])
    assert failed["nodes"][1]["error_message"].startswith("no row has email")
    path = f"{PATH}/{failed['id']}/nodes/check/retry"
    await check_refused(person, "POST", path, status=422, says="no row has email", field="definition.nodes.1")


async def test_a_node_that_failed_is_tried_again_with_what_follows(person: Person) -> None:
    """I see which node failed and why, what followed it was skipped, and after I have mended it only that much is done again."""
    definition = _loud("name\nquiet", "best")
    failed = await _over(person, (await _make(person, definition))["id"])
    assert (failed["status"], failed["output_job_id"]) == ("failed", None)
    assert [node["status"] for node in failed["nodes"]] == ["done", "failed", "skipped"]
    assert failed["error_message"].startswith("loud: ")
    assert "It is quiet." in failed["error_message"]
    await check_refused(person, "GET", f"{PATH}/{failed['id']}/download", status=404, says="Nothing has come")
    await check_refused(person, "POST", f"{PATH}/{failed['id']}/nodes/best/retry", status=400, says="best has no rows")
    again = await answer_of(person.client.post(f"{PATH}/{failed['id']}/nodes/loud/retry"))
    assert (again["status"], again["run_count"], again["nodes"][0]["job_id"]) == ("running", 1, failed["nodes"][0]["job_id"])
    assert again["nodes"][1]["job_id"] != failed["nodes"][1]["job_id"]
    assert (await _over(person, failed["id"]))["status"] == "failed"
    names = [name for name, _, _ in await events_of(person)]
    assert names.count("pipeline.failed") == 2


@pytest.mark.parametrize(
    ("on_error", "edge", "statuses", "rows"),
    [
        ("skip", {}, ["done", "failed", "done"], [{"name": "quiet"}]),
        ("branch", {"on": "error"}, ["done", "failed", "done"], [{"name": "quiet"}]),
        ("branch", {"on": "success"}, ["done", "failed", "skipped"], None),
        ("stop", {}, ["done", "failed", "skipped"], None),
    ],
)
async def test_what_follows_a_failed_node_is_as_i_said(
    person: Person, on_error: str, edge: dict[str, str], statuses: list[str], rows: object
) -> None:
    """It is skipped, or it gets the rows that the failed node had been given; the pipeline says that something failed either way."""
    definition = _loud("name\nquiet", "best")
    definition["nodes"][1]["on_error"] = on_error
    definition["edges"][1] |= edge
    ended = await _over(person, (await _make(person, definition))["id"])
    assert (ended["status"], [node["status"] for node in ended["nodes"]]) == ("failed", statuses)
    answer = await person.client.get(f"{PATH}/{ended['id']}/download")
    assert (answer.json() if answer.status_code == 200 else None) == rows


async def test_a_pipeline_is_run_again_and_its_earlier_jobs_stay(person: Person) -> None:
    """Each run makes new jobs; I still find the rows of the last one."""
    made = await _make(person, DEFINITION, start=False)
    assert (made["status"], made["started_at"]) == ("pending", None)
    await check_refused(person, "POST", f"{PATH}/{made['id']}/nodes/people/retry", status=400, says="run the pipeline")
    for count in (1, 2):
        run = await answer_of(person.client.post(f"{PATH}/{made['id']}/run"))
        assert (run["status"], run["run_count"]) == ("running", count)
        await _over(person, made["id"])
    jobs = await answer_of(person.client.get("/api/jobs", params={"pipeline_id": made["id"]}))
    assert [job["status"] for job in jobs] == ["done"] * 4


async def test_rows_come_in_every_form(person: Person) -> None:
    """I open what came of it in a spreadsheet; a form that there is not is named."""
    made = await _over(person, (await _make(person, DEFINITION))["id"])
    for form, beginning in {"csv": b'\xef\xbb\xbf"name";"phone"\r\n', "xlsx": b"PK", "jsonl": b'{"name"', "json": b"[{"}.items():
        answer = await person.client.get(f"{PATH}/{made['id']}/download", params={"format": form})
        assert answer.content.startswith(beginning)
        assert answer.headers["content-disposition"].endswith(f'{made["output_job_id"]}.{form}"')
    await check_refused(person, "GET", f"{PATH}/{made['id']}/download?format=pdf", status=422, says="must be one of", field="format")


async def test_a_definition_with_faults_makes_nothing(waiting: Person) -> None:
    """I am told all faults at their paths, and there is no pipeline, and no job."""
    definition = copy.deepcopy(DEFINITION)
    definition["nodes"][1]["config"] = {"rating_min": 9}
    await check_refused(
        waiting, "POST", PATH, status=422, says="at most 5", field="definition.nodes.1.config.rating_min", body={"definition": definition}
    )
    del definition["nodes"][1]["config"], definition["edges"][0]["from"]
    await check_refused(
        waiting, "POST", PATH, status=422, says="required", field="definition.edges.0.from", body={"definition": definition}
    )
    await check_refused(waiting, "POST", PATH, status=422, says="required", field="definition", body={"name": "X"})
    await check_refused(waiting, "POST", PATH, status=422, says="120", field="name", body={"definition": DEFINITION, "name": "x" * 121})
    body = {"definition": DEFINITION, "schema_version": 2}
    await check_refused(waiting, "POST", PATH, status=422, says="must be 1", field="schema_version", body=body)


async def test_a_node_that_goes_on_has_to_follow_the_one_that_it_goes_on_from(waiting: Person) -> None:
    """`emails` looks deeper only into what it has looked at: that is said before anything is made, not when it fails."""
    nodes = [
        {"id": "in", "type": "import", "config": {"text": "site_web\nacme.example.com"}},
        {"id": "first", "type": "emails"},
        {"id": "deeper", "type": "emails", "config": {"mode": "deep"}},
    ]
    behind = {"nodes": nodes, "edges": [{"from": "in", "to": "first"}, {"from": "first", "to": "deeper"}]}
    assert (await _make(waiting, behind, start=False))["status"] == "pending"
    beside = {"nodes": nodes, "edges": [{"from": "in", "to": "first"}, {"from": "in", "to": "deeper"}]}
    field = "definition.nodes.2.config.mode"
    await check_refused(waiting, "POST", PATH, status=422, says="whose `mode` is normal", field=field, body={"definition": beside})


async def test_what_nodes_name_has_to_be_there_before_anything_starts(waiting: Person) -> None:
    """A list or a job that is another's, or is none, is said at once, also of nodes that would come last; unstarted, all of it may wait."""
    async with move_in(waiting.house) as stranger:
        theirs = await answer_of(stranger.client.post("/api/lists", json={"name": "Theirs", "render_spec": SMALL_SPEC}))
    definition = copy.deepcopy(DEFINITION)
    definition["nodes"].append({"id": "draw", "type": "personalise", "config": {"list_id": theirs["list_id"]}})
    definition["edges"].append({"from": "reachable", "to": "draw"})
    await check_refused(waiting, "POST", PATH, status=404, says="list", body={"definition": definition})
    copied = copy.deepcopy(DEFINITION)
    copied["nodes"][0]["config"] = {"source": "from_job", "from_job_id": ABSENT}
    await check_refused(waiting, "POST", PATH, status=404, says="No job of yours", body={"definition": copied})
    made = await _make(waiting, definition, start=False)
    await check_refused(waiting, "POST", f"{PATH}/{made['id']}/run", status=404, says="list")


async def test_a_module_that_lacks_something_is_said_before_anything_starts(waiting: Person) -> None:
    """It would fail at its turn, when others have worked for nothing; so the pipeline is not begun, and I am told what is missing."""
    definition = copy.deepcopy(DEFINITION)
    definition["nodes"][1] = {"id": "reachable", "type": "say-louder"}
    answer = await waiting.client.post(PATH, json={"definition": definition})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "86400")
    await check_refused(waiting, "POST", PATH, status=503, says="a key for the loudspeaker", body={"definition": definition})


async def test_pipelines_are_listed_newest_first(waiting: Person) -> None:
    """A bare array with its total, as the jobs are; a veille's own pipeline is not among them, though I can look at it."""
    ids = [(await _make(waiting, DEFINITION, name=f"P{n}", start=False))["id"] for n in range(3)]
    write = waiting.house.appliance.store.write
    done = await write(make_pipeline, waiting.workspace_id, waiting.id)
    hidden = await write(make_pipeline, waiting.workspace_id, waiting.id, veille_id=UUID)
    answer = await waiting.client.get(PATH, params={"limit": 2, "offset": 1})
    assert [found["id"] for found in answer.json()] == [ids[2], ids[1]]
    assert answer.headers["x-total-count"] == "4"
    answer = await waiting.client.get(PATH, params={"status": "done"})
    assert ([found["id"] for found in answer.json()], answer.headers["x-total-count"]) == ([done.public_id], "1")
    await check_refused(waiting, "GET", f"{PATH}?status=expired", status=422, says="must be one of", field="status")
    await check_refused(waiting, "GET", f"{PATH}?limit=501", status=422, says="from 1 to 500", field="limit")
    assert (await answer_of(waiting.client.get(f"{PATH}/{hidden.public_id}")))["id"] == hidden.public_id
    for method, path, body in (("PATCH", "", {"name": "Mine"}), ("DELETE", "", None), ("POST", "/run", None)):
        await check_refused(waiting, method, f"{PATH}/{hidden.public_id}{path}", status=400, says="belongs to a veille", body=body)
    await check_refused(waiting, "POST", f"{PATH}/{hidden.public_id}/nodes/nobody/retry", status=404, says="nothing of yours")


async def test_one_that_runs_is_left_as_it_is_but_for_its_name(waiting: Person) -> None:
    """I can't pull the ground from under it; what I call it is my affair."""
    made = await waiting.house.appliance.store.write(make_pipeline, waiting.workspace_id, waiting.id, PipelineStatus.RUNNING)
    path, other = f"{PATH}/{made.public_id}", {"nodes": DEFINITION["nodes"][:1], "edges": []}
    for definition in (other, DEFINITION):
        await check_refused(waiting, "PATCH", path, status=400, says="is running", body={"name": "Mine", "definition": definition})
    await check_refused(waiting, "DELETE", path, status=400, says="is running")
    await check_refused(waiting, "POST", f"{path}/run", status=400, says="is running")
    await check_refused(waiting, "POST", f"{path}/nodes/people/retry", status=400, says="is running")
    await check_refused(waiting, "GET", f"{path}/download", status=400, says="is running")
    assert (await answer_of(waiting.client.patch(path, json={"name": "Renamed"})))["name"] == "Renamed"
    await check_refused(waiting, "PATCH", path, status=422, says="at least 1 character", field="name", body={"name": ""})


async def test_a_name_is_kept_without_what_surrounds_it(waiting: Person) -> None:
    """I see what I call it wherever it is listed: a name is never blank, and is as long as I see it."""
    made = await _make(waiting, DEFINITION, name=f"  {'x' * 120}\n", start=False)
    assert made["name"] == "x" * 120
    path, exported = f"{PATH}/{made['id']}", await answer_of(waiting.client.get(f"{PATH}/{made['id']}/export"))
    assert (await answer_of(waiting.client.patch(path, json={"name": " Callable "})))["name"] == "Callable"
    for method, where, body in (("POST", PATH, {"definition": DEFINITION}), ("PATCH", path, {}), ("POST", f"{PATH}/import", exported)):
        await check_refused(waiting, method, where, status=422, says="at least 1 character", field="name", body={**body, "name": " \t"})
        await check_refused(waiting, method, where, status=422, says="at most 120", field="name", body={**body, "name": "x" * 121})


async def test_a_node_is_found_however_my_client_writes_its_id(waiting: Person) -> None:
    """My client writes a colon of a path as `%3A`, as many do; it is the same node."""
    made = await _make(waiting, ending_in("last:one"))
    await answer_of(waiting.client.post(f"{PATH}/{made['id']}/cancel"))
    await check_refused(waiting, "POST", f"{PATH}/{made['id']}/nodes/last%3Aone/retry", status=400, says="last:one has no rows")
    await check_refused(waiting, "POST", f"{PATH}/{made['id']}/nodes/last%2Fone/retry", status=404, says="nothing of yours")


async def test_a_job_that_is_deleted_holds_up_no_retry(waiting: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """I delete the job of one node while I retry another; I am not told of a run that there is not."""
    appliance = waiting.house.appliance
    made = await appliance.store.write(make_pipeline, waiting.workspace_id, waiting.id, PipelineStatus.FAILED)
    write = appliance.store.write

    async def write_later(work: Any, *args: Any) -> Any:
        monkeypatch.undo()
        await answer_of(waiting.client.delete(f"/api/jobs/{made.steps[1].job_id}"))
        await appliance.job_retention.purge()
        return await write(work, *args)

    monkeypatch.setattr(appliance.store, "write", write_later)
    again = await answer_of(waiting.client.post(f"{PATH}/{made.public_id}/nodes/people/retry"))
    assert (again["status"], [node["status"] for node in again["nodes"]]) == ("running", ["pending", "waiting"])


async def test_another_definition_makes_it_one_that_was_never_run(person: Person) -> None:
    """I change what it does; it waits to be run, and its nodes are the new ones. One with faults changes nothing."""
    made = await _over(person, (await _make(person, DEFINITION))["id"])
    path, other = f"{PATH}/{made['id']}", {"nodes": DEFINITION["nodes"][:1], "edges": []}
    changed = await answer_of(person.client.patch(path, json={"definition": other}))
    assert (changed["status"], changed["output_job_id"], [node["status"] for node in changed["nodes"]]) == ("pending", None, ["waiting"])
    await check_refused(person, "PATCH", path, status=422, says="1 entry", field="definition.nodes", body={"definition": {"nodes": []}})
    await answer_of(person.client.post(f"{path}/run"))
    assert (await _over(person, made["id"]))["run_count"] == made["run_count"] + 1
    assert await answer_of(person.client.delete(path)) == {"ok": True}
    await check_refused(person, "GET", path, status=404, says="nothing of yours")
    assert (await answer_of(person.client.get(f"/api/jobs/{made['output_job_id']}")))["status"] == "done"


async def test_a_cancelled_run_stops_and_can_be_gone_on_with(waiting: Person) -> None:
    """What waits never begins; I am told where I stand, and nothing is cancelled twice."""
    made = await _make(waiting, DEFINITION)
    cancelled = await answer_of(waiting.client.post(f"{PATH}/{made['id']}/cancel"))
    assert (cancelled["status"], [node["status"] for node in cancelled["nodes"]]) == ("cancelled", ["cancelled", "cancelled"])
    assert (await answer_of(waiting.client.get(f"/api/jobs/{made['initial_job_ids'][0]}")))["status"] == "cancelled"
    await check_refused(waiting, "POST", f"{PATH}/{made['id']}/cancel", status=400, says="not running")
    again = await answer_of(waiting.client.post(f"{PATH}/{made['id']}/nodes/people/retry"))
    assert (again["status"], [node["status"] for node in again["nodes"]]) == ("running", ["pending", "waiting"])
    await check_refused(waiting, "POST", f"{PATH}/{made['id']}/nodes/nobody/retry", status=404, says="nothing of yours")


async def test_jobs_of_pipelines_wait_beyond_the_ceiling_of_live_jobs(waiting: Person) -> None:
    """I have as many jobs as I may make by hand; a pipeline is begun all the same. Its jobs wait their turn, and count for nothing."""
    for _ in range(5):
        await answer_of(waiting.client.post("/api/jobs/filter", json={"items": [{"name": "Acme"}]}))
    assert (await waiting.client.post("/api/jobs/filter", json={"items": [{"name": "Acme"}]})).status_code == 429
    made = await _make(waiting, DEFINITION)
    assert made["nodes"][0]["status"] == "pending"
    async with move_in(waiting.house) as other:
        for _ in range(6):
            await _make(other, DEFINITION)
        assert (await other.client.post("/api/jobs/filter", json={"items": [{"name": "Acme"}]})).status_code == 200


async def test_the_same_key_makes_one_pipeline(waiting: Person) -> None:
    """My client asks twice, since the line broke; there is one pipeline, and one answer."""
    headers, body = {"Idempotency-Key": "once"}, {"definition": DEFINITION}
    first, second = [await waiting.client.post(PATH, json=body, headers=headers) for _ in range(2)]
    assert (first.status_code, first.content) == (200, second.content)
    assert (await waiting.client.get(PATH)).headers["x-total-count"] == "1"
    other = await waiting.client.post(PATH, json=body | {"name": "Other"}, headers=headers)
    assert other.status_code == 422
    retries = {"Idempotency-Key": "again"}
    await answer_of(waiting.client.post(f"{PATH}/{first.json()['id']}/cancel"))
    runs = [await waiting.client.post(f"{PATH}/{first.json()['id']}/run", headers=retries) for _ in range(2)]
    assert runs[0].content == runs[1].content
    assert runs[0].json()["run_count"] == 2
    with_body = await waiting.client.post(f"{PATH}/{first.json()['id']}/run", json={"from": "people"}, headers=retries)
    assert with_body.status_code == 422, "another body is another call, of a call that wants none too"


async def test_an_export_is_imported_elsewhere(waiting: Person) -> None:
    """What belongs to my workspace stays here; elsewhere I say what stands in its place, and it doesn't start by itself."""
    mine = await answer_of(waiting.client.post("/api/lists", json={"name": "Mine", "render_spec": SMALL_SPEC}))
    source = await waiting.house.appliance.store.write(make_job, waiting.workspace_id, waiting.id, JobStatus.DONE)
    nodes = [
        {"id": "in", "type": "import", "config": {"source": "from_job", "from_job_id": source.public_id}},
        {"id": "draw", "type": "personalise", "config": {"list_id": mine["list_id"], "map": {"first_name": "name"}, "limit": 3}},
    ]
    made = await _make(waiting, {"nodes": nodes, "edges": [{"from": "in", "to": "draw"}]}, name="Été: 100 %", start=False)
    answer = await waiting.client.get(f"{PATH}/{made['id']}/export")
    exported = answer.json()
    assert answer.headers["content-disposition"] == 'attachment; filename="ete-100.pipeline.json"'
    assert list(exported) == ["schema_version", "name", "definition", "needs"]
    assert [(need["node_id"], need["field"], need["reference"]) for need in exported["needs"]] == [
        ("in", "from_job_id", "job"), ("draw", "list_id", "list"),
    ]  # fmt: skip
    assert mine["list_id"] not in answer.text
    assert source.public_id not in answer.text
    async with move_in(waiting.house) as other:
        missing = await other.client.post(f"{PATH}/import", json=exported)
        assert missing.status_code == 422
        assert [error["field"] for error in missing.json()["errors"]] == [
            "definition.nodes.0.config.from_job_id", "definition.nodes.1.config.list_id",
        ]  # fmt: skip
        body = exported | {"fill": {"nobody": {}}}
        await check_refused(other, "POST", f"{PATH}/import", status=422, says="must be the id", field="fill.nobody", body=body)
        theirs = await answer_of(other.client.post("/api/lists", json={"name": "Theirs", "render_spec": SMALL_SPEC}))
        fill = {"in": {"source": "paste", "text": "name\nSam"}, "draw": {"list_id": theirs["list_id"]}}
        brought = await answer_of(other.client.post(f"{PATH}/import", json=exported | {"fill": fill}))
        assert (brought["name"], brought["status"], brought["run_count"]) == ("Été: 100 %", "pending", 0)
        assert brought["definition"]["nodes"][1]["config"] == {
            "map": {"first_name": "name"}, "limit": 3, "list_id": theirs["list_id"],
        }  # fmt: skip
        assert (await answer_of(other.client.post(f"{PATH}/{brought['id']}/run")))["status"] == "running"


async def test_an_export_without_needs_is_imported_as_it_is(person: Person) -> None:
    """What I get I can send back, and it does the same."""
    made = await _make(person, DEFINITION, start=False)
    exported = await answer_of(person.client.get(f"{PATH}/{made['id']}/export"))
    assert exported["needs"] == []
    brought = await answer_of(person.client.post(f"{PATH}/import", json=exported))
    assert brought["definition"] == made["definition"]
    assert brought["id"] != made["id"]


async def test_a_viewer_looks_and_does_nothing(waiting: Person) -> None:
    """Whoever only reads sees pipelines and what came of them, and can neither make nor run one."""
    made = await waiting.house.appliance.store.write(make_pipeline, waiting.workspace_id, waiting.id)
    async with join(waiting, Role.VIEWER) as viewer:
        before = await books_of(waiting.house, besides="sessions")
        for path in ("", "/export", "/download"):
            assert (await viewer.client.get(f"{PATH}/{made.public_id}{path}")).status_code == 200
        for path in (PATH, f"{PATH}/import", f"{PATH}/{made.public_id}/run", f"{PATH}/{made.public_id}/cancel"):
            assert (await viewer.client.post(path, json={"definition": DEFINITION})).status_code == 403
        assert await books_of(waiting.house, besides="sessions") == before


def _plugins(folders: pytest.TempPathFactory) -> Any:
    plugins = folders.mktemp("plugins")
    (plugins / "loud.py").write_text(LOUD, "utf-8")
    (plugins / "louder.py").write_text(LACKING, "utf-8")
    return plugins


def _loud(table: str, last: str) -> dict[str, Any]:
    """Write a definition whose second node fails for names that are quiet."""
    return {
        "nodes": [
            {"id": "in", "type": "import", "config": {"text": table}},
            {"id": "loud", "type": "say_loud"},
            {"id": last, "type": "sort"},
        ],
        "edges": [{"from": "in", "to": "loud"}, {"from": "loud", "to": last}],
    }


async def _make(person: Person, definition: object, **about: Any) -> dict[str, Any]:
    made: dict[str, Any] = await answer_of(person.client.post(PATH, json={"definition": definition, **about}))
    return made


async def _over(person: Person, pipeline_id: str) -> dict[str, Any]:
    """Wait until a pipeline has ended; the bell tells."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        with person.house.appliance.store.bell.sleeper(told(person.workspace_id)) as sleeper:
            while (found := await answer_of(person.client.get(f"{PATH}/{pipeline_id}")))["status"] == "running":
                await sleeper.woken()
    ended: dict[str, Any] = found
    return ended
