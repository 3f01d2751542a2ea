"""Zones: where places are looked for, as people say it, and what they were understood as."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from outhost.domain.places import AreaKind, Place
from outhost.domain.tiles import Tile
from outhost.domain.words import Phrase


class Shape(Protocol):
    """Where a zone is."""

    def holds(self, place: Place) -> bool:
        """Tell whether a place lies in it: by its coordinates, postcode, city, insee and country, for it may come with no more."""
        ...

    def covers(self, tile: Tile) -> bool:
        """Tell whether it holds whatever lies in a tile, so that nobody need look; False where that is not sure."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A zone. `text` is what was sent, `label` what it was understood as, `tiles` all that may have places of it, in order."""

    text: str
    label: str
    kind: AreaKind
    country: str
    shape: Shape
    tiles: Sequence[Tile]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A zone that is unknown, or that may mean several; `why` says which."""

    text: str
    why: Phrase


@dataclass(frozen=True, slots=True)
class Cell:
    """A tile to be searched, and the zones (by their place among those that were asked for) that may have places in it."""

    tile: Tile
    zones: tuple[int, ...]


def cells_of(zones: Sequence[Zone]) -> list[Cell]:
    """Give each tile of the zones once, in the order in which zones name them."""
    found: dict[Tile, list[int]] = {}
    for index, zone in enumerate(zones):
        for tile in zone.tiles:
            found.setdefault(tile, []).append(index)
    return [Cell(tile, tuple(indexes)) for tile, indexes in found.items()]
