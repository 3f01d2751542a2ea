"""Candidates: the places that a name may stand for, each from the loaded data or from the gazetteer, and which of them is meant."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from outhost.domain.countries import country_of_code
from outhost.domain.departments import DEPARTMENTS, region_of_code
from outhost.domain.places import AreaKind
from outhost.domain.shapes import distance_km
from outhost.domain.tiles import Tile
from outhost.domain.words import Phrase, Text
from outhost.domain.zones import Shape

Laid = tuple[Shape, Sequence[Tile]]
"""A shape, and the tiles that have a part of it."""
LARGER_TIMES: Final = 10
"""A place is meant rather than others of its name when it has ten times their people."""
_NEAR_KM: Final = 3.0
_ALIKE: Final = 1.5
_PEOPLE: Final = {
    AreaKind.COUNTRY: 4_000_000,
    AreaKind.REGION: 400_000,
    AreaKind.DEPARTMENT: 40_000,
    AreaKind.COMMUNE: 2_000,
}
"""What a place of a kind counts as where nobody says how many people it has: a department is meant rather than a village of its name,
and asked about beside a town."""
_FEWEST_PEOPLE: Final = 500
_WIDE: Final = (AreaKind.COUNTRY, AreaKind.REGION, AreaKind.DEPARTMENT)
_WITHIN = Text(en="{name} ({within})", fr="{name} ({within})")
_KIND_WORDS: Final = {
    AreaKind.COUNTRY: Text(en="country", fr="pays"),
    AreaKind.REGION: Text(en="region", fr="région"),
    AreaKind.DEPARTMENT: Text(en="department", fr="département"),
    AreaKind.COMMUNE: Text(en="commune", fr="commune"),
    AreaKind.DISTRICT: Text(en="district", fr="quartier"),
    AreaKind.POSTCODE: Text(en="postcode", fr="code postal"),
    AreaKind.POINT: Text(en="point", fr="point"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that a name may stand for.

    `country` is alpha-3, or empty where nobody says. `department` is French. `region` is an INSEE code in France, a state in the USA.
    `people` is 0 where nobody counted them. `reach_km` is about how far it reaches from its middle, `lay` makes its shape and its tiles,
    and `middle` finds its middle more exactly than `lat` and `lon` say, where that takes looking. `typed` is what names it alone.
    """

    name: str
    kind: AreaKind
    lat: float
    lon: float
    reach_km: float
    lay: Callable[[], Laid] = field(repr=False)
    middle: Callable[[], tuple[float, float]] | None = field(default=None, repr=False)
    country: str = ""
    department: str = ""
    region: str = ""
    people: int = 0
    is_own_name: bool = True
    typed: str | Phrase = ""

    @property
    def centre(self) -> tuple[float, float]:
        """Give its middle as exactly as can be."""
        return self.middle() if self.middle else (self.lat, self.lon)

    @property
    def size(self) -> int:
        """Give its people, or what a place of its kind counts as."""
        return self.people or _PEOPLE.get(self.kind, _FEWEST_PEOPLE)

    @property
    def lies_in(self) -> str | Phrase:
        """Say where it lies, as people write it behind a name: "93", "Île-de-France", "TX", "Finland"; empty where nobody knows."""
        if self.kind in {AreaKind.COUNTRY, AreaKind.REGION}:
            return ""
        if self.department:
            return self.department
        region = region_of_code(self.region) if self.country == "FRA" else None
        if region or (self.country == "USA" and self.region):
            return region.name if region else self.region
        country = country_of_code(self.country)
        return country.name if country else ""


def told_apart(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Give the candidates that are different places: of those that are the same, the first."""
    kept: list[Candidate] = []
    for candidate in candidates:
        if not any(_are_same(candidate, other) for other in kept):
            kept.append(candidate)
    return kept


def meant_of(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Give what is meant: one alone where it is clear.

    A place that has the very name comes before one that is also called so, unless that is ten times as large. The largest is meant
    where it has ten times the people of each other one.
    """
    own = max((each.size for each in candidates if each.is_own_name), default=0)
    named = [each for each in candidates if each.is_own_name or each.size >= LARGER_TIMES * own]
    by_size = sorted(named, key=lambda each: -each.size)
    is_clear = len(by_size) > 1 and by_size[0].size >= LARGER_TIMES * by_size[1].size
    return by_size[:1] if is_clear else by_size


def choices_of(candidates: Sequence[Candidate]) -> list[str | Phrase]:
    """Say what to type for each candidate, so that it is meant and no other of its name."""
    typed = [_typed(candidate) for candidate in candidates]
    said = [_said(text) for text in typed]
    return [text if said.count(plain) == 1 else by_point(candidate) for text, plain, candidate in zip(typed, said, candidates, strict=True)]


def by_point(candidate: Candidate) -> str:
    """Say what to type where no words tell a candidate from others: its middle, and how far it reaches."""
    lat, lon = candidate.centre
    return f"{lat:.3f},{lon:.3f} {max(round(candidate.reach_km), 1)}km"


def label_of(candidate: Candidate) -> str:
    """Say which place a name was understood as."""
    lies_in = candidate.lies_in
    if candidate.kind is AreaKind.DEPARTMENT and candidate.department in DEPARTMENTS:
        return f"{candidate.name} ({candidate.department})"
    if candidate.kind in {AreaKind.COUNTRY, AreaKind.REGION, AreaKind.POSTCODE} or not lies_in:
        return candidate.name
    return f"{candidate.name} ({lies_in if isinstance(lies_in, str) else candidate.country})"


def _typed(candidate: Candidate) -> str | Phrase:
    if candidate.typed:
        return candidate.typed
    within = candidate.lies_in or _KIND_WORDS[candidate.kind].filled()
    return _WITHIN.filled(name=candidate.name, within=within)


def _said(text: str | Phrase) -> str:
    return text if isinstance(text, str) else text.say()


def _are_same(one: Candidate, other: Candidate) -> bool:
    """Tell whether two candidates are one place: one lies where the other is, and both are towns, or as large as each other."""
    far = distance_km(one, other)
    if far > max(one.reach_km, other.reach_km, _NEAR_KM):
        return False
    small, large = sorted((max(one.reach_km, 1.0), max(other.reach_km, 1.0)))
    return (one.kind in _WIDE) == (other.kind in _WIDE) or large / small < _ALIKE


def reach_of(people: int) -> float:
    """Say how far a town reaches of which only the people are known: 4,000 of them a square kilometre, and 2 to 25 km."""
    return min(max(math.sqrt(people / 4_000 / math.pi), 2.0), 25.0)
