"""Kept replies: found, refused, forgotten, and waited for."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from clocks import TurnedClock
from houses import OpenHouse, Tenant
from traces import traces_of

from outhost.domain.errors import InvalidInput
from outhost.domain.replies import Slot, slot_of
from outhost.domain.workspaces import WorkspaceId
from outhost.store.transactions import Tx

SLOT = slot_of("POST", "/v1/x", "k", b"{}")


async def test_a_turn_gives_what_was_kept_and_nothing_before(tenant: Tenant) -> None:
    """The first finds nothing, the next what the first kept; another body is refused."""
    replies, store = tenant.house.appliance.replies, tenant.house.appliance.store
    async with replies.turn(tenant.caller, SLOT) as earlier:
        assert earlier is None
        await store.write(_keep, tenant.workspace_id, [SLOT], b"first")
    async with replies.turn(tenant.caller, SLOT) as earlier:
        assert earlier == b"first"
    with pytest.raises(InvalidInput) as refused:
        async with replies.turn(tenant.caller, slot_of("POST", "/v1/x", "k", b"{} ")):
            pass
    assert [issue.path for issue in refused.value.issues] == ["Idempotency-Key"]
    assert replies._under_way == {}


async def test_twins_take_turns_and_others_do_not_wait(tenant: Tenant) -> None:
    """While one holds its key, its twin waits, and a request with another key, or none, does not."""
    replies = tenant.house.appliance.replies
    order: list[str] = []

    async def twin() -> None:
        async with replies.turn(tenant.caller, SLOT):
            order.append("twin")

    async with replies.turn(tenant.caller, SLOT):
        waiting = asyncio.create_task(twin())
        for slot in (slot_of("POST", "/v1/x", "other", b"{}"), slot_of("POST", "/v1/y", "k", b"{}"), None):
            async with replies.turn(tenant.caller, slot):
                order.append("other")
        order.append("first")
    await waiting
    assert order == ["other", "other", "other", "first", "twin"]
    assert replies._under_way == {}


async def test_who_stops_waiting_holds_nobody_up(tenant: Tenant) -> None:
    """A twin that is cancelled while it waits, or while it holds the key, leaves the key free."""
    replies = tenant.house.appliance.replies
    entered = asyncio.Event()

    async def hold() -> None:
        async with replies.turn(tenant.caller, SLOT):
            entered.set()
            await asyncio.Event().wait()

    holder = asyncio.create_task(hold())
    await entered.wait()
    waiter = asyncio.create_task(hold())
    await asyncio.sleep(0)
    for task in (waiter, holder):
        task.cancel()
    await asyncio.gather(waiter, holder, return_exceptions=True)
    async with asyncio.timeout(120), replies.turn(tenant.caller, SLOT) as earlier:
        assert earlier is None
    assert replies._under_way == {}


async def test_replies_of_a_day_ago_are_forgotten_however_many(tmp_path: Path, open_house: OpenHouse) -> None:
    """The sweep removes all that are a day old, batch after batch, and none that is younger."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house:
        tenant = await house.move_in()
        await tenant.client.aclose()
        old = [slot_of("POST", "/v1/x", f"old{number}", b"") for number in range(1200)]
        await house.appliance.store.write(_keep, tenant.workspace_id, old, b"x")
        clock.turn(timedelta(hours=23))
        await house.appliance.store.write(_keep, tenant.workspace_id, [SLOT], b"x")
        await house.appliance.replies.forget_expired()
        assert (await traces_of(tenant)).replies == 1201
        clock.turn(timedelta(hours=1))
        await house.appliance.replies.forget_expired()
        assert (await traces_of(tenant)).replies == 1
        async with house.appliance.replies.turn(tenant.caller, SLOT) as earlier:
            assert earlier == b"x"


def _keep(tx: Tx, workspace_id: WorkspaceId, slots: list[Slot], answer: bytes) -> None:
    for slot in slots:
        tx.replies.put(workspace_id, slot, answer)
