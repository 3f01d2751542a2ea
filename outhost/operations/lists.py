"""What can be done with lists."""

import asyncio
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from outhost.domain.alt_texts import check_alt_text
from outhost.domain.assets import Asset
from outhost.domain.errors import InvalidInput, Issue, ListHasLeads, ListNotFound, NotVisible, TemplateNotFound
from outhost.domain.events import Happening
from outhost.domain.lists import MOST_BYTES, PLAIN, LeadList, ListId, ListOptions, ListType, trim_name
from outhost.domain.reductions import FULL, Reduction
from outhost.domain.render_spec import RenderSpec, parse_render_spec
from outhost.domain.templates import Template, TemplateId
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.files.assets import Assets as AssetFiles
from outhost.files.images import Images
from outhost.operations.replies import KeptReply, kept
from outhost.operations.retention import put_retention
from outhost.operations.specs import CheckedSpec, Specs
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
_NOT_DRAWN = Text(en="must be left out: only meme lists are drawn", fr="doit être omis : seules les listes meme sont dessinées")
_TWO_SOURCES = Text(en="must be left out beside a template", fr="doit être omis à côté d’un modèle")
_NO_SOURCE = Text(en="is required, unless template_id is given", fr="est requis, sauf si template_id est donné")
_BAD_NAME = Text(en="must be 1–120 characters after trimming", fr="doit compter de 1 à 120 caractères, espaces de bord exclus")
_BAD_WEIGHT = Text(en="must be 1–{most:,}", fr="doit être compris entre 1 et {most}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewList:
    """A list to be made.

    A `meme` list comes from a built-in template (`template`, its slug), from any template of the caller's (`template_id`), or from a
    `document`; other types come from none of these. `pictures` are those that come with the document, by their SHA-256. `options` are for
    `meme` lists alone.
    """

    name: str
    list_type: ListType = ListType.MEME
    template: str | None = None
    template_id: TemplateId | None = None
    document: object | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    options: ListOptions = PLAIN
    retention_days: int | None = None

    @property
    def has_template(self) -> bool:
        """Tell whether it comes from a template."""
        return self.template is not None or self.template_id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """What is to be changed in a list; None stays as it is. `options` has those of `ListOptions` that change, by name.

    `retention` has how many days the leads are to be kept, or None for good, if that changes; else it is empty.
    """

    name: str | None = None
    template_id: TemplateId | None = None
    document: object | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    retention: tuple[int | None, ...] = ()

    @property
    def has_spec(self) -> bool:
        """Tell whether the list is to be drawn otherwise."""
        return self.template_id is not None or self.document is not None


class Lists:
    """Lists: made, changed, deleted and swept up."""

    def __init__(self, store: Store, specs: Specs, images: Images, assets: AssetFiles) -> None:
        """Keep rows in `store`; `images` go with their list; a spec is checked by `specs`, and its pictures lie in `assets`."""
        self._store = store
        self._specs = specs
        self._images = images
        self._assets = assets

    async def add(self, caller: Caller, new: NewList, reply: KeptReply[LeadList] | None = None) -> LeadList:
        """Make a list with a copy of its spec. A spec of the caller's own is drawn once first, so that no list is made that can't be drawn.

        With a weight budget a few pictures more are drawn, to see what must be given up for it.

        Raises:
            InvalidInput: the name, the spec or an option won't do, or no step of reduction keeps within `max_bytes`; one issue a fault.
            TemplateNotFound, NotVisible: there is no such template.
            AlreadyAnswered: there is a kept reply by now.
        """
        name = _checked_name(new.name)
        _check_source(new)
        made = await self._spec(caller, new) if new.list_type is ListType.MEME else None
        async with self._assets.changing:
            for asset in made.assets if made else ():
                await asyncio.to_thread(self._assets.put, asset.asset_id, new.pictures[asset.asset_id])
            return await self._store.write(self._insert_and_reply, caller, replace(new, name=name), made, reply)

    async def change(self, caller: Caller, public_id: str, change: ListChange) -> LeadList:
        """Change a list: its name and options at any time, how it is drawn and what that may weigh only while it has no lead.

        Raises:
            ListNotFound, InvalidInput, NotVisible, ListHasLeads
        """
        name = None if change.name is None else _checked_name(change.name)
        while True:
            found = await self._store.read(_find, caller, public_id)
            if found is None:
                raise ListNotFound
            made = await self._changed_spec(caller, found, change)
            changed = await self._store.write(self._change, caller, found, name, change, made)
            if changed is not None:
                return changed

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

    async def _spec(self, caller: Caller, new: NewList) -> "_Spec":
        return await (self._template_spec(caller, new) if new.has_template else self._new_spec(caller, new))

    async def _template_spec(self, caller: Caller, new: NewList) -> "_Spec":
        template = await self._store.read(_template, caller, new)
        spec = parse_render_spec(json.loads(template.render_spec))
        options = _checked_options(new.options, spec)
        reduction = await self._specs.fit(spec, options.max_bytes)
        return _Spec(spec, template.render_spec, options, reduction, template_id=template.id)

    async def _new_spec(self, caller: Caller, new: NewList) -> "_Spec":
        """Check a document and its pictures, and try it."""
        if new.document is None:
            raise InvalidInput(Issue("render_spec", _NO_SOURCE.filled()))
        checked = await self._specs.check(caller, new.document, new.pictures)
        options = _checked_options(new.options, checked.parsed)
        reduction = await self._specs.try_out(checked.parsed, options.max_bytes, new.pictures)
        return _Spec(checked.parsed, checked.text, options, reduction, assets=_brought(checked, new.pictures))

    async def _changed_spec(self, caller: Caller, found: LeadList, change: ListChange) -> "_Spec | None":
        """Give how a list is drawn after a change; None where that stays quite as it is."""
        if not change.has_spec and not change.options:
            return None
        wanted = NewList(
            name=found.name, list_type=found.list_type, template_id=change.template_id, document=change.document,
            options=replace(found.options, **change.options),
        )  # fmt: skip
        _check_source(wanted)
        if found.render_spec is None:
            return None
        if change.has_spec:
            return await self._spec(caller, wanted)
        spec = parse_render_spec(json.loads(found.render_spec))
        options, reduction = _checked_options(wanted.options, spec), found.reduction
        if options.max_bytes != found.options.max_bytes:
            reduction = await self._specs.fit(spec, options.max_bytes)
        return _Spec(spec, found.render_spec, options, reduction, template_id=found.template_id)

    def _insert_and_reply(self, tx: Tx, caller: Caller, new: NewList, spec: "_Spec | None", reply: KeptReply[LeadList] | None) -> LeadList:
        return kept(tx, caller, reply, lambda: self._insert(tx, caller, new, spec))

    def _insert(self, tx: Tx, caller: Caller, new: NewList, spec: "_Spec | None") -> LeadList:
        for asset in spec.assets if spec else ():
            tx.assets.put(caller.workspace_id, asset)
        made = tx.lists.insert(
            caller.workspace_id,
            public_id=str(uuid.uuid4()),
            name=new.name,
            list_type=new.list_type,
            variables=list(spec.parsed.variable_names()) if spec else [],
            image_extension=spec.parsed.image_extension if spec else "png",
            render_spec=spec.text if spec else None,
            template_id=_known_template(tx, caller, spec),
        )
        if spec:
            self._specs.check_assets(tx, caller, spec.parsed)
            tx.lists.put_assets(made.id, spec.parsed.asset_ids())
            if (spec.options, spec.reduction) != (PLAIN, FULL):
                made = tx.lists.put_options(made.id, spec.options, spec.reduction)
        tx.events.insert(caller, Happening.LIST_ADDED, made.public_id, name=new.name)
        return made if new.retention_days is None else put_retention(tx, caller, made.public_id, new.retention_days)

    def _change(
        self, tx: Tx, caller: Caller, found: LeadList, name: str | None, change: ListChange, spec: "_Spec | None"
    ) -> LeadList | None:
        """Change a list as it was found; None where that has changed since, so that it is to be looked at again."""
        current = _find(tx, caller, found.public_id)
        if current is None:
            raise ListNotFound
        if (current.id, current.options) != (found.id, found.options):
            return None
        for days in change.retention:
            if days != current.retention_days:
                put_retention(tx, caller, current.public_id, days)
        if name is not None and name != current.name:
            _rename(tx, caller, current.public_id, name)
        if spec is not None:
            self._respecify(tx, caller, current, change, spec)
        return _find(tx, caller, found.public_id)

    def _respecify(self, tx: Tx, caller: Caller, current: LeadList, change: ListChange, spec: "_Spec") -> None:
        """Let a list be drawn otherwise. It gets another number, so that no lead that is being drawn for the former spec gets in."""
        options, list_id = spec.options, current.id
        if change.has_spec or options.max_bytes != current.options.max_bytes:
            if current.lead_count:
                raise ListHasLeads
            list_id = tx.lists.renumber(current.id)
        if change.has_spec:
            self._specs.check_assets(tx, caller, spec.parsed)
            tx.lists.put_spec(
                list_id, variables=list(spec.parsed.variable_names()), image_extension=spec.parsed.image_extension,
                render_spec=spec.text, template_id=_known_template(tx, caller, spec),
            )  # fmt: skip
        tx.lists.put_assets(list_id, spec.parsed.asset_ids())
        if change.has_spec or options != current.options:
            tx.lists.put_options(list_id, options, spec.reduction if list_id != current.id else current.reduction)
            changed = [*(["render_spec"] if change.has_spec else []), *change.options]
            tx.events.insert(caller, Happening.LIST_CHANGED, current.public_id, changed=changed)


@dataclass(frozen=True, slots=True)
class _Spec:
    """A spec that is sound, its JSON text, what surrounds its pictures, where it came from, and the assets that it brought."""

    parsed: RenderSpec
    text: str
    options: ListOptions
    reduction: Reduction
    template_id: TemplateId | None = None
    assets: Sequence[Asset] = ()


def _brought(checked: CheckedSpec, pictures: Mapping[str, bytes]) -> list[Asset]:
    """List the pictures that came with a spec and that it names."""
    return [
        Asset(asset_id=asset_id, width=facts.width, height=facts.height, frames=facts.frames, size_bytes=len(pictures[asset_id]))
        for asset_id, facts in checked.facts.items()
        if asset_id in pictures
    ]


def _check_source(new: NewList) -> None:
    """Do nothing if a list is to come from what its type comes from, and may weigh what it is to weigh."""
    given = {"template_id": new.has_template, "render_spec": new.document is not None}
    issues = []
    if new.list_type is not ListType.MEME:
        issues += [Issue(name, _NOT_DRAWN.filled()) for name, is_given in given.items() if is_given]
        issues += [Issue("list_type", _NO_PICTURES.filled())] if new.options != PLAIN else []
    elif all(given.values()):
        issues.append(Issue("render_spec", _TWO_SOURCES.filled()))
    if new.options.max_bytes is not None and not 1 <= new.options.max_bytes <= MOST_BYTES:
        issues.append(Issue("max_bytes", _BAD_WEIGHT.filled(most=MOST_BYTES)))
    if issues:
        raise InvalidInput(*issues)


def _checked_name(name: str) -> str:
    trimmed = trim_name(name)
    if trimmed is None:
        raise InvalidInput(Issue("name", _BAD_NAME.filled()))
    return trimmed


def _checked_options(options: ListOptions, spec: RenderSpec) -> ListOptions:
    if options.alt_text is None:
        return options
    return replace(options, alt_text=check_alt_text(options.alt_text, spec.variable_names()))


def _find(tx: Tx, caller: Caller, public_id: str) -> LeadList | None:
    return tx.lists.find(caller.workspace_id, public_id)


def _template(tx: Tx, caller: Caller, new: NewList) -> Template:
    if new.template_id is not None:
        template = tx.templates.find(caller.workspace_id, new.template_id)
        if template is None:
            raise NotVisible
        return template
    template = tx.templates.find_builtin(new.template or "")
    if template is None:
        raise TemplateNotFound(slug=new.template, known=", ".join(t.slug or "" for t in tx.templates.builtin()))
    return template


def _known_template(tx: Tx, caller: Caller, spec: "_Spec | None") -> TemplateId | None:
    """Name the template of a spec, unless it was deleted meanwhile."""
    template_id = spec.template_id if spec else None
    return template_id if template_id is not None and tx.templates.find(caller.workspace_id, template_id) else None


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
