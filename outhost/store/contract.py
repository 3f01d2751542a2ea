"""What a table module may ask of the database: three verbs and one moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

Row = Mapping[str, Any]


class Connection(Protocol):
    """Statements inside one transaction, with `:named` parameters."""

    now: datetime
    """The one moment at which the transaction happens."""

    def run(self, sql: str, **params: object) -> int:
        """Run a statement and tell how many rows it changed."""
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
