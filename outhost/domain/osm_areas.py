"""Areas of OpenStreetMap: which boundaries and named points are areas that people look for leads in."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from outhost.domain.places import Area, AreaKind, Ring

AREA_KEYS: Final = ("boundary", "place")
"""Keys of what may be an area."""

Tags = Mapping[str, str]

_C, _R, _D, _T, _Q = AreaKind.COUNTRY, AreaKind.REGION, AreaKind.DEPARTMENT, AreaKind.COMMUNE, AreaKind.DISTRICT
_LEVELS: Final[Mapping[str, AreaKind]] = MappingProxyType(
    {"2": _C, "3": _R, "4": _R, "5": _D, "6": _D, "7": _T, "8": _T, "9": _Q, "10": _Q, "11": _Q}
)
"""What a value of `admin_level` is in most countries, by the map's own table of them."""
_LEVELS_IN: Final[Mapping[str, Mapping[str, AreaKind]]] = MappingProxyType(
    {"FRA": MappingProxyType({"2": _C, "4": _R, "6": _D, "8": _T, "9": _Q, "10": _Q})}
)
"""Where a country's differ: in France 3 is its European part, 5 a constituency, 7 an arrondissement, and nobody says them."""
_POINTS: Final[Mapping[str, tuple[AreaKind, float]]] = MappingProxyType(
    {
        "city": (_T, 10.0),
        "municipality": (_T, 5.0),
        "town": (_T, 4.0),
        "village": (_T, 2.0),
        "borough": (_Q, 3.0),
        "suburb": (_Q, 2.0),
        "quarter": (_Q, 1.0),
        "hamlet": (_Q, 1.0),
        "neighbourhood": (_Q, 0.7),
    }
)
"""What a named point is, and how far it reaches in km where nobody drew its boundary: about what such places measure in Europe."""
_CODES: Final = (
    "ref:INSEE", "ISO3166-1", "ISO3166-1:alpha2", "ISO3166-1:alpha3", "ISO3166-2", "postal_code", "de:amtlicher_gemeindeschluessel",
    "ref:ISTAT", "ine:municipio", "ref:nuts",
)  # fmt: skip
_NAMES: Final = re.compile(r"(alt_|official_|short_|old_|int_|loc_)?name(:[a-z]{2,3}([-_][A-Za-z]+)*)?")


def is_boundary(tags: Tags) -> bool:
    """Tell whether something is the boundary of an area that people name."""
    return tags.get("boundary") in {"administrative", "postal_code"}


def area_of_tags(area_id: str, lat: float, lon: float, tags: Tags, *, country: str, rings: Sequence[Ring] = ()) -> Area | None:
    """Make an area of a boundary or a named point; None where it is none that has a name and a kind. With `rings` it has no radius."""
    kind = kind_of(tags, country)
    names = _names(tags)
    if kind is None or not names:
        return None
    return Area(
        area_id=area_id,
        kind=kind,
        names=names,
        lat=lat,
        lon=lon,
        codes=_codes(tags),
        country=country,
        population=_population(tags),
        radius_km=None if rings else _radius(tags, kind),
        rings=rings,
    )


def kind_of(tags: Tags, country: str) -> AreaKind | None:
    """Say what an area is."""
    if tags.get("boundary") == "postal_code":
        return AreaKind.POSTCODE
    if tags.get("boundary") == "administrative":
        return _LEVELS_IN.get(country, _LEVELS).get(tags.get("admin_level", ""))
    return _POINTS[tags["place"]][0] if tags.get("place") in _POINTS else None


def _radius(tags: Tags, kind: AreaKind) -> float | None:
    """Say how far an area without boundaries reaches; one that is larger than a town has no radius, for it would be a wrong one."""
    if tags.get("place") in _POINTS:
        return _POINTS[tags["place"]][1]
    return {_T: 4.0, _Q: 1.0}.get(kind)


def _names(tags: Tags) -> tuple[str, ...]:
    """Give all names, the local one first; a postcode is the name of what has it."""
    keys = [*(key for key in ("name",) if key in tags), *sorted(key for key in tags if key != "name" and _NAMES.fullmatch(key))]
    code = [tags["postal_code"]] if tags.get("boundary") == "postal_code" and "postal_code" in tags else []
    return tuple(dict.fromkeys(name for text in (*code, *(tags[key] for key in keys)) for name in _parts(text)))


def _codes(tags: Tags) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for key in _CODES if key in tags for code in _parts(tags[key])))


def _parts(text: str) -> list[str]:
    return [part for part in map(str.strip, text.split(";")) if part]


def _population(tags: Tags) -> int | None:
    digits = re.sub(r"[\s.,'\u202f]", "", tags.get("population", ""))
    return int(digits) if digits.isdecimal() else None
