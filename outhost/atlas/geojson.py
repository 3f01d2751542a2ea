"""GeoJSON: its features as places, and its outlines with an administrative name as areas."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

from outhost.atlas.boundaries import named_area
from outhost.atlas.features import Feature, Features
from outhost.atlas.properties import is_known, place_among, spot_among, text_of
from outhost.atlas.reading import LeftOut, Reading
from outhost.domain.geometries import NoShape, Spot, is_outline, middle_of, rings_of, spot_of
from outhost.domain.places import Area, Place, Ring
from outhost.domain.projections import PROJECTIONS
from outhost.domain.tiles import is_on_earth
from outhost.domain.words import Text, Unfit

_OTHER_PROJECTION: Final = Text(
    en="has coordinates of {name}; export it in longitudes and latitudes (WGS 84, EPSG:4326)",
    fr="a des coordonnées en {name} ; exportez-le en longitudes et latitudes (WGS 84, EPSG:4326)",
)
_NO_FEATURES: Final = Text(en="is JSON, but no GeoJSON: it has no features", fr="est du JSON, mais pas du GeoJSON : il n’a pas d’objets")
_DEGREES: Final = frozenset({"", "CRS84", "4326", "4258", "4979"})
"""What coordinate systems of degrees are called at their end; ETRS 89 agrees with WGS 84 to within a metre."""

Project = Callable[[float, float], Spot]
PlaceOf = Callable[[Reading, Feature, Spot], Place | None]
"""Makes a place of a feature; where it makes none, it says why to the reading."""


def read_geojson(reading: Reading, place_of: PlaceOf | None = None) -> Iterator[Place | Area]:
    """Read the features of a file; `place_of` makes a place of each, where its properties are of a known kind.

    Raises:
        Unfit: it is no GeoJSON, cut off, or in another projection.
    """
    with reading.opened() as file:
        features = Features(file)
        them = iter(features)
        first = next(them, None)
        _require_features(features, first)
        project = _projection(features.head)
        for feature in chain([first] if first else [], them):
            yield from _entries(reading, feature, place_of or _place, project)
            reading.go_on()


def properties_of(feature: Feature) -> Mapping[str, Any]:
    """Give the properties of a feature; nothing where it has none."""
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _require_features(features: Features, first: Feature | None) -> None:
    is_one = features.is_collection if first is None else first.get("type") == "Feature" or first.keys() >= {"geometry", "properties"}
    if not is_one:
        raise Unfit(_NO_FEATURES.filled())


def _entries(reading: Reading, feature: Feature, place_of: PlaceOf, project: Project | None) -> Iterator[Place | Area]:
    properties, geometry = properties_of(feature), feature.get("geometry")
    try:
        found = named_area(properties) if is_outline(geometry) else None
        if found:
            rings = _projected_rings(rings_of(geometry), project)
            spot = middle_of(rings)
        else:
            rings = ()
            spot = _projected(_spot(properties, geometry), project)
    except NoShape:
        reading.leave_out(LeftOut.NO_SHAPE if geometry else LeftOut.NO_COORDINATES)
        return
    if not is_known(spot) or not all(is_on_earth(lat, lon) for ring in rings for lon, lat in ring):
        reading.leave_out(LeftOut.OUTSIDE)
    elif found:
        yield found(reading, feature, spot, rings)
    elif place := place_of(reading, feature, spot):
        yield place


def _spot(properties: Mapping[str, Any], geometry: object) -> Spot:
    """Give where a feature stands: by its geometry, or by its properties where it has none."""
    spot = spot_of(geometry) if geometry else spot_among(properties)
    if spot is None:
        raise NoShape
    return spot


def _place(reading: Reading, feature: Feature, spot: Spot) -> Place | None:
    place = place_among(reading, properties_of(feature), spot, text_of(feature.get("id")))
    if place.name or place.labels:
        return place
    reading.leave_out(LeftOut.NOTHING_SAID)
    return None


def _projection(head: Mapping[str, Any]) -> Project | None:
    """Tell how coordinates become degrees, by what files of before 2016 say of theirs.

    Raises:
        Unfit: nobody here knows.
    """
    match head.get("crs"):
        case {"properties": {"name": str() as name}}:
            last = name.rpartition(":")[2]
            if last in _DEGREES:
                return None
            number = int(last) if last.isdecimal() and len(last) < len("100000") else 0
            if number in PROJECTIONS:
                return PROJECTIONS[number]
            raise Unfit(_OTHER_PROJECTION.filled(name=name[:60]))
        case _:
            return None


def _projected(spot: Spot, project: Project | None) -> Spot:
    if project is None:
        return spot
    try:
        return project(*spot)
    except (ValueError, OverflowError, ZeroDivisionError):
        raise NoShape from None


def _projected_rings(rings: tuple[Ring, ...], project: Project | None) -> tuple[Ring, ...]:
    return rings if project is None else tuple(tuple(_projected(corner, project) for corner in ring) for ring in rings)
