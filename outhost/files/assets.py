"""The assets that owners bring: `assets/<2 hex>/<sha256>`, and the built-in ones that outhost ships."""

import asyncio
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from stat import S_ISREG
from typing import Final

from outhost.domain.assets import ASSET_ID
from outhost.files.incoming import Incoming
from outhost.files.whole import UNFINISHED, write_whole

_AT_ONCE: Final = 500

log = logging.getLogger(__name__)


class Assets:
    """Bytes by their SHA-256, one file whichever workspaces have it. Every method blocks for the disk.

    Whoever brings a file and its row, or takes them away, holds `changing` meanwhile: else one workspace could lose a file to another
    that is just letting go of it.
    """

    def __init__(self, folder: Path, builtin: Mapping[str, Path]) -> None:
        """Keep assets under `folder`; `builtin` are files shipped with outhost, by SHA-256."""
        self._folder = folder
        self._builtin = builtin
        self.changing = asyncio.Lock()

    def incoming(self, most_bytes: int) -> Incoming:
        """Begin to take an asset that comes piece by piece."""
        return Incoming(self._folder, most_bytes)

    def keep(self, incoming: Incoming) -> None:
        """Keep an asset that has come; a second time changes nothing but its age, as with `put`."""
        path = self._own(incoming.digest)
        try:
            os.utime(path)
        except FileNotFoundError:
            incoming.keep(path)

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

    def read(self, asset_id: str) -> bytes | None:
        """Give an asset, or None."""
        try:
            return self.path(asset_id).read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, asset_id: str) -> None:
        """Remove an owner's asset; no harm if there is none."""
        self._own(asset_id).unlink(missing_ok=True)

    def older_than(self, moment: datetime) -> Iterator[list[str]]:
        """Give the ids of owners' assets written before `moment`, a few hundred at once; unfinished files of that age are removed."""
        latest = moment.timestamp()
        for path in self._folder.glob(f"*{UNFINISHED}"):
            if _is_file_before(path, latest):
                path.unlink(missing_ok=True)
        for folder in sorted(self._folder.glob("[0-9a-f][0-9a-f]")):
            old = [path for path in folder.iterdir() if _is_file_before(path, latest)]
            for path in old:
                if path.name.endswith(UNFINISHED):
                    path.unlink(missing_ok=True)
            found = [path.name for path in old if path == self._own(path.name) and ASSET_ID.fullmatch(path.name)]
            for start in range(0, len(found), _AT_ONCE):
                yield found[start : start + _AT_ONCE]

    def is_builtin(self, asset_id: str) -> bool:
        """Tell whether outhost ships this asset."""
        return asset_id in self._builtin

    def path(self, asset_id: str) -> Path:
        """Name the file in which an asset lies."""
        return self._builtin.get(asset_id) or self._own(asset_id)

    def _own(self, asset_id: str) -> Path:
        return self._folder / asset_id[:2] / asset_id


def _is_file_before(path: Path, latest: float) -> bool:
    try:
        status = path.stat()
    except FileNotFoundError:  # it was deleted meanwhile
        return False
    return S_ISREG(status.st_mode) and status.st_mtime <= latest
