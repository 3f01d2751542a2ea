"""The shape of an estimate."""

from pydantic import Field

from outhost.operations.estimates import Offer
from outhost.web.outsend.wire.form import Out


class EstimateOut(Out):
    """What a job would cost and find."""

    ef_cost: float
    grid_points_count: int = Field(description="Tiles of its zones.")
    requests_count: int = Field(description="Queries, each in each tile.")
    estimated_results: int | None = Field(description="Rows that would come, duplicates left out.")
    max_ef_per_job: float
    allowed: bool
    unresolved_zones: list[str] = Field(description="Zones that are unknown or may mean several, as they were sent.")

    @classmethod
    def of(cls, offer: Offer) -> "EstimateOut":
        """Shape an estimate."""
        return cls(
            ef_cost=round(offer.estimate.ef_cost, 3),
            grid_points_count=offer.estimate.units,
            requests_count=offer.estimate.requests,
            estimated_results=offer.results,
            max_ef_per_job=offer.most_ef,
            allowed=offer.is_allowed,
            unresolved_zones=[one.text for one in offer.estimate.unresolved.values()],
        )
