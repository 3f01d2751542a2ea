"""The data folder: where everything of one installation lies, and who holds it."""

import errno
import fcntl
import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from outhost.domain.errors import DiskFull, FolderInUse, UnusableFolder

_MIB = 1 << 20
_ABOUT_BYTES = 1024
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The names of what lies in the folder at `path`."""

    path: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.path / "outhost.db"

    @property
    def images(self) -> Path:
        """The images of leads."""
        return self.path / "images"

    @property
    def assets(self) -> Path:
        """The pictures that owners brought."""
        return self.path / "assets"

    @property
    def fonts(self) -> Path:
        """The fonts that owners brought, read when a drawing process starts; outhost puts nothing there."""
        return self.path / "fonts"

    @property
    def plugins(self) -> Path:
        """The plugins that owners brought; outhost puts nothing there unasked."""
        return self.path / "plugins"

    @property
    def uploads(self) -> Path:
        """Files that came with a job, and answers that were fetched for one, until it is done with them."""
        return self.path / "uploads"

    @property
    def pages(self) -> Path:
        """Pages of websites, for whoever reads them next."""
        return self.path / "pages"

    @property
    def atlas(self) -> Path:
        """The folder of the atlas: places of open data, which belong to nobody."""
        return self.path / "atlas"

    @property
    def atlas_file(self) -> Path:
        """The file that has all places; another one takes its place, and none is ever changed."""
        return self.atlas / "atlas.db"

    @property
    def outbox(self) -> Path:
        """Letters that no mail server carries."""
        return self.path / "outbox"

    @property
    def backups(self) -> Path:
        """Copies of the database, made before migrations."""
        return self.path / "backups"

    @property
    def tombstones(self) -> Path:
        """Who was erased, by digest, for a database that is restored."""
        return self.path / "tombstones.json"

    @property
    def settings(self) -> Path:
        """The file of settings, if there is one."""
        return self.path / "outhost.toml"

    @property
    def lock(self) -> Path:
        """The file that whoever writes holds locked; it names the holder."""
        return self.path / "outhost.lock"

    def make(self) -> None:
        """Make the folder, for its owner's eyes only; one in which other things lie keeps the mode that its owner gave it.

        Raises:
            UnusableFolder: it can't be made, or not be looked into.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            is_empty = not any(self.path.iterdir())
        except OSError as fault:
            raise UnusableFolder(folder=str(self.path), reason=fault.strerror) from None
        if is_empty:
            with suppress(PermissionError):
                self.path.chmod(0o700)

    def begin_settings(self, text: str) -> None:
        """Write the file of settings, unless there is one.

        Raises:
            UnusableFolder
        """
        self.make()
        try:
            with self.settings.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            return
        except OSError as fault:
            raise UnusableFolder(folder=str(self.path), reason=fault.strerror) from None

    def free_mb(self) -> int:
        """Tell how much room the disk has, in MiB."""
        return shutil.disk_usage(self.path).free // _MIB

    def require_room(self, min_free_mb: int) -> None:
        """Do nothing if the disk has as much room as is to be kept free.

        Raises:
            DiskFull
        """
        free_mb = self.free_mb()
        if free_mb < min_free_mb:
            raise DiskFull(free_mb=free_mb, min_free_mb=min_free_mb)

    def refusal_of(self, fault: OSError, min_free_mb: int) -> DiskFull | None:
        """Give the refusal that a fault of the disk comes to where it had no more room; None where it is another."""
        return DiskFull(free_mb=self.free_mb(), min_free_mb=min_free_mb) if fault.errno in _FULL else None


class FolderLock:
    """The right to write in a data folder: one process at a time, freed by the kernel when the process dies."""

    def __init__(self, folder: DataFolder) -> None:
        """Take the lock.

        Raises:
            FolderInUse: another process has it; names that process.
            UnusableFolder: nothing may be written there.
        """
        try:
            self._descriptor = os.open(folder.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as fault:
            raise UnusableFolder(folder=str(folder.path), reason=fault.strerror) from None
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise FolderInUse(folder=str(folder.path), holder=_name(holder(folder))) from None
        self.tell({"pid": os.getpid()})

    def tell(self, about: dict[str, object]) -> None:
        """Write into the lock file who holds it, for others to read."""
        # In one write of one length, so that nobody reads half of it.
        os.pwrite(self._descriptor, json.dumps({"pid": os.getpid(), **about}).encode().ljust(_ABOUT_BYTES), 0)

    def release(self) -> None:
        """Give the lock back."""
        with suppress(OSError):
            os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)


def holder(folder: DataFolder) -> dict[str, object]:
    """Read what the holder of a folder wrote about itself: `pid`, and for a server `url`; empty when nothing is known."""
    try:
        about = json.loads(folder.lock.read_bytes())
    except (OSError, ValueError):
        return {}
    return about if isinstance(about, dict) else {}


def _name(about: dict[str, object]) -> str:
    if "url" in about:
        return f"the server at {about['url']} (process {about.get('pid')})"
    return f"process {about['pid']}" if "pid" in about else "another outhost"
