"""Sessions in rows."""

from datetime import datetime

from outhost.domain.clock import from_text, to_text
from outhost.domain.sessions import Session, SessionId
from outhost.domain.users import UserId
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row


class Sessions:
    """The table `sessions`; those that have ended are not there for anybody."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(
        self, user_id: UserId, workspace_id: WorkspaceId | None, digest: bytes, *, address: str, user_agent: str, expires_at: datetime
    ) -> Session:
        """Remember a new session."""
        row = self._tx.one(
            "INSERT INTO sessions (user_id, workspace_id, digest, address, user_agent, created_at, last_seen_at, expires_at)"
            " VALUES (:user_id, :workspace_id, :digest, :address, :user_agent, :now, :now, :expires_at) RETURNING *",
            user_id=user_id, workspace_id=workspace_id, digest=digest, address=address, user_agent=user_agent, now=to_text(self._tx.now),
            expires_at=to_text(expires_at),
        )  # fmt: skip
        assert row is not None
        return _session(row)

    def find(self, digest: bytes) -> Session | None:
        """Find the session that a token opens."""
        row = self._tx.one("SELECT * FROM sessions WHERE digest = :digest AND expires_at > :now", digest=digest, now=to_text(self._tx.now))
        return _session(row) if row else None

    def page(self, user_id: UserId, *, limit: int, offset: int) -> list[Session]:
        """Give a user's sessions, newest first."""
        rows = self._tx.all(
            "SELECT * FROM sessions WHERE user_id = :user_id AND expires_at > :now ORDER BY id DESC LIMIT :limit OFFSET :offset",
            user_id=user_id, now=to_text(self._tx.now), limit=limit, offset=offset,
        )  # fmt: skip
        return [_session(row) for row in rows]

    def count(self, user_id: UserId) -> int:
        """Count a user's sessions."""
        row = self._tx.one(
            "SELECT count(*) AS n FROM sessions WHERE user_id = :user_id AND expires_at > :now", user_id=user_id, now=to_text(self._tx.now)
        )
        return int(row["n"]) if row else 0

    def slide(self, session_id: SessionId, *, expires_at: datetime) -> None:
        """Note that a session was used, and move its end."""
        self._tx.run(
            "UPDATE sessions SET last_seen_at = :now, expires_at = :expires_at WHERE id = :session_id",
            session_id=session_id, now=to_text(self._tx.now), expires_at=to_text(expires_at),
        )  # fmt: skip

    def switch(self, session_id: SessionId, workspace_id: WorkspaceId) -> None:
        """Let a session act in another workspace."""
        self._tx.run(
            "UPDATE sessions SET workspace_id = :workspace_id WHERE id = :session_id", session_id=session_id, workspace_id=workspace_id
        )

    def settle(self, user_id: UserId, workspace_id: WorkspaceId) -> None:
        """Let those of a user's sessions that act nowhere act in a workspace."""
        self._tx.run(
            "UPDATE sessions SET workspace_id = :workspace_id WHERE user_id = :user_id AND workspace_id IS NULL",
            user_id=user_id, workspace_id=workspace_id,
        )  # fmt: skip

    def leave(self, user_id: UserId, workspace_id: WorkspaceId, *, instead: WorkspaceId | None) -> None:
        """Let a user's sessions in a workspace act elsewhere, or nowhere."""
        self._tx.run(
            "UPDATE sessions SET workspace_id = :instead WHERE user_id = :user_id AND workspace_id = :workspace_id",
            user_id=user_id, workspace_id=workspace_id, instead=instead,
        )  # fmt: skip

    def delete(self, user_id: UserId, session_id: SessionId) -> bool:
        """End a session of a user; tell whether there was one."""
        changed = self._tx.run("DELETE FROM sessions WHERE id = :session_id AND user_id = :user_id", user_id=user_id, session_id=session_id)
        return changed == 1

    def delete_all(self, user_id: UserId) -> int:
        """End all sessions of a user; tell how many."""
        return self._tx.run("DELETE FROM sessions WHERE user_id = :user_id", user_id=user_id)

    def delete_expired(self, limit: int) -> int:
        """Forget up to `limit` sessions whose time is over; tell how many."""
        return self._tx.run(
            "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= :now LIMIT :limit)",
            now=to_text(self._tx.now), limit=limit,
        )  # fmt: skip


def _session(row: Row) -> Session:
    return Session(
        id=SessionId(row["id"]), user_id=UserId(row["user_id"]),
        workspace_id=None if row["workspace_id"] is None else WorkspaceId(row["workspace_id"]), address=row["address"],
        user_agent=row["user_agent"], created_at=from_text(row["created_at"]), last_seen_at=from_text(row["last_seen_at"]),
        expires_at=from_text(row["expires_at"]),
    )  # fmt: skip
