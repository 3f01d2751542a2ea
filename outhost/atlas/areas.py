"""Areas of the loaded data, by name or code: those with boundaries, and points that reach some way."""

import json
import math
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

from outhost.atlas.candidates import Candidate, Laid, reach_of
from outhost.domain.countries import country_named
from outhost.domain.departments import DEPARTMENTS, department_of, lacks_article, may_be_french
from outhost.domain.outlines import unpacked
from outhost.domain.places import AreaKind
from outhost.domain.shapes import Boundary, Circle, tiles_over
from outhost.domain.spelling import folded
from outhost.domain.tiles import EARTH_RADIUS_KM

_MOST: Final = 500
"""Areas of one name that are looked at."""
_LARGEST_BYTES: Final = 16 << 20
"""Of the boundary of one area as it is kept: three million points, which take seconds to lay tiles over."""
_TOWNS: Final = (AreaKind.COMMUNE, AreaKind.DISTRICT)
_INSEE_LETTERS: Final = 5
_BY_KEY: Final = """
SELECT areas.id, kind, names, codes, country, population, lat, lon, radius_km, length(rings), west, east, south, north
FROM area_keys JOIN areas ON areas.id = area LEFT JOIN area_boxes ON area_boxes.id = areas.id
WHERE key = ? ORDER BY rings IS NULL, areas.id LIMIT ?
"""
_ADDRESSES: Final = """
SELECT insee, postcode FROM spots JOIN places USING (id)
WHERE west >= ? AND east <= ? AND south >= ? AND north <= ? AND (insee <> '' OR postcode <> '') LIMIT 50
"""
_NEAR_DEGREES: Final = 0.02


def areas_of(connection: sqlite3.Connection, keys: Sequence[str]) -> Iterator[Candidate]:
    """Give the areas that have one of the names (folded) or codes (in capitals): those with boundaries first.

    What is larger than a town, and came without its boundaries, has a middle and reaches nowhere: `reach_km` is 0.
    """
    found = {row[0]: (row, key) for key in reversed(keys) for row in connection.execute(_BY_KEY, (key, _MOST))}
    for row, key in sorted(found.values(), key=lambda each: (not _is_whole(each[0]), keys.index(each[1]))):
        candidate = _candidate(connection, row, key, is_exact=not lacks_article(key, keys))
        if candidate:
            yield candidate


def department_at(connection: sqlite3.Connection, lat: float, lon: float) -> str:
    """Give the French department in which a point lies, by the addresses around it; empty where they do not say."""
    if not may_be_french(lat, lon):
        return ""
    around = (lon - _NEAR_DEGREES, lon + _NEAR_DEGREES, lat - _NEAR_DEGREES, lat + _NEAR_DEGREES)
    said = Counter(department_of(insee, postcode) for insee, postcode in connection.execute(_ADDRESSES, around))
    return max(said, key=lambda code: (said[code], code), default="")


def _candidate(connection: sqlite3.Connection, row: Sequence[Any], key: str, *, is_exact: bool) -> Candidate | None:
    number, kind, names, codes, country, people, lat, lon, radius, _, *box = row
    kind, names, codes = AreaKind(kind), json.loads(names), json.loads(codes)
    is_whole = _is_whole(row)
    country = country or (_country(names, codes) if kind is AreaKind.COUNTRY else "")
    if key in codes and kind in _TOWNS and codes[0] != key:
        return None  # it is its postcode, which it may share
    department = _department(connection, kind, codes, country, lat, lon)
    reach = _reach(box) if is_whole else float(radius or (reach_of(people or 0) if kind in _TOWNS else 0))
    return Candidate(
        name=names[0],
        kind=kind,
        lat=lat,
        lon=lon,
        reach_km=reach,
        lay=partial(_laid, connection, number, lat, lon, reach) if is_whole else partial(_round, lat, lon, reach),
        country=country,
        department=department,
        people=people or 0,
        is_own_name=is_exact and key in {folded(names[0]), *codes},
        typed=department if kind is AreaKind.DEPARTMENT else country if kind is AreaKind.COUNTRY else "",
    )


def _country(names: Sequence[str], codes: Sequence[str]) -> str:
    found = next((country for text in (*codes, *names) if (country := country_named(text))), None)
    return found.code if found else ""


def _is_whole(row: Sequence[Any]) -> bool:
    size, west = row[9], row[10]
    return size is not None and size <= _LARGEST_BYTES and west is not None


def _laid(connection: sqlite3.Connection, number: int, lat: float, lon: float, reach: float) -> Laid:
    (rings,) = connection.execute("SELECT rings FROM areas WHERE id = ?", (number,)).fetchone()
    try:
        boundary = Boundary(unpacked(rings))
    except ValueError:
        return _round(lat, lon, reach)  # damaged, or cut: it is never taken as whole
    return boundary, tiles_over(boundary)


def _round(lat: float, lon: float, reach: float) -> Laid:
    circle = Circle(lat, lon, reach)
    return circle, tiles_over(circle)


def _reach(box: Sequence[float]) -> float:
    """Give half the width of a square as large as the rectangle around an area."""
    west, east, south, north = box
    high = math.radians(north - south) * EARTH_RADIUS_KM
    wide = math.radians(east - west) * EARTH_RADIUS_KM * math.cos(math.radians((south + north) / 2))
    return min(max(math.sqrt(high * wide) / 2, 0.1), 2000.0)


def _department(connection: sqlite3.Connection, kind: AreaKind, codes: Sequence[str], country: str, lat: float, lon: float) -> str:
    if country not in {"", "FRA"} or kind in {AreaKind.REGION, AreaKind.COUNTRY}:
        return ""
    if kind is AreaKind.DEPARTMENT:
        return next((code for code in codes if code in DEPARTMENTS), "")
    insee = next((code for code in codes if len(code) == _INSEE_LETTERS and department_of(code, "")), "") if country else ""
    return department_of(insee, "") if insee else department_at(connection, lat, lon)
