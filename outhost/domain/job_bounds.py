"""Bounds: by what the rows of a job are counted, how many it may have, and how many of them may be alike."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from outhost.domain.columns import Row
from outhost.domain.job_tallies import ROWS, Place
from outhost.domain.modules import Module
from outhost.domain.subjects import keys_in

_LONGEST = 300

Alike = tuple[str, str]
"""A column, and a text: cells of the column that have it are alike."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a cell is noted under, and under what cells are noted that are alike to it."""

    noted: tuple[str, ...] = ()
    sought: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a module declares of its rows (see `Module`), with the numbers that one job has in its params."""

    counts_by: tuple[str, ...] = ()
    most_rows: int | None = None
    most_alike: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, module: Module, params: Mapping[str, Any]) -> "Bounds":
        """Give what bounds a job of a module with these params."""
        alike = {column: most for column, name in module.most_alike.items() if (most := _number(params.get(name))) is not None}
        return cls(counts_by=module.counts_by, most_rows=_number(params.get(module.most_rows)), most_alike=alike)

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Bounds":
        """Read what `as_document` wrote."""
        return cls(
            counts_by=tuple(said.get("counts_by", ())), most_rows=said.get("most_rows"), most_alike=said.get("most_alike", {})
        )  # fmt: skip

    def as_document(self) -> dict[str, Any]:
        """Write it as JSON values, what there is of it."""
        said = {"counts_by": list(self.counts_by), "most_rows": self.most_rows, "most_alike": dict(self.most_alike)}
        return {name: value for name, value in said.items() if value not in ([], None, {})}

    def __bool__(self) -> bool:
        """Tell whether rows must be looked at."""
        return bool(self.counts_by or self.is_capped)

    @property
    def is_capped(self) -> bool:
        """Tell whether rows may be left out; units then go one after another, lest a later row be there before an earlier one."""
        return self.most_rows is not None or bool(self.most_alike)

    def is_reached(self, count: int) -> bool:
        """Tell whether a job with so many rows has all that it may have."""
        return self.most_rows is not None and count >= self.most_rows

    def counted(self, rows: Iterable[Row]) -> Counter[Place]:
        """Count rows by what they are counted by; a row without a value there is not."""
        return Counter(
            (column, str(value), ROWS) for row in rows for column in self.counts_by if (value := row.get(column)) not in (None, "")
        )

    def noted(self, rows: Iterable[Row]) -> Counter[Alike]:
        """Count what rows are noted under."""
        return Counter((column, text) for row in rows for column in self.most_alike for text in likeness(row.get(column)).noted)


def likeness(cell: object) -> Likeness:
    """Say to what cells one is alike; an empty one is alike to none.

    Telephone numbers and addresses are compared as `subjects` has it: a national number is the same as an international one that ends in
    its digits, two international ones are the same when all their digits are. Each text is one that names the same person there.
    """
    words = " ".join(str(cell if cell is not None else "").split())
    if not words:
        return Likeness()
    match keys_in(words):
        case (international, behind):
            digits, part = _value(international), _value(behind)
            return Likeness((f"+{digits}", f"(0){part}"), (f"+{digits}", f"0{part}"))
        case (key,) if key.startswith("national:"):
            return Likeness((f"0{_value(key)}",), (f"0{_value(key)}", f"(0){_value(key)}"))
        case (key,) if key.startswith("international:"):
            return Likeness((f"+{_value(key)}",), (f"+{_value(key)}",))
        case (key,):
            return Likeness((_value(key),), (_value(key),))
        case _:
            return _of_words(words)


def _of_words(words: str) -> Likeness:
    text = words.casefold()
    text = text if len(text) <= _LONGEST else hashlib.sha256(text.encode(errors="replace")).hexdigest()
    return Likeness((text,), (text,))


def _value(key: str) -> str:
    return key.partition(":")[2]


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
