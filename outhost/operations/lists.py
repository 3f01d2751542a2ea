"""What can be done with lists."""

import asyncio
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from outhost.domain.alt_texts import check_alt_text
from outhost.domain.assets import Asset
from outhost.domain.errors import InvalidInput, Issue, ListNotFound, TemplateNotFound, TextOverflows
from outhost.domain.events import Happening
from outhost.domain.lists import MOST_BYTES, PLAIN, LeadList, ListId, ListOptions, ListType, trim_name
from outhost.domain.reductions import FULL, Reduction
from outhost.domain.render_spec import AssetFacts, RenderSpec, asset_places, check_against_assets, parse_render_spec
from outhost.domain.templates import Template, TemplateId
from outhost.domain.trial_values import trials
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.files.assets import Assets as AssetFiles
from outhost.files.images import Images
from outhost.operations.weights import Scales
from outhost.render.assets import inspect_asset
from outhost.render.studio import DrawingFailed, Studio
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

DELETED = "list.deleted"
"""The topic at which the janitor sleeps."""

PURGE_BATCH = 200
"""Leads removed in one transaction: a few milliseconds of the writer's time."""

_NO_PICTURES = Text(
    en="must be meme for review, max_bytes or alt_text: other lists have no pictures",
    fr="doit être meme pour review, max_bytes ou alt_text : les autres listes n’ont pas d’images",
)
_BAD_NAME = Text(en="must be 1–120 characters after trimming", fr="doit compter de 1 à 120 caractères, espaces de bord exclus")
_BAD_WEIGHT = Text(en="must be 1–{most:,}", fr="doit être compris entre 1 et {most}")
_TOO_MUCH = Text(en="asks for more than can be drawn: {reason}", fr="demande plus que ce qui peut être dessiné : {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewList:
    """A list to be made: a `meme` list from a built-in template (`template`, its slug) or from a `document`, other types from neither.

    `pictures` are those that come with the document, by their SHA-256. `options` are for `meme` lists alone.
    """

    name: str
    list_type: ListType = ListType.MEME
    template: str | None = None
    document: object | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    options: ListOptions = PLAIN


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

        With a weight budget a few pictures more are drawn, to see what must be given up for it.

        Raises:
            InvalidInput: the name, the spec or an option won't do, or no step of reduction keeps within `max_bytes`; one issue a fault.
            TemplateNotFound
        """
        name = _checked_name(new.name)
        if new.list_type is not ListType.MEME:
            if new.options != PLAIN:
                raise InvalidInput(Issue("list_type", _NO_PICTURES.filled()))
            return await self._store.write(_insert, caller, name, new.list_type, None)
        made = await (self._new_spec(caller, new) if new.template is None else self._template_spec(new.template, new.options))
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

    async def _template_spec(self, slug: str, options: ListOptions) -> "_Spec":
        template = await self._store.read(_template, slug)
        spec = parse_render_spec(json.loads(template.render_spec))
        checked = _checked_options(options, spec)
        scales = Scales(self._studio, spec, {asset_id: self._assets.path(asset_id) for asset_id in spec.asset_ids()})
        return _Spec(spec, template.render_spec, checked, await _fitted(scales, checked), template_id=template.id)

    async def _new_spec(self, caller: Caller, new: NewList) -> "_Spec":
        """Check a document and its pictures, try it, and only then keep the pictures' files."""
        spec = parse_render_spec(new.document)
        options = _checked_options(new.options, spec)
        facts = await self._facts(caller, spec, new.pictures)
        check_against_assets(spec, facts)
        reduction = await self._try(spec, new.pictures, options)
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
        return _Spec(spec, json.dumps(new.document, ensure_ascii=False), options, reduction, assets=brought)

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

    async def _try(self, spec: RenderSpec, pictures: Mapping[str, bytes], options: ListOptions) -> Reduction:
        """Draw a spec with a long value for each variable, and find what it must give up; a text that does not fit is no reason against it.

        Raises:
            InvalidInput: it can't be drawn within the limits of time and memory, or not within the weight budget.
        """
        with TemporaryDirectory() as folder:
            files = {asset_id: self._assets.path(asset_id) for asset_id in spec.asset_ids()}
            for asset_id, data in pictures.items():
                files[asset_id] = Path(folder, asset_id)
                await asyncio.to_thread(files[asset_id].write_bytes, data)
            scales = Scales(self._studio, spec, files)
            try:
                await scales.draw(trials(spec)[0])
            except TextOverflows:
                pass
            except DrawingFailed as fault:
                raise _too_much(fault) from None
            return await _fitted(scales, options)


@dataclass(frozen=True, slots=True)
class _Spec:
    """A spec that is sound, its JSON text, what surrounds its pictures, where it came from, and the assets that it brought."""

    parsed: RenderSpec
    text: str
    options: ListOptions
    reduction: Reduction
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
        raise InvalidInput(Issue("name", _BAD_NAME.filled()))
    return trimmed


def _checked_options(options: ListOptions, spec: RenderSpec) -> ListOptions:
    if options.max_bytes is not None and not 1 <= options.max_bytes <= MOST_BYTES:
        raise InvalidInput(Issue("max_bytes", _BAD_WEIGHT.filled(most=MOST_BYTES)))
    if options.alt_text is None:
        return options
    return replace(options, alt_text=check_alt_text(options.alt_text, spec.variable_names()))


async def _fitted(scales: Scales, options: ListOptions) -> Reduction:
    try:
        return await scales.fit(options.max_bytes)
    except DrawingFailed as fault:
        raise _too_much(fault) from None


def _too_much(fault: DrawingFailed) -> InvalidInput:
    return InvalidInput(Issue("render_spec", _TOO_MUCH.filled(reason=fault)))


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
    if spec and (spec.options, spec.reduction) != (PLAIN, FULL):
        made = tx.lists.put_options(made.id, spec.options, spec.reduction)
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
