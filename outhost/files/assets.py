"""The assets that owners bring: `assets/<2 hex>/<sha256>`, and the built-in ones that outhost ships."""

import logging
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from outhost.files.whole import write_whole

log = logging.getLogger(__name__)


class Assets:
    """Bytes by their SHA-256. Every method blocks for the disk."""

    def __init__(self, folder: Path, builtin: Mapping[str, Path]) -> None:
        """Keep assets under `folder`; `builtin` are files shipped with outhost, by SHA-256."""
        self._folder = folder
        self._builtin = builtin

    def put(self, asset_id: str, data: bytes) -> None:
        """Keep an asset; a second time changes nothing but its age, so that no sweep takes it from whoever brought it now."""
        path = self._own(asset_id)
        try:
            os.utime(path)
        except FileNotFoundError:
            write_whole(path, data)

    def sweep(self, asset_ids: Iterable[str], moment: datetime) -> None:
        """Remove assets that nobody has any longer, but none that was brought after `moment`."""
        for asset_id in asset_ids:
            path = self._own(asset_id)
            try:
                if path.stat().st_mtime <= moment.timestamp():
                    path.unlink()
            except FileNotFoundError:
                continue
            except OSError:
                log.exception("An asset can't be removed.", extra={"asset_id": asset_id})

    def is_builtin(self, asset_id: str) -> bool:
        """Tell whether outhost ships this asset."""
        return asset_id in self._builtin

    def path(self, asset_id: str) -> Path:
        """Name the file in which an asset lies."""
        return self._builtin.get(asset_id) or self._own(asset_id)

    def _own(self, asset_id: str) -> Path:
        return self._folder / asset_id[:2] / asset_id
