"""The images of leads: `images/<2 hex>/<tracking_id>.<ext>`, and in memory those that were asked for lately."""

import logging
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from stat import S_ISREG

from outhost.files.whole import UNFINISHED, move_whole

log = logging.getLogger(__name__)

_PREFIX = len("nai")
_SUFFIXES = (".png", ".gif")
_AT_ONCE = 500
_RECENT_BYTES = 64 * 1024 * 1024
_LARGEST_SHARE = 8


class Images:
    """Bytes by tracking id and extension. Every method blocks for the disk."""

    def __init__(self, folder: Path) -> None:
        """Keep images under `folder`."""
        self._folder = folder

    def path(self, tracking_id: str, extension: str) -> Path:
        """Name the file in which an image lies, or is to lie."""
        return self._folder / tracking_id[_PREFIX : _PREFIX + 2] / f"{tracking_id}.{extension}"

    def read(self, tracking_id: str, extension: str) -> bytes | None:
        """Give an image, or None."""
        try:
            return self.path(tracking_id, extension).read_bytes()
        except FileNotFoundError:
            return None

    def rename(self, name: str, new_name: str, extension: str) -> None:
        """Have an image take another's place, for good; no harm if that was done before."""
        path = self.path(new_name, extension)
        if self.path(name, extension).exists():
            move_whole(self.path(name, extension), path)

    def delete(self, tracking_id: str) -> None:
        """Remove an image, whatever its extension; no harm if there is none."""
        for suffix in _SUFFIXES:
            self.path(tracking_id, suffix[1:]).unlink(missing_ok=True)

    def sweep(self, tracking_ids: Iterable[str]) -> int:
        """Remove images that nobody needs, one after the other; tell how many. One that resists stays, for the next sweep to try."""
        swept = 0
        for tracking_id in tracking_ids:
            try:
                self.delete(tracking_id)
                swept += 1
            except OSError:
                log.exception("An image can't be removed; the next sweep tries again.", extra={"tracking_id": tracking_id})
        return swept

    def older_than(self, moment: datetime) -> Iterator[list[str]]:
        """Give the tracking ids of images written before `moment`, a few hundred at once; unfinished files of that age are removed.

        What else somebody put into the folder is left alone.
        """
        latest = moment.timestamp()
        for folder in sorted(self._folder.glob("[0-9a-f][0-9a-f]")):
            old = [path for path in folder.iterdir() if _is_file_before(path, latest)]
            for path in old:
                if path.name.endswith(UNFINISHED):
                    path.unlink(missing_ok=True)
            found = [path.stem for path in old if path.suffix in _SUFFIXES and path == self.path(path.stem, path.suffix[1:])]
            for start in range(0, len(found), _AT_ONCE):
                yield found[start : start + _AT_ONCE]


class RecentImages:
    """Images by the SHA-256 of their bytes, so that none can be out of date; the least lately used are forgotten first. For one thread."""

    def __init__(self, most_bytes: int = _RECENT_BYTES) -> None:
        """Keep up to so many bytes."""
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._most_bytes = most_bytes
        self._room = most_bytes

    def find(self, digest: str) -> bytes | None:
        """Give an image that is still there."""
        if digest in self._kept:
            self._kept.move_to_end(digest)
        return self._kept.get(digest)

    def keep(self, digest: str, data: bytes) -> None:
        """Keep an image for whoever asks next, unless it would take the place of too many others."""
        if digest in self._kept or len(data) * _LARGEST_SHARE > self._most_bytes:
            return
        self._kept[digest] = data
        self._room -= len(data)
        while self._room < 0:
            self._room += len(self._kept.popitem(last=False)[1])


def _is_file_before(path: Path, latest: float) -> bool:
    try:
        status = path.stat()
    except FileNotFoundError:  # its list was deleted meanwhile
        return False
    return S_ISREG(status.st_mode) and status.st_mtime <= latest
