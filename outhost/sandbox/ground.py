"""The ground that the town is drawn on: where it lies, its streets as lines, and the boundaries of its communes; all in whole metres."""

from dataclasses import dataclass
from typing import Final

from outhost.domain.places import Area, AreaKind, Ring
from outhost.sandbox.chance import stream
from outhost.sandbox.streets import DEPARTMENT, Place, postcodes

COUNTRY: Final = "FRA"
_DEPARTMENT_NAME: Final = "Ivre-Maritime"
_NORTH, _EAST = 460_000_000, -60_000_000
"""Where the town hall stands, in ten millionths of a degree: 46° north, 6° west, in the open sea off France, over 200 km from the next shop."""
_UNITS_A_METRE_NORTH, _UNITS_A_METRE_EAST = 90, 129
"""Ten millionths of a degree, at this latitude. Whole numbers are the same ones on every machine; sines are not."""
_UNITS: Final = 10_000_000
_QUARTER: Final = ((1000, 0), (951, 309), (809, 588), (588, 809), (309, 951))
_ROUND: Final = tuple(
    (x * east - y * north, x * north + y * east) for east, north in ((1, 0), (0, 1), (-1, 0), (0, -1)) for x, y in _QUARTER
)
"""Twenty directions, in thousandths: east and north."""
_VILLAGES_AT: Final = 5000
_TOWN_NUMBERS, _VILLAGE_NUMBERS = 128, 40
_SIDE: Final = 9
"""From the middle of a street to its doors."""

Metres = tuple[int, int]
"""East and north of the town hall."""


@dataclass(frozen=True, slots=True)
class _Street:
    begin: Metres
    towards: Metres
    length: int
    numbers: int


def position(at: Metres) -> tuple[float, float]:
    """Give latitude and longitude, with seven decimals."""
    east, north = at
    return (_NORTH + north * _UNITS_A_METRE_NORTH) / _UNITS, (_EAST + east * _UNITS_A_METRE_EAST) / _UNITS


def door(seed: int, where: Place) -> Metres:
    """Find an address: even numbers on the one side of the street, odd ones on the other, `bis` and `ter` a few steps on."""
    digits, _, more = numbered(where)[0].partition(" ")
    line, count = _street(seed, where), int(digits)
    along = line.length * count // line.numbers + (4 * len(more) if more else 0)
    side = _SIDE if count % 2 else -_SIDE
    (x, y), (dx, dy) = line.begin, line.towards
    return x + (dx * along - dy * side) // 1000, y + (dy * along + dx * side) // 1000


def numbered(where: Place) -> tuple[str, str]:
    """Give number and street of an address."""
    number, _, street = where.street.partition(", ")
    return number, street


def areas(seed: int) -> tuple[Area, ...]:
    """Give the communes of the town and its villages, which share their boundaries, their postcodes, and the department around them."""
    inner, outer = _line(seed, "inner", 2200, 2800), _line(seed, "outer", 7000, 8000)
    found = [_area(AreaKind.DEPARTMENT, DEPARTMENT, _DEPARTMENT_NAME, (0, 0), outer)]
    for at, (postcode, city) in enumerate(postcodes(seed).items()):
        middle = _middle(at)
        line = inner if not at else [*_slice(outer, at), *reversed(_slice(inner, at))]
        people = stream(seed, "map", "people", city).randint(300, 1900) * (8 if not at else 1)
        found.append(_area(AreaKind.COMMUNE, f"{DEPARTMENT}{at + 1:03d}", city, middle, line, people))
        found.append(_area(AreaKind.POSTCODE, postcode, postcode, middle, line))
    return tuple(found)


def _area(kind: AreaKind, code: str, name: str, middle: Metres, line: list[Metres], people: int | None = None) -> Area:
    lat, lon = position(middle)
    codes = () if code == name else (code,)
    return Area(
        area_id=f"town:{kind}/{code}", kind=kind, names=(name,), codes=codes, country=COUNTRY, population=people, lat=lat, lon=lon,
        rings=(_ring(line),),
    )  # fmt: skip


def _line(seed: int, name: str, nearest: int, farthest: int) -> list[Metres]:
    rng = stream(seed, "map", "boundary", name)
    return [_along(rng.randint(nearest, farthest), at) for at in range(len(_ROUND))]


def _ring(line: list[Metres]) -> Ring:
    return tuple((lon, lat) for lat, lon in map(position, [*line, line[0]]))


def _along(distance: int, direction: int) -> Metres:
    east, north = _ROUND[direction % len(_ROUND)]
    return distance * east // 1000, distance * north // 1000


def _slice(line: list[Metres], village: int) -> list[Metres]:
    """Give a boundary as far as it is a village's: each has a tenth, with the direction of its church in the middle."""
    return [line[at % len(line)] for at in range(2 * village - 3, 2 * village)]


def _middle(commune: int) -> Metres:
    return _along(_VILLAGES_AT, 2 * commune - 2) if commune else (0, 0)


def _commune(postcode: str) -> int:
    """Give the town's place among the communes, 0, or a village's: postcodes go up by ten."""
    return int(postcode[2:]) // 10 - 10


def _street(seed: int, where: Place) -> _Street:
    rng, commune = stream(seed, "map", "street", where.city, numbered(where)[1]), _commune(where.postcode)
    far, shortest, longest, numbers = (350, 300, 500, _VILLAGE_NUMBERS) if commune else (700, 500, 900, _TOWN_NUMBERS)
    x, y = _middle(commune)
    return _Street(
        begin=(x + rng.randint(-far, far), y + rng.randint(-far, far)),
        towards=_ROUND[rng.randrange(len(_ROUND))],
        length=rng.randint(shortest, longest),
        numbers=numbers,
    )
