"""The server: one Sanic app in one process, its surfaces, and its beginning and end."""

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import PayloadTooLarge, SanicException
from sanic.response import json

from outhost.appliance import Appliance
from outhost.domain.errors import MisdirectedRequest, Refusal
from outhost.settings import Settings
from outhost.web.mcp.api import Api
from outhost.web.mcp.surface import Mcp
from outhost.web.openapi import Description
from outhost.web.outsend import surface as outsend
from outhost.web.outsend.caller import check_access_key
from outhost.web.outsend.table import TABLE as OUTSEND
from outhost.web.outwink import surface as outwink
from outhost.web.outwink.table import TABLE as OUTWINK
from outhost.web.pages import assets, feeds, front, guides, health, images, invitation, letters, previews, setup
from outhost.web.pages.books import books_of
from outhost.web.pages.docs import Docs
from outhost.web.pages.llms import Llms
from outhost.web.request import check_host, finish, known_hosts, log_answer, note_beginning, path_of, read_out, request_id_of

REQUEST_LIMIT_BYTES = 10 << 20
"""The largest body of any surface; `/v1` sets its own below it."""

STOP_SECONDS = 8
"""How long requests under way may take to finish once the server is told to stop."""

log = logging.getLogger(__name__)

Open = Callable[[], Awaitable[Appliance]]
Hook = Callable[[Appliance], Awaitable[None]]


async def _nothing(_appliance: Appliance) -> None:
    """Do nothing."""


def build_app(
    settings: Settings, open_appliance: Open, *, name: str = "outhost", on_open: Hook = _nothing, on_close: Hook = _nothing
) -> Sanic[Any, Any]:
    """Build the app; it opens the appliance before it listens and closes it after the last request.

    `on_open` runs once the appliance is open and started, `on_close` before it closes.
    """
    app: Sanic[Any, Any] = Sanic(name, configure_logging=False)
    app.config.update(_config(settings))
    app.ctx.is_stopping = False
    app.ctx.hosts = known_hosts(settings)
    app.ctx.description = Description((OUTWINK, OUTSEND))
    app.ctx.mcp = Mcp(Api(table=OUTSEND, let_in=check_access_key, answer=outsend.answer, refuse=outsend.refuse))

    @app.before_server_start
    async def begin(app: Sanic[Any, Any]) -> None:
        app.ctx.appliance = await open_appliance()
        await app.ctx.appliance.start()
        await on_open(app.ctx.appliance)

    @app.before_server_stop
    async def stop(app: Sanic[Any, Any]) -> None:
        app.ctx.is_stopping = True
        await app.ctx.appliance.followers.close()

    @app.after_server_stop
    async def end(app: Sanic[Any, Any]) -> None:
        await on_close(app.ctx.appliance)
        await app.ctx.appliance.close()

    app.register_middleware(check_host, "request")
    app.register_middleware(finish, "response")
    if settings.access_log:
        app.register_middleware(note_beginning, "request")
        app.register_middleware(log_answer, "response")
    app.exception(Exception)(_refuse)
    books = books_of(OUTWINK, OUTSEND)
    for part in (
        outwink,
        outsend,
        app.ctx.mcp,
        health,
        images,
        feeds,
        assets,
        previews,
        front,
        setup,
        letters,
        invitation,
        guides,
        Docs(books),
        Llms(books),
    ):
        part.mount_on(app)
    return app


async def _refuse(request: Request, fault: BaseException) -> HTTPResponse:
    """Answer what went wrong in the envelope of the surface that the path belongs to."""
    if isinstance(fault, PayloadTooLarge):
        await read_out(request)
    if outwink.owns(path_of(request)):
        return await outwink.refuse(request, fault)
    if outsend.owns(path_of(request)):
        return outsend.refuse(request, fault)
    if request.app.ctx.mcp.owns(path_of(request)):
        refused: HTTPResponse = request.app.ctx.mcp.refuse(request, fault)
        return refused
    return _refuse_elsewhere(request, fault)


def _refuse_elsewhere(request: Request, fault: BaseException) -> HTTPResponse:
    """Answer what went wrong where no API is."""
    if isinstance(fault, MisdirectedRequest):
        return json({"detail": fault.say()}, status=421)
    if isinstance(fault, Refusal):
        return json({"detail": fault.say()}, status=400)
    if isinstance(fault, SanicException) and fault.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return json({"detail": str(fault)}, status=fault.status_code, headers=dict(fault.headers))
    request_id = request_id_of(request)
    log.error("A request ended by a fault.", extra={"request_id": request_id, "path": request.path}, exc_info=fault)
    return json({"detail": f"Something went wrong here. Request id: {request_id}."}, status=500)


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "REQUEST_MAX_SIZE": REQUEST_LIMIT_BYTES,
        "REQUEST_TIMEOUT": 30,
        "RESPONSE_TIMEOUT": 60,
        "KEEP_ALIVE_TIMEOUT": 30,
        "GRACEFUL_SHUTDOWN_TIMEOUT": STOP_SECONDS,
        "ACCESS_LOG": False,
        "MOTD": False,
        "NOISY_EXCEPTIONS": False,
        "OAS": False,
        **({"PROXIES_COUNT": settings.trusted_proxies} if settings.trusted_proxies else {}),
    }
