"""Pieces of areas, on the disk until all of them are there: relations of OpenStreetMap, and the ways that they are drawn with."""

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from outhost.domain.osm_rings import Line

_CACHE_KB: Final = 16 << 10
_TABLES: Final = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -{_CACHE_KB};
CREATE TABLE relations (id INTEGER PRIMARY KEY, tags TEXT, members TEXT);
CREATE TABLE lines (way INTEGER PRIMARY KEY, points BLOB);
"""

Member = tuple[str, int, str]
"""What it is (`n`, `w` or `r`), its number, and its role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relation that is an area, or a place."""

    id: int
    tags: Mapping[str, str]
    members: tuple[Member, ...]


class Pieces:
    """Keeps relations and lines in a file of a scratch folder."""

    def __init__(self, scratch: Path) -> None:
        """Make the file."""
        self._connection = sqlite3.connect(scratch / "pieces.db", isolation_level=None)
        self._connection.executescript(_TABLES)
        self._connection.execute("BEGIN")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def keep(self, relation: Relation) -> None:
        """Keep a relation."""
        row = relation.id, json.dumps(dict(relation.tags)), json.dumps(relation.members)
        self._connection.execute("INSERT OR REPLACE INTO relations VALUES (?, ?, ?)", row)

    def keep_line(self, way: int, line: Iterable[tuple[float, float]]) -> None:
        """Keep a way's points."""
        points = array("d", (number for point in line for number in point)).tobytes()
        self._connection.execute("INSERT OR REPLACE INTO lines VALUES (?, ?)", (way, points))

    def relations(self) -> Iterator[Relation]:
        """Give all relations, by their numbers."""
        for number, tags, members in self._connection.execute("SELECT id, tags, members FROM relations ORDER BY id"):
            yield Relation(id=number, tags=json.loads(tags), members=tuple((kind, ref, role) for kind, ref, role in json.loads(members)))

    def line(self, way: int) -> Line | None:
        """Give a way's points; None where the way is not there."""
        row = self._connection.execute("SELECT points FROM lines WHERE way = ?", (way,)).fetchone()
        if row is None:
            return None
        numbers = array("d")
        numbers.frombytes(row[0])
        return list(zip(numbers[::2], numbers[1::2], strict=True))
