"""Access keys in rows."""

from datetime import datetime

from outhost.domain.access_keys import AccessKey, AccessKeyId, Scope
from outhost.domain.clock import from_text, from_text_or_none, to_text
from outhost.domain.users import UserId
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row


class AccessKeys:
    """The table `access_keys`; those that have expired stay to be seen, and open nothing."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(
        self, workspace_id: WorkspaceId, user_id: UserId, *, name: str, prefix: str, digest: bytes, scopes: frozenset[Scope],
        expires_at: datetime | None,
    ) -> AccessKey:  # fmt: skip
        """Remember a new key of a member."""
        row = self._tx.one(
            "INSERT INTO access_keys (workspace_id, user_id, name, prefix, digest, can_read, can_write, created_at, expires_at)"
            " VALUES (:workspace_id, :user_id, :name, :prefix, :digest, :can_read, :can_write, :now, :expires_at) RETURNING *",
            workspace_id=workspace_id, user_id=user_id, name=name, prefix=prefix, digest=digest, can_read=Scope.READ in scopes,
            can_write=Scope.WRITE in scopes, now=to_text(self._tx.now), expires_at=to_text(expires_at) if expires_at else None,
        )  # fmt: skip
        assert row is not None
        return _key(row)

    def find_of_any_workspace(self, digest: bytes) -> AccessKey | None:
        """Find the key that still opens something."""
        row = self._tx.one(
            "SELECT * FROM access_keys WHERE digest = :digest AND (expires_at IS NULL OR expires_at > :now)",
            digest=digest, now=to_text(self._tx.now),
        )  # fmt: skip
        return _key(row) if row else None

    def page(self, workspace_id: WorkspaceId, *, limit: int, offset: int) -> list[AccessKey]:
        """Give a workspace's keys, newest first."""
        rows = self._tx.all(
            "SELECT * FROM access_keys WHERE workspace_id = :workspace_id ORDER BY id DESC LIMIT :limit OFFSET :offset",
            workspace_id=workspace_id, limit=limit, offset=offset,
        )  # fmt: skip
        return [_key(row) for row in rows]

    def all_of_user(self, user_id: UserId) -> list[AccessKey]:
        """Give the keys that act as a user, in every workspace, oldest first."""
        return [_key(row) for row in self._tx.all("SELECT * FROM access_keys WHERE user_id = :user_id ORDER BY id", user_id=user_id)]

    def count(self, workspace_id: WorkspaceId) -> int:
        """Count a workspace's keys."""
        row = self._tx.one("SELECT count(*) AS n FROM access_keys WHERE workspace_id = :workspace_id", workspace_id=workspace_id)
        return int(row["n"]) if row else 0

    def note_use(self, key_id: AccessKeyId) -> None:
        """Remember that a key was used now."""
        self._tx.run("UPDATE access_keys SET last_used_at = :now WHERE id = :key_id", key_id=key_id, now=to_text(self._tx.now))

    def delete(self, workspace_id: WorkspaceId, key_id: AccessKeyId) -> bool:
        """Forget a key of a workspace; tell whether there was one."""
        changed = self._tx.run(
            "DELETE FROM access_keys WHERE id = :key_id AND workspace_id = :workspace_id", workspace_id=workspace_id, key_id=key_id
        )
        return changed == 1


def _key(row: Row) -> AccessKey:
    return AccessKey(
        id=AccessKeyId(row["id"]), workspace_id=WorkspaceId(row["workspace_id"]), user_id=UserId(row["user_id"]), name=row["name"],
        prefix=row["prefix"], scopes=frozenset(scope for scope in Scope if row[f"can_{scope}"]), created_at=from_text(row["created_at"]),
        last_used_at=from_text_or_none(row["last_used_at"]),
        expires_at=from_text_or_none(row["expires_at"]),
    )  # fmt: skip
