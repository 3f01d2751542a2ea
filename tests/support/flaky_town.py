"""The invented town as a source that is not to be trusted sees it, week by week, and what a careful reader of those weeks would say."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from outhost.sandbox.town import Town

DROPPED = 0.08
"""Of the places that are there, the share that a run does not see; none is missed twice running."""
LACKING = 0.7
"""The same of a bad run."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What is true of a place in a week: what a change of is worth telling."""

    name: str
    rating: float
    reviews: int
    telephone: str
    website: str


Facts = Mapping[str, Fact]
"""What is true in a week, by place id."""


def weeks_of(seed: int, size: int, count: int) -> list[dict[str, Fact]]:
    """Give the truth of the town, week by week: its map, and ratings and reviews that come and go beside it."""
    town, chance = Town(seed, size), random.Random(seed)
    opinions: dict[str, tuple[int, int]] = {}
    weeks = []
    for week in range(count):
        facts = {}
        for place in town.places(week):
            tenths, reviews = opinions.get(place.place_id, (chance.randrange(25, 51), chance.randrange(300)))
            if chance.random() < 0.05:
                tenths = min(max(tenths + chance.choice((-12, -4, -1, 1, 2, 5)), 10), 50)
            if chance.random() < 0.1:
                reviews += chance.randrange(1, 9)
            opinions[place.place_id] = (tenths, reviews)
            facts[place.place_id] = Fact(
                name=place.name, rating=tenths / 10, reviews=reviews, telephone=place.telephone, website=place.website
            )  # fmt: skip
        weeks.append(facts)
    return weeks


@dataclass
class FlakySource:
    """Sees the town through a bad window: misses places now and then, most of them in a bad week, and never writes a thing the same way."""

    chance: random.Random
    missed: set[str] = field(default_factory=set)

    def look(self, facts: Facts, *, is_bad: bool = False, is_careful: bool = False) -> tuple[set[str], list[dict[str, Any]]]:
        """Give the places that are seen, and their rows."""
        share = 0.0 if is_careful else LACKING if is_bad else DROPPED
        self.missed = {place for place in facts if place not in self.missed and self.chance.random() < share}
        seen = [place for place in facts if place not in self.missed]
        self.chance.shuffle(seen)
        return set(seen), [self._row(place, facts[place]) for place in seen]

    def _row(self, place: str, fact: Fact) -> dict[str, Any]:
        name = self.chance.choice((fact.name, fact.name.upper(), f" {fact.name} "))
        cells = {
            "nom": name, "place_id": place, "rating": self._number(fact.rating), "reviews_count": str(fact.reviews),
            "telephone": self._telephone(fact.telephone), "site_web": self._website(fact.website),
        }  # fmt: skip
        columns = list(cells)
        self.chance.shuffle(columns)
        return {column: cells[column] for column in columns}

    def _number(self, value: float) -> str:
        return self.chance.choice((f"{value}", f"{value}".replace(".", ","), f"{value:.2f}"))

    def _telephone(self, text: str) -> str:
        return self.chance.choice((text, text.replace(" ", ""), text.replace(" ", "."), text.replace("+33 ", "0")))

    def _website(self, address: str) -> str:
        bare = address.removeprefix("http://").removesuffix("/")
        return self.chance.choice((address, bare, f"https://{bare}", f"https://{bare}/")) if bare else ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A signal as it should be: in which run, of which place, what, and its score."""

    run: int
    place: str
    category: str
    score: float | None = None


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a run saw: the places, whether it is to be believed, and the truth of its week."""

    run: int
    seen: set[str]
    is_believed: bool
    facts: Facts


def expected(looks: Sequence[Look]) -> set[Told]:
    """Say what is to be told of these runs, the first of which is the baseline, place by place."""
    places = {place for look in looks for place in look.seen}
    return {told for place in places for told in _of_place(place, looks)}


def _of_place(place: str, looks: Sequence[Look]) -> Iterator[Told]:
    last: Fact | None = looks[0].facts[place] if place in looks[0].seen else None
    absences = 0
    for look in looks[1:]:
        if place not in look.seen:
            absences = absences + 1 if look.is_believed else 1
            if absences >= 2 and last is not None:
                yield Told(run=look.run, place=place, category="closed")
                last = None
            continue
        if not look.is_believed:
            absences = 0
            continue
        absences, now = 0, look.facts[place]
        if last is None:
            yield Told(run=look.run, place=place, category="new")
        elif (points := _points(last, now)) is not None:
            yield Told(run=look.run, place=place, category="modified", score=points)
        last = now


def _points(was: Fact, now: Fact) -> float | None:
    """Score a change by the contract; None where there is none."""
    if (was.rating, was.reviews, was.telephone, was.website) == (now.rating, now.reviews, now.telephone, now.website):
        return None
    drop = round(was.rating - now.rating, 6)
    points = min(60.0, 120 * drop) if drop > 0 else min(15.0, -30 * drop)
    points += min(25.0, 100 * abs(now.reviews - was.reviews) / max(was.reviews, 10))
    points += 20 * (was.website != now.website) + 15 * (was.telephone != now.telephone)
    return round(min(100.0, points), 1)
