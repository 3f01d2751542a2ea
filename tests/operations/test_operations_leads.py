"""Leads: added whole or not at all, and swept up."""

import asyncio
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from clocks import TurnedClock
from houses import OpenHouse, Tenant
from rows import make_lead
from traces import traces_of

from outhost.domain.errors import InsufficientCredits, InvalidInput, LeadNotFound, ListNotFound, ListTypeNotSupported
from outhost.domain.links import ImageAddress
from outhost.domain.lists import ListType
from outhost.files.images import Images
from outhost.files.whole import write_whole
from outhost.operations.leads import ExportPage


async def test_a_lead_is_a_row_a_ledger_line_and_a_file(tenant: Tenant) -> None:
    """One lead: one credit less, one line that names it and who made it, one file on disk, and no event."""
    made = await tenant.make_list()
    before = await traces_of(tenant)
    added = await tenant.house.appliance.leads.add(tenant.caller, made, {"first_name": "Sam"})
    after = await traces_of(tenant)
    entries = await tenant.house.appliance.read(lambda tx: tx.credits.page(tenant.workspace_id, limit=1, offset=0))
    assert after.balance == added.credits_remaining == 999
    assert (entries[0].delta, entries[0].balance_after, entries[0].reason) == (-1, 999, "lead")
    assert (entries[0].lead_id, entries[0].actor) == (added.lead.lead_id, "api_key")
    assert after.files - before.files == {f"{added.lead.tracking_id}.png"}
    assert after.events == before.events
    assert after.adds_up


@pytest.mark.parametrize("given", [{"first_name": []}, {"company": "x" * 501}, {"first_name": "\ud800"}, {"company": "a\udcff"}])
async def test_a_bad_value_draws_nothing_and_costs_nothing(tenant: Tenant, given: Mapping[str, object]) -> None:
    """A value that can't be drawn, or can't be kept, is refused before anything begins."""
    made = await tenant.make_list()
    before = await traces_of(tenant)
    with pytest.raises(InvalidInput):
        await tenant.house.appliance.leads.add(tenant.caller, made, given)
    assert await traces_of(tenant) == before


async def test_without_credits_nothing_is_drawn(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request without hope costs no drawing."""
    made = await tenant.make_list()
    await tenant.house.appliance.credits.revoke(tenant.caller, 1000)
    before = await traces_of(tenant)
    monkeypatch.setattr(tenant.house.appliance.studio, "draw_file", None)
    with pytest.raises(InsufficientCredits) as refused:
        await tenant.house.appliance.leads.add(tenant.caller, made, {})
    assert refused.value.details == {"cost": 1, "available": 0}
    assert await traces_of(tenant) == before


async def test_a_target_is_a_list_of_ones_own_that_takes_leads(tenant: Tenant) -> None:
    """Only a meme list of mine takes leads."""
    leads, neighbour = tenant.house.appliance.leads, await tenant.house.move_in()
    await neighbour.client.aclose()
    foreign, ai, meme = await neighbour.make_list(), await tenant.make_list(list_type=ListType.AI), await tenant.make_list()
    for public_id in (foreign.public_id, "42", ""):
        with pytest.raises(ListNotFound):
            await leads.target(tenant.caller, public_id)
    with pytest.raises(ListTypeNotSupported):
        await leads.target(tenant.caller, ai.public_id)
    assert (await leads.target(tenant.caller, meme.public_id)).id == meme.id


async def test_a_file_is_on_disk_before_the_credit_is_taken(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the charge is written, the image lies there whole already."""
    made = await tenant.make_list()
    store, seen = tenant.house.appliance.store, []
    write = store.write

    async def look_first(work: object, *args: object, **more: object) -> object:
        seen.append({name for name in tenant.image_files() - before if not name.endswith(".unfinished")})
        return await write(work, *args, **more)  # type: ignore[arg-type]  # it is what the operation passed

    before = tenant.image_files()
    monkeypatch.setattr(store, "write", look_first)
    added = await tenant.house.appliance.leads.add(tenant.caller, made, {})
    assert seen == [{f"{added.lead.tracking_id}.png"}]


async def test_orphans_are_swept_after_an_hour_and_only_they(tmp_path: Path, open_house: OpenHouse) -> None:
    """Images without a lead go once they are an hour old, unfinished files too; those of leads and young ones stay."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house:
        tenant = await house.move_in()
        await tenant.client.aclose()
        made = await tenant.make_list()
        lead = await house.appliance.leads.add(tenant.caller, made, {})
        images = Images(house.appliance.folder.images)
        for name, extension in (("nai00000000000000a", "png"), ("nai00000000000000b", "gif"), ("nai0000000000young", "png")):
            write_whole(images.path(name, extension), b"x")
        (house.appliance.folder.images / "00" / "nai0.png.1234.unfinished").write_bytes(b"x")
        for path in house.appliance.folder.images.glob("*/*"):
            age = timedelta(minutes=59) if "young" in path.name else timedelta(minutes=61)
            moment = (clock.now() - age).timestamp()
            os.utime(path, (moment, moment))
        assert await house.appliance.leads.sweep_orphans() == 2
        assert tenant.image_files() == {f"{lead.lead.tracking_id}.png", "nai0000000000young.png"}
        clock.turn(timedelta(minutes=2))
        assert await house.appliance.leads.sweep_orphans() == 1
        assert tenant.image_files() == {f"{lead.lead.tracking_id}.png"}


async def test_an_export_is_a_picture_of_one_moment(tenant: Tenant) -> None:
    """Leads that come while an export is read are not in it, those that were there are."""
    made = await tenant.make_list()
    old = [(await _insert(tenant, made.id)) for _ in range(3)]
    appliance = tenant.house.appliance
    current = await appliance.read(lambda tx: tx.lists.find(tenant.workspace_id, made.public_id))
    assert current is not None
    page = ExportPage(lead_list=current, offset=0, limit=100)
    await _insert(tenant, made.id)
    lines = [line async for _, text in appliance.leads.export_lines(page, ImageAddress("i/")) for line in text.splitlines()]
    rows = [row async for chunk in appliance.leads.export_rows(page, ImageAddress("i/")) for row in chunk]
    for found in ([line.split(",") for line in lines], rows):
        assert [row[:2] for row in found] == [[tracking_id, f"i/{tracking_id}.png"] for tracking_id in old]


async def test_leads_added_together_are_numbered_without_a_gap(tenant: Tenant) -> None:
    """Thirty leads at once stand one after the other in their list."""
    made = await tenant.make_list()
    leads = tenant.house.appliance.leads
    added = await asyncio.gather(*(leads.add(tenant.caller, made, {"first_name": str(number)}) for number in range(30)))
    ordinals = await tenant.house.appliance.read(lambda tx: [tx.leads.ordinal_of(lead.lead.lead_id) for lead in added])
    assert sorted(ordinal for ordinal in ordinals if ordinal is not None) == list(range(30))


async def _insert(tenant: Tenant, list_id: int) -> str:
    lead = await tenant.house.appliance.store.write(make_lead, list_id, {"first_name": None, "company": None})  # type: ignore[arg-type]  # an id
    return lead.tracking_id


async def test_an_erased_lead_is_gone_with_its_image_and_leaves_one_event(tenant: Tenant) -> None:
    """I erase one person: the row, the file and the link are gone, the credit is not, and the list counts one less."""
    appliance, made = tenant.house.appliance, await tenant.make_list()
    kept = await appliance.leads.add(tenant.caller, made, {"first_name": "Al"})
    gone = await appliance.leads.add(tenant.caller, made, {"first_name": "Bo"})
    before = await traces_of(tenant)
    await appliance.leads.erase(tenant.caller, made.public_id, gone.lead.lead_id)
    after = await traces_of(tenant)
    assert after.events[len(before.events) :] == (("lead.erased", gone.lead.lead_id, "api_key", "", ""),)
    assert f"{gone.lead.tracking_id}.png" not in tenant.image_files()
    assert f"{kept.lead.tracking_id}.png" in tenant.image_files()
    assert (await tenant.client.get(f"/i/{gone.lead.tracking_id}.png")).status_code == 404
    assert (await tenant.client.get(f"/v1/lists/{made.public_id}")).json()["lead_count"] == 1
    assert await tenant.balance() == 998
    for list_id, lead_id in ((made.public_id, gone.lead.lead_id), (made.public_id, "x")):
        with pytest.raises(LeadNotFound):
            await appliance.leads.erase(tenant.caller, list_id, lead_id)
    with pytest.raises(ListNotFound):
        await appliance.leads.erase(tenant.caller, "x", kept.lead.lead_id)
