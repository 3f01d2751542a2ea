"""What a job would take, said before there is one, and refused where that is too much."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from outhost.domain.errors import EstimateFailed, InvalidInput, Issue, Refusal, TooDear
from outhost.domain.estimates import Estimate
from outhost.domain.modules import Module
from outhost.jobtypes.estimates import NotEstimated
from outhost.jobtypes.pool import Pool
from outhost.operations.modules import Modules, refuse_long, refuse_unavailable

_ZONES = "zones"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An estimate as it is told: with how many rows would come, where that is known, and how much one job may cost."""

    estimate: Estimate
    results: int | None
    most_ef: float

    @property
    def is_allowed(self) -> bool:
        """Tell whether such a job would be made."""
        return not self.estimate.unresolved and self.estimate.ef_cost <= self.most_ef


class Estimates:
    """Estimates; their modules' code says them, in worker processes."""

    def __init__(self, pool: Pool, modules: Modules, most_ef: float) -> None:
        """Ask `pool`; a job may cost `most_ef`."""
        self._pool = pool
        self._modules = modules
        self._most_ef = most_ef

    async def offer(self, module: Module, params: Mapping[str, Any], locale: str, whose: int = 0) -> Offer:
        """Say what a job of a workspace with these params, as they were sent, would take.

        Raises:
            InvalidInput: params won't do. A zone that is not known is none of it.
            EstimateFailed, ModuleUnavailable
        """
        checked = await self._modules.checked(module, params)
        refuse_long(checked)
        refuse_unavailable(await self._modules.as_asked(module, checked))
        try:
            estimate = await self._pool.estimate(module.slug, checked, locale, whose)
            results = None if estimate.unresolved else await self._pool.count(module.slug, checked, locale, whose)
        except NotEstimated as fault:
            raise EstimateFailed(reason=fault.reason) from None
        return Offer(estimate=estimate, results=results, most_ef=self._most_ef)

    async def before(
        self, module: Module, checked: Mapping[str, Any], locale: str, whose: int = 0
    ) -> tuple[Estimate | None, Refusal | None]:
        """Estimate a job that is to be made, if its module can, and say why it is not to be, for when it is time to say so.

        Raises:
            InvalidInput: zones that are unknown, or may mean several.
        """
        if not module.has_estimate:
            return None, None
        try:
            estimate = await self._pool.estimate(module.slug, checked, locale, whose)
        except NotEstimated as fault:
            return None, EstimateFailed(reason=fault.reason)
        if estimate.unresolved:
            raise InvalidInput(*(Issue(f"{_ZONES}.{place}", one.why) for place, one in estimate.unresolved.items()))
        if estimate.ef_cost > self._most_ef:
            return estimate, TooDear(ef_cost=estimate.ef_cost, requests_count=estimate.requests, ceiling=self._most_ef)
        return estimate, None
