"""The shapes of credits, their ledger, and the subscription."""

from outhost.domain.credits import Entry
from outhost.domain.subscriptions import Subscription
from outhost.web.outsend.wire.form import Out, moment, moment_or_none


class CreditsOut(Out):
    """The balance of a workspace."""

    workspace_id: int
    credits: int


class EntryOut(Out):
    """A line of the ledger; the balance is the sum of all deltas. `lead_id` is null once the lead was erased."""

    id: int
    delta: int
    balance_after: int
    reason: str
    lead_id: str | None
    actor: str
    created_at: str

    @classmethod
    def of(cls, entry: Entry) -> "EntryOut":
        """Shape a line."""
        return cls(
            id=entry.id,
            delta=entry.delta,
            balance_after=entry.balance_after,
            reason=entry.reason,
            lead_id=entry.lead_id,
            actor=entry.actor,
            created_at=moment(entry.created_at),
        )


class LedgerOut(Out):
    """A page of the ledger."""

    items: list[EntryOut]
    total: int
    limit: int
    offset: int


class SubscriptionOut(Out):
    """A plan that a workspace holds or held."""

    plan_name: str
    status: str
    current_period_end: str | None
    cancel_at_period_end: bool

    @classmethod
    def of(cls, subscription: Subscription) -> "SubscriptionOut":
        """Shape a plan."""
        return cls(
            plan_name=subscription.plan_name,
            status=subscription.status,
            current_period_end=moment_or_none(subscription.current_period_end),
            cancel_at_period_end=subscription.cancel_at_period_end,
        )


class SubscriptionAnswerOut(Out):
    """The most relevant plan, null where there is none."""

    subscription: SubscriptionOut | None
