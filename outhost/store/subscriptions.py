"""Subscriptions in rows."""

from outhost.domain.clock import from_text_or_none, to_text
from outhost.domain.subscriptions import Status, Subscription
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection


class Subscriptions:
    """The table `subscriptions`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def put(self, workspace_id: WorkspaceId, subscription: Subscription) -> None:
        """Set a workspace's subscription to a plan, in place of what it was."""
        end = subscription.current_period_end
        self._tx.run(
            "INSERT INTO subscriptions (workspace_id, plan_name, status, current_period_end, cancel_at_period_end, updated_at)"
            " VALUES (:workspace_id, :plan_name, :status, :end, :cancel, :now)"
            " ON CONFLICT (workspace_id, plan_name) DO UPDATE SET status = excluded.status,"
            " current_period_end = excluded.current_period_end, cancel_at_period_end = excluded.cancel_at_period_end,"
            " updated_at = excluded.updated_at",
            workspace_id=workspace_id, plan_name=subscription.plan_name, status=subscription.status,
            end=to_text(end) if end else None, cancel=subscription.cancel_at_period_end, now=to_text(self._tx.now),
        )  # fmt: skip

    def find_most_relevant(self, workspace_id: WorkspaceId) -> Subscription | None:
        """Find the one to show: active or trialing before past due before canceled, then the latest period end."""
        row = self._tx.one(
            "SELECT * FROM subscriptions WHERE workspace_id = :workspace_id"
            " ORDER BY CASE status WHEN 'past_due' THEN 1 WHEN 'canceled' THEN 2 ELSE 0 END, current_period_end DESC, plan_name"
            " LIMIT 1",
            workspace_id=workspace_id,
        )  # fmt: skip
        if row is None:
            return None
        end = row["current_period_end"]
        return Subscription(
            plan_name=row["plan_name"], status=Status(row["status"]), current_period_end=from_text_or_none(end),
            cancel_at_period_end=bool(row["cancel_at_period_end"]),
        )  # fmt: skip
