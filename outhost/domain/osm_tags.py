"""Tags of OpenStreetMap, and what they say of a place: the one set of rules for files of it and for servers that have it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from outhost.domain.places import Place

KINDS: Final = frozenset({
    "amenity", "club", "craft", "diplomatic", "government", "healthcare", "industrial", "leisure", "office", "shop", "tourism",
})  # fmt: skip
"""Keys each of which makes an element a place, whatever its value; see `_NO_KINDS` and `_FURNITURE`."""
_NAMED_KINDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType({
    "aeroway": frozenset({"aerodrome", "heliport", "terminal"}),
    "building": frozenset({
        "commercial", "dormitory", "factory", "hotel", "industrial", "office", "retail", "supermarket", "warehouse",
    }),
    "emergency": frozenset({"ambulance_station", "lifeguard", "mountain_rescue", "water_rescue"}),
    "historic": frozenset({"castle", "manor", "monastery", "monument"}),
    "landuse": frozenset({
        "allotments", "animal_keeping", "aquaculture", "cemetery", "commercial", "depot", "farmyard", "greenhouse_horticulture",
        "industrial", "orchard", "plant_nursery", "quarry", "retail", "scrap_yard", "vineyard", "winter_sports",
    }),
    "man_made": frozenset({"brewery", "sawmill", "wastewater_plant", "water_works", "works"}),
    "place": frozenset({"farm"}),
    "power": frozenset({"plant"}),
    "railway": frozenset({"halt", "station"}),
    "waterway": frozenset({"boatyard"}),
})  # fmt: skip
"""Tags that make an element with a name a place: nameless ones are shapes on the map."""
_DETAILS: Final = frozenset({
    "access", "art", "beauty", "books", "butcher", "childcare", "clothes", "coach", "cocktails", "cuisine", "curtain", "denomination",
    "diet:vegan", "diet:vegetarian", "energy", "fashion_accessories", "fee", "female", "hairdresser", "healthcare:speciality",
    "information", "isced:level", "it", "lawyer", "male", "organic", "produce", "public_service", "recycling_type", "religion", "rental",
    "school", "school:FR", "second_hand", "service", "slots", "social_facility", "sport", "street_vendor", "studio", "supermarket",
    "theatre:genre", "trade", "vending", "wholesale",
})  # fmt: skip
"""Keys that say of what kind a place is beside what it is; `service:` begins more of them."""
_SERVICES: Final = "service:"
_NO_KINDS: Final = frozenset({"", "no", "none", "vacant", "closed", "disused", "abandoned"})
_FURNITURE: Final = frozenset({
    "amenity=bbq", "amenity=bench", "amenity=bicycle_parking", "amenity=clock", "amenity=drinking_water", "amenity=feeding_place",
    "amenity=fountain", "amenity=grit_bin", "amenity=hunting_stand", "amenity=lounger", "amenity=motorcycle_parking", "amenity=post_box",
    "amenity=shelter", "amenity=table", "amenity=telephone", "amenity=waste_basket", "amenity=waste_disposal", "amenity=watering_place",
    "leisure=bleachers", "leisure=firepit", "leisure=garden", "leisure=outdoor_seating", "leisure=picnic_table", "tourism=artwork",
    "tourism=viewpoint",
})  # fmt: skip
"""What stands about, which nobody can be written to: no place unless it has a name."""
_SIGNS: Final = frozenset({"board", "guidepost", "map", "route_marker", "sign", "terminal", "trail_blaze"})
"""Of `information`, likewise."""

_NAMES: Final = frozenset({
    "alt_name", "brand", "int_name", "loc_name", "name", "nat_name", "official_name", "old_name", "operator", "reg_name", "short_name",
})  # fmt: skip
"""Keys of what a place is called; `name:fr`, `alt_name:fr`, … too."""
_WEBSITES: Final = ("website", "contact:website", "url", "contact:url")
_TELEPHONES: Final = ("phone", "contact:phone", "contact:mobile", "mobile", "phone:mobile")
_EMAILS: Final = ("email", "contact:email")
_STREETS: Final = ("addr:street", "addr:place", "addr:hamlet")
_CITIES: Final = ("addr:city", "addr:town", "addr:village", "addr:municipality")
_NUMBER_FIRST: Final = frozenset({
    "allee", "allée", "avenue", "boulevard", "chaussée", "chemin", "cité", "cour", "cours", "esplanade", "faubourg", "galerie",
    "hameau", "impasse", "lieu-dit", "lotissement", "mail", "montée", "parvis", "passage", "place", "promenade", "quai", "rond-point",
    "route", "rue", "ruelle", "résidence", "sentier", "square", "traverse", "venelle", "villa", "voie", "za", "zac", "zi", "zone",
})  # fmt: skip
"""How French streets begin: in front of them stands the number."""
_NUMBER_FIRST_TOO: Final = frozenset({
    "avenue", "close", "court", "crescent", "drive", "gardens", "green", "grove", "hill", "lane", "mews", "parade", "road", "row",
    "square", "street", "terrace", "way", "yard",
})  # fmt: skip
"""How English streets end, likewise."""
_LONGEST_VALUE: Final = 80
_MOST_VALUES: Final = 16


def place_of(kind: str, number: int, lat: float, lon: float, tags: Mapping[str, str], country: str = "") -> Place | None:
    """Read a `node`, `way` or `relation`, which lies where the middle of its box is; None where it is no place.

    `country` is where it lies, as of `Place`.
    """
    if not is_place(tags):
        return None
    return Place(
        place_id=f"osm:{kind}/{number}",
        lat=lat,
        lon=lon,
        name=tags.get("name", "").strip(),
        other_names=_other_names(tags),
        labels=labels_of(tags),
        website=_first(tags, _WEBSITES),
        telephone=_first(tags, _TELEPHONES),
        email=_first(tags, _EMAILS),
        street=_street(tags),
        postcode=tags.get("addr:postcode", "").strip(),
        city=_first(tags, _CITIES),
        country=country,
        tags=dict(tags),
    )


def is_place(tags: Mapping[str, str]) -> bool:
    """Tell whether tags are those of a place: something that can be looked for, rather than a road, a tree or a bench."""
    kinds = [f"{key}={tags[key]}" for key in KINDS if key in tags and tags[key].strip() not in _NO_KINDS]
    if "name" in tags or "brand" in tags:
        return bool(kinds) or any(tags.get(key) in values for key, values in _NAMED_KINDS.items())
    return any(kind not in _FURNITURE for kind in kinds) and tags.get("information") not in _SIGNS


def labels_of(tags: Mapping[str, str]) -> tuple[str, ...]:
    """Give the tags by which categories know a place, each of several values (`bakery;pastry`) as one, in order."""
    found = {f"{key}={value}" for key in tags if is_label(key) for value in values_of(tags[key]) if value not in _NO_KINDS or value == "no"}
    return tuple(sorted(found))


def is_label(key: str) -> bool:
    """Tell whether tags of a key are labels."""
    return key in KINDS or key in _NAMED_KINDS or key in _DETAILS or key.startswith(_SERVICES)


def values_of(text: str) -> list[str]:
    """Give the values of a tag, which may have several, with semicolons between them."""
    parts = (part.strip() for part in text.split(";")[:_MOST_VALUES])
    return [part for part in parts if 0 < len(part) <= _LONGEST_VALUE]


def is_name(key: str) -> bool:
    """Tell whether a key is one of what a place is called."""
    return key.partition(":")[0] in _NAMES and not key.startswith(("brand:wiki", "operator:wiki", "name:etymology", "operator:type"))


def _other_names(tags: Mapping[str, str]) -> tuple[str, ...]:
    own = tags.get("name", "").strip()
    return tuple(dict.fromkeys(name for name in _all_names(tags) if name != own))


def _all_names(tags: Mapping[str, str]) -> Iterator[str]:
    for key in sorted(tags):
        if key != "name" and is_name(key):
            yield from (part.strip() for part in tags[key].split(";") if part.strip())


def _first(tags: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return next((value for key in keys if (value := tags.get(key, "").strip())), "")


def _street(tags: Mapping[str, str]) -> str:
    """Write number and street as they are written there."""
    street, number = _first(tags, _STREETS), tags.get("addr:housenumber", "").strip()
    if not street:
        return tags.get("addr:full", "").strip()
    words = street.lower().split()
    is_number_first = words[0] in _NUMBER_FIRST or (len(words) > 1 and words[-1] in _NUMBER_FIRST_TOO)
    return " ".join((number, street) if is_number_first else (street, number)).strip()
