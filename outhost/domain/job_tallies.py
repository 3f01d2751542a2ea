"""Tallies: what is counted of a job, by kind and name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from outhost.domain.subjects import ERASED, Names

QUERY: Final = "query"
ZONE: Final = "zone"
TILE: Final = "tile"
LEFT_OUT: Final = "left_out"
"""Kinds: a query and a zone as they were sent; all tiles together, which have no name; a column in which too many rows were alike."""
ROWS: Final = "rows"
TILES: Final = "tiles"
WITH_RESULTS: Final = "with_results"
FLAGGED: Final = "flagged"
SO_FAR: Final = "rows_so_far"
"""What is counted. What was left out of a unit that is not done stands apart: it counts for nothing where the unit is begun anew."""

_MOST: Final = 1000
"""Counters of a job, which stand in its own row; one has at most twenty queries and fifty zones."""
_MOST_COUNT: Final = 1 << 53
_LONGEST: Final = 300

Place = tuple[str, str, str]
"""What a counter counts: kind, name, what."""


@dataclass(frozen=True, slots=True)
class QueryTally:
    """Of how many tiles that were asked a query found something in."""

    tiles: int
    with_results: int

    @property
    def found_percent(self) -> float:
        """Tell in how many of a hundred tiles something was found."""
        return round(100 * self.with_results / self.tiles, 1) if self.tiles else 0.0


@dataclass(frozen=True, slots=True)
class Tallies:
    """Counters; one that is not there is 0."""

    counts: Mapping[Place, int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[Place, int]]:
        """Go through the counters."""
        return iter(self.counts.items())

    def __bool__(self) -> bool:
        """Tell whether anything was counted."""
        return bool(self.counts)

    @classmethod
    def of(cls, said: Iterable[Sequence[Any]]) -> "Tallies":
        """Read what `as_list` wrote."""
        return cls().plus(((kind, name, what), count) for kind, name, what, count in said)

    def as_list(self) -> list[list[Any]]:
        """Write the counters as JSON values."""
        return [[*place, count] for place, count in self]

    def plus(self, more: Iterable[tuple[Place, int]], times: int = 1) -> "Tallies":
        """Give the sums; a counter for which a job has no room is left out."""
        counts = dict(self.counts)
        for (kind, name, what), count in more:
            place = (kind[:_LONGEST], name[:_LONGEST], what[:_LONGEST])
            total = counts.get(place, 0) + times * count
            if total > 0 and (place in counts or len(counts) < _MOST):
                counts[place] = min(total, _MOST_COUNT)
            elif total <= 0:
                counts.pop(place, None)
        return Tallies(counts)

    def count(self, kind: str, name: str, what: str) -> int:
        """Give a counter."""
        return self.counts.get((kind, name, what), 0)

    def by_name(self, kind: str, what: str, first: Sequence[str] = ()) -> dict[str, int]:
        """Give what is counted of a kind, by name, those in front that come `first`."""
        found = {place[1]: count for place, count in self if (place[0], place[2]) == (kind, what)}
        return {name: found[name] for name in (*(one for one in first if one in found), *found)}

    def queries(self, first: Sequence[str] = ()) -> dict[str, QueryTally]:
        """Give how it went with each query that was asked."""
        return {name: QueryTally(tiles, self.count(QUERY, name, WITH_RESULTS)) for name, tiles in self.by_name(QUERY, TILES, first).items()}

    def settled(self, *, is_done: bool) -> "Tallies":
        """Give what is counted once the unit under way has ended: what was left out of it counts, or nothing of it does."""
        so_far = {place: count for place, count in self if place[2] == SO_FAR}
        if not so_far:
            return self
        kept = Tallies({place: count for place, count in self if place not in so_far})
        return kept.plus(((kind, name, ROWS), count) for (kind, name, _), count in so_far.items()) if is_done else kept

    def texts(self) -> list[str]:
        """Give the names under which something is counted."""
        return [name for (_, name, _) in self.counts]

    def without(self, names: Names) -> "Tallies":
        """Give the same without a name that is a person's: what was counted under it is counted under `ERASED`."""
        return Tallies().plus(((kind, ERASED if names(name) else name, what), count) for (kind, name, what), count in self)
