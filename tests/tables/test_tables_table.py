"""Tables that people bring: found out, read as people see them, and refused where they would hurt."""

import csv
import io
import zipfile
from datetime import date, datetime
from datetime import time as time_of_day
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.errors import InvalidInput
from outhost.domain.tables import MOST_COLUMNS, map_columns
from outhost.tables import table as table_module
from outhost.tables import workbook
from outhost.tables.table import _DATUM, Table

CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",;\t|\r\n'), max_size=8)
PEOPLE = ["Prénom", "Société"]
LONG = 2_000_000


@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_whatever_was_written_is_read_back(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    """Each cell comes back, whatever stands in it."""
    written = [[f"q{left}", f"{right}q"] for left, right in rows]
    table = Table(io.BytesIO(_csv([["First name", "Company"], *written], delimiter).encode(encoding)))
    read = [list(cells) for _, cells in table.rows()]
    assert table.form.columns == ("First name", "Company")
    assert read == [[cell or None for cell in row] for row in written]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found_out(encoding: str, delimiter: str) -> None:
    """Nobody has to know how their program wrote it."""
    table = Table(io.BytesIO(_csv([PEOPLE, ["Zoë", "Dupré, Fils & Cie; SARL"]], delimiter).encode(encoding)))
    assert table.form.columns == tuple(PEOPLE)
    assert [list(cells) for _, cells in table.rows()] == [["Zoë", "Dupré, Fils & Cie; SARL"]]
    assert table.form.delimiter == delimiter


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        ("sep=;\r\nName;Town\r\nSam;Lyon\r\n", ("Name", "Town"), [["Sam", "Lyon"]]),
        ("\r\n;\r\nName;Town\r\n;;\r\nSam;Lyon\r\n", ("Name", "Town"), [["Sam", "Lyon"]]),
        ("Name\nSam\nKim\n", ("Name",), [["Sam"], ["Kim"]]),
        ("Name;Name;;Town;;\nA;B;C;D;;\n", ("Name", "Name (2)", "column 3", "Town"), [["A", "B", "C", "D"]]),
        ("Sam;sam@example.com\nKim;kim@example.com\n", ("column 1", "column 2"), [["Sam", "sam@example.com"], ["Kim", "kim@example.com"]]),
        ("Name;Town\nSam\n", ("Name", "Town"), [["Sam"]]),
        ('Name;Quote\nSam;"He said ""no"";\nthen left"\n', ("Name", "Quote"), [["Sam", 'He said "no";\nthen left']]),
    ],
    ids=["Excel's hint", "empty rows", "one column", "names twice and none", "no names", "a short row", "quotes"],
)
def test_tables_as_they_come(text: str, columns: tuple[str, ...], rows: list[list[str | None]]) -> None:
    """Blank rows, repeated names, no names at all, a hint for Excel: read as somebody would who looks at it."""
    table = Table(io.BytesIO(text.encode()))
    assert table.form.columns == columns
    assert [list(cells) for _, cells in table.rows()] == rows


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        (42, "General", "42"),
        (42.0, "General", "42"),
        (0.1 + 0.2, "General", "0.3"),
        (1234.5, "#,##0.00", "1234.50"),
        (0.25, "0%", "25%"),
        (0.255, "0.0%", "25.5%"),
        (1000, "00000", "01000"),
        (33612345678, "0", "33612345678"),
        (1e20, "General", "1e+20"),
        (True, "General", "true"),
        ("00123", "@", "00123"),
        (datetime(2026, 5, 10), "mm-dd-yy", "2026-05-10"),  # noqa: DTZ001 - workbooks know no zones
        (datetime(2026, 5, 10), "dd/mm/yyyy", "10/05/2026"),  # noqa: DTZ001 - as above
        (datetime(2026, 5, 10, 9, 5), "dd/mm/yyyy hh:mm", "10/05/2026 09:05"),  # noqa: DTZ001 - as above
        (datetime(2026, 5, 10), "[$-40C]d mmmm yyyy", "2026-05-10"),  # noqa: DTZ001 - as above
        (date(2026, 5, 10), "yyyy\\-mm\\-dd", "2026-05-10"),
        (time_of_day(9, 5), "hh:mm", "09:05"),
        ("#N/A", "General", None),
        ("", "General", None),
    ],
)
def test_a_workbook_s_cells_are_written_as_people_see_them(value: Any, pattern: str, shown: str | None) -> None:
    """A postcode keeps its zero, a share its sign, a day its order; an error is nothing to print."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Name", "Value"])
    sheet.append(["Sam", value])
    sheet["B2"].number_format = pattern
    assert _read(book) == [["Sam", shown]]


def test_the_first_sheet_that_is_shown_is_read() -> None:
    """A hidden sheet of lists before mine is not my table; wrong dimensions in the file hide no row."""
    book = openpyxl.Workbook()
    hidden: Any = book.active
    hidden.append(["Secret"])
    hidden.sheet_state = "hidden"
    shown = book.create_sheet("People")
    shown.append(["Name"])
    shown.append(["Sam"])
    file = io.BytesIO()
    book.save(file)
    lying = _edited(file.getvalue(), "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b'ref="A1:A2"', b'ref="A1"'))
    table = Table(io.BytesIO(lying))
    assert (table.form.sheet, table.form.columns) == ("People", ("Name",))
    assert [list(cells) for _, cells in table.rows()] == [["Sam"]]


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n\n", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"PK\3\4", b"PK\3\4" + b"x" * 500, b"\xd0\xcf\x11\xe0", b"a\0b\1c" * 99],
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    """Empty files, pictures, archives, old workbooks: each is refused for the file, in words of both languages."""
    with pytest.raises(InvalidInput) as refused:
        list(Table(io.BytesIO(data)).rows())
    assert [issue.path for issue in refused.value.issues] == ["file"]
    assert refused.value.say("fr") != refused.value.say("en")


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_unread() -> None:
    """A few kilobytes that would fill the memory."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/worksheets/sheet1.xml", "w") as part:
        for _ in range(workbook._UNPACKED_BYTES // (1 << 20) + 1):
            part.write(bytes(1 << 20))
    with pytest.raises(InvalidInput, match="too large"):
        Table(io.BytesIO(file.getvalue()))


def test_a_workbook_that_says_one_long_text_in_every_row_has_an_end() -> None:
    """A few kilobytes whose cells share a text would be gigabytes of rows: no more is read than a workbook may unpack to."""
    rows = b'<row><c t="inlineStr"><is><t>Name</t></is></c></row>' + b'<row><c t="s"><v>0</v></c></row>' * 20_000
    book = _edited(
        _plain_workbook(), "xl/worksheets/sheet1.xml", lambda xml: xml.partition(b"<row")[0] + rows + b"</sheetData></worksheet>"
    )
    texts = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>' % (b"x" * 100_000)
    kind = b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.%s+xml"/>'
    declared = kind % b"sharedStrings" + b"</Types>"
    file = io.BytesIO(_edited(book, "[Content_Types].xml", lambda xml: xml.replace(b"</Types>", declared)))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", texts)
    with pytest.raises(InvalidInput, match="too large"):
        for _ in Table(io.BytesIO(file.getvalue())).rows():
            pass


@pytest.mark.parametrize(
    "cell",
    ["a@" + "." * LONG + "@", "a@" + "a." * LONG + " ", "1" * LONG + "x", "https://" + "x" * LONG + " y"],
    ids=["dots", "names", "digits", "link"],
)
def test_a_long_cell_is_read_once_from_left_to_right(cell: str) -> None:
    """What looks nearly like an address, for millions of characters, holds nobody up: read again from each, it would take days."""
    assert _DATUM.fullmatch(cell) is None


@pytest.mark.parametrize(
    ("cell", "is_value"),
    [("zoe@example.com", True), ("zoe@.x", False), ("zoe@..x", True), ("zoe@mail.example.com", True), ("zoe@example.", False),
     ("@a.b", False), ("zoe@example", False), ("zoe at@example.com", False), ("https://example.com", True), ("06 12 34", True)],
)  # fmt: skip
def test_an_address_a_link_and_a_number_are_no_names_of_columns(cell: str, is_value: bool) -> None:  # noqa: FBT001 - a column of the table above
    """A file that begins with a person at once keeps that person."""
    assert Table(io.BytesIO(f"Name;{cell}\nSam;Lyon\n".encode())).form.has_header is not is_value


FORMAT = b'<numFmts count="1"><numFmt numFmtId="164" formatCode="%s"/></numFmts><fonts'


@pytest.mark.parametrize(
    ("part", "place", "instead"),
    [
        ("xl/styles.xml", b"<fonts", FORMAT % (b"[" * 300_000)),
        ("xl/styles.xml", b"</cellXfs>", b"<xf/>" * 300_000 + b"</cellXfs>"),
        ("xl/workbook.xml", b"</workbook>", b"<a/>" * 300_000 + b"</workbook>"),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", b"<a/>" * 300_000 + b"</Relationships>"),
        ("[Content_Types].xml", b"</Types>", b"<a/>" * 300_000 + b"</Types>"),
        ("docProps/core.xml", b"</cp:coreProperties>", b" " * (17 << 20) + b"</cp:coreProperties>"),
    ],
    ids=["format", "styles", "workbook", "links", "kinds", "properties"],
)
def test_a_workbook_whose_surroundings_are_endless_is_refused_at_once(part: str, place: bytes, instead: bytes) -> None:
    """A few KB that unpack to elements that take gigabytes, or to a format that is read for hours: refused unread."""
    with pytest.raises(InvalidInput, match="too large"):
        Table(io.BytesIO(_edited(_plain_workbook(), part, lambda xml: xml.replace(place, instead))))


def test_a_thousand_parts_of_some_size_are_as_bad_as_a_large_one() -> None:
    """Each part alone would do; together they are refused unread."""
    file = io.BytesIO(_plain_workbook())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as book:
        for number in range(1000):
            book.writestr(f"xl/worksheets/_rels/sheet{number}.xml.rels", b"<Relationships>" + b"<a/>" * 3000 + b"</Relationships>")
    with pytest.raises(InvalidInput, match="too large"):
        Table(io.BytesIO(file.getvalue()))


def test_a_sheet_is_no_chart_for_a_links_sake() -> None:
    """A sheet may be large, but not one that is to be read at once, as charts are."""
    rows = b"<row/>" * 300_000
    large = _edited(_plain_workbook(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))
    assert Table(io.BytesIO(large)).form.columns == ("Name",)
    with pytest.raises(InvalidInput, match="too large"):
        Table(io.BytesIO(_edited(large, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b'/worksheet"', b'/chartsheet"'))))


def _plain_workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Name"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("harm", ["cut", "nonsense", "laughs"])
def test_a_damaged_workbook_is_refused_and_never_a_fault_of_ours(part: str, harm: str) -> None:
    """Half a part, other bytes, entities that grow to gigabytes: refused, or read where it does not matter, in moments."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for _ in range(3):
        sheet.append(["Name"])
    file = io.BytesIO()
    book.save(file)
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"ha" * 500 + b'">'
    laughs += b"".join(b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 50) for at in range(8)) + b"]><x>&i;</x>"
    change = {"cut": lambda xml: xml[: len(xml) // 2], "nonsense": lambda _: b"\0\1nonsense", "laughs": lambda _: laughs}[harm]
    assert _fields_refused(_edited(file.getvalue(), part, change)) in ([], ["file"])


def test_row_numbers_that_nobody_has_are_not_counted_to() -> None:
    """A file says that its second row is the two-billionth."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Name"])
    sheet.append(["Sam"])
    file = io.BytesIO()
    book.save(file)
    far = _edited(file.getvalue(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'<row r="2"', b'<row r="2000000000"'))
    with pytest.raises(InvalidInput):
        list(Table(io.BytesIO(far)).rows())


def test_a_table_has_so_many_rows_and_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A million rows and five hundred columns are enough."""
    with pytest.raises(InvalidInput, match="columns"):
        Table(io.BytesIO(",".join(f"c{at}" for at in range(MOST_COLUMNS + 1)).encode()))
    monkeypatch.setattr(table_module, "MOST_ROWS", 3)
    assert len(list(Table(io.BytesIO(b"Name\n1\n2\n3\n")).rows())) == 3
    with pytest.raises(InvalidInput, match="rows"):
        list(Table(io.BytesIO(b"Name\n1\n2\n3\n4\n")).rows())


@pytest.mark.parametrize(
    ("columns", "given", "mapping"),
    [
        (["first_name", "First Name"], {}, {"first_name": "first_name"}),
        (["FIRST-NAME", "Société"], {}, {"first_name": "FIRST-NAME"}),
        (["Prénom", "company"], {"first_name": "Prénom"}, {"first_name": "Prénom", "company": "company"}),
        (["first_name", "company"], {"company": None}, {"first_name": "first_name"}),
        (["first_name", "x"], {"company": "first_name"}, {"company": "first_name"}),
        (["Nom"], {}, {}),
    ],
)
def test_columns_find_their_variables(columns: list[str], given: dict[str, str | None], mapping: dict[str, str]) -> None:
    """By name, then by a name that differs in case, accents and punctuation alone; what I say goes first."""
    assert map_columns(["first_name", "company"], columns, given) == mapping


def test_a_preview_tells_what_is_doubtful() -> None:
    """Names that lead nowhere, a row too wide, a text too long: told before anything is paid for."""
    rows = "".join(f"P{number};\n" for number in range(25))
    preview = Table(io.BytesIO(f"First name;Town\n{rows}Sam;Lyon;69\n{'x' * 501};\n".encode())).preview(["first_name", "company"], {})
    assert (preview.row_count, len(preview.rows)) == (27, 20)
    assert preview.rows[0] == {"first_name": "P0", "company": None}
    said = [warning.say() for warning in preview.warnings]
    assert said[0].startswith("No column for company")
    assert said[1] == "These columns are not used: Town."
    assert said[2].startswith("Row 27 has more cells")
    assert said[3].startswith("Row 28: first_name has more than 500")
    assert all(warning.say("fr") != warning.say("en") for warning in preview.warnings)


def _csv(rows: list[list[str]], delimiter: str) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def _read(book: openpyxl.Workbook) -> list[list[str | None]]:
    file = io.BytesIO()
    book.save(file)
    return [[*cells, None][:2] for _, cells in Table(io.BytesIO(file.getvalue())).rows()]


def _fields_refused(data: bytes) -> list[str]:
    try:
        list(Table(io.BytesIO(data)).rows())
    except InvalidInput as refusal:
        return [issue.path for issue in refusal.issues]
    return []


def _edited(data: bytes, name: str, change: Any) -> bytes:
    """Change one part of a workbook."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return changed.getvalue()
