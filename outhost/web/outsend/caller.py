"""Who calls `/api`: by the session cookie, or by an access key in `X-API-Key` or `Authorization: Bearer`."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from sanic import Request
from sanic.response import BaseHTTPResponse

from outhost.domain.access_keys import AccessKey, Scope, digest_of_access_key
from outhost.domain.errors import AccountDeactivated, ForeignOrigin, NotLoggedIn, NoWorkspace
from outhost.domain.sessions import LASTS, Session, Visit
from outhost.domain.tokens import digest_of_token
from outhost.domain.users import User
from outhost.domain.workspaces import Caller, Role, WorkspaceId
from outhost.store.transactions import Tx
from outhost.web.outsend.call import Login
from outhost.web.outsend.rights import ApiEndpoint, Audience, check_audience, check_key
from outhost.web.request import address_of, appliance_of, request_id_of

COOKIE: Final = "outsend_session"

_READS: Final = {"GET", "HEAD"}
_USE_IS_NOTED_AFTER: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the store knows of whoever calls, and of the workspace that they act in."""

    user: User
    session: Session | None
    access_key: AccessKey | None
    workspace_id: WorkspaceId | None
    role: Role | None


def visit_of(request: Request) -> Visit:
    """Tell where a request comes from."""
    return Visit(
        address=address_of(request),
        user_agent=request.headers.get("user-agent", ""),
        locale=locale_of(request),
        request_id=request_id_of(request),
    )


def locale_of(request: Request) -> str:
    """Give the language that a request wants to be answered in: French where that comes first, else English."""
    return "fr" if request.headers.get("accept-language", "").strip().lower().startswith("fr") else "en"


def token_of(request: Request) -> str | None:
    """Give the token in the request's cookie."""
    token = request.cookies.get(COOKIE) if request.cookies else None
    return token or None


async def caller_of(request: Request, endpoint: ApiEndpoint, visit: Visit) -> Visit | Login | Caller:
    """Find who calls, as the endpoint's audience has it, and whether they may.

    Raises:
        NotLoggedIn: no cookie and no key, or none that is good; 401 comes before all that follows.
        ForeignOrigin, AccountDeactivated, SessionOnly, ScopeTooNarrow, NotAdministrator, NoWorkspace, RoleTooLow
    """
    key = _key_of(request)
    if endpoint.audience is Audience.PUBLIC:
        if key is None:
            _check_origin(request)
        return visit
    found = await _find(request, key)
    if found is None:
        raise NotLoggedIn
    if key is None:
        _check_origin(request)
    if not found.user.is_active:
        raise AccountDeactivated
    if found.access_key is not None:
        check_key(endpoint, Scope.READ if request.method in _READS else Scope.WRITE, found.access_key.scopes)
    check_audience(endpoint, found.role, is_admin=found.user.is_admin)
    await _note_use(request, found)
    return _as_caller(found, visit) if endpoint.audience.role else _as_login(found)


def acting_caller(login: Login, visit: Visit, role: Role | None) -> Caller:
    """Let somebody who is logged in speak for the workspace that they act in.

    Raises:
        NoWorkspace
    """
    workspace_id = login.access_key.workspace_id if login.access_key else login.session.workspace_id if login.session else None
    found = _Found(user=login.user, session=login.session, access_key=login.access_key, workspace_id=workspace_id, role=role)
    return _as_caller(found, visit)


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


def _key_of(request: Request) -> str | None:
    """Give the access key that a request carries, good or bad."""
    sent: str | None = request.headers.get("x-api-key")
    if sent is not None:
        return sent
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


async def _find(request: Request, key: str | None) -> _Found | None:
    read = appliance_of(request).read
    if key is not None:
        key_digest = digest_of_access_key(key)
        return await read(_by_key, key_digest) if key_digest else None
    token = token_of(request)
    return await read(_by_session, digest_of_token(token)) if token else None


def _by_session(tx: Tx, digest: bytes) -> _Found | None:
    session = tx.sessions.find(digest)
    user = tx.users.find(session.user_id) if session else None
    if session is None or user is None:
        return None
    role = tx.workspaces.find_role(session.workspace_id, user.id) if session.workspace_id is not None else None
    workspace_id = session.workspace_id if role else None
    return _Found(user=user, session=session, access_key=None, workspace_id=workspace_id, role=role)


def _by_key(tx: Tx, digest: bytes) -> _Found | None:
    key = tx.access_keys.find_of_any_workspace(digest)
    user = tx.users.find(key.user_id) if key else None
    if key is None or user is None:
        return None
    role = tx.workspaces.find_role(key.workspace_id, user.id)
    return _Found(user=user, session=None, access_key=key, workspace_id=key.workspace_id, role=role)


async def _note_use(request: Request, found: _Found) -> None:
    appliance = appliance_of(request)
    if found.session is not None:
        request.ctx.session_moved = await appliance.sessions.slide(found.session)
    key = found.access_key
    if key is not None and (key.last_used_at is None or appliance.clock.now() - key.last_used_at > _USE_IS_NOTED_AFTER):
        await appliance.access_keys.note_use(key)


def _as_login(found: _Found) -> Login:
    return Login(user=found.user, session=found.session, access_key=found.access_key)


def _as_caller(found: _Found, visit: Visit) -> Caller:
    if found.workspace_id is None or found.role is None:
        raise NoWorkspace
    return Caller(
        workspace_id=found.workspace_id,
        actor=f"access_key:{found.access_key.id}" if found.access_key else f"user:{found.user.id}",
        address=visit.address,
        request_id=visit.request_id,
        user_id=found.user.id,
        role=found.role,
    )


def _check_origin(request: Request) -> None:
    """Do nothing if a write does not come from a page of another site; programs send neither header, browsers at least one.

    Raises:
        ForeignOrigin
    """
    if request.method in _READS:
        return
    origin: Any = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() not in _own_places(request):
        raise ForeignOrigin(origin=origin)
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise ForeignOrigin(origin=origin or "cross-site")


def _own_places(request: Request) -> set[str]:
    """List the hosts, with their ports, under which pages of ours are shown."""
    return {place.lower() for place in (request.host, urlsplit(appliance_of(request).settings.base_url).netloc) if place}
