"""The table of categories: how it is written, and how it is read.

A category is an entry of one of the modules beside this one (`food.py`, `health.py`, …), in three parts, each as many lines as it needs:

    bakery, baker, bread shop
        | boulangerie, boulanger, boulangère
        | shop=bakery craft=bakery overture=bakery naf=10.71C

The names in English, the names in French, the labels that it means. The first name of a language is the one that is shown. Plurals,
feminines and accents are seen to (`stems.py`); what is another word is another name. A name that several categories share ends with `+`
in each of them: whoever looks for it means all.

Of labels one is enough: a tag of OpenStreetMap, a category of Overture (`overture=`), a code of the French nomenclature (`naf=`, where
`naf=10.71*` is the whole class). `amenity=restaurant&cuisine=italian` asks for both. Of two categories that fit a place equally well,
the first names it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from outhost.domain.categories.dining import DINING
from outhost.domain.categories.food import FOOD
from outhost.domain.categories.health import HEALTH
from outhost.domain.categories.industry import INDUSTRY
from outhost.domain.categories.leisure import LEISURE
from outhost.domain.categories.offices import OFFICES
from outhost.domain.categories.searches import AND
from outhost.domain.categories.shops import SHOPS
from outhost.domain.categories.society import SOCIETY
from outhost.domain.categories.trades import TRADES
from outhost.domain.categories.vehicles import VEHICLES
from outhost.domain.words import Text

_TABLES: Final = (FOOD, DINING, HEALTH, SHOPS, TRADES, VEHICLES, OFFICES, LEISURE, SOCIETY, INDUSTRY)
_NEXT_ENTRY: Final = re.compile(r"\n(?=\S)")
SHARED: Final = "+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """Something that people look for: what it is called, and the labels by which places are known as one.

    `shared` are those of its names that other categories have too.
    """

    english: tuple[str, ...]
    french: tuple[str, ...]
    labels: tuple[str, ...]
    shared: frozenset[str]

    @property
    def name(self) -> Text:
        """Give the name that is shown."""
        return Text.of_pair((_capital(self.english[0]), _capital(self.french[0])))

    @property
    def names(self) -> tuple[str, ...]:
        """Give all that it is called, in both languages."""
        return self.english + self.french


@lru_cache(1)
def categories() -> tuple[Category, ...]:
    """Give all categories, in the order of the table."""
    return tuple(_category(entry) for table in _TABLES for entry in _NEXT_ENTRY.split(table.strip()))


def _category(entry: str) -> Category:
    english, french, labels = entry.split("|")
    return Category(
        english=tuple(_names(english)),
        french=tuple(_names(french)),
        labels=tuple(label.replace("&", AND) for label in labels.split()),
        shared=frozenset(name for name in _names(english + "," + french) if f"{name}{SHARED}" in entry),
    )


def _names(part: str) -> Iterator[str]:
    for name in part.split(","):
        yield " ".join(name.split()).removesuffix(SHARED)


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]
