"""Rows of the atlas: how places, areas and sources are written in its tables, and read back."""

import json
import sys
import zlib
from array import array
from collections.abc import Iterator, Sequence
from typing import Any, Final

from outhost.domain.places import Area, AreaKind, Place, Ring, Source

PLACE_COLUMNS: Final = (
    "place_id", "lat", "lon", "name", "other_names", "labels", "website", "telephone", "email", "street", "postcode", "city", "insee",
    "country", "rating", "reviews_count", "tags",
)  # fmt: skip
"""Of `places`, in the order of `place_row`."""
AREA_COLUMNS: Final = ("area_id", "kind", "names", "codes", "country", "population", "lat", "lon", "radius_km", "rings")
"""Of `areas`, in the order of `area_row`."""
SOURCE_COLUMNS: Final = ("name", "kind", "licence", "attribution", "date", "file", "loaded_at", "places_count", "areas_count")
"""Of `sources`, in the order of `source_of`."""
_UNITS: Final = 10_000_000
"""Of a degree: coordinates of boundaries lie as whole numbers of a ten-millionth, a centimetre on the ground."""


def place_row(place: Place) -> tuple[Any, ...]:
    """Write a place."""
    return (
        place.place_id, place.lat, place.lon, place.name, _json(place.other_names), _json(place.labels), place.website, place.telephone,
        place.email, place.street, place.postcode, place.city, place.insee, place.country, place.rating, place.reviews_count,
        _json(dict(place.tags)),
    )  # fmt: skip


def place_of(row: Sequence[Any]) -> Place:
    """Read a place from the columns `PLACE_COLUMNS`."""
    (
        place_id,
        lat,
        lon,
        name,
        other_names,
        labels,
        website,
        telephone,
        email,
        street,
        postcode,
        city,
        insee,
        country,
        rating,
        count,
        tags,
    ) = row
    return Place(
        place_id=place_id,
        lat=lat,
        lon=lon,
        name=name,
        other_names=tuple(json.loads(other_names)),
        labels=tuple(json.loads(labels)),
        website=website,
        telephone=telephone,
        email=email,
        street=street,
        postcode=postcode,
        city=city,
        insee=insee,
        country=country,
        rating=rating,
        reviews_count=count,
        tags=json.loads(tags),
    )


def area_row(area: Area) -> tuple[Any, ...]:
    """Write an area."""
    return (
        area.area_id, area.kind.value, _json(area.names), _json(area.codes), area.country, area.population, area.lat, area.lon,
        area.radius_km, packed(area.rings) if area.rings else None,
    )  # fmt: skip


def area_of(row: Sequence[Any]) -> Area:
    """Read an area from the columns `AREA_COLUMNS`."""
    area_id, kind, names, codes, country, population, lat, lon, radius_km, rings = row
    return Area(
        area_id=area_id,
        kind=AreaKind(kind),
        names=tuple(json.loads(names)),
        lat=lat,
        lon=lon,
        codes=tuple(json.loads(codes)),
        country=country,
        population=population,
        radius_km=radius_km,
        rings=unpacked(rings) if rings else (),
    )


def source_of(row: Sequence[Any]) -> Source:
    """Read a source from the columns `SOURCE_COLUMNS`."""
    return Source(**dict(zip(SOURCE_COLUMNS, row, strict=True)))


def packed(rings: Sequence[Ring]) -> bytes:
    """Write rings: of each the number of its points, then their longitudes and latitudes, each as the step from the one before."""
    numbers = array("i", [len(rings)])
    for ring in rings:
        numbers.append(len(ring))
        numbers.extend(_steps(ring))
    if sys.byteorder == "big":
        numbers.byteswap()
    return zlib.compress(numbers.tobytes(), 6)


def unpacked(data: bytes) -> tuple[Ring, ...]:
    """Read rings."""
    numbers = array("i")
    numbers.frombytes(zlib.decompress(data))
    if sys.byteorder == "big":
        numbers.byteswap()
    rings, at = [], 1
    for _ in range(numbers[0]):
        count = numbers[at]
        rings.append(tuple(_points(numbers[at + 1 : at + 1 + 2 * count])))
        at += 1 + 2 * count
    return tuple(rings)


def _steps(ring: Ring) -> Iterator[int]:
    east = north = 0
    for lon, lat in ring:
        x, y = round(lon * _UNITS), round(lat * _UNITS)
        # A step may be longer than 32 bits hold where a ring goes around the earth; it is taken modulo them, and so is the sum.
        yield _signed(x - east)
        yield _signed(y - north)
        east, north = x, y


def _points(steps: Sequence[int]) -> Iterator[tuple[float, float]]:
    east = north = 0
    for at in range(0, len(steps), 2):
        east, north = _signed(east + steps[at]), _signed(north + steps[at + 1])
        yield east / _UNITS, north / _UNITS


def _signed(number: int) -> int:
    return (number + (1 << 31)) % (1 << 32) - (1 << 31)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
