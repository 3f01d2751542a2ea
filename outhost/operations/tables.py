"""What can be done with a table before anything is done with it: to look at it."""

import asyncio
from collections.abc import Mapping
from typing import IO, Final

from outhost.domain.lists import LeadList
from outhost.domain.tables import TablePreview
from outhost.tables.table import Table

_AT_ONCE: Final = 2
"""Tables that are read at once: each keeps a thread busy, for a minute if it is very large."""


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


def _preview(lead_list: LeadList, file: IO[bytes], given: Mapping[str, str | None]) -> TablePreview:
    return Table(file).preview(lead_list.variables, given)
