"""Replies to idempotent requests in rows."""

from datetime import datetime

from outhost.domain.clock import to_text
from outhost.domain.replies import KEPT_FOR, Reply, Slot
from outhost.domain.users import UserId
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection


class Replies:
    """The table `replies`. One is a workspace's, or a person's, whatever workspace they act in."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def find(self, workspace_id: WorkspaceId | None, slot: Slot, user_id: UserId | None = None) -> Reply | None:
        """Find the answer that was given to this key within the last day."""
        row = self._tx.one(
            "SELECT body_digest, answer FROM replies WHERE workspace_id IS :workspace_id AND user_id IS :user_id"
            " AND method = :method AND path = :path AND key = :key AND created_at > :since",
            workspace_id=workspace_id, user_id=user_id, method=slot.method, path=slot.path, key=slot.key, since=self._expiry(self._tx.now),
        )  # fmt: skip
        return Reply(body_digest=row["body_digest"], answer=row["answer"]) if row else None

    def put(self, workspace_id: WorkspaceId | None, slot: Slot, answer: bytes, user_id: UserId | None = None) -> None:
        """Keep an answer, in place of an expired one."""
        self._tx.run(
            "INSERT OR REPLACE INTO replies (workspace_id, user_id, method, path, key, body_digest, answer, created_at)"
            " VALUES (:workspace_id, :user_id, :method, :path, :key, :body_digest, :answer, :now)",
            workspace_id=workspace_id, user_id=user_id, method=slot.method, path=slot.path, key=slot.key, body_digest=slot.body_digest,
            answer=answer, now=to_text(self._tx.now),
        )  # fmt: skip

    def delete_expired(self, limit: int) -> int:
        """Forget up to `limit` answers older than a day; tell how many."""
        return self._tx.run(
            "DELETE FROM replies WHERE id IN (SELECT id FROM replies WHERE created_at <= :since LIMIT :limit)",
            since=self._expiry(self._tx.now), limit=limit,
        )  # fmt: skip

    @staticmethod
    def _expiry(now: datetime) -> str:
        return to_text(now - KEPT_FOR)
