"""Threads of feedback in rows."""

import json
from datetime import datetime

from outhost.domain.clock import from_text, to_text
from outhost.domain.feedback import About, Kind, Stranger, Thread, ThreadId, ThreadStatus
from outhost.domain.subjects import Names, mentions_in, without_mentions
from outhost.domain.users import UserId
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row, Texts
from outhost.store.workspaces import WITHIN_REACH


class FeedbackThreads:
    """The table `feedback_threads`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(
        self, about: About, *, user_id: UserId | None = None, workspace_id: WorkspaceId | None = None, stranger: Stranger | None = None
    ) -> Thread:
        """Remember a new thread, of a person or of a stranger; its messages are counted as they come."""
        row = self._tx.one(
            "INSERT INTO feedback_threads (user_id, workspace_id, kind, subject, module_slug, page_url, job_id, context, contact_email,"
            " contact_name, contact_locale, created_at, updated_at) VALUES (:user_id, :workspace_id, :kind, :subject, :module_slug,"
            " :page_url, :job_id, :context, :email, :name, :locale, :now, :now) RETURNING *",
            user_id=user_id, workspace_id=workspace_id, kind=about.kind, subject=about.subject, module_slug=about.module_slug,
            page_url=about.page_url, job_id=about.job_id,
            context=None if about.context is None else json.dumps(about.context, ensure_ascii=False),
            email=stranger.email if stranger else None, name=stranger.name if stranger else None,
            locale=stranger.locale if stranger else None, now=to_text(self._tx.now),
        )  # fmt: skip
        assert row is not None
        return _thread(row)

    def find(self, user_id: UserId, thread_id: ThreadId, workspace_id: WorkspaceId | None) -> Thread | None:
        """Find a thread of a person; with a workspace, only if they opened it there."""
        row = self._tx.one(
            "SELECT * FROM feedback_threads WHERE id = :thread_id AND user_id = :user_id"
            " AND (:workspace_id IS NULL OR workspace_id = :workspace_id)",
            user_id=user_id, thread_id=thread_id, workspace_id=workspace_id,
        )  # fmt: skip
        return _thread(row) if row else None

    def find_of_anybody(self, thread_id: ThreadId) -> Thread | None:
        """Find a thread."""
        row = self._tx.one("SELECT * FROM feedback_threads WHERE id = :thread_id", thread_id=thread_id)
        return _thread(row) if row else None

    def page(self, user_id: UserId, workspace_id: WorkspaceId | None, *, status: str | None, limit: int, offset: int) -> list[Thread]:
        """Give threads of a person, newest first; with a workspace, those that they opened there."""
        rows = self._tx.all(
            "SELECT * FROM feedback_threads WHERE user_id = :user_id AND (:workspace_id IS NULL OR workspace_id = :workspace_id)"
            " AND (:status IS NULL OR status = :status) ORDER BY id DESC LIMIT :limit OFFSET :offset",
            user_id=user_id, workspace_id=workspace_id, status=status, limit=limit, offset=offset,
        )  # fmt: skip
        return [_thread(row) for row in rows]

    def count(self, user_id: UserId, workspace_id: WorkspaceId | None, *, status: str | None) -> int:
        """Count what `page` gives."""
        row = self._tx.one(
            "SELECT count(*) AS n FROM feedback_threads WHERE user_id = :user_id"
            " AND (:workspace_id IS NULL OR workspace_id = :workspace_id) AND (:status IS NULL OR status = :status)",
            user_id=user_id, workspace_id=workspace_id, status=status,
        )  # fmt: skip
        return int(row["n"]) if row else 0

    def page_of_anybody(
        self, *, status: str | None, kind: str | None, module_slug: str | None, limit: int, offset: int
    ) -> list[Thread]:  # fmt: skip
        """Give threads of everybody, newest first."""
        rows = self._tx.all(
            "SELECT * FROM feedback_threads WHERE (:status IS NULL OR status = :status) AND (:kind IS NULL OR kind = :kind)"
            " AND (:module_slug IS NULL OR module_slug = :module_slug) ORDER BY id DESC LIMIT :limit OFFSET :offset",
            status=status, kind=kind, module_slug=module_slug, limit=limit, offset=offset,
        )  # fmt: skip
        return [_thread(row) for row in rows]

    def count_of_anybody(self, *, status: str | None, kind: str | None, module_slug: str | None) -> int:
        """Count what `page_of_anybody` gives."""
        row = self._tx.one(
            "SELECT count(*) AS n FROM feedback_threads WHERE (:status IS NULL OR status = :status) AND (:kind IS NULL OR kind = :kind)"
            " AND (:module_slug IS NULL OR module_slug = :module_slug)",
            status=status, kind=kind, module_slug=module_slug,
        )  # fmt: skip
        return int(row["n"]) if row else 0

    def has_contact(self, email: str, body: str, since: datetime) -> bool:
        """Tell whether a stranger wrote just this since a moment."""
        row = self._tx.one(
            "SELECT 1 FROM feedback_threads t JOIN feedback_messages m ON m.thread_id = t.id AND m.is_answer = 0"
            " WHERE t.contact_email = :email AND t.created_at > :since AND m.body = :body LIMIT 1",
            email=email, body=body, since=to_text(since),
        )  # fmt: skip
        return row is not None

    def note_message(self, thread_id: ThreadId, status: ThreadStatus) -> None:
        """Count one more message, and remember whose turn it is since."""
        self._tx.run(
            "UPDATE feedback_threads SET messages_count = messages_count + 1, status = :status, updated_at = :now WHERE id = :thread_id",
            thread_id=thread_id, status=status, now=to_text(self._tx.now),
        )  # fmt: skip

    def set_status(self, thread_id: ThreadId, status: ThreadStatus) -> None:
        """Close a thread, or open it again."""
        self._tx.run(
            "UPDATE feedback_threads SET status = :status, updated_at = :now WHERE id = :thread_id",
            thread_id=thread_id, status=status, now=to_text(self._tx.now),
        )  # fmt: skip

    def delete(self, thread_id: ThreadId) -> None:
        """Forget a thread with its messages."""
        self._tx.run("DELETE FROM feedback_threads WHERE id = :thread_id", thread_id=thread_id)

    def delete_contacts(self, email: str) -> None:
        """Forget what was written from an address by somebody who was not logged in."""
        self._tx.run("DELETE FROM feedback_threads WHERE contact_email = :email", email=email)

    def texts(self, workspace_id: WorkspaceId, after: int | None, limit: int) -> list[Texts]:
        """Give what threads within reach of a workspace's erasures are about, and which stranger wrote them, oldest first."""
        rows = self._tx.all(
            f"SELECT * FROM feedback_threads WHERE {WITHIN_REACH} AND id > :after ORDER BY id LIMIT :limit",  # noqa: S608 - a condition of ours
            workspace_id=workspace_id, after=after or 0, limit=limit,
        )  # fmt: skip
        return [(row["id"], mentions_in([row["contact_email"], *_told(row)])) for row in rows]

    def erase(self, workspace_id: WorkspaceId, thread_id: int, names: Names) -> bool:
        """Forget what a person wrote as a stranger, and take them out of what others' threads are about; tell whether they were there."""
        row = self._tx.one(f"SELECT * FROM feedback_threads WHERE id = :id AND {WITHIN_REACH}", id=thread_id, workspace_id=workspace_id)  # noqa: S608 - a condition of ours
        if row is None:
            return False
        if row["contact_email"] and names(row["contact_email"]):
            self.delete(ThreadId(thread_id))
            return True
        told = _told(row)
        subject, page_url, context, contact_name = left = [without_mentions(value, names) for value in told]
        if left == told:
            return False
        self._tx.run(
            "UPDATE feedback_threads SET subject = :subject, page_url = :page_url, context = :context, contact_name = :contact_name"
            " WHERE id = :id",
            id=thread_id, subject=subject, page_url=page_url, contact_name=contact_name,
            context=None if context is None else json.dumps(context, ensure_ascii=False),
        )  # fmt: skip
        return True


def _told(row: Row) -> list[object]:
    return [row["subject"], row["page_url"], json.loads(row["context"]) if row["context"] else None, row["contact_name"]]


def _thread(row: Row) -> Thread:
    about = About(
        kind=Kind(row["kind"]), subject=row["subject"], module_slug=row["module_slug"], page_url=row["page_url"], job_id=row["job_id"],
        context=json.loads(row["context"]) if row["context"] else None,
    )  # fmt: skip
    stranger = (
        Stranger(email=row["contact_email"], name=row["contact_name"], locale=row["contact_locale"]) if row["contact_email"] else None
    )
    return Thread(
        id=ThreadId(row["id"]), user_id=None if row["user_id"] is None else UserId(row["user_id"]),
        workspace_id=None if row["workspace_id"] is None else WorkspaceId(row["workspace_id"]), stranger=stranger, about=about,
        status=ThreadStatus(row["status"]), messages_count=row["messages_count"], created_at=from_text(row["created_at"]),
        updated_at=from_text(row["updated_at"]),
    )  # fmt: skip
