"""What can be done with templates."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from outhost.domain.errors import BuiltInUnchangeable, InvalidInput, Issue, NotVisible
from outhost.domain.events import Happening
from outhost.domain.leads import sort_variables
from outhost.domain.lists import trim_name
from outhost.domain.render_spec import AssetFacts, RenderSpec, check_against_assets, parse_render_spec
from outhost.domain.templates import Template, TemplateId
from outhost.domain.trial_values import sample_values
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.files.assets import Assets as AssetFiles
from outhost.files.whole import write_whole
from outhost.operations.replies import KeptReply, kept
from outhost.operations.specs import CheckedSpec, Specs, usable_assets
from outhost.render.assets import inspect_asset
from outhost.render.picture import Picture
from outhost.render.studio import Studio
from outhost.resources import ShippedTemplate
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_BAD_NAME: Final = Text(en="must be 1–120 characters after trimming", fr="doit compter de 1 à 120 caractères, espaces de bord exclus")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A picture that is kept nowhere: its bytes, warnings as `code:path`, and the variables that its spec does not declare."""

    data: bytes
    extension: str
    warnings: tuple[str, ...]
    ignored: tuple[str, ...]


class Templates:
    """Named specs: those of workspaces' own, and the built-in ones, which are as this version of outhost ships them."""

    def __init__(self, store: Store, shipped: Sequence[ShippedTemplate], specs: Specs, assets: AssetFiles) -> None:
        """Keep templates in `store`, `shipped` among them; check, try and preview their specs by `specs`, with `assets`."""
        self._store = store
        self._shipped = shipped
        self._specs = specs
        self._assets = assets

    async def load_shipped(self) -> None:
        """Set the built-in templates to what is shipped; writes only what differs."""
        await self._store.write(_put_all, self._shipped)

    async def add(self, caller: Caller, name: str, document: object, reply: KeptReply[Template] | None = None) -> Template:
        """Make a template of a spec, which is drawn once first, so that nobody keeps one that can't be drawn.

        Raises:
            InvalidInput: the name or the spec won't do; one issue a fault.
            AlreadyAnswered: there is a kept reply by now.
        """
        checked = await self._checked(caller, name, document)
        return await self._store.write(self._insert, caller, name.strip(), checked, reply)

    async def change(self, caller: Caller, template_id: TemplateId, name: str | None, document: object | None) -> Template:
        """Change a template; None stays as it is. Lists that were made from it keep their copies.

        Raises:
            NotVisible, InvalidInput, BuiltInUnchangeable
        """
        found = await self._store.read(_find, caller, template_id)
        new_name = found.name if name is None else name
        if document is None:
            _check_name(new_name)
        checked = None if document is None else await self._checked(caller, new_name, document)
        return await self._store.write(self._update, caller, template_id, new_name.strip() if name else None, checked)

    async def delete(self, caller: Caller, template_id: TemplateId) -> None:
        """Remove a template; lists that were made from it keep their copies.

        Raises:
            NotVisible, BuiltInUnchangeable
        """
        await self._store.write(_delete, caller, template_id)

    async def preview_document(self, caller: Caller, document: object, given: Mapping[str, object]) -> Preview:
        """Draw a spec once with some variables; nothing is kept.

        Raises:
            InvalidInput, TextOverflows, StudioBusy
        """
        checked = await self._specs.check(caller, document)
        return await self._preview(caller, checked.parsed, given)

    async def preview(self, caller: Caller, template_id: TemplateId, given: Mapping[str, object] | None) -> Preview:
        """Draw a template once with some variables, or with names of nobody; nothing is kept.

        Raises:
            NotVisible, InvalidInput, TextOverflows, StudioBusy
        """
        found = await self._store.read(_find, caller, template_id)
        spec = parse_render_spec(json.loads(found.render_spec))
        return await self._preview(caller, spec, sample_values(spec) if given is None else given)

    async def _checked(self, caller: Caller, name: str, document: object) -> CheckedSpec:
        """Check a name and a spec, tell the faults of both, and try the spec."""
        try:
            checked = await self._specs.check(caller, document)
        except InvalidInput as refusal:
            raise InvalidInput(*_name_faults(name), *refusal.issues) from None
        _check_name(name)
        await self._specs.try_out(checked.parsed)
        return checked

    async def _preview(self, caller: Caller, spec: RenderSpec, given: Mapping[str, object]) -> Preview:
        variables = sort_variables(spec.variable_names(), given)
        named = {value for name in spec.asset_variables() if (value := variables.used.get(name))}
        usable = await self._store.read(usable_assets, caller, named, self._assets) if named else set()
        picture = await self._specs.draw(spec, variables.used, usable)
        return Preview(data=picture.data, extension=picture.extension, warnings=picture.warnings, ignored=tuple(variables.ignored))

    def _insert(self, tx: Tx, caller: Caller, name: str, checked: CheckedSpec, reply: KeptReply[Template] | None) -> Template:
        def insert() -> Template:
            self._specs.check_assets(tx, caller, checked.parsed)
            made = tx.templates.insert(caller.workspace_id, name, checked.text)
            tx.templates.put_assets(made.id, checked.parsed.asset_ids())
            tx.events.insert(caller, Happening.TEMPLATE_ADDED, str(made.id), name=name)
            return made

        return kept(tx, caller, reply, insert)

    def _update(self, tx: Tx, caller: Caller, template_id: TemplateId, name: str | None, checked: CheckedSpec | None) -> Template:
        current = _own(tx, caller, template_id)
        new_name, new_text = name or current.name, checked.text if checked else current.render_spec
        if (new_name, new_text) == (current.name, current.render_spec):
            return current
        if checked:
            self._specs.check_assets(tx, caller, checked.parsed)
            tx.templates.put_assets(template_id, checked.parsed.asset_ids())
        tx.events.insert(caller, Happening.TEMPLATE_CHANGED, str(template_id), name=new_name)
        return tx.templates.update(caller.workspace_id, template_id, name=new_name, render_spec=new_text) or current


def _name_faults(name: str) -> list[Issue]:
    return [] if trim_name(name) else [Issue("name", _BAD_NAME.filled())]


def _check_name(name: str) -> None:
    if faults := _name_faults(name):
        raise InvalidInput(*faults)


def _put_all(tx: Tx, shipped: Sequence[ShippedTemplate]) -> None:
    for template in shipped:
        tx.templates.put_builtin(template.slug, template.name, json.dumps(template.document, ensure_ascii=False))


def _find(tx: Tx, caller: Caller, template_id: TemplateId) -> Template:
    found = tx.templates.find(caller.workspace_id, template_id)
    if found is None:
        raise NotVisible
    return found


def _own(tx: Tx, caller: Caller, template_id: TemplateId) -> Template:
    found = _find(tx, caller, template_id)
    if found.is_builtin:
        raise BuiltInUnchangeable
    return found


def _delete(tx: Tx, caller: Caller, template_id: TemplateId) -> None:
    found = _own(tx, caller, template_id)
    tx.templates.delete(caller.workspace_id, template_id)
    tx.events.insert(caller, Happening.TEMPLATE_DELETED, str(template_id), name=found.name)


async def preview(
    document: object, variables: Mapping[str, str | None], files: Mapping[str, Path], own_fonts: Path | None = None
) -> Picture:
    """Draw a render spec once, without an installation.

    `files` are its pictures, by SHA-256; `own_fonts` is the folder of the owner's fonts.

    Raises:
        InvalidInput, TextOverflows
    """
    spec = parse_render_spec(document)
    facts = {asset_id: await asyncio.to_thread(_facts, path) for asset_id, path in files.items()}
    check_against_assets(spec, facts)
    studio = Studio(write_whole, processes=1, own_fonts=own_fonts)
    try:
        return await studio.draw(spec, dict(variables), files)
    finally:
        await studio.close()


def _facts(path: Path) -> AssetFacts:
    return inspect_asset(path.read_bytes())
