"""Agents that chain work: what pipelines are made of, one made of it, followed to its rows, and what is refused."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from agents import agent, given, refused
from houses import House
from mcp import Client
from outsend import Person, answer_of, books_of, move_in

from outhost.domain.jobs import CHANGED

DEFINITION: dict[str, Any] = {
    "nodes": [
        {"id": "people", "type": "import", "config": {"text": "name;phone\nAcme;0472000000\nGlobex;"}},
        {"id": "reachable", "type": "filter", "config": {"require_phone": True}},
    ],
    "edges": [{"from": "people", "to": "reachable"}],
}
PATIENCE_SECONDS = 60


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody with a workspace."""
    async with move_in(house) as resident:
        yield resident


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_an_agent_chains_work_by_one_definition(person: Person, mode: str) -> None:
    """It reads which blocks there are, makes a pipeline of them, sees it end, and reads what the last node gave."""
    async with agent(person.house, await person.make_key(), mode) as client:
        (about,) = [tool for tool in (await client.list_tools()).tools if tool.name == "create_pipeline"]
        assert set(about.input_schema["properties"]["definition"]["properties"]) == {"nodes", "edges"}
        schema = await given(client, "get_pipeline_schema")
        assert {"import", "filter", "verify"} <= {block["type"] for block in schema["blocks"]}
        assert schema == await answer_of(person.client.get("/api/pipelines/schema"))
        made = await given(client, "create_pipeline", name="Who can be called", definition=DEFINITION)
        assert (made["name"], made["run_count"]) == ("Who can be called", 1)
        ended = await _ended(person, client, made["id"])
        assert (ended["status"], ended["progress"]["pct"]) == ("done", 100.0)
        rows = await given(client, "get_job_results", job_id=ended["output_job_id"])
        assert rows["items"] == [{"name": "Acme", "phone": "0472000000"}]
        assert (await given(client, "list_jobs", pipeline_id=made["id"]))["total"] == 2
        assert (await given(client, "list_pipelines", status="running"))["total"] == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"definition": 7},
        {"definition": {"nodes": []}},
        {"definition": {**DEFINITION, "edges": [{"from": "people", "to": "nobody"}]}, "name": ""},
        {"definition": {**DEFINITION, "edges": []}},
        {"definition": {"nodes": [{"id": "people", "type": "import", "config": {"source": "fax"}}]}},
    ],
)
async def test_faults_of_a_definition_are_told_as_on_api(person: Person, body: dict[str, Any]) -> None:
    """Each by its path, and nothing is made."""
    before = await books_of(person.house, besides="access_keys")
    answer = await person.client.post("/api/pipelines", json=body)
    assert answer.status_code == 422
    async with agent(person.house, await person.make_key()) as client:
        assert await refused(client, "create_pipeline", **body) == answer.json()
    assert before["pipelines"] == (await books_of(person.house))["pipelines"]


async def _ended(person: Person, client: Client, pipeline_id: str) -> dict[str, Any]:
    """Ask as often as a job changes until the pipeline is over."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        with person.house.appliance.store.bell.sleeper(CHANGED) as sleeper:
            while True:
                (found,) = (await given(client, "list_pipelines"))["items"]
                assert found["id"] == pipeline_id
                if found["status"] not in {"pending", "running"}:
                    return dict(found)
                await sleeper.woken()
