"""The shapes of assets."""

from outhost.domain.assets import Asset
from outhost.web.outsend.wire.form import Out, moment_or_none


class UploadedAssetOut(Out):
    """A picture that was uploaded; `asset_id` is what specs name it by."""

    asset_id: str
    width: int
    height: int
    frames: int

    @classmethod
    def of(cls, asset: Asset) -> "UploadedAssetOut":
        """Shape a picture."""
        return cls(asset_id=asset.asset_id, width=asset.width, height=asset.height, frames=asset.frames)


class AssetOut(UploadedAssetOut):
    """A picture of the workspace, in a page of them."""

    size_bytes: int
    created_at: str | None

    @classmethod
    def of(cls, asset: Asset) -> "AssetOut":
        """Shape a picture."""
        shown = UploadedAssetOut.of(asset)
        return cls(**dict(shown), size_bytes=asset.size_bytes, created_at=moment_or_none(asset.created_at))


class AssetsOut(Out):
    """A page of pictures."""

    items: list[AssetOut]
    total: int
    limit: int
    offset: int
