"""Items: the rows that a job is given, and which of them its module can work on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from outhost.domain.columns import Row, columns_of, has_value, map_canonical, resolve
from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.job_words import LEFT_OUT, LIMITED, MAPPED, NO_COLUMN
from outhost.domain.jobs import MOST_NAME_CHARS, Level, LogLine
from outhost.domain.modules import Module
from outhost.domain.rows import packed
from outhost.domain.tables import MOST_COLUMNS
from outhost.domain.words import Text

_NO_USABLE: Final = Text(
    en="no row has {needs}, which this module works on", fr="aucune ligne n’a de {needs}, ce sur quoi travaille ce module"
)
_NO_ROWS: Final = Text(en="there are no rows", fr="il n’y a pas de lignes")
_TOO_WIDE: Final = Text(
    en="the rows have {count} columns together, and {most} is the limit",
    fr="les lignes ont {count} colonnes à elles toutes, et la limite est de {most}",
)
_LONG_NAMES: Final = Text(
    en="the names of their columns have {count} characters together, and {most} is the limit",
    fr="les noms de leurs colonnes ont {count} caractères au total, et la limite est de {most}",
)
_OR: Final = " / "


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """How a job reads its items: their columns, and which of them stand for the canonical ones."""

    module: Module
    columns: Sequence[str]
    mapping: Mapping[str, str]

    @classmethod
    def of(cls, module: Module, columns: Sequence[str]) -> "Table":
        """Find out which columns are which."""
        return cls(module=module, columns=columns, mapping=map_canonical(columns, module.produces))

    def is_usable(self, row: Mapping[str, Any]) -> bool:
        """Tell whether a row has what the module needs."""
        found = [has_value(row.get(self.mapping[name])) if name in self.mapping else False for name in self.module.needs]
        return not found or (any(found) if self.module.needs_any else all(found))

    def packed(self, row: Row) -> str:
        """Write a row as an item."""
        return packed([row.get(column) for column in self.columns])

    def log(self, locale: str, *, left_out: int, limit: int | None, mapped: Mapping[str, str]) -> list[LogLine]:
        """Say how the columns are read, those that a param `map` names among them, and what is left out."""
        found = {name: resolve(column, self.columns) for name, column in mapped.items()}
        lines = [LogLine(Level.WARN, NO_COLUMN.say(locale, column=mapped[name], name=name)) for name in found if found[name] is None]
        if renamed := [f"{name} ← {column}" for name, column in {**self.mapping, **found}.items() if column not in (name, None)]:
            lines.insert(0, LogLine(Level.INFO, MAPPED.say(locale, mapping=", ".join(renamed))))
        if left_out:
            lines.append(LogLine(Level.WARN, LEFT_OUT.say(locale, count=left_out, needs=_OR.join(self.module.needs))))
        if limit is not None:
            lines.append(LogLine(Level.INFO, LIMITED.say(locale, count=limit)))
        return lines

    def none_usable(self, field: str) -> InvalidInput:
        """Say that no row can be worked on."""
        why = _NO_USABLE.filled(needs=_OR.join(self.module.needs)) if self.module.needs else _NO_ROWS.filled()
        return InvalidInput(Issue(field, why))


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Rows that were given: those that can be worked on, as items, and how many were left out."""

    table: Table
    items: Sequence[str]
    left_out: int
    limit: int | None


def items_of(module: Module, rows: Sequence[Row], limit: int | None) -> Items:
    """Sort given rows.

    Raises:
        InvalidInput: none of them can be worked on, or they have too many columns: each row is kept with a cell for every one of them.
    """
    table = Table.of(module, columns_of(rows))
    if len(table.columns) > MOST_COLUMNS:
        raise InvalidInput(Issue("items", _TOO_WIDE.filled(count=len(table.columns), most=MOST_COLUMNS)))
    if (length := sum(map(len, table.columns))) > MOST_NAME_CHARS:
        raise InvalidInput(Issue("items", _LONG_NAMES.filled(count=length, most=MOST_NAME_CHARS)))
    usable = [row for row in rows if table.is_usable(row)]
    if not usable:
        raise table.none_usable("items")
    is_cut = limit is not None and limit < len(usable)
    return Items(
        table=table, items=[table.packed(row) for row in usable[:limit]], left_out=len(rows) - len(usable), limit=limit if is_cut else None
    )
