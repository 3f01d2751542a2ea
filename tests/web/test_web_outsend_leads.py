"""Leads on `/api`: paged, searched, shown, corrected, reviewed and deleted, by whoever may."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from clocks import TurnedClock
from houses import SMALL_SPEC, OpenHouse, Tenant
from hypothesis import given
from hypothesis import strategies as st
from traces import traces_of

from outhost.domain.lists import LeadList, ListOptions, ListType
from outhost.domain.reviews import Review
from outhost.operations.lists import NewList
from outhost.operations.redraws import Redraws

FIELDS = ["lead_id", "tracking_id", "image_url", "variables", "missing_variables", "warnings", "alt_text", "review_status", "created_at"]
PEOPLE = ["Sam", "Zoë", "Kim", "Lou", "Ann"]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Somebody who is logged in, and a list of theirs with five leads."""

    tenant: Tenant
    client: httpx.AsyncClient
    lead_list: LeadList

    @property
    def path(self) -> str:
        """The leads of the list."""
        return f"/api/lists/{self.lead_list.public_id}/leads"

    async def get(self, path: str = "", **params: Any) -> Any:
        """Get something that is there."""
        answer = await self.client.get(self.path + path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def names(self, **params: Any) -> list[str]:
        """The first names on a page."""
        return [lead["variables"]["first_name"] for lead in (await self.get(**params))["items"]]


@pytest.fixture
async def desk(tenant: Tenant) -> AsyncIterator[Desk]:
    """A list that holds doubtful pictures, with five leads; those without a company are held."""
    options = ListOptions(review=Review.WARNINGS, alt_text="For {{first_name}}")
    made = await tenant.house.appliance.lists.add(tenant.caller, NewList(name="Q2", document=SMALL_SPEC, options=options))
    people = [{"first_name": name, "company": "Acme" if name != "Kim" else None} for name in PEOPLE]
    assert len((await tenant.house.appliance.leads.add_many(tenant.caller, made, people)).leads) == 5
    async with tenant.house.browser(tenant.email) as client:
        yield Desk(tenant=tenant, client=client, lead_list=made)


async def test_a_page_shows_leads_newest_first_with_all_that_is_known_of_them(desk: Desk) -> None:
    """I open my list: the lead that I added last stands first, with its image, its words and its state."""
    page = await desk.get(limit=2, offset=1)
    assert (page["total"], page["limit"], page["offset"]) == (5, 2, 1)
    first, second = page["items"]
    assert list(first) == FIELDS
    assert (first["variables"], second["variables"]) == (
        {"first_name": "Lou", "company": "Acme"},
        {"first_name": "Kim", "company": None},
    )
    assert first["image_url"] == f"{desk.tenant.house.url}/i/{first['tracking_id']}.png"
    assert (first["alt_text"], second["alt_text"]) == ("For Lou", "For Kim")
    assert (first["missing_variables"], second["missing_variables"]) == ([], ["company"])
    assert (first["review_status"], second["review_status"]) == ("clear", "needs_review")
    assert second["warnings"]
    assert await desk.get(f"/{first['lead_id']}") == first


@given(erased=st.sets(st.integers(0, 11)), limit=st.integers(1, 6))
async def test_pages_hold_every_lead_once(paged: "Paged", erased: set[int], limit: int) -> None:
    """Whatever was deleted, walking the pages shows each lead that is left exactly once, newest first."""
    lead_list, ids = await paged.fill(erased)
    seen: list[str] = []
    for offset in range(0, 14, limit):
        answer = (await paged.client.get(f"/api/lists/{lead_list}/leads", params={"limit": limit, "offset": offset})).json()
        assert answer["total"] == len(ids)
        assert len(answer["items"]) == max(0, min(limit, len(ids) - offset))
        seen += [lead["lead_id"] for lead in answer["items"]]
    assert seen == list(reversed(ids))


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({"q": "zoe"}, ["Zoë"]),
        ({"q": "ACME"}, ["Ann", "Lou", "Zoë", "Sam"]),
        ({"q": "acme l"}, ["Lou"]),
        ({"q": "   "}, ["Ann", "Lou", "Kim", "Zoë", "Sam"]),
        ({"q": "nobody"}, []),
        ({"review_status": "needs_review"}, ["Kim"]),
        ({"review_status": "clear", "limit": "2", "offset": "1"}, ["Lou", "Zoë"]),
        ({"review_status": "clear", "q": "kim"}, []),
        ({"review_status": "needs_review", "q": "kim"}, ["Kim"]),
        ({"offset": "2147483647"}, []),
    ],
)
async def test_leads_are_found_by_words_and_by_state(desk: Desk, params: dict[str, str], names: list[str]) -> None:
    """I type what I remember, and see those whom I mean; before the index knows them, and after."""
    assert await desk.names(**params) == names
    await desk.tenant.house.appliance.searches.index_all()
    assert await desk.names(**params) == names


@pytest.mark.parametrize(
    ("params", "fields"),
    [
        ({"limit": "0"}, ["limit"]),
        ({"limit": "501", "offset": "-1"}, ["limit", "offset"]),
        ({"q": "x" * 201}, ["q"]),
        ({"review_status": "open"}, ["review_status"]),
        ({"review_status": "nope", "q": "x" * 999}, ["q", "review_status"]),
    ],
)
async def test_a_malformed_page_names_each_fault(desk: Desk, params: dict[str, str], fields: list[str]) -> None:
    """Out of range is 422, and says where."""
    answer = await desk.client.get(desk.path, params=params)
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, fields)


@pytest.mark.parametrize("method_and_path", [("GET", ""), ("DELETE", ""), ("POST", "/redraw"), ("POST", "/approve"), ("POST", "/reject")])
@pytest.mark.parametrize("what", ["absent lead", "foreign list", "absent list", "lead of another list", "malformed"])
async def test_what_is_not_yours_is_not_there(desk: Desk, method_and_path: tuple[str, str], what: str) -> None:
    """Somebody else's lead answers exactly as none, before anything else of the call is looked at, and nothing happens."""
    method, path = method_and_path
    neighbour = await desk.tenant.house.move_in()
    lead = (await desk.get())["items"][0]["lead_id"]
    foreign, own = await neighbour.make_list(), await desk.tenant.make_list()
    list_id, lead_id = {
        "absent lead": (desk.lead_list.public_id, str(uuid.uuid4())),
        "foreign list": (foreign.public_id, lead),
        "absent list": (str(uuid.uuid4()), lead),
        "lead of another list": (own.public_id, lead),
        "malformed": ("x", "y"),
    }[what]
    before = await traces_of(desk.tenant)
    answer = await desk.client.request(method, f"/api/lists/{list_id}/leads/{lead_id}{path}", content=b"{")
    assert answer.status_code == 404
    assert await traces_of(desk.tenant) == before
    await neighbour.client.aclose()


async def test_a_deleted_lead_is_gone_everywhere(desk: Desk) -> None:
    """I delete a lead: it is on no page, in no search, its image is a pixel, its file is away; the credit stays spent."""
    lead = (await desk.get(q="zoe"))["items"][0]
    await desk.tenant.house.appliance.searches.index_all()
    assert (await desk.client.delete(f"{desk.path}/{lead['lead_id']}")).json() == {"ok": True}
    assert (await desk.client.delete(f"{desk.path}/{lead['lead_id']}")).status_code == 404
    assert await desk.names() == ["Ann", "Lou", "Kim", "Sam"]
    assert await desk.names(q="zoe") == []
    assert (await desk.client.get(lead["image_url"])).status_code == 404
    assert f"{lead['tracking_id']}.png" not in desk.tenant.image_files()
    assert await desk.tenant.balance() == 995


async def test_a_correction_nobody_saw_keeps_the_link(desk: Desk) -> None:
    """I wrote Zoe wrongly and nobody has opened it: the same link shows the right name, free of charge, and the search knows it."""
    await desk.tenant.house.appliance.searches.index_all()
    lead = (await desk.get(q="zoe"))["items"][0]
    before = await traces_of(desk.tenant)
    redrawn = await desk.client.post(f"{desk.path}/{lead['lead_id']}/redraw", json={"variables": {"first_name": "Chloé"}})
    assert redrawn.status_code == 200, redrawn.text
    assert redrawn.json() == {**lead, "variables": {"first_name": "Chloé", "company": "Acme"}, "alt_text": "For Chloé"}
    after = await traces_of(desk.tenant)
    assert (after.balance, after.leads, after.files, after.ledger) == (before.balance, before.leads, before.files, before.ledger)
    assert [name for name, *_ in after.events[len(before.events) :]] == ["lead.redrawn"]
    assert (await desk.names(q="chloe"), await desk.names(q="zoe")) == (["Chloé"], [])
    fresh = await desk.tenant.house.appliance.leads.add(desk.tenant.caller, desk.lead_list, {"first_name": "Chloé", "company": "Acme"})
    image = await desk.client.get(lead["image_url"])
    assert image.headers["etag"] == f'"{fresh.lead.image_digest}"'
    assert image.content == (await desk.client.get(f"/i/{fresh.lead.tracking_id}.png")).content


@pytest.mark.parametrize("is_written", [True, False])
async def test_a_correction_of_what_was_seen_gets_a_new_link(desk: Desk, is_written: bool) -> None:  # noqa: FBT001 - both orders
    """A mail program may keep what it fetched for a year: the lead gets another link, and the old one ends."""
    lead = (await desk.get(q="zoe"))["items"][0]
    seen = await desk.client.get(lead["image_url"])
    if is_written:
        await desk.tenant.house.appliance.fetches.write()
    redrawn = (await desk.client.post(f"{desk.path}/{lead['lead_id']}/redraw", json={"variables": {"first_name": "Chloé"}})).json()
    assert redrawn["lead_id"] == lead["lead_id"]
    assert redrawn["tracking_id"] != lead["tracking_id"]
    assert (await desk.client.get(lead["image_url"])).status_code == 404
    image = await desk.client.get(redrawn["image_url"])
    assert image.headers["etag"] != seen.headers["etag"]
    assert f"{lead['tracking_id']}.png" not in desk.tenant.image_files()
    assert (await traces_of(desk.tenant)).adds_up


async def test_looking_at_the_head_or_the_pixel_is_no_fetch(desk: Desk) -> None:
    """HEAD carries no picture and a held image none of mine: both may be corrected under their link."""
    for query in ("zoe", "kim"):
        lead = (await desk.get(q=query))["items"][0]
        await (desk.client.head if query == "zoe" else desk.client.get)(lead["image_url"])
        redrawn = (await desk.client.post(f"{desk.path}/{lead['lead_id']}/redraw", json={"variables": {"first_name": "Chloé"}})).json()
        assert redrawn["tracking_id"] == lead["tracking_id"]


async def test_a_correction_is_held_or_opened_anew(desk: Desk) -> None:
    """A held picture that is corrected has nothing doubtful any more and is open; one that loses its company is held."""
    held = (await desk.get(q="kim"))["items"][0]
    opened = (await desk.client.post(f"{desk.path}/{held['lead_id']}/redraw", json={"variables": {"company": "Acme"}})).json()
    assert (opened["review_status"], opened["missing_variables"]) == ("clear", [])
    assert (await desk.client.get(held["image_url"])).status_code == 200
    lead = (await desk.get(q="sam"))["items"][0]
    closed = (await desk.client.post(f"{desk.path}/{lead['lead_id']}/redraw", json={"variables": {"company": None}})).json()
    assert closed["review_status"] == "needs_review"
    assert (await desk.client.get(lead["image_url"])).status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"{", 400, None),
        (b"[]", 422, "body"),
        (b"{}", 422, "variables"),
        (b'{"variables": {"frist_name": "x"}}', 422, "variables.frist_name"),
        (b'{"variables": {"first_name": ["x"]}}', 422, "variables.first_name"),
        (b'{"variables": {"first_name": "' + b"x" * 501 + b'"}}', 422, "variables.first_name"),
    ],
)
async def test_a_faulty_correction_changes_nothing(desk: Desk, body: bytes, status: int, field: str | None) -> None:
    """A slip in the name of a variable would correct nothing: it is refused, and everything is as before."""
    lead = (await desk.get())["items"][0]
    before = await traces_of(desk.tenant)
    answer = await desk.client.post(f"{desk.path}/{lead['lead_id']}/redraw", content=body)
    assert answer.status_code == status, answer.text
    assert field is None or [error["field"] for error in answer.json()["errors"]] == [field]
    assert await traces_of(desk.tenant) == before
    assert await desk.get(f"/{lead['lead_id']}") == lead


async def test_many_corrections_at_once_leave_one_whole_image(desk: Desk) -> None:
    """Two of us correct the same lead, again and again: in the end one name stands there, and its image shows it."""
    lead = (await desk.get())["items"][0]
    path = f"{desk.path}/{lead['lead_id']}/redraw"
    await asyncio.gather(*(desk.client.post(path, json={"variables": {"first_name": f"Name{n}"}}) for n in range(6)))
    shown = await desk.get(f"/{lead['lead_id']}")
    fresh = await desk.tenant.house.appliance.leads.add(desk.tenant.caller, desk.lead_list, shown["variables"])
    image = await desk.client.get(shown["image_url"])
    assert image.content == (await desk.client.get(f"/i/{fresh.lead.tracking_id}.png")).content
    assert (await traces_of(desk.tenant)).adds_up
    assert len([name for name in desk.tenant.image_files() if name.startswith(lead["tracking_id"])]) == 1


async def test_a_correction_that_a_crash_cuts_short_shows_the_new_image_and_is_finished_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Power fails right after the commit: the link shows the new picture at once, and within a minute of the start all is in its place."""
    lead = (await desk.get(q="zoe"))["items"][0]
    redraws = desk.tenant.house.appliance.redraws

    async def power_fails(*_: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(Redraws, "_settle", power_fails)
        with pytest.raises(asyncio.CancelledError):
            await redraws.redraw(desk.tenant.caller, desk.lead_list.public_id, lead["lead_id"], {"first_name": "Chloé"})
    fresh = await desk.tenant.house.appliance.leads.add(desk.tenant.caller, desk.lead_list, {"first_name": "Chloé", "company": "Acme"})
    wanted = (await desk.client.get(f"/i/{fresh.lead.tracking_id}.png")).content
    assert (await desk.client.get(lead["image_url"])).content == wanted
    await desk.tenant.house.appliance.leads.sweep_orphans()
    await redraws.settle_all()
    assert (desk.tenant.house.appliance.folder.images / lead["tracking_id"][3:5] / f"{lead['tracking_id']}.png").read_bytes() == wanted
    assert (await desk.client.get(lead["image_url"])).content == wanted


async def test_verdicts_open_and_close(desk: Desk) -> None:
    """I approve what was held and it is shown; I reject it after all and it is not."""
    held = (await desk.get(review_status="needs_review"))["items"][0]
    for verdict, status, shown in (("approve", "approved", 200), ("reject", "rejected", 404)):
        answer = await desk.client.post(f"{desk.path}/{held['lead_id']}/{verdict}")
        assert answer.json() == {**held, "review_status": status}
        assert (await desk.client.get(held["image_url"])).status_code == shown
        assert await desk.names(review_status=status) == ["Kim"]


async def test_what_was_never_held_has_no_verdict(desk: Desk) -> None:
    """There is nothing to decide about an open image: 400, and no event."""
    lead = (await desk.get(q="sam"))["items"][0]
    before = await traces_of(desk.tenant)
    assert (await desk.client.post(f"{desk.path}/{lead['lead_id']}/reject")).status_code == 400
    assert await traces_of(desk.tenant) == before


@pytest.mark.parametrize("verdict", ["approve", "reject"])
async def test_all_that_wait_are_decided_at_once(desk: Desk, verdict: str) -> None:
    """One call for all that wait; those that never waited stay as they are, and a second call finds nothing."""
    assert (await desk.client.post(f"{desk.path}/{verdict}-all")).json() == {"ok": True, "decided": 1}
    assert (await desk.client.post(f"{desk.path}/{verdict}-all")).json() == {"ok": True, "decided": 0}
    assert len(await desk.names(review_status="clear")) == 4
    assert await desk.names(review_status="needs_review") == []


async def test_a_list_of_another_type_has_no_leads(desk: Desk) -> None:
    """An `ai` list is empty, not broken."""
    made = await desk.tenant.make_list(list_type=ListType.AI)
    answer = await desk.client.get(f"/api/lists/{made.public_id}/leads")
    assert answer.json() == {"items": [], "total": 0, "limit": 50, "offset": 0}


async def test_the_literal_path_says_which_methods_it_answers(desk: Desk) -> None:
    """`approve-all` is no lead's id: GET there is 405 and names POST."""
    answer = await desk.client.get(f"{desk.path}/approve-all")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_first_fetches_are_written_and_new_leads_indexed_as_time_goes_by(open_house: OpenHouse, tmp_path: Path) -> None:
    """I turn the clock: what was only noted is in the database."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house:
        tenant = await house.move_in()
        made = await tenant.make_list()
        lead = (await house.appliance.leads.add(tenant.caller, made, {"first_name": "Sam"})).lead
        await tenant.client.get(f"/i/{lead.tracking_id}.png")

        def is_written(tx: Any) -> bool:
            found = tx.leads.find(made.id, lead.lead_id)
            return found.fetched_at is not None and tx.searches.find_backlog_of_any_workspace() is None

        assert not await house.appliance.read(is_written)
        async with asyncio.timeout(120):
            while not await house.appliance.read(is_written):
                clock.turn(timedelta(seconds=1))
                await asyncio.sleep(0)
        await tenant.client.aclose()


@dataclass(frozen=True, kw_only=True)
class Paged:
    """A tenant whose lists are filled by hand, again and again."""

    tenant: Tenant
    client: httpx.AsyncClient

    async def fill(self, erased: set[int]) -> tuple[str, list[str]]:
        """Make a list of twelve and erase some; give its id and the lead ids that are left, oldest first."""
        from rows import make_lead, make_list

        from outhost.operations.leads import erase_lead

        def play(tx: Any) -> tuple[str, list[str]]:
            made = make_list(tx, self.tenant.workspace_id)
            tx.run("UPDATE lists SET render_spec = :spec WHERE id = :id", id=made.id, spec='{"version": 1, "width": 16, "height": 16}')
            leads = [make_lead(tx, made.id, {"first_name": f"N{at}"}) for at in range(12)]
            for at in erased:
                erase_lead(tx, made.id, leads[at].lead_id)
            return made.public_id, [lead.lead_id for at, lead in enumerate(leads) if at not in erased]

        return await self.tenant.house.appliance.store.write(play)


@pytest.fixture(scope="session")
async def paged(house: Any) -> AsyncIterator[Paged]:
    """Somebody who pages, all through the run."""
    tenant = await house.move_in()
    async with tenant.client, house.browser(tenant.email) as client:
        yield Paged(tenant=tenant, client=client)
