"""What can be done with subscriptions."""

from outhost.domain.events import Happening
from outhost.domain.subscriptions import Subscription
from outhost.domain.workspaces import Caller
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


class Subscriptions:
    """What `/v1/me` shows of a plan."""

    def __init__(self, store: Store) -> None:
        """Keep subscriptions in `store`."""
        self._store = store

    async def put(self, caller: Caller, subscription: Subscription) -> None:
        """Set the caller's subscription to a plan, in place of what it was."""
        await self._store.write(_put, caller, subscription)


def _put(tx: Tx, caller: Caller, subscription: Subscription) -> None:
    tx.subscriptions.put(caller.workspace_id, subscription)
    tx.events.insert(caller, Happening.SUBSCRIPTION_SET, subscription.plan_name, status=subscription.status)
