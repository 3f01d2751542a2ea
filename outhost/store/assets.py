"""Assets in rows; their bytes lie in files."""

import json
from collections.abc import Iterable

from outhost.domain.assets import Asset
from outhost.domain.clock import from_text, to_text
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection, Row


class Assets:
    """The table `assets`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def put(self, workspace_id: WorkspaceId, asset: Asset) -> bool:
        """Remember that a workspace has an asset; a second time changes nothing, and is told."""
        added = self._tx.run(
            "INSERT INTO assets (workspace_id, asset_id, width, height, frames, size_bytes, created_at)"
            " VALUES (:workspace_id, :asset_id, :width, :height, :frames, :size_bytes, :now) ON CONFLICT DO NOTHING",
            workspace_id=workspace_id, asset_id=asset.asset_id, width=asset.width, height=asset.height, frames=asset.frames,
            size_bytes=asset.size_bytes, now=to_text(self._tx.now),
        )  # fmt: skip
        return added == 1

    def find(self, workspace_id: WorkspaceId, asset_id: str) -> Asset | None:
        """Find an asset of a workspace."""
        row = self._tx.one(
            "SELECT * FROM assets WHERE workspace_id = :workspace_id AND asset_id = :asset_id", workspace_id=workspace_id, asset_id=asset_id
        )
        return _asset(row) if row else None

    def page(self, workspace_id: WorkspaceId, *, limit: int, offset: int) -> list[Asset]:
        """Give the assets of a workspace, newest first."""
        rows = self._tx.all(
            "SELECT * FROM assets WHERE workspace_id = :workspace_id ORDER BY created_at DESC, asset_id DESC LIMIT :limit OFFSET :offset",
            workspace_id=workspace_id, limit=limit, offset=offset,
        )  # fmt: skip
        return [_asset(row) for row in rows]

    def count(self, workspace_id: WorkspaceId) -> int:
        """Count the assets of a workspace."""
        row = self._tx.one("SELECT count(*) AS n FROM assets WHERE workspace_id = :workspace_id", workspace_id=workspace_id)
        return int(row["n"]) if row else 0

    def delete(self, workspace_id: WorkspaceId, asset_id: str) -> bool:
        """Forget that a workspace has an asset; tell whether it had."""
        gone = self._tx.run(
            "DELETE FROM assets WHERE workspace_id = :workspace_id AND asset_id = :asset_id", workspace_id=workspace_id, asset_id=asset_id
        )
        return gone == 1

    def is_used(self, workspace_id: WorkspaceId, asset_id: str) -> bool:
        """Tell whether a list or a template of a workspace names an asset."""
        row = self._tx.one(
            "SELECT 1 FROM list_assets u JOIN lists l ON l.id = u.list_id"
            " WHERE u.asset_id = :asset_id AND l.workspace_id = :workspace_id AND l.deleted_at IS NULL"
            " UNION ALL SELECT 1 FROM template_assets u JOIN templates t ON t.id = u.template_id"
            " WHERE u.asset_id = :asset_id AND t.workspace_id = :workspace_id LIMIT 1",
            workspace_id=workspace_id, asset_id=asset_id,
        )  # fmt: skip
        return row is not None

    def known_of_any_workspace(self, asset_ids: Iterable[str]) -> set[str]:
        """Give those of some assets that a workspace has."""
        rows = self._tx.all(
            "SELECT DISTINCT asset_id FROM assets WHERE asset_id IN (SELECT value FROM json_each(:asset_ids))",
            asset_ids=json.dumps(list(asset_ids)),
        )
        return {row["asset_id"] for row in rows}


def _asset(row: Row) -> Asset:
    return Asset(
        asset_id=row["asset_id"], width=row["width"], height=row["height"], frames=row["frames"], size_bytes=row["size_bytes"],
        created_at=from_text(row["created_at"]),
    )  # fmt: skip
