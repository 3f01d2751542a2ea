"""The endpoint of estimates."""

from typing import Final

from outhost.domain.errors import InvalidInput, ModuleNotFound, ModuleUnavailable
from outhost.web.endpoint import Example
from outhost.web.outsend import estimates
from outhost.web.outsend.endpoints.jobs import GROUP, SCRAPS
from outhost.web.outsend.endpoints.refusals import BODY, WORKSPACE
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.estimates import EstimateOut
from outhost.web.outsend.wire.jobs import JobIn

ENDPOINTS: Final = (
    ApiEndpoint(
        method="POST",
        path="/api/jobs/estimate",
        handler=estimates.estimate,
        title="Estimate a search",
        group=GROUP,
        audience=Audience.MEMBER,
        body=JobIn,
        answer=EstimateOut,
        refusals=(
            *WORKSPACE,
            (ModuleNotFound, "The module is not there."),
            *BODY,
            (InvalidInput, "A param that won't do."),
            SCRAPS[1],
            (ModuleUnavailable, "There is no map to look at yet."),
        ),
        example=Example(
            body={"queries": ["boulangerie", "dentiste"], "zones": ["Lyon"], "country": "FRA", "stop_at": 500},
            answer={
                "ef_cost": 0.003,
                "grid_points_count": 13,
                "requests_count": 26,
                "estimated_results": 500,
                "max_ef_per_job": 1.0,
                "allowed": True,
                "unresolved_zones": [],
            },
        ),
    ),
)
