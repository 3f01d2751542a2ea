"""The description of this server, as `/api` hands it out."""

from sanic import HTTPResponse

from outhost.domain.sessions import Visit
from outhost.web.openapi import Description
from outhost.web.outsend.answers import as_json_bytes
from outhost.web.outsend.call import Call
from outhost.web.request import origin_of


async def show(call: Call[Visit]) -> HTTPResponse:
    """Returns the description of `/v1` and `/api` as OpenAPI 3.1, for the address that you asked at; tools make clients of it."""
    description: Description = call.request.app.ctx.description
    return as_json_bytes(description.written(origin_of(call.request)), {"cache-control": "no-cache"})
