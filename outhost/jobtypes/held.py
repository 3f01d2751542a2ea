"""Rows of a whole table that are put aside on the disk: what a worker process holds of them is where each begins."""

import asyncio
import os
import tempfile
from array import array
from collections.abc import AsyncIterator, Iterable
from typing import Final

from pydantic_core import from_json, to_json

from outhost.domain.columns import Row
from outhost.domain.provenance import Traced

_ROWS_A_TURN: Final = 500
"""After so many rows whatever else goes on in the process gets its turn, such as being told to stop."""


class HeldRows:
    """Rows in a file without a name, which is gone with the last that reads it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as somebody reads the rows
        self._starts = array("Q", [0])
        self._columns: dict[str, None] = {}

    def __del__(self) -> None:
        self._file.close()

    @property
    def columns(self) -> tuple[str, ...]:
        """Give every column that any of the rows has, in the order in which they first appear."""
        return tuple(self._columns)

    async def take(self, rows: AsyncIterator[Row]) -> None:
        """Put all rows aside. Where the disk is full, it raises OSError."""
        async for row in rows:
            if not row.keys() <= self._columns.keys():
                self._columns.update(dict.fromkeys(row))
            kept = [row, row.origins] if isinstance(row, Traced) else row
            self._starts.append(self._starts[-1] + self._file.write(to_json(kept, inf_nan_mode="null")))
            if len(self._starts) % _ROWS_A_TURN == 0:
                await asyncio.sleep(0)
        self._file.flush()

    def __len__(self) -> int:
        """Tell how many rows there are."""
        return len(self._starts) - 1

    def __aiter__(self) -> AsyncIterator[Row]:
        """Go through all rows as they came."""
        return self.picked(range(len(self)))

    async def picked(self, places: Iterable[int]) -> AsyncIterator[Row]:
        """Go through the rows at these places, in the order of the places."""
        for turn, place in enumerate(places, 1):
            start, end = self._starts[place], self._starts[place + 1]
            kept = from_json(os.pread(self._file.fileno(), end - start, start))
            yield Traced(*kept) if isinstance(kept, list) else kept
            if turn % _ROWS_A_TURN == 0:
                await asyncio.sleep(0)
