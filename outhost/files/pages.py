"""The archive of pages: what was fetched from the web, one file an address, for whoever reads it next."""

import hashlib
import secrets
from collections.abc import Iterator
from pathlib import Path

from outhost.domain.pages import PageHead, head_in, packed, unpacked
from outhost.files.whole import UNFINISHED, make_folder

_SUFFIX = ".page"


class Pages:
    """Files of pages, by address. A page can be fetched again, so nothing is synced: a torn file counts as absent. Every method blocks."""

    def __init__(self, folder: Path) -> None:
        """Keep pages in `folder`, which is made with the first."""
        self._folder = folder

    def path_of(self, url: str) -> Path:
        """Name the file of an address, whether it is there or not."""
        name = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / name[:2] / f"{name}{_SUFFIX}"

    def find(self, url: str) -> PageHead | None:
        """Give what is known of a page that is kept."""
        try:
            with self.path_of(url).open("rb") as file:
                head = head_in(file.readline())
        except (OSError, ValueError):
            return None
        return head if head.url == url else None

    def body_of(self, url: str) -> bytes | None:
        """Give the body of a page that is kept."""
        try:
            return unpacked(self.path_of(url).read_bytes())[1]
        except (OSError, ValueError):
            return None

    def keep(self, head: PageHead, body: bytes) -> Path:
        """Keep a page in place of an older one.

        Raises:
            OSError: the disk takes no more.
        """
        path = self.path_of(head.url)
        make_folder(path.parent)
        unfinished = path.with_name(f"{path.stem}.{secrets.token_hex(4)}{UNFINISHED}")
        try:
            unfinished.write_bytes(packed(head, body))
            unfinished.chmod(0o600)
            unfinished.rename(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        return path

    def remove(self, url: str) -> None:
        """Keep a page no longer."""
        self.path_of(url).unlink(missing_ok=True)

    def all(self) -> Iterator[Path]:
        """Go through the files of all pages."""
        yield from self._folder.glob(f"*/*{_SUFFIX}")
