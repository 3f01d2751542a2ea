"""Templates and previews over `/api`: made, changed, deleted, tried for free, and all that is refused."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from houses import SMALL_SPEC, House
from outsend import Person, answer_of, books_of, join, move_in
from pictures import picture
from PIL import Image

from outhost.domain.workspaces import Role
from outhost.operations.specs import WAITING_LIMIT
from outhost.render.studio import Studio

LAYER = SMALL_SPEC["layers"][0]
ASSET = "0" * 64


@pytest.fixture
async def alex(house: House) -> AsyncIterator[Person]:
    """The owner of a workspace, logged in."""
    async with move_in(house) as person:
        yield person


@pytest.fixture
async def mine(alex: Person) -> dict[str, Any]:
    """A template of Alex's own."""
    return await answer_of(alex.client.post("/api/templates", json={"name": "Mine", "render_spec": SMALL_SPEC}))


def spec(**changed: object) -> dict[str, Any]:
    """Write a small spec that is unlike others in some keys."""
    return {**SMALL_SPEC, **changed}


def layered(**changed: object) -> dict[str, Any]:
    """Write a small spec whose one text is unlike others in some keys."""
    return spec(layers=[{**LAYER, **changed}])


async def test_a_template_of_ones_own_is_made_with_one_event(alex: Person) -> None:
    """I name a spec: I have a template with its variables and a preview, one event, and nothing is charged."""
    made = await answer_of(alex.client.post("/api/templates", json={"name": "  Blue ", "render_spec": SMALL_SPEC}))
    assert {key: made[key] for key in ("name", "slug", "builtin", "variables", "image_extension", "render_spec")} == {
        "name": "Blue",
        "slug": None,
        "builtin": False,
        "variables": ["first_name", "company"],
        "image_extension": "png",
        "render_spec": SMALL_SPEC,
    }
    assert made["preview_url"].startswith(f"{alex.house.url}/api/templates/{made['id']}/preview?v=")
    assert await answer_of(alex.client.get(f"/api/templates/{made['id']}")) == made
    events = (await books_of(alex.house))["events"]
    assert [row[2:4] for row in events if row[1] == alex.workspace_id and row[2].startswith("template.")] == [
        ("template.added", str(made["id"]))
    ]


async def test_the_built_in_templates_are_everybody_s(alex: Person, mine: dict[str, Any]) -> None:
    """I see my own templates before the eight that come with outhost, and each has its picture."""
    listed = await answer_of(alex.client.get("/api/templates"))
    assert (listed["total"], listed["items"][0]) == (9, mine)
    for template in listed["items"]:
        answer = await alex.client.get(template["preview_url"])
        assert answer.headers["content-type"] == f"image/{template['image_extension']}"
        assert Image.open(io.BytesIO(answer.content)).size == (template["render_spec"]["width"], template["render_spec"]["height"])
        assert answer.headers["cache-control"].startswith("private")


async def test_pages_of_templates_fit_together(alex: Person, mine: dict[str, Any]) -> None:
    """Whatever the size of the pages, each template stands on exactly one of them."""
    whole = [item["id"] for item in (await answer_of(alex.client.get("/api/templates")))["items"]]
    for limit in (1, 2, 4, 9):
        pages = [await answer_of(alex.client.get(f"/api/templates?limit={limit}&offset={offset}")) for offset in range(0, 9, limit)]
        assert [item["id"] for page in pages for item in page["items"]] == whole
    for query in ("limit=0", "limit=501", "offset=-1", "limit=x"):
        assert (await alex.client.get(f"/api/templates?{query}")).status_code == 422


BAD_TEMPLATES: dict[str, tuple[object, set[str]]] = {
    "nothing": ({}, {"name", "render_spec"}),
    "a spec that is a text": ({"name": "A", "render_spec": "{}"}, {"render_spec"}),
    "no name": ({"name": " ", "render_spec": SMALL_SPEC}, {"name"}),
    "a long name": ({"name": "n" * 121, "render_spec": SMALL_SPEC}, {"name"}),
    "no name and no spec": ({"name": "", "render_spec": {}}, {"name", "render_spec.version", "render_spec.width", "render_spec.height"}),
    "a font that is none": ({"name": "A", "render_spec": layered(font="comic")}, {"render_spec.layers.0.font"}),
    "two faults": (
        {"name": "A", "render_spec": layered(font="comic", sise=3)},
        {"render_spec.layers.0.font", "render_spec.layers.0.sise"},
    ),
    "an undeclared variable": ({"name": "A", "render_spec": layered(text="{{who}}")}, {"render_spec.layers.0.text"}),
    "a picture of nobody": ({"name": "A", "render_spec": spec(background={"asset": ASSET})}, {"render_spec.background.asset"}),
    "a picture by address": (
        {"name": "A", "render_spec": spec(background={"asset": "https://example.com/a.png"})},
        {"render_spec.background.asset"},
    ),
    "a film without frames": ({"name": "A", "render_spec": spec(has_gif=True)}, {"render_spec.has_gif"}),
    "too many pixels": ({"name": "A", "render_spec": spec(width=2001, height=2001)}, {"render_spec.width", "render_spec.height"}),
}


@pytest.mark.parametrize(("body", "fields"), BAD_TEMPLATES.values(), ids=BAD_TEMPLATES)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_what_won_t_do_is_told_fault_by_fault_and_changes_nothing(
    alex: Person, mine: dict[str, Any], method: str, body: dict[str, Any], fields: set[str]
) -> None:
    """Each fault of a name or a spec has its own entry with its path, in French too; nothing is written."""
    path = "/api/templates" if method == "POST" else f"/api/templates/{mine['id']}"
    if method == "PATCH" and not body:
        body, fields = {"name": 3, "render_spec": 4}, {"name", "render_spec"}
    before = await books_of(alex.house)
    for locale in ("en", "fr"):
        answer = await alex.client.request(method, path, json=body, headers={"accept-language": locale})
        assert answer.status_code == 422, answer.text
        assert {error["field"] for error in answer.json()["errors"]} == fields
    assert await books_of(alex.house) == before


async def test_a_spec_that_takes_too_long_is_no_template(alex: Person, mine: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A spec that can't be drawn within the limits is refused before it is kept, and its preview says the same."""
    slow = Studio(alex.house.appliance.studio._keep_file, processes=1, png_seconds=0.0)
    monkeypatch.setattr(alex.house.appliance.lists._specs, "_studio", slow)
    before = await books_of(alex.house)
    for answer in (
        await alex.client.post("/api/templates", json={"name": "A", "render_spec": spec(width=170)}),
        await alex.client.patch(f"/api/templates/{mine['id']}", json={"render_spec": spec(width=170)}),
        await alex.client.post("/api/templates/preview", json={"render_spec": spec(width=170)}),
    ):
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "render_spec")
    await slow.close()
    assert await books_of(alex.house) == before


async def test_a_template_is_changed_and_its_lists_are_not(alex: Person, mine: dict[str, Any]) -> None:
    """I change a template, then delete it: the list that I made of it is drawn as before."""
    made = await answer_of(alex.client.post("/api/lists", json={"name": "A", "template_id": mine["id"]}))
    changed = await answer_of(alex.client.patch(f"/api/templates/{mine['id']}", json={"name": "B", "render_spec": spec(width=200)}))
    assert (changed["name"], changed["render_spec"]["width"]) == ("B", 200)
    assert changed["preview_url"] != mine["preview_url"]
    assert await answer_of(alex.client.patch(f"/api/templates/{mine['id']}", json={"name": "C"})) == {**changed, "name": "C"}
    before = await books_of(alex.house)
    assert (await answer_of(alex.client.patch(f"/api/templates/{mine['id']}", json={"name": "C"})))["name"] == "C"
    assert await books_of(alex.house) == before
    assert await answer_of(alex.client.delete(f"/api/templates/{mine['id']}")) == {"ok": True}
    assert (await alex.client.get(f"/api/templates/{mine['id']}")).status_code == 404
    shown = await answer_of(alex.client.get(f"/api/lists/{made['list_id']}"))
    assert shown == {**made, "template_id": None}


async def test_a_built_in_template_stays_whoever_asks(alex: Person) -> None:
    """What comes with outhost can be seen and used, not changed: 400 with the reason, and nothing is written."""
    (template, *_) = (await answer_of(alex.client.get("/api/templates")))["items"]
    path, before = f"/api/templates/{template['id']}", await books_of(alex.house)
    for answer in (
        await alex.client.patch(path, json={"name": "Mine"}),
        await alex.client.patch(path, json={"render_spec": SMALL_SPEC}),
        await alex.client.delete(path),
    ):
        assert (answer.status_code, "outhost" in answer.json()["detail"]) == (400, True)
    assert await books_of(alex.house) == before


async def test_a_neighbour_s_template_is_as_unknown_as_none(alex: Person, mine: dict[str, Any]) -> None:
    """Another workspace's template answers exactly as one that was never made, in the path and in a body."""
    async with move_in(alex.house) as other:
        before = await books_of(alex.house)
        for template_id in (mine["id"], 999_999_999, 0, "x", "1e3", 10**30):
            path = f"/api/templates/{template_id}"
            answers = [
                await other.client.get(path),
                await other.client.patch(path, content=b"no JSON"),
                await other.client.delete(path),
                await other.client.get(f"{path}/preview"),
            ]
            if isinstance(template_id, int) and 0 < template_id < 1 << 63:
                answers.append(await other.client.post("/api/templates/preview", json={"template_id": template_id}))
                answers.append(await other.client.post("/api/lists", json={"name": "A", "template_id": template_id}))
            assert {answer.status_code for answer in answers} == {404}
            assert len({answer.text for answer in answers}) == 1
        assert await books_of(alex.house) == before


async def test_a_viewer_sees_and_tries_and_changes_nothing(alex: Person, mine: dict[str, Any]) -> None:
    """A viewer may look at templates and draw previews; making, changing and deleting is 403."""
    async with join(alex, Role.VIEWER) as viewer:
        assert (await viewer.client.post("/api/templates/preview", json={"template_id": mine["id"]})).status_code == 200
        before = await books_of(alex.house)
        body = {"name": "A", "render_spec": SMALL_SPEC}
        for answer in (
            await viewer.client.post("/api/templates", json=body),
            await viewer.client.patch(f"/api/templates/{mine['id']}", json=body),
            await viewer.client.delete(f"/api/templates/{mine['id']}"),
        ):
            assert answer.status_code == 403
        assert await books_of(alex.house) == before


async def test_a_retry_with_the_same_key_is_one_template(alex: Person) -> None:
    """I send the same template three times at once with one key: it is made once, and all get its answer."""
    body, headers = {"name": "A", "render_spec": SMALL_SPEC}, {"idempotency-key": "k"}
    answers = await asyncio.gather(*(alex.client.post("/api/templates", json=body, headers=headers) for _ in range(3)))
    assert len({answer.content for answer in answers}) == 1
    assert (await answer_of(alex.client.get("/api/templates")))["total"] == 9
    other = await alex.client.post("/api/templates", json={**body, "name": "B"}, headers=headers)
    assert (other.status_code, other.json()["errors"][0]["field"]) == (422, "Idempotency-Key")


async def test_a_picture_that_a_template_uses_stays(alex: Person) -> None:
    """While a template of mine is drawn on a picture, that can't be deleted; after another spec it can."""
    asset_id = (await answer_of(alex.client.post("/api/assets", files={"file": picture()})))["asset_id"]
    body = {"name": "A", "render_spec": spec(background={"asset": asset_id})}
    made = await answer_of(alex.client.post("/api/templates", json=body))
    assert (await alex.client.delete(f"/api/assets/{asset_id}")).status_code == 400
    await answer_of(alex.client.patch(f"/api/templates/{made['id']}", json={"render_spec": SMALL_SPEC}))
    assert await answer_of(alex.client.delete(f"/api/assets/{asset_id}")) == {"ok": True}


async def test_a_preview_is_free_and_kept_nowhere(alex: Person) -> None:
    """I try a spec that nobody keeps: a picture with its warnings and misspelt names, and not a row more anywhere."""
    before, files = await books_of(alex.house), sorted(alex.house.appliance.folder.images.rglob("*"))
    body = {"render_spec": SMALL_SPEC, "variables": {"first_name": "Zoë", "compny": "Acme", "a,b\r\nx: y é": 1}}
    answer = await alex.client.post("/api/templates/preview", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(answer.content)).size == (160, 80)
    assert answer.headers["x-render-warnings"] == "empty_variable:variables.company"
    assert answer.headers["x-ignored-variables"] == "compny,a%2Cb%0D%0Ax%3A%20y%20%C3%A9"
    assert answer.headers["cache-control"] == "no-store"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert (await books_of(alex.house), sorted(alex.house.appliance.folder.images.rglob("*"))) == (before, files)


async def test_names_without_end_do_not_make_a_header_without_end(alex: Person, mine: dict[str, Any]) -> None:
    """However many names I misspell, and however long, some are told, in a header that any proxy takes."""
    variables = {f"{'🦊' * 100}{number}": "x" for number in range(1000)}
    answer = await alex.client.post("/api/templates/preview", json={"template_id": mine["id"], "variables": variables})
    assert answer.status_code == 200
    assert 0 < len(answer.headers["x-ignored-variables"]) < 4096


async def test_a_preview_shows_what_the_lead_s_image_will_be(alex: Person, mine: dict[str, Any]) -> None:
    """The picture that I tried is the one that the lead gets, byte for byte."""
    values = {"first_name": "Sam", "company": "Acme"}
    tried = await alex.client.post("/api/templates/preview", json={"template_id": mine["id"], "variables": values})
    made = await answer_of(alex.client.post("/api/lists", json={"name": "A", "template_id": mine["id"]}))
    appliance = alex.house.appliance
    added = await appliance.leads.add(alex.caller, await appliance.leads.target(alex.caller, made["list_id"]), values)
    assert appliance.images.read(added.lead.tracking_id, "png") == tried.content


async def test_a_preview_draws_on_ones_own_pictures_and_nobody_else_s(alex: Person) -> None:
    """A variable may name a picture of mine; a neighbour's is left out, as an unknown one is."""
    document = spec(layers=[{"type": "image", "variable": "logo", "box": [0, 0, 160, 80]}], variables=[{"name": "logo"}])
    asset_id = (await answer_of(alex.client.post("/api/assets", files={"file": picture()})))["asset_id"]

    async def drawn(person: Person, logo: str) -> bytes:
        answer = await person.client.post("/api/templates/preview", json={"render_spec": document, "variables": {"logo": logo}})
        assert answer.status_code == 200, answer.text
        return answer.content

    async with move_in(alex.house) as other:
        assert await drawn(other, asset_id) == await drawn(alex, ASSET) != await drawn(alex, asset_id)


BAD_PREVIEWS: dict[str, tuple[bytes, int, set[str]]] = {
    "neither": (b"{}", 422, {"render_spec"}),
    "both": (json.dumps({"template_id": 1, "render_spec": SMALL_SPEC}).encode(), 422, {"render_spec"}),
    "an id that is a text": (b'{"template_id": "1"}', 422, {"template_id"}),
    "an id that is too large": (b'{"template_id": 9223372036854775808}', 422, {"template_id"}),
    "an id below one": (b'{"template_id": 0}', 422, {"template_id"}),
    "variables that are a list": (b'{"template_id": 1, "variables": []}', 422, {"variables"}),
    "a nested value": (b'{"template_id": 1, "variables": {"first_name": {}}}', 422, {"variables.first_name"}),
    "a long value": (json.dumps({"template_id": 1, "variables": {"first_name": "n" * 501}}).encode(), 422, {"variables.first_name"}),
    "a faulty spec": (b'{"render_spec": {}}', 422, {"render_spec.version", "render_spec.width", "render_spec.height"}),
    "no JSON": (b"{", 400, set()),
    "half a character": (b'{"render_spec": {"version": "\\ud800"}}', 400, set()),
    "a deep nest": (b'{"render_spec": ' + b'{"a":' * 5000 + b"1" + b"}" * 5001, 400, set()),
    "a text that must fit": (
        json.dumps({"render_spec": layered(overflow="error", min_size=20), "variables": {"company": "W" * 400}}).encode(),
        400,
        set(),
    ),
    "more than the surface takes": (b'{"a": "' + b"a" * (11 << 20) + b'"}', 413, set()),
}


@pytest.mark.parametrize(("body", "status", "fields"), BAD_PREVIEWS.values(), ids=BAD_PREVIEWS)
async def test_what_can_t_be_tried_is_refused(alex: Person, body: bytes, status: int, fields: set[str]) -> None:
    """A preview of nothing, of both, or with values that won't do is refused with the field at fault; nothing is written."""
    before = await books_of(alex.house)
    answer = await alex.client.post("/api/templates/preview", content=body)
    assert answer.status_code == status, answer.text
    assert {error["field"] for error in answer.json().get("errors", [])} == fields
    assert await books_of(alex.house) == before


async def test_too_many_previews_are_told_to_come_back(alex: Person, mine: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """While as many wait as may, one more is 503 with a second to wait, and nothing is written; later it is drawn."""
    specs = alex.house.appliance.templates._specs
    monkeypatch.setattr(specs, "_waiting", WAITING_LIMIT)
    body = {"name": "A", "render_spec": SMALL_SPEC}
    before = await books_of(alex.house)
    for refused in (
        await alex.client.post("/api/templates/preview", json={"template_id": mine["id"]}),
        await alex.client.post("/api/templates", json=body),
        await alex.client.post("/api/lists", json=body),
    ):
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert await books_of(alex.house) == before
    monkeypatch.undo()
    assert (await alex.client.post("/api/templates/preview", json={"template_id": mine["id"]})).status_code == 200
    assert specs._waiting == 0


@pytest.mark.parametrize(("method", "allow"), [("GET", "POST"), ("DELETE", "POST"), ("PUT", "POST")])
async def test_the_preview_is_no_template(alex: Person, method: str, allow: str) -> None:
    """Its path names what it answers, whatever else begins like it."""
    answer = await alex.client.request(method, "/api/templates/preview")
    assert (answer.status_code, answer.headers["allow"]) == (405, allow)
