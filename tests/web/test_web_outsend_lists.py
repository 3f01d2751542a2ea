"""Lists over `/api`: made, changed, deleted, and all that is refused."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from houses import SMALL_SPEC, House, OpenHouse
from outsend import Person, answer_of, books_of, join, move_in
from pictures import picture

from outhost.domain.errors import ListNotFound
from outhost.domain.merge_recipes import RECIPES
from outhost.domain.workspaces import Role

LAYER = SMALL_SPEC["layers"][0]
WIDE = {**SMALL_SPEC, "width": 200, "variables": [{"name": "first_name"}], "layers": [{**LAYER, "text": "Hello {{first_name}}"}]}
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
async def alex(house: House) -> AsyncIterator[Person]:
    """The owner of a workspace, logged in."""
    async with move_in(house) as person:
        yield person


@pytest.fixture
async def mine(alex: Person) -> dict[str, Any]:
    """A list of Alex's own, without leads."""
    return await made(alex)


async def made(person: Person, **changed: object) -> dict[str, Any]:
    """Make a list."""
    answer: dict[str, Any] = await answer_of(person.client.post("/api/lists", json={"name": "Q2", "render_spec": SMALL_SPEC, **changed}))
    return answer


async def add_lead(person: Person, list_id: str, **values: str) -> str:
    """Add a lead, and give its tracking id."""
    leads = person.house.appliance.leads
    return (await leads.add(person.caller, await leads.target(person.caller, list_id), values)).lead.tracking_id


async def events_of(person: Person) -> list[tuple[str, str, str]]:
    """Give the names, subjects and data of a workspace's events about lists."""
    rows = (await books_of(person.house))["events"]
    return [(row[2], row[3], row[7]) for row in rows if row[1] == person.workspace_id and row[2].startswith("list.")]


async def test_a_list_is_made_with_all_that_is_to_be_known_of_it(alex: Person) -> None:
    """I make a list of a spec of my own: its item has what `/v1` shows and how it is drawn; one event, nothing charged."""
    answer = await made(alex, name="  Q2 ", review="warnings", max_bytes=100_000, alt_text=" Hi {{first_name}} ", retention_days=30)
    assert answer == {
        "list_id": answer["list_id"],
        "list_name": "Q2",
        "list_type": "meme",
        "status": "completed",
        "created_at": answer["created_at"],
        "lead_count": 0,
        "variables": ["first_name", "company"],
        "image_extension": "png",
        "template_id": None,
        "render_spec": SMALL_SPEC,
        "review": "warnings",
        "max_bytes": 100_000,
        "alt_text": "Hi {{first_name}}",
        "retention_days": 30,
        "image_bytes": 0,
        "images_are_private": True,
    }
    assert await answer_of(alex.client.get(f"/api/lists/{answer['list_id']}")) == answer
    assert await answer_of(alex.client.get(f"/api/lists/{answer['list_id'].upper()}")) == answer
    assert (await answer_of(alex.client.get("/api/lists")))["items"] == [answer]
    assert [event[:2] for event in await events_of(alex)] == [("list.added", answer["list_id"]), ("list.retention_set", answer["list_id"])]


@pytest.mark.parametrize("kind", ["ai", "ice_breaker"])
async def test_other_lists_have_no_pictures(alex: Person, kind: str) -> None:
    """An `ai` or `ice_breaker` list is a name: no spec, no variables, extension png; its name can be changed, its pictures can't."""
    answer = await answer_of(alex.client.post("/api/lists", json={"name": "A", "list_type": kind}))
    assert (answer["list_type"], answer["render_spec"], answer["variables"], answer["image_extension"]) == (kind, None, [], "png")
    path = f"/api/lists/{answer['list_id']}"
    assert (await answer_of(alex.client.patch(path, json={"name": "B"})))["list_name"] == "B"
    before = await books_of(alex.house)
    for body in ({"review": "warnings"}, {"alt_text": "x"}, {"max_bytes": 5}, {"render_spec": SMALL_SPEC}, {"template_id": 1}):
        assert (await alex.client.patch(path, json=body)).status_code == 422
    assert (await alex.client.get(f"{path}/snippet")).status_code == 400
    assert await books_of(alex.house) == before


async def test_a_list_of_nothing_is_told_what_it_may_be_made_of(alex: Person) -> None:
    """I left both out: I read that it is one or the other."""
    for locale, said in (("en", "is required, unless template_id is given"), ("fr", "est requis, sauf si template_id est donné")):
        answer = await alex.client.post("/api/lists", json={"name": "A"}, headers={"accept-language": locale})
        assert answer.json()["errors"] == [{"field": "render_spec", "message": said}]


async def test_a_list_from_a_template_names_it(alex: Person) -> None:
    """I make a list of a built-in template and of one of my own: each has a copy of the spec, and says where it came from."""
    own = await answer_of(alex.client.post("/api/templates", json={"name": "A", "render_spec": WIDE}))
    for template in (await answer_of(alex.client.get("/api/templates?limit=2")))["items"]:
        answer = await answer_of(alex.client.post("/api/lists", json={"name": "A", "template_id": template["id"]}))
        assert {key: answer[key] for key in ("template_id", "render_spec", "variables")} == {
            "template_id": template["id"],
            "render_spec": template["render_spec"],
            "variables": template["variables"],
        }
    assert own["id"] in {item["template_id"] for item in (await answer_of(alex.client.get("/api/lists")))["items"]}


BAD_LISTS: dict[str, tuple[object, set[str]]] = {
    "nothing": ({}, {"name"}),
    "no name": ({"name": " ", "render_spec": SMALL_SPEC}, {"name"}),
    "a name that is a number": ({"name": 1, "render_spec": SMALL_SPEC}, {"name"}),
    "neither spec nor template": ({"name": "A"}, {"render_spec"}),
    "both": ({"name": "A", "template_id": 1, "render_spec": SMALL_SPEC}, {"render_spec"}),
    "an unknown type": ({"name": "A", "list_type": "video", "render_spec": SMALL_SPEC}, {"list_type"}),
    "a spec for an ai list": ({"name": "A", "list_type": "ai", "render_spec": SMALL_SPEC}, {"render_spec"}),
    "a template for an ai list": ({"name": "A", "list_type": "ai", "template_id": 1}, {"template_id"}),
    "a review for an ai list": ({"name": "A", "list_type": "ai", "review": "warnings"}, {"list_type"}),
    "an unknown review": ({"name": "A", "render_spec": SMALL_SPEC, "review": "all"}, {"review"}),
    "no bytes, and a template of nobody": ({"name": "A", "template_id": 99999, "max_bytes": 0}, {"max_bytes"}),
    "no bytes": ({"name": "A", "render_spec": SMALL_SPEC, "max_bytes": 0}, {"max_bytes"}),
    "too few bytes": ({"name": "A", "render_spec": SMALL_SPEC, "max_bytes": 9}, {"max_bytes"}),
    "a weight beyond all numbers": ({"name": "A", "render_spec": SMALL_SPEC, "max_bytes": 1 << 70}, {"max_bytes"}),
    "an alt text of another's variable": ({"name": "A", "render_spec": SMALL_SPEC, "alt_text": "{{who}}"}, {"alt_text"}),
    "no days": ({"name": "A", "render_spec": SMALL_SPEC, "retention_days": 0}, {"retention_days"}),
    "too many days": ({"name": "A", "render_spec": SMALL_SPEC, "retention_days": 3651}, {"retention_days"}),
    "a blank alt text": ({"name": "A", "render_spec": SMALL_SPEC, "alt_text": " "}, {"alt_text"}),
    "a faulty layer": (
        {"name": "A", "render_spec": {**SMALL_SPEC, "layers": [{**LAYER, "font": "comic", "box": [1]}]}},
        {"render_spec.layers.0.font", "render_spec.layers.0.box"},
    ),
    "a picture of nobody": (
        {"name": "A", "render_spec": {**SMALL_SPEC, "background": {"asset": "0" * 64}}},
        {"render_spec.background.asset"},
    ),
}


@pytest.mark.parametrize(("body", "fields"), BAD_LISTS.values(), ids=BAD_LISTS)
async def test_a_list_that_can_t_be_is_not_made(alex: Person, body: object, fields: set[str]) -> None:
    """Each fault has its own entry with its path, in both languages; no list, no event, no reply."""
    before = await books_of(alex.house)
    for locale in ("en", "fr"):
        answer = await alex.client.post("/api/lists", json=body, headers={"accept-language": locale, "idempotency-key": "bad"})
        assert answer.status_code == 422, answer.text
        assert {error["field"] for error in answer.json()["errors"]} == fields
    assert await books_of(alex.house) == before


BAD_CHANGES: dict[str, tuple[object, set[str]]] = {
    "no name": ({"name": ""}, {"name"}),
    "an unknown review": ({"review": "all"}, {"review"}),
    "no bytes": ({"max_bytes": 0}, {"max_bytes"}),
    "too few bytes": ({"max_bytes": 9}, {"max_bytes"}),
    "an unknown variable": ({"alt_text": "{{who}}"}, {"alt_text"}),
    "both": ({"template_id": 1, "render_spec": SMALL_SPEC}, {"render_spec"}),
    "a faulty spec": ({"render_spec": {**SMALL_SPEC, "width": 1}}, {"render_spec.width"}),
    "a good name and a faulty spec": ({"name": "Other", "render_spec": {**SMALL_SPEC, "width": 1}}, {"render_spec.width"}),
}


@pytest.mark.parametrize(("body", "fields"), BAD_CHANGES.values(), ids=BAD_CHANGES)
async def test_a_change_that_won_t_do_changes_nothing(alex: Person, mine: dict[str, Any], body: object, fields: set[str]) -> None:
    """Of a change with a fault nothing is done, not even the part that is sound."""
    before = await books_of(alex.house)
    answer = await alex.client.patch(f"/api/lists/{mine['list_id']}", json=body)
    assert answer.status_code == 422, answer.text
    assert {error["field"] for error in answer.json()["errors"]} == fields
    assert await books_of(alex.house) == before


async def test_a_list_without_leads_can_be_drawn_otherwise(alex: Person, mine: dict[str, Any]) -> None:
    """Before the first lead I change spec, template and weight; the next lead is drawn that way, and its export has its columns."""
    path, own = (
        f"/api/lists/{mine['list_id']}",
        await answer_of(alex.client.post("/api/templates", json={"name": "A", "render_spec": WIDE})),
    )
    changed = await answer_of(alex.client.patch(path, json={"render_spec": WIDE, "name": "Q3"}))
    assert changed == {**mine, "list_name": "Q3", "render_spec": WIDE, "variables": ["first_name"]}
    changed = await answer_of(alex.client.patch(path, json={"render_spec": SMALL_SPEC}))
    assert changed["variables"] == ["first_name", "company"]
    changed = await answer_of(alex.client.patch(path, json={"template_id": own["id"], "max_bytes": 50_000}))
    assert (changed["template_id"], changed["max_bytes"], changed["variables"]) == (own["id"], 50_000, ["first_name"])
    assert changed["created_at"] == mine["created_at"]
    assert [name for name, _, _ in await events_of(alex)] == ["list.added", "list.renamed", *["list.changed"] * 3]
    await add_lead(alex, mine["list_id"], first_name="Sam")
    shown = await answer_of(alex.client.get(path))
    assert (shown["lead_count"], shown["image_bytes"] > 0) == (1, True)


async def test_a_list_with_leads_stays_as_it_is_drawn(alex: Person, mine: dict[str, Any]) -> None:
    """Once there is a lead, spec, template and weight are 400, and nothing of such a change is done; name, review and alt text change."""
    await add_lead(alex, mine["list_id"], first_name="Sam")
    path, before = f"/api/lists/{mine['list_id']}", await books_of(alex.house)
    for body in ({"render_spec": WIDE}, {"template_id": 1}, {"max_bytes": 90_000}, {"name": "Other", "render_spec": WIDE}):
        answer = await alex.client.patch(path, json=body)
        assert (answer.status_code, "leads" in answer.json()["detail"]) == (400, True)
    assert await books_of(alex.house) == before
    changed = await answer_of(alex.client.patch(path, json={"name": "Q3", "review": "warnings", "alt_text": "Hi", "max_bytes": None}))
    assert (changed["list_name"], changed["review"], changed["alt_text"], changed["lead_count"]) == ("Q3", "warnings", "Hi", 1)
    changed = await answer_of(alex.client.patch(path, json={"alt_text": None, "retention_days": 7}))
    assert (changed["alt_text"], changed["review"], changed["retention_days"]) == (None, "warnings", 7)
    assert (await answer_of(alex.client.patch(path, json={"retention_days": None})))["retention_days"] is None


async def test_what_changes_nothing_leaves_no_trace(alex: Person, mine: dict[str, Any]) -> None:
    """The same name and options again, or nothing at all: no row is touched, no event told."""
    before = await books_of(alex.house)
    for body in ({}, {"name": "Q2"}, {"review": "none", "alt_text": None, "max_bytes": None, "retention_days": None}, {"unknown": 1}):
        assert await answer_of(alex.client.patch(f"/api/lists/{mine['list_id']}", json=body)) == mine
    assert await books_of(alex.house) == before


async def test_a_lead_that_is_drawn_for_the_former_spec_does_not_get_in(alex: Person, mine: dict[str, Any]) -> None:
    """While a lead is being drawn I change the spec: the lead is turned away, uncharged and without an image; the next one gets in."""
    appliance = alex.house.appliance
    target = await appliance.leads.target(alex.caller, mine["list_id"])
    await answer_of(alex.client.patch(f"/api/lists/{mine['list_id']}", json={"render_spec": WIDE}))
    files = set(appliance.folder.images.rglob("*.*"))
    with pytest.raises(ListNotFound):
        await appliance.leads.add(alex.caller, target, {"first_name": "Sam", "company": "Acme"})
    assert set(appliance.folder.images.rglob("*.*")) == files
    assert (await answer_of(alex.client.get("/api/credits")))["credits"] == 1000
    await add_lead(alex, mine["list_id"], first_name="Sam")
    assert (await answer_of(alex.client.get(f"/api/lists/{mine['list_id']}")))["lead_count"] == 1


async def test_a_list_whose_leads_are_all_erased_begins_anew(alex: Person, mine: dict[str, Any]) -> None:
    """I erase every lead and change the spec: new leads are paged, exported and found as in a fresh list, the retention is still there."""
    path = f"/api/lists/{mine['list_id']}"
    await answer_of(alex.client.patch(path, json={"retention_days": 30}))
    for _ in range(3):
        await add_lead(alex, mine["list_id"], first_name="Old")
    assert (await answer_of(alex.client.get(f"{path}/leads?q=old")))["total"] == 3
    for lead in (await answer_of(alex.client.get(f"{path}/leads")))["items"]:
        await answer_of(alex.client.delete(f"{path}/leads/{lead['lead_id']}"))
    changed = await answer_of(alex.client.patch(path, json={"render_spec": WIDE}))
    assert (changed["lead_count"], changed["image_bytes"], changed["retention_days"]) == (0, 0, 30)
    tracking_id = await add_lead(alex, mine["list_id"], first_name="New")
    for query in ("", "?q=new"):
        items = (await answer_of(alex.client.get(f"{path}/leads{query}")))["items"]
        assert [lead["tracking_id"] for lead in items] == [tracking_id]
    assert (await answer_of(alex.client.get(f"{path}/leads?q=old")))["total"] == 0


async def test_changes_at_once_are_each_done(alex: Person, mine: dict[str, Any]) -> None:
    """Five people change five things at the same moment: all five are as they wanted them."""
    path = f"/api/lists/{mine['list_id']}"
    bodies: list[dict[str, Any]] = [{"name": "N"}, {"review": "warnings"}, {"alt_text": "Hi"}, {"max_bytes": 60_000}, {"render_spec": WIDE}]
    answers = await asyncio.gather(*(alex.client.patch(path, json=body) for body in bodies))
    assert {answer.status_code for answer in answers} == {200}
    shown = await answer_of(alex.client.get(path))
    assert [shown[key] for key in ("list_name", "review", "alt_text", "max_bytes", "render_spec")] == ["N", "warnings", "Hi", 60_000, WIDE]
    events = [json.loads(data).get("changed") for name, _, data in await events_of(alex) if name == "list.changed"]
    assert sorted(events) == [["alt_text"], ["max_bytes"], ["render_spec"], ["review"]]


async def test_an_alt_text_must_fit_the_spec_it_is_left_with(alex: Person) -> None:
    """I change the spec and forget the alt text, which names a variable that is gone: the change is refused."""
    answer = await made(alex, alt_text="For {{company}}")
    refused = await alex.client.patch(f"/api/lists/{answer['list_id']}", json={"render_spec": WIDE})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "alt_text")
    both = await answer_of(alex.client.patch(f"/api/lists/{answer['list_id']}", json={"render_spec": WIDE, "alt_text": "Hi"}))
    assert (both["alt_text"], both["variables"]) == ("Hi", ["first_name"])


async def test_a_deleted_list_is_gone_with_its_images(alex: Person, mine: dict[str, Any]) -> None:
    """I delete a list: it, its leads and their images are gone, and a second time finds nothing."""
    tracking_id, path = await add_lead(alex, mine["list_id"], first_name="Sam"), f"/api/lists/{mine['list_id']}"
    assert (await alex.client.get(f"/i/{tracking_id}.png")).status_code == 200
    assert await answer_of(alex.client.delete(path)) == {"ok": True}
    assert (await alex.client.get(f"/i/{tracking_id}.png")).status_code == 404
    for method in ("GET", "PATCH", "DELETE"):
        assert (await alex.client.request(method, path)).status_code == 404
    assert (await events_of(alex))[-1][:2] == ("list.deleted", mine["list_id"])


async def test_a_neighbour_s_list_is_as_unknown_as_none(alex: Person, mine: dict[str, Any]) -> None:
    """Another workspace's list answers exactly as one that was never made, whatever the body."""
    async with move_in(alex.house) as other:
        before = await books_of(alex.house)
        texts = set()
        for list_id in (mine["list_id"], NOBODY, "x", "%00", "..%2f"):
            for method, rest in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/snippet?for=nothing")):
                answer = await other.client.request(
                    method, f"/api/lists/{list_id}{rest}", content=b"no JSON" if method == "PATCH" else None
                )
                assert answer.status_code == 404
                texts.add(answer.text)
        assert len(texts) == 1
        assert (await answer_of(other.client.get("/api/lists")))["total"] == 0
        assert await books_of(alex.house) == before


async def test_a_viewer_reads_and_changes_nothing(alex: Person, mine: dict[str, Any]) -> None:
    """A viewer sees lists and their snippets; making, changing and deleting is 403, also with a body that is none."""
    async with join(alex, Role.VIEWER) as viewer:
        assert (await answer_of(viewer.client.get("/api/lists")))["items"] == [mine]
        assert (await viewer.client.get(f"/api/lists/{mine['list_id']}/snippet")).status_code == 200
        before = await books_of(alex.house)
        for method, path in (("POST", ""), ("PATCH", f"/{mine['list_id']}"), ("DELETE", f"/{mine['list_id']}"), ("DELETE", f"/{NOBODY}")):
            assert (await viewer.client.request(method, f"/api/lists{path}", content=b"{")).status_code == 403
        assert await books_of(alex.house) == before


async def test_a_retry_with_the_same_key_is_one_list(alex: Person) -> None:
    """I send the same list five times at once with one key: it is made once, and all get its answer."""
    body, headers = {"name": "A", "render_spec": SMALL_SPEC}, {"idempotency-key": "k"}
    answers = await asyncio.gather(*(alex.client.post("/api/lists", json=body, headers=headers) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert (await answer_of(alex.client.get("/api/lists")))["total"] == 1


async def test_pages_of_lists_fit_together(alex: Person) -> None:
    """Whatever the size of the pages, each list stands on exactly one of them, newest first."""
    names = [(await answer_of(alex.client.post("/api/lists", json={"name": f"L{n}", "list_type": "ai"})))["list_name"] for n in range(7)]
    for limit in (1, 2, 3, 7):
        pages = [await answer_of(alex.client.get(f"/api/lists?limit={limit}&offset={offset}")) for offset in range(0, 8, limit)]
        assert [item["list_name"] for page in pages for item in page["items"]] == names[::-1]
        assert {page["total"] for page in pages} == {7}
    for query in ("limit=0", "limit=501", "offset=-1", "limit="):
        assert (await alex.client.get(f"/api/lists?{query}")).status_code == 422


@pytest.mark.parametrize("tool", RECIPES)
async def test_every_mail_tool_has_its_snippet(alex: Person, mine: dict[str, Any], tool: str) -> None:
    """I ask for my tool: its merge tag stands in the snippet, with steps in my language."""
    path = f"/api/lists/{mine['list_id']}/snippet"
    english = await answer_of(alex.client.get(path, params={"for": tool}))
    french = await answer_of(alex.client.get(path, params={"for": tool}, headers={"accept-language": "fr-CH"}))
    assert RECIPES[tool].image in english["snippet"] == french["snippet"]
    assert english["columns"] == {"image_url": RECIPES[tool].image, "alt_text": RECIPES[tool].alt}
    assert english["steps"] != french["steps"]
    assert any("image_base_url" in note for note in english["notes"])


async def test_a_snippet_says_what_waits_and_what_tool_is_unknown(alex: Person) -> None:
    """Images that are held are counted in the notes; an unknown tool is 422 with those that are known."""
    answer = await made(alex, review="warnings")
    await add_lead(alex, answer["list_id"])
    path = f"/api/lists/{answer['list_id']}/snippet"
    assert any(note.startswith("1 images wait") for note in (await answer_of(alex.client.get(path)))["notes"])
    refused = await alex.client.get(path, params={"for": "pigeon"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "for")


async def test_a_public_address_is_no_private_one(tmp_path: Path, open_house: OpenHouse) -> None:
    """With an address that recipients can load, the list says so, and its snippet has no such note."""
    async with open_house(tmp_path, image_base_url="https://img.example.com") as house, move_in(house) as person:
        answer = await made(person)
        snippet = await answer_of(person.client.get(f"/api/lists/{answer['list_id']}/snippet"))
        assert answer["images_are_private"] is False
        assert not any("image_base_url" in note for note in snippet["notes"])


async def test_pictures_of_a_changed_list_are_let_go(alex: Person) -> None:
    """A list that is no longer drawn on a picture does not hold it; one that is does."""
    asset_id = (await answer_of(alex.client.post("/api/assets", files={"file": picture()})))["asset_id"]
    answer = await made(alex, render_spec={**SMALL_SPEC, "background": {"asset": asset_id}})
    path = f"/api/lists/{answer['list_id']}"
    await answer_of(alex.client.patch(path, json={"alt_text": "Hi"}))
    assert (await alex.client.delete(f"/api/assets/{asset_id}")).status_code == 400
    await answer_of(alex.client.patch(path, json={"render_spec": SMALL_SPEC}))
    assert await answer_of(alex.client.delete(f"/api/assets/{asset_id}")) == {"ok": True}


@pytest.mark.parametrize("what", ["lists", "templates"])
async def test_a_picture_that_goes_while_its_spec_is_tried_is_missed(alex: Person, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """Somebody deletes the picture between the check of my spec and its keeping: 422 that names it, and nothing is made without it."""
    asset_id = (await answer_of(alex.client.post("/api/assets", files={"file": picture()})))["asset_id"]
    specs = alex.house.appliance.lists._specs
    try_out = specs.try_out

    async def slow(*args: Any) -> Any:
        await answer_of(alex.client.delete(f"/api/assets/{asset_id}"))
        return await try_out(*args[:1])

    still_there = alex.house.appliance.folder.path / "still-there.png"
    still_there.write_bytes(picture())
    monkeypatch.setattr(specs, "_files", lambda _spec: {asset_id: still_there})  # so that the drawing itself does not find out
    monkeypatch.setattr(specs, "try_out", slow)
    answer = await alex.client.post(f"/api/{what}", json={"name": "A", "render_spec": {**SMALL_SPEC, "background": {"asset": asset_id}}})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "render_spec.background.asset")
    assert [item for item in (await answer_of(alex.client.get(f"/api/{what}")))["items"] if not item.get("builtin")] == []


async def test_a_template_that_goes_while_its_list_is_made_leaves_the_list(alex: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody deletes the template while my list of it is made: the list has its copy, and names no template."""
    template = await answer_of(alex.client.post("/api/templates", json={"name": "A", "render_spec": SMALL_SPEC}))
    specs = alex.house.appliance.lists._specs
    fit = specs.fit

    async def slow(*args: Any) -> Any:
        await answer_of(alex.client.delete(f"/api/templates/{template['id']}"))
        return await fit(*args)

    monkeypatch.setattr(specs, "fit", slow)
    answer = await answer_of(alex.client.post("/api/lists", json={"name": "A", "template_id": template["id"]}))
    assert (answer["template_id"], answer["render_spec"]) == (None, SMALL_SPEC)
