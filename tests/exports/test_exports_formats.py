"""One table in every format: the same cells, whoever reads them."""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st
from packed_rows import NUMERIC_TRAPS, TRAPS, PackedTable, tables

from outhost.domain.rows import Cell, packed
from outhost.exports.as_csv import neutralise
from outhost.exports.formats import Format, writer_of

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@given(tables())
def test_the_same_cells_stand_in_every_format(table: PackedTable) -> None:
    """JSON and JSON Lines have the values themselves, CSV their words, a workbook texts, numbers and booleans as such."""
    check_that_all_say_the_same(table)


@pytest.mark.parametrize(
    "cell", [*TRAPS, *(f"{trap}a" for trap in TRAPS), *NUMERIC_TRAPS, True, False, None, [], {}, ["=a", None], {"a": [1]}], ids=ascii
)
def test_nothing_that_fooled_others_fools_us(cell: Cell) -> None:
    """Each alone, so that no neighbour sends its row the long way."""
    for row in ([cell], [cell, "b"], ["b", cell]):
        columns = [str(cell) or "nom", "note"][: len(row)]
        table = PackedTable(columns, [packed(row)], [row])
        check_that_all_say_the_same(table)
        check_that_nothing_runs(table)


@given(tables())
def test_a_csv_that_is_not_raw_says_the_same_with_formulas_disarmed(table: PackedTable) -> None:
    """An apostrophe stands before each cell and name that begins as a formula, and that is all; no cell begins as one any more."""
    check_that_nothing_runs(table)


@given(tables(), st.sampled_from(Format), st.booleans(), st.integers(min_value=1, max_value=4))
def test_a_table_is_the_same_in_pieces_of_any_size(table: PackedTable, form: Format, is_raw: bool, size: int) -> None:  # noqa: FBT001 - hypothesis draws it
    """However the rows come out of the database: what is written for a row does not depend on those beside it."""
    pieces = writer_of(form, table.columns, is_raw=is_raw)
    texts = [table.texts[first : first + size] for first in range(0, len(table.texts), size)]
    whole = _written(form, table, is_raw=is_raw)
    in_pieces = b"".join([pieces.head(), pieces.rows([]), *map(pieces.rows, texts), pieces.rows([]), pieces.tail()])
    if form is Format.XLSX:  # the compressor may cut otherwise
        width = len(table.columns)
        assert _by_openpyxl(in_pieces, width) == _by_openpyxl(whole, width)
    else:
        assert in_pieces == whole


@given(tables(), st.sampled_from(Format))
def test_the_same_table_is_the_same_file(table: PackedTable, form: Format) -> None:
    """Nothing in a file depends on when or where it was written."""
    assert _written(form, table) == _written(form, table)


@pytest.mark.parametrize("form", Format)
def test_a_table_without_rows_has_its_names(form: Format) -> None:
    """A job that found nothing gives a file that opens."""
    empty = _written(form, PackedTable(["nom", "email"], [], []))
    read: dict[Format, Callable[[bytes], Any]] = {
        Format.CSV: _csv_rows,
        Format.JSON: json.loads,
        Format.XLSX: lambda data: _by_calamine(data, 2),
        Format.JSONL: bytes.decode,
    }
    shown = {Format.CSV: [["nom", "email"]], Format.JSON: [], Format.XLSX: [["nom", "email"]], Format.JSONL: ""}
    assert read[form](empty) == shown[form]


def test_telephone_numbers_and_ids_stay_texts_and_numbers_numbers() -> None:
    """A leading zero, a plus and fourteen digits survive; what was counted can be summed."""
    cells: list[Cell] = ["0612345678", "+33612345678", "12345678901234", "1e5", "TRUE", 42, 4.5, True, None]
    table = PackedTable([f"c{number}" for number in range(len(cells))], [packed(cells)], [cells])
    for read in (_by_openpyxl, _by_calamine):
        (*_, row) = read(_written(Format.XLSX, table), len(cells))
        assert row == [*cells[:7], ("boolean", True), None]
        assert [type(cell) for cell in row[:5]] == [str] * 5


def check_that_all_say_the_same(table: PackedTable) -> None:
    """Read a table back from each format."""
    named = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert repr(json.loads(_written(Format.JSON, table))) == repr(named)
    assert repr([json.loads(line) for line in _written(Format.JSONL, table).decode().split("\n")[:-1]]) == repr(named)
    lines = [list(table.columns), *table.rows]
    assert _csv_rows(_written(Format.CSV, table, is_raw=True)) == [[_word(cell) for cell in row] for row in lines]
    workbook, sheet = _written(Format.XLSX, table), [[_in_a_sheet(cell) for cell in row] for row in lines]
    assert _by_openpyxl(workbook, len(table.columns)) == _squared(sheet)
    assert _by_calamine(workbook, len(table.columns)) == _squared(sheet)


def check_that_nothing_runs(table: PackedTable) -> None:
    """Hold a CSV against the raw one."""
    safe, raw = (_csv_rows(_written(Format.CSV, table, is_raw=is_raw)) for is_raw in (False, True))
    for row, (safe_cells, raw_cells) in enumerate(zip(safe, raw, strict=True)):
        for column, (safe_cell, raw_cell) in enumerate(zip(safe_cells, raw_cells, strict=True)):
            assert neutralise(safe_cell) == safe_cell
            is_number = row and isinstance(table.rows[row - 1][column], int | float)
            assert float(safe_cell) == float(raw_cell) if is_number and safe_cell != raw_cell else safe_cell == neutralise(raw_cell)


def _written(form: Format, table: PackedTable, *, is_raw: bool = False) -> bytes:
    writer = writer_of(form, table.columns, is_raw=is_raw)
    return writer.head() + writer.rows(table.texts) + writer.tail()


def _csv_rows(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))


def _word(cell: Cell) -> str:
    """Say a cell as text."""
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case list():
            return " | ".join(json.dumps(each, ensure_ascii=False) if isinstance(each, list) else _word(each) for each in cell)
        case dict():
            return json.dumps(cell, ensure_ascii=False)
        case _:
            return str(cell)


def _in_a_sheet(cell: Cell) -> Cell:
    """Say a cell as a workbook can hold it."""
    match cell:
        case bool():
            return cell
        case int() if abs(cell) <= 2**53:
            return cell
        case float() if abs(cell) < 1e308:
            return cell
        case _:
            return CONTROLS.sub("", re.sub("\r\n?", "\n", _word(cell))) or None


def _by_openpyxl(data: bytes, width: int) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=width)]
    assert all(cell.data_type in "nsb" for row in sheet.iter_rows() for cell in row)
    # It does not know that `_x005F_` is how the format writes `_` in `_x0041_`.
    return _squared([[re.sub("_x005F_(?=x[0-9A-Fa-f]{4}_)", "_", cell) if isinstance(cell, str) else cell for cell in row] for row in rows])


def _by_calamine(data: bytes, width: int) -> list[list[Any]]:
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return _squared([[None if cell == "" else cell for cell in row] + [None] * (width - len(row)) for row in rows])


def _squared(rows: list[list[Any]]) -> list[list[Any]]:
    """Leave out the empty rows at the end, of which readers say nothing; tell booleans from numbers, which Python thinks equal."""
    while rows and all(cell is None for cell in rows[-1]):
        rows = rows[:-1]
    return [[("boolean", cell) if isinstance(cell, bool) else cell for cell in row] for row in rows]
