"""XLSX: the first sheet that is shown, read row by row, its numbers and dates as people see them."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any, Final
from xml.etree.ElementTree import ParseError, iterparse

from outhost.domain.tables import MOST_BYTES, MOST_COLUMNS
from outhost.tables.faults import EMPTY, NO_TABLE, TOO_LARGE, TOO_MANY_ROWS, broken_at, unreadable

_UNPACKED_BYTES: Final = 10 * MOST_BYTES
_STRINGS_BYTES: Final = 2 * MOST_BYTES
"""Of the texts that cells share, which are held in memory."""
_WHOLE_BYTES: Final = 16 << 20
_MOST_ELEMENTS: Final = 200_000
"""Of all that openpyxl reads as a whole: an element takes a kilobyte there, and five bytes in the file before it is packed."""
_WHOLE: Final = frozenset({
    "[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/theme/theme1.xml", "docProps/core.xml", "docProps/app.xml",
    "docProps/custom.xml",
})  # fmt: skip
_MOST_PARTS: Final = 5000
_LAST_ROW: Final = 1_048_576
"""Of any workbook; rows without cells count here, so that a number in the file can't make us count for hours."""
_DIGITS: Final = 15
_FORMAT_LIMIT: Final = 255
"""Characters of the format of a number or date, as with Excel; it is read anew for each cell."""
_FAULTS: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, ParseError, KeyError, ValueError, TypeError, IndexError, AttributeError,
    EOFError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
"""Whatever openpyxl meets in a file that is none."""

_DATE_WORD: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|AM/PM|A/P|y+|m+|d+|h+|s+|0+|.', re.IGNORECASE)
_DATE_WORDS: Final = {
    "yyyy": "%Y", "yy": "%y", "mm": "%m", "dd": "%d", "hh": "%H", "h": "%H", "ss": "%S", "s": "%S",
}  # fmt: skip


class Workbook:
    """The rows of a workbook's first sheet."""

    def __init__(self, file: IO[bytes]) -> None:
        """Open the file, once it was seen that it does not unpack to more than a machine can take.

        Raises:
            InvalidInput: it is no workbook, damaged or too large.
        """
        from openpyxl import load_workbook

        try:
            _check(file)
            file.seek(0)
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
        except _FAULTS:
            raise unreadable(NO_TABLE) from None
        if not sheets:
            raise unreadable(EMPTY)
        self._sheet: Any = sheets[0]
        self.name = str(self._sheet.title)

    def rows(self) -> Iterator[tuple[int, list[str | None]]]:
        """Read every row, each with its number, no further than a cell beyond the first that has any: each cell is paid for in time.

        Raises:
            InvalidInput: the file is damaged, has more rows than any workbook, or says the same long texts over and over.
        """
        number = chars = 0
        self._sheet.reset_dimensions()  # some programs write wrong ones
        try:
            for number, row in enumerate(self._sheet.iter_rows(max_col=self._width() + 1), 1):
                if number > _LAST_ROW:
                    raise unreadable(TOO_MANY_ROWS)
                cells = [_shown(cell) for cell in row]
                chars += sum(map(len, filter(None, cells)))
                if chars > _UNPACKED_BYTES:
                    raise unreadable(TOO_LARGE)
                yield number, cells
        except _FAULTS:
            raise broken_at(number + 1) from None

    def _width(self) -> int:
        """Tell how many columns the first row with something in it has."""
        for number, row in enumerate(self._sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1):
            filled = [at for at, cell in enumerate(row, 1) if _shown(cell) is not None]
            if filled or number > _LAST_ROW:
                return filled[-1] if filled else 1
        return 1


def _check(file: IO[bytes]) -> None:
    """Do nothing if a workbook is of a size that can be read."""
    size = file.seek(0, 2)
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if size > MOST_BYTES or len(parts) > _MOST_PARTS or unpacked > _UNPACKED_BYTES:
            raise unreadable(TOO_LARGE)
        if "[Content_Types].xml" not in archive.namelist():
            raise zipfile.BadZipFile
        kinds = _kinds_of(archive)
        strings = [name for name in archive.namelist() if _is_strings(name, kinds)]
        if any(archive.getinfo(name).file_size > _STRINGS_BYTES for name in strings):
            raise unreadable(TOO_LARGE)
        _elements(archive, _read_whole(archive, kinds))


def _kinds_of(archive: zipfile.ZipFile) -> set[tuple[str, str]]:
    """Give the parts whose kind is declared, each with its kind: of the workbook and its texts that says which they are, not the name."""
    declared = _elements(archive, {"[Content_Types].xml"})
    return {(part.get("PartName", "")[1:], part.get("ContentType", "")) for part in declared}


def _is_strings(name: str, kinds: set[tuple[str, str]]) -> bool:
    return name.lower().endswith("sharedstrings.xml") or any("sharedStrings" in kind for part, kind in kinds if part == name)


def _read_whole(archive: zipfile.ZipFile, kinds: set[tuple[str, str]]) -> set[str]:
    """Name the parts that are there and are read as a whole: the workbook and what stands around its sheets, and sheets that are charts."""
    names = set(archive.namelist())
    links = {name for name in names if name.endswith(".rels")}
    charts = {link.get("Target", "").rpartition("/")[2] for link in _elements(archive, links) if "chartsheet" in link.get("Type", "")}
    books = {part for part, kind in kinds if "main+xml" in kind}
    return {name for name in names if name in _WHOLE | books | links or name.rpartition("/")[2] in charts}


def _elements(archive: zipfile.ZipFile, names: set[str]) -> list[dict[str, str]]:
    """Give the attributes of each element of some parts.

    Raises:
        InvalidInput: there are too many, or a format is longer than any: openpyxl would hold everybody up for hours over one.
    """
    found: list[dict[str, str]] = []
    if sum(archive.getinfo(name).file_size for name in names) > _WHOLE_BYTES:
        raise unreadable(TOO_LARGE)
    for name in names:
        with archive.open(name) as part:
            for _, element in iterparse(part):  # noqa: S314 - of entities, expat takes no more than a hundred times the file
                found.append(dict(element.attrib))
                element.clear()
                if len(found) > _MOST_ELEMENTS or len(found[-1].get("formatCode", "")) > _FORMAT_LIMIT:
                    raise unreadable(TOO_LARGE)
    return found


def _shown(cell: Any) -> str | None:
    """Write a cell as its format shows it; an error is no value."""
    value = cell.value
    match value:
        case None | "":
            return None
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _number(value, cell.number_format or "")
        case datetime() | date() | time():
            return _moment(value, cell.number_format or "")
        case timedelta():
            return _span(value)
        case _:
            return None if cell.data_type == "e" else str(value)


def _number(value: float, pattern: str) -> str:
    """Write a number: with the zeros that its format sets before and after it, as a percentage where it is one."""
    pattern = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", pattern.partition(";")[0])
    number = value * 100 if "%" in pattern else value
    end = "%" if "%" in pattern else ""
    if re.fullmatch(r"0+", pattern) and number == int(number):
        return f"{int(number):0{len(pattern)}d}"
    if decimals := re.search(r"\.(0+)(?![#?])", pattern):
        return f"{number:.{len(decimals[1])}f}{end}"
    if number == int(number) and abs(number) < 10**_DIGITS:
        return f"{int(number)}{end}"
    return f"{number:.{_DIGITS}g}{end}"


def _moment(value: date | time, pattern: str) -> str:
    """Write a date by its format where that is one of figures, else as ISO 8601 has it."""
    words = _DATE_WORD.findall(pattern.partition(";")[0])
    figures = _figures(words)
    if figures is None or pattern.lower() in {"general", "mm-dd-yy", "@"}:  # the second stands for whatever a country writes
        return _iso(value)
    return value.strftime(figures)


def _figures(words: list[str]) -> str | None:
    """Translate a format; None if it has names of days or months, halves of the day, parts of seconds, or minutes without hours."""
    said = ""
    letters = "".join(words).lower()
    if "s" in letters and "h" not in letters:
        return None
    is_clock = False
    for word in words:
        low = word.lower()
        if low in {"d", "m"} or low.startswith(("ddd", "mmm", "0")) or low in {"am/pm", "a/p"}:
            return None
        if low == "mm" and is_clock:
            said += "%M"
        elif low in _DATE_WORDS:
            said += _DATE_WORDS[low]
        elif not word.startswith("["):
            said += word.strip('"').removeprefix("\\").replace("%", "%%")
        is_clock = low.startswith("h") or (is_clock and not low.isalpha())
    return said


def _iso(value: date | time) -> str:
    match value:
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "seconds")
        case date():
            return value.isoformat()
        case _:
            return value.isoformat("seconds")


def _span(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
