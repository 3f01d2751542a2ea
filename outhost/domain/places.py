"""Places: shops, firms and whatever else stands on a map, as the atlas has them, and the areas that they lie in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from outhost.domain.tiles import Tile, tile_of

_OWN: Final = ("place_id", "lat", "lon", "other_names", "labels")
_FILLED: Final = ("name", "website", "telephone", "email", "street", "postcode", "city", "insee", "country")
_RATING: Final = ("rating", "reviews_count")
"""Of one source: a mean and how many it is of belong together."""


class AreaKind(StrEnum):
    """What an area is, from the largest to the smallest."""

    COUNTRY = "country"
    REGION = "region"
    DEPARTMENT = "department"
    COMMUNE = "commune"
    DISTRICT = "district"
    POSTCODE = "postcode"
    POINT = "point"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place, with the words of its source; a text that the source lacks is empty.

    `place_id` names it for good: `osm:node/123`, `overture:08f…`, `siret:12345678901234`, or `<name of the source>:<its id, or a digest>`.
    `labels` are what categories are matched by: tags of OpenStreetMap as `shop=bakery`, categories of Overture as `overture=bakery`,
    codes of activity as `naf=10.71C`. `other_names` are brands, operators, old and foreign names. `country` is ISO 3166-1 alpha-3.
    `tags` is all that the source says, by its own keys.
    """

    place_id: str
    lat: float
    lon: float
    name: str = ""
    other_names: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    website: str = ""
    telephone: str = ""
    email: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    insee: str = ""
    country: str = ""
    rating: float | None = None
    reviews_count: int | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def tile(self) -> Tile:
        """Give the tile in which it lies."""
        return tile_of(self.lat, self.lon)


Ring = tuple[tuple[float, float], ...]
"""A closed line of points (longitude, latitude), whose last is its first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A named area of a map: one with boundaries, or, where the source has none whole, a point with what is said of its size.

    `area_id` is as `place_id`: `osm:relation/34914`. `names` are all that it is called, the local name first. `codes` are INSEE, ISO 3166
    and national codes. `rings` are outer and inner boundaries, in any order: a point lies inside where it is inside of an odd number.
    """

    area_id: str
    kind: AreaKind
    names: tuple[str, ...]
    lat: float
    lon: float
    codes: tuple[str, ...] = ()
    country: str = ""
    population: int | None = None
    radius_km: float | None = None
    rings: Sequence[Ring] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where places of the atlas come from. `date` is that of the data (ISO 8601), `licence` a name as `ODbL-1.0`."""

    name: str
    kind: str
    licence: str
    attribution: str
    date: str
    file: str
    loaded_at: str
    places_count: int = 0
    areas_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A place as the atlas gives it: with its source, and with the places that are the same one, from whichever source."""

    place: Place
    source: Source
    twins: tuple["Sighting", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A value of a place, and who says so."""

    value: Any
    place: Place
    source: Source


def merged(sighting: Sighting) -> Mapping[str, Told]:
    """Say what is known of a place, by the names of `Place`'s fields: what it does not say itself, the first of its twins that does says.

    What nobody says is absent. `other_names` and `labels` are the place's own. See `merged_tags` for the tags.
    """
    told = {name: _told(one, name) for one in reversed(_all_of(sighting)) for name in _FILLED if _says(one.place, name)}
    own = {name: _told(sighting, name) for name in _OWN if _says(sighting.place, name)}
    rated = next((one for one in _all_of(sighting) if one.place.rating is not None), None)
    ratings = {name: _told(rated, name) for name in _RATING if _says(rated.place, name)} if rated else {}
    return own | told | ratings


def merged_tags(sighting: Sighting) -> Mapping[str, Told]:
    """Say who says what by the keys of `Place.tags`, as `merged` does."""
    everybody = reversed(_all_of(sighting))
    return {
        key: Told(value=value, place=one.place, source=one.source) for one in everybody for key, value in one.place.tags.items() if value
    }


def _all_of(sighting: Sighting) -> tuple[Sighting, ...]:
    return (sighting, *sighting.twins)


def _told(one: Sighting, name: str) -> Told:
    return Told(value=getattr(one.place, name), place=one.place, source=one.source)


def _says(place: Place, name: str) -> bool:
    return getattr(place, name) not in ("", None, ())
