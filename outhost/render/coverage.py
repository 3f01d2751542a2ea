"""Which characters a font file has a glyph for, read from its own table."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_UNICODE_TABLES: Final = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))
"""Platform and encoding of the character maps that speak Unicode, the widest first."""

_END_MARK: Final = 0xFFFF
"""The character of the closing segment, which stands for none."""


def covered_characters(font: Path) -> frozenset[int]:
    """List the code points that a TrueType or OpenType file maps to a glyph; costs a few milliseconds.

    Raises:
        ValueError: The file has no Unicode character map of a known format.
    """
    table = _table(font.read_bytes(), b"cmap")
    maps = dict(_subtables(table))
    offset = next((maps[key] for key in _UNICODE_TABLES if key in maps), None)
    if offset is None:
        raise ValueError(f"{font.name} has no Unicode character map")
    return frozenset(_characters(table[offset:]))


def _table(data: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", data, 4)
    for place in range(12, 12 + 16 * count, 16):
        name, _, offset, length = struct.unpack_from(">4sIII", data, place)
        if name == tag:
            return data[offset : offset + length]
    raise ValueError(f"the font has no {tag.decode()} table")


def _subtables(cmap: bytes) -> Iterator[tuple[tuple[int, int], int]]:
    (count,) = struct.unpack_from(">H", cmap, 2)
    for place in range(4, 4 + 8 * count, 8):
        platform, encoding, offset = struct.unpack_from(">HHI", cmap, place)
        yield (platform, encoding), offset


def _characters(subtable: bytes) -> Iterator[int]:
    (kind,) = struct.unpack_from(">H", subtable)
    if kind == 12:  # noqa: PLR2004 - the format numbers of the OpenType specification
        yield from _of_groups(subtable)
    elif kind == 4:  # noqa: PLR2004 - as above
        yield from _of_segments(subtable)
    else:
        raise ValueError(f"character map format {kind} is not read here")


def _of_groups(subtable: bytes) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", subtable, 12)
    for place in range(16, 16 + 12 * count, 12):
        first, last, _ = struct.unpack_from(">III", subtable, place)
        yield from range(first, last + 1)


def _of_segments(subtable: bytes) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", subtable, 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", subtable, 14)
    starts = struct.unpack_from(f">{count}H", subtable, 16 + doubled)
    deltas = struct.unpack_from(f">{count}H", subtable, 16 + 2 * doubled)
    for segment, (start, end, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
        place = 16 + 3 * doubled + 2 * segment
        (reach,) = struct.unpack_from(">H", subtable, place)
        for character in range(start, end + 1):
            glyph = character if reach == 0 else struct.unpack_from(">H", subtable, place + reach + 2 * (character - start))[0]
            if character != _END_MARK and glyph and (glyph + delta) % 0x10000:
                yield character
