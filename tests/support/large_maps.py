"""Large maps of OpenStreetMap, written as extracts are: cities of shops on a grid, houses, and nodes that are nothing by themselves."""

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import osmium
from osmium.osm.mutable import Node, Way

_SHOPS: Final = ("bakery", "hairdresser", "florist", "butcher", "optician", "clothes", "shoes", "books", "bicycle", "supermarket")
_STREETS: Final = ("Rue de la Paix", "Avenue Foch", "Rue Victor Hugo", "Place du Marché", "Quai Saint-Antoine", "Rue du Four")
_FIRST: Final = ("Maison", "Chez", "Atelier", "Le Petit", "Au Bon", "La Belle")
_SECOND: Final = ("Lefèvre", "Martin", "Marguerite", "Soleil", "Dupont", "Moulin", "Colette", "Garance", "Basile", "Olympe")


def write_large_map(path: Path, *, places: int, plain_a_place: int = 2, houses: int = 0, seed: int = 7) -> Path:
    """Write a map with so many shops as nodes, some of them as houses, and plain nodes between them; the same seed gives the same map."""
    chance = random.Random(seed)
    path.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(path)) as writer:
        number = 0
        for _ in range(places - houses):
            for _ in range(plain_a_place):
                number += 1
                writer.add_node(Node(id=number, location=_spot(chance)))
            number += 1
            writer.add_node(Node(id=number, location=_spot(chance), tags=_shop(chance, number)))
        corners = range(number + 1, number + 1 + 4 * houses)
        for corner in corners:
            writer.add_node(Node(id=corner, location=_spot(chance)))
        for house in range(houses):
            nodes = [number + 1 + 4 * house + at for at in (0, 1, 2, 3, 0)]
            writer.add_way(Way(id=house + 1, nodes=nodes, tags=_shop(chance, house)))
    return path


def _spot(chance: random.Random) -> tuple[float, float]:
    return round(chance.gauss(2.5, 2.0), 7), round(chance.gauss(47.0, 1.5), 7)


def _shop(chance: random.Random, number: int) -> Mapping[str, str]:
    tags = {
        "shop": chance.choice(_SHOPS),
        "name": f"{chance.choice(_FIRST)} {chance.choice(_SECOND)} {number % 997}",
        "addr:housenumber": str(chance.randrange(1, 200)),
        "addr:street": chance.choice(_STREETS),
        "addr:postcode": f"{chance.randrange(1, 96):02}{chance.randrange(0, 10)}00",
        "addr:city": f"Ville-{chance.randrange(2000)}",
        "opening_hours": "Mo-Sa 09:00-19:00",
    }
    if chance.random() < 0.5:
        tags |= {"phone": f"+33 1 {chance.randrange(10**8):08}", "website": f"https://www.site-{number}.example/"}
    return tags
