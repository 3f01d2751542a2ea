"""Outlines of GeoJSON that are areas: by their administrative level, or by the code that French files of communes and the like have."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from outhost.atlas.features import Feature
from outhost.atlas.properties import fields_among, text_of
from outhost.atlas.reading import Reading
from outhost.domain.columns import number_in
from outhost.domain.countries import FRANCE, alpha_3
from outhost.domain.departments import region_named
from outhost.domain.geometries import Spot
from outhost.domain.places import Area, AreaKind, Ring

Properties = Mapping[str, Any]
ToArea = Callable[[Reading, Feature, Spot, tuple[Ring, ...]], Area]

_LEVELS: Final[Mapping[str, AreaKind]] = {
    "2": AreaKind.COUNTRY, "3": AreaKind.REGION, "4": AreaKind.REGION, "5": AreaKind.DEPARTMENT, "6": AreaKind.DEPARTMENT,
    "7": AreaKind.COMMUNE, "8": AreaKind.COMMUNE, "9": AreaKind.DISTRICT, "10": AreaKind.DISTRICT, "11": AreaKind.DISTRICT,
}  # fmt: skip
"""Of `admin_level` in OpenStreetMap."""
_DIVISIONS: Final[Mapping[str, AreaKind]] = {
    "country": AreaKind.COUNTRY, "dependency": AreaKind.COUNTRY, "region": AreaKind.REGION, "county": AreaKind.DEPARTMENT,
    "localadmin": AreaKind.COMMUNE, "locality": AreaKind.COMMUNE, "borough": AreaKind.DISTRICT, "macrohood": AreaKind.DISTRICT,
    "neighborhood": AreaKind.DISTRICT,
}  # fmt: skip
"""Of `subtype` in Overture's divisions."""
_REGION_KEYS: Final = ("insee_reg", "code_region", "code_reg", "reg")
_DEPARTMENT_KEYS: Final = ("insee_dep", "code_departement", "code_dept", "code_dep", "dep")
_COMMUNE_KEYS: Final = ("insee_com", "code_insee", "codgeo", "insee", "code_commune", "ref:INSEE")
_POSTCODE_KEYS: Final = ("postal_code", "code_postal", "codePostal", "postcode")
_COMMUNE: Final = re.compile(r"(?:\d\d|2[AB])\d{3}")
_DEPARTMENT: Final = re.compile(r"\d\d|2[AB]|97\d")


@dataclass(frozen=True, slots=True)
class _Found:
    """What an area is, and the code that its country gives it."""

    kind: AreaKind
    code: str
    country: str

    def area(self, reading: Reading, feature: Feature, spot: Spot, rings: tuple[Ring, ...]) -> Area:
        """Make the area of what was found, and of its boundaries."""
        properties = feature["properties"]
        names = tuple(dict.fromkeys(_names(properties))) or (self.code,)
        own = text_of(feature.get("id")) or text_of(properties.get("id"))
        population = number_in(text_of(properties.get("population") or properties.get("pop")))
        return Area(
            area_id=reading.id_of(f"{self.kind}/{self.code}" if self.code else own, self.kind, *names, spot),
            kind=self.kind,
            names=names,
            lat=spot[1],
            lon=spot[0],
            codes=_codes(self, properties),
            country=self.country,
            population=int(population) if population is not None and population >= 0 else None,
            rings=rings,
        )


def named_area(properties: Properties) -> ToArea | None:
    """Give what makes an area of an outline with these properties; None where they tell of a place, or of nothing."""
    found = _by_division(properties) or _by_level(properties) or _by_code(properties)
    return found.area if found else None


def _by_division(properties: Properties) -> _Found | None:
    kind = _DIVISIONS.get(text_of(properties.get("subtype")))
    if kind is None or text_of(properties.get("type")) not in {"division_area", "division", ""} or not next(_names(properties), None):
        return None
    return None if properties.get("class") == "maritime" else _Found(kind, "", alpha_3(text_of(properties.get("country"))))


def _by_level(properties: Properties) -> _Found | None:
    kind = _LEVELS.get(text_of(properties.get("admin_level")))
    if kind is None or not next(_names(properties), None):
        return None
    code = _text(properties, _COMMUNE_KEYS)
    return _Found(kind, code, FRANCE if code else alpha_3(text_of(properties.get("ISO3166-1"))))


def _by_code(properties: Properties) -> _Found | None:
    """Recognise the files of the French state: by the name of the code, else by how it looks."""
    name = next(_names(properties), "")
    code = _text(properties, ("code",))
    commune = _text(properties, _COMMUNE_KEYS) or code
    if _COMMUNE.fullmatch(commune):
        return _Found(AreaKind.COMMUNE, commune, FRANCE) if name else None
    if region := _region_in(properties, name, code):
        return _Found(AreaKind.REGION, region, FRANCE)
    department = _text(properties, _DEPARTMENT_KEYS) or code
    if name and _DEPARTMENT.fullmatch(department):
        return _Found(AreaKind.DEPARTMENT, department, FRANCE)
    postcode = _text(properties, _POSTCODE_KEYS)
    return _Found(AreaKind.POSTCODE, postcode, FRANCE if re.fullmatch(r"\d{5}", postcode) else "") if postcode and not name else None


def _region_in(properties: Properties, name: str, code: str) -> str:
    if _text(properties, _DEPARTMENT_KEYS) or "region" in properties or not name:
        return ""
    region = region_named(name)
    return _text(properties, _REGION_KEYS) or (code if region and region.code == code else "")


def _codes(found: _Found, properties: Properties) -> tuple[str, ...]:
    """Give the codes by which an area is asked for; that of a French region is said to be one, for the bare number is a department."""
    own = {AreaKind.REGION: f"REG-{found.code}"}.get(found.kind, found.code) if found.code else ""
    postcodes = properties.get("codesPostaux")
    others = postcodes if isinstance(postcodes, list) else []
    known = (own, text_of(properties.get("ISO3166-2")), text_of(properties.get("ISO3166-1")), *map(text_of, others))
    return tuple(dict.fromkeys(code for code in known if code))


def _names(properties: Properties) -> Iterator[str]:
    names = properties.get("names")
    told = (names.get("primary"), *_values(names.get("common"))) if isinstance(names, dict) else ()
    own = fields_among(tuple(properties)).said(properties, "name")
    translated = (value for key, value in properties.items() if key.startswith("name:") or key in {"alt_name", "official_name", "old_name"})
    return filter(None, map(text_of, (*told, own, *translated)))


def _values(mapping: object) -> tuple[object, ...]:
    return tuple(mapping.values()) if isinstance(mapping, dict) else ()


def _text(properties: Properties, keys: tuple[str, ...]) -> str:
    return next((text for key in keys for spelling in (key, key.upper()) if (text := text_of(properties.get(spelling)))), "")
