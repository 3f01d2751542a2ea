"""What can be done with assets."""

import asyncio

from outhost.domain.assets import Asset, asset_id_of
from outhost.domain.workspaces import Caller
from outhost.files.assets import Assets as AssetFiles
from outhost.render.assets import inspect_asset
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


class Assets:
    """Pictures that owners bring for their render specs."""

    def __init__(self, store: Store, files: AssetFiles) -> None:
        """Keep rows in `store` and bytes in `files`."""
        self._store = store
        self._files = files

    async def add(self, caller: Caller, data: bytes) -> Asset:
        """Keep a picture, once however often it comes; give its facts.

        Raises:
            InvalidInput: the bytes are no PNG, JPEG, GIF or WebP, are corrupt or too large.
        """
        facts = await asyncio.to_thread(inspect_asset, data)
        asset = Asset(asset_id=asset_id_of(data), width=facts.width, height=facts.height, frames=facts.frames, size_bytes=len(data))
        await asyncio.to_thread(self._files.put, asset.asset_id, data)
        await self._store.write(_put, caller, asset)
        return asset


def _put(tx: Tx, caller: Caller, asset: Asset) -> None:
    tx.assets.put(caller.workspace_id, asset)
