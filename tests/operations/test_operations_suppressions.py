"""People who are not to be collected again: by one lead, by a table, by a correction, and while a picture is being drawn."""

from typing import Any

import pytest
from houses import Tenant
from traces import traces_of

from outhost.domain.errors import InvalidInput, NotVisible

SAM = "sam@example.com"


@pytest.mark.parametrize(
    "given",
    [
        {"first_name": SAM},
        {"first_name": "Sam", "company": " SAM@Example.com "},
        {"first_name": "Sam", "email": SAM},
        {"first_name": "Sam", "phones": ["06 12 34 56 78"]},
        {"first_name": "Sam", "phone": 33612345678},
    ],
)
async def test_a_lead_that_names_a_suppressed_person_is_refused_for_nothing(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, given: Any
) -> None:
    """However it is written, and whether or not my list keeps that value: nothing is charged, nothing is drawn."""
    appliance, made = tenant.house.appliance, await tenant.make_list()
    await appliance.suppressions.add(tenant.caller, SAM)
    await appliance.suppressions.add(tenant.caller, "+33 6 12 34 56 78")
    before, drawn = await traces_of(tenant), await _count_drawings(tenant, monkeypatch)
    with pytest.raises(InvalidInput, match="suppressed") as refused:
        await appliance.leads.add(tenant.caller, made, given)
    assert [issue.path for issue in refused.value.issues] == [f"variables.{list(given)[-1]}"]
    assert (await traces_of(tenant), drawn) == (before, [])
    answer = await tenant.client.post(f"/v1/lists/{made.public_id}/leads", json={"variables": given})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_input")
    assert await traces_of(tenant) == before


async def test_others_are_collected_as_before(tenant: Tenant) -> None:
    """Suppressing Sam keeps nobody else away, here or in another workspace."""
    appliance, made = tenant.house.appliance, await tenant.make_list()
    neighbour = await tenant.house.move_in()
    await appliance.suppressions.add(neighbour.caller, SAM)
    await neighbour.client.aclose()
    added = await appliance.leads.add(tenant.caller, made, {"first_name": SAM})
    await appliance.suppressions.add(tenant.caller, SAM)
    assert (
        await appliance.leads.add(tenant.caller, made, {"first_name": "kim@example.com"})
    ).credits_remaining == added.credits_remaining - 1


async def test_whose_suppression_is_lifted_can_be_collected_again(tenant: Tenant) -> None:
    """I lift it by another way of writing the number; once, for then there is none."""
    appliance, made = tenant.house.appliance, await tenant.make_list()
    await appliance.suppressions.add(tenant.caller, "+33 6 12 34 56 78")
    await appliance.suppressions.lift(tenant.caller, "06 12 34 56 78")
    assert (await appliance.leads.add(tenant.caller, made, {"first_name": "0612345678"})).credits_remaining == 999
    with pytest.raises(NotVisible):
        await appliance.suppressions.lift(tenant.caller, "06 12 34 56 78")


async def test_who_is_suppressed_while_the_picture_is_drawn_is_not_added(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request came a moment too early: its picture goes, its credit stays."""
    appliance, made = tenant.house.appliance, await tenant.make_list()
    before = await traces_of(tenant)
    monkeypatch.setattr(appliance.studio, "draw_file", _suppressing(tenant, appliance.studio.draw_file))
    with pytest.raises(InvalidInput, match="suppressed"):
        await appliance.leads.add(tenant.caller, made, {"first_name": SAM})
    after = await traces_of(tenant)
    assert (after.balance, after.leads, after.files) == (before.balance, before.leads, before.files)


@pytest.mark.parametrize("when", ["before", "meanwhile"])
async def test_a_table_stops_at_a_suppressed_person_as_at_any_row_that_is_refused(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """Those before are added, each whole; I am told why the next was not, and nothing of it or after it is left."""
    appliance, made = tenant.house.appliance, await tenant.make_list()
    before = await traces_of(tenant)
    if when == "meanwhile":
        monkeypatch.setattr(appliance.studio, "draw_file", _suppressing(tenant, appliance.studio.draw_file))
    else:
        await appliance.suppressions.add(tenant.caller, SAM)
    people = [{"first_name": SAM if number == 70 else f"P{number}"} for number in range(90)]
    done = await appliance.leads.add_many(tenant.caller, made, people)
    after = await traces_of(tenant)
    assert isinstance(done.fault, InvalidInput)
    assert len(done.leads) == 70
    assert after.files - before.files == {f"{added.lead.tracking_id}.png" for added in done.leads}
    assert after.balance == 930
    assert after.adds_up


async def test_a_correction_can_not_bring_somebody_back(tenant: Tenant) -> None:
    """A redraw with the address of somebody who is suppressed: the lead stays as it was."""
    appliance, made = tenant.house.appliance, await tenant.make_list()
    lead = (await appliance.leads.add(tenant.caller, made, {"first_name": "Kim"})).lead
    await appliance.suppressions.add(tenant.caller, SAM)
    before = await traces_of(tenant)
    with pytest.raises(InvalidInput, match="suppressed"):
        await appliance.redraws.redraw(tenant.caller, made.public_id, lead.lead_id, {"first_name": SAM})
    assert await traces_of(tenant) == before


def _suppressing(tenant: Tenant, draw_file: Any) -> Any:
    async def draw(*order: Any, **more: Any) -> object:
        await tenant.house.appliance.suppressions.add(tenant.caller, SAM)
        return await draw_file(*order, **more)

    return draw


async def _count_drawings(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    drawn: list[object] = []
    draw_file = tenant.house.appliance.studio.draw_file

    async def draw(*order: Any, **more: Any) -> object:
        drawn.append(order)
        return await draw_file(*order, **more)

    monkeypatch.setattr(tenant.house.appliance.studio, "draw_file", draw)
    return drawn
