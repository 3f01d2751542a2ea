"""Many leads at once: each whole, in order, and as many as can be had."""

import asyncio
from typing import Any

import pytest
from houses import Tenant
from traces import traces_of

from outhost.domain.errors import InsufficientCredits, InvalidInput, ListNotFound
from outhost.domain.lists import LeadList


async def names_of(tenant: Tenant, lead_list: LeadList) -> list[str | None]:
    """List the first names of a list's leads in the order in which they are exported."""
    answer = await tenant.client.get(f"/v1/lists/{lead_list.public_id}/csv")
    return [line.split(",")[2] or None for line in answer.text.splitlines()[1:]]


def people_of(count: int, **changed: object) -> list[dict[str, object]]:
    """Make people who are told apart by their names; `changed` holds those of some places, as `p7`."""
    people = [{"first_name": f"Sam {number}"} for number in range(count)]
    return [{"first_name": changed[f"p{number}"]} if f"p{number}" in changed else who for number, who in enumerate(people)]


async def test_many_leads_are_added_in_order_each_with_its_image(tenant: Tenant) -> None:
    """More than one commit's worth: a row, a ledger line and a file for each."""
    made = await tenant.make_list()
    before = await traces_of(tenant)
    done = await tenant.house.appliance.leads.add_many(tenant.caller, made, people_of(150))
    after = await traces_of(tenant)
    assert done.fault is None
    assert [added.lead.variables["first_name"] for added in done.leads] == [f"Sam {number}" for number in range(150)]
    assert await names_of(tenant, made) == [f"Sam {number}" for number in range(150)]
    assert [added.credits_remaining for added in done.leads] == list(range(999, 849, -1))
    assert after.files - before.files == {f"{added.lead.tracking_id}.png" for added in done.leads}
    assert after.adds_up


async def test_it_stops_cleanly_where_the_credits_end(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seventy credits make seventy leads, nothing beyond is drawn, and the reason is told."""
    made = await tenant.make_list()
    await tenant.house.appliance.credits.revoke(tenant.caller, 930)
    before = await traces_of(tenant)
    drawn = await _count_drawings(tenant, monkeypatch)
    done = await tenant.house.appliance.leads.add_many(tenant.caller, made, people_of(100))
    after = await traces_of(tenant)
    assert len(done.leads) == len(drawn) == 70
    assert isinstance(done.fault, InsufficientCredits)
    assert done.fault.details == {"cost": 1, "available": 0}
    assert after.balance == 0
    assert after.files - before.files == {f"{added.lead.tracking_id}.png" for added in done.leads}
    assert after.adds_up


async def test_credits_that_somebody_else_spends_meanwhile_end_it_too(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures that turn out not to be covered are removed."""
    made = await tenant.make_list()
    await tenant.house.appliance.credits.revoke(tenant.caller, 980)
    before = await traces_of(tenant)
    store = tenant.house.appliance.store
    write = store.write

    async def spend_first(*work: Any) -> object:
        monkeypatch.setattr(store, "write", write)
        await tenant.house.appliance.credits.revoke(tenant.caller, 15)
        return await write(*work)

    monkeypatch.setattr(store, "write", spend_first)
    done = await tenant.house.appliance.leads.add_many(tenant.caller, made, people_of(20))
    after = await traces_of(tenant)
    assert [added.credits_remaining for added in done.leads] == [4, 3, 2, 1, 0]
    assert isinstance(done.fault, InsufficientCredits)
    assert after.files - before.files == {f"{added.lead.tracking_id}.png" for added in done.leads}
    assert after.adds_up


async def test_a_bad_row_ends_it_after_the_good_ones_before(tenant: Tenant) -> None:
    """What comes before is added; what was drawn ahead is removed."""
    made = await tenant.make_list()
    before = await traces_of(tenant)
    done = await tenant.house.appliance.leads.add_many(tenant.caller, made, people_of(90, p70=["nested"]))
    after = await traces_of(tenant)
    assert isinstance(done.fault, InvalidInput)
    assert len(done.leads) == 70
    assert await names_of(tenant, made) == [f"Sam {number}" for number in range(70)]
    assert after.files - before.files == {f"{added.lead.tracking_id}.png" for added in done.leads}
    assert after.adds_up


async def test_a_list_that_is_deleted_meanwhile_costs_nothing_more(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """No lead, no charge, no file."""
    made = await tenant.make_list()
    before = await traces_of(tenant)
    store = tenant.house.appliance.store
    write = store.write

    async def delete_first(*work: Any) -> object:
        monkeypatch.setattr(store, "write", write)
        await tenant.house.appliance.lists.delete(tenant.caller, made.public_id)
        return await write(*work)

    monkeypatch.setattr(store, "write", delete_first)
    done = await tenant.house.appliance.leads.add_many(tenant.caller, made, people_of(10))
    after = await traces_of(tenant)
    assert done.leads == ()
    assert isinstance(done.fault, ListNotFound)
    assert (after.balance, after.files) == (before.balance, before.files)


async def test_nobody_is_nothing(tenant: Tenant) -> None:
    """An empty table is no fault."""
    made = await tenant.make_list()
    done = await tenant.house.appliance.leads.add_many(tenant.caller, made, [])
    assert (done.leads, done.fault) == ((), None)


async def test_two_who_add_many_at_once_get_what_they_pay_for(tenant: Tenant) -> None:
    """Two tables into one list with credits for one and a half: every credit becomes one lead, none becomes two."""
    made = await tenant.make_list()
    await tenant.house.appliance.credits.revoke(tenant.caller, 880)
    before = await traces_of(tenant)
    leads = tenant.house.appliance.leads
    both = await asyncio.gather(*(leads.add_many(tenant.caller, made, people_of(80)) for _ in range(2)))
    after = await traces_of(tenant)
    assert sum(len(done.leads) for done in both) == 120
    assert after.balance == 0
    assert len(after.files - before.files) == 120
    assert len(await names_of(tenant, made)) == 120
    assert after.adds_up


async def _count_drawings(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    drawn: list[object] = []
    draw_file = tenant.house.appliance.studio.draw_file

    async def draw(*order: Any) -> object:
        drawn.append(order)
        return await draw_file(*order)

    monkeypatch.setattr(tenant.house.appliance.studio, "draw_file", draw)
    return drawn
