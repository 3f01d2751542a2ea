"""JSON: one array, an object a row."""

from collections.abc import Sequence

from outhost.exports.as_jsonl import Objects


class JsonWriter:
    """Writes an array of objects, each on a line of its own."""

    def __init__(self, columns: Sequence[str]) -> None:
        """Write these columns."""
        self._objects = Objects(columns)
        self._is_first = True

    def head(self) -> bytes:
        """Begin the array."""
        return b"["

    def rows(self, texts: Sequence[str]) -> bytes:
        """Write rows."""
        if not texts:
            return b""
        before = "" if self._is_first else ",\n"
        self._is_first = False
        return (before + ",\n".join(self._objects.of(texts))).encode()

    def tail(self) -> bytes:
        """End the array."""
        return b"]\n"
