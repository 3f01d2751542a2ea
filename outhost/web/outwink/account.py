"""The account behind a key."""

from sanic import HTTPResponse

from outhost.domain.subscriptions import Subscription
from outhost.domain.users import User
from outhost.domain.workspaces import Caller, Workspace
from outhost.store.transactions import Tx
from outhost.web.endpoint import Call
from outhost.web.outwink.answers import as_json
from outhost.web.outwink.wire import AccountOut, SubscriptionOut


async def show(call: Call) -> HTTPResponse:
    """Returns your user record (id, email, full name, current credit balance) plus your most relevant subscription.

    `subscription` is null when you have none: an active or trialing one comes before one past due, that before a canceled one, and
    among equals the one whose period ends last.
    """
    workspace, user, subscription = await call.appliance.read(_account, call.caller)
    return as_json(
        AccountOut(
            user_id=user.public_id,
            email=user.email,
            full_name=user.full_name,
            credits=workspace.credits,
            subscription=SubscriptionOut.of(subscription) if subscription else None,
        )
    )


def _account(tx: Tx, caller: Caller) -> tuple[Workspace, User, Subscription | None]:
    workspace = tx.workspaces.find(caller.workspace_id)
    assert workspace is not None
    user = tx.users.find(workspace.founder_id)
    assert user is not None
    return workspace, user, tx.subscriptions.find_most_relevant(caller.workspace_id)
