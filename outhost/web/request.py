"""What every surface reads off a request, and adds to an answer."""

import asyncio
import ipaddress
import logging
import re
import secrets
from contextlib import suppress
from urllib.parse import urlsplit

from sanic import Request
from sanic.exceptions import SanicException
from sanic.response import BaseHTTPResponse

from outhost.appliance import Appliance
from outhost.domain.errors import MisdirectedRequest
from outhost.domain.links import ImageAddress, image_address
from outhost.settings import Settings

log = logging.getLogger(__name__)

_REQUEST_ID = re.compile(r"[A-Za-z0-9._\-]{1,64}")
_READ_OUT_BYTES = 100 << 20
_READ_OUT_SECONDS = 10
_PATH_BYTES = 1024
_HOST = re.compile(r"([A-Za-z0-9._\-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


def appliance_of(request: Request) -> Appliance:
    """Give the appliance that serves this request."""
    appliance: Appliance = request.app.ctx.appliance
    return appliance


def request_id_of(request: Request) -> str:
    """Give the request's id: the client's `X-Request-Id` where it is well formed, else a random one."""
    known: str | None = getattr(request.ctx, "request_id", None)
    if known is None:
        sent = request.headers.get("x-request-id", "")
        known = sent if _REQUEST_ID.fullmatch(sent) else secrets.token_hex(8)
        request.ctx.request_id = known
    return known


def address_of(request: Request) -> str:
    """Give the client's IP address; a forwarded one only behind trusted proxies."""
    return request.remote_addr or request.ip


def origin_of(request: Request) -> str:
    """Give the address of this server as links should have it: the configured base URL, else the request's own origin."""
    return appliance_of(request).settings.base_url or f"{request.scheme}://{request.host or _listener(request)}"


def image_address_of(request: Request) -> ImageAddress:
    """Give the address under which images are linked in the answer to this request."""
    return image_address(image_base_url=appliance_of(request).settings.image_base_url, base_url=origin_of(request))


def has_head(request: Request) -> bool:
    """Tell whether the head of the request could be read; if not, Sanic makes a request up to answer to."""
    return bool(request.head)


def path_of(request: Request) -> str:
    """Give the path; of a head too long to be read, what its first line says so far."""
    if has_head(request) or request.stream is None or request.path != "*":
        return request.path
    line: bytearray = request.stream.protocol.recv_buffer
    return bytes(line[:_PATH_BYTES]).decode("latin-1").partition(" ")[2].partition("?")[0]


async def read_out(request: Request) -> None:
    """Read what is left of a body that is too large, and forget it: whoever still sends does not hear the answer.

    Gives up after a while; the connection is closed in any case.
    """
    stream = request.stream
    if stream is None or not stream.request_body:
        return
    stream.request_max_size = _READ_OUT_BYTES
    with suppress(TimeoutError, SanicException):
        async with asyncio.timeout(_READ_OUT_SECONDS):
            async for _ in stream:  # type: ignore[attr-defined]  # Sanic declares it on the HTTP/1 stream only
                pass


def check_host(request: Request) -> None:
    """Do nothing if the request is meant for this server; a foreign name in Host is how a web page reaches into a private network.

    What a proxy says that Host was is checked as well, since links are made of it; no Host at all is an old client, never a browser.

    Raises:
        MisdirectedRequest
    """
    hosts: set[str] = request.app.ctx.hosts
    for host in {*request.headers.getall("host", []), request.host}:
        name = _name(host)
        if host and not (name in hosts or _is_address(name)):
            raise MisdirectedRequest(host=name or "what the Host header says")


def known_hosts(settings: Settings) -> set[str]:
    """List the names by which this server may be called, besides IP addresses."""
    urls = (settings.base_url, settings.image_base_url)
    return {"localhost", *(urlsplit(url).hostname or "" for url in urls if url)}


def finish(request: Request, response: BaseHTTPResponse) -> None:
    """Add what every answer carries; let the connection go when the server is about to stop."""
    response.headers["x-request-id"] = request_id_of(request)
    response.headers["x-content-type-options"] = "nosniff"
    if request.scheme == "https":
        response.headers["strict-transport-security"] = "max-age=31536000"
    if request.app.ctx.is_stopping and request.stream is not None:
        request.stream.keep_alive = False  # type: ignore[attr-defined]  # Sanic declares it on the HTTP/1 stream only


def tags_of(request: Request) -> set[str]:
    """Give what a client has of an answer already, from `If-None-Match`."""
    sent = request.headers.getall("if-none-match", [])
    return {tag.strip().removeprefix("W/") for tags in sent for tag in tags.split(",")}


def note_beginning(request: Request) -> None:
    """Remember when a request began."""
    request.ctx.began = appliance_of(request).clock.now()


def log_answer(request: Request, response: BaseHTTPResponse) -> None:
    """Log one line for a request."""
    now = appliance_of(request).clock.now()
    took = now - getattr(request.ctx, "began", now)
    log.info(
        "Answered.",
        extra={
            "method": request.method,
            "path": request.path,
            "status": response.status,
            "milliseconds": round(took.total_seconds() * 1000, 1),
            "request_id": request_id_of(request),
        },
    )


def _name(host: str) -> str:
    """Give the name in a Host header, without its port; empty where that is malformed."""
    match = _HOST.fullmatch(host)
    return match[1].strip("[]").lower() if match else ""


def _listener(request: Request) -> str:
    """Give the address at which this request came in."""
    return str(request.conn_info.server) if request.conn_info else ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
