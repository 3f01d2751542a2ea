"""What can be done with credits."""

from outhost.domain.credits import LEAD_COST, Reason
from outhost.domain.errors import BalanceTooLow, InsufficientCredits
from outhost.domain.events import Happening
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.operations.replies import KeptReply, kept
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


class Credits:
    """Grants and take-backs."""

    def __init__(self, store: Store) -> None:
        """Change balances in `store`."""
        self._store = store

    async def grant(self, caller: Caller, amount: int, reason: str = "", reply: KeptReply[int] | None = None) -> int:
        """Add credits to the caller's workspace; give the new balance."""
        return await self._store.write(_change, caller, amount, reason or Reason.GRANT, Happening.CREDITS_GRANTED, reply)

    async def revoke(self, caller: Caller, amount: int, reason: str = "", reply: KeptReply[int] | None = None) -> int:
        """Take credits back; give the new balance.

        Raises:
            BalanceTooLow: there are fewer than that; nothing is taken.
        """
        return await self._store.write(_change, caller, -amount, reason or Reason.REVOKE, Happening.CREDITS_REVOKED, reply)


def charge_lead(tx: Tx, caller: Caller, lead_key: int) -> int:
    """Take what a lead costs; give the new balance.

    Raises:
        InsufficientCredits: the balance does not cover it.
    """
    balance = tx.credits.change(caller.workspace_id, -LEAD_COST, reason=Reason.LEAD, actor=caller.actor, lead_key=lead_key)
    if balance is None:
        raise InsufficientCredits(cost=LEAD_COST, available=tx.credits.balance(caller.workspace_id))
    return balance


def open_balance(tx: Tx, workspace_id: WorkspaceId, amount: int, actor: str) -> None:
    """Give a new workspace the credits that it starts with."""
    if amount:
        tx.credits.change(workspace_id, amount, reason=Reason.INITIAL, actor=actor)


def _change(tx: Tx, caller: Caller, delta: int, reason: str, happening: Happening, reply: KeptReply[int] | None) -> int:
    return kept(tx, caller, reply, lambda: _book(tx, caller, delta, reason, happening))


def _book(tx: Tx, caller: Caller, delta: int, reason: str, happening: Happening) -> int:
    balance = tx.credits.change(caller.workspace_id, delta, reason=reason, actor=caller.actor)
    if balance is None:
        raise BalanceTooLow(amount=-delta, available=tx.credits.balance(caller.workspace_id))
    tx.events.insert(caller, happening, str(caller.workspace_id), amount=abs(delta), credits=balance)
    return balance
