"""Replies to idempotent requests in rows."""

import json
from collections.abc import Iterator
from datetime import datetime

from outhost.domain.clock import to_text
from outhost.domain.replies import KEPT_FOR, Reply, Slot
from outhost.domain.subjects import Names, texts_in
from outhost.domain.users import UserId
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Texts


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

    def texts(self, workspace_id: WorkspaceId, after: int | None, limit: int) -> list[Texts]:
        """Give the values of a workspace's answers, in the order in which they were given."""
        rows = self._tx.all(
            "SELECT id, answer FROM replies WHERE workspace_id = :workspace_id AND id > :after ORDER BY id LIMIT :limit",
            workspace_id=workspace_id, after=after or 0, limit=limit,
        )  # fmt: skip
        return [(row["id"], [*_texts_in(row["answer"])]) for row in rows]

    def erase(self, workspace_id: WorkspaceId, reply_id: int, names: Names) -> bool:
        """Forget an answer that names a person; tell whether it did. Who sends the request once more is answered anew."""
        row = self._tx.one(
            "SELECT answer FROM replies WHERE id = :id AND workspace_id = :workspace_id", workspace_id=workspace_id, id=reply_id
        )
        if row is None or not any(map(names, _texts_in(row["answer"]))):
            return False
        self._tx.run("DELETE FROM replies WHERE id = :id", id=reply_id)
        return True

    def delete_expired(self, limit: int) -> int:
        """Forget up to `limit` answers older than a day; tell how many."""
        return self._tx.run(
            "DELETE FROM replies WHERE id IN (SELECT id FROM replies WHERE created_at <= :since LIMIT :limit)",
            since=self._expiry(self._tx.now), limit=limit,
        )  # fmt: skip

    @staticmethod
    def _expiry(now: datetime) -> str:
        return to_text(now - KEPT_FOR)


def _texts_in(answer: bytes) -> Iterator[str]:
    try:
        yield from texts_in(json.loads(answer))
    except ValueError:  # no JSON, so that nobody is named as a value
        return
