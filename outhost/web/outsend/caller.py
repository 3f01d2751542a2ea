"""Who calls `/api`: by the session cookie, or by an access key in `X-API-Key` or `Authorization: Bearer`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sanic import Request

from outhost.domain.access_keys import AccessKey, Scope, digest_of_access_key
from outhost.domain.errors import AccessKeyNeeded, AccountDeactivated, NotLoggedIn, NoWorkspace
from outhost.domain.sessions import Session, Visit
from outhost.domain.tokens import digest_of_token
from outhost.domain.users import User
from outhost.domain.workspaces import Caller, Role, WorkspaceId
from outhost.store.transactions import Tx
from outhost.web.cookie import token_of
from outhost.web.outsend.call import Login, number_in
from outhost.web.outsend.rights import WORKSPACE, ApiEndpoint, Audience, check_audience, check_key, check_verified
from outhost.web.request import appliance_of
from outhost.web.visit import check_origin

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


async def caller_of(request: Request, endpoint: ApiEndpoint, visit: Visit, params: Mapping[str, str]) -> Visit | Login | Caller:
    """Find who calls, as the endpoint's audience has it, and whether they may; in the workspace that the path names, where it names one.

    Raises:
        NotLoggedIn: no cookie and no key, or none that is good; 401 comes before all that follows.
        ForeignOrigin, AccountDeactivated, SessionOnly, ScopeTooNarrow, NotAdministrator, NoWorkspace, NotVisible, RoleTooLow,
        EmailUnverified
    """
    key = _key_of(request)
    if endpoint.audience is Audience.PUBLIC:
        if key is None:
            check_origin(request)
        return visit
    named = WorkspaceId(number_in(params[WORKSPACE])) if endpoint.is_about_a_workspace else None
    found = await _find(request, key, named)
    if found is None:
        raise NotLoggedIn
    if key is None:
        check_origin(request)
    if not found.user.is_active:
        raise AccountDeactivated
    if found.access_key is not None:
        check_key(endpoint, Scope.READ if request.method in _READS else Scope.WRITE, found.access_key.scopes)
    check_audience(endpoint, found.role, is_admin=found.user.is_admin)
    check_verified(endpoint, is_verified=found.user.is_verified)
    await _note_use(request, found)
    return _as_caller(found, visit) if endpoint.audience.role else _as_login(found)


async def check_access_key(request: Request) -> None:
    """Do nothing if a request has an access key that is good, whatever it may do; no session stands for one.

    Unlike on `/api`, a page of another site is refused even if it has a key.

    Raises:
        AccessKeyNeeded, ForeignOrigin, AccountDeactivated
    """
    key = _key_of(request)
    found = await _find(request, key, None) if key else None
    if found is None:
        raise AccessKeyNeeded
    check_origin(request)
    if not found.user.is_active:
        raise AccountDeactivated
    await _note_use(request, found)


def _key_of(request: Request) -> str | None:
    """Give the access key that a request carries, good or bad; an empty one is none, as on `/v1`."""
    sent: str = request.headers.get("x-api-key", "").strip()
    if sent:
        return sent
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if kind.lower() == "bearer" else None


async def _find(request: Request, key: str | None, named: WorkspaceId | None) -> _Found | None:
    read = appliance_of(request).read
    if key is not None:
        key_digest = digest_of_access_key(key)
        return await read(_by_key, key_digest, named) if key_digest else None
    token = token_of(request)
    return await read(_by_session, digest_of_token(token), named) if token else None


def _by_session(tx: Tx, digest: bytes, named: WorkspaceId | None) -> _Found | None:
    session = tx.sessions.find(digest)
    user = tx.users.find(session.user_id) if session else None
    if session is None or user is None:
        return None
    workspace_id = session.workspace_id if named is None else named
    role = tx.workspaces.find_role(workspace_id, user.id) if workspace_id is not None else None
    return _Found(user=user, session=session, access_key=None, workspace_id=workspace_id if role else None, role=role)


def _by_key(tx: Tx, digest: bytes, named: WorkspaceId | None) -> _Found | None:
    key = tx.access_keys.find_of_any_workspace(digest)
    user = tx.users.find(key.user_id) if key else None
    if key is None or user is None:
        return None
    role = tx.workspaces.find_role(key.workspace_id, user.id) if named in {None, key.workspace_id} else None
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
