"""XLSX, written as it is sent: texts in the cells themselves, so that nothing has to be known before the first row goes out.

What a cell of a workbook can't hold is fitted: characters that no XML can say are left out, line ends are single line feeds, a text of
over 32,767 characters is cut and ends with `…`, and numbers that Excel would round (whole ones beyond 2⁵³) or does not know (from 1e308)
are texts.
"""

import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import escape

from outhost.domain.rows import SEPARATOR, Cell, unpacked
from outhost.exports.as_zip import ZipWriter
from outhost.exports.cells import flat
from outhost.exports.workbook_parts import (
    BOLD,
    PLAIN,
    PROGRAM,
    SHEET_HEAD,
    SHEET_TAIL,
    STYLES,
    content_types,
    root_links,
    sheet_links,
    sheet_path,
    workbook,
)

MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
MOST_CHARACTERS: Final = 32_767
"""Of a cell, as Excel counts: those beyond U+FFFF are two."""

_MOST_SHEET_BYTES: Final = 3 << 30
"""After which another sheet begins, for an entry of an archive has under 4 GiB."""
_LARGEST_WHOLE: Final = 1 << 53
_LARGEST: Final = 9.99999999999999e307
_SAFE_DIGITS: Final = 15
"""A number of no more characters, none of them an `e`, is nowhere near either."""
_ROWS_AT_ONCE: Final = 256
_FASTEST: Final = 1
"""Level of the compression; the usual one saves a fifth of the bytes and costs two fifths of the rows a second."""
_TEXT: Final = ' t="inlineStr"><is><t xml:space="preserve">'
_TEXT_END: Final = "</t></is></c>"
_WORDS: Final = {"null": "", "true": ' t="b"><v>1</v></c>', "false": ' t="b"><v>0</v></c>'}
_EMPTY: Final = '""'

_MOMENT: Final = datetime(1980, 1, 1, tzinfo=UTC)
"""Of every part, so that the same table is the same file."""

_UNSAYABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS: Final = re.compile(r"\r\n?")
_LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""Excel reads `_x0041_` as `A`, unless the first `_` is itself written so."""


class XlsxWriter:
    """Writes a workbook: a bold, frozen row of names, then the rows; where a sheet is full, another goes on under the same names.

    Each cell says where it is, though nothing asks for it: not every reader counts. What is plain is written without being read.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        """Write these columns, of which a sheet holds the first 16,384."""
        self._columns = columns[:MOST_COLUMNS]
        self._letters = [_letters(number) for number in range(1, len(self._columns) + 1)]
        self._directory = io.BytesIO()
        self._archive = ZipWriter(self._directory, _MOMENT)
        self._sheet = _Sheet(1)

    def head(self) -> bytes:
        """Write the parts that are the same in every workbook, and begin the first sheet."""
        parts = {"_rels/.rels": root_links(), "docProps/app.xml": PROGRAM, "xl/styles.xml": STYLES}
        return self._parts(parts) + self._begin_sheet()

    def rows(self, texts: Sequence[str]) -> bytes:
        """Write rows. They come out deflated, some of them with a later call."""
        pieces, first = [], 0
        while first < len(texts):
            if self._sheet.is_full:
                pieces += [self._end_sheet(), self._next_sheet()]
            some = texts[first : first + min(_ROWS_AT_ONCE, MOST_ROWS - self._sheet.rows)]
            pieces.append(self._sheet.add("".join(self._lines(some, self._sheet.rows + 1)), len(some)))
            first += len(some)
        return b"".join(pieces)

    def tail(self) -> bytes:
        """End the last sheet, and write the parts that name the sheets."""
        count = self._sheet.number
        parts = {
            "xl/workbook.xml": workbook(count),
            "xl/_rels/workbook.xml.rels": sheet_links(count),
            "[Content_Types].xml": content_types(count),
        }
        return self._end_sheet() + self._parts(parts) + b"".join(self._archive.end())

    def _parts(self, parts: Mapping[str, str]) -> bytes:
        return b"".join([self._archive.entry(name, text.encode()) for name, text in parts.items()])

    def _next_sheet(self) -> bytes:
        self._sheet = _Sheet(self._sheet.number + 1)
        return self._begin_sheet()

    def _begin_sheet(self) -> bytes:
        names = "".join([_text_cell(f"{letters}1", name, BOLD) for letters, name in zip(self._letters, self._columns, strict=True)])
        return self._archive.open_head(self._sheet.path) + self._sheet.add(f'{SHEET_HEAD}<row r="1">{names}</row>', 1)

    def _end_sheet(self) -> bytes:
        sheet = self._sheet
        last = sheet.add(SHEET_TAIL, 0) + sheet.flush()
        return last + self._archive.closing(sheet.path, sheet.checksum, sheet.packed, sheet.size)

    def _lines(self, texts: Sequence[str], row: int) -> Iterator[str]:
        joined = "\r".join(texts)  # of which JSON has none
        escaped = escape(joined).split("\r") if "&" in joined or "<" in joined or ">" in joined else texts
        are_plain = _is_plain(joined)
        for number, (text, safe) in enumerate(zip(texts, escaped, strict=True), row):
            is_plain = "\\" not in text and (are_plain or _is_plain(text)) and len(text) <= MOST_CHARACTERS // 2
            yield (is_plain and self._taken_apart(number, safe)) or self._read(number, text)

    def _taken_apart(self, row: int, text: str) -> str | None:
        """Write a row from the texts of its cells, safe for XML; None if one of them has to be read."""
        cells = text[1:-1].split(SEPARATOR)
        if len(cells) != len(self._letters) or text == "[]":
            return None
        line, at = [f'<row r="{row}">'], f'{row}"'
        for letters, cell in zip(self._letters, cells, strict=True):
            if cell[0] == '"':
                line.append(f'<c r="{letters}{at}{_TEXT}{cell[1:-1]}{_TEXT_END}' if cell != _EMPTY else "")
            elif cell in _WORDS:
                line.append(f'<c r="{letters}{at}{_WORDS[cell]}' if cell != "null" else "")
            elif len(cell) <= _SAFE_DIGITS and "e" not in cell and cell[0] not in "[{":
                line.append(f'<c r="{letters}{at}><v>{cell}</v></c>')
            else:
                return None
        line.append("</row>")
        return "".join(line)

    def _read(self, row: int, text: str) -> str:
        cells = unpacked(text, len(self._letters))
        return (
            f'<row r="{row}">{"".join([_cell(f"{letters}{row}", cell) for letters, cell in zip(self._letters, cells, strict=True)])}</row>'
        )


class _Sheet:
    """A sheet under way: what is known of it when it ends."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.path = sheet_path(number)
        self.rows = self.size = self.packed = self.checksum = 0
        self._deflate = zlib.compressobj(_FASTEST, zlib.DEFLATED, -zlib.MAX_WBITS)

    @property
    def is_full(self) -> bool:
        return self.rows >= MOST_ROWS or self.size >= _MOST_SHEET_BYTES

    def add(self, text: str, rows: int) -> bytes:
        data = text.encode()
        self.rows += rows
        self.size += len(data)
        self.checksum = zlib.crc32(data, self.checksum)
        return self._counted(self._deflate.compress(data))

    def flush(self) -> bytes:
        return self._counted(self._deflate.flush())

    def _counted(self, packed: bytes) -> bytes:
        self.packed += len(packed)
        return packed


def _is_plain(packed: str) -> bool:
    """Tell whether every text in a packed row without escapes, or in several, is what a sheet would say, but for its length."""
    return not ("_x" in packed or "\ufffe" in packed or "\uffff" in packed)


def _cell(place: str, cell: Cell) -> str:
    match flat(cell):
        case None | "":
            return ""
        case bool(value):
            return f'<c r="{place}"{_WORDS["true" if value else "false"]}'
        case str(text):
            return _text_cell(place, text)
        case int(number) if abs(number) > _LARGEST_WHOLE:
            return _text_cell(place, str(number))
        case float(number) if abs(number) > _LARGEST:
            return _text_cell(place, repr(number))
        case number:
            return f'<c r="{place}"><v>{number!r}</v></c>'


def _text_cell(place: str, text: str, style: int = PLAIN) -> str:
    sayable = _UNSAYABLE.sub("", _LINE_ENDS.sub("\n", text))
    safe = _LOOKS_ESCAPED.sub("_x005F_", escape(_cut(sayable)))
    return f'<c r="{place}" s="{style}"{_TEXT}{safe}{_TEXT_END}' if safe else ""


def _cut(text: str) -> str:
    if len(text) <= MOST_CHARACTERS // 2:
        return text
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * MOST_CHARACTERS else units[: 2 * MOST_CHARACTERS - 2].decode("utf-16-le", "ignore") + "…"


def _letters(number: int) -> str:
    """Name a column: 1 is A, 27 is AA."""
    before, last = divmod(number - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)
