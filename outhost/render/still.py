"""A plan made ready for stills: the rows that no lead changes are filtered and deflated once, and for each lead only the others anew.

The picture is cut into strips: low ones where a step of the plan may paint, and one between two such reaches. A lead's picture is its own
touched strips, encoded in a hurry, spliced between finished ones. Every strip is a band of its own (see `png`), so the file holds exactly
the pixels that painting the whole picture gives.
"""

import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from PIL import Image

from outhost.render.canvas import Coat, extent, paint
from outhost.render.palette import Palette
from outhost.render.plan import Plan
from outhost.render.png import (
    EMPTY,
    Band,
    Checksum,
    adaptively_filtered,
    deflate_for_good,
    deflate_once,
    make_band,
    png_head,
    png_tail,
    unfiltered,
    up_filtered,
)
from outhost.render.strips import STRIP_ROWS, cut_rows, reached_rows

_KNOWN_RUNS: Final = 1024
_THOROUGH_PIXELS: Final = 1_000_000
"""Up to this size a photo's strips are tried at zlib's own best too, which takes half a microsecond a pixel."""


class Still:
    """The strips of one plan. Bytes depend on the plan, the coats and the versions of the compressors alone."""

    def __init__(self, plan: Plan, palette: Palette | None = None) -> None:
        """Cut the picture into strips; each is encoded when it is first needed. With a palette its colours stand for all others."""
        self._base = plan.bases[0]
        self._palette = palette
        self._size = self._base.size
        self._cuts = cut_rows(reached_rows(plan), (0, self._base.height))
        self._head = png_head(self._size, "P" if palette else self._base.mode, palette.data if palette else b"")
        self._filter = self._quick_filter()
        self._strips: dict[int, Band] = {}
        self._checksum = lru_cache(_KNOWN_RUNS)(self._joined_checksum)

    @property
    def size_bytes(self) -> int:
        """Tell the memory that the encoded strips take."""
        return sum(len(band.chunks) for band in self._strips.values())

    def encode(self, coats: tuple[Coat, ...]) -> bytes:
        """Give the PNG file of the plan's base with coats upon it."""
        parts, checksum, done = [self._head], EMPTY, 0
        for first, end in (*self._touched(coats), (len(self._cuts) - 1,) * 2):
            parts += [self._strip(place).chunks for place in range(done, first)]
            checksum = checksum.followed_by(self._checksum(done, first))
            if first < end:
                fresh = make_band(self._filter(self._piece(first, end, coats)), deflate_once)
                parts.append(fresh.chunks)
                checksum = checksum.followed_by(fresh.checksum)
            done = end
        return b"".join((*parts, png_tail(checksum)))

    def _touched(self, coats: Iterable[Coat]) -> Iterator[tuple[int, int]]:
        """Find the runs of strips that coats lie on, as places from the first to the one after the last."""
        found = sorted(self._strips_of(area[1], area[3]) for area in (extent(coat, self._size) for coat in coats) if area)
        while found:
            first, end = found.pop(0)
            while found and found[0][0] <= end:
                end = max(end, found.pop(0)[1])
            yield first, end

    def _strips_of(self, top: int, bottom: int) -> tuple[int, int]:
        return bisect_right(self._cuts, top) - 1, bisect_right(self._cuts, bottom - 1)

    def _piece(self, first: int, end: int, coats: tuple[Coat, ...] = ()) -> Image.Image:
        """Paint a run of strips, and nothing else of the picture."""
        top, bottom = self._cuts[first], self._cuts[end]
        piece = self._base.crop((0, top, self._base.width, bottom))
        paint(piece, coats, (0, top))
        return self._palette.indices(piece) if self._palette else piece

    def _strip(self, place: int) -> Band:
        if place not in self._strips:
            self._strips[place] = _encoded_with_care(self._piece(place, place + 1), self._base.width * self._base.height)
        return self._strips[place]

    def _joined_checksum(self, first: int, end: int) -> Checksum:
        checksum = EMPTY
        for place in range(first, end):
            checksum = checksum.followed_by(self._strip(place).checksum)
        return checksum

    def _quick_filter(self) -> Callable[[Image.Image], bytes]:
        """Choose how touched rows are filtered: by what makes the base's own rows smaller there. Palette indices never gain by it."""
        if self._palette:
            return unfiltered
        low = [place for place, (top, bottom) in enumerate(pairwise(self._cuts)) if bottom - top <= STRIP_ROWS]
        pieces = [self._piece(place, place + 1) for place in low]
        sizes = {way: sum(len(deflate_once(way(piece))) for piece in pieces) for way in (up_filtered, unfiltered)}
        return min(sizes, key=lambda way: sizes[way])


def _encoded_with_care(piece: Image.Image, pixels: int) -> Band:
    """Encode a strip in the ways that suit photos and flat pictures, and keep the smallest."""
    tried = []
    ways = (adaptively_filtered, up_filtered, unfiltered) if piece.mode != "L" else (unfiltered,)
    filtered = {way: way(piece) for way in ways}
    best = min(filtered, key=lambda way: len(deflate_once(filtered[way])))
    if best is unfiltered:
        tried = [deflate_for_good(9, zlib.Z_DEFAULT_STRATEGY)]
    else:
        tried = [deflate_for_good(6, zlib.Z_RLE)]
        if pixels <= _THOROUGH_PIXELS:
            tried.append(deflate_for_good(6, zlib.Z_FILTERED if best is adaptively_filtered else zlib.Z_DEFAULT_STRATEGY))
    bands = [make_band(filtered[best], deflate) for deflate in tried]
    return min(bands, key=lambda band: len(band.chunks))
