"""`Idempotency-Key`: a retry is answered as the first time was, and charged once."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from clocks import TurnedClock
from houses import House, OpenHouse, Tenant
from premises import Premises, check_refused
from traces import traces_of
from waiting import until

LEAD = {"variables": {"first_name": "Sam", "company": "Acme"}}
OTHER = {"variables": {"first_name": "Pat", "company": "Acme"}}
DAY = timedelta(hours=24)


async def test_a_retry_gets_the_first_answer_byte_for_byte_and_is_charged_once(tenant: Tenant) -> None:
    """I send the same request with the same key twice: one lead, one credit, one image, one answer."""
    path = await _path(tenant)
    first = await _post(tenant, path, "retry-1")
    after_first = await traces_of(tenant)
    second = await _post(tenant, path, "retry-1")
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.content == first.content
    assert second.headers["content-type"] == first.headers["content-type"]
    assert await traces_of(tenant) == after_first
    assert (after_first.balance, len(after_first.leads)) == (999, 1)


async def test_without_a_key_each_request_is_a_lead(tenant: Tenant) -> None:
    """Without a key, the same body twice is two leads."""
    path = await _path(tenant)
    answers = [await tenant.client.post(path, json=LEAD) for _ in range(2)]
    assert len({answer.json()["tracking_id"] for answer in answers}) == 2
    assert await tenant.balance() == 998


async def test_twenty_twins_at_once_are_one_lead(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """I send the same request twenty times at the same moment: one is drawn, and all get its answer."""
    path = await _path(tenant)
    drawn, draw = [], tenant.house.appliance.studio.draw_file
    monkeypatch.setattr(tenant.house.appliance.studio, "draw_file", lambda *order: drawn.append(order) or draw(*order))
    answers = await asyncio.gather(*(_post(tenant, path, "twins") for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    after = await traces_of(tenant)
    assert (after.balance, len(after.leads), after.replies) == (999, 1, 1)
    assert after.adds_up
    assert len(drawn) == 1


async def test_a_retry_after_hanging_up_in_the_middle_of_the_commit_is_charged_once(tenant: Tenant) -> None:
    """I time out while the server commits and retry at once: the retry finds the lead that the first try made."""
    house, path = tenant.house, await _path(tenant)
    async with _writer_held_up(house):
        first = asyncio.create_task(_post(tenant, path, "impatient"))
        await until(lambda: _waiting(house) == 1)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        second = asyncio.create_task(_post(tenant, path, "impatient"))
        await until(lambda: _waiting(house) == 2)
    answer = await second
    after = await traces_of(tenant)
    assert answer.status_code == 200
    assert (after.balance, len(after.leads), after.replies) == (999, 1, 1)
    assert answer.json()["tracking_id"] == after.leads[0]
    assert {name for name in after.files if name.startswith(after.leads[0])} == {f"{after.leads[0]}.png"}
    assert after.adds_up


async def test_the_same_key_with_another_body_is_refused(premises: Premises, tenant: Tenant) -> None:
    """A key is for one body, byte for byte: another one is 400, and makes no lead."""
    path = await _path(tenant)
    await _post(tenant, path, "reused", content=b'{"variables": {}}')
    for body in (b'{"variables":{}}', b'{"variables": {"first_name": "Pat"}}', b'{"variables": {}} '):
        request = tenant.client.build_request("POST", path, content=body, headers={"Idempotency-Key": "reused"})
        await check_refused(premises, tenant, request, status=400, error="invalid_input", details=["Idempotency-Key"])


async def test_a_refusal_frees_its_key(tenant: Tenant) -> None:
    """After a refusal I may use its key again, with the same body or a better one."""
    path = await _path(tenant)
    refused = await _post(tenant, path, "freed", body={"variables": {"first_name": []}})
    assert refused.status_code == 400
    await _leave(tenant, 0)
    assert (await _post(tenant, path, "freed")).status_code == 402
    await tenant.house.appliance.credits.grant(tenant.caller, 5)
    assert (await _post(tenant, path, "freed", body=OTHER)).json()["credits_remaining"] == 4


async def test_a_fault_frees_its_key(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a 500 the same key works again, as soon as the fault is gone."""
    path = await _path(tenant)
    with monkeypatch.context() as broken:
        broken.setattr(tenant.house.appliance.studio, "_is_closed", True)
        assert (await _post(tenant, path, "faulty")).status_code == 500
    assert (await traces_of(tenant)).replies == 0
    assert (await _post(tenant, path, "faulty")).json()["credits_remaining"] == 999


async def test_a_replay_comes_before_the_balance(tenant: Tenant) -> None:
    """With my last credit spent, the retry of that last lead still gets its answer, and a new lead does not."""
    path = await _path(tenant)
    await _leave(tenant, 1)
    first = await _post(tenant, path, "last")
    assert first.json()["credits_remaining"] == 0
    assert (await _post(tenant, path, "last")).content == first.content
    assert (await _post(tenant, path, "another")).status_code == 402


async def test_a_key_is_good_for_a_day(tmp_path: Path, open_house: OpenHouse) -> None:
    """Within 24 hours a retry is a retry; from then on the key is fresh, also before the janitor comes."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house:
        tenant = await house.move_in()
        async with tenant.client:
            path = await _path(tenant)
            first = await _post(tenant, path, "daily")
            clock.turn(DAY - timedelta(microseconds=1))
            assert (await _post(tenant, path, "daily")).content == first.content
            clock.turn(timedelta(microseconds=1))
            second = await _post(tenant, path, "daily", body=OTHER)
            assert second.json()["tracking_id"] != first.json()["tracking_id"]
            assert (await _post(tenant, path, "daily", body=OTHER)).content == second.content
            assert (await traces_of(tenant)).replies == 1
            clock.turn(DAY)
            await house.appliance.replies.forget_expired()
            assert (await traces_of(tenant)).replies == 0


async def test_a_key_outlives_a_restart(tmp_path: Path, open_house: OpenHouse) -> None:
    """The server is restarted between my two tries: still one lead."""
    async with open_house(tmp_path) as house:
        tenant = await house.move_in()
        path = await _path(tenant)
        first = await _post(tenant, path, "patient")
        await tenant.client.aclose()
    async with open_house(tmp_path) as house, httpx.AsyncClient(base_url=house.url, headers={"X-API-Key": tenant.key}) as client:
        second = await client.post(path, json=LEAD, headers={"Idempotency-Key": "patient"})
    assert second.content == first.content


async def test_a_key_is_of_one_workspace_and_one_list(tenant: Tenant, house: House) -> None:
    """My neighbour's keys and those of my other lists are not mine."""
    path, other_path = await _path(tenant), await _path(tenant)
    neighbour = await house.move_in()
    async with neighbour.client:
        neighbour_path = await _path(neighbour)
        answers = [await _post(tenant, path, "k"), await _post(tenant, other_path, "k"), await _post(neighbour, neighbour_path, "k")]
    assert len({answer.json()["tracking_id"] for answer in answers}) == 3
    assert (await tenant.balance(), await neighbour.balance()) == (998, 999)


async def test_a_key_outlives_a_rotation_of_the_api_key(tenant: Tenant) -> None:
    """I rotate my API key between two tries: the retry is still one."""
    path = await _path(tenant)
    first = await _post(tenant, path, "rotated")
    tenant.client.headers["X-API-Key"] = (await tenant.client.post("/v1/auth/rotate-key")).json()["api_key"]
    assert (await _post(tenant, path, "rotated")).content == first.content


async def test_a_replay_does_not_outlive_its_list(tenant: Tenant) -> None:
    """Once the list is gone, so is the answer: the list is looked up first."""
    path = await _path(tenant)
    await _post(tenant, path, "gone")
    await tenant.client.delete(path.removesuffix("/leads"))
    assert (await _post(tenant, path, "gone")).status_code == 404


@pytest.mark.parametrize("key", ["", "a b", "a\tb", "é", "clé", "x" * 256, "\x7f", "🦊"])
async def test_a_malformed_key_is_refused(premises: Premises, key: str) -> None:
    """A key has 1 to 255 visible ASCII characters."""
    request = premises.tenant.client.build_request(
        "POST", premises.path("/v1/lists/{meme}/leads"), json=LEAD, headers={b"Idempotency-Key": key.encode()}
    )
    await check_refused(premises, premises.tenant, request, status=400, error="invalid_input", details=["Idempotency-Key"])


@pytest.mark.parametrize("key", ["k", "x" * 255, "!~", '"quoted"', "a,b;c=d"])
async def test_a_key_may_be_any_visible_text(tenant: Tenant, key: str) -> None:
    """Every visible ASCII character will do."""
    path = await _path(tenant)
    answers = [await _post(tenant, path, key) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert answers[0].status_code == 200


async def test_calls_that_make_no_lead_ignore_the_key(tenant: Tenant) -> None:
    """Elsewhere the header means nothing: two rotations with one key give two API keys."""
    headers = {"Idempotency-Key": "same"}
    first = (await tenant.client.post("/v1/auth/rotate-key", headers=headers)).json()["api_key"]
    second = (await tenant.client.post("/v1/auth/rotate-key", headers={**headers, "X-API-Key": first})).json()["api_key"]
    assert first != second


async def _path(tenant: Tenant) -> str:
    return f"/v1/lists/{(await tenant.make_list()).public_id}/leads"


async def _post(tenant: Tenant, path: str, key: str, *, body: Any = None, content: bytes | None = None) -> httpx.Response:
    headers = {"Idempotency-Key": key}
    if content is not None:
        return await tenant.client.post(path, content=content, headers=headers)
    return await tenant.client.post(path, json=body or LEAD, headers=headers)


async def _leave(tenant: Tenant, credit_count: int) -> None:
    await tenant.house.appliance.credits.revoke(tenant.caller, await tenant.balance() - credit_count)


@asynccontextmanager
async def _writer_held_up(house: House) -> AsyncIterator[None]:
    """Keep the writer busy, so that whatever is to be committed waits."""
    entered, gate = threading.Event(), threading.Event()
    held = asyncio.ensure_future(house.appliance.store.write(lambda _tx: entered.set() or gate.wait()))
    try:
        await until(entered.is_set)
        yield
    finally:
        gate.set()
        await held


def _waiting(house: House) -> int:
    return len(house.appliance.store._write_lane._waiting)
