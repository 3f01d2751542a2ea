"""CSV as spreadsheets of Europe open it, and cells that are safe to open there."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from outhost.domain.rows import Cell, is_flat, unpacked
from outhost.exports.cells import flat

_BEGINNINGS: Final = frozenset("=@\t\r+-")
_FORMULA: Final = re.compile(r"[=@\t\r]|[+\-](?![0-9 .,()\-]*\Z)")

_BYTE_ORDER_MARK: Final = "\ufeff"
_LINE_END: Final = b"\r\n"
_PLACE: Final = "\0"
"""Stands for a row that is read, among others that need not be: no JSON has a raw one."""
_FORMULAS: Final = re.compile(rb'(\n")(?=[=@]|[+\-](?![0-9 .,()\-]*"))')
_EXPONENTS: Final = re.compile(rb"\n(-[0-9.]+e[+\-]?[0-9]+)")
_SUSPECT: Final = re.compile(rb'\n(?:"(?:[=@]|[+\-](?![0-9 .,()\-]*"))|-[0-9.]+e)')
"""Finds in one go whether either of the two has anything to do."""


def neutralise(cell: str) -> str:
    """Put a `'` before a cell that a spreadsheet would run as a formula.

    That is one that begins with `=`, `@`, a tab or a carriage return, or with `+` or `-` followed by anything but digits, spaces and
    `.,()-`: telephone numbers and negative amounts stay as they are.
    """
    return f"'{cell}" if cell[:1] in _BEGINNINGS and _FORMULA.match(cell) else cell


class CsvWriter:
    """Writes UTF-8 with a byte order mark, `;` between cells and CRLF after rows. Texts stand in quotes, all else without.

    Most rows are written without reading their cells: a packed row of no escapes and no nested cells is CSV but for what stands
    between the cells, and a chunk of such rows is turned by a few replacements. Others are read cell by cell; both ways write the same.
    """

    def __init__(self, columns: Sequence[str], *, is_raw: bool = False) -> None:
        """Write these columns; `is_raw` leaves formulas as they are."""
        self._columns = columns
        self._separators = len(columns) - 1
        # A row of one empty cell would be an empty line, which readers skip.
        self._nothing = "" if self._separators else '""'
        self._is_raw = is_raw

    def head(self) -> bytes:
        """Write the byte order mark and the names of the columns."""
        return (_BYTE_ORDER_MARK + ";".join(map(self._cell, self._columns))).encode() + _LINE_END

    def rows(self, texts: Sequence[str]) -> bytes:
        """Write rows; what is not plain is read cell by cell."""
        if not texts:
            return b""
        joined = "".join(texts)
        may_nest = not self._separators or "{" in joined or joined.count("[") > len(texts)
        are_plain = ["\\" not in text and text.count("\n") == self._separators and (not may_nest or is_flat(text)) for text in texts]
        if all(are_plain):
            return self._replaced([text[1:-1] for text in texts])
        written = self._replaced([text[1:-1] if is_plain else _PLACE for text, is_plain in zip(texts, are_plain, strict=True)])
        before, *between = written.split(_PLACE.encode() + _LINE_END)
        read = [self._read(text) for text, is_plain in zip(texts, are_plain, strict=True) if not is_plain]
        return before + b"".join([piece for pair in zip(read, between, strict=True) for piece in pair])

    def tail(self) -> bytes:
        """Write nothing."""
        return b""

    def _replaced(self, rows: Sequence[str]) -> bytes:
        """Make lines of what stands between the brackets of plain rows, by replacing what stands between cells.

        A raw line feed stands before each cell and nowhere else, since JSON escapes those within texts; so what a cell begins with is
        found by looking for it after a line feed.
        """
        lines = ("\r\n" + "\r\n".join(rows)).encode()
        if not self._is_raw and _SUSPECT.search(lines):
            lines = _FORMULAS.sub(rb"\1'", lines)
            lines = _EXPONENTS.sub(lambda match: b"\n" + _written_out(match[1].decode()).encode(), lines)
        return lines.replace(b"\nnull", b"\n" + self._nothing.encode()).replace(b",\n", b";")[len(_LINE_END) :] + _LINE_END

    def _read(self, text: str) -> bytes:
        return self._line(unpacked(text, len(self._columns))).encode()

    def _line(self, cells: Sequence[Cell]) -> str:
        return ";".join(map(self._cell, cells)) + "\r\n"

    def _cell(self, cell: Cell) -> str:
        if isinstance(cell, str):
            return '"' + (cell if self._is_raw else neutralise(cell)).replace('"', '""') + '"'
        if cell is None:
            return self._nothing
        if isinstance(cell, list | dict):
            return self._cell(flat(cell))
        if isinstance(cell, bool):
            return "true" if cell else "false"
        return repr(cell) if self._is_raw else _written_out(repr(cell))


def _written_out(number: str) -> str:
    """Write a negative number without its exponent: `-1e-05` is as a formula begins, `-0.00001` is not."""
    return f"{Decimal(number):f}" if number[0] == "-" and "e" in number else number
