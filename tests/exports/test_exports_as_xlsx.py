"""Workbooks as people open them."""

import io
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
import python_calamine

from outhost.domain.rows import Cell, packed
from outhost.exports import as_xlsx
from outhost.exports.as_xlsx import MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS, XlsxWriter
from outhost.exports.formats import Format, writer_of
from outhost.tables.table import Table

TABLE, OFFICE, WORDS = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "office", "text"))
"""The spaces of names in which LibreOffice says what it read."""


def test_the_names_stay_in_sight() -> None:
    """The first row is bold and does not scroll away; the others are plain."""
    sheet = openpyxl.load_workbook(io.BytesIO(_written(["nom", "note"], [["Zoé", 4.5]]))).active
    assert sheet.freeze_panes == "A2"
    assert [cell.font.bold for cell in sheet[1]] == [True, True]
    assert not any(cell.font.bold for cell in sheet[2])


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK(A1)", "+A1", "@SUM(1)", "-1+1", "{=1}"])
def test_a_formula_is_a_text_like_any_other(text: str) -> None:
    """It stands there letter by letter, without an apostrophe, and nothing runs it."""
    (cell,) = openpyxl.load_workbook(io.BytesIO(_written([text], [[text]]))).active[2]
    assert (cell.value, cell.data_type) == (text, "s")
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(_written([text], [[text]]))).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a" * MOST_CHARACTERS, "a" * MOST_CHARACTERS),
        ("a" * (MOST_CHARACTERS + 1), "a" * (MOST_CHARACTERS - 1) + "…"),
        ("😀" * 16_383, "😀" * 16_383),
        ("😀" * 16_384, "😀" * 16_383 + "…"),
        ("a" + "😀" * 16_384, "a" + "😀" * 16_382 + "…"),
    ],
    ids=["the longest", "one more", "the most of two halves", "one half more", "never half of one"],
)
def test_a_text_that_no_cell_can_hold_is_cut_and_says_so(text: str, shown: str) -> None:
    """Excel would call the whole file damaged."""
    assert _rows(_written(["a"], [[text]])) == [["a"], [shown]]


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (2**53, 2**53),
        (2**53 + 1, "9007199254740993"),
        (-(2**53) - 1, "-9007199254740993"),
        (1e307, 1e307),
        (1e308, "1e+308"),
        (-1e-05, -1e-05),
    ],
)
def test_a_number_that_excel_would_change_is_a_text(number: float, shown: float | str) -> None:
    """A long id keeps its last digits."""
    assert _rows(_written(["a"], [[number]])) == [["a"], [shown]]


def test_a_column_beyond_the_last_of_a_sheet_is_left_out() -> None:
    """The others are all there; `XFD` is the last."""
    columns = [f"c{number}" for number in range(MOST_COLUMNS + 1)]
    names, values = _rows(_written(columns, [list(range(MOST_COLUMNS + 1))]))
    assert names == columns[:-1]
    assert values == list(range(MOST_COLUMNS))
    assert b'r="XFD2"' in zipfile.ZipFile(io.BytesIO(_written(columns, [[1] * len(columns)]))).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(("limit", "value"), [("MOST_ROWS", 3), ("_MOST_SHEET_BYTES", 1000)], ids=["rows", "bytes"])
def test_where_a_sheet_is_full_another_goes_on(monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    """Under the same names, and no row is lost or said twice."""
    monkeypatch.setattr(as_xlsx, limit, value)
    monkeypatch.setattr(as_xlsx, "_ROWS_AT_ONCE", 2)
    data = _written(["n", "name"], [[number, f"row {number}"] for number in range(30)])
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[:3] == ["outhost", "outhost 2", "outhost 3"]
    sheets = [list(sheet.values) for sheet in book.worksheets]
    assert all(sheet[0] == ("n", "name") and len(sheet) > 1 for sheet in sheets)
    assert [row for sheet in sheets for row in sheet[1:]] == [(number, f"row {number}") for number in range(30)]


@pytest.mark.long
def test_a_million_rows_and_some_are_two_sheets() -> None:
    """The last row of the first sheet is Excel's last."""
    writer = XlsxWriter(["n"])
    texts = [f"[{number}]" for number in range(MOST_ROWS + 10)]
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(writer.head() + writer.rows(texts) + writer.tail()))
    first, second = (book.get_sheet_by_index(number).to_python() for number in (0, 1))
    assert (len(first), first[-1]) == (MOST_ROWS, [MOST_ROWS - 2])
    assert second == [["n"], *([number] for number in range(MOST_ROWS - 1, MOST_ROWS + 10))]


@pytest.mark.needs("file")
def test_programs_that_guess_what_a_file_is_guess_right(tmp_path: Path) -> None:
    """A mail filter that looks into the first bytes sees a workbook and no archive."""
    path = tmp_path / "results"
    path.write_bytes(_written(["a", "b"], [[number, str(number * 7919)] for number in range(5000)]))
    assert "Excel" in subprocess.run(["file", "--brief", str(path)], capture_output=True, check=True, text=True).stdout


@pytest.mark.parametrize("form", [Format.XLSX, Format.CSV])
def test_what_was_exported_can_be_imported(form: Format) -> None:
    """The reader of tables that people bring gives the same words back."""
    writer = writer_of(form, ["nom", "telephone", "note", "tags"])
    rows: list[list[Cell]] = [["Zoé & Cie", "0612345678", 4.5, ["a", "b"]], ["Léa", None, 3, None]]
    table = Table(io.BytesIO(writer.head() + writer.rows([packed(row) for row in rows]) + writer.tail()))
    assert list(table.form.columns) == ["nom", "telephone", "note", "tags"]
    read = [[cell or "" for cell in row] for _, row in table.rows()]
    assert read == [["Zoé & Cie", "0612345678", "4.5", "a | b"], ["Léa", "", "3"]]


@pytest.mark.long
@pytest.mark.needs("soffice")
def test_libreoffice_reads_the_same(tmp_path: Path) -> None:
    """Texts as texts, numbers and booleans as such, line ends and spaces kept; nothing is computed."""
    rows: list[list[Cell]] = [
        ["Zoé & Cie <b>", "+33 6 12 34 56 78", "007", "=1+1", " a  b ", "two\nlines", "_x0041_", 'a "b"'],
        [4.5, -3, 12345678901, True, False, None, "漢😀", "2026-05-10"],
    ]
    source = tmp_path / "results.xlsx"
    source.write_bytes(_written([f"c{number}" for number in range(8)], rows))
    convert = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "fods"]
    subprocess.run([*convert, "--outdir", str(tmp_path), str(source)], check=True, timeout=120)
    _, *read = _rows_of_libreoffice(tmp_path / "results.fods")
    assert [row[: len(rows[0])] for row in read] == [
        _strings(rows[0]),
        [
            ("float", "4.5"),
            ("float", "-3"),
            ("float", "12345678901"),
            ("boolean", "TRUE"),
            ("boolean", "FALSE"),
            None,
            *_strings(rows[1][6:]),
        ],
    ]


def _strings(cells: Sequence[Cell]) -> list[tuple[str, str]]:
    return [("string", str(cell)) for cell in cells]


def _rows_of_libreoffice(path: Path) -> list[list[tuple[str, str] | None]]:
    """Read a flat OpenDocument: of each cell its type and its value; None where there is none."""
    return [[_seen(cell) for cell in row.iter(f"{TABLE}table-cell")] for row in ET.parse(path).iter(f"{TABLE}table-row")]


def _seen(cell: ET.Element) -> tuple[str, str] | None:
    words = "\n".join(map(_spaced, cell.iter(f"{WORDS}p")))
    formula = cell.get(f"{TABLE}formula")
    if formula is not None:  # which is how it holds a boolean, and nothing else of ours
        assert formula == f"of:={words}()"
        return "boolean", words
    kind = cell.get(f"{OFFICE}value-type")
    return kind and (kind, words if kind == "string" else cell.attrib[f"{OFFICE}value"])


def _spaced(paragraph: ET.Element) -> str:
    """Put the runs of spaces back that OpenDocument writes as elements."""
    runs = [" " * int(each.get(f"{WORDS}c", "1")) + (each.tail or "") for each in paragraph.iter(f"{WORDS}s")]
    return (paragraph.text or "") + "".join(runs)


def _written(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    writer = XlsxWriter(columns)
    return writer.head() + writer.rows([packed(row) for row in rows]) + writer.tail()


def _rows(data: bytes) -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data)).active.values]
