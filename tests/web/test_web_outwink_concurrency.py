"""Many calls at once, and clients that hang up: the balance is the ledger is the leads is the images, at every moment."""

import asyncio
import functools
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from houses import House, Tenant
from traces import traces_of
from waiting import until

from outhost.operations.lists import NewList

LEAD = {"variables": {"first_name": "Sam", "company": "Acme"}}


async def test_fifty_posts_with_ten_credits_are_ten_leads(house: House) -> None:
    """I send fifty requests at once with ten credits: ten leads, ten images, forty times 402, and nothing left over."""
    tenant = await house.move_in(credit_count=10)
    async with tenant.client:
        path = f"/v1/lists/{(await tenant.make_list()).public_id}/leads"
        before = tenant.image_files()
        answers = await asyncio.gather(*(tenant.client.post(path, json=LEAD) for _ in range(50)))
    good = [answer.json() for answer in answers if answer.status_code == 200]
    refused = [answer.json() for answer in answers if answer.status_code == 402]
    after = await traces_of(tenant)
    assert (len(good), len(refused)) == (10, 40)
    assert {answer["details"]["available"] for answer in refused} <= set(range(10))
    assert sorted(answer["credits_remaining"] for answer in good) == list(range(10))
    assert {answer["tracking_id"] for answer in good} == set(after.leads)
    assert after.files - before == {f"{answer['tracking_id']}.png" for answer in good}
    assert (after.balance, len(after.leads)) == (0, 10)
    assert after.adds_up


async def test_the_last_credit_is_spent_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two requests are drawn at once for my last credit: one gets it, the other is refused and its image is gone."""
    tenant = await house.move_in(credit_count=1)
    async with tenant.client:
        path = f"/v1/lists/{(await tenant.make_list()).public_id}/leads"
        before = tenant.image_files()
        gate = asyncio.Barrier(2)
        _meanwhile(monkeypatch, house, gate.wait)
        answers = await asyncio.gather(*(tenant.client.post(path, json=LEAD) for _ in range(2)))
    after = await traces_of(tenant)
    assert sorted(answer.status_code for answer in answers) == [200, 402]
    assert len(after.files - before) == 1
    assert after.adds_up


async def test_a_list_deleted_while_its_lead_is_drawn_takes_none(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """I delete a list while a lead of it is being drawn: 404, nothing is charged, and the drawing is swept."""
    made = await tenant.make_list()
    _meanwhile(monkeypatch, tenant.house, lambda: tenant.client.delete(f"/v1/lists/{made.public_id}"))
    before = await traces_of(tenant)
    answer = await tenant.client.post(f"/v1/lists/{made.public_id}/leads", json=LEAD, headers={"Idempotency-Key": "k"})
    after = await traces_of(tenant)
    assert (answer.status_code, answer.json()["error"]) == (404, "list_not_found")
    assert (after.balance, after.ledger, after.leads, after.replies) == (1000, before.ledger, (), 0)
    assert after.files == before.files


async def test_a_list_that_is_not_swept_yet_takes_no_lead_either(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the commit of its delete on, a list takes nothing, long before its rows are gone."""
    made = await tenant.make_list()
    store = tenant.house.appliance.store
    mark = functools.partial(store.write, lambda tx: tx.lists.mark_deleted(tenant.workspace_id, made.public_id))
    _meanwhile(monkeypatch, tenant.house, mark)
    answer = await tenant.client.post(f"/v1/lists/{made.public_id}/leads", json=LEAD)
    assert answer.status_code == 404
    assert await tenant.balance() == await tenant.ledger_sum() == 1000


async def test_a_lead_never_falls_into_a_list_made_after_its_own_was_deleted(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """While my lead is drawn its list is deleted and another is made, by a neighbour: the lead does not land there."""
    made = await tenant.make_list()
    neighbour = await tenant.house.move_in()

    async def replace() -> None:
        await tenant.client.delete(f"/v1/lists/{made.public_id}")
        await tenant.house.appliance.lists.add(neighbour.caller, NewList(name="Next", template="sticky-note"))

    _meanwhile(monkeypatch, tenant.house, replace)
    answer = await tenant.client.post(f"/v1/lists/{made.public_id}/leads", json=LEAD)
    await neighbour.client.aclose()
    assert answer.status_code == 404
    assert (await traces_of(neighbour)).leads == ()
    assert await tenant.balance() == 1000


async def test_clients_that_hang_up_leave_the_books_in_order(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty clients leave, some at once, some in the middle, some with their answer: what was charged is a lead with its image."""
    tenant = await house.move_in(credit_count=1000)
    path = f"/v1/lists/{(await tenant.make_list()).public_id}/leads"
    drawn = 0

    async def count() -> None:
        nonlocal drawn
        drawn += 1

    _meanwhile(monkeypatch, house, count)
    moments = [0] * 8 + [1000] * 8 + list(range(24))
    random.Random(22).shuffle(moments)
    async with tenant.client:
        await asyncio.gather(*(_hang_up(tenant, path, lambda latest=moment: drawn >= latest) for moment in moments))
        last = await tenant.client.post(path, json=LEAD)
    after = await traces_of(tenant)
    assert after.adds_up
    assert 8 < len(after.leads) < 33
    assert last.json()["credits_remaining"] == after.balance == 1000 - len(after.leads)


async def test_one_of_ten_deletions_deletes(tenant: Tenant) -> None:
    """Ten times DELETE at once: one 200, nine 404, one event."""
    made = await tenant.make_list()
    answers = await asyncio.gather(*(tenant.client.delete(f"/v1/lists/{made.public_id}") for _ in range(10)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 404: 9}
    assert [name for name, *_ in (await traces_of(tenant)).events].count("list.deleted") == 1


async def test_leads_posted_while_their_list_is_deleted_are_whole_or_refused(tenant: Tenant) -> None:
    """A list is deleted among twenty posts: what was answered 200 was charged, what was answered 404 was not."""
    made = await tenant.make_list()
    path = f"/v1/lists/{made.public_id}"
    before = tenant.image_files()
    posts = [asyncio.create_task(tenant.client.post(f"{path}/leads", json=LEAD)) for _ in range(20)]
    await posts[0]
    await tenant.client.delete(path)
    answers = await asyncio.gather(*posts)
    counts = Counter(answer.status_code for answer in answers)
    assert set(counts) <= {200, 404}
    assert await tenant.balance() == await tenant.ledger_sum() == 1000 - counts[200]
    await until(lambda: tenant.image_files() == before)


async def test_a_rotated_key_is_dead_at_once(tenant: Tenant) -> None:
    """The answer that shows the new key comes when the old one has stopped working; the new one opens everything."""
    before = await traces_of(tenant)
    answer = await tenant.client.post("/v1/auth/rotate-key")
    new_key = answer.json()["api_key"]
    assert (await tenant.client.get("/v1/me")).json()["error"] == "invalid_api_key"
    assert (await tenant.client.post("/v1/auth/rotate-key")).status_code == 401
    assert (await tenant.client.get("/v1/me", headers={"X-API-Key": new_key})).status_code == 200
    assert (await tenant.client.get("/v1/me", headers={"X-API-Key": new_key.upper()})).status_code == 200
    after = await traces_of(tenant)
    assert after.key != before.key
    assert new_key.encode() not in after.key


async def test_rotations_at_once_leave_one_good_key(tenant: Tenant) -> None:
    """Ten rotations at the same moment: whatever they answer, exactly one key opens the workspace afterwards."""
    answers = await asyncio.gather(*(tenant.client.post("/v1/auth/rotate-key") for _ in range(10)))
    keys = [answer.json()["api_key"] for answer in answers if answer.status_code == 200]
    assert {answer.status_code for answer in answers} <= {200, 401}
    statuses = [(await tenant.client.get("/v1/me", headers={"X-API-Key": key})).status_code for key in [tenant.key, *keys]]
    assert Counter(statuses)[200] == 1
    assert [name for name, *_ in (await traces_of(tenant)).events].count("api_key.rotated") == len(keys)


def _meanwhile(monkeypatch: pytest.MonkeyPatch, house: House, happening: Callable[[], Awaitable[Any]]) -> None:
    """Let something happen while a picture is being drawn, but not while that something draws."""
    draw = house.appliance.studio.draw_file
    is_happening = ContextVar("is_happening", default=False)

    async def draw_slowly(*args: Any) -> Any:
        picture = await draw(*args)
        if not is_happening.get():
            token = is_happening.set(True)
            await happening()
            is_happening.reset(token)
        return picture

    monkeypatch.setattr(house.appliance.studio, "draw_file", draw_slowly)


async def _hang_up(tenant: Tenant, path: str, is_time: Callable[[], bool]) -> None:
    """Send a request and leave when it is time, or when the answer comes before."""
    body = httpx.Request("POST", "http://localhost", json=LEAD).content
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {tenant.key}\r\nContent-Length: {len(body)}\r\n\r\n"
    url = urlsplit(tenant.house.url)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    writer.write(head.encode() + body)
    answer = asyncio.create_task(reader.read(1))
    await until(lambda: is_time() or answer.done())
    writer.transport.abort()
    await asyncio.gather(answer, return_exceptions=True)
