"""Outlines: rings of points on a grid of whole numbers, so that what lies left and right of a border is exact, and how they are kept."""

import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import sub
from typing import Final

from outhost.domain.tiles import is_on_earth

GRID: Final = 10_000_000
"""Steps a degree: a centimetre on the ground, and the grid on which OpenStreetMap itself keeps its points."""
_FEWEST_POINTS: Final = 4
_LARGEST_ARRAY: Final = 1 << 28
"""Bytes that an outline may unpack to: 16 million points, where the most detailed country has two."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Closed rings, one after the other: how many points each has, and their longitudes and latitudes in steps of the grid."""

    lengths: Sequence[int]
    lons: "array[int]"
    lats: "array[int]"


def outline_of(rings: Iterable[Sequence[tuple[float, float]]]) -> Outline:
    """Put rings of (longitude, latitude) in degrees onto the grid.

    Raises:
        ValueError: a ring is not closed, or leaves the earth.
    """
    lengths: list[int] = []
    lons, lats = array("i"), array("i")
    for ring in rings:
        if len(ring) < _FEWEST_POINTS or ring[0] != ring[-1]:
            raise ValueError("a ring has four points at least, and its last is its first")
        if not all(is_on_earth(lat, lon) for lon, lat in ring):
            raise ValueError("a ring has longitudes of -180 to 180 degrees, and latitudes of -90 to 90")
        lengths.append(len(ring))
        lons.extend([round(lon * GRID) for lon, _lat in ring])
        lats.extend([round(lat * GRID) for _lon, lat in ring])
    return Outline(lengths, lons, lats)


def packed(outline: Outline) -> bytes:
    """Give an outline as bytes: of each ring the number of its points, and the steps from one to the next, which are small, deflated."""
    numbers = array("q", [len(outline.lengths)])  # a step may go all around the earth
    start = 0
    for length in outline.lengths:
        lons, lats = (_steps(values[start : start + length]) for values in (outline.lons, outline.lats))
        numbers.append(length)
        numbers.extend(chain.from_iterable(zip(lons, lats, strict=True)))
        start += length
    return zlib.compress(_little(numbers).tobytes(), 6)


def unpacked(data: bytes) -> Outline:
    """Read what `packed` gave.

    Raises:
        ValueError: it is nothing of the kind.
    """
    try:
        reader = zlib.decompressobj()
        plain = reader.decompress(data, _LARGEST_ARRAY)
        if not reader.eof:
            raise ValueError("an outline is cut off, or too large")
        return _outline_in(_little(array("q", plain)))
    except (zlib.error, IndexError, OverflowError) as error:
        raise ValueError("an outline is damaged") from error


def _outline_in(numbers: "array[int]") -> Outline:
    lengths: list[int] = []
    lons, lats = array("i"), array("i")
    at = 1
    for _ in range(numbers[0]):
        lengths.append(numbers[at])
        steps = numbers[at + 1 : at + 1 + 2 * numbers[at]]
        lons.extend(accumulate(steps[0::2]))
        lats.extend(accumulate(steps[1::2]))
        at += 1 + 2 * numbers[at]
    if len(lats) != sum(lengths) or at != len(numbers):
        raise ValueError("an outline is damaged")
    return Outline(lengths, lons, lats)


def _steps(values: "array[int]") -> Iterable[int]:
    """Give the first value, and what each other one adds."""
    return chain(values[:1], map(sub, values[1:], values))


def _little(numbers: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
