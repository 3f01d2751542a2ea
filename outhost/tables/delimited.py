"""CSV: text whose encoding and delimiter nobody tells."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import IO, Final

from outhost.tables.faults import NO_TABLE, broken_at, unreadable

DELIMITERS: Final = ",;\t|"

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN: Final = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"SQLite format 3", b"\x7fELF")
_PIECE_BYTES: Final = 1 << 20
_MOST_LINE_CHARS: Final = 4 << 20
"""Of a line: thirty cells that are as long as `csv` lets a cell be. What is longer is no row, and would be held as a whole."""
_SAMPLE_CHARS: Final = 1 << 16
_SAMPLE_ROWS: Final = 50
_HINT: Final = re.compile(r"sep=([^\r\n])\r?\n", re.IGNORECASE)
"""What Excel takes from a first line of its own."""


class Delimited:
    """The rows of a CSV file. `encoding` and `delimiter` are what was found."""

    def __init__(self, file: IO[bytes]) -> None:
        """Look at the file: its encoding through all of it, its delimiter by its first rows.

        Raises:
            InvalidInput: it is no text.
        """
        self._file = file
        self.encoding = encoding_of(file)
        sample = self._text().read(_SAMPLE_CHARS)
        hint = _HINT.match(sample)
        self._skips = hint.end() if hint else 0
        self.delimiter = hint[1] if hint else _delimiter_of(sample)

    def rows(self) -> Iterator[tuple[int, list[str | None]]]:
        """Read every row from the first on, each with the number that it has in the file; a cell is empty or a text.

        Raises:
            InvalidInput: a cell or a line does not end, or what follows is no text.
        """
        text = self._text()
        text.read(self._skips)
        rows = csv.reader(_lines(text), delimiter=self.delimiter)
        number = 0
        try:
            for row in rows:
                number += 1
                yield number, [cell or None for cell in row]
        except (csv.Error, UnicodeError):
            raise broken_at(number + 1) from None

    def _text(self) -> io.TextIOWrapper:
        """Open the file as text from its beginning; closing that would close the file."""
        self._file.seek(0)
        return _Text(self._file, encoding=self.encoding, newline="")


class _Text(io.TextIOWrapper):
    """Text over a file that outlives it."""

    def __del__(self) -> None:
        if not self.closed:
            self.detach()


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    for line in iter(lambda: text.readline(_MOST_LINE_CHARS), ""):
        if len(line) == _MOST_LINE_CHARS:
            raise csv.Error
        yield line


def encoding_of(file: IO[bytes]) -> str:
    """Find out in which encoding a file is written, through all of it.

    Raises:
        InvalidInput: it is no text.
    """
    file.seek(0)
    start = file.read(4096)
    if start.startswith(_FOREIGN):
        raise unreadable(NO_TABLE)
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding
    if b"\0" in start:
        return _wide_encoding_of(start)
    for encoding in ("utf-8", "cp1252"):
        if _is_in(file, encoding):
            return encoding
    return "latin-1"


def _wide_encoding_of(start: bytes) -> str:
    """Tell which half of each pair of bytes is nearly always 0, as in UTF-16 of a language of Europe."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.1:
        return "utf-16-be"
    raise unreadable(NO_TABLE)


def _is_in(file: IO[bytes], encoding: str) -> bool:
    """Tell whether all of a file is text in an encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(_PIECE_BYTES):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter_of(sample: str) -> str:
    """Give the delimiter by which most of the first rows have as many cells as the very first, and those as many as may be.

    Where there is one column alone, it is one that stands nowhere.
    """
    if not any(_score(sample, delimiter)[1] for delimiter in DELIMITERS):
        return next((delimiter for delimiter in DELIMITERS if delimiter not in sample), DELIMITERS[0])
    return max(DELIMITERS, key=lambda delimiter: (*_score(sample, delimiter), -DELIMITERS.index(delimiter)))


def _score(sample: str, delimiter: str) -> tuple[float, int]:
    rows: list[int] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(row):
                rows.append(len(row))
            if len(rows) == _SAMPLE_ROWS:
                break
    except csv.Error:
        return 0, 0
    if not rows or rows[0] < 2:  # noqa: PLR2004 - one cell is no division
        return 0, 0
    return rows.count(rows[0]) / len(rows), rows[0]
