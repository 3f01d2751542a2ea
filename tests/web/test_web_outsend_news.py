"""`GET /api/events`: whoever polls hears everything once, and the same as a webhook is sent."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from clocks import TurnedClock
from houses import House, OpenHouse
from outsend import Person, answer_of, check_refused, log_in, move_in
from webhooks import happen, make_webhook, open_receiver, until_tried

from outhost.domain.events import Happening
from outhost.domain.news import Place, news_id
from outhost.domain.workspaces import Role
from outhost.store.transactions import Tx


@pytest.fixture
async def owner(house: House) -> AsyncIterator[Person]:
    """An owner of a workspace."""
    async with move_in(house) as person:
        yield person


async def poll(person: Person, **params: Any) -> dict[str, Any]:
    """Ask what happened."""
    page: dict[str, Any] = await answer_of(person.client.get("/api/events", params=params))
    return page


async def test_who_asks_again_with_next_hears_everything_once(owner: Person) -> None:
    """My program asks now and then: nothing is missed, nothing is told twice, also while nothing happens."""
    assert await poll(owner) == {"items": [], "next": None}
    told = [await happen(owner.house, owner.caller, number=number) for number in range(5)]
    heard, after = [], {}
    for count in (2, 2, 1, 0):
        page = await poll(owner, limit=2, **after)
        assert len(page["items"]) == count
        heard += page["items"]
        after = {"after": page["next"]}
    assert heard == [news.as_document() for news in told]
    assert await poll(owner, **after) == {"items": [], "next": after["after"]}
    late = await happen(owner.house, owner.caller)
    assert await poll(owner, **after) == {"items": [late.as_document()], "next": late.public_id}


async def test_a_webhook_is_sent_the_same_document(tmp_path: Path, open_house: OpenHouse) -> None:
    """Whether I ask or am told: the same id, the same moment, the same data; of a real job, from its first to its last field."""
    async with open_receiver() as receiver, open_house(tmp_path, webhook_allow_private=True) as house, move_in(house) as owner:
        webhook = await house.appliance.store.write(lambda tx: make_webhook(tx, owner.workspace_id, receiver.url()))
        job = await answer_of(owner.client.post("/api/jobs/filter", json={"items": [{"name": "Acme"}, {"name": "Été"}]}))
        await until_tried(house, webhook, 1)
        (item,) = (await poll(owner))["items"]
        shown = await answer_of(owner.client.get(f"/api/jobs/{job['id']}"))
    assert json.loads(receiver.posts[0].body) == item
    assert (item["type"], item["data"]["id"], item["data"]["results_count"]) == ("job.completed", job["id"], 2)
    core = {key: value for key, value in item["data"].items() if key in shown}
    assert core == {key: shown[key] for key in core}
    assert len(core) > 5


async def test_only_news_of_one_s_own_workspace_and_only_those_asked_for(owner: Person) -> None:
    """A neighbour's jobs, and what else happened in mine, are none of it."""
    async with move_in(owner.house) as neighbour:
        theirs = await happen(owner.house, neighbour.caller)
        await owner.make_key()
        done, failed = await happen(owner.house, owner.caller), await happen(owner.house, owner.caller, Happening.JOB_FAILED)
        assert [item["id"] for item in (await poll(owner))["items"]] == [done.public_id, failed.public_id]
        assert [item["id"] for item in (await poll(owner, type="job.failed"))["items"]] == [failed.public_id]
        assert (await poll(owner, type="veille.run_completed"))["items"] == []
        assert [item["id"] for item in (await poll(neighbour))["items"]] == [theirs.public_id]
        assert len((await poll(owner, after=theirs.public_id))["items"]) == 2


async def test_news_are_told_for_thirty_days(tmp_path: Path, open_house: OpenHouse) -> None:
    """A month later the old is gone; who had heard it goes on all the same."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house, move_in(house) as owner:
        old = await happen(house, owner.caller)
        clock.turn(timedelta(days=29, hours=23))
        async with log_in(house, owner.user, owner.workspace_id, Role.OWNER) as client:  # the session is over by now
            assert [item["id"] for item in (await poll(client))["items"]] == [old.public_id]
            clock.turn(timedelta(hours=1))
            new = await happen(house, owner.caller)
            assert [item["id"] for item in (await poll(client))["items"]] == [new.public_id]
            assert [item["id"] for item in (await poll(client, after=old.public_id))["items"]] == [new.public_id]


async def test_after_a_restore_nothing_is_passed_over(tmp_path: Path, open_house: OpenHouse) -> None:
    """The database is an older one again, and numbers are given a second time: who had heard more goes on by the moment."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house, move_in(house) as owner:
        kept = await happen(house, owner.caller)
        clock.turn(timedelta(minutes=1))
        lost = await happen(house, owner.caller)
        await house.appliance.store.write(_delete, lost.event_id)
        assert (await poll(owner, after=lost.public_id))["items"] == []
        clock.turn(timedelta(minutes=1))
        new = await happen(house, owner.caller)
        assert new.event_id == lost.event_id
        assert [item["id"] for item in (await poll(owner, after=lost.public_id))["items"]] == [new.public_id]
        assert [item["id"] for item in (await poll(owner, after=kept.public_id))["items"]] == [new.public_id]


@pytest.mark.parametrize(
    ("params", "field", "says"),
    [
        ("after=evt_1", "after", "id of an event"),
        ("after=j_01JZ8Q4M6T0000000000001A2B", "after", "id of an event"),
        ("after=evt_7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "after", "id of an event"),
        ("after=evt_8JZ8Q4M6T0000000000001A2B0", "after", "id of an event"),
        ("type=job.started", "type", "must be one of job.completed"),
        ("type=", "type", "must be one of"),
        ("limit=0", "limit", "from 1 to 200"),
        ("limit=201", "limit", "from 1 to 200"),
    ],
)
async def test_what_is_no_place_no_type_and_no_number_is_said(owner: Person, params: str, field: str, says: str) -> None:
    """A slip in the query is told by its field, and is never taken for the beginning."""
    await check_refused(owner, "GET", f"/api/events?{params}", status=422, says=says, field=field)


async def test_who_is_ahead_of_us_waits(owner: Person) -> None:
    """An id of the future, from a clock that went wrong: there is nothing after it, and it stays what to ask with."""
    ahead = news_id(1, (owner.house.appliance.clock.now() + timedelta(days=400)))
    await happen(owner.house, owner.caller)
    assert await poll(owner, after=ahead) == {"items": [], "next": ahead}


@pytest.mark.parametrize(
    ("name", "found_by"), [(None, "events_of_news ("), ("job.failed", "events_of_news_by_name (workspace_id=? AND name=?")]
)
async def test_news_are_found_by_their_index(owner: Person, name: str | None, found_by: str) -> None:
    """A million other events lie between, and news of other kinds: whoever polls walks over none of them."""
    await happen(owner.house, owner.caller)

    def plan(tx: Tx) -> list[str]:
        statements: list[str] = []
        tx._connection.set_trace_callback(statements.append)
        tx.events.page_of_news(owner.workspace_id, Place(), name=name, limit=50)
        tx._connection.set_trace_callback(None)
        return [row["detail"] for row in tx.all(f"EXPLAIN QUERY PLAN {statements[-1]}")]

    assert any(found_by in line for line in await owner.house.appliance.read(plan))


def _delete(tx: Tx, event_id: int) -> None:
    tx.run("DELETE FROM events WHERE id >= :event_id", event_id=event_id)
