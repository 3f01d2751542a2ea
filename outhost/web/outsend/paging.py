"""Pages on `/api`: `limit` and `offset`."""

import re
from dataclasses import dataclass
from typing import Final

from sanic import Request

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.words import Text
from outhost.web.endpoint import QueryParameter

_INTEGER: Final = re.compile(r"-?[0-9]{1,18}")
_LAST_OFFSET: Final = 2_147_483_647
_OUT_OF_RANGE: Final = Text(en="must be a whole number from {least} to {most}", fr="doit être un nombre entier de {least} à {most}")


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows are asked for: so many, from the one at `offset` on, counted from 0."""

    limit: int
    offset: int


PAGED: Final = (
    QueryParameter(
        name="limit",
        meaning="Rows a page, 1 to 500 (default 50).",
        schema={"type": "integer", "minimum": 1, "maximum": 500, "default": 50},
    ),
    QueryParameter(
        name="offset",
        meaning="Rows to skip (default 0).",
        schema={"type": "integer", "minimum": 0, "maximum": _LAST_OFFSET, "default": 0},
    ),
)


def window_of(request: Request, *, default: int = 50, most: int = 500) -> Window:
    """Read the rows that a request asks for.

    Raises:
        InvalidInput: `limit` or `offset` is no whole number, or out of range; one issue each.
    """
    issues: list[Issue] = []
    window = Window(
        whole_number(request, "limit", default, least=1, most=most, issues=issues),
        whole_number(request, "offset", 0, least=0, most=_LAST_OFFSET, issues=issues),
    )
    if issues:
        raise InvalidInput(*issues)
    return window


def whole_number(request: Request, name: str, default: int, *, least: int, most: int, issues: list[Issue]) -> int:
    """Read a number of the query string; what is wrong with it is added to `issues`."""
    text = request.get_args(keep_blank_values=True).get(name)
    if text is None:
        return default
    if not _INTEGER.fullmatch(text) or not least <= int(text) <= most:
        issues.append(Issue(name, _OUT_OF_RANGE.filled(least=least, most=most)))
        return default
    return int(text)
