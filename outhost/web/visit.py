"""Where a request comes from: its address and language, and whether a page of another site sent it."""

from typing import Any, Final
from urllib.parse import urlsplit

from sanic import Request

from outhost.domain.errors import ForeignOrigin
from outhost.domain.sessions import Visit
from outhost.web.request import address_of, appliance_of, request_id_of

_READS: Final = {"GET", "HEAD"}


def visit_of(request: Request) -> Visit:
    """Tell where a request comes from."""
    return Visit(
        address=address_of(request),
        user_agent=_whole(request.headers.get("user-agent", "")),
        locale=locale_of(request),
        request_id=request_id_of(request),
    )


def locale_of(request: Request) -> str:
    """Give the language that a request wants to be answered in: French where that comes first, else English."""
    return "fr" if request.headers.get("accept-language", "").strip().lower().startswith("fr") else "en"


def check_origin(request: Request) -> None:
    """Do nothing if a write does not come from a page of another site; programs send neither header, browsers at least one.

    Raises:
        ForeignOrigin
    """
    if request.method in _READS:
        return
    origin: Any = request.headers.get("origin")
    site: Any = request.headers.get("sec-fetch-site")
    # A form on a page that sends no Referer has the origin `null`, also where it is a page of ours.
    is_ours = origin is None or _place(origin) in _own_places(request) or (origin == "null" and site == "same-origin")
    if not is_ours or site == "cross-site":
        raise ForeignOrigin(origin=_whole(origin or site or ""))


def _whole(header: str) -> str:
    """Give a header as text that can be kept and said: bytes that are no UTF-8 come as halves of characters."""
    return header.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _own_places(request: Request) -> set[str]:
    """List the hosts, with their ports, under which pages of ours are shown."""
    return {place.lower() for place in (request.host, _place(appliance_of(request).settings.base_url)) if place}


def _place(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:  # a broken IPv6 address
        return ""
