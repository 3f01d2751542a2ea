"""Agents that watch: a veille made over a job, listed, and what its runs found."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from agents import agent, given, refused
from houses import House, OpenHouse
from jobs import ABSENT, make_job, rest
from made_veilles import BAKERY, CAFE, WORSE, find, watch
from outsend import Person, answer_of, books_of, check_refused, move_in

from outhost.domain.jobs import JobStatus

MODES = pytest.mark.parametrize("mode", ["auto", "legacy"])


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house in which nothing runs by itself."""
    async with open_house(tmp_path_factory.mktemp("mcp-veilles")) as opened:
        rest(opened)
        yield opened


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody with a workspace."""
    async with move_in(house) as resident:
        yield resident


@MODES
@pytest.mark.parametrize("tool", ["create_veille", "create_monitor"])
async def test_an_agent_watches_a_job(person: Person, mode: str, tool: str) -> None:
    """By either name; it is listed as `/api` lists it."""
    source = await person.house.appliance.store.write(make_job, person.workspace_id, person.id)
    async with agent(person.house, await person.make_key(), mode) as client:
        await client.list_tools()
        made = await given(client, tool, name="Cafés", source_job_id=source.public_id, frequency_days=30)
        assert (made["name"], made["frequency_days"], made["status"]) == ("Cafés", 30, "active")
        assert await given(client, "list_veilles") == await answer_of(person.client.get("/api/veille"))


@MODES
async def test_an_agent_reads_what_changed(person: Person, mode: str) -> None:
    """Of the last run that was compared where it names none, of any other by its id; what has no score stands behind the rest."""
    veille = await watch(person)
    first = await find(person, veille, [WORSE, BAKERY])
    await find(person, veille, [WORSE, BAKERY])
    await find(person, veille, [], status=JobStatus.FAILED)
    async with agent(person.house, await person.make_key(), mode) as client:
        (about,) = [tool for tool in (await client.list_tools()).tools if tool.name == "get_signals"]
        assert about.input_schema["required"] == ["veille_id"]
        assert await given(client, "get_signals", veille_id=veille.public_id) == {"items": [], "total": 0}
        found = await given(client, "get_signals", veille_id=veille.public_id, run_id=first.public_id)
        assert [(signal["category"], signal["score"] is None) for signal in found["items"]] == [("modified", False), ("new", True)]
        path = f"/api/veille/{veille.public_id}/runs/{first.public_id}/signals"
        assert found == await answer_of(person.client.get(path))
        worst = await given(client, "get_signals", veille_id=veille.public_id, run_id=first.public_id, min_score=1.0, limit=1)
        assert worst["items"] == found["items"][:1]
        as_table = await given(client, "get_signals", veille_id=veille.public_id, run_id=first.public_id, format="csv")
        assert as_table == found


@pytest.mark.parametrize(
    ("tool", "arguments", "method", "path", "body"),
    [
        ("create_veille", {"name": "Cafés"}, "POST", "/api/veille", {"name": "Cafés"}),
        ("create_monitor", {"name": "C", "source_job_id": ABSENT}, "POST", "/api/veille", {"name": "C", "source_job_id": ABSENT}),
        ("create_veille", {"name": "Cafés", "source_job_id": ABSENT}, "POST", "/api/veille", {"name": "Cafés", "source_job_id": ABSENT}),
        ("list_veilles", {"limit": 501}, "GET", "/api/veille?limit=501", None),
        ("get_signals", {"veille_id": "nobody's"}, "GET", "/api/veille/nobody's/runs/latest/signals", None),
    ],
)
async def test_a_refusal_says_what_api_says(
    person: Person, tool: str, arguments: dict[str, Any], method: str, path: str, body: object
) -> None:
    """Word for word, and nothing is made."""
    answer = await person.client.request(method, path, json=body)
    assert answer.status_code >= 400
    async with agent(person.house, await person.make_key()) as client:
        before = await books_of(person.house)
        assert await refused(client, tool, **arguments) == answer.json()
        assert await books_of(person.house) == before


async def test_the_latest_run_is_the_last_that_was_compared(person: Person) -> None:
    """On `/api` too it needs no id; before the first one it is said that there is none yet."""
    veille = await watch(person, [CAFE])
    latest = f"/api/veille/{veille.public_id}/runs/latest"
    for path in (latest, f"{latest}/signals"):
        await check_refused(person, "GET", path, status=404, says="No run of this veille has been compared yet")
    run = await find(person, veille, [WORSE])
    await find(person, veille, [], status=JobStatus.CANCELLED)
    assert (await answer_of(person.client.get(latest)))["id"] == run.public_id
    (signal,) = (await answer_of(person.client.get(f"{latest}/signals")))["items"]
    rated = await answer_of(person.client.post(f"{latest}/signals/{signal['id']}/rating", json={"rating": "useful"}))
    assert rated["rating"] == "useful"
