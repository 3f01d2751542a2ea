"""CORS for `/v1`: off unless `cors_origins` names the pages that may call it."""

from collections.abc import Sequence
from typing import TypeVar

from sanic import HTTPResponse, Request
from sanic.response import BaseHTTPResponse

from outhost.web.request import appliance_of

_ALLOWED_HEADERS = "X-API-Key, Content-Type, Idempotency-Key, X-Request-Id"
_EXPOSED_HEADERS = "X-Total-Count, X-Page, X-Page-Size, X-Last-Page, Link, X-Request-Id"

Response = TypeVar("Response", bound=BaseHTTPResponse)


def preflight(request: Request, methods: Sequence[str]) -> HTTPResponse | None:
    """Answer OPTIONS on a known path, where CORS is on; None otherwise."""
    if request.method != "OPTIONS" or not methods or not appliance_of(request).settings.cors_origins:
        return None
    headers = {
        "access-control-allow-methods": ", ".join(methods),
        "access-control-allow-headers": _ALLOWED_HEADERS,
        "access-control-max-age": "600",
    }
    return allow(request, HTTPResponse(status=204, headers=headers))


def allow(request: Request, response: Response) -> Response:
    """Let the page that asks read the answer, if its origin is one of the settings'."""
    allowed = appliance_of(request).settings.cors_origins.split()
    origin = request.headers.get("origin")
    if allowed:
        response.headers["vary"] = "Origin"
    if origin and origin in allowed:
        response.headers["access-control-allow-origin"] = origin
        response.headers["access-control-expose-headers"] = _EXPOSED_HEADERS
    return response
