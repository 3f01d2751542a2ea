"""Parameters of an address that are one of a few words."""

from collections.abc import Iterable
from typing import Final

from sanic import Request

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.words import Phrase, Text

ON, OFF = ("1", "true"), ("0", "false")

_UNKNOWN: Final = Text(en="must be one of {known}", fr="doit être parmi {known}")


def one_of(known: Iterable[str]) -> Phrase:
    """Say which words there are."""
    return _UNKNOWN.filled(known=", ".join(known))


def choice_of(request: Request, name: str, known: Iterable[str]) -> str | None:
    """Read a parameter that is one of these words; None where it is left out.

    Raises:
        InvalidInput
    """
    text: str | None = request.get_args(keep_blank_values=True).get(name)
    if text is not None and text not in set(known):
        raise InvalidInput(Issue(name, one_of(known)))
    return text


def flag_of(request: Request, name: str) -> bool:
    """Read a parameter that is on or off; off where it is left out.

    Raises:
        InvalidInput
    """
    text = str(request.get_args(keep_blank_values=True).get(name, OFF[0])).lower()
    if text not in {*ON, *OFF}:
        raise InvalidInput(Issue(name, one_of((*OFF, *ON))))
    return text in ON
