"""Provenance: where a value came from."""

from dataclasses import dataclass
from typing import Any


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
