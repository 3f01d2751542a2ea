"""Invitations, as `/api` takes and shows them."""

from sanic import HTTPResponse

from outhost.domain.invitations import Invitation
from outhost.domain.workspaces import Caller, Role, WorkspaceId
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call, Login, Who
from outhost.web.outsend.once import once
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.wire.auth import MembershipOut
from outhost.web.outsend.wire.invitations import (
    AcceptIn,
    InvitationOut,
    InvitationsOut,
    InviteFounderIn,
    InviteIn,
    IssuedInvitationOut,
)


async def list_all(call: Call[Caller]) -> HTTPResponse:
    """Lists the invitations into a workspace that nobody has used yet, newest first."""
    return await _listed(call, call.caller.workspace_id)


async def invite(call: Call[Caller]) -> HTTPResponse:
    """Makes a code that lets one person join a workspace, within 14 days; only an owner invites owners.

    With an `email` the code is for that address alone, and a letter with the link is sent there. Somebody without an account signs up
    by it; somebody with one accepts it.
    """
    body = await body_of(call.request, InviteIn)
    return await once(
        call.request, call.appliance, call.caller,
        lambda reply: call.appliance.invitations.invite(call.caller, body.email, Role(body.role), call.visit.locale, reply),
        IssuedInvitationOut.shown, IssuedInvitationOut.hidden,
    )  # fmt: skip


async def take_back(call: Call[Caller]) -> HTTPResponse:
    """Takes an invitation back: its code stops working at once."""
    await call.appliance.invitations.take_back(call.caller, call.number("invitation_id"))
    return done()


async def accept(call: Call[Login]) -> HTTPResponse:
    """Joins the workspace that an invitation came from; one by an administrator founds a workspace of your own.

    Your session goes on where it acts; if that is nowhere, it acts in the workspace that you have joined.
    """
    body = await body_of(call.request, AcceptIn)
    user = call.caller.user
    return await once(
        call.request, call.appliance, user,
        lambda reply: call.appliance.invitations.accept(call.visit, user, body.code, reply), MembershipOut.of,
    )  # fmt: skip


async def list_founding(call: Call[Login]) -> HTTPResponse:
    """Lists the invitations by administrators that nobody has used yet, newest first."""
    return await _listed(call, None)


async def invite_to_found(call: Call[Login]) -> HTTPResponse:
    """Makes a code that lets one person sign up and found a workspace of their own, within 14 days; with an `email`, also a letter."""
    body = await body_of(call.request, InviteFounderIn)
    user = call.caller.user
    return await once(
        call.request, call.appliance, user,
        lambda reply: call.appliance.invitations.invite_to_found(call.visit, user, body.email, reply),
        IssuedInvitationOut.shown, IssuedInvitationOut.hidden,
    )  # fmt: skip


async def take_back_founding(call: Call[Login]) -> HTTPResponse:
    """Takes an administrator's invitation back: its code stops working at once."""
    await call.appliance.invitations.take_back_founding(call.visit, call.caller.user, call.number("invitation_id"))
    return done()


async def _listed(call: Call[Who], workspace_id: WorkspaceId | None) -> HTTPResponse:
    window = window_of(call.request)
    invitations, total = await call.appliance.read(_page, workspace_id, window)
    items = [InvitationOut.of(invitation) for invitation in invitations]
    return as_json(InvitationsOut(items=items, total=total, limit=window.limit, offset=window.offset))


def _page(tx: Tx, workspace_id: WorkspaceId | None, window: Window) -> tuple[list[Invitation], int]:
    return tx.invitations.page(workspace_id, limit=window.limit, offset=window.offset), tx.invitations.count(workspace_id)
