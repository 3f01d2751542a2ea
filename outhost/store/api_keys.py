"""API keys in rows: digests only."""

from outhost.domain.clock import to_text
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
            " ON CONFLICT (workspace_id) DO UPDATE SET digest = excluded.digest, created_at = excluded.created_at",
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
