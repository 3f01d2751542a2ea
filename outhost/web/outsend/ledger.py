"""Credits and the subscription, as `/api` shows them."""

from sanic import HTTPResponse

from outhost.domain.credits import Entry
from outhost.domain.subscriptions import Subscription
from outhost.domain.workspaces import Caller
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json
from outhost.web.outsend.call import Call
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.wire.ledger import CreditsOut, EntryOut, LedgerOut, SubscriptionAnswerOut, SubscriptionOut


async def show(call: Call[Caller]) -> HTTPResponse:
    """Returns the workspace's balance."""
    return as_json(CreditsOut(workspace_id=call.caller.workspace_id, credits=await call.appliance.read(_balance, call.caller)))


async def list_all(call: Call[Caller]) -> HTTPResponse:
    """Lists every change of the balance, newest first: how much, why, for which lead, by whom."""
    window = window_of(call.request)
    entries, total = await call.appliance.read(_page, call.caller, window)
    return as_json(LedgerOut(items=[EntryOut.of(entry) for entry in entries], total=total, limit=window.limit, offset=window.offset))


async def subscription(call: Call[Caller]) -> HTTPResponse:
    """Returns the workspace's most relevant plan, the same as `/v1/me` shows; null where it has none."""
    found = await call.appliance.read(_subscription, call.caller)
    return as_json(SubscriptionAnswerOut(subscription=SubscriptionOut.of(found) if found else None))


def _balance(tx: Tx, caller: Caller) -> int:
    return tx.credits.balance(caller.workspace_id)


def _page(tx: Tx, caller: Caller, window: Window) -> tuple[list[Entry], int]:
    entries = tx.credits.page(caller.workspace_id, limit=window.limit, offset=window.offset)
    return entries, tx.credits.count(caller.workspace_id)


def _subscription(tx: Tx, caller: Caller) -> Subscription | None:
    return tx.subscriptions.find_most_relevant(caller.workspace_id)
