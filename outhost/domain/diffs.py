"""Diffs: which rows of two runs are the same place, and what of a place has changed.

A row is known by the first of these that it has, however its columns are named (`columns.map_canonical`) or ordered:

1. its place id, as it is;
2. its name and postcode, 3. its name and address, without case, accents and punctuation;
4. its website, 5. its e-mail address, 6. its telephone, as they are compared below;
7. its name, with its town where it has one;
8. all that it says: such a row never changes, it is another one.

Of several rows of one run that are the same, the first counts. Four values are watched. The rating and the number of reviews change when
both are known and differ as numbers. The telephone changes unless both are one number (`subjects.keys_in`), the website unless host and
path are the same without the scheme, `www.` and a slash at the end; these two change also when they appear or go.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from outhost.domain.columns import Row, has_value, map_canonical, number_in
from outhost.domain.job_bounds import likeness
from outhost.domain.spelling import folded
from outhost.domain.subjects import keys_in
from outhost.domain.users import normalise_email

LEAST_KNOWN: Final = 10
"""Known rows, below which no run is suspect."""

_LONGEST: Final = 200
"""Characters of an identity; of what is longer a digest is taken."""


class Category(StrEnum):
    """What became of a row from one run to the next."""

    NEW = "new"
    CLOSED = "closed"
    MODIFIED = "modified"
    MISSING = "missing"  # absent for the first time: it may be back
    UNCHANGED = "unchanged"


class Watched(StrEnum):
    """A canonical column whose changes are told."""

    RATING = "rating"
    REVIEWS = "reviews_count"
    TELEPHONE = "telephone"
    WEBSITE = "site_web"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One watched value that is another: numbers as numbers, texts as they are written; None where there is none."""

    column: Watched
    before: float | str | None
    after: float | str | None

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Change":
        """Read what `as_document` wrote."""
        return cls(column=Watched(said["column"]), before=_cell(said["before"]), after=_cell(said["after"]))

    def as_document(self) -> dict[str, Any]:
        """Write it as JSON values."""
        return {"column": self.column.value, "before": self.before, "after": self.after}

    @property
    def shown(self) -> tuple[int | float | str | None, int | float | str | None]:
        """Give what it was and what it is now as people are shown it: nobody has 12.0 reviews."""
        return _shown(self.column, self.before), _shown(self.column, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What became of a row. `before` is None of a new one, `after` of one that is absent; `changes` are those of a modified one."""

    identity: str
    category: Category
    before: Row | None = None
    after: Row | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A known row: the last version of it that was seen, and whether it was absent since."""

    row: Row
    is_missing: bool = False


def identity(row: Row) -> str:
    """Say by what a row is known; it has all columns of its run, with None where it has no value."""
    said = _canonical(row)
    kind, value = next(_identities(said), None) or ("row", _digest(row))
    return f"{kind}:{value}" if len(value) <= _LONGEST else f"{kind}:{hashlib.sha256(value.encode(errors='replace')).hexdigest()}"


def changes(before: Row, after: Row) -> tuple[Change, ...]:
    """Say which watched values of a row have changed, always in the same order."""
    if before == after:
        return ()
    was, is_now = _canonical(before), _canonical(after)
    return tuple(change for column in Watched if (change := _change(column, was.get(column), is_now.get(column))))


def difference(key: str, before: Row | None, after: Row | None) -> Difference:
    """Say what became of a row from one run to another; whatever lay between them, what is absent is closed."""
    if before is None or after is None:
        category = Category.NEW if before is None else Category.CLOSED
        return Difference(identity=key, category=category, before=before, after=after)
    found = changes(before, after)
    category = Category.MODIFIED if found else Category.UNCHANGED
    return Difference(identity=key, category=category, before=before, after=after, changes=found)


def second_look(key: str, known: Known | None, seen: Row | None) -> Difference:
    """Say what became of a row of a run that is compared with the known ones: absent once is missing, absent twice is closed."""
    found = difference(key, known.row if known else None, seen)
    if known is None or seen is not None or known.is_missing:
        return found
    return Difference(identity=key, category=Category.MISSING, before=known.row)


def is_suspect(*, known: int, absent: int, follows_suspect: bool) -> bool:
    """Tell whether a run lacks too many of the known rows to be believed; one that follows a suspect run is believed."""
    return known >= LEAST_KNOWN and 2 * absent > known and not follows_suspect


def name_of(row: Row) -> str:
    """Give what a row is called, in one line, else its website, else nothing; what is but an address or a number is no name."""
    said = _canonical(row)
    texts = (_text(said.get(column)) for column in ("nom", "site_web"))
    return next((text for text in texts if text and not keys_in(text)), "")


def page_of(website: object) -> str:
    """Give a web address without what is written or not: scheme, `www.`, the usual port, query, the slash at the end."""
    text = _text(website).lower()
    try:
        address = urlsplit(text if "://" in text else f"//{text}")
        host, port = address.hostname or "", address.port
    except ValueError:
        return text
    behind = f":{port}" if port not in {None, 80, 443} else ""
    return f"{host.removeprefix('www.').rstrip('.')}{behind}{address.path.rstrip('/')}" or text


def _identities(said: Row) -> Iterator[tuple[str, str]]:
    name, town = _spelt(said.get("nom")), _spelt(said.get("ville"))
    if place := _text(said.get("place_id")):
        yield "place", place
    if name and (postcode := _spelt(said.get("code_postal"))):
        yield "name", f"{name}/{postcode.replace(' ', '')}"
    if name and (address := _spelt(said.get("adresse"))):
        yield "door", f"{name}/{address}"
    if page := page_of(said.get("site_web")):
        yield "site", page
    if email := _text(said.get("email")):
        yield "email", normalise_email(email) or email.casefold()
    if noted := likeness(said.get("telephone")).noted:
        yield "telephone", noted[0]
    if name:
        yield "called", f"{name}/{town}"


def _change(column: Watched, before: object, after: object) -> Change | None:
    if column in {Watched.RATING, Watched.REVIEWS}:
        was, is_now = number_in(before), number_in(after)
        return None if was is None or is_now is None or was == is_now else Change(column=column, before=was, after=is_now)
    old, new = _text(before), _text(after)
    is_same = page_of(old) == page_of(new) if column is Watched.WEBSITE else _are_one_number(old, new)
    return None if is_same else Change(column=column, before=old or None, after=new or None)


def _are_one_number(one: str, other: str) -> bool:
    return one == other or not set(likeness(one).noted).isdisjoint(likeness(other).sought)


def _canonical(row: Row) -> Row:
    return {name: row[column] for name, column in _columns_of(tuple(row)).items()}


@lru_cache(1 << 8)
def _columns_of(columns: tuple[str, ...]) -> dict[str, str]:
    return map_canonical(sorted(columns))


def _spelt(value: object) -> str:
    text = _text(value)
    return folded(text) or text.casefold()


def _text(value: Any) -> str:
    """Give a cell as a line of text; a whole number as one, however it was written."""
    if not has_value(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def _shown(column: Watched, value: float | str | None) -> int | float | str | None:
    return int(value) if column is Watched.REVIEWS and isinstance(value, float) and value.is_integer() else value


def _cell(value: Any) -> float | str | None:
    return float(value) if isinstance(value, int) else value


def _digest(row: Row) -> str:
    said = sorted((folded(column) or column, _spelt(value)) for column, value in row.items() if has_value(value))
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
