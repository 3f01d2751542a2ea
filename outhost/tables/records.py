"""A table as records: one mapping of columns to values a row, whatever the file is written as."""

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final

from outhost.domain.columns import Row, columns_of
from outhost.domain.errors import InvalidInput
from outhost.domain.tables import MOST_BYTES, TableForm, TableKind
from outhost.domain.words import Phrase, Text, Unfit
from outhost.tables.documents import Document, is_document
from outhost.tables.faults import EMPTY, FILE_TOO_LARGE, unreadable
from outhost.tables.table import Table

_AS_CSV: Final = Text(
    en="Read as CSV: {delimiter}, encoding {encoding}, {header}. Columns: {columns}.",
    fr="Lu comme CSV : {delimiter}, encodage {encoding}, {header}. Colonnes : {columns}.",
)
_AS_XLSX: Final = Text(
    en="Read as XLSX: sheet “{sheet}”, {header}. Columns: {columns}.",
    fr="Lu comme XLSX : feuille « {sheet} », {header}. Colonnes : {columns}.",
)
_AS_JSON: Final = Text(
    en="Read as JSON: an array of objects, encoding {encoding}. Columns of the first: {columns}.",
    fr="Lu comme JSON : un tableau d’objets, encodage {encoding}. Colonnes du premier : {columns}.",
)
_AS_LINES: Final = Text(
    en="Read as JSON Lines: one object after the other, encoding {encoding}. Columns of the first: {columns}.",
    fr="Lu comme JSON Lines : un objet après l’autre, encodage {encoding}. Colonnes du premier : {columns}.",
)
_ONE_COLUMN: Final = Text(en="one column", fr="une seule colonne").filled()
_DELIMITED: Final = Text(en="delimiter “{delimiter}”", fr="séparateur « {delimiter} »")
_TAB: Final = Text(en="delimiter tab", fr="séparateur tabulation").filled()
_HEADER: Final = Text(en="the first row has the names", fr="la première ligne porte les noms").filled()
_NO_HEADER: Final = Text(
    en="the first row has values, so that we named the columns",
    fr="la première ligne porte des valeurs, nous avons donc nommé les colonnes",
).filled()
_SURPLUS: Final = "column {number}"
_LOOKS: Final = (
    ("email", re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")),
    ("lien_google_maps", re.compile(r"https?://(?:www\.|maps\.)?google\.[a-z.]{2,6}/maps\S*|https://maps\.app\.goo\.gl/\S+")),
    ("site_web", re.compile(r"https?://\S+|(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)),
    ("telephone", re.compile(r"(?:\+|0)[\d .()/-]{8,20}")),
)
"""What a value without a name most likely is: `import` names its column so."""


def read_records(source: Path | bytes) -> tuple[Phrase, Iterator[Row]]:
    """Open a table (CSV, XLSX, JSON, JSON Lines), a file or its bytes: how it is written, and its rows. Blocks, as does reading on.

    Raises:
        Unfit: it is no table, damaged, empty, too wide or too large.
    """
    file = source.open("rb") if isinstance(source, Path) else io.BytesIO(source)
    try:
        form, rows = _opened(file)
    except InvalidInput as refusal:
        file.close()
        raise Unfit(refusal.issues[0].message) from None
    return form, _read(file, rows)


def _opened(file: IO[bytes]) -> tuple[Phrase, Iterator[Row]]:
    if file.seek(0, 2) > MOST_BYTES:
        raise unreadable(FILE_TOO_LARGE)
    if is_document(file):
        return _document(file)
    file.seek(0)
    table = Table(file)
    columns = table.form.columns if table.form.has_header else _guessed(table)
    return _form(table.form, columns), _records(table, columns)


def _document(file: IO[bytes]) -> tuple[Phrase, Iterator[Row]]:
    document = Document(file)
    rows = document.rows()
    first = next(rows, None)
    if first is None:
        raise unreadable(EMPTY)
    form = _AS_LINES if document.is_lines else _AS_JSON
    return form.filled(encoding=document.encoding, columns=", ".join(columns_of([first]))), _begun(first, rows)


def _form(form: TableForm, columns: Sequence[str]) -> Phrase:
    """Say how a table is written."""
    about = {"header": _HEADER if form.has_header else _NO_HEADER, "columns": ", ".join(columns)}
    if form.kind is TableKind.XLSX:
        return _AS_XLSX.filled(sheet=form.sheet, **about)
    delimiter = _TAB if form.delimiter == "\t" else _DELIMITED.filled(delimiter=form.delimiter)
    return _AS_CSV.filled(delimiter=delimiter if len(columns) > 1 else _ONE_COLUMN, encoding=form.encoding, **about)


def _guessed(table: Table) -> tuple[str, ...]:
    """Name the columns of a table without names by what stands in its first row, each name once."""
    names: list[str] = []
    for numbered, cell in zip(table.form.columns, table.first, strict=True):
        looks = next((name for name, pattern in _LOOKS if cell and pattern.fullmatch(cell.strip())), numbered)
        names.append(looks if looks not in names else numbered)
    return tuple(names)


def _records(table: Table, columns: Sequence[str]) -> Iterator[Row]:
    """Give rows as records: one that is too short lacks its last values, what is beyond the last column gets a column of its own."""
    for _, cells in table.rows():
        row: Row = dict.fromkeys(columns)
        row.update(zip(columns, cells, strict=False))
        for number, cell in enumerate(cells[len(columns) :], len(columns) + 1):
            row[_SURPLUS.format(number=number)] = cell
        yield row


def _begun(first: Row, rows: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rows


def _read(file: IO[bytes], rows: Iterator[Row]) -> Iterator[Row]:
    """Read on, and close the file after the last row."""
    with file:
        try:
            yield from rows
        except InvalidInput as refusal:
            raise Unfit(refusal.issues[0].message) from None
