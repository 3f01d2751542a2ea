"""The invented town: what it is called, its streets, the villages around it and their postcodes."""

import random
from dataclasses import dataclass

from outhost.sandbox.chance import stream

_TOWNS = (
    "Valmoret",
    "Montbrisart",
    "Rocheverte-sur-Ivre",
    "Chantelune",
    "Brévigny-le-Pont",
    "Saint-Aurain",
    "Hautecombelle",
    "Lourmarche",
    "Fontvallière",
)
_VILLAGES = (
    "Le Clos-Joli",
    "Saint-Aubert-des-Prés",
    "Vaucremont",
    "La Ferrandière",
    "Grandval-le-Haut",
    "Moulinchaux",
    "Bois-Tardieu",
    "Les Essarts-Blancs",
    "Courvilliers",
    "Belrive",
)
_STREETS = (
    "rue de la République",
    "rue du Vieux-Marché",
    "place de l’Église",
    "avenue Jean-Jaurès",
    "rue des Tanneurs",
    "rue Victor-Hugo",
    "boulevard Gambetta",
    "quai des Mariniers",
    "rue du Moulin",
    "impasse des Lilas",
    "rue Pasteur",
    "place du Général-de-Gaulle",
    "rue de la Gare",
    "chemin des Vignes",
    "rue Saint-Nicolas",
    "allée des Tilleuls",
    "rue du Faubourg-Neuf",
    "avenue du Stade",
    "rue Émile-Zola",
    "cours Carnot",
    "rue des Trois-Fontaines",
    "passage de l’Horloge",
)
_OUTSKIRTS = (
    "route de Grandval",
    "ZA des Quatre-Chemins",
    "zone artisanale du Pré-Long",
    "rue de l’Industrie",
    "lieu-dit La Bergerie",
    "route du Moulin-Neuf",
    "chemin de Halage",
    "rue des Artisans",
)
DEPARTMENT = "96"
"""No department of France has this number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a door is."""

    street: str
    postcode: str
    city: str


def town_name(seed: int) -> str:
    """Give the name of the town of a seed."""
    return stream(seed, "town").choice(_TOWNS)


def postcodes(seed: int) -> dict[str, str]:
    """Give town and villages by their postcodes, the town first."""
    return {f"{DEPARTMENT}100": town_name(seed)} | {f"{DEPARTMENT}{110 + 10 * at}": village for at, village in enumerate(_VILLAGES)}


def place(rng: random.Random, seed: int) -> Place:
    """Draw an address: two in three stand in the town, the others around it."""
    if rng.random() < 0.66:
        number = f"{rng.randint(1, 128)}{rng.choice(('', '', '', '', ' bis', ' ter'))}"
        return Place(street=f"{number}, {rng.choice(_STREETS)}", postcode=f"{DEPARTMENT}100", city=town_name(seed))
    at = rng.randrange(len(_VILLAGES))
    return Place(street=f"{rng.randint(1, 40)}, {rng.choice(_OUTSKIRTS)}", postcode=f"{DEPARTMENT}{110 + 10 * at}", city=_VILLAGES[at])
