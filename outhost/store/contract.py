"""What a table module may ask of the database: three verbs and one moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

Row = Mapping[str, Any]
Texts = tuple[Any, list[str]]
"""A row in which a person may be named: its key, by which it is found again, and every text in it that could be an address or a number."""


class Connection(Protocol):
    """Statements inside one transaction, with `:named` parameters."""

    now: datetime
    """The one moment at which the transaction happens."""

    def run(self, sql: str, **params: object) -> int:
        """Run a statement and tell how many rows it changed."""
        ...

    def run_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run a statement once a row, with `?` for its values in their order; for rows by the hundred."""
        ...

    def one(self, sql: str, **params: object) -> Row | None:
        """Give the first row, or None."""
        ...

    def all(self, sql: str, **params: object) -> list[Row]:
        """Give every row."""
        ...

    def ring(self, topic: str) -> None:
        """Have the bell rung for `topic` when this work is committed."""
        ...
