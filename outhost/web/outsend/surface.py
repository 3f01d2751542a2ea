"""The surface `/api` as a whole: how its endpoints are called and how it answers whatever goes wrong."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import MethodNotAllowed as SanicMethodNotAllowed
from sanic.exceptions import NotFound as SanicNotFound
from sanic.exceptions import SanicException

from outhost.domain.errors import MethodNotAllowed, NotFound, Refusal
from outhost.web.body import BODY_LIMIT_BYTES, STRANGERS_LIMIT_BYTES
from outhost.web.cookie import renew_cookie
from outhost.web.endpoint import allowed_methods, mount
from outhost.web.outsend import envelope
from outhost.web.outsend.call import Call
from outhost.web.outsend.caller import caller_of
from outhost.web.outsend.endpoints import ENDPOINTS
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.request import appliance_of, read_out
from outhost.web.visit import locale_of, visit_of

PREFIX = "/api"


def mount_on(app: Sanic[Any, Any]) -> None:
    """Give the surface its routes."""
    mount(app, ENDPOINTS, answer, reads_bodies=True)


def owns(path: str) -> bool:
    """Tell whether a path belongs to this surface."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


async def answer(request: Request, endpoint: ApiEndpoint, params: Mapping[str, str]) -> HTTPResponse | None:
    """Call an endpoint as whoever sent the request, and answer as it does; None where it has streamed its answer itself."""
    request.ctx.body_limit = STRANGERS_LIMIT_BYTES if endpoint.audience is Audience.PUBLIC else BODY_LIMIT_BYTES
    if request.stream is not None:
        request.stream.request_max_size = BODY_LIMIT_BYTES  # also for what is never read, and thrown away after a refusal
    visit = visit_of(request)
    again = partial(caller_of, request, endpoint, visit, params)
    call = Call(request=request, appliance=appliance_of(request), visit=visit, caller=await again(), params=params, again=again)
    response = await endpoint.handler(call)
    if response is not None:
        await read_out(request)  # of a call that takes no body: Sanic would log each as a fault
        response.headers.setdefault("cache-control", "no-store")
        renew_cookie(request, response)
    return response


def refuse(request: Request, fault: BaseException) -> HTTPResponse:
    """Answer what went wrong, in the surface's envelope; what exists is no secret here, so that 404 and 405 need no login."""
    locale = locale_of(request)
    if isinstance(fault, Refusal):
        return envelope.say(fault, locale)
    if not isinstance(fault, SanicException):
        return envelope.say_fault(request, fault, locale)
    allowed = allowed_methods(ENDPOINTS, request.path)
    if isinstance(fault, SanicMethodNotAllowed) and allowed:
        return envelope.say(MethodNotAllowed(allowed=", ".join(allowed)), locale)
    if isinstance(fault, SanicNotFound | SanicMethodNotAllowed):
        return envelope.say(NotFound(), locale)
    return envelope.say_http_fault(request, fault, locale)
