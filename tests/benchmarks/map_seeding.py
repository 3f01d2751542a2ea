"""Atlases of any size for benchmarks: a hundred places in each tile of a square, as many bakeries among them as there are in a town."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any, Final

from outhost.atlas.indexing import fill_indexes
from outhost.atlas.rows import PLACE_COLUMNS, SOURCE_COLUMNS, place_row
from outhost.atlas.schema import TABLES, VERSION
from outhost.atlas.steps import silently
from outhost.domain.places import Place, Source
from outhost.domain.tiles import Tile, tile_of

A_TILE: Final = 100
"""Places."""
SOUTH_WEST: Final = tile_of(43.0, -1.0)
_SOURCE: Final = Source(
    name="bench", kind="openstreetmap", licence="ODbL-1.0", attribution="©", date="2026-11-01", file="bench.osm.pbf", loaded_at=""
)
_LABELS: Final = (
    "shop=bakery", "shop=hairdresser", "amenity=restaurant", "amenity=cafe", "shop=convenience", "amenity=pharmacy", "shop=clothes",
    "amenity=bank", "office=insurance", "shop=car_repair", "amenity=dentist", "tourism=hotel", "craft=plumber", "office=lawyer",
)  # fmt: skip
_KINDS: Final = ("Boulangerie", "Salon", "Restaurant", "Café", "Épicerie", "Pharmacie", "Boutique", "Banque", "Cabinet", "Garage")
_SYLLABLES: Final = ("ba", "dou", "ri", "mar", "tin", "ce", "lo", "vi", "gna", "pel", "sau", "mon", "ter", "fre", "nel", "chi")


def seed_atlas(path: Path, tiles: int) -> Path:
    """Write an atlas of so many tiles in a square (a whole number a side), by the layout and the indexing that a load ends with."""
    side = round(tiles**0.5)
    with closing(sqlite3.connect(path, isolation_level=None)) as atlas:
        atlas.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {TABLES}")
        atlas.execute("BEGIN")
        atlas.execute(f"INSERT INTO sources VALUES (1{', ?' * len(SOURCE_COLUMNS)})", [getattr(_SOURCE, name) for name in SOURCE_COLUMNS])
        columns = f"source_id, tile, {', '.join(PLACE_COLUMNS)}"
        atlas.executemany(f"INSERT INTO places ({columns}) VALUES (1, ?{', ?' * len(PLACE_COLUMNS)})", _rows(side))
        fill_indexes(atlas, side * side * A_TILE, silently)
        atlas.executescript(f"PRAGMA user_version = {VERSION}; PRAGMA analysis_limit = 1000; ANALYZE main;")
    return path


def tiles_of_square(south: int, west: int, side: int) -> list[Tile]:
    """Give the tiles of a square, so many rows and columns from the corner."""
    return [Tile(SOUTH_WEST.row + south + row, SOUTH_WEST.column + west + column) for row in range(side) for column in range(side)]


def _rows(side: int) -> Iterator[tuple[Any, ...]]:
    chance = Random(3)
    for tile in tiles_of_square(0, 0, side):
        for number in range(A_TILE):
            yield (tile.number, *place_row(_place(chance, tile, number)))


def _place(chance: Random, tile: Tile, number: int) -> Place:
    kind, label = chance.choice(_KINDS), chance.choice(_LABELS)
    key, _, value = label.partition("=")
    name = "".join(chance.choices(_SYLLABLES, k=3)).capitalize()
    box = tile.box
    return Place(
        place_id=f"osm:node/{tile.number:08}{number:04}",
        lat=chance.uniform(box.south, box.north),
        lon=chance.uniform(box.west, box.east),
        name=f"{kind} {name}",
        labels=(label,),
        telephone=f"+334{chance.randrange(10**8):08}",
        street=f"{chance.randrange(1, 200)} rue {name}",
        postcode=f"{tile.number % 95 + 1:02}000",
        city=name,
        country="FRA",
        tags={key: value, "name": f"{kind} {name}", "opening_hours": "Mo-Sa 08:00-19:00"},
    )
