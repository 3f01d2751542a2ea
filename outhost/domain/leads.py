"""Leads: one person's variables and the image that was drawn of them."""

import csv
import io
import math
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from outhost.domain.errors import MOST_ISSUES, InvalidInput, Issue
from outhost.domain.lists import ListId
from outhost.domain.reviews import ReviewStatus
from outhost.domain.words import NOT_WHOLE, Text, Unfit, is_whole_text

TEXT_LIMIT = 500
ORDINAL_BITS = 32
_UNKNOWN = Text(en="is no variable of this list, which has: {known}", fr="n’est pas une variable de cette liste, qui a : {known}")
_LINE_END = "\r\n"
_WANTS_QUOTES = re.compile(r'[",\r\n]').search
_INFINITE = Text(en="must be a finite number", fr="doit être un nombre fini")
_TOO_LONG = Text(en="must be at most {most} characters", fr="doit compter {most} caractères au plus")
_NO_SCALAR = Text(en="must be a text, a number, a boolean or null", fr="doit être un texte, un nombre, un booléen ou null")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A lead. `variables` holds every declared variable, None where it was missing; `image_digest` is SHA-256 in hex.

    Its image is shown only while `review_status` is open; the lead itself is like any other. `fetched_at` is when somebody fetched the
    image first. `redrawn_as` names the file of a redrawn image until that has taken the place of the earlier one.
    """

    list_id: ListId
    lead_id: str
    tracking_id: str
    variables: Mapping[str, str | None]
    image_extension: str
    image_digest: str
    image_bytes: int
    warnings: tuple[str, ...]
    created_at: datetime
    review_status: ReviewStatus = ReviewStatus.CLEAR
    fetched_at: datetime | None = None
    redrawn_as: str | None = None

    @property
    def image_name(self) -> str:
        """Give the name, without its extension, of the file in which the image lies."""
        return self.redrawn_as or self.tracking_id


@dataclass(frozen=True, slots=True, kw_only=True)
class SortedVariables:
    """What a request gave, held against what the template declares.

    `used` has every declared variable in declared order, None where missing; `missing` the names of those, in declared order;
    `ignored` the undeclared names, in the order of the request.
    """

    used: dict[str, str | None]
    missing: list[str]
    ignored: list[str]


def sort_variables(declared: Sequence[str], given: Mapping[str, object]) -> SortedVariables:
    """Sort a request's variables into used, missing and ignored; only declared ones are checked.

    Raises:
        InvalidInput: a declared variable is no text, number, boolean or null, or is longer than 500 characters.
    """
    used: dict[str, str | None] = {}
    issues: list[Issue] = []
    for name in declared:
        try:
            used[name] = _as_text(given.get(name))
        except Unfit as fault:
            issues.append(Issue(f"variables.{name}", fault.phrase))
    if issues:
        raise InvalidInput(*issues)
    known = set(declared)
    return SortedVariables(used=used, missing=[n for n, v in used.items() if v is None], ignored=[n for n in given if n not in known])


def correct_variables(declared: Sequence[str], before: Mapping[str, str | None], given: Mapping[str, object]) -> dict[str, str | None]:
    """Put what is given in the place of what was there; what is left out stays.

    Raises:
        InvalidInput: as with `sort_variables`, or a name is no variable of the list: a slip there would correct nothing.
    """
    known = ", ".join(declared) or "–"
    if unknown := [name for name in given if name not in declared]:
        raise InvalidInput(*(Issue(f"variables.{name}", _UNKNOWN.filled(known=known)) for name in unknown[:MOST_ISSUES]))
    used = sort_variables(declared, given).used
    return {name: used[name] if name in given else before.get(name) for name in declared}


def _as_text(value: object) -> str | None:
    """Write a value as text: integers in decimal, floats by shortest round trip, booleans as `true` and `false`."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case str():
            text = value
        case float() if not math.isfinite(value):
            raise Unfit(_INFINITE.filled())
        case int() if abs(value) >= 10**TEXT_LIMIT:
            raise Unfit(_TOO_LONG.filled(most=TEXT_LIMIT))
        case int() | float():
            text = repr(value)
        case _:
            raise Unfit(_NO_SCALAR.filled())
    if len(text) > TEXT_LIMIT:
        raise Unfit(_TOO_LONG.filled(most=TEXT_LIMIT))
    if not is_whole_text(text):
        raise Unfit(NOT_WHOLE.filled())
    return text


def make_tracking_id() -> str:
    """Make a tracking id: `nai` and 15 hexadecimal digits, 60 random bits."""
    return "nai" + secrets.token_hex(8)[:15]


def key_of(list_id: ListId, ordinal: int) -> int:
    """Give the store's key of a lead: leads of one list lie side by side, oldest first."""
    return list_id << ORDINAL_BITS | ordinal


def csv_cells(values: Sequence[str | None]) -> str:
    """Write cells as RFC 4180 wants them, joined by commas, without a line end; None is an empty cell."""
    cells = [value or "" for value in values]
    if not any(map(_WANTS_QUOTES, cells)):  # as nearly always
        return ",".join(cells)
    line = io.StringIO(newline="")
    # The writer quotes a line break only if it is one of its own line end; the empty first cell keeps it from quoting a lone empty one.
    csv.writer(line, lineterminator=_LINE_END).writerow(["", "", *cells])
    return line.getvalue()[2 : -len(_LINE_END)]
