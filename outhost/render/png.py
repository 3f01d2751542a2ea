"""The PNG format in bands: rows filtered and deflated apart from all others, so that a file can be put together of bands of different age.

A band's first row refers to no row above it, its deflate data to no byte before it, and ends on a byte (a full flush). So any bands that
follow each other without a gap are a PNG's data once an empty last block and the checksum of the whole are put behind them (RFC 1950, 1951;
PNG specification, third edition).
"""

import struct
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from isal import isal_zlib
from PIL import Image, ImageChops

Deflate = Callable[[bytes], bytes]
"""Raw deflate data of some bytes, ending on a byte, without a last block."""

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_COLOR_TYPES: Final = {"L": 0, "RGB": 2, "P": 3, "RGBA": 6}
_ZLIB_HEAD: Final = b"\x78\x01"
_LAST_BLOCK: Final = b"\x03\x00"
_RAW: Final = -15
"""Window bits of zlib's interface for deflate data without head and checksum."""
_ADLER_BASE: Final = 65521
_MOST_MEMORY: Final = 9
_UNFILTERED, _UP = b"\0", b"\2"


@dataclass(frozen=True, slots=True)
class Checksum:
    """The Adler-32 of some bytes, and how many they are."""

    adler: int
    length: int

    def followed_by(self, other: "Checksum") -> "Checksum":
        """Give the checksum of these bytes with others behind them, without looking at any.

        With A = 1 + Σ dᵢ and B = Σ (n - i) dᵢ + n over n bytes dᵢ (RFC 1950), a second run of m bytes adds A₂ - 1 to A and
        m (A - 1) + B₂ to B.
        """
        a, b = self.adler & 0xFFFF, self.adler >> 16
        joined_a = (a + (other.adler & 0xFFFF) - 1) % _ADLER_BASE
        joined_b = (b + (other.adler >> 16) + other.length * (a - 1)) % _ADLER_BASE
        return Checksum(joined_b << 16 | joined_a, self.length + other.length)


EMPTY: Final = Checksum(1, 0)


@dataclass(frozen=True, slots=True)
class Band:
    """Finished rows: their image data as whole chunks, and the checksum of what was deflated into them."""

    chunks: bytes
    checksum: Checksum


def make_band(rows: bytes, deflate: Deflate) -> Band:
    """Deflate filtered rows."""
    return Band(_chunk(b"IDAT", deflate(rows)), Checksum(int(isal_zlib.adler32(rows)), len(rows)))


def joined_bands(bands: Iterable[Band]) -> Band:
    """Make one band of several that follow each other."""
    made = tuple(bands)
    checksum = EMPTY
    for band in made:
        checksum = checksum.followed_by(band.checksum)
    return Band(b"".join(band.chunks for band in made), checksum)


def png_head(size: tuple[int, int], mode: str, palette: bytes = b"") -> bytes:
    """Write what stands before the first band. `mode` is Pillow's; for P the palette is given as red, green, blue, of up to 256 colours."""
    about = struct.pack(">IIBBBBB", *size, 8, _COLOR_TYPES[mode], 0, 0, 0)
    colors = _chunk(b"PLTE", palette) if palette else b""
    return _SIGNATURE + _chunk(b"IHDR", about) + colors + _chunk(b"IDAT", _ZLIB_HEAD)


def png_tail(checksum: Checksum) -> bytes:
    """Write what stands behind the last band; `checksum` is that of all bands."""
    return _chunk(b"IDAT", _LAST_BLOCK + checksum.adler.to_bytes(4, "big")) + _chunk(b"IEND", b"")


def unfiltered(piece: Image.Image) -> bytes:
    """Give the rows of a piece as they are."""
    return _UNFILTERED + _rows_with_gaps(piece)[:-1]


def up_filtered(piece: Image.Image) -> bytes:
    """Give each row of a piece as its difference from the row above it, but for the first."""
    rows, length, below = _rows_with_gaps(piece), _row_length(piece) + 1, piece.height - 1
    if not below:
        return _UNFILTERED + rows[:-1]
    # The bytes are taken for grey pictures, one a row lower than the other; the gap that ends each row then says how the next is filtered.
    upper = Image.frombuffer("L", (length, below), rows, "raw", "L", 0, 1)
    lower = Image.frombuffer("L", (length, below), rows[length:], "raw", "L", 0, 1)
    differences = ImageChops.subtract_modulo(lower, upper)
    differences.paste(_UP[0], (length - 1, 0, length, below))
    return b"".join((_UNFILTERED, rows[: length - 1], _UP, memoryview(differences.tobytes())[:-1]))


def adaptively_filtered(piece: Image.Image) -> bytes:
    """Give each row of a piece by the filter that leaves the smallest sum (the specification's own advice), but for the first.

    Some twenty times as dear as `up_filtered`, and smaller by a tenth on a photo.
    """
    first = piece.crop((0, 0, piece.width, 1)).tobytes()
    # Pillow chooses filters in its encoder only: at level 0 that gives the rows themselves, in blocks that are merely stored.
    stored = piece.tobytes("zip", piece.mode, False, 0, -1, b"")
    return _UNFILTERED + first + zlib.decompress(stored)[1 + len(first) :]


def deflate_once(rows: bytes) -> bytes:
    """Deflate in a hurry: for what is deflated anew for each picture."""
    stream = isal_zlib.compressobj(1, isal_zlib.DEFLATED, _RAW)
    return bytes(stream.compress(rows) + stream.flush(isal_zlib.Z_FULL_FLUSH))


def deflate_for_good(level: int, strategy: int) -> Deflate:
    """Deflate with care: for what is deflated once and copied many times."""

    def deflate(rows: bytes) -> bytes:
        stream = zlib.compressobj(level, zlib.DEFLATED, _RAW, _MOST_MEMORY, strategy)
        return stream.compress(rows) + stream.flush(zlib.Z_FULL_FLUSH)

    return deflate


def _rows_with_gaps(piece: Image.Image) -> bytes:
    """Give the rows of a piece with a zero byte behind each."""
    return piece.tobytes("raw", piece.mode, _row_length(piece) + 1, 1)


def _row_length(piece: Image.Image) -> int:
    return piece.width * len(piece.getbands())


def _chunk(kind: bytes, data: bytes) -> bytes:
    return b"".join((len(data).to_bytes(4, "big"), kind, data, zlib_crc(data, zlib_crc(kind)).to_bytes(4, "big")))


def zlib_crc(data: bytes, before: int = 0) -> int:
    """Give the CRC-32 of bytes that follow others; isal's is three times as fast as the standard library's."""
    return int(isal_zlib.crc32(data, before))
