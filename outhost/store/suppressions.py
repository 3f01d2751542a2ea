"""Suppressions in rows: who must not be collected again, by digest."""

import json
from collections.abc import Collection

from outhost.domain.clock import from_text, to_text
from outhost.domain.subjects import SubjectKind, Suppression, Trace
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row


class Suppressions:
    """The table `suppressions`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def put(self, trace: Trace) -> Suppression:
        """Remember a suppression; one that is there already stays as it is."""
        self._tx.run(
            "INSERT INTO suppressions (workspace_id, kind, digest, other_digest, created_at)"
            " VALUES (:workspace_id, :kind, :digest, :other_digest, :now) ON CONFLICT (workspace_id, digest) DO NOTHING",
            workspace_id=trace.workspace_id, kind=trace.kind, digest=trace.digest, other_digest=trace.other_digest,
            now=to_text(self._tx.now),
        )  # fmt: skip
        row = self._tx.one(
            "SELECT * FROM suppressions WHERE workspace_id = :workspace_id AND digest = :digest",
            workspace_id=trace.workspace_id, digest=trace.digest,
        )  # fmt: skip
        assert row is not None
        return _suppression(row)

    def is_any(self, workspace_id: WorkspaceId) -> bool:
        """Tell whether a workspace suppresses anybody, by one look at the index."""
        return self._tx.one("SELECT 1 FROM suppressions WHERE workspace_id = :workspace_id LIMIT 1", workspace_id=workspace_id) is not None

    def is_any_of(self, workspace_id: WorkspaceId, digests: Collection[str]) -> bool:
        """Tell whether a suppression has one of these digests."""
        row = self._tx.one(
            "SELECT 1 FROM suppressions WHERE workspace_id = :workspace_id AND (digest IN (SELECT value FROM json_each(:digests))"
            " OR other_digest IN (SELECT value FROM json_each(:digests))) LIMIT 1",
            workspace_id=workspace_id, digests=json.dumps(list(digests)),
        )  # fmt: skip
        return row is not None

    def page(self, workspace_id: WorkspaceId, *, limit: int, offset: int) -> list[Suppression]:
        """Give suppressions, newest first."""
        rows = self._tx.all(
            "SELECT * FROM suppressions WHERE workspace_id = :workspace_id ORDER BY id DESC LIMIT :limit OFFSET :offset",
            workspace_id=workspace_id, limit=limit, offset=offset,
        )  # fmt: skip
        return [_suppression(row) for row in rows]

    def count(self, workspace_id: WorkspaceId) -> int:
        """Count the suppressions of a workspace."""
        row = self._tx.one("SELECT count(*) AS n FROM suppressions WHERE workspace_id = :workspace_id", workspace_id=workspace_id)
        return int(row["n"]) if row else 0

    def delete(self, workspace_id: WorkspaceId, *, digests: Collection[str] = (), suppression_id: int | None = None) -> list[Suppression]:
        """Forget the suppressions that have one of these digests, or this number, and give what they were."""
        rows = self._tx.all(
            "DELETE FROM suppressions WHERE workspace_id = :workspace_id AND (id = :id OR digest IN (SELECT value FROM json_each(:digests))"
            " OR other_digest IN (SELECT value FROM json_each(:digests))) RETURNING *",
            workspace_id=workspace_id, digests=json.dumps(list(digests)), id=suppression_id,
        )  # fmt: skip
        return [_suppression(row) for row in rows]


def _suppression(row: Row) -> Suppression:
    trace = Trace(
        workspace_id=WorkspaceId(row["workspace_id"]), kind=SubjectKind(row["kind"]), digest=row["digest"],
        other_digest=row["other_digest"],
    )  # fmt: skip
    return Suppression(id=row["id"], trace=trace, created_at=from_text(row["created_at"]))
