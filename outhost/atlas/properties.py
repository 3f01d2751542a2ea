"""Properties of a place, by whatever names people give them, as the place that the atlas has."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from outhost.atlas.reading import Reading
from outhost.domain import spelling
from outhost.domain.categories import understood
from outhost.domain.categories.searches import AND, ANY
from outhost.domain.columns import ALIASES, folded, number_in
from outhost.domain.countries import alpha_3
from outhost.domain.osm_tags import KINDS, is_name, labels_of, place_of
from outhost.domain.places import Place
from outhost.domain.projections import LAMBERT_93
from outhost.domain.tiles import is_on_earth
from outhost.domain.words import is_whole_text

Properties = Mapping[str, Any]

MOST_TEXT: Final = 2_000
"""Characters of a value; what is longer is cut."""
_MOST_TAGS: Final = 200
_LARGEST: Final = 10**40
"""Of a whole number; Python takes long over the digits of larger ones, and refuses the largest."""
_LAMBERT_X: Final = (0.0, 1_300_000.0)
_LAMBERT_Y: Final = (6_000_000.0, 7_200_000.0)
"""Metres of Lambert-93 in metropolitan France: nothing on earth has such degrees."""
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("denomination", "denominationusuelle", "libelle", "label", "nometablissement", "nomcommercial"),
    "website": ("contactwebsite", "siteinternet", "siteweb", "homepage", "lienweb"),
    "telephone": ("contactphone", "contactmobile", "numerotelephone", "numtel", "telephonefixe"),
    "email": ("contactemail", "adressemail", "adresseemail"),
    "street": ("addrfull", "adresse1", "adressecomplete", "libellevoie", "addrstreet"),
    "postcode": ("addrpostcode", "codpost", "postalcode", "codepostaletablissement"),
    "category": ("activite", "secteuractivite", "secteurdactivite", "metier", "rubrique"),
    "city": ("addrcity", "commune", "nomcommune", "libellecommune", "municipality", "locality"),
}
_CANONICAL: Final = {
    "name": "nom", "website": "site_web", "telephone": "telephone", "email": "email", "street": "adresse", "postcode": "code_postal",
    "city": "ville", "rating": "rating", "reviews": "reviews_count", "category": "category", "place_id": "place_id",
}  # fmt: skip
_OWN: Final[Mapping[str, tuple[str, ...]]] = {
    "lat": ("lat", "latitude", "ylatitude", "coordlat", "geolat", "y"),
    "lon": ("lon", "lng", "long", "longitude", "xlongitude", "coordlon", "geolon", "geolng", "x"),
    "point": (
        "geopoint2d",
        "geopoint",
        "coordonnees",
        "coordonneesgps",
        "coordinates",
        "latlon",
        "latlng",
        "geolocalisation",
        "geom",
        "wkt",
    ),
    "insee": ("insee", "codeinsee", "codecommune", "inseecom", "refinsee", "codecommuneinsee", "comcode"),
    "country": ("addrcountry", "country", "pays", "countrycode", "codepays"),
    "number": ("addrhousenumber", "housenumber", "numerovoie", "numvoie", "numero"),
    "way": ("addrstreet", "libellevoie", "nomvoie", "voie", "rue", "street"),
    "naf": ("naf", "ape", "codenaf", "codeape", "activiteprincipale"),
    "id": ("id", "osmid", "identifiant", "fid", "objectid", "uid", "uuid"),
    "siret": ("siret", "numerosiret", "reffrsiret"),
}
_NO_RATING: Final = "stars"
"""Of a hotel, not of its guests."""
_MEANINGS: Final[Mapping[str, Sequence[str]]] = {
    **_OWN,
    **{
        meaning: [folded(name) for name in (canonical, *ALIASES[canonical], *_ALSO.get(meaning, ())) if name != _NO_RATING]
        for meaning, canonical in _CANONICAL.items()
    },
}
_OTHER_NAMES: Final = frozenset({"marque", "enseigne", "nomcommercial", "sigle"})
_COORDINATES: Final = ("lat", "lon", "point")
_SEVERAL: Final = re.compile(r"[;,|>]")
_MOST_CATEGORIES: Final = 8
_OSM_ID: Final = re.compile(r"(?:osm:)?(node|way|relation)/(\d{1,20})")
_NAF: Final = re.compile(r"(\d{2})\.?(\d{2})([A-Z])")
_PAIR: Final = re.compile(r"\s*\(?\s*(-?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*\)?\s*")
_WKT: Final = re.compile(r"\s*(?:SRID=4326;)?POINT\s*Z?\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)(?:\s+-?[\d.]+)?\s*\)\s*", re.IGNORECASE)
_SIRET_DIGITS: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Which property says what: the name of each that is there, by what it means."""

    names: Mapping[str, str]

    def said(self, properties: Properties, meaning: str) -> str:
        """Give what the property of a meaning says; empty where there is none."""
        return text_of(properties.get(self.names.get(meaning, "")))

    @property
    def has_coordinates(self) -> bool:
        """Tell whether there is a place on earth among the properties."""
        return "point" in self.names or ("lat" in self.names and "lon" in self.names)


@lru_cache(256)
def fields_among(names: tuple[str, ...]) -> Fields:
    """Find out which property says what, by their names; the same name may mean two things, as a house and its street do."""
    by_fold: dict[str, str] = {}
    for name in names:
        by_fold.setdefault(_folded(name), name)
    found = ((meaning, _first(by_fold, spellings)) for meaning, spellings in _MEANINGS.items())
    return Fields(names={meaning: name for meaning, name in found if name is not None})


def place_among(reading: Reading, properties: Properties, spot: tuple[float, float], own_id: str = "") -> Place:
    """Give the place that properties tell of, at a longitude and a latitude."""
    fields = fields_among(tuple(properties))
    tags = tags_of(properties)
    said = {meaning: tags.get(name, "") for meaning, name in fields.names.items()}
    for meaning in _COORDINATES:
        tags.pop(fields.names.get(meaning, ""), None)
    own_id = own_id or tags.get("@id", "")
    return _of_openstreetmap(own_id, spot, tags, said) or _place(_id(reading, said, own_id, spot), spot, tags, said)


def spot_among(properties: Properties) -> tuple[float, float] | None:
    """Give the longitude and latitude that properties tell; None where they do not. Metres of Lambert-93 count as well."""
    fields = fields_among(tuple(properties))
    lon, lat = number_in(fields.said(properties, "lon")), number_in(fields.said(properties, "lat"))
    if lon is None or lat is None:
        return _spot_in(fields.said(properties, "point"))
    if _LAMBERT_X[0] < lon < _LAMBERT_X[1] and _LAMBERT_Y[0] < lat < _LAMBERT_Y[1]:
        return LAMBERT_93.degrees(lon, lat)
    return lon, lat


def is_known(spot: tuple[float, float]) -> bool:
    """Tell whether a longitude and a latitude are ones; where both are nothing, they stand for nothing known."""
    return is_on_earth(*spot[::-1]) and spot != (0.0, 0.0)


def text_of(value: object) -> str:
    """Give a property as a text without blanks at its ends; what is no text of whole characters is nothing."""
    match value:
        case str():
            text = value[:MOST_TEXT].strip()
        case bool():
            text = "yes" if value else "no"
        case int():
            text = str(value) if abs(value) < _LARGEST else ""
        case float():
            text = str(int(value)) if value.is_integer() else repr(value) if math.isfinite(value) else ""
        case None:
            text = ""
        case _:
            text = json.dumps(value, ensure_ascii=False)[:MOST_TEXT]
    return text if _is_whole(text) else ""


def tags_of(properties: Properties) -> dict[str, str]:
    """Give all that properties say, as texts by their own names."""
    named = islice(((name, text_of(value)) for name, value in properties.items() if _is_whole(name)), _MOST_TAGS)
    return {name: text for name, text in named if text}


def naf_label(code: str) -> str:
    """Give the label of a French code of activity, with its dot; empty where it is none."""
    found = _NAF.fullmatch(code.strip().upper())
    return f"naf={found[1]}.{found[2]}{found[3]}" if found else ""


def _of_openstreetmap(own_id: str, spot: tuple[float, float], tags: Mapping[str, str], said: Mapping[str, str]) -> Place | None:
    """Read an element of OpenStreetMap as its own files are read; None where it is none, or no place by their rules."""
    found = _OSM_ID.fullmatch(own_id)
    country = alpha_3(said.get("country", ""))
    return place_of(found[1], int(found[2]), spot[1], spot[0], tags, country) if found else None


def _place(place_id: str, spot: tuple[float, float], tags: Mapping[str, str], said: Mapping[str, str]) -> Place:
    return Place(
        place_id=place_id,
        lat=spot[1],
        lon=spot[0],
        name=said.get("name", ""),
        other_names=tuple(dict.fromkeys(text for key, text in tags.items() if _is_other_name(key) and text != said.get("name"))),
        labels=_labels(tags, said),
        website=said.get("website", ""),
        telephone=said.get("telephone", ""),
        email=said.get("email", ""),
        street=_street(said),
        postcode=said.get("postcode", ""),
        city=said.get("city", ""),
        insee=said.get("insee", ""),
        country=alpha_3(said.get("country", "")),
        rating=number_in(said.get("rating", "")),
        reviews_count=_count(said.get("reviews", "")),
        tags=tags,
    )


def _is_whole(text: str) -> bool:
    return text.isascii() or is_whole_text(text)


def _first(by_fold: Mapping[str, str], spellings: Sequence[str]) -> str | None:
    return next((by_fold[spelling] for spelling in spellings if spelling in by_fold), None)


@lru_cache(4096)
def _folded(name: str) -> str:
    return folded(name[:MOST_TEXT])


def _id(reading: Reading, said: Mapping[str, str], own: str, spot: tuple[float, float]) -> str:
    if found := _OSM_ID.fullmatch(own):
        return f"osm:{found[1]}/{found[2]}"
    siret = re.sub(r"\s", "", said.get("siret", ""))
    if len(siret) == _SIRET_DIGITS and siret.isdecimal():
        return f"siret:{siret}"
    return reading.id_of(own or said.get("place_id", "") or said.get("id", ""), *spot, *sorted(said.items()))


def _labels(tags: Mapping[str, str], said: Mapping[str, str]) -> tuple[str, ...]:
    """Give tags of OpenStreetMap, if there are any, then categories and the code of activity."""
    tagged = labels_of(tags) if tags.keys() & KINDS else ()
    return tuple(dict.fromkeys((*tagged, *_categories(said.get("category", "")), *filter(None, [naf_label(said.get("naf", ""))]))))


@lru_cache(4096)
def _categories(text: str) -> tuple[str, ...]:
    """Give the labels of categories as a table has them: the words themselves, and the tag by which the table of categories knows them."""
    found: list[str] = []
    for words in filter(None, map(spelling.folded, _SEVERAL.split(text[:MOST_TEXT])[:_MOST_CATEGORIES])):
        search = understood(words)
        found += [
            f"category={words}",
            *([] if search.words else [label for label in search.labels if not (AND in label or ANY in label)][:1]),
        ]
    return tuple(found)


@lru_cache(4096)
def _is_other_name(key: str) -> bool:
    return (is_name(key) and key != "name") or folded(key) in _OTHER_NAMES


def _street(said: Mapping[str, str]) -> str:
    number, street = said.get("number", ""), said.get("street", "")
    if number and said.get("way") and number not in street:
        return f"{number} {said['way']}"
    return street or said.get("way", "")


def _count(text: str) -> int | None:
    number = number_in(text)
    return int(number) if number is not None and number >= 0 else None


def _spot_in(text: str) -> tuple[float, float] | None:
    """Read a point: `45.75, 4.85` has the latitude first, as people write it, `POINT (4.85 45.75)` and GeoJSON the longitude."""
    if found := _PAIR.fullmatch(text):
        return float(found[2]), float(found[1])
    if found := _WKT.fullmatch(text):
        return _numbers(found[1], found[2])
    if text.startswith("{"):
        try:
            point = json.loads(text)["coordinates"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        return _numbers(*point[:2]) if isinstance(point, list) and len(point) > 1 else None
    return None


def _numbers(lon: object, lat: object) -> tuple[float, float] | None:
    east, north = number_in(lon), number_in(lat)
    return (east, north) if east is not None and north is not None else None
