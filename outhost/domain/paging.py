"""Pages of a collection, by number and size."""

from dataclasses import dataclass

PAGE_LIMIT = 2_147_483_647


@dataclass(frozen=True, slots=True)
class Page:
    """A page asked for: `number` counts from 1, `size` in rows."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """Count the rows that stand before the page."""
        return (self.number - 1) * self.size

    def last(self, total: int) -> int:
        """Give the number of the last page of `total` rows; at least 1."""
        return max(1, -(-total // self.size))
