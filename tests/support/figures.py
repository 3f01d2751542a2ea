"""What was measured in this run: tables that are printed at its end, and kept in `build/`."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Figures:
    """Tables by their title."""

    tables: dict[str, list[Sequence[object]]] = field(default_factory=dict)

    def head(self, title: str, *columns: str) -> None:
        """Begin a table."""
        self.tables[title] = [columns]

    def add(self, title: str, *cells: object) -> None:
        """Add a row."""
        self.tables[title].append(cells)

    def markdown(self) -> str:
        """Write all of them."""
        return "\n\n".join(f"{title}\n\n{_table(rows)}" for title, rows in self.tables.items()) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How many values are right, how many were given, and how many there are to be found."""

    right: int
    given: int
    there: int

    @property
    def precision(self) -> float:
        """Give the part of what was given that is right; 1 where nothing was."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """Give the part of what is there that was found; 1 where nothing is."""
        return self.right / self.there if self.there else 1.0


def _table(rows: Sequence[Sequence[object]]) -> str:
    head, *others = [[f"{cell:.3f}" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row]
                     for row in rows]  # fmt: skip
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *others))
