"""Lists: made from a template or a spec, renamed, deleted, swept up."""

import io
import json
import secrets
from dataclasses import replace
from typing import Any

import pytest
from houses import SMALL_SPEC, Tenant
from PIL import Image
from rows import make_lead
from traces import traces_of
from waiting import until

from outhost.domain.assets import asset_id_of
from outhost.domain.errors import InvalidInput, ListNotFound, TemplateNotFound
from outhost.domain.lists import ListId, ListType
from outhost.files.assets import Assets
from outhost.files.images import Images
from outhost.files.whole import write_whole
from outhost.operations.lists import PURGE_BATCH, Lists, NewList
from outhost.operations.specs import Specs
from outhost.render.studio import Studio
from outhost.store.transactions import Tx

BAD_LISTS = {
    "no name": NewList(name=" ", document=SMALL_SPEC),
    "a long name": NewList(name="n" * 121, document=SMALL_SPEC),
    "a name that cannot be kept": NewList(name="a\ud800", document=SMALL_SPEC),
    "no spec": NewList(name="A"),
    "an empty spec": NewList(name="A", document={}),
    "an unknown key": NewList(name="A", document={**SMALL_SPEC, "colour": "red"}),
    "a text that cannot be kept": NewList(name="A", document={**SMALL_SPEC, "layers": [{**SMALL_SPEC["layers"][0], "text": "\ud800"}]}),
    "a picture of nobody": NewList(name="A", document={**SMALL_SPEC, "background": {"asset": "0" * 64}}),
}


@pytest.mark.parametrize("kind", ListType)
async def test_a_list_is_made_with_its_event(tenant: Tenant, kind: ListType) -> None:
    """A list of each type: trimmed name, no leads, one event, no charge."""
    document = SMALL_SPEC if kind is ListType.MEME else None
    before = await traces_of(tenant)
    made = await tenant.house.appliance.lists.add(tenant.caller, NewList(name="  Q2 ", list_type=kind, document=document))
    after = await traces_of(tenant)
    assert (made.name, made.list_type, made.lead_count, made.next_ordinal) == ("Q2", kind, 0, 0)
    assert made.variables == (("first_name", "company") if document else ())
    assert after.events[len(before.events) :] == (("list.added", made.public_id, "api_key", "", ""),)
    assert (after.balance, after.files) == (before.balance, before.files)


@pytest.mark.parametrize("new", BAD_LISTS.values(), ids=BAD_LISTS)
async def test_a_list_that_cannot_be_is_not_made(tenant: Tenant, new: NewList) -> None:
    """A fault of the name or the spec is named, and leaves no trace."""
    before = await traces_of(tenant)
    with pytest.raises(InvalidInput) as refused:
        await tenant.house.appliance.lists.add(tenant.caller, new)
    assert refused.value.issues
    assert await traces_of(tenant) == before


async def test_an_unknown_template_names_the_known_ones(tenant: Tenant) -> None:
    """A typing error in a slug is answered with the slugs there are."""
    with pytest.raises(TemplateNotFound, match="sticky-note"):
        await tenant.house.appliance.lists.add(tenant.caller, NewList(name="A", template="stickynote"))


async def test_every_built_in_template_makes_a_list_that_takes_a_lead(tenant: Tenant) -> None:
    """Whatever template I choose, the first lead has its image."""
    appliance = tenant.house.appliance
    for template in await appliance.read(lambda tx: tx.templates.builtin()):
        made = await appliance.lists.add(tenant.caller, NewList(name=template.name, template=template.slug))
        added = await appliance.leads.add(tenant.caller, made, {"first_name": "Sam", "company": "Acme"})
        assert f"{added.lead.tracking_id}.{made.image_extension}" in tenant.image_files()


async def test_a_list_keeps_its_own_copy_of_its_template(tenant: Tenant) -> None:
    """A template that changes later changes no list, and comes back with the next start."""
    appliance = tenant.house.appliance
    made = await appliance.lists.add(tenant.caller, NewList(name="A", template="sticky-note"))
    await appliance.store.write(lambda tx: tx.templates.put_builtin("sticky-note", "Changed", json.dumps(SMALL_SPEC)))
    later = await appliance.lists.add(tenant.caller, NewList(name="B", template="sticky-note"))
    await appliance.templates.load_shipped()
    again = await appliance.lists.add(tenant.caller, NewList(name="C", template="sticky-note"))
    kept = await appliance.read(lambda tx: tx.lists.find(tenant.workspace_id, made.public_id))
    assert kept is not None
    assert kept.render_spec == made.render_spec == again.render_spec != later.render_spec


def _with_picture(data: bytes) -> NewList:
    """A list whose background is a picture that comes with it."""
    asset_id = asset_id_of(data)
    return NewList(name="A", document={**SMALL_SPEC, "background": {"asset": asset_id}}, pictures={asset_id: data})


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
async def test_a_picture_is_kept_under_the_name_of_its_bytes(tenant: Tenant, kind: str) -> None:
    """I bring a picture with my spec: its bytes lie in a file, its facts in a row, and leads are drawn on it."""
    appliance, new = tenant.house.appliance, _with_picture(_png(kind))
    made = await appliance.lists.add(tenant.caller, new)
    [(asset_id, data)] = new.pictures.items()
    assert (appliance.folder.assets / asset_id[:2] / asset_id).read_bytes() == data
    asset = await appliance.read(lambda tx: tx.assets.find(tenant.workspace_id, asset_id))
    assert asset is not None
    assert (asset.frames, asset.size_bytes) == (1, len(data))
    assert (await appliance.leads.add(tenant.caller, made, {})).lead.image_bytes > 0


async def test_a_spec_may_use_ones_own_pictures_and_nobody_else_s(tenant: Tenant) -> None:
    """A picture that I brought once is mine; my neighbour's is as unknown as none."""
    appliance, neighbour = tenant.house.appliance, await tenant.house.move_in()
    await neighbour.client.aclose()
    new = _with_picture(_png())
    await appliance.lists.add(tenant.caller, new)
    await appliance.lists.add(tenant.caller, replace(new, pictures={}))
    with pytest.raises(InvalidInput) as refused:
        await appliance.lists.add(neighbour.caller, replace(new, pictures={}))
    assert [issue.path for issue in refused.value.issues] == ["render_spec.background.asset"]


@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + b"\xff" * 50, b"\x00" * 6_000_000], ids=len
)
async def test_a_refused_picture_is_named_by_its_place_and_leaves_nothing(tenant: Tenant, data: bytes) -> None:
    """Anything but a whole PNG, JPEG, GIF or WebP is refused where the spec names it; no file, no row."""
    folder = tenant.house.appliance.folder.assets
    before = {path.name for path in folder.glob("*/*")}, await traces_of(tenant)
    with pytest.raises(InvalidInput) as refused:
        await tenant.house.appliance.lists.add(tenant.caller, _with_picture(data))
    assert [issue.path for issue in refused.value.issues] == ["render_spec.background.asset"]
    assert ({path.name for path in folder.glob("*/*")}, await traces_of(tenant)) == before


async def test_a_fault_elsewhere_in_the_spec_keeps_no_picture(tenant: Tenant) -> None:
    """An unknown key is refused before anything is written, though the picture is sound."""
    folder, new = tenant.house.appliance.folder.assets, _with_picture(_png(size=(9, 9)))
    assert isinstance(new.document, dict)
    before = {path.name for path in folder.glob("*/*")}
    with pytest.raises(InvalidInput):
        await tenant.house.appliance.lists.add(tenant.caller, replace(new, document={**new.document, "zzz": 1}))
    assert {path.name for path in folder.glob("*/*")} == before


async def test_a_spec_that_cannot_be_drawn_in_time_makes_no_list(tenant: Tenant) -> None:
    """A list is never made whose leads could all only fail."""
    appliance, studio = tenant.house.appliance, Studio(write_whole, processes=1, png_seconds=0.0)
    files = Assets(appliance.folder.assets, {})
    lists = Lists(appliance.store, Specs(appliance.store, studio, files), appliance.images, files)
    before = await traces_of(tenant)
    with pytest.raises(InvalidInput) as refused:
        await lists.add(tenant.caller, NewList(name="A", document=SMALL_SPEC))
    await studio.close()
    assert [issue.path for issue in refused.value.issues] == ["render_spec"]
    assert await traces_of(tenant) == before


async def test_a_rename_leaves_one_event(tenant: Tenant) -> None:
    """I can read later who called it what."""
    made = await tenant.make_list("Before")
    before = await traces_of(tenant)
    assert await tenant.house.appliance.lists.rename(tenant.caller, made.public_id, " After ") == "After"
    after = await traces_of(tenant)
    assert after.events[len(before.events) :] == (("list.renamed", made.public_id, "api_key", "", ""),)
    assert after.lists == ((made.public_id, "After", 0),)


@pytest.mark.parametrize("public_id", ["", "42", "2c4f1c33-b8e8-4f5e-9a2c-3f6b2b3a7d9b"])
async def test_what_is_not_there_is_neither_renamed_nor_deleted(tenant: Tenant, public_id: str) -> None:
    """An unknown list is said to be unknown, before its new name is looked at."""
    lists, before = tenant.house.appliance.lists, await traces_of(tenant)
    with pytest.raises(ListNotFound):
        await lists.rename(tenant.caller, public_id, "")
    with pytest.raises(ListNotFound):
        await lists.delete(tenant.caller, public_id)
    assert await traces_of(tenant) == before


async def test_a_long_list_is_gone_at_once_and_swept_to_the_last_file(tenant: Tenant) -> None:
    """However many leads it has: after the delete nobody sees it, and after the sweep no row and no file of it is left."""
    appliance = tenant.house.appliance
    made, kept = await tenant.make_list(), await tenant.make_list()
    images = Images(appliance.folder.images)
    before = tenant.image_files()
    ids = await appliance.store.write(_fill, made.id, 2 * PURGE_BATCH + 7)
    for tracking_id in ids:
        (appliance.folder.images / tracking_id[3:5]).mkdir(exist_ok=True)
        (appliance.folder.images / tracking_id[3:5] / f"{tracking_id}.png").write_bytes(b"x")
    survivor = await appliance.leads.add(tenant.caller, kept, {})
    await appliance.lists.delete(tenant.caller, made.public_id)
    assert await appliance.read(lambda tx: tx.lists.find(tenant.workspace_id, made.public_id)) is None
    await appliance.lists.purge_deleted()
    left = await appliance.read(lambda tx: tx.one("SELECT count(*) AS n FROM leads WHERE list_id = :id", id=made.id))
    assert left is not None
    assert left["n"] == 0
    assert await appliance.read(lambda tx: tx.one("SELECT 1 FROM lists WHERE id = :id", id=made.id)) is None
    await until(lambda: tenant.image_files() - before == {f"{survivor.lead.tracking_id}.png"})
    assert images.read(survivor.lead.tracking_id, "png") is not None


async def test_a_ledger_line_outlives_its_lead(tenant: Tenant) -> None:
    """What was paid for a lead that is gone stays in the ledger, without the lead."""
    appliance = tenant.house.appliance
    made = await tenant.make_list()
    await appliance.leads.add(tenant.caller, made, {})
    await appliance.lists.delete(tenant.caller, made.public_id)
    await appliance.lists.purge_deleted()
    entries = await appliance.read(lambda tx: tx.credits.page(tenant.workspace_id, limit=1, offset=0))
    assert (entries[0].reason, entries[0].lead_id) == ("lead", None)
    assert await tenant.balance() == await tenant.ledger_sum() == 999


def _fill(tx: Tx, list_id: ListId, lead_count: int) -> list[str]:
    values: dict[str, Any] = {"first_name": None, "company": None}
    return [make_lead(tx, list_id, values).tracking_id for _ in range(lead_count)]


def _png(kind: str = "PNG", size: tuple[int, int] = (4, 3)) -> bytes:
    """A small picture that nobody had before."""
    data = io.BytesIO()
    Image.new("RGB", size, tuple(secrets.token_bytes(3))).save(data, kind)
    return data.getvalue()
