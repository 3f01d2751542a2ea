"""A map of a few French towns, Helsinki and a street of London: enough for names to be clear, ambiguous or elsewhere."""

import random
from collections.abc import Iterator

from atlases import place

from outhost.domain.places import Area, AreaKind, Place, Ring

LYON, SAINT_DENIS_93, SAINT_DENIS_974 = (45.757, 4.832), (48.936, 2.357), (-20.88, 55.45)
_TOWNS = (
    (50, 45.76, 4.85, {"city": "Lyon", "postcode": "69003", "insee": "69383", "country": "FRA"}),
    (20, 45.765, 4.83, {"city": "LYON", "postcode": "69001", "country": "FRA"}),
    (10, 45.75, 4.85, {"city": "Lyon 7e Arrondissement", "postcode": "69007", "insee": "69387", "country": "FRA"}),
    (30, *SAINT_DENIS_93, {"city": "Saint-Denis", "postcode": "93200", "insee": "93066", "country": "FRA"}),
    (20, *SAINT_DENIS_974, {"city": "Saint-Denis", "postcode": "97400", "insee": "97411", "country": "FRA"}),
    (20, 43.53, 5.45, {"city": "Aix-en-Provence", "postcode": "13100", "insee": "13001", "country": "FRA"}),
    (20, 43.30, 5.37, {"city": "Marseille", "postcode": "13001", "insee": "13201", "country": "FRA"}),
    (20, 45.525, 4.874, {"city": "Vienne", "postcode": "38200", "insee": "38544", "country": "FRA"}),
    (20, 46.58, 0.34, {"city": "Poitiers", "postcode": "86000", "insee": "86194", "country": "FRA"}),
    (5, 41.92, 8.74, {"city": "Ajaccio", "postcode": "20000", "insee": "2A004", "country": "FRA"}),
    (20, 60.17, 24.94, {"city": "Helsinki", "postcode": "00100", "country": "FIN"}),
    (5, 51.5, -0.14, {"city": "London", "postcode": "SW1A 1AA", "country": "GBR"}),
    (5, 50.63, 3.06, {"city": "Lille"}),
)


def places() -> list[Place]:
    """Give the shops of the towns, the same each time."""
    return list(_places(random.Random(7)))


def areas() -> list[Area]:
    """Give a town with boundaries, a part of one without, regions, one of them cut off, and hamlets that bear the names of cities."""
    return [
        _area("relation/1", AreaKind.COMMUNE, "Bron", 45.73, 4.91, codes=("69029",), population=40_000, rings=square(45.73, 4.91, 0.02)),
        _area("node/1", AreaKind.DISTRICT, "Bellecour", *LYON, radius_km=1.0),
        _area("relation/2", AreaKind.REGION, "Bretagne", 48.2, -2.9, codes=("53",), rings=square(48.2, -2.9, 0.9)),
        _area("node/2", AreaKind.DISTRICT, "Lyon", 49.5, 0.5, radius_km=0.7),
        _area("node/3", AreaKind.COMMUNE, "Bourg", 45.04, -0.56, codes=("33067",), radius_km=2.0, population=2_200),
        _area("node/4", AreaKind.COMMUNE, "Bourg", 49.78, 3.1, codes=("02112",), radius_km=2.0, population=1_100),
        _area("node/5", AreaKind.COMMUNE, "Bourg", 47.78, 5.3, codes=("52062",), radius_km=2.0, population=150),
        _area("node/6", AreaKind.COMMUNE, "Le Port", -20.94, 55.29, codes=("97407",), radius_km=4.0, population=32_000),
        _area("node/7", AreaKind.COMMUNE, "Port", 46.16, 5.57, codes=("01307",), radius_km=2.0, population=9_000),
        _area("relation/3", AreaKind.REGION, "Normandie", 49.1, 0.1, codes=("28",)),
    ]


def square(lat: float, lon: float, reach: float) -> tuple[Ring, ...]:
    """Give a square ring around a point, `reach` degrees to each side."""
    west, east, south, north = lon - reach, lon + reach, lat - reach, lat + reach
    return (((west, south), (east, south), (east, north), (west, north), (west, south)),)


def _area(number: str, kind: AreaKind, name: str, lat: float, lon: float, **said: object) -> Area:
    about = {"area_id": f"osm:{number}", "kind": kind, "names": (name,), "country": "FRA", "lat": lat, "lon": lon}
    return Area(**about | said)  # type: ignore[arg-type]  # fields of an area, by name


def _places(chance: random.Random) -> Iterator[Place]:
    number = 0
    for count, lat, lon, said in _TOWNS:
        for _ in range(count):
            number += 1
            yield place(number, lat + chance.uniform(-0.02, 0.02), lon + chance.uniform(-0.02, 0.02), name=f"Shop {number}", **said)
