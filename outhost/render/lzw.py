"""The pixel data of a GIF, coded in strips that can be laid side by side: each ends on a whole byte, with an empty table.

LZW codes are not whole bytes, and each depends on those before it, unless a Clear code empties the table in between. A Clear code after
another takes nine bits, so each further one moves what follows by one bit: as many as needed bring the end of a strip to a whole byte.

Between the Clear codes lies what Pillow's encoder made. Of its output only the End code has to go. Its place follows by arithmetic, since
how wide a code is depends on nothing but how many came since the last Clear. That the encoder counts as `_WIDTHS` says is pinned by tests.
"""

from bisect import bisect_right
from itertools import accumulate
from typing import Final

from PIL import Image

CODE_BITS: Final = 8
"""Pixels are bytes, however few colours there are: below 8 bits Clear codes would not reach every place in a byte."""
END: Final = b"\x02\x01\x01\x00"
"""What follows the last strip: a block with nothing but an End code, and the empty block that ends the data."""
_CLEAR: Final = 256
_FIRST_WIDTH: Final = 9
_MOST_WIDTH: Final = 12
_CYCLE: Final = 3840
"""From the first code after a Clear to the next Clear, which comes when the table is full."""
_BLOCK: Final = 255
"""A data block holds so many bytes, after a byte that tells how many."""


def _width(number: int) -> int:
    """Tell the bits of a code by its number since the last Clear, from 1: the table has 258 entries, and more from the third code on."""
    return min((_CLEAR + max(number, 2)).bit_length(), _MOST_WIDTH)


_WIDTHS: Final = tuple(_width(number) for number in range(1, _CYCLE + 1))
_BITS: Final = (0, *accumulate(_WIDTHS))
"""The bits of the first so many codes since a Clear."""
_ENDS: Final = (0, *(_BITS[n] - (n > 1 and _WIDTHS[n - 1] > _WIDTHS[n - 2]) for n in range(1, _CYCLE + 1)))
"""The same where the last of them is an End code: Pillow does not widen that one, so it is a bit short where codes widen."""


def strip(picture: Image.Image) -> bytes:
    """Code a picture (mode L, any size) as data blocks that others can follow: strips and then `END` are the data of one image."""
    coded = picture.tobytes("gif", "L", CODE_BITS, 0)
    at, width = _end_code(8 * (len(coded) - -(-len(coded) // (_BLOCK + 1))))
    kept = at // 8 // _BLOCK
    head, rest = coded[: kept * (_BLOCK + 1)], _unblocked(coded[kept * (_BLOCK + 1) :])
    whole, odd = at // 8 - kept * _BLOCK, at % 8
    bits = (rest[whole] & ((1 << odd) - 1) if odd else 0) | _CLEAR << odd
    count = odd + width
    while count % 8:
        bits |= _CLEAR << count
        count += _FIRST_WIDTH
    return head + _blocked(rest[:whole] + bits.to_bytes(count // 8, "little"))


def _end_code(bits: int) -> tuple[int, int]:
    """Find the End code in a number of bits, filled up to whole bytes: where it begins, and how wide a code is there."""
    cycles, rest = divmod(bits - _FIRST_WIDTH, _BITS[-1])
    number = bisect_right(_ENDS, rest) - 1
    if number == 0 or rest - _ENDS[number] >= 8:  # noqa: PLR2004 - bits of a byte
        cycles, number = cycles - 1, _CYCLE
    return _FIRST_WIDTH + cycles * _BITS[-1] + _BITS[number - 1], _WIDTHS[number - 1]


def _unblocked(data: bytes) -> bytes:
    return b"".join(data[at + 1 : at + 1 + _BLOCK] for at in range(0, len(data), _BLOCK + 1))


def _blocked(data: bytes) -> bytes:
    pieces = [data[at : at + _BLOCK] for at in range(0, len(data), _BLOCK)]
    return b"".join(bytes([len(piece)]) + piece for piece in pieces)
