"""The file of the atlas: how places lie in it, so that a search reads little more than what it finds.

Places are numbered in the order of their tiles (and within a tile by their `place_id`): those of a tile lie side by side, in the table
and in the index of words, and a range of numbers is a tile. A file is never changed: a new one is built beside it, and takes its place.
"""

from typing import Final

VERSION: Final = 1
"""Of this layout, as `PRAGMA user_version`; a file of another version is not read."""

TABLES: Final = """
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    licence TEXT NOT NULL,
    attribution TEXT NOT NULL,
    date TEXT NOT NULL,
    file TEXT NOT NULL,
    loaded_at TEXT NOT NULL,
    places_count INTEGER NOT NULL,
    areas_count INTEGER NOT NULL
) STRICT;

-- twin_of is the number of the place that this one is the same as; such a place is no row of its own. labels, other_names are JSON arrays,
-- tags a JSON object: `rows.py` writes and reads them.
CREATE TABLE places (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES sources (id),
    place_id TEXT NOT NULL,
    tile INTEGER NOT NULL,
    twin_of INTEGER,
    lat REAL NOT NULL,
    lon REAL NOT NULL,
    name TEXT NOT NULL,
    other_names TEXT NOT NULL,
    labels TEXT NOT NULL,
    website TEXT NOT NULL,
    telephone TEXT NOT NULL,
    email TEXT NOT NULL,
    street TEXT NOT NULL,
    postcode TEXT NOT NULL,
    city TEXT NOT NULL,
    insee TEXT NOT NULL,
    country TEXT NOT NULL,
    rating REAL,
    reviews_count INTEGER,
    tags TEXT NOT NULL
) STRICT;

CREATE INDEX twins ON places (twin_of) WHERE twin_of IS NOT NULL;

-- Of each tile that has places: the first and the last number.
CREATE TABLE tiles (
    tile INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL
) STRICT;

-- The labels of places that are no twins, and of their twins: a shop is found by what any of its sources says that it is.
CREATE TABLE labels (
    label TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (label, place)
) STRICT, WITHOUT ROWID;

-- Each label once, and how many places have it.
CREATE TABLE label_counts (
    label TEXT PRIMARY KEY,
    places_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Values by which zones know places whose areas have no boundaries: what `kind` (`postcode`, `insee`, `city`) has
-- the `value` (folded, all three), and in which tile. The spelling is the one that most of its places have; twins are not counted.
CREATE TABLE localities (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    tile INTEGER NOT NULL,
    country TEXT NOT NULL,
    spelling TEXT NOT NULL,
    places_count INTEGER NOT NULL,
    PRIMARY KEY (kind, value, tile, country)
) STRICT, WITHOUT ROWID;

-- names, codes are JSON arrays; rings as `domain/outlines.py` packs them, or NULL.
CREATE TABLE areas (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES sources (id),
    area_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    names TEXT NOT NULL,
    codes TEXT NOT NULL,
    country TEXT NOT NULL,
    population INTEGER,
    lat REAL NOT NULL,
    lon REAL NOT NULL,
    radius_km REAL,
    rings BLOB
) STRICT;

-- By each name (folded) and each code (in capitals) of an area; of an area that several sources have, one alone is here and in area_boxes.
CREATE TABLE area_keys (
    key TEXT NOT NULL,
    area INTEGER NOT NULL,
    PRIMARY KEY (key, area)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE spots USING rtree (id, west, east, south, north);
CREATE VIRTUAL TABLE area_boxes USING rtree (id, west, east, south, north);
CREATE VIRTUAL TABLE words USING fts5 (name, other, content = '', tokenize = 'unicode61 remove_diacritics 2', prefix = '3');

-- Each word of `words` once, and how many places have it.
CREATE TABLE word_counts (
    word TEXT PRIMARY KEY,
    places_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""
"""`words` has of each place that is no twin `title_of` in `name`, and `texts_of` in `other` (`domain/categories`); its
rowids are the numbers of the places. Rowids of `spots` and `area_boxes` are those of `places` and `areas` (those with boundaries)."""
