"""A file that comes piece by piece: under a temporary name until it is kept, and nothing at all if it is not."""

import hashlib
import os
import secrets
import threading
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from outhost.files.whole import UNFINISHED, make_folder, sync_folder


class Incoming:
    """Bytes on their way into `folder`, up to `most_bytes`; what comes beyond is counted and thrown away. Every method blocks.

    Leaving the context removes what was not kept, also while another thread is still writing.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        """Make no file before the first bytes come."""
        self._folder = folder
        self._path = folder / f"{secrets.token_hex(8)}{UNFINISHED}"
        self._most_bytes = most_bytes
        self._digest = hashlib.sha256()
        self._file: BinaryIO | None = None
        self._turn = threading.Lock()
        self._is_over = False
        self.size_bytes = 0
        self.fault: OSError | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.discard()

    @property
    def is_whole(self) -> bool:
        """Tell whether all that came is there."""
        return self.fault is None and self.size_bytes <= self._most_bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of what came, in hex."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Take more bytes. A fault of the disk is kept in `fault`, so that the sender can be heard out before it is told."""
        with self._turn:
            self.size_bytes += len(data)
            if self._is_over or not self.is_whole:
                return
            self._digest.update(data)
            try:
                self._open().write(data)
            except OSError as fault:
                self.fault = fault

    def read(self) -> bytes:
        """Give all that came."""
        with self._turn:
            if self._file is None:
                return b""
            self._file.flush()
            return self._path.read_bytes()

    def keep(self, path: Path) -> None:
        """Let the file be at `path`, safe from a power cut, in place of any other."""
        with self._turn:
            file = self._open()
            file.flush()
            os.fsync(file.fileno())
            file.close()
            make_folder(path.parent)
            self._path.rename(path)
            sync_folder(path.parent)
            self._is_over = True

    def discard(self) -> None:
        """Remove what is not kept."""
        with self._turn:
            self._is_over = True
            if self._file is not None:
                self._file.close()
                self._path.unlink(missing_ok=True)

    def _open(self) -> BinaryIO:
        if self._file is None:
            make_folder(self._folder)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._file = os.fdopen(descriptor, "wb")
        return self._file
