"""The archive of pages: what was fetched from the web, one file an address, for whoever reads it next."""

import hashlib
import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from stat import S_ISREG
from typing import Final

from outhost.domain.mentions import mentions_in
from outhost.domain.pages import PageHead, head_in, packed, unpacked, with_head
from outhost.domain.subjects import Names
from outhost.files.whole import UNFINISHED

_SUFFIX: Final = ".page"
_SHARE: Final = 16
"""One in so many parts of the room is what the archive may grow by before it is looked at again, and what is then cleared beyond need."""

_SHORT: Final = 16
"""Characters of a name by which it is remembered: two pages that share them cost a look at the disk."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    size_bytes: int
    written_at: float


class Pages:
    """Files of pages, by address; `most_bytes` of them at most, of which the oldest go first.

    A page can be fetched again, so nothing is synced: a torn file counts as absent. A file’s time is that of its page. Methods block.
    """

    def __init__(self, folder: Path, most_bytes: int = 1 << 62) -> None:
        """Keep pages in `folder`, which is made with the first."""
        self._folder = folder
        self._most_bytes = most_bytes
        self._grown_bytes = most_bytes
        """How much came since somebody looked: at first, nobody has."""
        self._turn = threading.Lock()
        self._names: set[str] | None = None
        """What lies in the folder, once somebody looked; what was removed since may still be among it."""

    def may_have(self, url: str) -> bool:
        """Tell whether a page may be kept; does not block. Most pages that are asked for were never fetched before."""
        return self._names is None or _digest_of(url)[:_SHORT] in self._names

    def path_of(self, url: str) -> Path:
        """Name the file of an address, whether it is there or not."""
        return Path(self._name_of(url))

    def find(self, url: str) -> PageHead | None:
        """Give what is known of a page that is kept whole."""
        if self._names is None:
            self._names = {file.path.name[:_SHORT] for shelf in self.shelves() for file in _files_in(shelf)}
        try:
            with open(self._name_of(url), "rb") as file:  # noqa: PTH123 - a path object costs as much as the call
                line = file.readline()
                head, deflated_bytes = head_in(line)
                is_whole = os.fstat(file.fileno()).st_size == len(line) + deflated_bytes
        except (OSError, ValueError):
            return None
        return head if is_whole and head.url == url else None

    def keep(self, head: PageHead, body: bytes) -> Path:
        """Keep a page in place of an older one.

        Raises:
            OSError: the disk takes no more.
        """
        return self._write(head, packed(head, body))

    def keep_packed(self, head: PageHead, data: bytes) -> Path:
        """Keep a page in place of an older one, its body packed (zlib or gzip) as it came.

        Raises:
            OSError: the disk takes no more.
        """
        return self._write(head, with_head(head, data))

    def renew(self, head: PageHead) -> bool:
        """Put another head before the body that is kept; tell whether there is one.

        Raises:
            OSError: the disk takes no more.
        """
        try:
            data = self.path_of(head.url).read_bytes()
            unpacked(data)
        except (OSError, ValueError):
            return False
        self._write(head, with_head(head, data[data.index(b"\n") + 1 :]))
        return True

    def remove(self, url: str) -> None:
        """Keep a page no longer."""
        self.path_of(url).unlink(missing_ok=True)

    def sweep(self, before: datetime) -> int:
        """Remove the pages that were fetched before a moment, what was never finished by then, and what there is no room for."""
        self._names = None  # to be looked for anew, without what goes
        old = [file for shelf in self.shelves() for file in _files_in(shelf) if file.written_at < before.timestamp()]
        swept = sum(_is_removed(file) for file in old)
        return swept + self._make_room()

    def shelves(self) -> list[Path]:
        """Give the folders in which pages lie."""
        return sorted(self._folder.glob("[0-9a-f][0-9a-f]"))

    def erase(self, shelf: Path, names: Names) -> int:
        """Remove the pages of a shelf that name a person, and those that cannot be read; tell how many did."""
        erased = 0
        for file in _files_in(shelf):
            try:
                is_meant = any(map(names, mentions_in(*unpacked(file.path.read_bytes()))))
            except (OSError, ValueError):
                file.path.unlink(missing_ok=True)
                continue
            if is_meant:
                file.path.unlink(missing_ok=True)
                erased += 1
        return erased

    def remove_of(self, is_meant: Callable[[str], bool]) -> int:
        """Remove the pages whose address is meant; tell how many."""
        removed = 0
        for file in [file for shelf in self.shelves() for file in _files_in(shelf)]:
            try:
                with file.path.open("rb") as opened:
                    url = head_in(opened.readline())[0].url
            except (OSError, ValueError):
                continue
            removed += is_meant(url) and _is_removed(file)
        return removed

    def _write(self, head: PageHead, data: bytes) -> Path:
        """Write a file under a temporary name and rename it, with as few calls as there can be: each page of a crawl goes through here."""
        self._take_room(len(data))
        path = self._name_of(head.url)
        unfinished = f"{path}.{secrets.token_hex(4)}{UNFINISHED}"
        try:
            _write_file(unfinished, data, head.fetched_at.timestamp())
            os.rename(unfinished, path)  # noqa: PTH104 - a path object costs as much as the call
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
        if self._names is not None:
            self._names.add(os.path.basename(path)[:_SHORT])  # noqa: PTH119 - a path object costs as much as the call
        return Path(path)

    def _name_of(self, url: str) -> str:
        name = _digest_of(url)
        return f"{self._folder}/{name[:2]}/{name}{_SUFFIX}"

    def _take_room(self, size_bytes: int) -> None:
        with self._turn:
            self._grown_bytes += size_bytes
            if self._grown_bytes > self._most_bytes // _SHARE:
                self._make_room()
                self._grown_bytes = size_bytes

    def _make_room(self) -> int:
        """Remove the oldest pages, if there are too many to let the archive grow until somebody looks again."""
        files = [file for shelf in self.shelves() for file in _files_in(shelf)]
        surplus = sum(file.size_bytes for file in files) - self._most_bytes + self._most_bytes // _SHARE
        removed = 0
        for file in sorted(files, key=attrgetter("written_at")):
            if surplus <= 0:
                break
            removed += _is_removed(file)
            surplus -= file.size_bytes
        return removed


def _digest_of(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


def _write_file(path: str, data: bytes, moment: float) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        descriptor = os.open(path, flags, 0o600)
    except FileNotFoundError:
        shelf = Path(path).parent
        shelf.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shelf.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(path, flags, 0o600)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        os.utime(descriptor, (moment, moment))
    finally:
        os.close(descriptor)


def _files_in(shelf: Path) -> Iterator[_File]:
    """Go through what we put into a folder; what somebody else did is left alone."""
    with os.scandir(shelf) as entries:
        for entry in entries:
            if not entry.name.endswith((_SUFFIX, UNFINISHED)):
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:  # it was erased, or became another
                continue
            if S_ISREG(status.st_mode):
                yield _File(Path(entry.path), status.st_size, status.st_mtime)


def _is_removed(file: _File) -> bool:
    try:
        file.path.unlink(missing_ok=True)
    except OSError:
        log.exception("A page can't be removed; the next sweep tries again.", extra={"file": str(file.path)})
        return False
    return True
