"""What administrators of the installation see and do: people, workspaces, credits."""

from sanic import HTTPResponse

from outhost.domain.errors import InvalidInput, Issue, NotVisible
from outhost.domain.users import User, UserId
from outhost.domain.words import Text
from outhost.domain.workspaces import Listing, Membership, Workspace, WorkspaceId
from outhost.operations.replies import KeptReply
from outhost.operations.workspaces import speaking_in
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call, Login
from outhost.web.outsend.once import once
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.wire.administration import (
    BookCreditsIn,
    BookedCreditsOut,
    ChangeUserIn,
    ListingOut,
    ListingsOut,
    PeopleOut,
    PersonOut,
)

_ZERO = Text(en="must not be 0", fr="ne doit pas être 0")


async def list_users(call: Call[Login]) -> HTTPResponse:
    """Lists everybody who has an account here, newest first, with the workspaces that they are members of."""
    window = window_of(call.request)
    people, total = await call.appliance.read(_people, window)
    items = [PersonOut.of(user, memberships) for user, memberships in people]
    return as_json(PeopleOut(items=items, total=total, limit=window.limit, offset=window.offset))


async def show_user(call: Call[Login]) -> HTTPResponse:
    """Returns a person, with the workspaces that they are a member of."""
    return as_json(await _person(call))


async def change_user(call: Call[Login]) -> HTTPResponse:
    """Lets a person in or keeps them out, makes them an administrator or none; what is left out stays.

    Whoever is kept out keeps their sessions and keys, but all of their calls are refused until they are let in again. There is always
    an administrator who may log in.
    """
    await _person(call)
    body = await body_of(call.request, ChangeUserIn)
    await call.appliance.users.change_rights(
        call.visit, call.caller.user, call.number("user_id"), is_active=body.is_active, is_admin=body.is_admin
    )
    return as_json(await _person(call))


async def list_workspaces(call: Call[Login]) -> HTTPResponse:
    """Lists all workspaces of this installation, newest first."""
    window = window_of(call.request)
    listings, total = await call.appliance.read(_listings, window)
    return as_json(ListingsOut(items=[ListingOut.of(one) for one in listings], total=total, limit=window.limit, offset=window.offset))


async def book_credits(call: Call[Login]) -> HTTPResponse:
    """Grants credits to a workspace, or takes them back with a negative amount: never more than there are."""
    workspace_id = WorkspaceId(call.number("workspace_id"))
    if await call.appliance.read(_workspace, workspace_id) is None:
        raise NotVisible
    body = await body_of(call.request, BookCreditsIn)
    if not body.amount:
        raise InvalidInput(Issue("amount", _ZERO.filled()))
    caller = speaking_in(workspace_id, call.caller.user, call.visit)

    async def book(reply: KeptReply[int] | None) -> int:
        if body.amount > 0:
            return await call.appliance.credits.grant(caller, body.amount, body.reason.strip(), reply)
        return await call.appliance.credits.revoke(caller, -body.amount, body.reason.strip(), reply)

    def shape(balance: int) -> BookedCreditsOut:
        return BookedCreditsOut(workspace_id=workspace_id, amount=body.amount, credits=balance)

    return await once(call.request, call.appliance, caller, book, shape)


async def _person(call: Call[Login]) -> PersonOut:
    user, memberships = await call.appliance.read(_user, UserId(call.number("user_id")))
    if user is None:
        raise NotVisible
    return PersonOut.of(user, memberships)


def _user(tx: Tx, user_id: UserId) -> tuple[User | None, list[Membership]]:
    return tx.users.find(user_id), tx.workspaces.memberships(user_id)


def _people(tx: Tx, window: Window) -> tuple[list[tuple[User, list[Membership]]], int]:
    users = tx.users.page(limit=window.limit, offset=window.offset)
    return [(user, tx.workspaces.memberships(user.id)) for user in users], tx.users.count()


def _listings(tx: Tx, window: Window) -> tuple[list[Listing], int]:
    return tx.workspaces.page(limit=window.limit, offset=window.offset), tx.workspaces.count()


def _workspace(tx: Tx, workspace_id: WorkspaceId) -> Workspace | None:
    return tx.workspaces.find(workspace_id)
