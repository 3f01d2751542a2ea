"""The endpoint of news."""

from typing import Final

from outhost.domain.errors import InvalidInput
from outhost.domain.news import PUBLIC
from outhost.web.endpoint import Example, QueryParameter
from outhost.web.outsend import news
from outhost.web.outsend.endpoints.refusals import WORKSPACE
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.news import NewsOut

_QUERY: Final = (
    QueryParameter(name="after", meaning="Id of the last event that you know; what came after it is listed.", schema={"type": "string"}),
    QueryParameter(name="type", meaning="Only events of this type.", schema={"type": "string", "enum": [str(name) for name in PUBLIC]}),
    QueryParameter(
        name="limit",
        meaning="Events at once, 1 to 200 (default 50).",
        schema={"type": "integer", "minimum": 1, "maximum": news.MOST, "default": news.USUAL},
    ),
)

ENDPOINTS: Final = (
    ApiEndpoint(
        method="GET",
        path="/api/events",
        handler=news.page,
        title="Ask what happened",
        group="Events",
        audience=Audience.VIEWER,
        query=_QUERY,
        answer=NewsOut,
        refusals=(*WORKSPACE, (InvalidInput, "`after` is no id of an event, `type` none of the types, or `limit` not in 1..200.")),
        example=Example(
            answer={
                "items": [
                    {
                        "id": "evt_01JZ8Q4M6T0000000000001A2B",
                        "type": "job.completed",
                        "created_at": "2026-05-10T19:02:31Z",
                        "data": {"id": "j_01JZ8Q4M6T0W3V5X7Y9A1B2C3D", "job_type": "filter", "status": "done", "results_count": 2},
                    }
                ],
                "next": "evt_01JZ8Q4M6T0000000000001A2B",
            },
        ),
    ),
)
