"""The map of the town: what somebody who walks its streets now and then has drawn of each firm, which is what was there some weeks ago."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from outhost.domain.osm_tags import place_of
from outhost.domain.places import Place, Source
from outhost.sandbox.chance import dealt
from outhost.sandbox.firms import Firm
from outhost.sandbox.ground import COUNTRY, Metres, door, numbered, position
from outhost.sandbox.phones import written
from outhost.sandbox.seasons import Alive, season
from outhost.sandbox.streets import Place as Address
from outhost.sandbox.streets import place as address
from outhost.sandbox.tags import opening_hours, tags_of


class _Drawn(StrEnum):
    """How a firm is drawn."""

    WHOLE = "whole"
    TWICE = "twice"  # as a point and as a building
    BRANCHES = "branches"  # with branches elsewhere, under the same telephone
    NO_TELEPHONE = "no telephone"
    NO_WEBSITE = "no website"
    NO_ADDRESS = "no address"
    BARE = "bare"  # a name and a trade


_DRAWN: Final = (
    (_Drawn.WHOLE,) * 26 + (_Drawn.TWICE,) * 4 + (_Drawn.BRANCHES,) * 2 + (_Drawn.NO_TELEPHONE,) * 3 + (_Drawn.NO_WEBSITE,) * 2
    + (_Drawn.NO_ADDRESS,) * 2 + (_Drawn.BARE,)
)  # fmt: skip
_MOVED, _MISPLACED = "moved", "misplaced"
_ERRORS: Final = (*("",) * 18, _MOVED, _MISPLACED)
"""What is wrong until somebody comes by again: the address that a firm has left, or a point on the wrong side of the square."""
_LEFT_OUT: Final = {
    _Drawn.NO_TELEPHONE: ("phone",),
    _Drawn.NO_WEBSITE: ("website",),
    _Drawn.NO_ADDRESS: ("addr:",),
    _Drawn.BARE: ("phone", "website", "opening_hours", "wheelchair", "addr:"),
}
_LATER: Final = 5200
"""A week after everything that happens to a firm, and the last of the town's calendar: a century is enough."""
_FIRST_DAY: Final = date(2026, 1, 5)
"""Of week 0, a Monday."""


def places(firms: Iterable[Firm], week: int) -> tuple[Place, ...]:
    """Draw the map of a week."""
    return tuple(drawn for firm in firms if _is_drawn(firm, week) for drawn in _all_of(firm, week))


def source(town: str, seed: int, size: int, week: int) -> Source:
    """Say where the map of a week is from: nowhere. It is dated by the calendar of the town, not by ours."""
    return Source(
        name="town",
        kind="sandbox",
        licence="LicenseRef-Invented",
        attribution=f"{town}, an invented town: no place of it exists, and nobody need be named",
        date=(_FIRST_DAY + timedelta(weeks=max(0, min(week, _LATER)))).isoformat(),
        file=f"seed {seed}, {size} businesses",
        loaded_at="",
    )


def _is_drawn(firm: Firm, week: int) -> bool:
    """Tell whether a firm is on the map: it comes when it opens, and goes weeks after it has closed."""
    if season(firm, _LATER).alive is not Alive.CLOSED:
        return season(firm, week).alive is not Alive.CLOSED
    late = _late(firm)
    return week < late or season(firm, week - late).alive is not Alive.CLOSED


def _late(firm: Firm) -> int:
    """Tell how many weeks it takes until somebody comes by."""
    return firm.stream("map", "late").randint(1, 5)


def _all_of(firm: Firm, week: int) -> Iterator[Place]:
    how = dealt(firm.seed, "map", _DRAWN, firm.number)
    what = {"name": firm.name} | tags_of(firm.trade.slug)
    where, door_at = _whereabouts(firm, week)
    left_out = _LEFT_OUT.get(how, ())
    said = what | _contacts(firm, week)
    yield _place(firm, "node", 1, {key: value for key, value in (said | _address(where)).items() if not key.startswith(left_out)}, door_at)
    if how is _Drawn.TWICE:
        east, north = door_at
        yield _place(firm, "way", 1, what | {"building": "yes"} | _address(where), (east + 4, north + 3))
    if how is _Drawn.BRANCHES:
        for number in range(2, firm.stream("map", "branches").randint(3, 4) + 1):
            branch = address(firm.stream("map", "branch", number), firm.seed)
            yield _place(firm, "node", number, said | {"brand": firm.name} | _address(branch), door(firm.seed, branch))


def _whereabouts(firm: Firm, week: int) -> tuple[Address, Metres]:
    """Give the address on the map and the point on it, which are right once somebody has come by again."""
    rng = firm.stream("map", "errors")
    error = dealt(firm.seed, "map errors", _ERRORS, firm.number) if week < rng.randint(1, 6) else ""
    where = address(rng, firm.seed) if error == _MOVED else firm.place
    east, north = door(firm.seed, where)
    away = rng.randint(40, 120) if error == _MISPLACED else 0
    return where, (east + away, north - away)


def _contacts(firm: Firm, week: int) -> dict[str, str]:
    then = season(firm, week - _late(firm))
    return {
        "phone": written(then.telephone, "international"),
        "website": f"http://{firm.host}/",
        "opening_hours": opening_hours(then.hours, firm.language),
        "wheelchair": firm.stream("map", "wheelchair").choice(("yes", "limited", "no")),
    }


def _address(where: Address) -> dict[str, str]:
    number, street = numbered(where)
    return {"addr:housenumber": number, "addr:street": street, "addr:postcode": where.postcode, "addr:city": where.city}


def _place(firm: Firm, kind: str, number: int, tags: Mapping[str, str], at: Metres) -> Place:
    lat, lon = position(at)
    drawn = place_of(kind, 10 * firm.number + number, lat, lon, tags, COUNTRY)
    assert drawn is not None  # each trade has tags of a place
    return replace(drawn, place_id=drawn.place_id.replace("osm:", "town:", 1))
