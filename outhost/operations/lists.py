"""What can be done with lists."""

import asyncio
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from outhost.domain.errors import InvalidInput, Issue, ListNotFound, TemplateNotFound
from outhost.domain.events import Happening
from outhost.domain.lists import LeadList, ListId, ListType, trim_name
from outhost.domain.render_spec import AssetFacts, RenderSpec, check_against_assets, parse_render_spec
from outhost.domain.templates import Template, TemplateId
from outhost.domain.workspaces import Caller
from outhost.files.assets import Assets as AssetFiles
from outhost.files.images import Images
from outhost.render.assets import inspect_asset
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

DELETED = "list.deleted"
"""The topic at which the janitor sleeps."""

PURGE_BATCH = 200
"""Leads removed in one transaction: a few milliseconds of the writer's time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewList:
    """A list to be made: a `meme` list from a built-in template (`template`, its slug) or from a `document`, other types from neither."""

    name: str
    list_type: ListType = ListType.MEME
    template: str | None = None
    document: object | None = None


class Lists:
    """Lists: made, renamed, deleted and swept up."""

    def __init__(self, store: Store, images: Images, assets: AssetFiles) -> None:
        """Keep rows in `store`; `images` go with their list; a spec's pictures are looked up in `assets`."""
        self._store = store
        self._images = images
        self._assets = assets

    async def add(self, caller: Caller, new: NewList) -> LeadList:
        """Make a list with a copy of its spec.

        Raises:
            InvalidInput: the name or the spec won't do; one issue a fault.
            TemplateNotFound
        """
        name = _checked_name(new.name)
        if new.list_type is not ListType.MEME:
            return await self._store.write(_insert, caller, name, new.list_type, None, None)
        template = await self._store.read(_template, new.template) if new.template else None
        document = json.loads(template.render_spec) if template else new.document
        spec = parse_render_spec(document)
        check_against_assets(spec, await self._facts(caller, spec))
        return await self._store.write(_insert, caller, name, new.list_type, (spec, json.dumps(document, ensure_ascii=False)), template)

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
        await asyncio.to_thread(self._delete_images, gone)

    def _delete_images(self, tracking_ids: list[str]) -> None:
        for tracking_id in tracking_ids:
            self._images.delete(tracking_id)

    async def _facts(self, caller: Caller, spec: RenderSpec) -> Mapping[str, AssetFacts]:
        """Look up the pictures that a spec names, among the caller's and the built-in ones; an unknown one is absent."""
        facts: dict[str, AssetFacts] = {}
        for asset_id in spec.asset_ids():
            is_known = self._assets.is_builtin(asset_id) or await self._store.read(_has_asset, caller, asset_id)
            if is_known:
                data = await asyncio.to_thread(self._assets.path(asset_id).read_bytes)
                facts[asset_id] = await asyncio.to_thread(inspect_asset, data)
        return facts


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


def _insert(
    tx: Tx, caller: Caller, name: str, list_type: ListType, spec: tuple[RenderSpec, str] | None, template: Template | None
) -> LeadList:
    made = tx.lists.insert(
        caller.workspace_id,
        public_id=str(uuid.uuid4()),
        name=name,
        list_type=list_type,
        variables=list(spec[0].variable_names()) if spec else [],
        image_extension=spec[0].image_extension if spec else "png",
        render_spec=spec[1] if spec else None,
        template_id=TemplateId(template.id) if template else None,
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
