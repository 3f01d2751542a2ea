"""Frames as a GIF file: one palette for all, and of each later frame only what changed."""

import struct
from collections.abc import Iterator, Sequence
from typing import Final

from PIL import Image, ImageChops

TRANSPARENT: Final = 255
"""The palette's last entry means: leave what the frame before shows."""
_CODE_BITS: Final = 8


def gif_bytes(frames: Sequence[Image.Image], delays_ms: Sequence[int], palette: bytes, loop: int) -> bytes:
    """Write frames of palette indices (mode L, none of them 255) with their delays; one that changes nothing is kept too.

    `loop` is how often the film repeats, 0 for ever.
    """
    return b"".join(_parts(frames, delays_ms, palette, loop))


def _parts(frames: Sequence[Image.Image], delays_ms: Sequence[int], palette: bytes, loop: int) -> Iterator[bytes]:
    width, height = frames[0].size
    yield b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, 0, 0) + palette.ljust(768, b"\0")
    yield b"!\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<HB", loop, 0)
    before: Image.Image | None = None
    for frame, delay_ms in zip(frames, delays_ms, strict=True):
        changed, at = _change(before, frame)
        yield b"!\xf9\x04" + struct.pack("<BHBB", 0x05, min(round(delay_ms / 10), 0xFFFF), TRANSPARENT, 0)
        yield b"," + struct.pack("<HHHHB", *at, *changed.size, 0)
        yield bytes([_CODE_BITS]) + changed.tobytes("gif", "L", _CODE_BITS, 0) + b"\0"
        before = frame
    yield b";"


def _change(before: Image.Image | None, frame: Image.Image) -> tuple[Image.Image, tuple[int, int]]:
    """Cut out the smallest piece that holds all changes, its unchanged pixels transparent; one pixel where nothing changed."""
    if before is None:
        return frame, (0, 0)
    difference = ImageChops.difference(before, frame)
    box = difference.getbbox() or (0, 0, 1, 1)
    changed = difference.crop(box).point([0] + [255] * 255)
    piece = Image.new("L", changed.size, TRANSPARENT)
    piece.paste(frame.crop(box), (0, 0), changed)
    return piece, box[:2]
