"""CSV that a spreadsheet opens, and cells that it must not run."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packed_rows import PackedTable, tables

from outhost.domain.rows import Cell, packed
from outhost.exports.as_csv import CsvWriter, neutralise

LOOKS_LIKE_ONE = st.tuples(st.sampled_from("=@\t\r+-'a1 "), st.text(st.sampled_from("=+-@0123456789 .,()aZé\t\r\n'"), max_size=8)).map(
    "".join
)


@given(st.text() | LOOKS_LIKE_ONE)
def test_what_is_neutralised_begins_no_formula(cell: str) -> None:
    """After it, no cell begins as a formula unless it is a plain number or telephone; the value is all there."""
    safe = neutralise(cell)
    assert safe in (cell, f"'{cell}")
    assert safe[:1] not in set("=@\t\r")
    assert not safe.startswith(("+", "-")) or re.fullmatch(r"[+-][0-9 .,()\-]*", safe)


@given(st.text() | LOOKS_LIKE_ONE)
def test_a_harmless_cell_is_left_alone(cell: str) -> None:
    """What does not begin with one of six characters is never touched."""
    assert cell[:1] in set("=@\t\r+-") - {""} or neutralise(cell) == cell


@given(st.text() | LOOKS_LIKE_ONE)
def test_neutralising_twice_is_neutralising_once(cell: str) -> None:
    """A safe cell is safe."""
    assert neutralise(neutralise(cell)) == neutralise(cell)


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("", ""),
        ("=1", "'=1"),
        ("@a", "'@a"),
        ("\t", "'\t"),
        ("\r", "'\r"),
        ("\n=1", "\n=1"),
        ("+33 (0)1.23-45", "+33 (0)1.23-45"),
        ("-1,5", "-1,5"),
        ("+", "+"),
        ("--1", "--1"),
        ("+1\n", "'+1\n"),
        ("-1+1", "'-1+1"),
        ("+a", "'+a"),
        ("+\u0661", "'+\u0661"),
        ("'=1", "'=1"),
        ("a=1", "a=1"),
    ],
)
def test_the_rule_letter_by_letter(cell: str, safe: str) -> None:
    """`=`, `@`, tab and return always; `+` and `-` unless a number or telephone follows."""
    assert neutralise(cell) == safe


def test_a_row_is_written_as_spreadsheets_of_europe_read_it() -> None:
    """A byte order mark, semicolons, CRLF; texts in quotes, numbers as short as they can be, lists in one cell, nothing as nothing."""
    writer = CsvWriter(["nom", "=évil", "n"])
    assert writer.head() == '\ufeff"nom";"\'=évil";"n"\r\n'.encode()
    rows: list[list[Cell]] = [
        ['Café "Le ; Zinc"', "+33 6 12 34 56 78", 4.5],
        [None, "=cmd|'/C calc'!A0", -12],
        ["a\r\nb", ["Meta", "=x", None, 3, True], {"a": [1]}],
        ["plain", "-1+2", True],
        ["plain", "@x", -1e-05],
        [False, [], 1e-05],
        ["short"],
    ]
    expected = [
        '"Café ""Le ; Zinc""";"+33 6 12 34 56 78";4.5',
        ";\"'=cmd|'/C calc'!A0\";-12",
        '"a\r\nb";"Meta | =x |  | 3 | true";"{""a"": [1]}"',
        '"plain";"\'-1+2";true',
        '"plain";"\'@x";-0.00001',
        'false;"";1e-05',
        '"short";;',
    ]
    assert writer.rows([packed(row) for row in rows]).decode() == "".join(f"{line}\r\n" for line in expected)
    assert writer.tail() == b""


def test_who_asks_for_raw_cells_gets_them() -> None:
    """Formulas as they are, and numbers as JSON writes them."""
    writer = CsvWriter(["=a", "b"], is_raw=True)
    assert writer.head() + writer.rows([packed(["=1+1", -1e-05])]) == b'\xef\xbb\xbf"=a";"b"\r\n"=1+1";-1e-05\r\n'


@given(tables(), st.booleans())
def test_a_row_that_need_not_be_read_is_written_as_if_it_were(table: PackedTable, is_raw: bool) -> None:  # noqa: FBT001 - hypothesis draws it
    """The short way and the long way write the same bytes."""
    writer = CsvWriter(table.columns, is_raw=is_raw)
    assert writer.rows(table.texts) == b"".join(map(writer._read, table.texts))


def test_plain_rows_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names, addresses, telephones, scores, even formulas: a million of them take the short way. Only what is nested or escaped is read."""
    monkeypatch.setattr("outhost.exports.as_csv.unpacked", lambda *_: pytest.fail("was read"))
    writer = CsvWriter(["nom", "telephone", "note", "url"])
    plain = packed(["Café [Zoé] {1}", "+33612345678", 4.5, "=HYPERLINK(1)"])
    assert writer.rows([plain, plain]).count(b"\r\n") == 2
    with pytest.raises(pytest.fail.Exception, match="was read"):
        writer.rows([plain, packed(['"Zoé"', None, None, None])])
