"""Items: the rows that a job is given, and which of them its module can work on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from outhost.domain.columns import Row, columns_of, has_value, map_canonical, resolve
from outhost.domain.digests import Digests, digest_of
from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.job_words import LEFT_OUT, LIMITED, MAPPED, NO_COLUMN, REPEATED
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
        found = [self._is_there(row, name) for name in self.module.needs]
        return not found or (any(found) if self.module.needs_any else all(found))

    def digest_of(self, row: Mapping[str, Any]) -> int | None:
        """Give a digest of what no two rows may have in common, whatever its case; None where the module takes rows that are alike."""
        if not self.module.distinct:
            return None
        cells = [row.get(self.mapping[name]) if name in self.mapping else None for name in self.module.distinct]
        return digest_of("\n".join(str(cell).strip().casefold() for cell in cells))

    def packed(self, row: Row) -> str:
        """Write a row as an item."""
        return packed([row.get(column) for column in self.columns])

    def log(self, locale: str, sieve: "Sieve", *, limit: int | None, mapped: Mapping[str, str]) -> list[LogLine]:
        """Say how the columns are read, those that a param `map` names among them, and what is left out."""
        found = {name: resolve(column, self.columns) for name, column in mapped.items()}
        lines = [LogLine(Level.WARN, NO_COLUMN.say(locale, column=mapped[name], name=name)) for name in found if found[name] is None]
        if renamed := [f"{name} ← {column}" for name, column in {**self.mapping, **found}.items() if column not in (name, None)]:
            lines.insert(0, LogLine(Level.INFO, MAPPED.say(locale, mapping=", ".join(renamed))))
        if sieve.left_out:
            lines.append(LogLine(Level.WARN, LEFT_OUT.say(locale, count=sieve.left_out, needs=self._said_needs)))
        if sieve.repeated:
            lines.append(LogLine(Level.WARN, REPEATED.say(locale, count=sieve.repeated, columns=_OR.join(self.module.distinct))))
        if limit is not None:
            lines.append(LogLine(Level.INFO, LIMITED.say(locale, count=limit)))
        return lines

    def none_usable(self, field: str) -> InvalidInput:
        """Say that no row can be worked on."""
        why = _NO_USABLE.filled(needs=self._said_needs) if self.module.needs else _NO_ROWS.filled()
        return InvalidInput(Issue(field, why))

    @property
    def _said_needs(self) -> str:
        """Name the columns that are needed, and the text that must stand in one: `email (@)`."""
        texts = self.module.contains
        return _OR.join(f"{name} ({texts[name]})" if name in texts else name for name in self.module.needs)

    def _is_there(self, row: Mapping[str, Any], name: str) -> bool:
        cell = row.get(self.mapping[name]) if name in self.mapping else None
        return has_value(cell) and (name not in self.module.contains or self.module.contains[name] in str(cell))


class Sieve:
    """Lets those rows of a table through that can be worked on, and of those that are alike the first."""

    def __init__(self, table: Table) -> None:
        """Begin with a table whose rows come some at a time."""
        self.table = table
        self.usable = self.left_out = self.repeated = 0
        self._seen = Digests()
        self._news: list[int] = []

    def passing(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Give the places of the next rows that come through; they are remembered with `keep`, and not if what is done with them fails."""
        usable = [place for place, row in enumerate(rows) if self.table.is_usable(row)]
        self.left_out += len(rows) - len(usable)
        passed = self._first_of_their_kind(rows, usable) if self.table.module.distinct else usable
        self.repeated += len(usable) - len(passed)
        self.usable += len(passed)
        return passed

    def keep(self) -> None:
        """Remember the rows that came through last."""
        self._seen.update(self._news)
        self._news = []

    def _first_of_their_kind(self, rows: Sequence[Mapping[str, Any]], places: Sequence[int]) -> list[int]:
        fresh: dict[int, int] = {}
        for place in places:
            digest = self.table.digest_of(rows[place])
            if digest is not None and digest not in self._seen:
                fresh.setdefault(digest, place)
        self._news = list(fresh)
        return list(fresh.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Rows that were given: those that can be worked on, as items, their places among all, and what sorted them."""

    table: Table
    items: Sequence[str]
    places: Sequence[int]
    sieve: Sieve
    limit: int | None


def items_of(module: Module, rows: Sequence[Row], limit: int | None, *, may_be_none: bool = False) -> Items:
    """Sort given rows; with `may_be_none` it is fine that none can be worked on, as long as they have the columns that are needed.

    Raises:
        InvalidInput: none of them can be worked on, or they have too many columns: each row is kept with a cell for every one of them.
    """
    table = Table.of(module, columns_of(rows))
    if len(table.columns) > MOST_COLUMNS:
        raise InvalidInput(Issue("items", _TOO_WIDE.filled(count=len(table.columns), most=MOST_COLUMNS)))
    if (length := sum(map(len, table.columns))) > MOST_NAME_CHARS:
        raise InvalidInput(Issue("items", _LONG_NAMES.filled(count=length, most=MOST_NAME_CHARS)))
    sieve = Sieve(table)
    usable = sieve.passing(rows)
    if not usable and not (may_be_none and not module.lacks(table.mapping)):
        raise table.none_usable("items")
    is_cut = limit is not None and limit < len(usable)
    items = [table.packed(rows[place]) for place in usable[:limit]]
    return Items(table=table, items=items, places=usable[:limit], sieve=sieve, limit=limit if is_cut else None)
