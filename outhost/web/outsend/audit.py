"""The audit log, as `/api` shows it."""

from typing import Final

from sanic import HTTPResponse, Request

from outhost.domain.errors import InvalidInput, Issue, NotAdministrator
from outhost.domain.events import Event, Happening
from outhost.domain.users import User, UserId
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json
from outhost.web.outsend.call import Call
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.wire.audit import AuditLogOut, EventOut

_INSTALLATION: Final = "installation"
_SCOPES: Final = ("workspace", _INSTALLATION)
_NO_SCOPE: Final = Text(en="must be workspace or installation", fr="doit être workspace ou installation")
_NO_EVENT: Final = Text(en="must be the name of an event, such as list.renamed", fr="doit être le nom d’un événement, tel que list.renamed")


async def show(call: Call[Caller]) -> HTTPResponse:
    """Lists what was done in the workspace, newest first: who did what, from where, when, and in which request.

    An administrator of the installation also sees, with `scope=installation`, what belongs to no workspace: people who signed up,
    logged in, were let in or kept out, and what commands did.
    """
    window, scope, event = _asked(call.request)
    if scope == _INSTALLATION and not await call.appliance.read(_is_administrator, call.caller):
        raise NotAdministrator
    workspace_id = None if scope == _INSTALLATION else call.caller.workspace_id
    events, emails, total = await call.appliance.read(_page, workspace_id, event, call.request.args.get("actor"), window)
    items = [EventOut.of(one, emails.get(_user_of(one))) for one in events]
    return as_json(AuditLogOut(items=items, total=total, limit=window.limit, offset=window.offset))


def _asked(request: Request) -> tuple[Window, str, str | None]:
    args = request.get_args(keep_blank_values=True)
    scope: str = args.get("scope") or _SCOPES[0]
    event: str | None = args.get("event")
    issues = []
    if scope not in _SCOPES:
        issues.append(Issue("scope", _NO_SCOPE.filled()))
    if event is not None and event not in set(Happening):
        issues.append(Issue("event", _NO_EVENT.filled()))
    if issues:
        raise InvalidInput(*issues)
    return window_of(request), scope, event


def _is_administrator(tx: Tx, caller: Caller) -> bool:
    """Tell whether an administrator asks, in person: what is for them is closed to keys."""
    user: User | None = tx.users.find(caller.user_id) if caller.user_id else None
    return user is not None and user.is_admin and caller.actor.startswith("user:")


def _page(
    tx: Tx, workspace_id: WorkspaceId | None, event: str | None, actor: str | None, window: Window
) -> tuple[list[Event], dict[UserId, str], int]:
    events = tx.events.page(workspace_id, name=event, actor=actor, limit=window.limit, offset=window.offset)
    emails = tx.users.emails({_user_of(one) for one in events})
    return events, emails, tx.events.count(workspace_id, name=event, actor=actor)


def _user_of(event: Event) -> UserId:
    """Give the number of the user who did something; 0, which nobody has, where it was somebody else."""
    kind, _, number = event.actor.partition(":")
    return UserId(int(number) if kind == "user" else 0)
