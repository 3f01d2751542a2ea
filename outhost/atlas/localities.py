"""Localities of the loaded data: what is known of places without boundaries, by the addresses of what stands there."""

import json
import math
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from outhost.atlas.candidates import Candidate, Laid
from outhost.atlas.gazetteer import Gazetteer
from outhost.domain.countries import Country, lands_of
from outhost.domain.departments import ARRONDISSEMENTS, Department, Region, department_of, lacks_article, may_be_french
from outhost.domain.places import AreaKind
from outhost.domain.shapes import Countries, Localities, Point, distance_km
from outhost.domain.spelling import folded
from outhost.domain.tiles import TILE_KM, Tile
from outhost.domain.words import Phrase, Text
from outhost.domain.zone_texts import is_arrondissement
from outhost.domain.zones import Shape

_TOWN_GAP_KM: Final = 25.0
_POSTCODE_GAP_KM: Final = 150.0
"""Tiles with one name that are farther apart than this are different places: towns of a name, postcodes of two countries."""
_LOOKED_AT: Final = 12
"""Tiles of a locality in which its middle is looked for."""
_EXACT: Final = "SELECT tile, country, spelling, places_count FROM localities WHERE kind = ? AND value = ?"
_FROM_TO: Final = "SELECT tile, country, spelling, places_count FROM localities WHERE kind = ? AND value >= ? AND value < ?"
_MIDDLE: Final = """
SELECT avg(lat), avg(lon) FROM tiles JOIN places ON places.id BETWEEN first AND last
WHERE tiles.tile IN (SELECT value FROM json_each(?)) AND {column} IN (SELECT value FROM json_each(?))
"""
_ADDRESSES: Final = """
SELECT insee, postcode FROM tiles JOIN places ON places.id BETWEEN first AND last
WHERE tiles.tile = ? AND {column} = ? AND (insee <> '' OR postcode <> '') GROUP BY insee, postcode ORDER BY count(*) DESC LIMIT 1
"""
_CITIES: Final = frozenset(folded(name) for name, _ in ARRONDISSEMENTS.values())
_BEHIND: Final = "\U0010ffff"
_POSTCODE = Text(en="{code} (postcode)", fr="{code} (code postal)")
_IN_GROUPS: Final = re.compile(r"([a-z]{1,2}\d[a-z\d]?)(\d[a-z]{2})|(\d{4})([a-z]{2})|(\d{3})(\d{2})")
"""Postcodes that are written with a blank: of the United Kingdom, the Netherlands, Sweden and others."""


@dataclass(frozen=True, slots=True)
class _Row:
    """That some places of a tile have a value."""

    tile: Tile
    country: str
    spelling: str
    count: int


def cities_of(connection: sqlite3.Connection, keys: Sequence[str]) -> Iterator[Candidate]:
    """Give the towns that addresses call by one of the names (folded)."""
    for key in keys:
        rows = _rows(connection, _EXACT, "city", key) + _arrondissements(connection, key)
        for group in _groups(rows, _TOWN_GAP_KM):
            city = _city(connection, key, group, is_alone=len(group) == len(rows))
            yield replace(city, is_own_name=not lacks_article(key, keys))


def postcodes_of(connection: sqlite3.Connection, key: str) -> Iterator[Candidate]:
    """Give the areas of a postcode (folded), or of all that begin with it where it is the first half of one that has two."""
    for each in _spaced(key):
        rows = _rows(connection, _EXACT, "postcode", each) or _rows(connection, _FROM_TO, "postcode", f"{each} ", f"{each}!")
        for group in _groups(rows, _POSTCODE_GAP_KM):
            codes = frozenset(folded(row.spelling) for row in group)
            tiles = _only(group, is_alone=len(group) == len(rows))
            shape = Localities(postcodes=codes, tiles=tiles)
            yield _of_rows(connection, "postcode", each.upper(), AreaKind.POSTCODE, group, shape, _POSTCODE.filled(code=each.upper()))


def communes_of(connection: sqlite3.Connection, code: str) -> Iterator[Candidate]:
    """Give the commune of an INSEE code; of a city with arrondissements, all of them."""
    codes = frozenset({code, *ARRONDISSEMENTS.get(code, ("", ()))[1]})
    rows = [row for each in sorted(codes) for row in _rows(connection, _EXACT, "insee", folded(each)) if _is_french(row)]
    if rows:
        name = ARRONDISSEMENTS[code][0] if code in ARRONDISSEMENTS else code
        yield _of_rows(connection, "insee", name, AreaKind.COMMUNE, rows, Localities(insee=codes), f"INSEE {code}")


def departments_of(connection: sqlite3.Connection, found: Sequence[Department], region: Region | None = None) -> Iterator[Candidate]:
    """Give a department, or a region of several, by what INSEE codes and postcodes begin with."""
    insee = tuple(start for each in found for start in each.insee)
    postcodes = tuple(start for each in found for start in each.postcodes)
    rows = [row for kind, starts in (("insee", insee), ("postcode", postcodes)) for row in _beginning(connection, kind, starts)]
    if rows:
        tiles = frozenset(row.tile for row in rows)
        shape = Localities(countries=lands_of("FRA"), insee_prefixes=insee, postcode_prefixes=postcodes, tiles=tiles)
        kind = AreaKind.REGION if region else AreaKind.DEPARTMENT
        name, department = (region.name, "") if region else (found[0].name, found[0].code)
        typed = region.name if region else found[0].code
        lat, lon = _middle_of_tiles(rows)
        yield Candidate(
            name=name, kind=kind, lat=lat, lon=lon, reach_km=_reach(rows), lay=partial(_laid, shape, rows), country="FRA",
            department=department, region=region.code if region else found[0].region, typed=typed,
        )  # fmt: skip


def country_of(connection: sqlite3.Connection, gazetteer: Gazetteer, country: Country) -> Iterator[Candidate]:
    """Give a country: its places are those that say so, and those without a country where none has another and a town of it is near."""
    lands = lands_of(country.code)
    ours = {row.tile: row for code in lands for row in _rows(connection, _EXACT, "country", folded(code))}
    others = {row.tile for row in _rows(connection, _FROM_TO, "country", "", _BEHIND)}
    all_tiles = {Tile.of_number(tile) for (tile,) in connection.execute("SELECT tile FROM tiles")}
    silent = {tile for tile in all_tiles - others if gazetteer.country_at(*_centre(tile)) in lands} | set(ours)
    tiles = sorted(silent)
    if tiles:
        rows = list(ours.values()) or [_Row(tile, "", "", 1) for tile in tiles]
        lat, lon = _middle_of_tiles(rows)
        yield Candidate(
            name=country.en, kind=AreaKind.COUNTRY, lat=lat, lon=lon, reach_km=_reach(rows),
            lay=lambda: (Countries(lands, frozenset(silent)), tiles), country=country.code, typed=country.code,
        )  # fmt: skip


def arrondissements_of(connection: sqlite3.Connection, name: str, insee: str, postcodes: Sequence[str]) -> Iterator[Candidate]:
    """Give an arrondissement by its codes."""
    rows = [*_rows(connection, _EXACT, "insee", insee), *(row for code in postcodes for row in _rows(connection, _EXACT, "postcode", code))]
    if rows:
        shape = Localities(insee=frozenset({insee}), postcodes=frozenset(postcodes))
        yield replace(_of_rows(connection, "postcode", name, AreaKind.DISTRICT, rows, shape), department=department_of(insee, ""))


def _city(connection: sqlite3.Connection, key: str, rows: Sequence[_Row], *, is_alone: bool) -> Candidate:
    names = frozenset(folded(row.spelling) for row in rows)
    own = [row for row in rows if folded(row.spelling) == key] or rows
    shape = Localities(cities=names, tiles=_only(rows, is_alone=is_alone))
    return _of_rows(connection, "city", max(own, key=lambda row: row.count).spelling, AreaKind.COMMUNE, rows, shape)


def _of_rows(
    connection: sqlite3.Connection,
    column: str,
    name: str,
    kind: AreaKind,
    rows: Sequence[_Row],
    shape: Localities,
    typed: str | Phrase = "",
) -> Candidate:
    lat, lon = _middle_of_tiles(rows)
    countries = {row.country for row in rows if row.country}
    return Candidate(
        name=name,
        kind=kind,
        lat=lat,
        lon=lon,
        reach_km=_reach(rows),
        lay=partial(_laid, shape, rows),
        middle=partial(_middle, connection, column, rows, (lat, lon)),
        country=countries.pop() if len(countries) == 1 else "",
        department=_department(connection, column, rows, (lat, lon)),
        typed=typed,
    )


def _department(connection: sqlite3.Connection, column: str, rows: Sequence[_Row], middle: tuple[float, float]) -> str:
    if not may_be_french(*middle) or {row.country for row in rows} - {"", *lands_of("FRA")}:
        return ""
    best = max(rows, key=lambda row: row.count)
    statement = _ADDRESSES.format(column=column)
    found = connection.execute(statement, (best.tile.number, best.spelling)).fetchone()
    return department_of(*found) if found else ""


def _laid(shape: Shape, rows: Iterable[_Row]) -> Laid:
    return shape, sorted({row.tile for row in rows})


def _rows(connection: sqlite3.Connection, statement: str, *values: str) -> list[_Row]:
    return [
        _Row(Tile.of_number(tile), country, spelling, count) for tile, country, spelling, count in connection.execute(statement, values)
    ]


def _beginning(connection: sqlite3.Connection, kind: str, starts: Iterable[str]) -> Iterator[_Row]:
    for start in map(folded, starts):
        yield from (row for row in _rows(connection, _FROM_TO, kind, start, start + _BEHIND) if _is_french(row))


def _is_french(row: _Row) -> bool:
    """Tell whether a code may be one of France: elsewhere the same digits are another one's."""
    return row.country in lands_of("FRA") or (not row.country and may_be_french(*_centre(row.tile)))


def _arrondissements(connection: sqlite3.Connection, key: str) -> list[_Row]:
    """Give the rows of a city's arrondissements, which registers and maps give as cities of their own."""
    if key not in _CITIES:
        return []
    rows = _rows(connection, _FROM_TO, "city", f"{key} 0", f"{key} :")
    return [row for row in rows if is_arrondissement(folded(row.spelling))]


def _spaced(key: str) -> Iterator[str]:
    yield key
    groups = _IN_GROUPS.fullmatch(key)
    if groups:
        yield " ".join(group for group in groups.groups() if group)


def _only(rows: Sequence[_Row], *, is_alone: bool) -> frozenset[Tile] | None:
    return None if is_alone else frozenset(row.tile for row in rows)


def _groups(rows: Sequence[_Row], gap_km: float) -> list[list[_Row]]:
    """Put rows together whose tiles lie near each other, by way of others if need be; the group with most places comes first."""
    groups: list[list[_Row]] = []
    for row in rows:
        near = [group for group in groups if any(_gap_km(row.tile, other.tile) <= gap_km for other in group)]
        groups = [group for group in groups if group not in near] + [[row, *(other for group in near for other in group)]]
    return sorted(groups, key=lambda group: (-sum(row.count for row in group), min(row.tile for row in group)))


def _gap_km(one: Tile, other: Tile) -> float:
    if abs(one.row - other.row) * TILE_KM > 2 * _POSTCODE_GAP_KM:
        return math.inf
    return distance_km(Point(*_centre(one)), Point(*_centre(other)))


def _centre(tile: Tile) -> tuple[float, float]:
    box = tile.box
    return (box.south + box.north) / 2, (box.west + box.east) / 2


def _middle_of_tiles(rows: Sequence[_Row]) -> tuple[float, float]:
    total = sum(row.count for row in rows)
    centres = [(_centre(row.tile), row.count / total) for row in rows]
    return sum(lat * share for (lat, _), share in centres), sum(lon * share for (_, lon), share in centres)


def _middle(connection: sqlite3.Connection, column: str, rows: Sequence[_Row], otherwise: tuple[float, float]) -> tuple[float, float]:
    """Give the mean of where the places are that have the value, in the tiles with most of them."""
    best = sorted(rows, key=lambda row: (-row.count, row.tile))[:_LOOKED_AT]
    tiles, spellings = json.dumps([row.tile.number for row in best]), json.dumps(sorted({row.spelling for row in best}))
    lat, lon = connection.execute(_MIDDLE.format(column=column), (tiles, spellings)).fetchone()
    return otherwise if lat is None else (lat, lon)


def _reach(rows: Iterable[_Row]) -> float:
    """Say how far it reaches about: as a circle of as many tiles, and one tile more, for people write a town's name beyond its border."""
    return (math.sqrt(len({row.tile for row in rows}) / math.pi) + 1) * TILE_KM
