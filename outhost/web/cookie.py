"""The cookie that a browser is logged in by."""

from typing import Final

from sanic import Request
from sanic.response import BaseHTTPResponse

from outhost.domain.sessions import LASTS
from outhost.web.request import appliance_of

COOKIE: Final = "outsend_session"


def token_of(request: Request) -> str | None:
    """Give the token in the request's cookie."""
    token = request.cookies.get(COOKIE) if request.cookies else None
    return token or None


def open_cookie(request: Request, response: BaseHTTPResponse, token: str) -> None:
    """Hand a session's token to the browser, for as long as the session lasts."""
    response.add_cookie(
        COOKIE, token, path="/", httponly=True, samesite="Lax", secure=_is_secure(request), max_age=int(LASTS.total_seconds())
    )


def close_cookie(request: Request, response: BaseHTTPResponse) -> None:
    """Take a session's token away from the browser."""
    response.add_cookie(COOKIE, "", path="/", httponly=True, samesite="Lax", secure=_is_secure(request), max_age=0)


def renew_cookie(request: Request, response: BaseHTTPResponse) -> None:
    """Move the end of the browser's cookie along with the session's, where that was moved and the answer sets none of its own."""
    token = token_of(request)
    if token and getattr(request.ctx, "session_moved", False) and "set-cookie" not in response.headers:
        open_cookie(request, response, token)


def _is_secure(request: Request) -> bool:
    """Tell whether the cookie is for https alone: always, except when both the request and the base URL are plain http."""
    return request.scheme == "https" or appliance_of(request).settings.base_url.startswith("https:")
