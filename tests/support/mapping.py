"""What a careful person reads on a real map: which of its things are of a category, and what each says of itself.

It shares nothing with the atlas: the file is read by `pbf.py`, the tags are those that OpenStreetMap's wiki gives for a trade, and what is
one shop drawn twice is told by name and by distance alone.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from corpora import real_map
from pbf import Element, elements

TRADES: Final[Mapping[str, tuple[str, ...]]] = {
    "restaurant": ("amenity=restaurant",),
    "café": ("amenity=cafe",),
    "fast food": ("amenity=fast_food",),
    "pub": ("amenity=pub",),
    "bar": ("amenity=bar",),
    "coiffeur": ("shop=hairdresser",),
    "magasin de vêtements": ("shop=clothes", "shop=boutique", "shop=fashion"),
    "clothes shop": ("shop=clothes", "shop=boutique", "shop=fashion"),
    "bijouterie": ("shop=jewelry",),
    "opticien": ("shop=optician",),
    "hotel": ("tourism=hotel",),
    "hôtels": ("tourism=hotel",),
    "banque": ("amenity=bank",),
    "pharmacie": ("amenity=pharmacy",),
    "dentiste": ("amenity=dentist", "healthcare=dentist"),
    "supermarché": ("shop=supermarket",),
    "boulangerie": ("shop=bakery",),
    "fleuriste": ("shop=florist",),
    "librairie": ("shop=books",),
    "chaussures": ("shop=shoes",),
    "furniture store": ("shop=furniture",),
    "theatre": ("amenity=theatre",),
    "musée": ("tourism=museum",),
    "avocat": ("office=lawyer",),
    "agence immobilière": ("office=estate_agent", "shop=estate_agent"),
    "agence de voyage": ("shop=travel_agency", "office=travel_agent"),
    "boîte de nuit": ("amenity=nightclub",),
    "cinéma": ("amenity=cinema",),
}
"""What people ask for, in two languages, and the tags of it, with those that the wiki says were used for it before."""

ONE_SHOP_METRES: Final = 75.0
"""Between a point and an outline of one name."""
ONE_SPOT_METRES: Final = 10.0
"""Between two points of one name, which somebody drew a second time."""
_METRES_A_DEGREE: Final = 111_195.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A thing on the map, as a person reads it; what it does not say is empty."""

    place_id: str
    lat: float
    lon: float
    name: str
    tags: Mapping[str, str]

    @property
    def telephone(self) -> str:
        """Give its first number, as it is written there."""
        return _first(self.tags, "phone", "contact:phone")

    @property
    def website(self) -> str:
        """Give its website, without what a browser adds by itself."""
        return bare(_first(self.tags, "website", "contact:website", "url"))

    @property
    def address(self) -> str:
        """Give street and number, as Finns write them."""
        street, number = self.tags.get("addr:street", ""), self.tags.get("addr:housenumber", "")
        return f"{street} {number}".strip() if street else ""


def of_trade(trade: str) -> Sequence[Seen]:
    """Give the things of a trade, one shop once, and none that says it is closed for good."""
    wanted = {tuple(tag.split("=")) for tag in TRADES[trade]}
    things = [one for one in _things() if any(value in one.tags.get(key, "").split(";") for key, value in wanted)]
    return _once([one for one in things if one.tags.get("opening_hours") not in {"closed", "off"}])


def by_id() -> Mapping[str, Seen]:
    """Give all things by their id."""
    return {one.place_id: one for one in _things()}


def bare(url: str) -> str:
    """Give an address without its scheme and a slash at its end."""
    return re.sub(r"^https?://", "", url.strip(), flags=re.IGNORECASE).rstrip("/")


def metres(one: Seen, other: Seen) -> float:
    """Measure how far two things are from each other, on a plane, which is as good as exact within a town."""
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return math.hypot(one.lat - other.lat, east) * _METRES_A_DEGREE


def folded(text: str) -> str:
    """Give a name without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]", "", "".join(char for char in plain if not unicodedata.combining(char)))


def _once(things: Iterable[Seen]) -> list[Seen]:
    """Leave out what is drawn twice: of one name, and near each other."""
    kept: list[Seen] = []
    for one in sorted(things, key=lambda one: (not one.place_id.startswith("osm:node"), one.place_id)):
        twins = [
            other for other in kept
            if one.name
            and folded(one.name) == folded(other.name)
            and metres(one, other) < (ONE_SPOT_METRES if _kind(one) == _kind(other) else ONE_SHOP_METRES)
        ]  # fmt: skip
        if not twins:
            kept.append(one)
    return kept


def _kind(one: Seen) -> str:
    return one.place_id.partition("/")[0]


@cache
def _things() -> tuple[Seen, ...]:
    """Read everything that has a position and tags; a line or a group of lines is where the middle of its nodes is."""
    read = list(elements(real_map()))
    nodes = {one.id: (one.lat, one.lon) for one in read if one.kind == "node"}
    ways = {one.id: [nodes[ref] for ref in one.refs if ref in nodes] for one in read if one.kind == "way"}
    return tuple(seen for one in read if one.tags and (seen := _seen(one, nodes, ways)) is not None)


def _seen(one: Element, nodes: Mapping[int, tuple[float, float]], ways: Mapping[int, list[tuple[float, float]]]) -> Seen | None:
    match one.kind:
        case "node":
            points = [nodes[one.id]]
        case "way":
            points = ways[one.id]
        case _:
            points = [point for kind, member, _ in one.members if kind == "way" for point in ways.get(member, ())]
    if not points or (one.kind == "relation" and one.tags.get("type") != "multipolygon"):
        return None
    lat, lon = (sum(values) / len(points) for values in zip(*points, strict=True))
    return Seen(place_id=f"osm:{one.kind}/{one.id}", lat=lat, lon=lon, name=one.tags.get("name", ""), tags=one.tags)


def _first(tags: Mapping[str, str], *keys: str) -> str:
    return next((tags[key].split(";")[0].strip() for key in keys if tags.get(key)), "")
