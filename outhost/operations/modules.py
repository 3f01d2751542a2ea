"""What can be done with modules: to look at them, and to check what somebody wants one to do."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from outhost.domain.errors import InvalidInput, Issue, ModuleNotFound, ModuleUnavailable
from outhost.domain.faults import issues_of
from outhost.domain.jobs import MOST_PARAMS_CHARS
from outhost.domain.modules import BrokenPlugin, Category, Module, ModuleState
from outhost.domain.words import Text
from outhost.jobtypes.pool import ParamsUnfit, Pool

_LONG: Final = Text(
    en="is too long: the params have {count} characters together, and {most} is the limit",
    fr="est trop long : les paramètres ont {count} caractères au total, et la limite est de {most}",
)
_SHELVES = list(Category)


class Modules:
    """The registry of modules, as the plugins are found when the server starts."""

    def __init__(self, pool: Pool) -> None:
        """Ask `pool`, where alone their code runs."""
        self._pool = pool

    async def all(self) -> Sequence[Module]:
        """Give every module in the order in which they are shown: by shelf, what can be run first."""
        modules = (await self._pool.census()).modules.values()
        return sorted(modules, key=lambda module: (_SHELVES.index(module.category), module.state is not ModuleState.ACTIVE))

    async def broken(self) -> Sequence[BrokenPlugin]:
        """Give the plugins that were left out."""
        return (await self._pool.census()).broken

    async def find(self, slug: str) -> Module:
        """Find a module by its slug; hyphens are as good as underscores.

        Raises:
            ModuleNotFound
        """
        module = (await self._pool.census()).modules.get(slug.replace("-", "_"))
        if module is None:
            raise ModuleNotFound(slug=slug)
        return module

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
            return await self._pool.check(module.slug, params, has_upload=has_upload)
        except ParamsUnfit as unfit:
            raise InvalidInput(*issues_of(unfit.errors)) from None


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
