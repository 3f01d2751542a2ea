"""Identifiers that sort as time does: ULIDs (https://github.com/ulid/spec)."""

from datetime import UTC, datetime, timedelta
from typing import Final

ULID_BITS: Final = 80
"""Of what stands behind the moment."""

_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 26
_BITS_A_LETTER: Final = 5
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
"""Counted in whole numbers: a float of seconds is off by one now and then."""


def ulid(moment: datetime, number: int) -> str:
    """Write a moment, in milliseconds, and a number below 2⁸⁰ as a ULID."""
    value = (moment - _BEGINNING) // _MILLISECOND << ULID_BITS | number
    return "".join(_CROCKFORD[value >> shift & 31] for shift in range(_BITS_A_LETTER * (_LENGTH - 1), -1, -_BITS_A_LETTER))


def from_ulid(text: str) -> int | None:
    """Give the 128 bits of a ULID; None where a text is none."""
    if len(text) != _LENGTH or not set(text) <= set(_CROCKFORD) or text[0] > "7":
        return None
    value = 0
    for letter in text:
        value = value << _BITS_A_LETTER | _CROCKFORD.index(letter)
    return value
