"""Places of Overture Maps, as its command line and ogr2ogr write them to GeoJSON: nested, flattened, or JSON within texts.

Written from https://docs.overturemaps.org/schema/reference/places/place/.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from outhost.atlas.features import Feature
from outhost.atlas.geojson import properties_of
from outhost.atlas.properties import text_of
from outhost.atlas.reading import LeftOut, Reading
from outhost.domain.columns import number_in
from outhost.domain.countries import alpha_3
from outhost.domain.geometries import Spot
from outhost.domain.places import Place

LEAST_CONFIDENCE: Final = 0.2
"""Of 1, which is certain; 0 stands for what is certainly gone. Overture names no threshold: this one takes whatever is not plainly
doubted, and `confidence` is among the tags for who wants more. What has none is taken: Overture knows too little to doubt it."""

_NESTED: Final = ("names", "categories", "taxonomy", "brand", "addresses", "websites", "socials", "emails", "phones", "sources")
_GONE: Final = frozenset({"permanently_closed", "closed"})
_PATHS: Final = re.compile(r"[._]")
"""What exporters put between the parts of a flattened name."""


def is_overture(properties: Mapping[str, Any]) -> bool:
    """Tell whether properties are those of a place of Overture, in any of the ways in which they are written."""
    has_names = "names" in properties or any(key.startswith(("names.", "names_")) for key in properties)
    has_kind = any(key.startswith(("categories", "taxonomy", "basic_category")) for key in properties)
    return has_names and has_kind and ("confidence" in properties or any(key.startswith("sources") for key in properties))


def overture_place(reading: Reading, feature: Feature, spot: Spot) -> Place | None:
    """Make a place of a feature of Overture; one that is closed, or doubtful, is counted and left out."""
    said = _unfolded(properties_of(feature))
    if why := _reason_against(said):
        reading.leave_out(why)
        return None
    lon, lat = spot
    brand, address = _mapping(said.get("brand")), _mapping(_first(said.get("addresses")))
    name = _primary(said.get("names"))
    return Place(
        place_id=f"overture:{own}" if (own := text_of(feature.get("id") or said.get("id"))) else reading.id_of("", spot, name),
        lat=lat,
        lon=lon,
        name=name,
        other_names=tuple(
            dict.fromkeys(text for text in (*_common(said.get("names")), _primary(brand.get("names"))) if text and text != name)
        ),
        labels=_labels(said),
        website=text_of(_first(said.get("websites"))),
        telephone=text_of(_first(said.get("phones"))),
        email=text_of(_first(said.get("emails"))),
        street=text_of(address.get("freeform")),
        postcode=text_of(address.get("postcode")),
        city=text_of(address.get("locality")),
        country=alpha_3(text_of(address.get("country"))),
        tags=_tags(said, brand, address),
    )


def _reason_against(said: Mapping[str, Any]) -> LeftOut | None:
    if text_of(said.get("operating_status")) in _GONE:
        return LeftOut.CLOSED
    confidence = number_in(said.get("confidence"))
    return LeftOut.DOUBTFUL if confidence is not None and confidence < LEAST_CONFIDENCE else None


def _unfolded(properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give properties as Overture nests them: texts of JSON are read, `names.primary` and `names_primary` put in their places."""
    said: dict[str, Any] = {}
    for name, value in properties.items():
        parts = _parts(name)
        if len(parts) == 1:
            said[name] = _read(value) if name in _NESTED else value
        else:
            _put(said, parts, value)
    return said


def _parts(name: str) -> Sequence[str]:
    first, *others = _PATHS.split(name)
    return (first, *others) if first in _NESTED else (name,)


def _put(said: dict[str, Any], parts: Sequence[str], value: Any) -> None:
    """Put a value where its path says: a number counts in a list, of which the first alone is kept."""
    first, *others = [part for part in parts if part != "0"]
    if any(part.isdecimal() for part in others):
        return
    if not others:
        said.setdefault(first, _read(value))
        return
    place = said.setdefault(first, {})
    for part in others[:-1]:
        place = place.setdefault(part, {}) if isinstance(place, dict) else {}
    if isinstance(place, dict):
        place.setdefault(others[-1], _read(value))


def _read(value: Any) -> Any:
    """Read JSON that an exporter put into a text."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _labels(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the categories, the main one first: of the taxonomy of 2026, of the categories before it, and of the basic level."""
    categories, taxonomy = _mapping(said.get("categories")), _mapping(said.get("taxonomy"))
    found = (
        categories.get("primary"),
        taxonomy.get("primary"),
        said.get("basic_category"),
        *_list(categories.get("alternate")),
        *_list(taxonomy.get("alternates")),
        *reversed(_list(taxonomy.get("hierarchy"))),
    )
    return tuple(dict.fromkeys(f"overture={text}" for text in map(text_of, found) if text))


def _tags(said: Mapping[str, Any], brand: Mapping[str, Any], address: Mapping[str, Any]) -> dict[str, str]:
    """Give what else is said, by Overture's own names; of several telephones and the like all, one after the other."""
    lists = {name: "; ".join(filter(None, map(text_of, _list(said.get(name))))) for name in ("websites", "socials", "emails", "phones")}
    datasets = dict.fromkeys(text_of(_mapping(source).get("dataset")) for source in _list(said.get("sources")))
    licences = dict.fromkeys(text_of(_mapping(source).get("license")) for source in _list(said.get("sources")))
    tags = {
        "brand": _primary(brand.get("names")),
        "brand:wikidata": text_of(brand.get("wikidata")),
        "region": text_of(address.get("region")),
        "confidence": text_of(said.get("confidence")),
        "operating_status": text_of(said.get("operating_status")),
        "basic_category": text_of(said.get("basic_category")),
        **lists,
        "datasets": "; ".join(filter(None, datasets)),
        "licences": "; ".join(filter(None, licences)),
    }
    return {name: text for name, text in tags.items() if text}


def _primary(names: Any) -> str:
    return text_of(names if isinstance(names, str) else _mapping(names).get("primary"))


def _common(names: Any) -> Sequence[str]:
    """Give names in other languages, which come as an object or as a list of pairs, and variants."""
    common = _mapping(names).get("common")
    translated = common.values() if isinstance(common, dict) else (_last(pair) for pair in _list(common))
    variants = (_mapping(rule).get("value") for rule in _list(_mapping(names).get("rules")))
    return [text for text in map(text_of, (*translated, *variants)) if text]


def _last(pair: Any) -> Any:
    return pair[-1] if isinstance(pair, list) and pair else _mapping(pair).get("value")


def _first(value: Any) -> Any:
    """Give the first of a list, or a value that stands alone."""
    return next(iter(value), None) if isinstance(value, list) else value


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [] if value is None or isinstance(value, dict) else [value]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
