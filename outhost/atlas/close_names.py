"""Close names: what somebody may have meant who wrote a name that nobody knows."""

import sqlite3
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from outhost.atlas.gazetteer import Gazetteer
from outhost.domain.departments import DEPARTMENTS, REGIONS
from outhost.domain.spelling import folded

_MOST: Final = 4
_SHARED_LETTERS: Final = 2
_LOOKED_AT: Final = 3000
_ALIKE: Final = 0.8
_OF_FRANCE: Final = (*(each.name for each in DEPARTMENTS.values()), *(each.name for each in REGIONS))
_LOADED: Final = """
SELECT DISTINCT value FROM localities WHERE kind = 'city' AND value >= ?1 AND value < ?2
UNION SELECT key FROM area_keys WHERE key >= ?1 AND key < ?2 LIMIT ?3
"""
_SPELT: Final = """
SELECT spelling FROM localities WHERE kind = 'city' AND value = ?1
UNION ALL SELECT json_extract(names, '$[0]') FROM area_keys JOIN areas ON areas.id = area WHERE key = ?1 LIMIT 1
"""


def close_names(connection: sqlite3.Connection | None, gazetteer: Gazetteer, key: str, countries: frozenset[str]) -> list[str]:
    """Give names, as they are written, of the loaded data and of towns of the countries, that are a slip or two away from a folded name."""
    beginning = key[:_SHARED_LETTERS]
    known = dict.fromkeys(gazetteer.names_from(beginning, countries, _LOOKED_AT))
    known |= dict.fromkeys(folded(name) for name in _OF_FRANCE if "FRA" in countries)
    if connection:
        known |= dict.fromkeys(str(name) for (name,) in connection.execute(_LOADED, (beginning, beginning + "\U0010ffff", _LOOKED_AT)))
    close = get_close_matches(key, known, _MOST, _ALIKE)
    return list(dict.fromkeys(next(_spellings(connection, gazetteer, name), name) for name in close))


def _spellings(connection: sqlite3.Connection | None, gazetteer: Gazetteer, key: str) -> Iterator[str]:
    if connection:
        yield from (str(name) for (name,) in connection.execute(_SPELT, (key,)))
    yield from (city.name for city in gazetteer.cities(key))
    yield from (name for name in _OF_FRANCE if folded(name) == key)
