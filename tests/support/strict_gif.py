"""A GIF reader that forgives nothing, written from the specification and sharing nothing with the writer."""

import struct
from dataclasses import dataclass

from PIL import Image

_CANVAS_FLAGS = 0x80


@dataclass(frozen=True, slots=True, kw_only=True)
class StrictFrame:
    """One frame: the whole picture as it is shown (RGB), its delay, and the rectangle that its data fill."""

    picture: Image.Image
    delay_ms: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StrictGif:
    """A whole film."""

    frames: tuple[StrictFrame, ...]
    loop: int
    colors: int


def read_strictly(data: bytes) -> StrictGif:
    """Decode a film of one palette whose frames stay; fails at the slightest fault."""
    reader = _Reader(data)
    assert reader.take(6) == b"GIF89a"
    width, height, flags, background, aspect = struct.unpack("<HHBBB", reader.take(7))
    assert flags & _CANVAS_FLAGS
    assert (background, aspect) == (0, 0)
    colors = 2 << (flags & 7)
    palette = reader.take(3 * colors)
    assert reader.take(14) == b"!\xff\x0bNETSCAPE2.0"
    loop = reader.blocks()
    assert loop[0] == 1
    assert len(loop) == 3
    shown, frames = Image.new("L", (width, height)), []
    while (sign := reader.take(1)) == b"!":
        assert reader.take(2) == b"\xf9\x04"
        control, delay, transparent, end = struct.unpack("<BHBB", reader.take(5))
        assert (control, end) == (0x05, 0)
        assert transparent < colors
        assert reader.take(1) == b","
        left, top, across, down, local = struct.unpack("<HHHHB", reader.take(9))
        assert local == 0
        assert across * down > 0
        assert left + across <= width
        assert top + down <= height
        indices = unpacked(reader.take(1)[0], reader.blocks())
        assert len(indices) == across * down
        assert max(indices) < colors
        piece = Image.frombytes("L", (across, down), indices)
        shown.paste(piece, (left, top), piece.point([0 if index == transparent else 255 for index in range(256)]))
        picture = shown.convert("L")
        picture.putpalette(palette)
        frames.append(StrictFrame(picture=picture.convert("RGB"), delay_ms=delay * 10, box=(left, top, left + across, top + down)))
    assert frames[0].box == (0, 0, width, height)
    assert sign == b";"
    assert reader.is_at_end
    return StrictGif(frames=tuple(frames), loop=struct.unpack("<H", loop[1:])[0], colors=colors)


def unpacked(code_bits: int, data: bytes) -> bytes:
    """Undo LZW: no code is beyond the table, the table never overflows, and the End code is in the last byte."""
    assert 2 <= code_bits <= 8
    clear, end = 1 << code_bits, (1 << code_bits) + 1
    roots = [bytes([index]) for index in range(clear)] + [b"", b""]
    bits, have, at, out = 0, 0, 0, bytearray()
    table, width, before = list(roots), code_bits + 1, b""
    is_first = True
    while True:
        while have < width:
            bits, have, at = bits | data[at] << have, have + 8, at + 1
        code, bits, have = bits & ((1 << width) - 1), bits >> width, have - width
        assert not is_first or code == clear
        is_first = False
        if code == end:
            assert at == len(data)
            assert bits == 0
            return bytes(out)
        if code == clear:
            table, width, before = list(roots), code_bits + 1, b""
            continue
        if before:
            assert code <= len(table)
            table.append(before + (table[code][:1] if code < len(table) else before[:1]))
            assert len(table) <= 4096
        assert code < len(table)
        out += table[code]
        before = table[code]
        if len(table) == 1 << width and width < 12:
            width += 1


class _Reader:
    """Bytes taken from the front; there must be as many as asked for."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    @property
    def is_at_end(self) -> bool:
        return self._at == len(self._data)

    def take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        assert len(taken) == count
        self._at += count
        return taken

    def blocks(self) -> bytes:
        taken = bytearray()
        while length := self.take(1)[0]:
            taken += self.take(length)
        return bytes(taken)
