"""Render specs of owners' own: held against the pictures that they name, and tried before anything is made of them."""

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final

from outhost.domain.assets import Asset
from outhost.domain.errors import InvalidInput, Issue, StudioBusy, TextOverflows
from outhost.domain.reductions import FULL, Reduction
from outhost.domain.render_spec import AssetFacts, RenderSpec, asset_places, check_against_assets, parse_render_spec
from outhost.domain.trial_values import trials
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.files.assets import Assets as AssetFiles
from outhost.operations.weights import Scales
from outhost.render.assets import inspect_asset
from outhost.render.picture import Picture
from outhost.render.studio import DrawingFailed, DrawingTimedOut, Studio
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

log = logging.getLogger(__name__)

PATH: Final = "render_spec"
"""The field that a spec stands in; the paths of its faults begin with it."""

WAITING_LIMIT: Final = 32
"""Pictures to be tried that may wait at once."""

_NO_PICTURES: Final = MappingProxyType[str, bytes]({})
_TOO_SLOW: Final = Text(
    en="asks for more than can be drawn: not drawn within {seconds} s",
    fr="demande plus que ce qui peut être dessiné : pas fini en {seconds} s",
)
_UNDRAWABLE: Final = Text(
    en="can't be drawn; the server's log says why", fr="ne peut être dessiné ; le journal du serveur en dit la raison"
)
_GONE: Final = Text(en="names an asset that was just deleted: {asset_id}", fr="nomme une image qui vient d’être supprimée : {asset_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSpec:
    """A spec that is sound, its JSON text, and the facts of the pictures that it names."""

    parsed: RenderSpec
    text: str
    facts: Mapping[str, AssetFacts]


class Specs:
    """Checks specs and tries them.

    What is tried takes half of the cores at most, so that leads need not queue behind it.
    """

    def __init__(self, store: Store, studio: Studio, assets: AssetFiles) -> None:
        """Find pictures in `store` and `assets`, and try specs in `studio`."""
        self._store = store
        self._studio = studio
        self._assets = assets
        self._door = asyncio.Semaphore(max(1, (os.cpu_count() or 1) // 2))
        self._waiting = 0
        self._builtin_facts: dict[str, AssetFacts] = {}

    async def check(self, caller: Caller, document: object, pictures: Mapping[str, bytes] = _NO_PICTURES) -> CheckedSpec:
        """Read a spec and look at the pictures that it names: those it brings, the caller's, the built-in ones.

        Raises:
            InvalidInput: one issue a fault, its path below `render_spec`.
        """
        try:
            spec = parse_render_spec(document)
            facts = await self._facts(caller, spec, pictures)
            check_against_assets(spec, facts)
        except InvalidInput as refusal:
            raise below(PATH, refusal) from None
        return CheckedSpec(parsed=spec, text=json.dumps(document, ensure_ascii=False), facts=facts)

    async def try_out(self, spec: RenderSpec, max_bytes: int | None = None, pictures: Mapping[str, bytes] = _NO_PICTURES) -> Reduction:
        """Draw a spec once with long values, and find what its pictures must give up for a weight budget.

        Raises:
            InvalidInput: it can't be drawn within the limits of time and memory, or not within the budget.
            StudioBusy
        """
        async with self._scales(spec, pictures) as scales:
            await _try(scales)
            return await _fitted(scales, max_bytes)

    async def fit(self, spec: RenderSpec, max_bytes: int | None) -> Reduction:
        """Find what the pictures of a spec must give up for a weight budget; without one, nothing is drawn.

        Raises:
            InvalidInput: it can't be met.
            StudioBusy
        """
        if max_bytes is None:
            return FULL
        async with self._scales(spec, _NO_PICTURES) as scales:
            return await _fitted(scales, max_bytes)

    async def draw(self, spec: RenderSpec, variables: Mapping[str, str | None], named: set[str]) -> Picture:
        """Draw a picture that is kept nowhere; `named` are the assets that its variables name.

        Raises:
            InvalidInput: it can't be drawn within the limits.
            TextOverflows, StudioBusy
        """
        files = self._files(spec) | {asset_id: self._assets.path(asset_id) for asset_id in named}
        async with self._turn():
            try:
                return await self._studio.draw(spec, variables, files)
            except DrawingFailed as fault:
                raise _too_much(fault) from None

    def check_assets(self, tx: Tx, caller: Caller, spec: RenderSpec) -> None:
        """Do nothing if the caller still has all pictures that a spec names: it is being kept, and time has passed since it was checked.

        Raises:
            InvalidInput
        """
        gone = [
            Issue(f"{PATH}.{path}", _GONE.filled(asset_id=asset_id))
            for path, asset_id in asset_places(spec)
            if not self._assets.is_builtin(asset_id) and tx.assets.find(caller.workspace_id, asset_id) is None
        ]
        if gone:
            raise InvalidInput(*gone)

    @asynccontextmanager
    async def _scales(self, spec: RenderSpec, pictures: Mapping[str, bytes]) -> AsyncIterator[Scales]:
        """Lay a spec's pictures out, so that it can be drawn before they are kept, and wait for a turn."""
        with TemporaryDirectory() as folder:
            files = self._files(spec)
            for asset_id, data in pictures.items():
                files[asset_id] = Path(folder, asset_id)
                await asyncio.to_thread(files[asset_id].write_bytes, data)
            async with self._turn():
                yield Scales(self._studio, spec, files)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Wait for one's turn to draw what is not kept.

        Raises:
            StudioBusy: at once, when too many wait already.
        """
        if self._waiting >= WAITING_LIMIT:
            raise StudioBusy
        self._waiting += 1
        try:
            async with self._door:
                yield
        finally:
            self._waiting -= 1

    def _files(self, spec: RenderSpec) -> dict[str, Path]:
        """Name the files of a spec's fixed pictures."""
        return {asset_id: self._assets.path(asset_id) for asset_id in spec.asset_ids()}

    async def _facts(self, caller: Caller, spec: RenderSpec, pictures: Mapping[str, bytes]) -> Mapping[str, AssetFacts]:
        """Tell the facts of the pictures that a spec names; an unknown one is absent. Only those that it brings are decoded for it."""
        facts: dict[str, AssetFacts] = {}
        for path, asset_id in asset_places(spec):
            if asset_id in facts:
                continue
            if asset_id in pictures:
                facts[asset_id] = await asyncio.to_thread(_inspect, pictures[asset_id], path)
            elif self._assets.is_builtin(asset_id):
                facts[asset_id] = await self._facts_of_builtin(asset_id)
            elif asset := await self._store.read(_asset, caller, asset_id):
                facts[asset_id] = AssetFacts(width=asset.width, height=asset.height, frames=asset.frames)
        return facts

    async def _facts_of_builtin(self, asset_id: str) -> AssetFacts:
        """Look at a picture that comes with outhost, once."""
        if asset_id not in self._builtin_facts:
            data = await asyncio.to_thread(self._assets.path(asset_id).read_bytes)
            self._builtin_facts[asset_id] = await asyncio.to_thread(inspect_asset, data)
        return self._builtin_facts[asset_id]


async def _try(scales: Scales) -> None:
    """Draw a spec with a long value for each variable; a text that does not fit is no reason against it.

    Raises:
        InvalidInput: it can't be drawn within the limits of time and memory.
    """
    try:
        await scales.draw(trials(scales.spec)[0])
    except TextOverflows:
        pass
    except DrawingFailed as fault:
        raise _too_much(fault) from None


async def _fitted(scales: Scales, max_bytes: int | None) -> Reduction:
    """Find what the pictures of a spec must give up for a weight budget.

    Raises:
        InvalidInput: it can't be met, or the spec can't be drawn.
    """
    try:
        return await scales.fit(max_bytes)
    except DrawingFailed as fault:
        raise _too_much(fault) from None


def usable_assets(tx: Tx, caller: Caller, asset_ids: set[str], files: AssetFiles) -> set[str]:
    """Give those of some assets that a caller may use: the built-in ones, and the workspace's own."""
    return {asset_id for asset_id in asset_ids if files.is_builtin(asset_id) or tx.assets.find(caller.workspace_id, asset_id)}


def _too_much(fault: DrawingFailed) -> InvalidInput:
    """Say that a spec can't be drawn within the limits; what the drawing process met is for the log alone."""
    if isinstance(fault, DrawingTimedOut):
        return InvalidInput(Issue(PATH, _TOO_SLOW.filled(seconds=fault.seconds)))
    log.warning("A spec could not be drawn.", exc_info=fault)
    return InvalidInput(Issue(PATH, _UNDRAWABLE.filled()))


def below(path: str, refusal: InvalidInput) -> InvalidInput:
    """Give a refusal of a document as one of what the document stands in."""
    return InvalidInput(*(Issue(f"{path}.{issue.path}" if issue.path else path, issue.message) for issue in refusal.issues))


def _inspect(data: bytes, path: str) -> AssetFacts:
    try:
        return inspect_asset(data)
    except InvalidInput as refusal:
        raise InvalidInput(*(Issue(path, issue.message) for issue in refusal.issues)) from None


def _asset(tx: Tx, caller: Caller, asset_id: str) -> Asset | None:
    return tx.assets.find(caller.workspace_id, asset_id)
