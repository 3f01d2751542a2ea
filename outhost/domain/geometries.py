"""Geometries of GeoJSON: where a thing stands that is drawn as a line or an outline, and what its boundaries are."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from outhost.domain.places import Ring

Spot = tuple[float, float]
"""Longitude and latitude."""

_DEEPEST: Final = 4
"""Collections in collections; more is no map."""
_LEAST_CORNERS: Final = 3


class NoShape(ValueError):
    """What stands there is no geometry."""


def spot_of(geometry: object) -> Spot:
    """Give where a thing stands: a point itself, the middle of the largest outline, the corner in the middle of a line.

    Raises:
        NoShape
    """
    return _spot(geometry, _DEEPEST)


def is_outline(geometry: object) -> bool:
    """Tell whether a geometry is one with boundaries."""
    return isinstance(geometry, Mapping) and geometry.get("type") in (
        "Polygon",
        "MultiPolygon",
    )  # a tuple: what stands there need not be hashable


def rings_of(geometry: object) -> tuple[Ring, ...]:
    """Give the boundaries of an outline; nothing where it has none.

    Raises:
        NoShape
    """
    kind, coordinates = _parts(geometry)
    match kind:
        case "Polygon":
            return tuple(map(_ring, _list(coordinates)))
        case "MultiPolygon":
            return tuple(_ring(ring) for polygon in _list(coordinates) for ring in _list(polygon))
        case _:
            return ()


def middle_of(rings: Sequence[Ring]) -> Spot:
    """Give the centre of gravity of the largest of some rings.

    Raises:
        NoShape: there is none.
    """
    if not rings:
        raise NoShape
    return _middle(max(rings, key=lambda ring: abs(_twice_area(ring))))


def _spot(geometry: object, depth: int) -> Spot:
    kind, coordinates = _parts(geometry)
    match kind:
        case "Point":
            return _point(coordinates)
        case "MultiPoint" | "LineString":
            points = _list(coordinates)
            return _point(points[len(points) // 2])
        case "MultiLineString":
            return _spot({"type": "LineString", "coordinates": max(_list(coordinates), key=_length)}, depth)
        case "GeometryCollection" if depth and isinstance(geometry, Mapping):
            return _spot(_list(geometry.get("geometries"))[0], depth - 1)
        case _:
            return middle_of(rings_of(geometry))


def _parts(geometry: object) -> tuple[object, object]:
    if not isinstance(geometry, Mapping):
        raise NoShape
    return geometry.get("type"), geometry.get("coordinates")


def _ring(corners: object) -> Ring:
    points = tuple(map(_point, _list(corners)))
    if len(points) < _LEAST_CORNERS:
        raise NoShape
    return points if points[0] == points[-1] else (*points, points[0])


def _point(numbers: object) -> Spot:
    match numbers:
        case [float() | int() as lon, float() | int() as lat, *_] if not isinstance(lon, bool) and not isinstance(lat, bool):
            return _finite(lon), _finite(lat)
        case _:
            raise NoShape


def _finite(number: float) -> float:
    try:
        plain = float(number)
    except OverflowError:
        raise NoShape from None
    if not math.isfinite(plain):
        raise NoShape
    return plain


def _list(value: object) -> Sequence[Any]:
    if not isinstance(value, list) or not value:
        raise NoShape
    return value


def _length(value: object) -> int:
    return len(value) if isinstance(value, list) else 0


def _middle(ring: Ring) -> Spot:
    """Give the centre of gravity, on the plane of degrees: of what is no larger than a country, that is well inside."""
    twice = _twice_area(ring)
    if abs(twice) < 1e-18:  # noqa: PLR2004 - less than a square millimetre: a line
        return _mean(ring)
    (west, south), weight = ring[0], 3 * twice
    crosses = [
        ((x - west) + (u - west), (y - south) + (v - south), (x - west) * (v - south) - (u - west) * (y - south))
        for (x, y), (u, v) in _sides(ring)
    ]
    east = sum(x * cross for x, _, cross in crosses) / weight
    north = sum(y * cross for _, y, cross in crosses) / weight
    return west + east, south + north


def _mean(ring: Ring) -> Spot:
    corners = ring[:-1]
    return sum(lon for lon, _ in corners) / len(corners), sum(lat for _, lat in corners) / len(corners)


def _twice_area(ring: Ring) -> float:
    west, south = ring[0]
    return sum((x - west) * (v - south) - (u - west) * (y - south) for (x, y), (u, v) in _sides(ring))


def _sides(ring: Ring) -> Iterator[tuple[Spot, Spot]]:
    return pairwise(ring)
