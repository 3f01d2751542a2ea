"""The balance and its ledger in rows; they change together or not at all."""

from outhost.domain.clock import from_text, to_text
from outhost.domain.credits import Entry
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection


class Credits:
    """The column `workspaces.credits` and the table `credit_entries`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def balance(self, workspace_id: WorkspaceId) -> int:
        """Give the balance."""
        row = self._tx.one("SELECT credits FROM workspaces WHERE id = :workspace_id", workspace_id=workspace_id)
        return int(row["credits"]) if row else 0

    def change(self, workspace_id: WorkspaceId, delta: int, *, reason: str, actor: str, lead_key: int | None = None) -> int | None:
        """Add `delta` to the balance and a line to the ledger; give the new balance, or None, unchanged, when it would fall below 0."""
        row = self._tx.one(
            "UPDATE workspaces SET credits = credits + :delta WHERE id = :workspace_id AND credits + :delta >= 0 RETURNING credits",
            workspace_id=workspace_id, delta=delta,
        )  # fmt: skip
        if row is None:
            return None
        self._tx.run(
            "INSERT INTO credit_entries (workspace_id, delta, balance_after, reason, lead_key, actor, created_at)"
            " VALUES (:workspace_id, :delta, :balance, :reason, :lead_key, :actor, :now)",
            workspace_id=workspace_id, delta=delta, balance=row["credits"], reason=reason, lead_key=lead_key, actor=actor,
            now=to_text(self._tx.now),
        )  # fmt: skip
        return int(row["credits"])

    def count(self, workspace_id: WorkspaceId) -> int:
        """Count the lines of the ledger."""
        row = self._tx.one("SELECT count(*) AS n FROM credit_entries WHERE workspace_id = :workspace_id", workspace_id=workspace_id)
        return int(row["n"]) if row else 0

    def page(self, workspace_id: WorkspaceId, *, limit: int, offset: int) -> list[Entry]:
        """Give lines of the ledger, newest first."""
        rows = self._tx.all(
            "SELECT e.*, l.lead_id FROM credit_entries e LEFT JOIN leads l ON l.id = e.lead_key"
            " WHERE e.workspace_id = :workspace_id ORDER BY e.id DESC LIMIT :limit OFFSET :offset",
            workspace_id=workspace_id, limit=limit, offset=offset,
        )  # fmt: skip
        return [
            Entry(
                id=row["id"], delta=row["delta"], balance_after=row["balance_after"], reason=row["reason"], lead_id=row["lead_id"],
                actor=row["actor"], created_at=from_text(row["created_at"]),
            )
            for row in rows
        ]  # fmt: skip
