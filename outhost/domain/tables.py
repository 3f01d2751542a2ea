"""Tables that people bring, and how their columns become a list's variables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from outhost.domain.columns import folded
from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.words import Phrase, Text

MOST_BYTES: Final = 50 << 20
"""Of an uploaded table, and of any workbook."""
MOST_ROWS: Final = 1_000_000
MOST_COLUMNS: Final = 500

NO_VARIABLE: Final = Text(en="is no variable of this list, which has: {known}", fr="n’est pas une variable de cette liste, qui a : {known}")
_NO_COLUMN: Final = Text(en="names {column}, and the table has: {known}", fr="nomme {column}, et le tableau a : {known}")


class TableKind(StrEnum):
    """What a table is written as."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableForm:
    """How a table is written: its columns by name, and what was found out to read it.

    `delimiter` and `encoding` are a CSV's, `sheet` is a workbook's. Without `has_header` the columns have numbers for names.
    """

    kind: TableKind
    columns: tuple[str, ...]
    has_header: bool
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePreview:
    """What a table would become: the column of each variable, its first rows as variables, and what is doubtful about it."""

    form: TableForm
    mapping: Mapping[str, str]
    rows: tuple[Mapping[str, str | None], ...]
    row_count: int
    warnings: tuple[Phrase, ...]


def map_columns(variables: Sequence[str], columns: Sequence[str], given: Mapping[str, str | None]) -> dict[str, str]:
    """Find the column of each variable: the given one (None leaves it without), else one of the same name.

    An exact name goes before one that differs in case, accents or punctuation alone; each column is guessed once.

    Raises:
        InvalidInput: what is given names no variable, or no column; one issue each.
    """
    _check(variables, columns, given)
    mapping = {name: column for name, column in given.items() if column is not None}
    for like in (str, folded):
        by_name = {like(column): column for column in reversed(columns)}
        for name in variables:
            column = by_name.get(like(name))
            if name not in given and name not in mapping and column is not None and column not in mapping.values():
                mapping[name] = column
    return {name: mapping[name] for name in variables if name in mapping}


def _check(variables: Sequence[str], columns: Sequence[str], given: Mapping[str, str | None]) -> None:
    issues = []
    for name, column in given.items():
        if name not in variables:
            issues.append(Issue(f"mapping.{name}", NO_VARIABLE.filled(known=", ".join(variables) or "–")))
        elif column is not None and column not in columns:
            issues.append(Issue(f"mapping.{name}", _NO_COLUMN.filled(column=column, known=", ".join(columns) or "–")))
    if issues:
        raise InvalidInput(*issues)
