"""Columns that say where the values of others come from."""

import json
from collections.abc import Sequence
from typing import Final

from outhost.domain.rows import SEPARATOR, is_flat, packed, unpacked

FACTS: Final = ("source", "method", "at", "snippet")
"""What is known of a value that was found: the URL or file, how it was read, when, and the words it stood in."""

_NONE: Final = SEPARATOR + "null"


class Provenance:
    """Adds to a table, for each of some columns, `<column>__source`, `<column>__method`, `<column>__at` and `<column>__snippet`.

    Two underlines, since modules bring columns such as `email_source_url` themselves. Where a table has a column of such a name all the
    same, as one that was exported and imported again, the new one's ends in `_2`.
    """

    def __init__(self, columns: Sequence[str], sourced: Sequence[str]) -> None:
        """Add columns to `columns`, about those that are `sourced`."""
        self._width = len(columns)
        self._sourced = sourced
        self._none = _NONE * (len(FACTS) * len(sourced))
        self.columns = list(columns)
        for name in sourced:
            for fact in FACTS:
                self.columns.append(_free(f"{name}__{fact}", self.columns))

    @property
    def is_asked_for(self) -> bool:
        """Tell whether there is any column to be added."""
        return bool(self._sourced)

    def beside(self, texts: Sequence[str], provenance: Sequence[str | None]) -> list[str]:
        """Add to packed rows the cells of the new columns; `provenance` has for each row the JSON of `{column: {fact: value}}`, or None."""
        if not self.is_asked_for:
            return list(texts)
        return [self._joined(text, known) for text, known in zip(texts, provenance, strict=True)]

    def _joined(self, text: str, known: str | None) -> str:
        facts = self._none if known is None else SEPARATOR + self._facts(known)
        lacking = self._width - 1 - text.count(SEPARATOR)
        if lacking < 0 or not is_flat(text):
            return packed(unpacked(text, self._width))[:-1] + facts + "]"
        return text[:-1] + _NONE * lacking + facts + "]"

    def _facts(self, known: str) -> str:
        by_column = json.loads(known)
        found = (by_column.get(name) or {} for name in self._sourced)
        return packed([facts.get(fact) for facts in found for fact in FACTS])[1:-1]


def _free(name: str, taken: Sequence[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free = f"{name}_{number}"
        number += 1
    return free
