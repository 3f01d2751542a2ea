"""A plan made ready for stills: the rows that no lead changes are filtered and deflated once, and for each lead only the others anew.

The picture is cut into strips: low ones where a step of the plan may paint, and one between two such reaches. A lead's picture is its own
touched strips, encoded in a hurry, spliced between finished ones. Every strip is a band of its own (see `png`), so the file holds exactly
the pixels that painting the whole picture gives.
"""

import math
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from PIL import Image

from outhost.domain.render_spec import AnyLayer, ImageLayer, TextLayer
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

_STRIP_ROWS: Final = 16
"""Height of a strip that may be painted on: lower ones waste fewer rows, higher ones deflate better."""
_KNOWN_RUNS: Final = 1024
_THOROUGH_PIXELS: Final = 1_000_000
"""Up to this size a photo's strips are tried at zlib's own best too, which takes half a microsecond a pixel."""

Rows = tuple[int, int]
"""From the first row to the one after the last."""


class Still:
    """The strips of one plan. Bytes depend on the plan, the coats and the versions of the compressors alone."""

    def __init__(self, plan: Plan, palette: Palette | None = None) -> None:
        """Cut the picture into strips; each is encoded when it is first needed. With a palette its colours stand for all others."""
        self._base = plan.bases[0]
        self._palette = palette
        self._size = self._base.size
        self._cuts = _cuts(self._base.height, [_reach(step.layer, step.coats) for step in plan.steps])
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
        low = [place for place, (top, bottom) in enumerate(pairwise(self._cuts)) if bottom - top <= _STRIP_ROWS]
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


def _cuts(height: int, reaches: Iterable[Rows]) -> list[int]:
    """List the rows where strips begin, and the height: every 16 rows within a reach, and at both ends of it."""
    within = [False] * height
    for top, bottom in reaches:
        within[max(0, top) : max(0, bottom)] = [True] * len(within[max(0, top) : max(0, bottom)])
    cuts = [0]
    for row in range(1, height):
        if within[row] != within[row - 1] or (within[row] and row - cuts[-1] >= _STRIP_ROWS):
            cuts.append(row)
    return [*cuts, height]


def _reach(layer: AnyLayer, known: tuple[tuple[Coat, ...], ...] | None) -> Rows:
    """Tell which rows a step may paint on."""
    if known is not None:
        return (
            min((coat.at[1] for coat in known[0]), default=0),
            max((coat.at[1] + coat.image.height for coat in known[0]), default=0),
        )
    _, y, width, height = layer.box
    angle = math.radians(layer.rotate) if isinstance(layer, ImageLayer | TextLayer) else 0.0
    half = (abs(math.sin(angle)) * width + abs(math.cos(angle)) * height) / 2
    middle = y + height / 2
    return math.floor(middle - half), math.ceil(middle + half)
