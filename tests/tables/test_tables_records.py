"""Tables as records: CSV, XLSX, JSON and JSON Lines are told apart, read, and refused in plain words."""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.rows import Cell
from outhost.domain.words import Unfit
from outhost.tables import documents, records
from outhost.tables.records import read_records

PEOPLE = [{"Prénom": "Zoë", "Société": "Dupré; Fils"}, {"Prénom": "Sam", "Société": None}]


def _read(folder: Path, data: bytes | str) -> tuple[str, str, list[dict[str, Any]]]:
    """Read a file, and give what is said of it in both languages, and its rows."""
    path = folder / "table"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    form, rows = read_records(path)
    return form.say("en"), form.say("fr"), list(rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
@pytest.mark.parametrize(
    ("write", "kind"),
    [
        (lambda rows: json.dumps(rows, ensure_ascii=False), "JSON: an array"),
        (
            lambda rows: "\n " + json.dumps({"total": {"items": 2}, "items": rows, "next": None}, ensure_ascii=False, indent=1),
            "JSON: an array",
        ),
        (lambda rows: "\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", "JSON Lines"),
        (lambda _rows: 'Prénom;Société\r\nZoë;"Dupré; Fils"\r\nSam;\r\n', "CSV: delimiter “;”"),
        (lambda _rows: "Prénom\tSociété\nZoë\tDupré; Fils\nSam\n", "CSV: delimiter tab"),
    ],
    ids=["array", "items", "lines", "csv", "tsv"],
)
def test_however_it_is_written_the_rows_are_the_same(tmp_path: Path, encoding: str, write: Any, kind: str) -> None:
    """Nobody has to say what they bring; the log says how it was read."""
    english, french, rows = _read(tmp_path, write(PEOPLE).encode(encoding))
    assert rows == PEOPLE
    assert f"Read as {kind}" in english
    assert "Prénom, Société" in english
    assert "Prénom, Société" in french
    assert encoding[:3] in english
    assert english != french


def test_a_workbook_is_read_from_its_first_sheet(tmp_path: Path) -> None:
    """XLSX is told by the name of its sheet."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "People"
    sheet.append(["Prénom", "Code"])
    sheet.append(["Zoë", "01000"])
    file = io.BytesIO()
    book.save(file)
    english, _, rows = _read(tmp_path, file.getvalue())
    assert rows == [{"Prénom": "Zoë", "Code": "01000"}]
    assert "XLSX: sheet “People”" in english


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("sam@acme.com\nkim@bolt.com\n", [{"email": "sam@acme.com"}, {"email": "kim@bolt.com"}]),
        ("acme.com\nwww.bolt.fr\n", [{"site_web": "acme.com"}, {"site_web": "www.bolt.fr"}]),
        (
            "https://acme.com/?a=1\nhttps://bolt.fr/?b=1,2\n",
            [{"site_web": "https://acme.com/?a=1"}, {"site_web": "https://bolt.fr/?b=1,2"}],
        ),
        ("06 12 34 56 78\n", [{"telephone": "06 12 34 56 78"}]),
        ("Acme\tacme.com\tsam@acme.com\n", [{"column 1": "Acme", "site_web": "acme.com", "email": "sam@acme.com"}]),
        ("a@acme.com;b@acme.com\n", [{"email": "a@acme.com", "column 2": "b@acme.com"}]),
        ("Company\nAcme, Inc.\nBolt\n", [{"Company": "Acme, Inc."}, {"Company": "Bolt"}]),
        ("a;b\n1;2;3\n4\n", [{"a": "1", "b": "2", "column 3": "3"}, {"a": "4", "b": None}]),
        ("[a];[b]\n1;2\n", [{"[a]": "1", "[b]": "2"}]),
        ("[]", None),
        ("", None),
        ("Name;Town\n", []),
    ],
    ids=[
        "mails",
        "sites",
        "links",
        "phones",
        "mixed",
        "two of a kind",
        "one column",
        "ragged",
        "brackets",
        "empty array",
        "empty",
        "names alone",
    ],
)
def test_what_people_paste_is_read_as_they_mean_it(tmp_path: Path, text: str, rows: list[dict[str, Any]] | None) -> None:
    """A list without names is given some by what it holds, one column stays one, and no cell is lost."""
    if rows is None:
        with pytest.raises(Unfit, match="has no rows"):
            _read(tmp_path, text)
    else:
        assert _read(tmp_path, text)[2] == rows


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ('[{"a": 1}, {"a": ]', "is no JSON any more at character 18"),
        ('[{"a": 1} {"a": 2}]', "is no JSON any more at character 11"),
        ('[{"a": 1}', "is no JSON any more at character 10"),
        ('{"a": 1}\n{"a" 2}\n', "is no JSON any more at character 15"),
        ('[{"a": 1}, 2]', "see entry 2"),
        ('{"items": [1]}', "see entry 1"),
        ('[{"a": ' + "[" * 100_000, "is no JSON any more at character 2"),
        ('[{"a": 1' + "0" * 5000 + "}]", "is no JSON any more"),
        (b"%PDF-1.7", "is neither a CSV nor an XLSX"),
        (b"\0\1\2\3", "is neither a CSV nor an XLSX"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes | str, says: str) -> None:
    """The message says where it ends to be one."""
    with pytest.raises(Unfit, match=says):
        _read(tmp_path, data)


def test_what_json_can_say_and_rows_can_t_becomes_nothing(tmp_path: Path) -> None:
    """Values that are no numbers are empty; lists and objects stay what they are."""
    assert _read(tmp_path, '[{"a": NaN, "b": [1, "x"], "c": {"d": true}}]')[2] == [{"a": None, "b": [1, "x"], "c": {"d": True}}]


def test_a_table_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond so many rows or bytes it is refused, and the message says how many there may be."""
    monkeypatch.setattr(documents, "MOST_ROWS", 2)
    with pytest.raises(Unfit, match="rows"):
        _read(tmp_path, '{"a": 1}\n' * 3)
    monkeypatch.setattr(records, "MOST_BYTES", 20)
    with pytest.raises(Unfit, match="too large: a table may have 50 MB"):
        _read(tmp_path, "a;b\n" * 20)


CELLS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@given(
    rows=st.lists(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), CELLS, max_size=3), min_size=1, max_size=5)
)
def test_json_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Cell]]) -> None:
    """An array, or an object a line: the same rows."""
    folder = tmp_path_factory.getbasetemp()
    assert _read(folder, json.dumps(rows))[2] == rows
    if not any("items" in row for row in rows):
        assert _read(folder, "\n".join(map(json.dumps, rows)))[2] == rows
