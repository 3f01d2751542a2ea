"""Marks twins in an atlas that is being built, by the rule of `domain/twins.py`; what is compared lies on the disk until it is."""

import sqlite3
from collections.abc import Iterator
from typing import Final

from outhost.atlas.rows import PLACE_COLUMNS, place_of
from outhost.atlas.steps import Progress, Step, told
from outhost.domain.twins import Pair, Trace, keys_of, pairs_among, twins_of

_ALL: Final = f"SELECT id, {', '.join(PLACE_COLUMNS)} FROM places ORDER BY id"  # noqa: S608 - names of ours
_ONE: Final = f"SELECT {', '.join(PLACE_COLUMNS)} FROM places WHERE id = ?"  # noqa: S608 - names of ours
SCRATCH: Final = """
CREATE TABLE scratch.keys (key TEXT NOT NULL, place INTEGER NOT NULL);
CREATE TABLE scratch.pairs (
    poverty INTEGER, number INTEGER, other_poverty INTEGER, other INTEGER, apart INTEGER,
    PRIMARY KEY (poverty, number, other_poverty, other, apart)
) WITHOUT ROWID;
CREATE TABLE scratch.twins (place INTEGER PRIMARY KEY, other INTEGER NOT NULL);
"""
"""What the work needs in the scratch file."""


def mark_twins(atlas: sqlite3.Connection, total: int, progress: Progress) -> None:
    """Find the twins among all places, and say of each which place stands for it."""
    places = atlas.execute(_ALL)
    atlas.executemany("INSERT INTO scratch.keys VALUES (?, ?)", _keys(told(places, progress, Step.TWINS, total)))
    atlas.executemany("INSERT OR IGNORE INTO scratch.pairs VALUES (?, ?, ?, ?, ?)", _pairs(atlas))
    pairs = (Pair(*row) for row in atlas.execute("SELECT * FROM scratch.pairs ORDER BY poverty, number, other_poverty, other, apart"))
    atlas.executemany("INSERT INTO scratch.twins VALUES (?, ?)", twins_of(pairs))
    atlas.execute("UPDATE places SET twin_of = twins.other FROM scratch.twins WHERE twins.place = places.id")


def _keys(rows: Iterator[tuple[object, ...]]) -> Iterator[tuple[str, int]]:
    for number, *row in rows:
        assert isinstance(number, int)
        for key in keys_of(place_of(row)):
            yield key, number


def _pairs(atlas: sqlite3.Connection) -> Iterator[Pair]:
    """Compare those that share a key: one key after the other, so that no more than the places of one are in memory."""
    shared = atlas.execute("SELECT group_concat(place) FROM scratch.keys GROUP BY key HAVING count(*) > 1")
    for (numbers,) in shared:
        yield from pairs_among(_traces(atlas, numbers.split(",")))


def _traces(atlas: sqlite3.Connection, numbers: list[str]) -> Iterator[Trace]:
    for number in numbers:
        row = atlas.execute(_ONE, (number,)).fetchone()
        yield Trace.of(int(number), place_of(row))
