"""The map of the town as those who search it find it: the same on every visit, about as right as maps are, and changing with the weeks."""

import hashlib
import os
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from outhost.domain.places import Area, AreaKind, Place, Ring
from outhost.sandbox.phones import written
from outhost.sandbox.seasons import Alive, season
from outhost.sandbox.tags import opening_hours, tags_of
from outhost.sandbox.town import Town
from outhost.sandbox.trades import ENGLISH, FRENCH

_DIGEST = """
import hashlib
from outhost.sandbox.town import Town
town = Town(4, 90)
print(hashlib.sha256(repr([town.areas()] + [town.places(week) for week in (0, 1, 5, 9, 10**9)]).encode()).hexdigest())
"""
_KNOWN = "33de7215cd92d6ac11cfc1d05b4b52fbe2112b1bdab890a61b7157e1ceee1e8f"
"""What `_DIGEST` prints, on every machine and Python: a map that changed by itself would change what people compare from week to week."""
_LAST = 12
"""A week in which whatever was wrong on the map is right."""
_SEEDS = (0, 3, 72, 1000)


@pytest.fixture(scope="module")
def town() -> Town:
    """A town that is large enough for everything to occur."""
    return Town(3, 200)


def test_the_map_is_the_same_in_every_process() -> None:
    """Two processes that order sets differently draw the map that every other machine draws, to the last decimal."""
    digests = {
        subprocess.run(
            [sys.executable, "-c", _DIGEST], env={**os.environ, "PYTHONHASHSEED": salt}, capture_output=True, check=True, text=True
        ).stdout.strip()
        for salt in ("1", "77")
    }
    assert len(_KNOWN) == hashlib.sha256().digest_size * 2
    assert digests == {_KNOWN}


def test_the_map_of_a_larger_town_begins_with_the_smaller_one_s(town: Town) -> None:
    """Whoever counts more houses finds the first ones where they were."""
    few = Town(3, 20).places(2)
    assert town.places(2)[: len(few)] == few


def test_every_business_is_on_the_map(town: Town) -> None:
    """Whatever is open can be found there by its name and its trade, and no two things have one id."""
    drawn = town.places(0)
    assert len({place.place_id for place in drawn}) == len(drawn)
    for one in town.businesses:
        mine = of(drawn, one.name)
        assert mine or one.alive(0) is Alive.CLOSED
        assert all({f"{key}={value}" for key, value in tags_of(one.trade).items()} <= {*place.labels} for place in mine)


def test_every_trade_has_its_tags() -> None:
    """Somebody of any trade can be looked for."""
    assert all(tags_of(trade.slug) for trade in (*FRENCH, *ENGLISH))


def test_what_the_map_says_is_what_there_is_once_somebody_came_by(town: Town) -> None:
    """Its numbers, addresses and websites are the businesses' own; where it says less, it says nothing."""
    for one in town.businesses:
        for place in of(town.places(_LAST), one.name):
            assert place.website in {"", one.url}
            assert place.telephone in {"", written(one.at(_LAST).telephone, "international")}
            is_branch = "brand" in place.tags
            assert is_branch or place.postcode in {"", one.postcode}
            assert is_branch or place.street in {"", one.street.replace(", ", " ")}
            assert place.tags.get("opening_hours", "") in {"", opening_hours(season(one.firm, _LAST).hours, one.language)}


@pytest.mark.parametrize("seed", _SEEDS)
def test_every_door_lies_in_its_commune(seed: int) -> None:
    """Whoever searches a village finds what its address says, each place lies in one commune only, and all in the department."""
    town = Town(seed, 60)
    areas = {area.names[0]: area for area in town.areas()}
    communes = [area for area in town.areas() if area.kind is AreaKind.COMMUNE]
    for place in (*town.places(0), *town.places(_LAST)):
        around = [area for area in communes if holds(area, place)]
        assert len(around) == 1
        assert place.city in {"", around[0].names[0]}
        assert not place.postcode or holds(areas[place.postcode], place)
        assert holds(areas["Ivre-Maritime"], place)


def test_communes_share_their_boundaries(town: Town) -> None:
    """Between two villages lies nothing: the communes together are as large as the department."""
    of_kind = defaultdict(list)
    for area in town.areas():
        of_kind[area.kind].append(size(area.rings[0]))
    assert len(of_kind[AreaKind.COMMUNE]) == len(of_kind[AreaKind.POSTCODE]) == 11
    assert sum(of_kind[AreaKind.COMMUNE]) == pytest.approx(sum(of_kind[AreaKind.DEPARTMENT]), rel=1e-9)


def test_nothing_of_it_is_near_anybody_s_door(town: Town) -> None:
    """The town lies in the sea: no search for real shops ever meets it, nor the other way round."""
    places = town.places(0)
    assert all(45.9 < place.lat < 46.1 and -6.1 < place.lon < -5.9 for place in places)


def test_houses_stand_along_their_street(town: Town) -> None:
    """A higher number is further on."""
    streets: dict[tuple[str, str], list[tuple[int, float, float]]] = defaultdict(list)
    for place in town.places(_LAST):
        number, _, street = place.street.partition(" ")
        if street:
            streets[place.city, street.removeprefix("bis ").removeprefix("ter ")].append((int(number), place.lat, place.lon))
    _, longest = max((len(doors), street) for street, doors in streets.items())
    houses = sorted(streets[longest])
    (_, south, west), (_, north, east) = houses[0], houses[-1]
    ways = [(lat - south) * (north - south) + (lon - west) * (east - west) for _, lat, lon in houses]
    assert len(houses) > 4
    assert all(later - sooner > -1e-7 for sooner, later in pairwise(ways))


def test_some_of_it_is_drawn_as_real_maps_are(town: Town) -> None:
    """Some shops are there twice, some have branches under one telephone, some lack a website, a telephone or an address."""
    drawn = town.places(_LAST)
    twice = [place for place in drawn if ":way/" in place.place_id]
    assert twice
    for building in twice:
        point = next(place for place in of(drawn, building.name) if "/way/" not in place.place_id)
        assert abs(point.lat - building.lat) < 2e-4
        assert (point.name, point.street) == (building.name, building.street)
        assert {*point.labels} < {*building.labels}
        assert building.website == building.telephone == ""
    branches = Counter(place.telephone for place in drawn if "brand" in place.tags)
    assert min(branches.values()) >= 2
    points = [place for place in drawn if ":node/" in place.place_id]
    for lacks in ("website", "telephone", "street"):
        assert 0.02 < sum(not getattr(place, lacks) for place in points) / len(points) < 0.25


def test_a_shop_that_closed_stays_on_the_map_for_some_weeks(town: Town) -> None:
    """The map is behind: it shows closed shops for one to five weeks, then no longer; and a new one from the week in which it opens."""
    firms = {one.name: one for one in town.businesses}
    weeks = [{place.name for place in town.places(week)} for week in range(_LAST)]
    for name, one in firms.items():
        closed = [season(one.firm, week).alive is Alive.CLOSED for week in range(_LAST)]
        shown = [name in names for names in weeks]
        if not closed[-1]:
            assert shown == [not at for at in closed]
        else:
            late = sum(at and on for at, on in zip(closed, shown, strict=True))
            assert 1 <= late <= 5
            assert shown == [True] * (closed.index(True) + late) + [False] * (_LAST - closed.index(True) - late)
    assert any(one.alive(0) is Alive.CLOSED and name in weeks[0] for name, one in firms.items())
    assert weeks[3] - weeks[0]


def test_numbers_points_and_addresses_are_put_right_in_time(town: Town) -> None:
    """From week to week a new number appears, a shop has moved, a point is put where it belongs."""
    seen = defaultdict(list)
    for week in range(_LAST):
        for place in town.places(week):
            seen[place.place_id].append(place)
    changed = {
        what: [known for known in seen.values() if len({getattr(place, what) for place in known}) > 1]
        for what in ("telephone", "street", "lat")
    }
    assert all(changed.values())
    assert all(len({getattr(place, what) for place in known}) == 2 for what, found in changed.items() for known in found)
    assert [known for known in changed["lat"] if known not in changed["street"]]


def of(places: tuple[Place, ...], name: str) -> list[Place]:
    """Give the places of that name."""
    return [place for place in places if place.name == name]


def holds(area: Area, place: Place) -> bool:
    """Tell whether a place lies in an area, by counting the boundaries to its east."""
    crossed = [
        place.lon < x0 + (place.lat - y0) / (y1 - y0) * (x1 - x0)
        for (x0, y0), (x1, y1) in pairwise(area.rings[0])
        if (y0 > place.lat) != (y1 > place.lat)
    ]
    return sum(crossed) % 2 == 1


def size(ring: Ring) -> float:
    """Measure what a ring encloses, in square degrees."""
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))) / 2
