"""A table, whatever it is written as: its form, its rows, and what it would become."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import IO, Final

from outhost.domain.leads import TEXT_LIMIT
from outhost.domain.tables import MOST_COLUMNS, MOST_ROWS, TableForm, TableKind, TablePreview, map_columns
from outhost.domain.words import Phrase, Text
from outhost.tables.delimited import Delimited
from outhost.tables.faults import EMPTY, OLD_WORKBOOK, TOO_MANY_COLUMNS, TOO_MANY_ROWS, unreadable
from outhost.tables.workbook import Workbook

PREVIEW_ROWS: Final = 20

_ZIP: Final = b"PK\3\4"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_DATUM: Final = re.compile(r"[^@\s]+@[^@\s][^@\s.]*\.[^@\s]+|https?://\S+|[+(]?[\d][\d .,/:()+%-]*")
"""What is never the name of a column: an address, a link, a number, a date. Read once from left to right, however long a cell is."""
_SITE: Final = re.compile(
    r"(?:[\w-]+\.)+(?:com|net|org|info|biz|io|co|app|dev|eu|fr|be|ch|lu|mc|ca|de|at|es|it|pt|nl|uk|ie|us)", re.IGNORECASE
)
_MOST_NAMED: Final = 5
_NUMBERED: Final = Text(en="column {number}", fr="colonne {number}")
_NO_HEADER: Final = Text(
    en="The first row holds values, not names: the columns are numbered.",
    fr="La première ligne contient des valeurs, pas des noms : les colonnes sont numérotées.",
)
_MISSING: Final = Text(
    en="No column for {names}: it will be missing in every row.", fr="Aucune colonne pour {names} : il manquera à chaque ligne."
)
_UNUSED: Final = Text(en="These columns are not used: {names}.", fr="Ces colonnes ne servent pas : {names}.")
_LONG: Final = Text(
    en="Row {row}: {name} has more than {most} characters, and will be refused.",
    fr="Ligne {row} : {name} a plus de {most} caractères et sera refusé.",
)
_WIDE: Final = Text(
    en="Row {row} has more cells than there are columns; the surplus is not used.",
    fr="La ligne {row} a plus de cellules qu’il n’y a de colonnes ; l’excédent ne sert pas.",
)

Numbered = Iterator[tuple[int, list[str | None]]]


class Table:
    """A table that is open: its form, and its rows, to be read once."""

    def __init__(self, file: IO[bytes]) -> None:
        """Read as far as the first row. Blocks, as does reading on.

        Raises:
            InvalidInput: it is no table, damaged, empty or too wide; the field is `file`.
        """
        start = file.read(len(_ZIP))
        if start == _OLE:
            raise unreadable(OLD_WORKBOOK)
        source: Workbook | Delimited = Workbook(file) if start == _ZIP else Delimited(file)
        self._rows = _filled(source.rows())
        first = next(self._rows, None)
        if first is None:
            raise unreadable(EMPTY)
        cells = _trimmed(first[1])
        if len(cells) > MOST_COLUMNS:
            raise unreadable(TOO_MANY_COLUMNS)
        has_header = not (any(_DATUM.fullmatch(cell.strip()) for cell in cells if cell) or _is_site(cells))
        self.first = cells
        if not has_header:
            self._rows = chain([first], self._rows)
        columns = _names(cells if has_header else [None] * len(cells))
        match source:
            case Workbook():
                self.form = TableForm(kind=TableKind.XLSX, columns=columns, has_header=has_header, sheet=source.name)
            case Delimited():
                self.form = TableForm(
                    kind=TableKind.CSV, columns=columns, has_header=has_header, delimiter=source.delimiter, encoding=source.encoding
                )

    def rows(self) -> Iterator[tuple[int, Sequence[str | None]]]:
        """Read the rows below the names, each with its number in the file; one that is all empty is passed over.

        Raises:
            InvalidInput: it is damaged, or has more than a million rows.
        """
        for count, (number, cells) in enumerate(self._rows, 1):
            if count > MOST_ROWS:
                raise unreadable(TOO_MANY_ROWS)
            yield number, _trimmed(cells)

    def preview(self, variables: Sequence[str], given: Mapping[str, str | None]) -> TablePreview:
        """Read all of it, and tell what it would become in a list with these variables; `given` is as in `map_columns`.

        Raises:
            InvalidInput
        """
        columns = self.form.columns
        mapping = map_columns(variables, columns, given)
        warnings = list(self._doubts(variables, mapping))
        rows: list[Mapping[str, str | None]] = []
        count = doubts = 0
        for number, cells in self.rows():
            count += 1
            row = variables_of(cells, columns, mapping)
            found = list(_faults(number, cells, columns, row)) if doubts < _MOST_NAMED else []
            doubts += len(found)
            warnings += found
            if len(rows) < PREVIEW_ROWS:
                rows.append({name: row.get(name) for name in variables})
        return TablePreview(form=self.form, mapping=mapping, rows=tuple(rows), row_count=count, warnings=tuple(warnings))

    def _doubts(self, variables: Sequence[str], mapping: Mapping[str, str]) -> Iterator[Phrase]:
        if not self.form.has_header:
            yield _NO_HEADER.filled()
        if missing := [name for name in variables if name not in mapping]:
            yield _MISSING.filled(names=", ".join(missing))
        if unused := [column for column in self.form.columns if column not in mapping.values()]:
            yield _UNUSED.filled(names=", ".join(unused))


def variables_of(cells: Sequence[str | None], columns: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str | None]:
    """Give the variables of one row, of those that have a column; a row that is too short lacks its last ones."""
    by_column = dict(zip(columns, cells, strict=False))
    return {name: by_column.get(column) for name, column in mapping.items()}


def is_wide(cells: Sequence[str | None], columns: Sequence[str]) -> bool:
    """Tell whether a row has something beyond the last column."""
    return any(cells[len(columns) :])


def _faults(number: int, cells: Sequence[str | None], columns: Sequence[str], row: Mapping[str, str | None]) -> Iterator[Phrase]:
    if is_wide(cells, columns):
        yield _WIDE.filled(row=number)
    for name, value in row.items():
        if value and len(value) > TEXT_LIMIT:
            yield _LONG.filled(row=number, name=name, most=TEXT_LIMIT)


def _is_site(cells: Sequence[str | None]) -> bool:
    """Tell whether a table begins as a list of websites does; beside other columns such a name may well be a column's."""
    return len(cells) == 1 and _SITE.fullmatch((cells[0] or "").strip()) is not None


def _filled(rows: Numbered) -> Numbered:
    """Leave out rows without anything in them."""
    return ((number, cells) for number, cells in rows if any(cells))


def _trimmed(cells: Sequence[str | None]) -> Sequence[str | None]:
    """Leave out the empty cells at the end."""
    last = max(at for at, cell in enumerate(cells) if cell)
    return cells[: last + 1]


def _names(cells: Sequence[str | None]) -> tuple[str, ...]:
    """Name the columns, each once: what stands there, else its number."""
    names: dict[str, None] = {}
    for number, cell in enumerate(cells, 1):
        name = wanted = (cell or "").strip() or _NUMBERED.say(number=number)
        again = 1
        while name in names:
            again += 1
            name = f"{wanted} ({again})"
        names[name] = None
    return tuple(names)
