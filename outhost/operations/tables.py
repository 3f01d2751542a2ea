"""What can be done with a table that somebody brings: to look at it, and to take its rows."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Final

from outhost.domain.columns import Row
from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.lists import LeadList
from outhost.domain.tables import TablePreview, map_columns
from outhost.domain.words import Text
from outhost.tables.table import Table

_AT_ONCE: Final = 2
"""Tables that are read at once: each keeps a thread busy, for a minute if it is very large."""
MOST_TAKEN: Final = 100_000
"""Rows that are taken at once: they are written in one transaction, which holds up all others for a second."""

_TOO_LONG: Final = Text(
    en="has more than {most} rows; bring it in with an `import` job, and take the rows from there",
    fr="a plus de {most} lignes ; apportez-le par un job `import`, et prenez-en les lignes",
)
_NO_ROWS: Final = Text(en="has no rows", fr="n’a pas de lignes")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenTable:
    """The rows of a table, by its own columns, and the column of each variable: empty for one that is to have none."""

    rows: list[Row]
    mapping: dict[str, str]


class Tables:
    """Looks at tables; keeps nothing of them."""

    def __init__(self) -> None:
        """Begin with none."""
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def preview(self, lead_list: LeadList, file: IO[bytes], given: Mapping[str, str | None]) -> TablePreview:
        """Tell what a table would become in a list.

        Raises:
            InvalidInput: it can't be read, or `given` names what is not there.
        """
        async with self._turns:
            return await asyncio.to_thread(_preview, lead_list, file, given)

    async def take(self, lead_list: LeadList, file: IO[bytes], given: Mapping[str, str | None]) -> TakenTable:
        """Give the rows of a table that are to become leads of a list.

        Raises:
            InvalidInput: it can't be read, has no rows or too many, or `given` names what is not there.
        """
        async with self._turns:
            return await asyncio.to_thread(_take, lead_list, file, given)


def _preview(lead_list: LeadList, file: IO[bytes], given: Mapping[str, str | None]) -> TablePreview:
    return Table(file).preview(lead_list.variables, given)


def _take(lead_list: LeadList, file: IO[bytes], given: Mapping[str, str | None]) -> TakenTable:
    table = Table(file)
    columns = table.form.columns
    mapping = map_columns(lead_list.variables, columns, given) | {name: "" for name, column in given.items() if column is None}
    rows: list[Row] = []
    for _, cells in table.rows():
        if len(rows) == MOST_TAKEN:
            raise InvalidInput(Issue("file", _TOO_LONG.filled(most=f"{MOST_TAKEN:,}")))
        rows.append(dict.fromkeys(columns) | dict(zip(columns, cells, strict=False)))
    if not rows:
        raise InvalidInput(Issue("file", _NO_ROWS.filled()))
    return TakenTable(rows=rows, mapping=mapping)
