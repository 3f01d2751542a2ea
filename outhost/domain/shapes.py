"""Shapes of zones: which places lie in them, and which tiles they have a part of."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

from outhost.domain.outlines import GRID, Outline, outline_of
from outhost.domain.places import Place, Ring
from outhost.domain.spelling import folded
from outhost.domain.tiles import EARTH_RADIUS_KM, HALF_TURN, POLE, Box, Spot, Tile, is_on_earth, rows_between, tile_of, tiles_between

LARGEST_CIRCLE_KM: Final = 2_000.0
_LINKS: Final = 32
"""Edges of a border that are looked at together."""
_HALF_TURN: Final = round(HALF_TURN * GRID)
_SLACK: Final = 2e-7
"""Degrees that a tile is taken larger by where a shape is laid over it: more than all roundings, less than an inch."""
_SLACK_KM: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the earth, in degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Circle:
    """All that lies within a distance of a point, along the ground.

    Distances are those on a sphere, by the haversine (R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68, 1984), which
    is exact for small ones. The earth is no sphere: they are wrong by at most 0.6 %.
    """

    lat: float
    lon: float
    km: float

    def __post_init__(self) -> None:
        """Refuse what is no circle on the earth.

        Raises:
            ValueError: the middle is not on the earth, or the distance is none, or larger than 2,000 km.
        """
        if not (is_on_earth(self.lat, self.lon) and 0.0 < self.km <= LARGEST_CIRCLE_KM):
            raise ValueError("a circle has its middle on the earth, and reaches 2,000 km at most")

    def holds(self, place: Spot) -> bool:
        """Tell whether a place lies in it."""
        return distance_km(self, place) <= self.km

    def covers(self, tile: Tile) -> bool:
        """Tell whether a tile lies in it whole."""
        return self._farthest_km(tile.box) <= self.km - _SLACK_KM

    def tiles(self) -> Sequence[Tile]:
        """Give the tiles that have a part of it, which may go over 180° and over the poles."""
        reach = math.degrees((self.km + _SLACK_KM) / EARTH_RADIUS_KM) + _SLACK
        rows = rows_between(self.lat - reach, self.lat + reach)
        return [tile for row in rows for tile in self._in_row(row)]

    def _in_row(self, row: int) -> Iterable[Tile]:
        box = Tile(row, 0).box
        half = self._half_width(box.south - _SLACK, box.north + _SLACK)
        return () if half is None else _around(row, self.lon, half)

    def _half_width(self, south: float, north: float) -> float | None:
        """Give the degrees of longitude that it reaches to either side at most between two latitudes; None where it does not reach.

        On a parallel φ the circle of angle δ about φ₀ ends at cos Δλ = (cos δ - sin φ₀ sin φ) / (cos φ₀ cos φ), by the law of cosines.
        It is widest where sin φ = sin φ₀ / cos δ.
        """
        middle, angle = math.radians(self.lat), (self.km + _SLACK_KM) / EARTH_RADIUS_KM
        sine = math.sin(middle) / math.cos(angle)
        widest = math.copysign(math.pi / 2, middle) if abs(sine) >= 1 else math.asin(sine)
        parallel = min(max(widest, math.radians(max(south, -POLE))), math.radians(min(north, POLE)))
        across = math.cos(middle) * math.cos(parallel)
        rest = math.cos(angle) - math.sin(middle) * math.sin(parallel)
        if rest > across:
            return None
        return 180.0 if rest <= -across else math.degrees(math.acos(rest / across)) + _SLACK

    def _farthest_km(self, box: Box) -> float:
        """Give the distance of the point of a tile that is farthest: on the meridian farthest from the middle, at one of its ends."""
        offsets = [abs(_turned(edge - self.lon)) for edge in (box.west, box.east)]
        has_opposite = (box.west - self.lon) % 360.0 <= HALF_TURN <= (box.west - self.lon) % 360.0 + box.east - box.west
        far = HALF_TURN if has_opposite else max(offsets)
        return max(distance_km(self, Point(lat, _turned(self.lon + far))) for lat in (box.south, min(box.north, POLE)))


class Boundary:
    """All that lies within rings: where a line to the east crosses an odd number of edges.

    That is M. Shimrat, "Algorithm 112: Position of point relative to polygon", Communications of the ACM 5, 1962.
    An edge has its lower end and not its upper one, and a point on it lies to its east. Points are put onto the grid of whole numbers
    first, so that this is exact: what lies on a border that two areas share is in one of them. Edges are looked at in links of 32, and
    links in bands of latitude: whether a link that lies east of a point is crossed an odd number of times, its two ends tell.
    """

    def __init__(self, rings: Sequence[Ring] | Outline) -> None:
        """Take outer and inner rings, in any order.

        Raises:
            ValueError: a ring is not closed or goes over 180° (maps cut areas there), or there is none.
        """
        outline = rings if isinstance(rings, Outline) else outline_of(rings)
        if not outline.lons:
            raise ValueError("a boundary has a ring at least")
        self._lons, self._lats = outline.lons, outline.lats
        self._links = _links(outline)
        self._bands = _Bands(self._links)

    def holds(self, place: Spot) -> bool:
        """Tell whether a place lies in it."""
        return self._holds(round(place.lon * GRID), round(place.lat * GRID))

    def covers(self, tile: Tile) -> bool:
        """Tell whether a tile lies in it whole: no edge touches it, and its middle lies inside."""
        return tile in self._whole

    def tiles(self) -> Sequence[Tile]:
        """Give the tiles that have a part of it: those that an edge touches, and those that lie in it whole."""
        edge = {Tile(row, column) for row, columns in self._touched.items() for column in columns}
        return sorted(self._whole | edge)

    @cached_property
    def _touched(self) -> Mapping[int, set[int]]:
        touched: dict[int, set[int]] = {}
        for link in self._links:
            for tile in self._under(link):
                touched.setdefault(tile.row, set()).add(tile.column)
        return touched

    @cached_property
    def _whole(self) -> frozenset[Tile]:
        return frozenset(tile for row, columns in self._touched.items() for tile in self._filled(row, sorted(columns)))

    def _holds(self, lon: int, lat: int) -> bool:
        inside = False
        for link in self._bands.at(lat):
            if link.south > lat or link.north <= lat or link.east <= lon:
                continue
            if link.west > lon:
                inside ^= (self._lats[link.first] <= lat) != (self._lats[link.last] <= lat)
            else:
                inside ^= self._is_crossed_oddly(link, lon, lat)
        return inside

    def _is_crossed_oddly(self, link: "_Link", lon: int, lat: int) -> bool:
        odd = False
        lons, lats = self._lons[link.first : link.last + 1], self._lats[link.first : link.last + 1]
        for x1, y1, x2, y2 in zip(lons, lats, lons[1:], lats[1:], strict=False):
            if (y1 <= lat) != (y2 <= lat):
                across = (x2 - x1) * (lat - y1) - (lon - x1) * (y2 - y1)
                odd ^= across > 0 if y2 > y1 else across < 0
        return odd

    def _under(self, link: "_Link") -> Iterable[Tile]:
        box = Box(south=link.south / GRID, west=link.west / GRID, north=link.north / GRID, east=link.east / GRID)
        first, last = _corners(_wider(box))
        return (first,) if first == last else self._under_edges(link)

    def _under_edges(self, link: "_Link") -> Iterator[Tile]:
        for at in range(link.first, link.last):
            ends = ((self._lons[at] / GRID, self._lats[at] / GRID), (self._lons[at + 1] / GRID, self._lats[at + 1] / GRID))
            (x1, y1), (x2, y2) = sorted(ends, key=lambda end: end[1])
            for row in rows_between(y1 - _SLACK, y2 + _SLACK):
                box = Tile(row, 0).box
                low, high = max(y1, min(y2, box.south - _SLACK)), min(y2, max(y1, box.north + _SLACK))
                xs = (x1, x2) if y1 == y2 else (x1 + (x2 - x1) * (low - y1) / (y2 - y1), x1 + (x2 - x1) * (high - y1) / (y2 - y1))
                yield from tiles_between(_wider(Box(south=low, west=min(xs), north=high, east=max(xs))), (row,))

    def _filled(self, row: int, touched: list[int]) -> Iterator[Tile]:
        """Give the tiles of a row between touched ones that lie inside; those of a gap are all in or all out."""
        for west, east in pairwise(touched):
            if east > west + 1 and self.holds(_middle(Tile(row, west + 1).box)):
                yield from (Tile(row, column) for column in range(west + 1, east))


@dataclass(frozen=True, slots=True)
class _Link:
    """Points `first` to `last` of a ring, one after the other, and how far they reach."""

    first: int
    last: int
    south: int
    north: int
    west: int
    east: int


def _links(outline: Outline) -> list[_Link]:
    links, start = [], 0
    for length in outline.lengths:
        end = start + length - 1
        for first in range(start, end, _LINKS):
            last = min(first + _LINKS, end)
            lons, lats = outline.lons[first : last + 1], outline.lats[first : last + 1]
            link = _Link(first, last, min(lats), max(lats), min(lons), max(lons))
            if link.east - link.west > _HALF_TURN and any(abs(b - a) > _HALF_TURN for a, b in pairwise(lons)):
                raise ValueError("a ring goes over 180°, where maps cut areas in two")
            links.append(link)
        start = end + 1
    return links


class _Bands:
    """Links by latitude: as many bands as hold each link about twice, so that memory stays in proportion."""

    def __init__(self, links: Sequence[_Link]) -> None:
        """Sort links into bands."""
        self._south, north = min(link.south for link in links), max(link.north for link in links)
        high = max(north - self._south, 1)
        crossing = sum(link.north - link.south for link in links) / high  # links that an average parallel meets
        count = max(int(len(links) / max(crossing, 1.0)), 1)
        self._height = -(-high // count) or 1
        self._bands: list[list[_Link]] = [[] for _ in range(high // self._height + 1)]
        for link in links:
            for band in range((link.south - self._south) // self._height, (link.north - self._south) // self._height + 1):
                self._bands[band].append(link)

    def at(self, lat: int) -> Sequence[_Link]:
        """Give the links that may be met at a latitude."""
        band = (lat - self._south) // self._height
        return self._bands[band] if 0 <= band < len(self._bands) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Localities:
    """All places whose own address says so, by any of the values; within `tiles`, where a name stands for one of several towns.

    An INSEE code decides where a place has one, since towns share postcodes; a prefix stands for all codes that begin with it.
    `postcodes` and `cities` are folded.
    """

    countries: frozenset[str] = frozenset()
    insee: frozenset[str] = frozenset()
    insee_prefixes: tuple[str, ...] = ()
    postcodes: frozenset[str] = frozenset()
    postcode_prefixes: tuple[str, ...] = ()
    cities: frozenset[str] = frozenset()
    tiles: frozenset[Tile] | None = field(default=None, repr=False)

    def holds(self, place: Place) -> bool:
        """Tell whether a place lies in it; one without a country may lie in any."""
        if self.countries and place.country and place.country not in self.countries:
            return False
        return self._says_so(place) and (self.tiles is None or place.tile in self.tiles)

    def covers(self, tile: Tile) -> bool:  # noqa: ARG002 - each place has an address of its own
        """Tell that places have to be looked at."""
        return False

    def _says_so(self, place: Place) -> bool:
        if place.insee and (self.insee or self.insee_prefixes):
            return place.insee in self.insee or place.insee.startswith(self.insee_prefixes)
        if place.postcode and (folded(place.postcode) in self.postcodes or place.postcode.startswith(self.postcode_prefixes)):
            return True
        return bool(self.cities) and folded(place.city) in self.cities


@dataclass(frozen=True, slots=True)
class Countries:
    """All places that say that they are in one of these countries (ISO 3166-1 alpha-3), and in `silent` tiles those that say nothing."""

    codes: frozenset[str]
    silent: frozenset[Tile] = field(default=frozenset(), repr=False)

    def holds(self, place: Place) -> bool:
        """Tell whether a place says so, or nothing."""
        return place.country in self.codes if place.country else place.tile in self.silent

    def covers(self, tile: Tile) -> bool:  # noqa: ARG002 - the same
        """Tell that places have to be looked at."""
        return False


def distance_km(one: Spot, other: Spot) -> float:
    """Measure the way between two points along a sphere: the haversine, as `Circle` says."""
    lat, other_lat = math.radians(one.lat), math.radians(other.lat)
    square = math.sin((other_lat - lat) / 2) ** 2
    square += math.cos(lat) * math.cos(other_lat) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(square, 1.0)))


def tiles_over(shape: Circle | Boundary | Box) -> Sequence[Tile]:
    """Give all tiles that have a part of a shape, each once, from south to north, and from west to east within a row."""
    return tiles_between(shape) if isinstance(shape, Box) else shape.tiles()


def _around(row: int, lon: float, half: float) -> Iterable[Tile]:
    """Give the tiles of a row that lie within so many degrees of a meridian, from west to east."""
    box = Tile(row, 0).box
    south, north = box.south, box.north
    if half >= HALF_TURN:
        pieces = [(-HALF_TURN, HALF_TURN)]
    else:
        west, east = lon - half, lon + half
        pieces = [(max(west, -HALF_TURN), min(east, HALF_TURN))]
        pieces += [(west + 360.0, HALF_TURN)] if west < -HALF_TURN else []
        pieces += [(-HALF_TURN, east - 360.0)] if east > HALF_TURN else []
    found = {tile for west, east in pieces for tile in tiles_between(Box(south=south, west=west, north=north, east=east), (row,))}
    return sorted(found)


def _wider(box: Box) -> Box:
    return Box(south=box.south - _SLACK, west=box.west - _SLACK, north=box.north + _SLACK, east=box.east + _SLACK)


def _corners(box: Box) -> tuple[Tile, Tile]:
    return tile_of(box.south, box.west), tile_of(box.north, box.east)


def _middle(box: Box) -> Point:
    return Point((box.south + box.north) / 2, (box.west + box.east) / 2)


def _turned(degrees: float) -> float:
    """Give the same direction between -180 and 180 degrees."""
    return (degrees + HALF_TURN) % 360.0 - HALF_TURN
