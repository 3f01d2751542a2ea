"""Tallies: what is counted of a job, by kind and name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

QUERY: Final = "query"
ZONE: Final = "zone"
TILE: Final = "tile"
"""Kinds: a query and a zone as they were sent, and all tiles together, which have no name."""
ROWS: Final = "rows"
TILES: Final = "tiles"
WITH_RESULTS: Final = "with_results"
FLAGGED: Final = "flagged"
"""What is counted."""

_MOST: Final = 2000
"""Counters of one unit; a job has at most twenty queries and fifty zones."""
_MOST_COUNT: Final = 1 << 53
_LONGEST: Final = 500


class Tallies:
    """Counters, each under a kind and a name."""

    def __init__(self, said: Sequence[Sequence[Any]] = ()) -> None:
        """Begin with what `as_list` gave."""
        self._counts: dict[tuple[str, str, str], int] = {(kind, name, what): count for kind, name, what, count in said}

    def __bool__(self) -> bool:
        """Tell whether anything was counted."""
        return bool(self._counts)

    def __iter__(self) -> Iterator[tuple[str, str, str, int]]:
        """Go through the counters: kind, name, what, count."""
        return ((*place, count) for place, count in self._counts.items())

    def add(self, kind: str, name: str, counts: Mapping[str, int]) -> None:
        """Add to counters.

        Raises:
            ValueError: there are too many of them, or they are too high.
            TypeError: what is added is no whole number.
        """
        for what, count in counts.items():
            if not isinstance(count, int):
                raise TypeError(f"{what} is no whole number")
            self.put(kind, name, what, self.count(kind, name, what) + count)

    def put(self, kind: str, name: str, what: str, count: int) -> None:
        """Set a counter.

        Raises:
            ValueError: as above.
        """
        if len(self._counts) >= _MOST or abs(count) > _MOST_COUNT:
            raise ValueError("more was counted than a job can keep")
        self._counts[kind[:_LONGEST], name[:_LONGEST], what[:_LONGEST]] = count

    def count(self, kind: str, name: str, what: str) -> int:
        """Give a counter; 0 where nothing was counted."""
        return self._counts.get((kind[:_LONGEST], name[:_LONGEST], what[:_LONGEST]), 0)

    def as_list(self) -> list[list[Any]]:
        """Give the counters as JSON values."""
        return [list(one) for one in self]
