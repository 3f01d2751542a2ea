"""Features of GeoJSON, one after the other, from a file of any size: a collection, an array, a sequence (RFC 8142), one a line.

The text is read by the mebibyte, and each feature by the C scanner of `json`; what is held is the piece at hand and one feature.
"""

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final, NoReturn

from outhost.domain.words import Text, Unfit

Feature = Mapping[str, Any]

_PIECE_BYTES: Final = 1 << 20
MOST_CHARS: Final = 64 << 20
"""Of one feature: the most detailed boundary of a country has a third of it."""
_LONGEST_WORD: Final = len("-Infinity")
_BLANK: Final = re.compile("[\\s\ufeff\x1e]*")
_BETWEEN: Final = re.compile(r"[\s,\x1e]*")
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NO_JSON: Final = Text(en="is no JSON any more near character {place}", fr="n’est plus du JSON vers le caractère {place}")
_CUT: Final = Text(en="ends in the middle: it was not fetched to its end", fr="s’arrête au milieu : il n’a pas été téléchargé en entier")
_NO_UTF8: Final = Text(en="is not written in UTF-8, as GeoJSON is", fr="n’est pas écrit en UTF-8, comme l’est le GeoJSON")
_TOO_LONG: Final = Text(
    en="has a feature of more than {most_mb} MB near character {place}",
    fr="a un objet de plus de {most_mb} Mo vers le caractère {place}",
)


class Features:
    """The features of a file, to be read once.

    `head` is what a collection says of itself before its features, `is_collection` whether they stand in one (or in an array); both are
    known with the first feature.
    """

    def __init__(self, file: IO[bytes]) -> None:
        """Read as far as the first feature.

        Raises:
            Unfit: it is no JSON.
        """
        file.seek(0)
        start = file.read(max(len(mark) for mark, _ in _BOMS))
        self._file = file
        self._decoder = codecs.getincrementaldecoder(next((name for mark, name in _BOMS if start.startswith(mark)), "utf-8"))()
        self._decode = json.JSONDecoder(parse_constant=lambda _name: None).raw_decode
        self._text, self._at, self._before = "", 0, 0
        self._is_over = False
        self._add(self._decoded(start))
        self.head: dict[str, Any] = {}
        self.is_collection = False

    def __iter__(self) -> Iterator[Feature]:
        """Read the features; what is no object is passed over.

        Raises:
            Unfit: what follows is no JSON, no UTF-8, ends in the middle, or is too long.
        """
        self._skip(_BLANK)
        if self._peek() == "[":
            self._at += 1
            self.is_collection = True
        elif self._peek() == "{":
            self._at += 1
            self._read_head()
            if not self.is_collection:
                yield self.head
        yield from self._rest()

    def _read_head(self) -> None:
        """Read the members of the first object, to its end or to where its features begin."""
        while True:
            self._skip(_BETWEEN)
            if self._peek() == "}":
                self._at += 1
                return
            name = self._value()
            self._skip(_BLANK)
            if self._peek() != ":" or not isinstance(name, str):
                self._refuse()
            self._at += 1
            self._skip(_BLANK)
            if name == "features" and self._peek() == "[":
                self._at += 1
                self.is_collection = True
                return
            self.head[name] = self._value()

    def _rest(self) -> Iterator[Feature]:
        while True:
            self._skip(_BETWEEN)
            match self._peek():
                case "":
                    if self.is_collection:
                        raise Unfit(_CUT.filled())
                    return
                case "]" if self.is_collection:
                    return
                case _:
                    value = self._value()
                    if isinstance(value, dict):
                        yield value

    def _value(self) -> Any:
        """Read a value, and more text as long as it is not whole."""
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError as fault:
                if self._is_over or self._is_no_value(fault.pos):
                    self._refuse(fault.pos)
            except (ValueError, RecursionError):
                self._refuse()
            else:
                if end < len(self._text) or self._is_over:  # a number may go on in the next piece
                    self._at = end
                    return value
            if len(self._text) - self._at > MOST_CHARS:
                raise Unfit(_TOO_LONG.filled(most_mb=MOST_CHARS >> 20, place=self._before + self._at + 1))
            self._more(max(_PIECE_BYTES, len(self._text) - self._at))

    def _is_no_value(self, at: int) -> bool:
        """Tell whether what begins here is wrong from its first character on; a text that has no end yet is said to be, too."""
        return at == self._at and len(self._text) - at > _LONGEST_WORD and self._text[at] != '"'

    def _skip(self, pattern: re.Pattern[str]) -> None:
        while True:
            found = pattern.match(self._text, self._at)
            assert found is not None  # both match nothing too
            self._at = found.end()
            if self._at < len(self._text) or self._is_over:
                return
            self._more(_PIECE_BYTES)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _more(self, size: int) -> None:
        piece = self._file.read(size)
        self._is_over = not piece
        self._add(self._decoded(piece))

    def _add(self, text: str) -> None:
        """Go on with more text; what has been read is let go."""
        self._before += self._at
        self._text, self._at = self._text[self._at :] + text, 0

    def _decoded(self, piece: bytes) -> str:
        try:
            return self._decoder.decode(piece, final=self._is_over)
        except UnicodeDecodeError:
            raise Unfit(_NO_UTF8.filled()) from None

    def _refuse(self, at: int | None = None) -> NoReturn:
        if self._is_over and not self._text[self._at :].rstrip().endswith(("}", "]")):
            raise Unfit(_CUT.filled()) from None
        raise Unfit(_NO_JSON.filled(place=self._before + (self._at if at is None else at) + 1)) from None
