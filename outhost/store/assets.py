"""Assets in rows; their bytes lie in files."""

from outhost.domain.assets import Asset
from outhost.domain.clock import to_text
from outhost.domain.workspaces import WorkspaceId
from outhost.store.contract import Connection


class Assets:
    """The table `assets`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def put(self, workspace_id: WorkspaceId, asset: Asset) -> None:
        """Remember that a workspace has an asset; a second time changes nothing."""
        self._tx.run(
            "INSERT INTO assets (workspace_id, asset_id, width, height, frames, size_bytes, created_at)"
            " VALUES (:workspace_id, :asset_id, :width, :height, :frames, :size_bytes, :now) ON CONFLICT DO NOTHING",
            workspace_id=workspace_id, asset_id=asset.asset_id, width=asset.width, height=asset.height, frames=asset.frames,
            size_bytes=asset.size_bytes, now=to_text(self._tx.now),
        )  # fmt: skip

    def find(self, workspace_id: WorkspaceId, asset_id: str) -> Asset | None:
        """Find an asset of a workspace."""
        row = self._tx.one(
            "SELECT * FROM assets WHERE workspace_id = :workspace_id AND asset_id = :asset_id", workspace_id=workspace_id, asset_id=asset_id
        )
        if row is None:
            return None
        return Asset(asset_id=row["asset_id"], width=row["width"], height=row["height"], frames=row["frames"], size_bytes=row["size_bytes"])
