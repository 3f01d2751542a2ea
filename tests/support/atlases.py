"""Atlases to try things on: built of given places and areas, in a folder of the test's own."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from outhost.atlas.builder import build
from outhost.domain.places import Area, Place, Source

LOADED_AT = "2026-11-26T08:00:00Z"


def source(name: str = "town", **changed: Any) -> Source:
    """Give a source of this name."""
    about = {"kind": "openstreetmap", "licence": "ODbL-1.0", "attribution": "© OpenStreetMap contributors", "date": "2026-11-01"}
    return Source(**{"name": name, "file": f"{name}.osm.pbf", "loaded_at": LOADED_AT} | about | changed)


def place(number: int, lat: float = 45.76, lon: float = 4.84, **said: Any) -> Place:
    """Give a place, a node of OpenStreetMap with this number."""
    return Place(**{"place_id": f"osm:node/{number}", "lat": lat, "lon": lon} | said)


def atlas_of(folder: Path, entries: Iterable[Place | Area], of: Source | None = None) -> Path:
    """Build an atlas of places and areas in a data folder, or add them to the one that is there; gives its file."""
    path = folder / "atlas" / "atlas.db"
    build(path, of or source(), entries)
    return path


def bakery_in_lyon(folder: Path) -> Path:
    """Build an atlas with a bakery and a dentist in Lyon in a data folder, for whoever asks what the examples ask."""
    about = {"city": "Lyon", "postcode": "69001", "country": "FRA"}
    baker = place(1, name="Au Bon Pain", labels=("shop=bakery",), street="1 rue des Pains", website="https://pain.example", **about)
    return atlas_of(folder, [baker, place(2, name="Cabinet Martin", labels=("amenity=dentist",), telephone="04 72 00 00 01", **about)])
