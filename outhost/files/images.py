"""The images of leads: `images/<2 hex>/<tracking_id>.<ext>`."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from outhost.files.whole import write_whole

_PREFIX = len("nai")


class Images:
    """Bytes by tracking id and extension. Every method blocks for the disk."""

    def __init__(self, folder: Path) -> None:
        """Keep images under `folder`."""
        self._folder = folder

    def put(self, tracking_id: str, extension: str, data: bytes) -> None:
        """Keep an image; when this returns, it outlives a power cut."""
        write_whole(self._path(tracking_id, extension), data)

    def read(self, tracking_id: str, extension: str) -> bytes | None:
        """Give an image, or None."""
        try:
            return self._path(tracking_id, extension).read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, tracking_id: str) -> None:
        """Remove an image, whatever its extension; no harm if there is none."""
        for extension in ("png", "gif"):
            self._path(tracking_id, extension).unlink(missing_ok=True)

    def older_than(self, moment: datetime) -> Iterator[list[str]]:
        """Give the tracking ids of images written before `moment`, folder by folder; unfinished files of that age are removed."""
        latest = moment.timestamp()
        for folder in sorted(self._folder.glob("[0-9a-f][0-9a-f]")):
            found = []
            for path in folder.iterdir():
                if path.stat().st_mtime > latest:
                    continue
                if path.suffix in {".png", ".gif"}:
                    found.append(path.stem)
                else:
                    path.unlink(missing_ok=True)
            if found:
                yield found

    def _path(self, tracking_id: str, extension: str) -> Path:
        return self._folder / tracking_id[_PREFIX : _PREFIX + 2] / f"{tracking_id}.{extension}"
