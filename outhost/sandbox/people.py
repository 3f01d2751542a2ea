"""Invented people: their names, and what stands before the @ in an address that is named after one."""

import random
import unicodedata
from dataclasses import dataclass

_GIVEN_FR = (
    "Julien Camille Sophie Nicolas Aurélie Thomas Céline Mathieu Élodie Romain Hélène Guillaume Nathalie Sébastien Amandine Benoît Laurence "
    "Olivier Manon Cédric Pauline Xavier Margaux Fabrice Solène Rémi Isabelle Damien Agnès Loïc Maëlle Bertrand Corinne Yannick Inès Gaëlle "
    "Antoine Clémence Jérôme Lucie Éric Noémie Vincent Chloé Arnaud Sandrine Baptiste Florence Anaïs Hugo"
).split()
_FAMILY_FR = (
    "Garnier Lambert Rousseau Fontaine Chevalier Mercier Blanchard Guérin Boyer Perrin Clément Gauthier Morin Dumont Lemoine Rolland Marchand "
    "Bertin Vasseur Aubry Collet Prévost Besnard Leclercq Barbier Renault Charpentier Carpentier Maillard Pichon Delorme Jacquet Vidal Poirier "
    "Hamelin Tessier Bourdin Gillet Lacroix Royer Cordier Legrand Masson Humbert Dupuis Brunet Delmas Rivière Chauvin Pelletier"
).split()
_GIVEN_EN = (
    "James Emily Oliver Charlotte Harry Lucy George Hannah Peter Rebecca Simon Alice Martin Claire Andrew Helen Edward Rachel Graham Susan "
    "Daniel Laura Philip Joanna Stuart Megan Colin Fiona Richard Imogen"
).split()
_FAMILY_EN = (
    "Whitmore Ashworth Bradley Fletcher Hargreaves Pemberton Thornton Baxter Colling Everett Fairbank Goddard Holloway Kendrick Langford Mercer "
    "Norwood Osborne Prescott Radcliffe Sherwood Tindall Underwood Wakefield Yardley"
).split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works in the town."""

    given: str
    family: str

    @property
    def name(self) -> str:
        """The name as it is said."""
        return f"{self.given} {self.family}"


def person(rng: random.Random, language: str) -> Person:
    """Draw a person of that language."""
    given, family = (_GIVEN_EN, _FAMILY_EN) if language == "en" else (_GIVEN_FR, _FAMILY_FR)
    return Person(given=rng.choice(given), family=rng.choice(family))


def plain(text: str) -> str:
    """Give the text in ASCII letters, digits and single hyphens, as in a name of a host."""
    letters = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("&", " ")).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(mark if mark.isalnum() else " " for mark in letters).split())


def personal_part(rng: random.Random, who: Person) -> str:
    """Choose how an address is named after somebody: never by the family name alone, which may be the shop's too."""
    given, family = plain(who.given), plain(who.family).replace("-", "")
    short = given[0]
    return rng.choice(
        (f"{given}.{family}", f"{given}.{family}", f"{given}-{family}", f"{short}.{family}", f"{short}{family}", given, f"{family}.{given}")
    )
