"""Columns: the names that modules know, those that people use for them, and what becomes of a row that a module adds to."""

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

Row = dict[str, Any]
"""A row: the values of its columns, in their order."""

ALIASES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "nom": ("name", "company", "business_name", "raison_sociale", "enseigne", "title"),
    "telephone": ("phone", "tel", "mobile", "phone_number"),
    "site_web": ("website", "url", "site", "domain", "web"),
    "email": ("e_mail", "mail", "courriel"),
    "lien_google_maps": ("google_maps_url", "maps_url", "gmaps"),
    "adresse": ("address", "street"),
    "ville": ("city", "town"),
    "code_postal": ("zip", "postal_code", "cp", "postcode"),
    "rating": ("note", "stars"),
    "reviews_count": ("nb_avis", "reviews", "review_count"),
    "category": ("categorie", "type"),
    "place_id": ("cid",),
})  # fmt: skip
"""Canonical columns, and what else people call them; the first of two wins."""


def folded(name: str) -> str:
    """Give a name without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[\W_]", "", "".join(char for char in plain if not unicodedata.combining(char)))


_IN_THOUSANDS: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})")
_ALIASES_FOLDED: Final = {name: tuple(map(folded, (name, *aliases))) for name, aliases in ALIASES.items()}


def map_canonical(columns: Sequence[str], added: Collection[str] = ()) -> dict[str, str]:
    """Find the column of each canonical name: an exact name wins, then its aliases in their order; no column is taken twice.

    A column that the module itself adds (`added`) is never read as an alias: it is the outcome of an earlier run.
    """
    mapping = {name: name for name in ALIASES if name in columns}
    by_fold: dict[str, str] = {}
    for column in columns:
        if column not in added and column not in mapping:
            by_fold.setdefault(folded(column), column)
    for name, aliases in _ALIASES_FOLDED.items():
        found = next((by_fold[alias] for alias in aliases if alias in by_fold), None)
        if name not in mapping and found is not None and found not in mapping.values():
            mapping[name] = found
    return mapping


def resolve(name: str, columns: Sequence[str]) -> str | None:
    """Find the column that somebody means by a name: one of exactly that name, else the one that stands for it as an alias."""
    if name in columns:
        return name
    like = folded(name)
    canonical = next((known for known, aliases in _ALIASES_FOLDED.items() if like in aliases), None)
    if canonical is not None:
        return map_canonical(columns).get(canonical)
    return next((column for column in columns if folded(column) == like), None)


def columns_of(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Give the columns of rows, in the order in which they first appear."""
    seen: dict[str, None] = {}
    for row in rows:
        if not row.keys() <= seen.keys():
            seen.update(dict.fromkeys(row))
    return list(seen)


def has_value(value: object) -> bool:
    """Tell whether a cell has something in it; blanks are nothing."""
    return bool(value.strip()) if isinstance(value, str) else value is not None and value != []


def number_in(value: object) -> float | None:
    """Read a cell as a number the way people write them (`4,5`, `1 234`, `1,234`); None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = re.sub(r"(?<=\d)[\s’'](?=\d{3}\b)", "", value.strip()) if isinstance(value, str) else value
    if isinstance(text, str):
        text = text.replace(",", "" if _IN_THOUSANDS.fullmatch(text) else ".")
        if not _NUMBER.fullmatch(text):
            return None
    try:
        number = float(text)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def seen_by_module(row: Row, mapping: Mapping[str, str]) -> Row:
    """Give a row as a module reads it: its own columns, and the canonical names of those that stand for them."""
    return row | {name: row.get(column) for name, column in mapping.items()}


def merged(row: Row, added: Mapping[str, Any], mapping: Mapping[str, str], needs: Collection[str]) -> Row:
    """Give a row with what a module adds.

    A column of the row that would be overwritten is kept as `<name>_source`; the one that the module needs is rewritten in place,
    under the name that the row has for it.
    """
    result = dict(row)
    for name, value in added.items():
        column = mapping.get(name, name) if name in needs else name
        if column in row and name not in needs and row[column] != value and has_value(row[column]):
            result.setdefault(f"{column}_source", row[column])
        result[column] = value
    return result
