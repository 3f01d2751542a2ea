"""Agents on `/mcp`: the official SDK's client finds the tools, uses each, and hears why one refuses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio
import pytest
from agents import agent, given, refused
from atlases import bakery_in_lyon
from doors import open_door_at, sign_up_body
from houses import House, OpenHouse
from jobs import ABSENT, make_job, over, rest
from mcp import MCPError
from outsend import Person, answer_of, books_of, events_of, join, move_in

from outhost.domain.access_keys import Scope
from outhost.domain.workspaces import Role

MODES = pytest.mark.parametrize("mode", ["auto", "legacy"])
VERSIONS = {"auto": "2026-07-28", "legacy": "2025-11-25"}
ASKED: dict[str, Any] = {"queries": ["boulangerie", "dentiste"], "zones": ["Lyon"]}
ROWS = [{"name": "Boulangerie Martin", "phone": "0472000000"}, {"name": "Café Sans Fil", "phone": ""}]


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house with a small map."""
    async with open_house(tmp_path_factory.mktemp("mcp")) as opened:
        bakery_in_lyon(opened.appliance.folder.path)
        yield opened


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody with a workspace."""
    async with move_in(house) as resident:
        yield resident


@MODES
async def test_an_agent_finds_the_tools(person: Person, mode: str) -> None:
    """I give it the address and a key: it learns who we are, in its own revision, and what each tool takes and gives."""
    async with agent(person.house, await person.make_key(), mode) as client:
        assert (client.protocol_version, client.server_info.name) == (VERSIONS[mode], "outhost")
        assert "estimate_scrap" in (client.instructions or "")
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert list(tools) == [
        "estimate_scrap", "create_scrap_job", "create_enrichment_job", "get_job", "get_job_results", "list_jobs", "cancel_job",
        "get_pipeline_schema", "create_pipeline", "list_pipelines", "create_veille", "create_monitor", "list_veilles", "get_signals",
    ]  # fmt: skip
    for tool in tools.values():
        assert tool.title
        assert tool.description
        assert tool.annotations is not None
        assert tool.input_schema["type"] == "object"
        assert "$ref" not in str(tool.input_schema)
        assert "format" not in tool.input_schema["properties"]  # files are downloaded, not handed to a model
        assert "x-" not in "".join(tool.input_schema["properties"])
        assert set(tool.input_schema.get("required", [])) <= set(tool.input_schema["properties"])
        assert all(field.get("description") for field in tool.input_schema["properties"].values()), tool.name
        assert tool.output_schema is not None
    assert tools["create_scrap_job"].input_schema["required"] == ["queries", "zones"]
    assert "items" not in tools["create_scrap_job"].input_schema["properties"]
    assert tools["list_jobs"].output_schema["required"] == ["items", "total"]


async def test_arguments_are_those_of_the_registry(person: Person) -> None:
    """Each module that runs is there with each of its params, in my language; nobody wrote them down a second time."""
    modules = await answer_of(person.client.get("/api/modules-registry"))
    async with agent(person.house, await person.make_key(), **{"Accept-Language": "fr"}) as client:
        tools = {tool.name: tool.input_schema["properties"] for tool in (await client.list_tools()).tools}
    works = [module for module in modules if module["api_endpoint"] and module["slug"] != "scrap"]
    enrichment = tools["create_enrichment_job"]
    assert enrichment["job_type"]["enum"] == [module["slug"] for module in works]
    for module in works:
        assert set(module["config_schema"]["properties"]) <= set(enrichment), module["slug"]
    (scrap,) = [module for module in modules if module["slug"] == "scrap"]
    assert set(tools["estimate_scrap"]) == set(scrap["config_schema"]["properties"])
    assert tools["estimate_scrap"]["zones"]["description"].startswith("Zones. Où, de 1 à 50")
    assert enrichment["rating_min"]["description"].startswith("Pour `filter`. Note d’au moins")


@MODES
async def test_an_agent_works_from_a_search_to_its_rows(person: Person, mode: str) -> None:
    """It asks what a search costs, begins it, waits, reads rows, works on them, lists what it did: every tool, as `/api` does it."""
    async with agent(person.house, await person.make_key(), mode) as client:
        await client.list_tools()  # from here on the SDK holds each result against the schema that the tool has for it
        assert (await given(client, "estimate_scrap", **ASKED))["estimated_results"] == 2
        made = await given(client, "create_scrap_job", **ASKED)
        assert (made["job_type"], made["queries"]) == ("scrap", ASKED["queries"])
        await over(person.house, person.workspace_id, made["id"])
        assert (await given(client, "get_job", job_id=made["id"]))["status"] == "done"
        found = await given(client, "get_job_results", job_id=made["id"], limit=1, provenance=True)
        assert (found["total"], found["limit"], [row["nom"] for row in found["items"]]) == (2, 1, ["Au Bon Pain"])
        assert found["items"][0]["provenance"]
        phoned = await given(client, "create_enrichment_job", job_type="filter", source_job_id=made["id"], require_phone=True)
        assert phoned["source_job_id"] == made["id"]
        await over(person.house, person.workspace_id, phoned["id"])
        assert [row["nom"] for row in (await given(client, "get_job_results", job_id=phoned["id"]))["items"]] == ["Cabinet Martin"]
        listed = await given(client, "list_jobs", job_type="filter", limit=1)
        assert ([job["id"] for job in listed["items"]], listed["total"]) == ([phoned["id"]], 1)


@MODES
async def test_an_agent_cancels_a_job(tmp_path: Path, open_house: OpenHouse, mode: str) -> None:
    """It was the wrong town; a second time there is nothing to cancel any more."""
    async with open_house(tmp_path) as house, move_in(house) as person, agent(house, await person.make_key(), mode) as client:
        rest(house)
        made = await given(client, "create_enrichment_job", job_type="filter", items=ROWS)
        assert (await given(client, "cancel_job", job_id=made["id"]))["status"] == "cancelled"
        assert "already" in (await refused(client, "cancel_job", job_id=made["id"]))["detail"]
        assert (await given(client, "get_job", job_id=made["id"]))["status"] == "cancelled"


async def test_a_refusal_says_what_api_says(person: Person) -> None:
    """By field and in my language, word for word; and nothing was made."""
    nowhere = {"queries": ["boulangerie"], "zones": ["Nirgendwoheim"]}
    cases: list[tuple[str, dict[str, Any], str, object]] = [
        ("create_scrap_job", {**nowhere, "queries": []}, "/api/jobs", {**nowhere, "queries": []}),
        ("create_scrap_job", nowhere, "/api/jobs", nowhere),
        ("create_enrichment_job", {"job_type": "filter"}, "/api/jobs/filter", {}),
        ("create_enrichment_job", {"job_type": "no/such", "items": ROWS}, "/api/jobs/no_such", {"items": ROWS}),
        ("create_enrichment_job", {"job_type": "filter", "source_job_id": ABSENT}, "/api/jobs/filter", {"source_job_id": ABSENT}),
        ("create_enrichment_job", {"job_type": "filter", "items": "x"}, "/api/jobs/filter", {"items": "x"}),
        ("get_job", {"job_id": ABSENT}, f"/api/jobs/{ABSENT}", None),
        ("get_job_results", {"job_id": "../../jobs"}, f"/api/jobs/{ABSENT}/items", None),
        ("list_jobs", {"limit": 0, "offset": -1}, "/api/jobs?limit=0&offset=-1", None),
        ("list_jobs", {"status": "lost"}, "/api/jobs?status=lost", None),
    ]
    key = await person.make_key()
    before = await books_of(person.house, besides="access_keys")
    for locale in ("en", "fr"):
        async with agent(person.house, key, **{"Accept-Language": locale}) as client:
            for tool, arguments, path, body in cases:
                method = "GET" if body is None else "POST"
                answer = await person.client.request(method, path, json=body, headers={"Accept-Language": locale})
                assert answer.status_code >= 400
                assert await refused(client, tool, **arguments) == answer.json(), tool
    assert await books_of(person.house, besides="access_keys") == before


@pytest.mark.parametrize(
    ("tool", "arguments", "fields"),
    [
        ("get_job", {}, ["job_id"]),
        ("get_job", {"job_id": 7}, ["job_id"]),
        ("create_enrichment_job", {"job_type": None, "idempotency_key": 1}, ["job_type", "idempotency_key"]),
        ("list_jobs", {"limit": {"$gt": 0}, "status": ["done"]}, ["limit", "status"]),
        ("get_job_results", {"job_id": ABSENT, "q": "x" * 70_000}, None),
    ],
)
async def test_what_stands_in_no_request_is_named(person: Person, tool: str, arguments: dict[str, Any], fields: list[str] | None) -> None:
    """An argument that is left out or of the wrong kind: each by its own name, in the envelope of all refusals."""
    async with agent(person.house, await person.make_key()) as client:
        why = await refused(client, tool, **arguments)
        assert fields is None or [fault["field"] for fault in why["errors"]] == fields
        if not arguments:
            assert why["errors"][0]["message"] == "is required"


async def test_a_key_has_its_scopes_here_too(person: Person) -> None:
    """A key that may only read makes no job, one that may only write reads none; both learn which tools there are."""
    before = await books_of(person.house, besides="access_keys")
    async with agent(person.house, await person.make_key(frozenset({Scope.READ}))) as client:
        assert len((await client.list_tools()).tools) >= 7
        assert "scope" in (await refused(client, "create_enrichment_job", job_type="filter", items=ROWS))["detail"]
        assert "scope" in (await refused(client, "cancel_job", job_id=ABSENT))["detail"]
        assert (await given(client, "list_jobs"))["total"] == 0
    async with agent(person.house, await person.make_key(frozenset({Scope.WRITE}))) as client:
        assert "scope" in (await refused(client, "list_jobs"))["detail"]
        await given(client, "create_enrichment_job", job_type="filter", items=ROWS)
    assert before["jobs"] != (await books_of(person.house))["jobs"]


async def test_a_viewer_s_agent_reads_and_makes_nothing(person: Person) -> None:
    """Whatever the key's scopes, its maker's role is what counts; once they are out of the workspace the key is dead."""
    async with join(person, Role.ADMIN) as guest:
        key = await guest.make_key()
        await answer_of(person.client.patch(f"/api/workspaces/{person.workspace_id}/members/{guest.id}", json={"role": "viewer"}))
        async with agent(person.house, key) as client:
            assert (await given(client, "list_jobs"))["total"] == 0
            assert "role" in (await refused(client, "create_enrichment_job", job_type="filter", items=ROWS))["detail"]
            assert "role" in (await refused(client, "estimate_scrap", **ASKED))["detail"]
            await answer_of(person.client.delete(f"/api/workspaces/{person.workspace_id}/members/{guest.id}"))
            with pytest.raises(MCPError):
                await client.call_tool("list_jobs", {})


async def test_an_unverified_person_s_agent_makes_no_job(tmp_path: Path) -> None:
    """They signed up a moment ago: the tool says that the address is to be verified first."""
    async with open_door_at(tmp_path) as door, door.house.browser() as client:
        await client.post("/api/auth/signup", json=sign_up_body("zoe@example.com"))
        key = (await client.post("/api/api-keys", json={"name": "agent"})).json()["key"]
        async with agent(door.house, key) as caller:
            assert (await given(caller, "list_jobs"))["total"] == 0
            assert "Verify" in (await refused(caller, "create_enrichment_job", job_type="filter", items=ROWS))["detail"]


async def test_what_an_agent_does_is_in_the_audit_log(person: Person) -> None:
    """By which key, from where, and by the id of its request, as for any call."""
    key = await person.make_key()
    async with agent(person.house, key, **{"X-Request-Id": "agent-7"}) as client:
        made = await given(client, "create_enrichment_job", job_type="filter", items=ROWS)
    (number,) = [item["id"] for item in (await answer_of(person.client.get("/api/api-keys")))["items"]]
    assert ("job.created", made["id"], f"access_key:{number}") in await events_of(person)
    events = await person.house.appliance.read(lambda tx: tx.events.page(person.workspace_id, name=None, actor=None, limit=9, offset=0))
    (event,) = [event for event in events if event.subject == made["id"] and event.name == "job.created"]
    assert (event.address, event.request_id) == ("127.0.0.1", "agent-7")


async def test_a_repeated_call_with_its_key_makes_one_job(person: Person) -> None:
    """My agent lost the answer and asks again: the same job; with other rows under that key it is told."""
    asked = {"job_type": "filter", "items": ROWS, "idempotency_key": "import-1"}
    async with agent(person.house, await person.make_key()) as client:
        first, second = await given(client, "create_enrichment_job", **asked), await given(client, "create_enrichment_job", **asked)
        assert first == second
        why = await refused(client, "create_enrichment_job", **asked | {"items": ROWS[:1]})
        assert [fault["field"] for fault in why["errors"]] == ["Idempotency-Key"]
        assert (await given(client, "list_jobs"))["total"] == 1


async def test_a_sixth_live_job_is_one_too_many(tmp_path: Path, open_house: OpenHouse) -> None:
    """An agent has the quotas of the person whose key it has."""
    async with open_house(tmp_path) as house, move_in(house) as person, agent(house, await person.make_key()) as client:
        rest(house)
        for _ in range(5):
            await given(client, "create_enrichment_job", job_type="filter", items=ROWS)
        assert "30 seconds" in (await refused(client, "create_enrichment_job", job_type="filter", items=ROWS))["detail"]


async def test_another_s_job_is_none(person: Person) -> None:
    """No tool tells a stranger's job from one that never was."""
    job = await person.house.appliance.store.write(make_job, person.workspace_id)
    async with move_in(person.house) as stranger, agent(person.house, await stranger.make_key()) as client:
        for tool in ("get_job", "get_job_results", "cancel_job"):
            assert await refused(client, tool, job_id=job.public_id) == await refused(client, tool, job_id=ABSENT)


@MODES
async def test_fifty_calls_at_once_get_each_its_own_answer(person: Person, mode: str) -> None:
    """Over one connection of the SDK: nothing is mixed up."""
    jobs = [await person.house.appliance.store.write(make_job, person.workspace_id) for _ in range(50)]
    async with agent(person.house, await person.make_key(), mode) as client:
        answers = await asyncio.gather(*(given(client, "get_job", job_id=job.public_id) for job in jobs))
    assert [answer["id"] for answer in answers] == [job.public_id for job in jobs]


@MODES
async def test_a_call_that_is_given_up_harms_nobody(person: Person, mode: str) -> None:
    """My agent is stopped in the middle of calls: the next one is answered, and each job is there whole or not at all."""
    key = await person.make_key()
    for number in range(4):
        with suppress(Exception):  # the SDK's own streams may close under a call that is given up
            async with agent(person.house, key, mode) as client:
                with anyio.move_on_after(0.003 * number):
                    await client.call_tool("create_enrichment_job", {"job_type": "filter", "items": ROWS})
    async with agent(person.house, key, mode) as client:
        jobs = await given(client, "list_jobs")
    for job in jobs["items"]:
        assert (await over(person.house, person.workspace_id, job["id"])).results_count == len(ROWS)


@pytest.mark.parametrize("key", ["osk_" + "a" * 40, "nonsense", "8d1d20c0-5b7e-4b1c-9d1b-1f2e3d4c5b6a"])
@MODES
async def test_a_wrong_key_connects_to_nothing(house: House, key: str, mode: str) -> None:
    """The SDK shows what the server says of it."""
    with pytest.raises(Exception, match=r".*") as raised:
        async with agent(house, key, mode) as client:
            await client.list_tools()
    assert "osk_" in str(_innermost(raised.value))


def _innermost(fault: BaseException) -> BaseException:
    return _innermost(fault.exceptions[0]) if isinstance(fault, BaseExceptionGroup) else fault
