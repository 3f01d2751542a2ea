"""Messages of feedback in rows."""

from outhost.domain.clock import from_text, to_text
from outhost.domain.feedback import Message, ThreadId
from outhost.domain.subjects import Names, mentions_in, without_mentions
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row, Texts
from outhost.store.workspaces import WITHIN_REACH


class FeedbackMessages:
    """The table `feedback_messages`; they go with their thread."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, thread_id: ThreadId, text: str, *, is_answer: bool) -> Message:
        """Remember a new message."""
        row = self._tx.one(
            "INSERT INTO feedback_messages (thread_id, is_answer, body, created_at) VALUES (:thread_id, :is_answer, :body, :now)"
            " RETURNING *",
            thread_id=thread_id, is_answer=is_answer, body=text, now=to_text(self._tx.now),
        )  # fmt: skip
        assert row is not None
        return _message(row)

    def all_of_thread(self, thread_id: ThreadId) -> list[Message]:
        """Give the messages of a thread, oldest first."""
        rows = self._tx.all("SELECT * FROM feedback_messages WHERE thread_id = :thread_id ORDER BY id", thread_id=thread_id)
        return [_message(row) for row in rows]

    def texts(self, workspace_id: WorkspaceId, after: int | None, limit: int) -> list[Texts]:
        """Give the messages of threads within reach of a workspace's erasures, oldest first."""
        rows = self._tx.all(
            f"SELECT m.id, m.body FROM feedback_messages m JOIN feedback_threads t ON t.id = m.thread_id"  # noqa: S608 - a condition of ours
            f" WHERE {WITHIN_REACH} AND m.id > :after ORDER BY m.id LIMIT :limit",
            workspace_id=workspace_id, after=after or 0, limit=limit,
        )  # fmt: skip
        return [(row["id"], mentions_in(row["body"])) for row in rows]

    def erase(self, workspace_id: WorkspaceId, message_id: int, names: Names) -> bool:
        """Take a person out of a message; tell whether it named them."""
        row = self._tx.one(
            f"SELECT m.body FROM feedback_messages m JOIN feedback_threads t ON t.id = m.thread_id WHERE m.id = :id AND {WITHIN_REACH}",  # noqa: S608 - a condition of ours
            id=message_id, workspace_id=workspace_id,
        )  # fmt: skip
        if row is None or (left := without_mentions(row["body"], names)) == row["body"]:
            return False
        self._tx.run("UPDATE feedback_messages SET body = :body WHERE id = :id", id=message_id, body=left)
        return True


def _message(row: Row) -> Message:
    return Message(id=row["id"], text=row["body"], is_answer=bool(row["is_answer"]), created_at=from_text(row["created_at"]))
