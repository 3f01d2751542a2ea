"""The endpoint of a workspace's figures."""

from typing import Final

from outhost.web.endpoint import Example
from outhost.web.outsend import statistics
from outhost.web.outsend.endpoints.refusals import WORKSPACE
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.statistics import StatisticsOut

ENDPOINTS: Final = (
    ApiEndpoint(
        method="GET",
        path="/api/stats",
        handler=statistics.show,
        title="Get the figures",
        group="Statistics",
        audience=Audience.VIEWER,
        answer=StatisticsOut,
        refusals=WORKSPACE,
        example=Example(
            answer={
                "credits": 994,
                "lists": 2,
                "leads": 6,
                "image_bytes": 1_482_113,
                "jobs": {"pending": 0, "running": 1, "done": 12, "failed": 0, "cancelled": 1, "expired": 3},
                "pipelines": {"pending": 1, "running": 0, "done": 2, "failed": 0, "cancelled": 0},
                "veilles": {"active": 1, "paused": 0},
            }
        ),
    ),
)
