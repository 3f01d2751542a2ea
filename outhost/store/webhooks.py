"""Webhooks in rows."""

import json
from collections.abc import Sequence
from datetime import datetime

from outhost.domain.clock import from_text, from_text_or_none, to_text
from outhost.domain.webhooks import OVERLAP, Secrets, Webhook, WebhookId
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row


class Webhooks:
    """The table `webhooks`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, workspace_id: WorkspaceId, url: str, events: Sequence[str], secret: str) -> Webhook:
        """Remember a new webhook."""
        row = self._tx.one(
            "INSERT INTO webhooks (workspace_id, url, events, secret, created_at)"
            " VALUES (:workspace_id, :url, :events, :secret, :now) RETURNING *",
            workspace_id=workspace_id, url=url, events=json.dumps(events), secret=secret, now=to_text(self._tx.now),
        )  # fmt: skip
        assert row is not None
        return _webhook(row)

    def find(self, workspace_id: WorkspaceId, webhook_id: WebhookId) -> Webhook | None:
        """Find a webhook of a workspace."""
        row = self._tx.one(
            "SELECT * FROM webhooks WHERE id = :id AND workspace_id = :workspace_id", id=webhook_id, workspace_id=workspace_id
        )
        return _webhook(row) if row else None

    def find_active_of_any_workspace(self, webhook_id: WebhookId) -> Webhook | None:
        """Find a webhook that is not disabled."""
        row = self._tx.one("SELECT * FROM webhooks WHERE id = :id AND disabled_at IS NULL", id=webhook_id)
        return _webhook(row) if row else None

    def find_secrets(self, webhook_id: WebhookId) -> Secrets | None:
        """Find what signs for a webhook now."""
        row = self._tx.one(
            "SELECT secret, CASE WHEN previous_until > :now THEN previous_secret END AS previous FROM webhooks WHERE id = :id",
            id=webhook_id, now=to_text(self._tx.now),
        )  # fmt: skip
        return Secrets(current=row["secret"], previous=row["previous"]) if row else None

    def all(self, workspace_id: WorkspaceId) -> list[Webhook]:
        """Give a workspace's webhooks, newest first; there are a handful at most."""
        rows = self._tx.all("SELECT * FROM webhooks WHERE workspace_id = :workspace_id ORDER BY id DESC", workspace_id=workspace_id)
        return [_webhook(row) for row in rows]

    def count(self, workspace_id: WorkspaceId) -> int:
        """Count a workspace's webhooks."""
        row = self._tx.one("SELECT count(*) AS n FROM webhooks WHERE workspace_id = :workspace_id", workspace_id=workspace_id)
        return int(row["n"]) if row else 0

    def waiting_of_any_workspace(self, limit: int) -> list[tuple[WebhookId, datetime]]:
        """Give webhooks that something is to be sent to, each with when the first of it is due; the soonest first."""
        rows = self._tx.all(
            "SELECT * FROM (SELECT id, (SELECT min(due_at) FROM webhook_deliveries WHERE webhook_id = webhooks.id AND due_at IS NOT NULL)"
            " AS due_at FROM webhooks WHERE disabled_at IS NULL) WHERE due_at IS NOT NULL ORDER BY due_at, id LIMIT :limit",
            limit=limit,
        )  # fmt: skip
        return [(WebhookId(row["id"]), from_text(row["due_at"])) for row in rows]

    def set_target(self, webhook_id: WebhookId, url: str, events: Sequence[str]) -> None:
        """Send it elsewhere, or other events."""
        self._tx.run("UPDATE webhooks SET url = :url, events = :events WHERE id = :id", id=webhook_id, url=url, events=json.dumps(events))

    def set_active(self, webhook_id: WebhookId, *, is_active: bool) -> None:
        """Disable it, or begin anew with it: what died before counts no longer."""
        self._tx.run(
            "UPDATE webhooks SET disabled_at = :disabled_at, dead_in_a_row = CASE WHEN :is_active THEN 0 ELSE dead_in_a_row END"
            " WHERE id = :id",
            id=webhook_id, disabled_at=None if is_active else to_text(self._tx.now), is_active=is_active,
        )  # fmt: skip

    def set_dead_in_a_row(self, webhook_id: WebhookId, count: int) -> None:
        """Remember how many deliveries in a row died."""
        self._tx.run("UPDATE webhooks SET dead_in_a_row = :count WHERE id = :id", id=webhook_id, count=count)

    def rotate(self, webhook_id: WebhookId, secret: str) -> bool:
        """Sign by another secret, and for a day by the one before as well; tell whether it is another."""
        count = self._tx.run(
            "UPDATE webhooks SET previous_secret = secret, previous_until = :until, secret = :secret WHERE id = :id AND secret <> :secret",
            id=webhook_id, secret=secret, until=to_text(self._tx.now + OVERLAP),
        )  # fmt: skip
        return count == 1

    def forget_previous_secrets(self) -> int:
        """Forget the secrets whose overlap is over; tell how many."""
        return self._tx.run(
            "UPDATE webhooks SET previous_secret = NULL, previous_until = NULL WHERE previous_until <= :now", now=to_text(self._tx.now)
        )

    def delete(self, workspace_id: WorkspaceId, webhook_id: WebhookId) -> bool:
        """Forget a webhook of a workspace; tell whether there was one."""
        return (
            self._tx.run("DELETE FROM webhooks WHERE id = :id AND workspace_id = :workspace_id", id=webhook_id, workspace_id=workspace_id)
            == 1
        )


def _webhook(row: Row) -> Webhook:
    return Webhook(
        id=WebhookId(row["id"]), workspace_id=WorkspaceId(row["workspace_id"]), url=row["url"], events=json.loads(row["events"]),
        dead_in_a_row=row["dead_in_a_row"], disabled_at=from_text_or_none(row["disabled_at"]),
        previous_until=from_text_or_none(row["previous_until"]), created_at=from_text(row["created_at"]),
    )  # fmt: skip
