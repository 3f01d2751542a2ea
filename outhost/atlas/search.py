"""Searches in the file of the atlas: the places of a tile, and how many there are in all the tiles of zones."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from outhost.atlas.matching import Matching, matching
from outhost.atlas.rows import PLACE_COLUMNS, SOURCE_COLUMNS, place_of, source_of
from outhost.domain.categories import Search, Thoroughness
from outhost.domain.places import AreaKind, Place, Sighting, Source
from outhost.domain.tiles import Tile
from outhost.domain.zones import Zone, cells_of

_AT_ONCE: Final = 500
"""Places that are read together."""
_COLUMNS: Final = ", ".join(PLACE_COLUMNS)
_RANGE: Final = "SELECT first, last FROM tiles WHERE tile = ?"
_SOURCES: Final = f"SELECT id, {', '.join(SOURCE_COLUMNS)} FROM sources"  # noqa: S608 - names of ours
_PLACES: Final = f"SELECT id, source_id, {_COLUMNS} FROM places WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"  # noqa: S608 - names of ours
_TWINS: Final = f"SELECT twin_of, source_id, {_COLUMNS} FROM places WHERE twin_of IN (SELECT value FROM json_each(?)) ORDER BY twin_of, id"  # noqa: S608 - names of ours
_COUNT: Final = "SELECT count(DISTINCT place) FROM ({matching})"
_SPOTS: Final = "SELECT lat, lon, postcode, city, insee, country FROM places WHERE id IN (SELECT place FROM ({matching}))"


def find(
    connection: sqlite3.Connection, tile: Tile, searches: Sequence[Search], thoroughness: Thoroughness
) -> Iterator[tuple[int, Sighting]]:
    """Give the places of a tile that fit, each once with the first search that it fits, in the order of their ids, and with their twins."""
    reach = connection.execute(_RANGE, (tile.number,)).fetchone()
    if reach is None:
        return
    first_fit: dict[int, int] = {}
    for index, search in enumerate(searches):
        for (number,) in _matches(connection, matching(connection, [search], thoroughness), reach):
            first_fit.setdefault(number, index)
    sources = {number: source_of(row) for number, *row in connection.execute(_SOURCES)} if first_fit else {}
    found = sorted(first_fit)
    for start in range(0, len(found), _AT_ONCE):
        for number, sighting in _sightings(connection, found[start : start + _AT_ONCE], sources):
            yield first_fit[number], sighting


def count(connection: sqlite3.Connection, zones: Sequence[Zone], searches: Sequence[Search], thoroughness: Thoroughness) -> int:
    """Count the places that `find` gives in all tiles of the zones and that lie in one of them, each once.

    Tiles that a zone covers are counted; places of the others are looked at.
    """
    if not searches:
        return 0
    wanted = matching(connection, searches, thoroughness)
    return sum(
        _looked_at(connection, run, wanted, zones) if run.looked_at else _counted(connection, run, wanted)
        for run in _runs(connection, zones)
    )


def everywhere(connection: sqlite3.Connection) -> Zone:
    """Give the zone of all places that there are."""
    tiles = [Tile.of_number(number) for (number,) in connection.execute("SELECT tile FROM tiles ORDER BY tile")]
    return Zone(text="", label="", kind=AreaKind.COUNTRY, country="", shape=_Everywhere(), tiles=tiles)


class _Everywhere:
    def holds(self, _place: Place) -> bool:
        return True

    def covers(self, _tile: Tile) -> bool:
        return True


@dataclass(slots=True)
class _Run:
    """Tiles whose places lie side by side, from one number to another: those of these zones, which have to be looked at, or all."""

    first: int
    last: int
    looked_at: Sequence[int]


def _matches(connection: sqlite3.Connection, wanted: Matching, reach: tuple[int, int]) -> Iterator[tuple[int]]:
    return connection.execute(wanted.sql, wanted.values | {"first": reach[0], "last": reach[1]})


def _sightings(connection: sqlite3.Connection, numbers: Sequence[int], sources: Mapping[int, Source]) -> Iterator[tuple[int, Sighting]]:
    wanted = (json.dumps(numbers),)
    twins: dict[int, list[Sighting]] = {}
    for number, source, *row in connection.execute(_TWINS, wanted):
        twins.setdefault(number, []).append(Sighting(place=place_of(row), source=sources[source]))
    for number, source, *row in connection.execute(_PLACES, wanted):
        yield number, Sighting(place=place_of(row), source=sources[source], twins=tuple(twins.get(number, ())))


def _runs(connection: sqlite3.Connection, zones: Sequence[Zone]) -> Iterator[_Run]:
    """Put tiles together that have their places side by side and are to be treated alike."""
    run: _Run | None = None
    for tile, first, last, indexes in _populated(connection, zones):
        looked_at = () if any(zones[index].shape.covers(tile) for index in indexes) else indexes
        if run and run.last + 1 == first and run.looked_at == looked_at:
            run.last = last
            continue
        if run:
            yield run
        run = _Run(first, last, looked_at)
    if run:
        yield run


def _populated(connection: sqlite3.Connection, zones: Sequence[Zone]) -> Iterator[tuple[Tile, int, int, Sequence[int]]]:
    """Give the tiles of zones that have places, in the order of their numbers."""
    cells = {cell.tile.number: cell for cell in cells_of(zones)}
    if not cells:
        return
    reach = (min(cells), max(cells))
    for number, first, last in connection.execute("SELECT tile, first, last FROM tiles WHERE tile BETWEEN ? AND ? ORDER BY tile", reach):
        if number in cells:
            yield cells[number].tile, first, last, cells[number].zones


def _counted(connection: sqlite3.Connection, run: _Run, wanted: Matching) -> int:
    (found,) = connection.execute(_COUNT.format(matching=wanted.sql), _within(run, wanted)).fetchone()
    return int(found)


def _looked_at(connection: sqlite3.Connection, run: _Run, wanted: Matching, zones: Sequence[Zone]) -> int:
    shapes = [zones[index].shape for index in run.looked_at]
    spots = connection.execute(_SPOTS.format(matching=wanted.sql), _within(run, wanted))
    return sum(any(shape.holds(place) for shape in shapes) for place in map(_spot, spots))


def _within(run: _Run, wanted: Matching) -> dict[str, Any]:
    return wanted.values | {"first": run.first, "last": run.last}


def _spot(row: Sequence[Any]) -> Place:
    lat, lon, postcode, city, insee, country = row
    return Place(place_id="", lat=lat, lon=lon, postcode=postcode, city=city, insee=insee, country=country)
