"""Tiles: cells of one fixed metric grid over the earth, in which places are looked for."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

EARTH_RADIUS_KM: Final = 6371.0088
"""Mean radius (IUGG)."""
POLE: Final = 90.0
HALF_TURN: Final = 180.0
"""Degrees: the latitude of the pole, and the longitude where maps end."""
TILE_KM: Final = 7.5
_ROWS: Final = math.ceil(math.pi * EARTH_RADIUS_KM / TILE_KM)
_ROW_DEGREES: Final = 180.0 / _ROWS
_COLUMN_BITS: Final = 13
"""The longest row has 5,338 columns."""


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """A cell of the grid: rows count from the south pole, columns from 180° west.

    Rows are equally high; each has as many columns as make them 7.5 km wide in its middle. So every point of the earth lies in exactly
    one tile: a tile has its southern and its western edge, not the others.
    """

    row: int
    column: int

    @property
    def number(self) -> int:
        """Give one number for both, which grows from south to north, and from west to east within a row."""
        return self.row << _COLUMN_BITS | self.column

    @classmethod
    def of_number(cls, number: int) -> "Tile":
        """Read what `number` gave."""
        return cls(number >> _COLUMN_BITS, number & ((1 << _COLUMN_BITS) - 1))

    @property
    def box(self) -> "Box":
        """Give its edges."""
        south, wide = self.row * _ROW_DEGREES - 90.0, 360.0 / columns_in(self.row)
        west = self.column * wide - 180.0
        return Box(south=south, west=west, north=south + _ROW_DEGREES, east=west + wide)


class Spot(Protocol):
    """Whatever has a latitude and a longitude."""

    @property
    def lat(self) -> float:
        """Give degrees north."""
        ...

    @property
    def lon(self) -> float:
        """Give degrees east."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle of latitudes and longitudes, in degrees; it never crosses 180°."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, place: "Spot") -> bool:
        """Tell whether a place lies in it: it has its southern and its western edge; the others only where the earth ends."""
        is_between = self.south <= place.lat and (place.lat < self.north or place.lat == POLE == self.north)
        return is_between and self.west <= place.lon and (place.lon < self.east or place.lon == HALF_TURN == self.east)

    def covers(self, tile: Tile) -> bool:
        """Tell whether a tile lies in it whole."""
        other = tile.box
        return self.south <= other.south and other.north <= self.north and self.west <= other.west and other.east <= self.east


def is_on_earth(lat: float, lon: float) -> bool:
    """Tell whether there is such a point."""
    return -POLE <= lat <= POLE and -HALF_TURN <= lon <= HALF_TURN


def tile_of(lat: float, lon: float) -> Tile:
    """Give the tile in which a point lies: latitude -90…90, longitude -180…180, in degrees; the pole and 180° east belong to the last."""
    row = _row_at(lat)
    return Tile(row, _column_at(row, lon))


def rows_between(south: float, north: float) -> range:
    """Give the rows that have a part of these latitudes, which may reach over the poles."""
    return range(_row_at(south), _row_at(north) + 1)


def tiles_between(box: Box, rows: Iterable[int] | None = None) -> list[Tile]:
    """Give the tiles that have a part of a rectangle, in order, of all rows or of these."""
    found = rows_between(box.south, box.north) if rows is None else rows
    return [Tile(row, column) for row in found for column in range(_column_at(row, box.west), _column_at(row, box.east) + 1)]


def _row_at(lat: float) -> int:
    return max(min(int((lat + 90.0) / _ROW_DEGREES), _ROWS - 1), 0)


def _column_at(row: int, lon: float) -> int:
    count = columns_in(row)
    return max(min(int((lon + 180.0) / 360.0 * count), count - 1), 0)


@lru_cache(4096)
def columns_in(row: int) -> int:
    """Count the columns of a row: those of 7.5 km along the parallel in its middle."""
    middle = math.radians((row + 0.5) * _ROW_DEGREES - 90.0)
    return max(round(2 * math.pi * EARTH_RADIUS_KM * math.cos(middle) / TILE_KM), 1)
