"""JSON Lines: an object a row, a row a line."""

import json
from collections.abc import Sequence

from outhost.domain.rows import SEPARATOR, is_flat, unpacked


class JsonLinesWriter:
    """Writes objects, each on a line of its own."""

    def __init__(self, columns: Sequence[str]) -> None:
        """Write these columns."""
        self._objects = Objects(columns)

    def head(self) -> bytes:
        """Write nothing."""
        return b""

    def rows(self, texts: Sequence[str]) -> bytes:
        """Write rows."""
        return "".join([f"{text}\n" for text in self._objects.of(texts)]).encode()

    def tail(self) -> bytes:
        """Write nothing."""
        return b""


class Objects:
    """Rows as texts of objects. What stands in a cell is JSON already, and goes into the object as it is."""

    def __init__(self, columns: Sequence[str]) -> None:
        """Name the cells by these columns."""
        self._columns = columns
        self._form = "{" + ", ".join(f"{_json(name).replace('%', '%%')}: %s" for name in columns) + "}"

    def of(self, texts: Sequence[str]) -> list[str]:
        """Make the texts of objects, each without a line feed."""
        return [self._object(text) for text in texts]

    def _object(self, text: str) -> str:
        cells = text[1:-1].split(SEPARATOR)
        if len(cells) == len(self._columns) and is_flat(text):
            return self._form % tuple(cells)
        return _json(dict(zip(self._columns, unpacked(text, len(self._columns)), strict=True)))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
