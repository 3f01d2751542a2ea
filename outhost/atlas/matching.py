"""Matching: a search as SQL, over the labels and the words of an atlas, for places whose numbers lie in a range.

Each statement reads what it finds and little more: labels and words of a range of numbers lie side by side (see `schema.py`).
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from outhost.domain.categories import Search, Thoroughness, parts_of
from outhost.domain.categories.searches import ANY, SHORTEST_BEGINNING, is_beginning, spellings_of

_AFTER_ALL: Final = "\U0010ffff"
"""Sorts behind whatever a label or a word goes on with."""
_LABELLED: Final = "SELECT labels.place FROM labels WHERE {condition} AND labels.place BETWEEN :first AND :last"
_EXISTS: Final = "EXISTS (SELECT 1 FROM labels AS one WHERE {condition} AND one.place = {place})"
_BEGIN_SO: Final = "SELECT label FROM label_counts WHERE label >= {start} AND label < {end}"
_TOLD: Final = "SELECT words.rowid AS place FROM words WHERE words MATCH {match} AND words.rowid BETWEEN :first AND :last"
_MOST_ENDINGS: Final = 200
_ENDINGS: Final = f"SELECT word FROM word_counts WHERE word >= ? AND word < ? LIMIT {_MOST_ENDINGS + 1}"  # noqa: S608 - a number of ours


@dataclass(frozen=True, slots=True)
class Matching:
    """A query that gives the numbers of places in the column `place`, some perhaps twice; the range is `:first` to `:last`."""

    sql: str
    values: dict[str, Any]


def matching(connection: sqlite3.Connection, searches: Sequence[Search], thoroughness: Thoroughness) -> Matching:
    """Write searches as one query for an atlas, which finds what fits any of them."""
    writer = _Writer(connection, thoroughness)
    queries = [f"SELECT place FROM ({writer.search(one)})" for one in searches]  # noqa: S608 - written here, values apart
    return Matching(" UNION ".join(queries), writer.values)


@dataclass(slots=True)
class _Writer:
    """Writes queries, and keeps the values of their gaps."""

    connection: sqlite3.Connection
    thoroughness: Thoroughness
    values: dict[str, Any] = field(default_factory=dict)

    def search(self, search: Search) -> str:
        """Write a search: what has one of its labels, and what bears one of its names."""
        words = [self._one_of(spellings_of(word)) for word in search.words]
        queries = list(self._by_words(words, search.labels) if words else self._by_labels(search.labels))
        if search.labels and search.names and self.thoroughness is not Thoroughness.FAST:
            queries.append(self._told([*words, self._one_of(search.names)]))
        return " UNION ".join(queries)

    def _by_words(self, words: Sequence[str], labels: Sequence[str]) -> Iterator[str]:
        has_one = " OR ".join(self._has(label, "words.rowid") for label in labels)
        yield f"{self._told(words)} AND ({has_one})" if has_one else self._told(words)

    def _by_labels(self, labels: Sequence[str]) -> Iterator[str]:
        """Write those that stand alone as one list, each of the others as a query of its own, which begins with the part that says most."""
        alone = [label for label in labels if len(parts_of(label)) == 1 and not label.endswith(ANY)]
        if alone:
            yield _LABELLED.format(condition=f"labels.label IN ({', '.join(map(self._value, alone))})")
        for label in labels:
            *others, last = parts_of(label)
            if others or label.endswith(ANY):
                conditions = [self._is(last, "labels"), *(self._has(part, "labels.place") for part in others)]
                yield _LABELLED.format(condition=" AND ".join(conditions))

    def _has(self, label: str, place: str) -> str:
        """Say that a place has all parts of a label."""
        return " AND ".join(_EXISTS.format(condition=self._is(part, "one"), place=place) for part in parts_of(label))

    def _is(self, part: str, table: str) -> str:
        if not part.endswith(ANY):
            return f"{table}.label = {self._value(part)}"
        start = part.removesuffix(ANY)
        return f"{table}.label IN ({_BEGIN_SO.format(start=self._value(start), end=self._value(start + _AFTER_ALL))})"

    def _told(self, phrases: Sequence[str]) -> str:
        match = " AND ".join(phrases)
        return _TOLD.format(match=self._value(f"name : ({match})" if self.thoroughness is Thoroughness.FAST else match))

    def _one_of(self, phrases: Sequence[str]) -> str:
        return f"({' OR '.join(map(self._phrase, phrases))})"

    def _phrase(self, text: str) -> str:
        """Write a phrase for the index of words, in which nothing is syntax; one that may go on, with each way in which it does.

        The index puts all that begins alike together anew for each question, unless it has as many letters as `prefix` in the schema
        says: in a large atlas that takes longer than all else. Where a beginning goes on in more than two hundred ways, so be it.
        """
        if not is_beginning(text, self.thoroughness):
            return _quoted(text)
        before, _, last = text.rpartition(" ")
        endings = [] if len(last) == SHORTEST_BEGINNING else self.connection.execute(_ENDINGS, (last, last + _AFTER_ALL)).fetchall()
        if not 0 < len(endings) <= _MOST_ENDINGS:
            return f"{_quoted(text)} *"
        return f"({' OR '.join(_quoted(f'{before} {ending}') for (ending,) in endings)})"

    def _value(self, value: Any) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace("\0", " ").replace('"', '""'))
