"""Texts of zones: what somebody wrote to say where, taken apart before anybody looks for it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from outhost.domain.departments import without_article
from outhost.domain.places import AreaKind
from outhost.domain.spelling import folded
from outhost.domain.tiles import is_on_earth
from outhost.domain.words import Phrase, Text

LONGEST: Final = 200
NEAREST_KM: Final = 0.1
FARTHEST_KM: Final = 500.0
_NUMBER: Final = r"\d{1,9}(?:[.,]\d{1,9})?"
_DISTANCE: Final = re.compile(
    rf"(?:^|(?<=[\s,+)\d\w]))[\s,]*([+-]?)\s*({_NUMBER})\s*(?:km|kms|kilom[eè]tres?|kilometers?)\.?$", re.IGNORECASE
)
_POINT: Final = re.compile(r"([+-]?\d{1,3}(?:\.\d{1,15})?)\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d{1,15})?)")
_BRACKETS: Final = re.compile(r"([^()]*[^()\s])\s*\(\s*([^()]*[^()\s])\s*\)")
_KIND_BEFORE: Final = re.compile(r"(code postal|cp|postcode|zip|code insee|insee)\s*:?\s+(\w[\w\s]*)", re.IGNORECASE)
_ARRONDISSEMENT: Final = re.compile(r"(paris|lyon|marseille) (?:0?(\d{1,2})) ?(?:er|e|eme|st|nd|rd|th)?(?: (?:arrondissement|arr|ardt))?")

_ARRONDISSEMENTS: Final = {"paris": (75100, 75000, 20), "lyon": (69380, 69000, 9), "marseille": (13200, 13000, 16)}
"""INSEE codes and postcodes before that of the first one, and how many there are."""
_PASSY: Final = 75016
"""The one with two postcodes."""
_KINDS: Final = {
    "insee": "insee", "code insee": "insee", "postcode": "postcode", "code postal": "postcode", "cp": "postcode", "zip": "postcode",
    "commune": AreaKind.COMMUNE, "ville": AreaKind.COMMUNE, "city": AreaKind.COMMUNE, "town": AreaKind.COMMUNE,
    "departement": AreaKind.DEPARTMENT, "department": AreaKind.DEPARTMENT, "region": AreaKind.REGION, "pays": AreaKind.COUNTRY,
    "country": AreaKind.COUNTRY, "quartier": AreaKind.DISTRICT, "district": AreaKind.DISTRICT,
}  # fmt: skip
"""Words in brackets that say which kind of thing is meant, folded."""

_TOO_LONG = Text(en="is longer than {most} characters", fr="dépasse {most} caractères")
_EMPTY = Text(en="names no place", fr="ne nomme aucun lieu")
_DISTANCE_IS_WRONG = Text(
    en="the distance must be {nearest} to {farthest} km", fr="la distance doit être comprise entre {nearest} et {farthest} km"
)
_NOT_ON_EARTH = Text(
    en="latitude is -90 to 90 and longitude -180 to 180, in this order", fr="la latitude va de -90 à 90, puis la longitude de -180 à 180"
)
_NO_DISTANCE = Text(en="a point needs a distance: “{text} 5km”", fr="un point demande une distance : « {text} 5km »")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a text says: a name (as written) or a point, what it lies in or which kind of thing it is, and how far around it."""

    name: str = ""
    within: str = ""
    kind: str = ""
    point: tuple[float, float] | None = None
    km: float | None = None


def asked(text: str) -> Asked | Phrase:
    """Take the text of a zone apart, or say what is wrong with it."""
    plain = _plain(text)
    if len(plain) > LONGEST:
        return _TOO_LONG.filled(most=LONGEST)
    found = _DISTANCE.search(plain)
    if not found:
        return _named(plain)
    sign, number = found.groups()
    km = float(number.replace(",", "."))
    if sign == "-" or not NEAREST_KM <= km <= FARTHEST_KM:
        return _DISTANCE_IS_WRONG.filled(nearest=NEAREST_KM, farthest=round(FARTHEST_KM))
    what = _named(plain[: found.start()].rstrip(" ,+"), km)
    return replace(what, km=km) if isinstance(what, Asked) else what


def keys_of(name: str) -> list[str]:
    """Give the folded names under which a name may be known, what was written first: `st` is `saint`, an article may be missing or not."""
    key = folded(name)
    city = _ARRONDISSEMENT.fullmatch(key)
    if city:
        return list(dict.fromkeys([key, *_arrondissement_names(city[1], int(city[2]))]))
    return list(dict.fromkeys(each for spelling in _saints(key) for each in (spelling, without_article(spelling))))


def is_arrondissement(key: str) -> bool:
    """Tell whether a name (folded) is that of an arrondissement of Paris, Lyon or Marseille."""
    return _ARRONDISSEMENT.fullmatch(key) is not None


def arrondissement_of(name: str) -> tuple[str, tuple[str, ...]] | None:
    """Give the INSEE code and the postcodes of an arrondissement of Paris, Lyon or Marseille, however written: `Lyon 3e`, `Paris 03`."""
    found = _ARRONDISSEMENT.fullmatch(folded(name))
    first, postcode, count = _ARRONDISSEMENTS[found[1]] if found else (0, 0, 0)
    number = int(found[2]) if found else 0
    if not 1 <= number <= count:
        return None
    postcodes = (str(postcode + number), *(["75116"] if postcode + number == _PASSY else []))
    return str(first + number), postcodes


def _plain(text: str) -> str:
    """Give a text in whole characters, its blanks single, without what nobody sees."""
    letters = (" " if unicodedata.category(char) in {"Cc", "Zl", "Zp", "Cs"} else char for char in text[: LONGEST * 10])
    seen = "".join(char for char in letters if unicodedata.category(char) != "Cf")
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _named(plain: str, km: float | None = None) -> Asked | Phrase:
    point = _POINT.fullmatch(plain)
    if point and ("." in plain or "," in plain):
        return _point(float(point[1]), float(point[2]), plain, km)
    in_words = _KIND_BEFORE.fullmatch(plain)
    if in_words:
        return Asked(name=in_words[2], kind=_KINDS[folded(in_words[1])])
    name, within = _apart(plain)
    if not folded(name):
        return _EMPTY.filled()
    kind = _KINDS.get(folded(within), "")
    return Asked(name=name, kind=kind) if kind else Asked(name=name, within=within)


def _point(lat: float, lon: float, plain: str, km: float | None) -> Asked | Phrase:
    if not is_on_earth(lat, lon):
        return _NOT_ON_EARTH.filled()
    return _NO_DISTANCE.filled(text=plain) if km is None else Asked(point=(lat, lon))


def _apart(plain: str) -> tuple[str, str]:
    """Give a name and what it lies in: "Saint-Denis (93)", "Paris, Texas"."""
    brackets = _BRACKETS.fullmatch(plain)
    if brackets:
        return brackets[1].rstrip(" ,"), brackets[2]
    name, comma, within = plain.rpartition(",")
    return (name.strip(), within.strip()) if comma and folded(name) and folded(within) else (plain.strip(" ,"), "")


def _saints(key: str) -> Iterator[str]:
    yield key
    words = key.split()
    for short, long in (("st", "saint"), ("ste", "sainte")):
        if short in words:
            yield " ".join(long if word == short else word for word in words)


def _arrondissement_names(city: str, number: int) -> Iterator[str]:
    ordinal = "1er" if number == 1 else f"{number}e"
    yield from (f"{city} {ordinal} arrondissement", f"{city} {ordinal}", f"{city} {number}", f"{city} {number:02}")
    yield from (f"{city} {number}eme", f"{city} {number}eme arrondissement", f"{city} {number:02} arrondissement")
