"""How a map tags what people of the town do for a living, in the words of OpenStreetMap."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_TRADES: Final[Mapping[str, str]] = MappingProxyType({
    "boulangerie": "shop=bakery",
    "restaurant": "amenity=restaurant",
    "caviste": "shop=wine",
    "fromagerie": "shop=cheese",
    "traiteur": "craft=caterer",
    "plombier": "craft=plumber",
    "electricien": "craft=electrician",
    "menuisier": "craft=joiner",
    "garage": "shop=car_repair",
    "paysagiste": "craft=gardener",
    "imprimerie": "craft=printer",
    "dentiste": "amenity=dentist healthcare=dentist",
    "osteopathe": "healthcare=alternative healthcare:speciality=osteopathy",
    "veterinaire": "amenity=veterinary",
    "coiffure": "shop=hairdresser",
    "pharmacie": "amenity=pharmacy healthcare=pharmacy",
    "avocat": "office=lawyer",
    "comptable": "office=accountant",
    "immobilier": "office=estate_agent",
    "hotel": "tourism=hotel",
    "gite": "tourism=guest_house",
    "association": "office=association",
    "sport": "club=sport",
    "autoecole": "amenity=driving_school",
    "guesthouse": "tourism=guest_house",
    "property": "office=estate_agent",
    "language-school": "amenity=language_school",
    "builder": "craft=builder",
    "tearoom": "amenity=cafe cuisine=tea",
    "accountants": "office=accountant",
})  # fmt: skip
_OPENS: Final = ("08:30", "09:00", "09:30", "10:00", "07:00")
_CLOSES: Final = ("18:00", "18:30", "19:00", "19:30", "20:00")


def tags_of(trade: str) -> dict[str, str]:
    """Give the tags of a trade, by its slug."""
    return dict(pair.split("=") for pair in _TRADES[trade].split())


def opening_hours(hours: int, language: str) -> str:
    """Write the hours that websites of the town print under that number (`Season.hours`)."""
    early, late = _OPENS[hours], _CLOSES[hours]
    if language == "en":
        return f"Tu-Fr {early}-{late}; Sa 10:00-16:00"
    return f"Tu-Fr {early}-12:30,14:00-{late}; Sa {early}-17:00"
