"""Members of a workspace, as `/api` takes and shows them."""

from sanic import HTTPResponse

from outhost.domain.errors import NotVisible
from outhost.domain.users import UserId
from outhost.domain.workspaces import Caller, Member, Role
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.wire.workspaces import ChangeRoleIn, MemberOut, MembersOut


async def list_all(call: Call[Caller]) -> HTTPResponse:
    """Lists the members of a workspace, newest first."""
    window = window_of(call.request)
    members, total = await call.appliance.read(_page, call.caller, window)
    items = [MemberOut.of(member) for member in members]
    return as_json(MembersOut(items=items, total=total, limit=window.limit, offset=window.offset))


async def change(call: Call[Caller]) -> HTTPResponse:
    """Gives a member another role. Only an owner makes owners, or changes them; the last owner can't step down.

    With a lower role, the invitations that the member has given out are taken back.
    """
    user_id = call.number("user_id")
    if await call.appliance.read(_find, call.caller, user_id) is None:
        raise NotVisible
    body = await body_of(call.request, ChangeRoleIn)
    return as_json(MemberOut.of(await call.appliance.members.change_role(call.caller, user_id, Role(body.role))))


async def remove(call: Call[Caller]) -> HTTPResponse:
    """Removes a member, which takes an admin, and an owner for owners; or yourself: anybody may leave, except the last owner.

    Their API keys to the workspace stop working and the invitations that they have given out are taken back; their sessions there
    act in another workspace of theirs, or in none.
    """
    await call.appliance.members.remove(call.caller, call.number("user_id"))
    return done()


def _page(tx: Tx, caller: Caller, window: Window) -> tuple[list[Member], int]:
    members = tx.workspaces.members(caller.workspace_id, limit=window.limit, offset=window.offset)
    return members, tx.workspaces.count_members(caller.workspace_id)


def _find(tx: Tx, caller: Caller, user_id: int) -> Member | None:
    return tx.workspaces.find_member(caller.workspace_id, UserId(user_id))
