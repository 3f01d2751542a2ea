"""Matching: a search as SQL, over the labels and the words of an atlas, for places whose numbers lie in a range.

Each statement reads what it finds and little more: labels and words of a range of numbers lie side by side (see `schema.py`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from outhost.domain.categories import Search, Thoroughness, parts_of
from outhost.domain.categories.searches import ANY

_AFTER_ALL: Final = "\U0010ffff"
"""Sorts behind whatever a label goes on with."""
_LABELLED: Final = "SELECT labels.place FROM labels WHERE {condition} AND labels.place BETWEEN :first AND :last"
_EXISTS: Final = "EXISTS (SELECT 1 FROM labels AS one WHERE {condition} AND one.place = {place})"
_BEGIN_SO: Final = "SELECT label FROM label_counts WHERE label >= {start} AND label < {end}"
_TOLD: Final = "SELECT words.rowid AS place FROM words WHERE words MATCH {match} AND words.rowid BETWEEN :first AND :last"


@dataclass(frozen=True, slots=True)
class Matching:
    """A query that gives the numbers of places in the column `place`, some perhaps twice; the range is `:first` to `:last`."""

    sql: str
    values: dict[str, Any]


def matching(searches: Sequence[Search], thoroughness: Thoroughness) -> Matching:
    """Write searches as one query, which finds what fits any of them."""
    written = _Writer()
    queries = [f"SELECT place FROM ({written.search(one, thoroughness)})" for one in searches]  # noqa: S608 - written here, values apart
    return Matching(" UNION ".join(queries), written.values)


class _Writer:
    """Writes queries, and keeps the values of their gaps."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def search(self, search: Search, thoroughness: Thoroughness) -> str:
        """Write a search: what has one of its labels, and what bears one of its names."""
        parts = list(self._by_words(search, thoroughness) if search.words else self._by_labels(search.labels))
        if search.labels and search.names and thoroughness is not Thoroughness.FAST:
            names = " OR ".join(_phrase(name, thoroughness) for name in search.names)
            parts.append(self._texts(" AND ".join([*_phrases(search.words, thoroughness), f"({names})"]), thoroughness))
        return " UNION ".join(parts)

    def _by_words(self, search: Search, thoroughness: Thoroughness) -> Iterator[str]:
        found = self._texts(" AND ".join(_phrases(search.words, thoroughness)), thoroughness)
        has_one = " OR ".join(self._has(label, "words.rowid") for label in search.labels)
        yield f"{found} AND ({has_one})" if has_one else found

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

    def _texts(self, match: str, thoroughness: Thoroughness) -> str:
        asked = f"name : ({match})" if thoroughness is Thoroughness.FAST else match
        return _TOLD.format(match=self._value(asked))

    def _value(self, value: Any) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"


def _phrases(words: Iterable[str], thoroughness: Thoroughness) -> list[str]:
    return [_phrase(word, thoroughness) for word in words]


def _phrase(text: str, thoroughness: Thoroughness) -> str:
    """Quote a phrase for the index of words; whatever stands in it is no syntax."""
    quoted = '"{}"'.format(text.replace("\0", " ").replace('"', '""'))
    return f"{quoted} *" if thoroughness is Thoroughness.ULTRA else quoted
