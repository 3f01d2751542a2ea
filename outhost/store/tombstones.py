"""Tombstones in rows: who was erased, by digest."""

from outhost.domain.clock import from_text, to_text
from outhost.domain.subjects import SubjectKind, Tombstone, Trace
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row


class Tombstones:
    """The table `tombstones`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def put(self, stone: Tombstone) -> None:
        """Remember an erasure as unfinished; a later one of the same person takes the place of an earlier one."""
        trace = stone.trace
        self._tx.run(
            "INSERT INTO tombstones (workspace_id, kind, digest, other_digest, is_suppressed, erased_at)"
            " VALUES (:workspace_id, :kind, :digest, :other_digest, :is_suppressed, :erased_at)"
            " ON CONFLICT (workspace_id, digest) DO UPDATE SET erased_at = excluded.erased_at, finished_at = NULL,"
            " is_suppressed = max(is_suppressed, excluded.is_suppressed)",
            workspace_id=trace.workspace_id, kind=trace.kind, digest=trace.digest, other_digest=trace.other_digest,
            is_suppressed=stone.is_suppressed, erased_at=to_text(stone.erased_at),
        )  # fmt: skip

    def find(self, workspace_id: WorkspaceId, digest: str) -> Tombstone | None:
        """Find the erasure of a person."""
        row = self._tx.one(
            "SELECT * FROM tombstones WHERE workspace_id = :workspace_id AND digest = :digest", workspace_id=workspace_id, digest=digest
        )
        return _tombstone(row) if row else None

    def all_of_any_workspace(self) -> list[Tombstone]:
        """Give every tombstone, in the order in which they were set."""
        return [_tombstone(row) for row in self._tx.all("SELECT * FROM tombstones ORDER BY id")]

    def find_unfinished_of_any_workspace(self) -> list[Tombstone]:
        """Give the erasures whose traces may not all be gone yet."""
        return [_tombstone(row) for row in self._tx.all("SELECT * FROM tombstones WHERE finished_at IS NULL ORDER BY id")]

    def finish(self, stone: Tombstone) -> None:
        """Remember that nothing is left of the person, unless there was a later erasure."""
        self._tx.run(
            "UPDATE tombstones SET finished_at = :now WHERE workspace_id = :workspace_id AND digest = :digest AND erased_at = :erased_at",
            workspace_id=stone.trace.workspace_id, digest=stone.trace.digest, erased_at=to_text(stone.erased_at), now=to_text(self._tx.now),
        )  # fmt: skip

    def lift_suppression(self, workspace_id: WorkspaceId, digest: str) -> None:
        """Remember that a person may be collected again."""
        self._tx.run(
            "UPDATE tombstones SET is_suppressed = 0 WHERE workspace_id = :workspace_id AND digest = :digest",
            workspace_id=workspace_id, digest=digest,
        )  # fmt: skip


def _tombstone(row: Row) -> Tombstone:
    trace = Trace(
        workspace_id=WorkspaceId(row["workspace_id"]), kind=SubjectKind(row["kind"]), digest=row["digest"],
        other_digest=row["other_digest"],
    )  # fmt: skip
    return Tombstone(trace=trace, is_suppressed=bool(row["is_suppressed"]), erased_at=from_text(row["erased_at"]))
