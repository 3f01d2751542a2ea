"""Provenance: where a value came from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Origins = dict[str, Any]
"""Where the values of a row came from, by column: source, method, at, snippet. In what a module tells of a row that had origins before,
a column may also have None (what it says now came from nowhere that is known) or the name of the column whose value it was."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value and where it came from: the address or file it stood in, how it was read there, and the words around it.

    `at` is when that was read (ISO 8601, UTC); empty means now.
    """

    value: Any
    source: str
    method: str = ""
    snippet: str = ""
    at: str = ""


class Traced(dict[str, Any]):
    """A row of another job, and where its values came from, as JSON by column; who hands it on whole hands that on with it."""

    __slots__ = ("origins",)

    def __init__(self, row: Mapping[str, Any], origins: str) -> None:
        """Keep the origins beside the row."""
        super().__init__(row)
        self.origins = origins


def traced(row: dict[str, Any], origins: str | None) -> dict[str, Any]:
    """Give a row with where its values came from, if that is known."""
    return Traced(row, origins) if origins else row


def carried_on(before: str | None, told: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Give where the values of a row came from, that of those which a module left alone included."""
    if before is None:
        return told
    origins: Origins = json.loads(before)
    former = dict(origins)
    for column, origin in (told or {}).items():
        known = former.get(origin) if isinstance(origin, str) else origin
        if known is None:
            origins.pop(column, None)
        else:
            origins[column] = known
    return origins or None
