"""Estimates: what a job would take, said before there is one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from outhost.domain.zones import Unresolved

REQUESTS_AN_EF: Final = 10_000
"""An EF is 10,000 queries of a tile each, about France once for one query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a job would take: `units` of its plan, `requests` that these make; `unresolved` are zones, by their place in the params."""

    units: int
    requests: int
    unresolved: Mapping[int, Unresolved]

    @property
    def ef_cost(self) -> float:
        """Give what it costs."""
        return ef_of(self.requests)


def ef_of(requests: int) -> float:
    """Give the cost of requests in EF."""
    return requests / REQUESTS_AN_EF
