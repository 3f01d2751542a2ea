"""The surface `/v1` as a whole: how its endpoints are called and how it answers whatever goes wrong."""

from collections.abc import Mapping
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import MethodNotAllowed as SanicMethodNotAllowed
from sanic.exceptions import NotFound as SanicNotFound
from sanic.exceptions import PayloadTooLarge, SanicException, ServiceUnavailable

from outhost.domain.errors import InvalidInput, MethodNotAllowed, NotFound, Refusal
from outhost.web.endpoint import Call, Endpoint, allowed_methods, mount
from outhost.web.outwink import cors, envelope
from outhost.web.outwink.body import NOT_ARRIVED, TOO_LARGE, is_body_missing
from outhost.web.outwink.caller import caller_of
from outhost.web.outwink.endpoints import ENDPOINTS
from outhost.web.request import appliance_of, has_head

PREFIX = "/v1"


def mount_on(app: Sanic[Any, Any]) -> None:
    """Give the surface its routes."""
    mount(app, ENDPOINTS, _answer)


def owns(path: str) -> bool:
    """Tell whether a path belongs to this surface."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


async def refuse(request: Request, fault: BaseException) -> HTTPResponse:
    """Answer what went wrong, in the surface's envelope; the key comes first, before it is told what exists.

    Where not even the head could be read, nobody knows whether it held a key.
    """
    if isinstance(fault, Refusal):
        return cors.allow(request, envelope.say(fault))
    if not isinstance(fault, SanicException):
        return cors.allow(request, envelope.say_fault(request, fault))
    try:
        if has_head(request):
            if isinstance(fault, SanicMethodNotAllowed) and (preflight := cors.preflight(request, _allowed(request))):
                return preflight
            await caller_of(request)
    except Refusal as refusal:
        return cors.allow(request, envelope.say(refusal))
    return cors.allow(request, _say(request, fault))


async def _answer(request: Request, endpoint: Endpoint, params: Mapping[str, str]) -> HTTPResponse | None:
    call = Call(request, appliance_of(request), await caller_of(request), params)
    response = await endpoint.handler(call)
    return cors.allow(request, response) if response else None


def _say(request: Request, fault: SanicException) -> HTTPResponse:
    if isinstance(fault, SanicMethodNotAllowed) and (allowed := _allowed(request)):
        return envelope.say(MethodNotAllowed(allowed=", ".join(allowed)))
    if isinstance(fault, SanicNotFound | SanicMethodNotAllowed):  # the router asks for the verb before it minds a slash too many
        return envelope.say(NotFound())
    if isinstance(fault, PayloadTooLarge) and has_head(request):
        return envelope.say(InvalidInput(TOO_LARGE))
    if isinstance(fault, ServiceUnavailable) and is_body_missing(request):
        return envelope.say(InvalidInput(NOT_ARRIVED))
    return envelope.say_http_fault(request, fault)


def _allowed(request: Request) -> list[str]:
    return allowed_methods(ENDPOINTS, request.path)
