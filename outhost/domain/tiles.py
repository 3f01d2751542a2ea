"""Tiles: cells of one fixed metric grid over the earth, in which places are looked for."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

EARTH_RADIUS_KM: Final = 6371.0088
"""Mean radius (IUGG)."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle of latitudes and longitudes, in degrees; it never crosses 180°."""

    south: float
    west: float
    north: float
    east: float


def tile_of(lat: float, lon: float) -> Tile:
    """Give the tile in which a point lies: latitude -90…90, longitude -180…180, in degrees; the pole and 180° east belong to the last."""
    row = min(int((lat + 90.0) / _ROW_DEGREES), _ROWS - 1)
    count = columns_in(row)
    return Tile(row, min(int((lon + 180.0) / 360.0 * count), count - 1))


@lru_cache(4096)
def columns_in(row: int) -> int:
    """Count the columns of a row: those of 7.5 km along the parallel in its middle."""
    middle = math.radians((row + 0.5) * _ROW_DEGREES - 90.0)
    return max(round(2 * math.pi * EARTH_RADIUS_KM * math.cos(middle) / TILE_KM), 1)
