"""API keys in rows: digests only."""

from datetime import datetime

from outhost.domain.api_keys import ApiKey
from outhost.domain.clock import from_text, from_text_or_none, to_text
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection


class ApiKeys:
    """The table `api_keys`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def put(self, workspace_id: WorkspaceId, digest: bytes) -> None:
        """Give a workspace a key, in place of the one that it had."""
        self._tx.run(
            "INSERT INTO api_keys (workspace_id, digest, created_at) VALUES (:workspace_id, :digest, :now)"
            " ON CONFLICT (workspace_id) DO UPDATE SET digest = excluded.digest, created_at = excluded.created_at, last_used_at = NULL",
            workspace_id=workspace_id, digest=digest, now=to_text(self._tx.now),
        )  # fmt: skip

    def find_workspace_of_any_owner(self, digest: bytes) -> WorkspaceId | None:
        """Find the workspace that a key opens; a key whose workspace was founded by a deactivated user opens nothing."""
        row = self._tx.one(
            "SELECT k.workspace_id FROM api_keys k JOIN workspaces w ON w.id = k.workspace_id JOIN users u ON u.id = w.founder_id"
            " WHERE k.digest = :digest AND u.is_active = 1",
            digest=digest,
        )  # fmt: skip
        return WorkspaceId(row["workspace_id"]) if row else None

    def find(self, workspace_id: WorkspaceId) -> tuple[bytes, ApiKey] | None:
        """Find the digest of a workspace's key, and what is known of it."""
        row = self._tx.one("SELECT * FROM api_keys WHERE workspace_id = :workspace_id", workspace_id=workspace_id)
        if row is None:
            return None
        used = row["last_used_at"]
        return row["digest"], ApiKey(issued_at=from_text(row["created_at"]), last_used_at=from_text_or_none(used))

    def note_use(self, digest: bytes, used_at: datetime) -> None:
        """Remember that a key was used; one that was replaced meanwhile is nobody's."""
        self._tx.run("UPDATE api_keys SET last_used_at = :used_at WHERE digest = :digest", digest=digest, used_at=to_text(used_at))
