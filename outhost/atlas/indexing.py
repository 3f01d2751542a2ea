"""Fills what an atlas is searched by, once its places and areas are in their order and its twins are known."""

import sqlite3
from collections.abc import Iterator
from typing import Any, Final

from outhost.atlas.rows import AREA_COLUMNS, PLACE_COLUMNS, area_of, place_of
from outhost.atlas.steps import Progress, Step, told
from outhost.domain.categories import texts_of, title_of
from outhost.domain.places import Area
from outhost.domain.spelling import folded

_OF_PLACES: Final = (
    "INSERT INTO tiles SELECT tile, min(id), max(id) FROM places GROUP BY tile ORDER BY tile",
    "INSERT INTO spots SELECT id, lon, lon, lat, lat FROM places ORDER BY id",
    """INSERT INTO labels SELECT DISTINCT label.value, coalesce(twin_of, places.id) FROM places, json_each(places.labels) AS label
       ORDER BY 1, 2""",
    "INSERT INTO label_counts SELECT label, count(*) FROM labels GROUP BY label",
)
_NO_TWINS: Final = f"SELECT id, {', '.join(PLACE_COLUMNS)} FROM places WHERE twin_of IS NULL ORDER BY id"  # noqa: S608 - names of ours
_LOCALITIES: Final = """
INSERT INTO localities
SELECT '{column}', value, tile, country, spelling, total FROM (
    SELECT folded(spelling) AS value, tile, country, spelling, sum(times) AS total, max(times) FROM (
        SELECT {column} AS spelling, tile, country, count(*) AS times
        FROM places WHERE {column} <> '' AND twin_of IS NULL GROUP BY {column}, tile, country
    ) GROUP BY 1, tile, country
) WHERE value <> '' ORDER BY value, tile, country
"""
"""Of several spellings of one value, the one that most places have: with `max` alone, SQLite gives what stands in its row."""
_AREAS_BY_ID: Final = """
SELECT areas.id, {columns} FROM areas JOIN sources ON sources.id = areas.source_id
ORDER BY area_id, rings IS NULL, date DESC, sources.name
"""


def fill_indexes(atlas: sqlite3.Connection, total: int, progress: Progress) -> None:
    """Fill all of them: `words` with places that are no twins; `labels` with all, those of twins for the place that stands for them; keys
    and boxes with areas, of each the one that knows most.
    """  # noqa: D205 - one sentence says it
    atlas.create_function("folded", 1, folded, deterministic=True)
    rows = atlas.execute(_NO_TWINS)
    atlas.executemany("INSERT INTO words (rowid, name, other) VALUES (?, ?, ?)", _words(told(rows, progress, Step.WORDS, total)))
    statements = (*_OF_PLACES, *(_LOCALITIES.format(column=column) for column in ("postcode", "insee", "city", "country")))
    for statement in told(statements, progress, Step.INDEXES, len(statements)):
        atlas.execute(statement)
    _index_areas(atlas)
    atlas.execute("INSERT INTO words (words) VALUES ('optimize')")
    atlas.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab (main, words, row)")
    atlas.execute("INSERT INTO word_counts SELECT term, doc FROM temp.vocabulary")
    atlas.execute("DROP TABLE temp.vocabulary")


def _words(rows: Iterator[Any]) -> Iterator[tuple[int, str, str]]:
    for number, *row in rows:
        place = place_of(row)
        yield number, title_of(place), texts_of(place)


def _index_areas(atlas: sqlite3.Connection) -> None:
    """Index each area once: of those that several sources have, the one that is whole, or newer."""
    before = ""
    for number, *row in atlas.execute(_AREAS_BY_ID.format(columns=", ".join(f"areas.{column}" for column in AREA_COLUMNS))):
        area = area_of(row)
        if area.area_id == before:
            continue
        before = area.area_id
        atlas.executemany("INSERT INTO area_keys VALUES (?, ?)", [(key, number) for key in sorted(_keys(area))])
        if area.rings:
            atlas.execute("INSERT INTO area_boxes VALUES (?, ?, ?, ?, ?)", (number, *_box(area)))


def _keys(area: Area) -> set[str]:
    return {key for name in area.names if (key := folded(name))} | {code.upper() for code in area.codes if code}


def _box(area: Area) -> tuple[float, float, float, float]:
    lons, lats = ([point[axis] for ring in area.rings for point in ring] for axis in (0, 1))
    return min(lons), max(lons), min(lats), max(lats)
