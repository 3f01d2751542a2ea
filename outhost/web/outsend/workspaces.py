"""Workspaces, as `/api` takes and shows them."""

from sanic import HTTPResponse

from outhost.domain.users import UserId
from outhost.domain.workspaces import Caller, Membership
from outhost.store.transactions import Tx
from outhost.web.cookie import token_of
from outhost.web.outsend.answers import as_json
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call, Login
from outhost.web.outsend.once import once
from outhost.web.outsend.paging import window_of
from outhost.web.outsend.wire.auth import MembershipOut
from outhost.web.outsend.wire.workspaces import WorkspaceIn, WorkspacesOut


async def list_all(call: Call[Login]) -> HTTPResponse:
    """Lists the workspaces that you are a member of, the one that you joined last first; an API key shows its own alone."""
    window = window_of(call.request)
    memberships = await call.appliance.read(_memberships, call.caller.user.id)
    key = call.caller.access_key
    known = [one for one in reversed(memberships) if key is None or one.workspace_id == key.workspace_id]
    page = known[window.offset : window.offset + window.limit]
    return as_json(WorkspacesOut(items=[MembershipOut.of(one) for one in page], total=len(known), limit=window.limit, offset=window.offset))


async def found(call: Call[Login]) -> HTTPResponse:
    """Makes a workspace that you own, with the credits that new ones start with; your session goes on where it acts."""
    body = await body_of(call.request, WorkspaceIn)
    user = call.caller.user
    return await once(
        call.request, call.appliance, user,
        lambda reply: call.appliance.workspaces.found(call.visit, user, body.name, reply), MembershipOut.of,
    )  # fmt: skip


async def rename(call: Call[Caller]) -> HTTPResponse:
    """Gives a workspace another name."""
    body = await body_of(call.request, WorkspaceIn)
    workspace = await call.appliance.workspaces.rename(call.caller, body.name)
    return as_json(MembershipOut(id=workspace.id, name=workspace.name, role=call.caller.role))


async def switch(call: Call[Caller]) -> HTTPResponse:
    """Lets your session act in this workspace from now on; your other sessions stay where they are."""
    await call.appliance.workspaces.enter(call.caller, token_of(call.request) or "")
    return as_json(await call.appliance.read(_shown, call.caller))


def _memberships(tx: Tx, user_id: UserId) -> list[Membership]:
    return tx.workspaces.memberships(user_id)


def _shown(tx: Tx, caller: Caller) -> MembershipOut:
    workspace = tx.workspaces.find(caller.workspace_id)
    assert workspace is not None
    return MembershipOut(id=workspace.id, name=workspace.name, role=caller.role)
