"""The parts of a GIF file but for the pixel data: one palette for all frames, and of each later frame only what changed."""

import struct
from typing import Final

from PIL import Image, ImageChops

from outhost.render.lzw import CODE_BITS

TAIL: Final = b";"
_HALF: Final = 127
"""Added to what differs at all, it gives what a 1-bit picture takes for white."""


def gif_head(size: tuple[int, int], palette: bytes, loop: int) -> bytes:
    """Begin a file; `palette` holds red, green and blue of at most 256 colours, `loop` is how often the film repeats, 0 for ever."""
    bits = max(1, (len(palette) // 3 - 1).bit_length())
    screen = struct.pack("<HHBBB", *size, 0xF0 | bits - 1, 0, 0) + palette.ljust(3 << bits, b"\0")
    return b"GIF89a" + screen + b"!\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<HB", loop, 0)


def frame_head(box: tuple[int, int, int, int], delay_ms: int, transparent: int) -> bytes:
    """Begin a frame that lies upon those before it, in a box of the picture; where it is `transparent` they go on to show."""
    left, top, right, bottom = box
    control = struct.pack("<BHBB", 0x05, min(round(delay_ms / 10), 0xFFFF), transparent, 0)
    place = struct.pack("<HHHHBB", left, top, right - left, bottom - top, 0, CODE_BITS)
    return b"!\xf9\x04" + control + b"," + place


def changed(before: Image.Image, after: Image.Image, transparent: int) -> Image.Image:
    """Keep those pixels of a piece (palette indices, mode L) that are not the same before, and make the others transparent."""
    difference = ImageChops.add(ImageChops.difference(before, after), Image.new("L", after.size, _HALF))
    mask = difference.convert("1", dither=Image.Dither.NONE)
    piece = Image.new("L", after.size, transparent)
    piece.paste(after, (0, 0), mask)
    return piece
