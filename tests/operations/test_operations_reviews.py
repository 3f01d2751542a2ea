"""Review: a picture that was drawn with a warning is looked at before anybody else sees it."""

import asyncio
from dataclasses import dataclass

import httpx
import pytest
from houses import SMALL_SPEC, Tenant
from traces import Traces, traces_of

from outhost.domain.errors import InvalidInput, LeadNotFound, ListNotFound, NotInReview
from outhost.domain.leads import Lead
from outhost.domain.lists import LeadList, ListOptions
from outhost.domain.reviews import Review, ReviewStatus, Verdict
from outhost.operations import reviews
from outhost.operations.lists import NewList

DOUBTFUL = {"first_name": "Sam"}
"""Leaves `company` empty, which is worth a warning."""

FLAWLESS = {"first_name": "Sam", "company": "Acme"}


@dataclass(frozen=True, kw_only=True)
class Held:
    """A list that holds doubtful pictures, and a lead of it that waits."""

    lead_list: LeadList
    lead: Lead


@pytest.fixture
async def held(tenant: Tenant) -> Held:
    """A lead that waits."""
    made = await _list(tenant)
    return Held(lead_list=made, lead=await _add(tenant, made, DOUBTFUL))


async def test_a_doubtful_picture_waits_and_its_lead_is_like_any_other(tenant: Tenant) -> None:
    """With review on, a warning holds the image alone: the lead is charged, counted, answered and exported."""
    made = await _list(tenant)
    answer = await tenant.client.post(f"/v1/lists/{made.public_id}/leads", json={"variables": DOUBTFUL})
    assert answer.status_code == 200
    assert answer.json()["credits_remaining"] == 999
    export = (await tenant.client.get(f"/v1/lists/{made.public_id}/csv")).text
    assert answer.json()["image_url"] in export
    assert (await tenant.client.get(f"/v1/lists/{made.public_id}")).json()["lead_count"] == 1
    assert (await tenant.client.get(answer.json()["image_url"])).status_code == 404
    assert (await traces_of(tenant)).adds_up


async def test_a_flawless_picture_is_open_at_once(tenant: Tenant) -> None:
    """Nothing to warn of, nothing to wait for."""
    made = await _list(tenant)
    lead = await _add(tenant, made, FLAWLESS)
    assert lead.review_status is ReviewStatus.CLEAR
    assert await _status_of(tenant, lead) == 200


async def test_without_review_a_doubtful_picture_is_open(tenant: Tenant) -> None:
    """A list that asked for nothing shows everything."""
    lead = await _add(tenant, await tenant.make_list(), DOUBTFUL)
    assert (lead.review_status, bool(lead.warnings)) == (ReviewStatus.CLEAR, True)
    assert await _status_of(tenant, lead) == 200


async def test_a_verdict_opens_or_closes_the_link_and_each_undoes_the_other(tenant: Tenant, held: Held) -> None:
    """I approve, change my mind, and change it back: the link follows at once, each step is one event, and no credit moves."""
    before, seen = await traces_of(tenant), []
    for verdict in (Verdict.APPROVE, Verdict.REJECT, Verdict.APPROVE, Verdict.REJECT):
        (lead,) = await _decide(tenant, held, verdict)
        assert lead.review_status is verdict.status
        seen.append(await _status_of(tenant, lead))
    after = await traces_of(tenant)
    assert seen == [200, 404, 200, 404]
    assert [event[:3] for event in after.events[len(before.events) :]] == [
        (name, held.lead.lead_id, "api_key") for name in ("lead.approved", "lead.rejected") * 2
    ]
    assert after.balance == before.balance
    assert after.leads == before.leads


async def test_a_lead_goes_by_either_of_its_ids_and_is_decided_once(tenant: Tenant, held: Held) -> None:
    """Named twice, by both ids, it is one lead and one event; approved again, it is none."""
    before = await traces_of(tenant)
    names = [held.lead.lead_id, held.lead.tracking_id, held.lead.lead_id]
    decided = await tenant.house.appliance.reviews.decide(tenant.caller, held.lead_list.public_id, names, Verdict.APPROVE)
    again = await _decide(tenant, held, Verdict.APPROVE)
    assert [lead.lead_id for lead in decided] == [held.lead.lead_id]
    assert decided == again
    assert len(_news(before, await traces_of(tenant))) == 1


async def test_what_was_never_held_has_no_verdict(tenant: Tenant, held: Held) -> None:
    """An open picture can't be approved or rejected, and none of the others named with it is."""
    clear = await _add(tenant, held.lead_list, FLAWLESS)
    before = await traces_of(tenant)
    for verdict in Verdict:
        with pytest.raises(NotInReview, match=clear.tracking_id):
            await tenant.house.appliance.reviews.decide(
                tenant.caller, held.lead_list.public_id, [held.lead.lead_id, clear.lead_id], verdict
            )
    assert await traces_of(tenant) == before
    assert await _status_of(tenant, held.lead) == 404
    assert await _status_of(tenant, clear) == 200


async def test_a_verdict_names_no_more_than_it_can_do_at_once(tenant: Tenant, held: Held) -> None:
    """Thousands of names would hold the writer up; they are refused whole."""
    names = [held.lead.lead_id] * (reviews.MOST_AT_ONCE + 1)
    with pytest.raises(InvalidInput, match="leads: names 501 leads"):
        await tenant.house.appliance.reviews.decide(tenant.caller, held.lead_list.public_id, names, Verdict.APPROVE)
    assert await _status_of(tenant, held.lead) == 404


async def test_nobody_decides_about_what_is_not_theirs_or_not_there(tenant: Tenant, held: Held) -> None:
    """A stranger, another list, an erased lead, a deleted list: refused, and nothing happened."""
    appliance, stranger = tenant.house.appliance, await tenant.house.move_in()
    await stranger.client.aclose()
    other = await _list(tenant)
    decide = appliance.reviews.decide
    with pytest.raises(ListNotFound):
        await decide(stranger.caller, held.lead_list.public_id, [held.lead.lead_id], Verdict.APPROVE)
    with pytest.raises(ListNotFound):
        await appliance.reviews.decide_all(stranger.caller, held.lead_list.public_id, Verdict.APPROVE)
    for name in (held.lead.lead_id, held.lead.tracking_id, "nai", "", "%"):
        with pytest.raises(LeadNotFound):
            await decide(tenant.caller, other.public_id, [name], Verdict.APPROVE)
    assert await _status_of(tenant, held.lead) == 404
    await appliance.leads.erase(tenant.caller, held.lead_list.public_id, held.lead.lead_id)
    with pytest.raises(LeadNotFound):
        await _decide(tenant, held, Verdict.APPROVE)
    await appliance.lists.delete(tenant.caller, held.lead_list.public_id)
    with pytest.raises(ListNotFound):
        await _decide(tenant, held, Verdict.APPROVE)
    with pytest.raises(ListNotFound):
        await appliance.reviews.decide_all(tenant.caller, held.lead_list.public_id, Verdict.APPROVE)


async def test_two_who_approve_at_once_make_one_event(tenant: Tenant, held: Held) -> None:
    """Both are told that it is approved; it became so once."""
    before = await traces_of(tenant)
    answers = await asyncio.gather(*(_decide(tenant, held, Verdict.APPROVE) for _ in range(8)))
    assert {lead.review_status for (lead,) in answers} == {ReviewStatus.APPROVED}
    assert len(_news(before, await traces_of(tenant))) == 1


async def test_all_that_wait_are_decided_in_batches_and_nobody_else(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """I approve all: those that wait, oldest first; the rejected one, the open one and those of another list stay as they are."""
    monkeypatch.setattr(reviews, "BATCH", 2)
    made, other = await _list(tenant), await _list(tenant)
    waiting = [await _add(tenant, made, DOUBTFUL) for _ in range(5)]
    rejected, clear, foreign = await _add(tenant, made, DOUBTFUL), await _add(tenant, made, FLAWLESS), await _add(tenant, other, DOUBTFUL)
    await tenant.house.appliance.reviews.decide(tenant.caller, made.public_id, [rejected.lead_id], Verdict.REJECT)
    assert await _count(tenant, made) == 5
    before = await traces_of(tenant)
    assert await tenant.house.appliance.reviews.decide_all(tenant.caller, made.public_id, Verdict.APPROVE) == 5
    assert [subject for _, subject, *_ in _news(before, await traces_of(tenant))] == [lead.lead_id for lead in waiting]
    assert [await _status_of(tenant, lead) for lead in (*waiting, rejected, clear, foreign)] == [200] * 5 + [404, 200, 404]
    assert await tenant.house.appliance.reviews.decide_all(tenant.caller, made.public_id, Verdict.APPROVE) == 0


async def test_who_comes_while_all_are_approved_waits_on(tenant: Tenant, held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that nobody can have looked at is not approved with the rest."""
    store = tenant.house.appliance.store
    late: list[Lead] = []
    write = store.write

    async def let_one_in_first(work: object, *args: object, **more: object) -> object:
        if not late:
            late.append(Lead.__new__(Lead))  # the adding writes too
            late[0] = await _add(tenant, held.lead_list, DOUBTFUL)
        return await write(work, *args, **more)  # type: ignore[arg-type]  # it is what the operation passed

    monkeypatch.setattr(store, "write", let_one_in_first)
    assert await tenant.house.appliance.reviews.decide_all(tenant.caller, held.lead_list.public_id, Verdict.APPROVE) == 1
    assert [await _status_of(tenant, lead) for lead in (held.lead, late[0])] == [200, 404]


async def test_a_rejected_lead_can_still_be_erased(tenant: Tenant, held: Held) -> None:
    """Somebody who wants to be forgotten is, whatever I thought of their picture."""
    await _decide(tenant, held, Verdict.REJECT)
    await tenant.house.appliance.leads.erase(tenant.caller, held.lead_list.public_id, held.lead.lead_id)
    assert f"{held.lead.tracking_id}.png" not in tenant.image_files()
    assert await _count(tenant, held.lead_list) == 0


async def _list(tenant: Tenant) -> LeadList:
    new = NewList(name="Q2", document=SMALL_SPEC, options=ListOptions(review=Review.WARNINGS))
    return await tenant.house.appliance.lists.add(tenant.caller, new)


async def _add(tenant: Tenant, lead_list: LeadList, given: dict[str, str]) -> Lead:
    return (await tenant.house.appliance.leads.add(tenant.caller, lead_list, given)).lead


async def _decide(tenant: Tenant, held: Held, verdict: Verdict) -> list[Lead]:
    return await tenant.house.appliance.reviews.decide(tenant.caller, held.lead_list.public_id, [held.lead.lead_id], verdict)


async def _status_of(tenant: Tenant, lead: Lead) -> int:
    async with httpx.AsyncClient(base_url=tenant.house.url) as mail:
        return (await mail.get(f"/i/{lead.tracking_id}.png")).status_code


async def _count(tenant: Tenant, lead_list: LeadList) -> int:
    return await tenant.house.appliance.read(lambda tx: tx.leads.count_in_review(lead_list.id))


def _news(before: Traces, after: Traces) -> tuple[tuple[str, str, str, str, str], ...]:
    return after.events[len(before.events) :]
