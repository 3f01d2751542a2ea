"""The calls that the n8n client of the hosted service makes, by the contract alone: over HTTP, with a key, and nothing else."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from atlases import bakery_in_lyon
from houses import House, OpenHouse
from jobs import PATIENCE_SECONDS, make_job, over
from n8n import EXECUTION, Replay, Stopped, workflow
from outsend import Person, answer_of, move_in
from waiting import until
from webhooks import open_receiver

PASTED = {"text": "nom;telephone\nAcme;+33 1 23 45 67 89\nGlobex;\n"}
DEFINITION: dict[str, Any] = {
    "nodes": [{"id": "a", "type": "import", "config": PASTED}, {"id": "b", "type": "filter", "config": {"require_phone": True}}],
    "edges": [{"from": "a", "to": "b"}],
}
AS_N8N = {
    "Accept": "application/json,text/html,application/xhtml+xml,application/xml,text/*;q=0.9, image/*;q=0.8, */*;q=0.7",
    "User-Agent": "n8n",
}


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house with a small map, in which jobs run; n8n is on the same machine."""
    async with open_house(tmp_path_factory.mktemp("n8n"), webhook_allow_private=True) as opened:
        bakery_in_lyon(opened.appliance.folder.path)
        yield opened


@pytest.fixture
async def owner(house: House) -> AsyncIterator[Person]:
    """Whose key it is."""
    async with move_in(house) as person:
        yield person


@pytest.fixture
async def n8n(owner: Person) -> AsyncIterator[httpx.AsyncClient]:
    """A client as n8n is one: a key in a header, no cookie, no origin, whatever types."""
    headers = AS_N8N | {"X-API-Key": await owner.make_key()}
    async with httpx.AsyncClient(base_url=owner.house.url, headers=headers, timeout=30.0) as client:
        yield client


async def ended(client: httpx.AsyncClient, path: str) -> Any:
    """Ask again and again for something until it has ended, as a loop of Wait and IF does."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (found := await answer_of(client.get(path)))["status"] in {"pending", "running"}:
            await _a_while()
    return found


@pytest.mark.parametrize("header", ["X-API-Key", "Authorization"])
async def test_the_credential_is_tried_by_asking_who_i_am(owner: Person, header: str) -> None:
    """The test of a credential: both ways to send the key are good, and say whose it is and in which workspace."""
    key = await owner.make_key()
    sent = {header: key if header == "X-API-Key" else f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=owner.house.url, headers=sent) as client:
        me = await answer_of(client.get("/api/auth/me"))
    assert (me["ok"], me["auth"], me["user"]["id"], me["user"]["workspace_id"]) == (True, "api_key", owner.id, owner.workspace_id)
    assert me["limits"] == {"concurrent_jobs": 5, "ef_per_job": 1.0}
    async with httpx.AsyncClient(base_url=owner.house.url, headers={header: "osk_wrong"}) as client:
        answer = await client.get("/api/auth/me")
    assert (answer.status_code, set(answer.json())) == (401, {"detail"})


@pytest.mark.parametrize("path", ["/api/jobs", "/api/jobs/scrap"])
async def test_a_scrap_with_every_field_and_no_bound(owner: Person, n8n: httpx.AsyncClient, path: str) -> None:
    """The form sends each of its fields, `stop_at` as null where it is empty."""
    body = {
        "queries": ["boulangerie"], "zones": ["Lyon"], "country": "FRA", "include_reviews": False, "stop_at": None, "scrap_mode": "fast",
        "extra_columns": [],
    }  # fmt: skip
    made = await answer_of(n8n.post(path, json=body))
    assert (made["job_type"], made["status"], made["id"][:2]) == ("scrap", "pending", "j_")
    done = await ended(n8n, f"/api/jobs/{made['id']}")
    assert (done["status"], done["results_count"], done["download_available"]) == ("done", 1, True)


@pytest.mark.parametrize("slug", ["verify-emails", "verify_emails"])
async def test_an_enrichment_of_another_job_by_its_id_alone(owner: Person, n8n: httpx.AsyncClient, slug: str) -> None:
    """Nothing but `source_job_id`: the rows come from there, the params from the module's defaults."""
    rows = [{"nom": "Acme", "email": "sam@acme.example"}, {"nom": "Globex", "email": ""}]
    source = await owner.house.appliance.store.write(make_job, owner.workspace_id, owner.id, rows=rows)
    made = await answer_of(n8n.post(f"/api/jobs/{slug}", json={"source_job_id": source.public_id}))
    assert (made["job_type"], made["source_job_id"], made["grid_points_count"]) == ("verify_emails", source.public_id, 1)
    await answer_of(n8n.post(f"/api/jobs/{made['id']}/cancel"))


async def test_all_jobs_page_by_page_until_one_is_short(owner: Person, n8n: httpx.AsyncClient) -> None:
    """A bare array of 100, newest first; the page that is short is the last. A full last page is followed by an empty one."""
    made = [(await owner.house.appliance.store.write(make_job, owner.workspace_id, owner.id)).public_id for _ in range(200)]
    for count in (200, 201):
        pages: list[list[Any]] = []
        while not pages or len(pages[-1]) == 100:
            answer = await n8n.get("/api/jobs", params={"limit": 100, "offset": 100 * len(pages)})
            assert answer.headers["x-total-count"] == str(count)
            pages.append(answer.json())
        assert [len(page) for page in pages] == [100, 100, count - 200]
        assert [job["id"] for page in pages for job in page] == made[::-1]
        made.append((await owner.house.appliance.store.write(make_job, owner.workspace_id, owner.id)).public_id)


async def test_rows_come_as_json(owner: Person, n8n: httpx.AsyncClient) -> None:
    """A download is an array of objects, which n8n makes items of, with and without naming the format."""
    made = await answer_of(n8n.post("/api/jobs/import", json=PASTED))
    await over(owner.house, owner.workspace_id, made["id"])
    for query in ({}, {"format": "json"}):
        answer = await n8n.get(f"/api/jobs/{made['id']}/download", params=query)
        assert answer.headers["content-type"].partition(";")[0] == "application/json"
        assert [row["nom"] for row in answer.json()] == ["Acme", "Globex"]


@pytest.mark.parametrize(("host", "status"), [("172.17.0.1:8787", 200), ("host.docker.internal:8787", 421), ("outhost:8787", 421)])
async def test_a_container_names_the_machine_by_its_ip_address(n8n: httpx.AsyncClient, host: str, status: int) -> None:
    """As the page says: a name that outhost does not know as its own is refused, and says so."""
    answer = await n8n.get("/api/auth/me", headers={"Host": host})
    assert (answer.status_code, "base_url" in answer.text) == (status, status == 421)


async def test_forms_are_built_without_a_login(house: House) -> None:
    """The lists of modules and of blocks are there before there is a credential, and for a wrong one too."""
    async with httpx.AsyncClient(base_url=house.url) as client:
        registry = await answer_of(client.get("/api/modules-registry"))
        schema = await answer_of(client.get("/api/pipelines/schema"))
        assert await answer_of(client.get("/api/pipelines/schema", headers={"X-API-Key": "osk_wrong"})) == schema
    assert {"slug", "label", "config_schema", "api_endpoint", "is_on_demand", "coming_soon", "pipelinable"} <= set(registry[0])
    assert {"schema_version", "limits", "buckets", "blocks"} <= set(schema)
    assert schema["limits"] == {"max_nodes": 20, "max_inputs_per_node": 1}
    pipelinable = {module["slug"] for module in registry if module["pipelinable"] and module["api_endpoint"]}
    assert {block["job_type"] for block in schema["blocks"]} == pipelinable


async def test_a_pipeline_is_made_started_and_asked_for_until_it_is_done(owner: Person, n8n: httpx.AsyncClient) -> None:
    """One call makes and starts it; then it is polled, and its rows are there."""
    made = await answer_of(
        n8n.post("/api/pipelines", json={"schema_version": 1, "name": "From n8n", "definition": DEFINITION, "start": True})
    )
    assert made["status"] in {"pending", "running"}
    assert len(made["initial_job_ids"]) == 1
    done = await ended(n8n, f"/api/pipelines/{made['id']}")
    assert (done["status"], done["progress"], done["run_count"]) == ("done", {"nodes_total": 2, "nodes_done": 2, "pct": 100}, 1)
    assert [node["status"] for node in done["nodes"]] == ["done", "done"]
    assert [row["nom"] for row in await answer_of(n8n.get(f"/api/pipelines/{made['id']}/download"))] == ["Acme"]
    listed = await n8n.get("/api/pipelines", params={"limit": 100})
    assert ([each["id"] for each in listed.json()], listed.headers["x-total-count"]) == ([made["id"]], "1")
    of_it = await answer_of(n8n.get("/api/jobs", params={"pipeline_id": made["id"]}))
    assert {job["id"] for job in of_it} == {node["job_id"] for node in done["nodes"]}


async def test_a_veille_is_made_and_listed_as_items(owner: Person, n8n: httpx.AsyncClient) -> None:
    """Over a job that is done, with a run at once; the list is `{"items"}`, and a run has its signals as JSON."""
    source = await answer_of(n8n.post("/api/jobs/import", json=PASTED))
    await ended(n8n, f"/api/jobs/{source['id']}")
    made = await answer_of(
        n8n.post("/api/veille", json={"name": "Cafés", "source_job_id": source["id"], "frequency_days": 7, "run_now": True})
    )
    listed = await answer_of(n8n.get("/api/veille"))
    assert [(each["id"], each["status"], each["frequency_days"]) for each in listed["items"]] == [(made["id"], "active", 7)]
    (run,) = (await answer_of(n8n.get(f"/api/veille/{made['id']}/runs")))["items"]
    done = await ended(n8n, f"/api/veille/{made['id']}/runs/{run['id']}")
    assert (done["status"], done["counts"]["unchanged"]) == ("done", 2)
    signals = await answer_of(n8n.get(f"/api/veille/{made['id']}/runs/{run['id']}/signals"))
    assert (signals["items"], signals["total"]) == ([], 0)


async def test_webhooks_are_listed_without_secrets(n8n: httpx.AsyncClient) -> None:
    """A trigger node makes one, finds it again by its address, and takes it away; the secret is in the first answer alone."""
    url = "https://93.184.216.34/webhook/outhost"
    made = await answer_of(n8n.post("/api/webhooks", json={"url": url, "events": ["job.completed", "pipeline.completed"]}))
    assert len(made["secret"]) >= 16
    answer = await n8n.get("/api/webhooks")
    assert set(answer.json()) == {"webhooks"}
    assert [(each["id"], each["url"], each["events"]) for each in answer.json()["webhooks"]] == [(made["id"], url, made["events"])]
    assert "secret" not in answer.json()["webhooks"][0]
    assert made["secret"] not in answer.text
    assert await answer_of(n8n.delete(f"/api/webhooks/{made['id']}")) == {"ok": True}
    assert await answer_of(n8n.get("/api/webhooks")) == {"webhooks": []}


async def test_news_are_asked_for_after_the_last_that_was_heard(n8n: httpx.AsyncClient) -> None:
    """Each poll gives what is new, oldest first, and where to go on; nothing twice, and nothing is left out."""
    before = await answer_of(n8n.get("/api/events"))
    assert (before["items"], before["next"]) == ([], None)
    heard, after, made = [], None, []
    for _ in range(3):
        made.append((await answer_of(n8n.post("/api/jobs/import", json=PASTED)))["id"])
        await ended(n8n, f"/api/jobs/{made[-1]}")
        found = await answer_of(n8n.get("/api/events", params={"limit": 1} | ({"after": after} if after else {})))
        heard, after = heard + found["items"], found["next"]
    assert [(each["type"], each["data"]["id"], each["id"][:4]) for each in heard] == [("job.completed", one, "evt_") for one in made]
    assert await answer_of(n8n.get("/api/events", params={"after": after})) == {"items": [], "next": after}
    other = await answer_of(n8n.get("/api/events", params={"type": "pipeline.failed"}))
    assert other["items"] == []


async def test_what_is_wrong_is_said_in_one_text(n8n: httpx.AsyncClient) -> None:
    """n8n shows `detail`, which is a text whatever happened, and the fields beside it."""
    refused = await n8n.post("/api/jobs/scrap", json={"queries": [], "zones": ["Lyon"]})
    assert refused.status_code == 422
    assert isinstance(refused.json()["detail"], str)
    assert refused.json()["errors"][0]["field"] == "queries"
    absent = await n8n.get("/api/jobs/j_00000000000000000000000000")
    assert (absent.status_code, type(absent.json()["detail"])) == (404, str)


async def test_the_workflow_that_runs_a_pipeline(owner: Person, n8n: httpx.AsyncClient) -> None:
    """Pasted from the page: it makes one pipeline, waits, and ends with its rows; the same execution makes no second one."""
    flow = workflow("run-a-pipeline")
    replay = Replay(workflow=flow, client=n8n, base=owner.house.url, waits=_a_while)
    rows = await replay.run()
    assert [row["nom"] for row in rows] == ["Globex", "Acme"]
    assert replay.calls[0].request.headers["idempotency-key"] == EXECUTION
    assert await Replay(workflow=flow, client=n8n, base=owner.house.url, waits=_a_while).run() == rows
    assert len(await answer_of(n8n.get("/api/pipelines"))) == 1


async def test_the_workflow_says_why_a_pipeline_failed(owner: Person, n8n: httpx.AsyncClient) -> None:
    """The execution stops with the reason that outhost gives, and asks for no rows."""
    flow = json.loads(json.dumps(workflow("run-a-pipeline")).replace(r"\"type\": \"sort\"", r"\"type\": \"socials\""))
    replay = Replay(workflow=flow, client=n8n, base=owner.house.url, waits=_a_while)
    with pytest.raises(Stopped, match="site_web"):
        await replay.run()
    assert not any(call.request.url.path.endswith("/download") for call in replay.calls)


async def test_the_workflow_that_is_told(owner: Person, n8n: httpx.AsyncClient) -> None:
    """A pipeline is done: what arrives passes the check of its signature, and its rows are taken; what somebody else sends does not."""
    flow = workflow("hear-of-news")
    (hook,) = [node["parameters"] for node in flow["nodes"] if node["type"].endswith(".webhook")]
    secret = "a secret of this workflow"
    async with open_receiver() as receiver:
        url = receiver.url(f"/webhook/{hook['path']}")
        await answer_of(n8n.post("/api/webhooks", json={"url": url, "events": ["pipeline.completed"], "secret": secret}))
        made = await answer_of(n8n.post("/api/pipelines", json={"definition": DEFINITION}))
        await until(lambda: bool(receiver.posts))
    (post,) = receiver.posts
    received = {"headers": post.headers, "body": json.loads(post.body)}
    assert received["body"]["data"]["id"] == made["id"]
    replay = Replay(workflow=flow, client=n8n, base=owner.house.url, waits=_a_while, secret=secret, binary=post.body)
    assert [row["nom"] for row in await replay.run(received)] == ["Acme"]
    forged = Replay(workflow=flow, client=n8n, base=owner.house.url, waits=_a_while, secret=secret, binary=post.body + b" ")
    with pytest.raises(Stopped, match="signature"):
        await forged.run(received)
    assert forged.calls == []


async def test_the_workflow_that_pages_through_all_jobs(owner: Person, n8n: httpx.AsyncClient) -> None:
    """Every job, each once, in as many calls as it takes."""
    for _ in range(150):
        await owner.house.appliance.store.write(make_job, owner.workspace_id, owner.id)
    replay = Replay(workflow=workflow("page-through-jobs"), client=n8n, base=owner.house.url, waits=_a_while)
    jobs = await replay.run()
    assert (len(jobs), len({job["id"] for job in jobs}), len(replay.calls)) == (150, 150, 2)


async def _a_while() -> None:
    """Let the engine work, which runs beside."""
    await asyncio.sleep(0)
