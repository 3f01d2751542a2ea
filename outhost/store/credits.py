"""The balance and its ledger in rows; they change together or not at all."""

from outhost.domain.clock import from_text, to_text
from outhost.domain.credits import Entry
from outhost.domain.subjects import ERASED, Names
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Texts


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
        """Give lines of the ledger, newest first; those that are skipped are counted in the index and not read."""
        rows = self._tx.all(
            "SELECT e.*, l.lead_id FROM credit_entries e LEFT JOIN leads l ON l.id = e.lead_key WHERE e.id IN"
            " (SELECT id FROM credit_entries WHERE workspace_id = :workspace_id ORDER BY id DESC LIMIT :limit OFFSET :offset)"
            " ORDER BY e.id DESC",
            workspace_id=workspace_id, limit=limit, offset=offset,
        )  # fmt: skip
        return [
            Entry(
                id=row["id"], delta=row["delta"], balance_after=row["balance_after"], reason=row["reason"], lead_id=row["lead_id"],
                actor=row["actor"], created_at=from_text(row["created_at"]),
            )
            for row in rows
        ]  # fmt: skip

    def find_actor(self, workspace_id: WorkspaceId, lead_key: int) -> str | None:
        """Find who had a lead added. Reads the whole ledger of the workspace; for a connection of one's own."""
        row = self._tx.one(
            "SELECT actor FROM credit_entries WHERE workspace_id = :workspace_id AND lead_key = :lead_key ORDER BY id LIMIT 1",
            workspace_id=workspace_id, lead_key=lead_key,
        )  # fmt: skip
        return row["actor"] if row else None

    def texts(self, workspace_id: WorkspaceId, after: int | None, limit: int) -> list[Texts]:
        """Give the reasons that people wrote into a workspace's ledger."""
        rows = self._tx.all(
            "SELECT id, reason FROM credit_entries WHERE workspace_id = :workspace_id AND id > :after ORDER BY id LIMIT :limit",
            workspace_id=workspace_id, after=after or 0, limit=limit,
        )  # fmt: skip
        return [(row["id"], [row["reason"]]) for row in rows]

    def erase(self, workspace_id: WorkspaceId, entry_id: int, names: Names) -> bool:
        """Take a person out of the reason of a line, which itself stays; tell whether it named them.

        A line of a lead that was erased shows no lead any longer.
        """
        row = self._tx.one(
            "SELECT reason FROM credit_entries WHERE id = :id AND workspace_id = :workspace_id", workspace_id=workspace_id, id=entry_id
        )
        if row is None or not names(row["reason"]):
            return False
        self._tx.run("UPDATE credit_entries SET reason = :reason WHERE id = :id", id=entry_id, reason=ERASED)
        return True
