"""What can be done with lists."""

import asyncio
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from outhost.domain.assets import Asset
from outhost.domain.errors import InvalidInput, Issue, ListNotFound, TemplateNotFound, TextOverflows
from outhost.domain.events import Happening
from outhost.domain.lists import LeadList, ListId, ListType, trim_name
from outhost.domain.render_spec import AssetFacts, RenderSpec, asset_places, check_against_assets, parse_render_spec
from outhost.domain.templates import Template, TemplateId
from outhost.domain.workspaces import Caller
from outhost.files.assets import Assets as AssetFiles
from outhost.files.images import Images
from outhost.render.assets import inspect_asset
from outhost.render.studio import DrawingFailed, Studio
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

DELETED = "list.deleted"
"""The topic at which the janitor sleeps."""

_LONG_VALUE = "Maximiliane-Charlotte Ødegård " * 3

PURGE_BATCH = 200
"""Leads removed in one transaction: a few milliseconds of the writer's time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewList:
    """A list to be made: a `meme` list from a built-in template (`template`, its slug) or from a `document`, other types from neither.

    `pictures` are those that come with the document, by their SHA-256.
    """

    name: str
    list_type: ListType = ListType.MEME
    template: str | None = None
    document: object | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)


class Lists:
    """Lists: made, renamed, deleted and swept up."""

    def __init__(self, store: Store, studio: Studio, images: Images, assets: AssetFiles) -> None:
        """Keep rows in `store`; `images` go with their list; a spec's pictures lie in `assets`; a new spec is tried in `studio`."""
        self._store = store
        self._studio = studio
        self._images = images
        self._assets = assets

    async def add(self, caller: Caller, new: NewList) -> LeadList:
        """Make a list with a copy of its spec. A spec of the caller's own is drawn once first, so that no list is made that can't be drawn.

        Raises:
            InvalidInput: the name or the spec won't do; one issue a fault.
            TemplateNotFound
        """
        name = _checked_name(new.name)
        if new.list_type is not ListType.MEME:
            return await self._store.write(_insert, caller, name, new.list_type, None)
        if new.template is not None:
            template = await self._store.read(_template, new.template)
            made = _Spec(parse_render_spec(json.loads(template.render_spec)), template.render_spec, template_id=template.id)
        else:
            made = await self._new_spec(caller, new)
        return await self._store.write(_insert, caller, name, new.list_type, made)

    async def rename(self, caller: Caller, public_id: str, name: str) -> str:
        """Give a list another name; give it back trimmed.

        Raises:
            ListNotFound, InvalidInput
        """
        if await self._store.read(_find, caller, public_id) is None:
            raise ListNotFound
        trimmed = _checked_name(name)
        await self._store.write(_rename, caller, public_id, trimmed)
        return trimmed

    async def delete(self, caller: Caller, public_id: str) -> None:
        """Remove a list and all that it owns. It is gone for everybody with the commit; the janitor sweeps up what is many.

        Raises:
            ListNotFound
        """
        list_id = await self._store.write(_mark_deleted, caller, public_id)
        await self._purge_some(list_id)

    async def purge_deleted(self) -> None:
        """Sweep up after deleted lists, in small batches, until nothing is left of them."""
        while (list_id := await self._store.read(_deleted)) is not None:
            await self._purge_some(list_id)

    async def _purge_some(self, list_id: ListId) -> None:
        """Remove a batch of leads and their images, and the list itself after the last one."""
        gone = await self._store.write(_purge_batch, list_id)
        await asyncio.to_thread(self._images.sweep, gone)

    async def _new_spec(self, caller: Caller, new: NewList) -> "_Spec":
        """Check a document and its pictures, try it, and only then keep the pictures' files."""
        spec = parse_render_spec(new.document)
        facts = await self._facts(caller, spec, new.pictures)
        check_against_assets(spec, facts)
        await self._try(spec, new.pictures)
        brought = [
            Asset(
                asset_id=asset_id,
                width=facts[asset_id].width,
                height=facts[asset_id].height,
                frames=facts[asset_id].frames,
                size_bytes=len(data),
            )
            for asset_id, data in new.pictures.items()
            if asset_id in facts
        ]
        for asset in brought:
            await asyncio.to_thread(self._assets.put, asset.asset_id, new.pictures[asset.asset_id])
        return _Spec(spec, json.dumps(new.document, ensure_ascii=False), assets=brought)

    async def _facts(self, caller: Caller, spec: RenderSpec, pictures: Mapping[str, bytes]) -> Mapping[str, AssetFacts]:
        """Look at the pictures that a spec names, among those it brings, the caller's and the built-in ones; an unknown one is absent."""
        facts: dict[str, AssetFacts] = {}
        for path, asset_id in asset_places(spec):
            data = pictures.get(asset_id)
            if data is None and (self._assets.is_builtin(asset_id) or await self._store.read(_has_asset, caller, asset_id)):
                data = await asyncio.to_thread(self._assets.path(asset_id).read_bytes)
            if data is not None:
                facts[asset_id] = await asyncio.to_thread(_inspect, data, path)
        return facts

    async def _try(self, spec: RenderSpec, pictures: Mapping[str, bytes]) -> None:
        """Draw a spec with a long value for each variable; a text that does not fit is no reason against it.

        Raises:
            InvalidInput: it can't be drawn within the limits of time and memory.
        """
        with TemporaryDirectory() as folder:
            files = {asset_id: self._assets.path(asset_id) for asset_id in spec.asset_ids()}
            for asset_id, data in pictures.items():
                files[asset_id] = Path(folder, asset_id)
                await asyncio.to_thread(files[asset_id].write_bytes, data)
            try:
                await self._studio.draw(spec, dict.fromkeys(spec.variable_names(), _LONG_VALUE), files)
            except TextOverflows:
                pass
            except DrawingFailed as fault:
                raise InvalidInput(Issue("render_spec", f"asks for more than can be drawn: {fault}")) from None


@dataclass(frozen=True, slots=True)
class _Spec:
    """A spec that is sound, its JSON text, where it came from, and the pictures that it brought."""

    parsed: RenderSpec
    text: str
    template_id: TemplateId | None = None
    assets: Sequence[Asset] = ()


def _inspect(data: bytes, path: str) -> AssetFacts:
    try:
        return inspect_asset(data)
    except InvalidInput as refusal:
        raise InvalidInput(*(Issue(path, issue.message) for issue in refusal.issues)) from None


def _checked_name(name: str) -> str:
    trimmed = trim_name(name)
    if trimmed is None:
        raise InvalidInput(Issue("name", "must be 1–120 characters after trimming"))
    return trimmed


def _find(tx: Tx, caller: Caller, public_id: str) -> LeadList | None:
    return tx.lists.find(caller.workspace_id, public_id)


def _has_asset(tx: Tx, caller: Caller, asset_id: str) -> bool:
    return tx.assets.find(caller.workspace_id, asset_id) is not None


def _template(tx: Tx, slug: str) -> Template:
    template = tx.templates.find_builtin(slug)
    if template is None:
        raise TemplateNotFound(slug=slug, known=", ".join(t.slug or "" for t in tx.templates.builtin()))
    return template


def _insert(tx: Tx, caller: Caller, name: str, list_type: ListType, spec: _Spec | None) -> LeadList:
    for asset in spec.assets if spec else ():
        tx.assets.put(caller.workspace_id, asset)
    made = tx.lists.insert(
        caller.workspace_id,
        public_id=str(uuid.uuid4()),
        name=name,
        list_type=list_type,
        variables=list(spec.parsed.variable_names()) if spec else [],
        image_extension=spec.parsed.image_extension if spec else "png",
        render_spec=spec.text if spec else None,
        template_id=spec.template_id if spec else None,
    )
    tx.events.insert(caller, Happening.LIST_ADDED, made.public_id, name=name)
    return made


def _rename(tx: Tx, caller: Caller, public_id: str, name: str) -> None:
    if not tx.lists.rename(caller.workspace_id, public_id, name):
        raise ListNotFound
    tx.events.insert(caller, Happening.LIST_RENAMED, public_id, name=name)


def _mark_deleted(tx: Tx, caller: Caller, public_id: str) -> ListId:
    list_id = tx.lists.mark_deleted(caller.workspace_id, public_id)
    if list_id is None:
        raise ListNotFound
    tx.events.insert(caller, Happening.LIST_DELETED, public_id)
    tx.ring(DELETED)
    return list_id


def _deleted(tx: Tx) -> ListId | None:
    return tx.lists.find_deleted_of_any_workspace()


def _purge_batch(tx: Tx, list_id: ListId) -> list[str]:
    gone = tx.leads.delete_some(list_id, PURGE_BATCH)
    if len(gone) < PURGE_BATCH:
        tx.lists.delete_row(list_id)
    return gone
