"""What can be done with modules: to look at them, and to check what somebody wants one to do."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from outhost.atlas.reader import AtlasWatch
from outhost.domain.errors import InvalidInput, Issue, ModuleNotFound, ModuleUnavailable
from outhost.domain.faults import issues_of
from outhost.domain.jobs import MOST_PARAMS_CHARS
from outhost.domain.modules import BrokenPlugin, Category, Module, ModuleState
from outhost.domain.providers import ATLAS, Provider, lacking, params_that_choose, with_choices
from outhost.domain.words import Text
from outhost.jobtypes.pool import ParamsUnfit, Pool

_LONG: Final = Text(
    en="is too long: the params have {count} characters together, and {most} is the limit",
    fr="est trop long : les paramètres ont {count} caractères au total, et la limite est de {most}",
)
_UNKNOWN: Final = Text(en="must be one of {known}", fr="doit être parmi {known}")
_PLACES: Final = "places"
"""What a module uses that finds some."""
_SHELVES = list(Category)


class Modules:
    """The registry of modules, as the plugins are found when the server starts."""

    def __init__(self, pool: Pool, atlas: AtlasWatch) -> None:
        """Ask `pool`, where alone their code runs; whether there are places to find is looked up in `atlas` each time."""
        self._pool = pool
        self._atlas = atlas
        self._looking = asyncio.Lock()

    async def all(self) -> Sequence[Module]:
        """Give every module in the order in which they are shown: by shelf, what can be run first."""
        modules = (await self._pool.census()).modules.values()
        ordered = sorted(modules, key=lambda module: (_SHELVES.index(module.category), module.state is not ModuleState.ACTIVE))
        return [await self._as_it_stands(module) for module in ordered]

    async def broken(self) -> Sequence[BrokenPlugin]:
        """Give the plugins that were left out."""
        return (await self._pool.census()).broken

    async def providers(self) -> Sequence[Provider]:
        """Give the providers of places, in the order in which they are asked: the atlas, and then those of plugins."""
        async with self._looking:
            has_places = await asyncio.to_thread(self._atlas.has_places)
        atlas = replace(ATLAS, missing=None) if has_places else ATLAS
        return [atlas, *(await self._pool.census()).providers.values()]

    async def find(self, slug: str) -> Module:
        """Find a module by its slug; hyphens are as good as underscores.

        Raises:
            ModuleNotFound
        """
        module = (await self._pool.census()).modules.get(slug.replace("-", "_"))
        if module is None:
            raise ModuleNotFound(slug=slug)
        return await self._as_it_stands(module)

    async def runnable(self, slug: str) -> Module:
        """Find a module that has code.

        Raises:
            ModuleNotFound: there is none, or it is only announced.
        """
        module = await self.find(slug)
        if module.state is not ModuleState.ACTIVE:
            raise ModuleNotFound(slug=slug)
        return module

    async def checked(self, module: Module, params: Mapping[str, Any], *, has_upload: bool = False) -> dict[str, Any]:
        """Give params as the module reads them, with its defaults; `has_upload` tells that a file comes with them.

        Raises:
            InvalidInput: one issue a fault.
        """
        try:
            checked = await self._pool.check(module.slug, params, has_upload=has_upload)
        except ParamsUnfit as unfit:
            raise InvalidInput(*issues_of(unfit.errors)) from None
        if issues := await self._unknown_providers(module, checked):
            raise InvalidInput(*issues)
        return checked

    async def as_asked(self, module: Module, params: Mapping[str, Any]) -> Module:
        """Give a module with what keeps it from running with these params: it may want a provider that can't be used here."""
        chosen = [str(params[name]) for name in params_that_choose(module.config_schema) if params.get(name)]
        if not chosen or _PLACES not in module.uses:
            return module
        providers = await self.providers()
        missing = [text for wanted in chosen if (text := lacking(providers, wanted)) is not None]
        return replace(module, missing=missing[0] if missing else None)

    async def _as_it_stands(self, module: Module) -> Module:
        """Give a module that finds places with the providers that there are at this moment."""
        if _PLACES not in module.uses:
            return module
        providers = await self.providers()
        return replace(
            module, missing=module.missing or lacking(providers), config_schema=with_choices(module.config_schema, providers)
        )  # fmt: skip

    async def _unknown_providers(self, module: Module, params: Mapping[str, Any]) -> list[Issue]:
        names = params_that_choose(module.config_schema)
        if not any(params.get(name) for name in names):
            return []
        known = [one.slug for one in await self.providers()]
        says = _UNKNOWN.filled(known=", ".join(known))
        return [Issue(name, says) for name in names if params.get(name) and params[name] not in known]


def refuse_unavailable(module: Module) -> None:
    """Do nothing if a module can be run here.

    Raises:
        ModuleUnavailable: its provider isn't configured.
    """
    if module.missing is not None:
        raise ModuleUnavailable(slug=module.slug, missing=module.missing.filled())


def refuse_long(params: Mapping[str, Any]) -> None:
    """Do nothing where params may stand in the row of a job.

    Raises:
        InvalidInput: they are too long; the longest is named.
    """
    lengths = {name: len(json.dumps(value, ensure_ascii=False)) for name, value in params.items()}
    if (length := sum(lengths.values())) > MOST_PARAMS_CHARS:
        raise InvalidInput(Issue(max(lengths, key=lengths.__getitem__), _LONG.filled(count=length, most=MOST_PARAMS_CHARS)))
