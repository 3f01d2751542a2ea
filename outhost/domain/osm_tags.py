"""Tags of OpenStreetMap, and what they say of a place: the one set of rules for files of it and for servers that have it."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from outhost.domain.places import Place

KINDS: Final = frozenset({
    "amenity", "club", "craft", "diplomatic", "government", "healthcare", "industrial", "leisure", "office", "shop", "tourism",
})  # fmt: skip
"""Keys each of which makes an element a place, whatever its value; see `_NO_KINDS` and `_FURNITURE`."""
NAMED_KINDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType({
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
RELATIONS: Final = frozenset({"multipolygon", "boundary", "site"})
"""Types of relations that can be places; others are routes, networks and the like."""
NAMING: Final = ("name", "brand")
"""Keys of a name, in this sense."""
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
_OVER: Final = ("disused", "abandoned", "closed", "permanently_closed", "demolished", "razed", "removed")
"""Keys that say, with `yes`, that a place is no more; what is `disused:shop=bakery` has no kind anyway."""
_NEVER_OPEN: Final = frozenset({"closed", "off"})
_FURNITURE: Final = frozenset({
    "amenity=ashtray", "amenity=bbq", "amenity=bench", "amenity=bicycle_parking", "amenity=bicycle_repair_station", "amenity=clock",
    "amenity=compressed_air", "amenity=drinking_water", "amenity=feeding_place", "amenity=fountain", "amenity=game_feeding",
    "amenity=grit_bin", "amenity=hunting_stand", "amenity=letter_box", "amenity=life_ring", "amenity=lounger", "amenity=motorcycle_parking",
    "amenity=parking_entrance", "amenity=parking_space", "amenity=post_box", "amenity=public_bookcase", "amenity=shelter",
    "amenity=smoking_area", "amenity=table", "amenity=telephone", "amenity=trolley_bay", "amenity=vending_machine", "amenity=waste_basket",
    "amenity=waste_disposal", "amenity=water_point", "amenity=watering_place",
    "leisure=bleachers", "leisure=firepit", "leisure=garden", "leisure=outdoor_seating", "leisure=picnic_table", "tourism=artwork",
    "tourism=viewpoint",
})  # fmt: skip
"""What stands about, which nobody can be written to: no place unless it has a name. Cash machines, car parks and toilets are not among
them, since people look for those who run them."""
_SIGNS: Final = frozenset({"board", "guidepost", "map", "route_marker", "sign", "terminal", "trail_blaze"})
"""Of `information`, likewise."""

NAMES: Final = frozenset({
    "alt_name", "brand", "int_name", "loc_name", "name", "nat_name", "official_name", "old_name", "operator", "reg_name", "short_name",
})  # fmt: skip
"""Keys of what a place is called; `name:fr`, `alt_name:fr`, … too."""
_WEBSITES: Final = ("website", "contact:website", "url", "contact:url")
_TELEPHONES: Final = ("phone", "contact:phone", "telephone", "contact:mobile", "mobile", "phone:mobile")
_EMAILS: Final = ("email", "contact:email")
_STREETS: Final = ("addr:street", "contact:street", "addr:place", "addr:hamlet")
_HOUSE_NUMBERS: Final = ("addr:housenumber", "contact:housenumber")
_POSTCODES: Final = ("addr:postcode", "contact:postcode")
_CITIES: Final = ("addr:city", "contact:city", "addr:town", "addr:village", "addr:municipality")
_NUMBER_FIRST_IN: Final = frozenset({
    "AUS", "BLM", "CAN", "CIV", "DZA", "FRA", "GBR", "GGY", "GIB", "GLP", "GUF", "HKG", "IMN", "IND", "IRL", "JEY", "LUX", "MAF", "MAR",
    "MCO", "MLT", "MTQ", "MYT", "NCL", "NZL", "PYF", "REU", "SEN", "SGP", "SPM", "TUN", "USA", "ZAF",
})  # fmt: skip
"""Countries that write the number of a house in front of the street. Where it is unknown in which one a place lies, the street tells."""
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
_NEXT_ADDRESS: Final = re.compile(r"\s*;\s*(?=https?:|www\.)", re.IGNORECASE)
"""Between two addresses; a semicolon may also stand in one."""
_SCHEME: Final = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_BARE: Final = re.compile(r"[^\s/?#@:]+\.[^\s/?#@:.]{2,}(:\d+)?([/?#]\S*)?")
"""An address whose scheme somebody left out."""
_LONGEST_VALUE: Final = 80
_MOST_VALUES: Final = 16


def place_of(kind: str, number: int, lat: float, lon: float, tags: Mapping[str, str], country: str = "") -> Place | None:
    """Read a `node`, `way` or `relation`, which lies where the middle of its box is; None where it is no place.

    `country` is where it lies, as of `Place`.
    """
    if not is_place(tags) or (kind == "relation" and tags.get("type") not in RELATIONS):
        return None
    return Place(
        place_id=f"osm:{kind}/{number}",
        lat=lat,
        lon=lon,
        name=tags.get("name", "").strip(),
        other_names=_other_names(tags),
        labels=labels_of(tags),
        website=_website(tags),
        telephone=_first_of_several(tags, _TELEPHONES),
        email=_first_of_several(tags, _EMAILS),
        street=_street(tags, country),
        postcode=_first(tags, _POSTCODES),
        city=_first(tags, _CITIES),
        country=country,
        tags=dict(tags),
    )


def is_place(tags: Mapping[str, str]) -> bool:
    """Tell whether tags are those of a place: something that can be looked for, rather than a road, a tree or a bench."""
    kinds = [f"{key}={tags[key]}" for key in KINDS if key in tags and tags[key].strip() not in _NO_KINDS]
    if any(tags.get(key) == "yes" for key in _OVER) or tags.get("opening_hours") in _NEVER_OPEN:
        return False
    if any(key in tags for key in NAMING):
        return bool(kinds) or any(tags.get(key) in values for key, values in NAMED_KINDS.items())
    return any(kind not in _FURNITURE for kind in kinds) and tags.get("information") not in _SIGNS


def labels_of(tags: Mapping[str, str]) -> tuple[str, ...]:
    """Give the tags by which categories know a place, each of several values (`bakery;pastry`) as one, in order."""
    found = {f"{key}={value}" for key in tags if is_label(key) for value in values_of(tags[key]) if value not in _NO_KINDS or value == "no"}
    return tuple(sorted(found))


def is_label(key: str) -> bool:
    """Tell whether tags of a key are labels."""
    return key in KINDS or key in NAMED_KINDS or key in _DETAILS or key.startswith(_SERVICES)


def values_of(text: str) -> list[str]:
    """Give the values of a tag, which may have several, with semicolons between them."""
    parts = (part.strip() for part in text.split(";")[:_MOST_VALUES])
    return [part for part in parts if 0 < len(part) <= _LONGEST_VALUE]


def is_name(key: str) -> bool:
    """Tell whether a key is one of what a place is called."""
    return key.partition(":")[0] in NAMES and not key.startswith(("brand:wiki", "operator:wiki", "name:etymology", "operator:type"))


def _other_names(tags: Mapping[str, str]) -> tuple[str, ...]:
    own = tags.get("name", "").strip()
    return tuple(dict.fromkeys(name for name in _all_names(tags) if name != own))


def _all_names(tags: Mapping[str, str]) -> Iterator[str]:
    for key in sorted(tags):
        if key != "name" and is_name(key):
            yield from (part.strip() for part in tags[key].split(";") if part.strip())


def _first(tags: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return next((value for key in keys if (value := tags.get(key, "").strip())), "")


def _first_of_several(tags: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return next((value for text in [_first(tags, keys)] for value in map(str.strip, text.split(";")) if value), "")


def _website(tags: Mapping[str, str]) -> str:
    """Give the first address, with a scheme; what is no address at all stays in the tags alone."""
    return next((address for key in _WEBSITES if key in tags and (address := _address(tags[key]))), "")


def _address(text: str) -> str:
    first = _NEXT_ADDRESS.split(text.strip())[0].rstrip("; ")
    if _SCHEME.match(first):
        return first
    bare = first.split(";")[0].strip().removeprefix("//")
    return f"https://{bare}" if _BARE.fullmatch(bare) else ""


def _street(tags: Mapping[str, str], country: str) -> str:
    """Write number and street as they are written there."""
    street, number = _first(tags, _STREETS), _first(tags, _HOUSE_NUMBERS)
    if not street:
        return tags.get("addr:full", "").strip()
    words = street.lower().split()
    by_words = words[0] in _NUMBER_FIRST or (len(words) > 1 and words[-1] in _NUMBER_FIRST_TOO)
    is_number_first = country in _NUMBER_FIRST_IN if country else by_words
    return " ".join((number, street) if is_number_first else (street, number)).strip()
