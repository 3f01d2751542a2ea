"""What writes a table of results."""

from collections.abc import Sequence
from typing import Protocol


class TableWriter(Protocol):
    """Writes one table, in pieces that are to be sent in order: its head, rows as often as there are some, its tail.

    It knows its columns and where it is, and holds no rows; so memory grows with the longest call of `rows`, not with the table.
    """

    def head(self) -> bytes:
        """Write what comes before the first row."""
        ...

    def rows(self, texts: Sequence[str]) -> bytes:
        """Write more rows, each as `domain.rows.packed` made it. A few hundred are the fastest. Blocks while it computes."""
        ...

    def tail(self) -> bytes:
        """Write what comes after the last row; a table without it is none."""
        ...
