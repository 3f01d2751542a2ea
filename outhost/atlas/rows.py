"""Rows of the atlas: how places, areas and sources are written in its tables, and read back."""

import json
from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

from outhost.domain.outlines import GRID, outline_of, packed, unpacked
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

_LARGEST: Final = (1 << 63) - 1
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
"""Made once: `json.dumps` makes one a call."""


def place_row(place: Place) -> tuple[Any, ...]:
    """Write a place."""
    return (
        place.place_id, place.lat, place.lon, place.name, _json(place.other_names), _json(place.labels), place.website, place.telephone,
        place.email, place.street, place.postcode, place.city, place.insee, place.country, place.rating, _counted(place.reviews_count),
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
    """Write an area.

    Raises:
        ValueError: a ring of it is not closed, or leaves the earth.
    """
    return (
        area.area_id, area.kind.value, _json(area.names), _json(area.codes), area.country, _counted(area.population), area.lat, area.lon,
        area.radius_km, packed(outline_of(area.rings)) if area.rings else None,
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
        rings=_rings(rings) if rings else (),
    )


def source_of(row: Sequence[Any]) -> Source:
    """Read a source from the columns `SOURCE_COLUMNS`."""
    return Source(**dict(zip(SOURCE_COLUMNS, row, strict=True)))


def _counted(number: int | None) -> int | None:
    """Give a number as the file can have it; there is nothing on earth of which there is more."""
    return number if number is None or number <= _LARGEST else None


def _rings(data: bytes) -> tuple[Ring, ...]:
    outline = unpacked(data)
    points = zip((lon / GRID for lon in outline.lons), (lat / GRID for lat in outline.lats), strict=True)
    return tuple(tuple(islice(points, length)) for length in outline.lengths)


def _json(value: Any) -> str:
    return _ENCODER.encode(value)
