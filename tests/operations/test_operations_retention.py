"""Lists that keep their leads for a time only, by a clock that is turned."""

from datetime import timedelta
from pathlib import Path

import pytest
from clocks import TurnedClock
from houses import House, OpenHouse, Tenant
from rows import make_lead

from outhost.domain.errors import InvalidInput, ListNotFound
from outhost.domain.lists import LeadList
from outhost.operations.retention import BATCH

DAY = timedelta(days=1)


async def test_leads_go_with_their_pictures_when_their_time_is_over(tmp_path: Path, open_house: OpenHouse) -> None:
    """Ten days for one list: its old leads go to the last one, pictures too; younger ones, and those of other lists, stay."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house:
        await house.appliance.tasks.close()  # the janitor is called by hand
        tenant = await house.move_in()
        async with tenant.client:
            brief, kept = await tenant.make_list(), await tenant.make_list()
            await house.appliance.retention.put(tenant.caller, brief.public_id, 10)
            old = [(await house.appliance.leads.add(tenant.caller, made, {"first_name": "Old"})).lead.tracking_id for made in (brief, kept)]
            clock.turn(9 * DAY)
            young = (await house.appliance.leads.add(tenant.caller, brief, {"first_name": "Young"})).lead.tracking_id
            assert await house.appliance.retention.remove_expired() == 0
            clock.turn(DAY)
            assert await house.appliance.retention.remove_expired() == 1
            assert {path.split(".")[0] for path in tenant.image_files()} == {old[1], young}
            assert (await tenant.client.get(f"/i/{old[0]}.png")).status_code == 404
            assert await _counted(house, tenant, brief) == (1, ["Young"])
            assert await _counted(house, tenant, kept) == (1, ["Old"])
            assert await tenant.balance() == await tenant.ledger_sum() == 997
            events = await house.appliance.read(
                lambda tx: [row["data"] for row in tx.all("SELECT data FROM events WHERE name = 'leads.expired' AND actor = 'janitor'")]
            )
            assert events == ['{"leads": 1}']


async def test_many_go_in_batches_and_pages_stay_true(tmp_path: Path, open_house: OpenHouse) -> None:
    """Hundreds at once, with a gap among them: the counts and every page of the export are those of the leads that are left."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house:
        await house.appliance.tasks.close()
        tenant = await house.move_in()
        async with tenant.client:
            made = await tenant.make_list()
            first = await house.appliance.store.write(lambda tx: [make_lead(tx, made.id, _named(n)) for n in range(3 * BATCH + 20)])
            await house.appliance.leads.erase(tenant.caller, made.public_id, first[5].lead_id)
            clock.turn(5 * DAY)
            await house.appliance.store.write(lambda tx: [make_lead(tx, made.id, _named(n)) for n in range(1000, 1010)])
            await house.appliance.retention.put(tenant.caller, made.public_id, 3)
            assert await house.appliance.retention.remove_expired() == 3 * BATCH + 19
            assert await _counted(house, tenant, made) == (10, [f"P{n}" for n in range(1000, 1010)])
            page = await tenant.client.get(f"/v1/lists/{made.public_id}/csv", params={"page": 3, "size": 4})
            assert [line.split(",")[2] for line in page.text.splitlines()[1:]] == ["P1008", "P1009"]


async def test_what_is_kept_for_ever_again_is_kept(tmp_path: Path, open_house: OpenHouse) -> None:
    """I took the limit away in time."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house:
        await house.appliance.tasks.close()
        tenant = await house.move_in()
        async with tenant.client:
            made = await tenant.make_list()
            await house.appliance.store.write(make_lead, made.id, _named(1))
            assert (await house.appliance.retention.put(tenant.caller, made.public_id, 1)).retention_days == 1
            assert (await house.appliance.retention.put(tenant.caller, made.public_id, None)).retention_days is None
            clock.turn(5000 * DAY)
            assert await house.appliance.retention.remove_expired() == 0


@pytest.mark.parametrize("days", [0, -1, 3651])
async def test_a_time_that_is_none_is_refused(tenant: Tenant, days: int) -> None:
    """One day at least, ten years at most."""
    made = await tenant.make_list()
    with pytest.raises(InvalidInput, match="retention_days"):
        await tenant.house.appliance.retention.put(tenant.caller, made.public_id, days)


async def test_a_list_of_others_keeps_its_leads(tenant: Tenant) -> None:
    """Nobody sets a limit on a list that is not theirs."""
    made, neighbour = await tenant.make_list(), await tenant.house.move_in()
    await neighbour.client.aclose()
    with pytest.raises(ListNotFound):
        await tenant.house.appliance.retention.put(neighbour.caller, made.public_id, 1)


def _named(number: int) -> dict[str, str | None]:
    return {"first_name": f"P{number}", "company": None}


async def _counted(house: House, tenant: Tenant, made: LeadList) -> tuple[int, list[str]]:
    found = await house.appliance.read(lambda tx: tx.lists.find(tenant.workspace_id, made.public_id))
    assert found is not None
    exported = await tenant.client.get(f"/v1/lists/{made.public_id}/csv")
    return found.lead_count, [line.split(",")[2] for line in exported.text.splitlines()[1:]]
