"""JSON: an array of objects, one under `items`, or an object a line; read one object at a time."""

import json
import re
from collections.abc import Iterator
from typing import IO, Any, Final, NoReturn

from outhost.domain.columns import Row
from outhost.domain.tables import MOST_ROWS
from outhost.domain.words import Text
from outhost.tables.delimited import encoding_of
from outhost.tables.faults import TOO_MANY_ROWS, unreadable

_BEGINS: Final = re.compile(r"\s*(?:\[\s*[{\]]|\{\s*[\"}])")
_BLANK: Final = re.compile(r"\s*")
_COMMA: Final = re.compile(r"\s*,\s*")
_COLON: Final = re.compile(r"\s*:\s*")
_SAMPLE_CHARS: Final = 4096
_ITEMS: Final = "items"
_NO_JSON: Final = Text(en="is no JSON any more at character {place}", fr="n’est plus du JSON au caractère {place}")
_NO_OBJECT: Final = Text(
    en="is an array of something other than objects: see entry {number}",
    fr="est un tableau d’autre chose que d’objets : voyez l’élément {number}",
)


def is_document(file: IO[bytes]) -> bool:
    """Tell whether a file begins as JSON of rows does."""
    file.seek(0)
    start = file.read(_SAMPLE_CHARS).replace(b"\0", b"")  # of UTF-16 and UTF-32 every other byte
    return _BEGINS.match(start.decode("utf-8", "ignore").lstrip("\ufeff\ufffe")) is not None


class Document:
    """The rows of a file of JSON. The text is held in memory, its rows are not."""

    def __init__(self, file: IO[bytes]) -> None:
        """Read the text.

        Raises:
            InvalidInput: it is no text.
        """
        self.encoding = encoding_of(file)
        file.seek(0)
        self._text = file.read().decode(self.encoding, "replace").lstrip("\ufeff")
        self._decode = json.JSONDecoder(parse_constant=lambda _name: None).raw_decode
        start = self._after(_BLANK, 0)
        self._array = start if self._text.startswith("[", start) else self._array_in(start)
        self._start = start

    @property
    def is_lines(self) -> bool:
        """Tell whether the objects stand one after the other, and not in an array."""
        return self._array is None

    def rows(self) -> Iterator[Row]:
        """Read the objects one after the other.

        Raises:
            InvalidInput: what follows is no JSON, or no object, or there are too many.
        """
        objects = self._lines() if self._array is None else self._entries(self._array)
        for number, row in enumerate(objects, 1):
            if number > MOST_ROWS:
                raise unreadable(TOO_MANY_ROWS)
            if not isinstance(row, dict):
                raise unreadable(_NO_OBJECT.filled(number=number))
            yield row

    def _array_in(self, start: int) -> int | None:
        """Find where the array under `items` begins in an object, without reading it."""
        at = self._after(_BLANK, start + 1)
        while not self._text.startswith("}", at):
            name, at = self._value(at)
            at = self._after(_COLON, at, needed=True)
            if name == _ITEMS and self._text.startswith("[", at):
                return at
            at = self._next(self._value(at)[1], "}")
        return None

    def _entries(self, start: int) -> Iterator[Any]:
        at = self._after(_BLANK, start + 1)
        while not self._text.startswith("]", at):
            entry, at = self._value(at)
            yield entry
            at = self._next(at, "]")

    def _lines(self) -> Iterator[Any]:
        at = self._start
        while at < len(self._text):
            entry, at = self._value(at)
            yield entry
            at = self._after(_BLANK, at)

    def _next(self, at: int, end: str) -> int:
        """Go on behind a value: to the one after a comma, or to the end of what it stands in."""
        at = self._after(_BLANK, at)
        return at if self._text.startswith(end, at) else self._after(_COMMA, at, needed=True)

    def _value(self, at: int) -> tuple[Any, int]:
        try:
            return self._decode(self._text, at)
        except json.JSONDecodeError as fault:
            self._refuse(fault.pos)
        except (ValueError, RecursionError):
            self._refuse(at)

    def _after(self, pattern: re.Pattern[str], at: int, *, needed: bool = False) -> int:
        found = pattern.match(self._text, at)
        if found is None or (needed and not found[0].strip()):
            self._refuse(at)
        return found.end()

    def _refuse(self, at: int) -> NoReturn:
        raise unreadable(_NO_JSON.filled(place=at + 1)) from None
