"""ZIP archives that are written as they are sent: nothing is gathered, and nothing is deflated here, since pictures are packed already."""

import struct
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Final

_STORED: Final = 0
_DEFLATED: Final = 8
_VERSION: Final = 20
_WIDE_VERSION: Final = 45
"""Of the format: the one that knows large archives."""
_SIZES_FOLLOW: Final = 1 << 3
_UTF8: Final = 1 << 11
_MODE: Final = 0o100644 << 16
_UNIX: Final = 3 << 8
_NARROW: Final = 0xFFFFFFFF
_FEW: Final = 0xFFFF
_CHUNK_BYTES: Final = 1 << 18

_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_FOLLOWING: Final = struct.Struct("<4sIII")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_WIDE_EXTRA: Final = struct.Struct("<HHQ")
_WIDE_END: Final = struct.Struct("<4sQHHIIQQQQ")
_WIDE_LOCATOR: Final = struct.Struct("<4sIQI")
_END: Final = struct.Struct("<4sHHHHIIH")


class ZipWriter:
    """Writes one archive. The directory, which stands at its end, waits in a file, so that memory does not grow with the archive."""

    def __init__(self, directory: IO[bytes], moment: datetime) -> None:
        """Keep the directory in the empty file `directory` meanwhile; every entry is of `moment`."""
        self._directory = directory
        self._count = 0
        self._offset = 0
        time = moment.hour << 11 | moment.minute << 5 | moment.second // 2
        self._when = (time, (moment.year - 1980) << 9 | moment.month << 5 | moment.day)

    def entry(self, name: str, data: bytes) -> bytes:
        """Write a whole entry."""
        return self.head(name, len(data), zlib.crc32(data)) + data

    def head(self, name: str, size: int, checksum: int) -> bytes:
        """Write the head of an entry of under 4 GiB, whose `size` bytes with this CRC-32 are to be sent right after it."""
        head = self._local(name, _UTF8, _STORED, checksum, size)
        self._register(name, _UTF8, _STORED, checksum, size, size)
        self._offset += len(head) + size
        return head

    def open_head(self, name: str) -> bytes:
        """Write the head of an entry whose size is not known yet. It is to be sent deflated, and `closing` after it."""
        return self._local(name, _UTF8 | _SIZES_FOLLOW, _DEFLATED, 0, 0)

    def closing(self, name: str, checksum: int, packed: int, size: int) -> bytes:
        """Write what ends an entry of that head, which has `size` bytes, under 4 GiB, of this CRC-32, and `packed` deflated."""
        self._register(name, _UTF8 | _SIZES_FOLLOW, _DEFLATED, checksum, packed, size)
        self._offset += _LOCAL.size + len(name.encode()) + packed + _FOLLOWING.size
        return _FOLLOWING.pack(b"PK\7\10", checksum, packed, size)

    def end(self) -> Iterator[bytes]:
        """Write the directory and what ends an archive."""
        size = self._directory.tell()
        self._directory.seek(0)
        while chunk := self._directory.read(_CHUNK_BYTES):
            yield chunk
        if self._count >= _FEW or self._offset + size >= _NARROW:
            yield self._wide_end(size)
        few = min(self._count, _FEW)
        yield _END.pack(b"PK\5\6", 0, 0, few, few, min(size, _NARROW), min(self._offset, _NARROW), 0)

    def _local(self, name: str, flags: int, method: int, checksum: int, size: int) -> bytes:
        encoded = name.encode()
        return _LOCAL.pack(b"PK\3\4", _VERSION, flags, method, *self._when, checksum, size, size, len(encoded), 0) + encoded

    def _register(self, name: str, flags: int, method: int, checksum: int, packed: int, size: int) -> None:
        """Put an entry that begins here into the directory."""
        encoded = name.encode()
        # An offset that is too large for its field stands in an extra one.
        is_far = self._offset >= _NARROW
        extra = _WIDE_EXTRA.pack(1, 8, self._offset) if is_far else b""
        version = _WIDE_VERSION if is_far else _VERSION
        self._directory.write(
            _CENTRAL.pack(
                b"PK\1\2", _UNIX | _WIDE_VERSION, version, flags, method, *self._when, checksum, packed, size,
                len(encoded), len(extra), 0, 0, 0, _MODE, min(self._offset, _NARROW),
            )
        )  # fmt: skip
        self._directory.write(encoded + extra)
        self._count += 1

    def _wide_end(self, size: int) -> bytes:
        """Write what comes before the end of an archive that is too large for it."""
        count, offset = self._count, self._offset
        end = _WIDE_END.pack(b"PK\6\6", _WIDE_END.size - 12, _UNIX | _WIDE_VERSION, _WIDE_VERSION, 0, 0, count, count, size, offset)
        return end + _WIDE_LOCATOR.pack(b"PK\6\7", 0, offset + size, 1)
