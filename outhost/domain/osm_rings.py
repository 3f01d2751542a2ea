"""Rings: the boundary of an area put together from the lines that it was drawn in, and the middle of it."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from outhost.domain.places import Ring

Point = tuple[float, float]
"""Longitude and latitude."""
Line = Sequence[Point]

_FEWEST_POINTS: Final = 4


def rings_of(lines: Iterable[Line]) -> tuple[Ring, ...] | None:
    """Join lines at their ends to closed rings; None where an end is left over, for then a part of the boundary is missing.

    Where more than two lines meet, any two will do: what lies inside of an odd number of rings is the same.
    """
    rings = []
    ends: defaultdict[Point, deque[int]] = defaultdict(deque)
    waiting = {index: line for index, line in enumerate(lines) if line}
    for index, line in waiting.items():
        ends[line[0]].append(index)
        ends[line[-1]].append(index)
    for index in tuple(waiting):
        ring = list(waiting.pop(index, ()))
        while ring and ring[0] != ring[-1]:
            following = _next_of(ends[ring[-1]], waiting)
            if following is None:
                return None
            ring.extend(following[1:] if following[0] == ring[-1] else following[-2::-1])
        if len(ring) >= _FEWEST_POINTS:
            rings.append(tuple(ring))
    return tuple(rings) or None


def middle_of(lines: Sequence[Line]) -> Point | None:
    """Give the middle of the areas that closed lines enclose, by their sizes; where none is enclosed, the middle of all points."""
    parts = [_weighed(line) for line in lines if len(line) >= _FEWEST_POINTS and line[0] == line[-1]]
    whole = sum(size for size, _, _ in parts)
    if whole > 0:
        return sum(size * lon for size, lon, _ in parts) / whole, sum(size * lat for size, _, lat in parts) / whole
    points = [point for line in lines for point in (line[:-1] if len(line) > 1 and line[0] == line[-1] else line)]
    if not points:
        return None
    return sum(lon for lon, _ in points) / len(points), sum(lat for _, lat in points) / len(points)


def _next_of(candidates: deque[int], waiting: dict[int, Line]) -> Line | None:
    """Take the first of the lines that end somewhere which is in no ring yet; what is in one is not looked at again."""
    while candidates:
        line = waiting.pop(candidates.popleft(), None)
        if line is not None:
            return line
    return None


def _weighed(ring: Line) -> tuple[float, float, float]:
    """Give the size of a ring, in square degrees, and its centroid: by the shoelace formula, from its first point, so that it is exact."""
    east, north = ring[0]
    twice = lons = lats = 0.0
    for (x1, y1), (x2, y2) in pairwise((lon - east, lat - north) for lon, lat in ring):
        cross = x1 * y2 - x2 * y1
        twice += cross
        lons += (x1 + x2) * cross
        lats += (y1 + y2) * cross
    if not twice:
        return 0.0, east, north
    return abs(twice), east + lons / (3 * twice), north + lats / (3 * twice)
