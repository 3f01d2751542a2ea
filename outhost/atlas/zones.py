"""Zones: what people call a part of the world, found in the loaded data and, where that is silent, in the gazetteer."""

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from outhost.atlas.areas import areas_of, department_at
from outhost.atlas.candidates import Candidate, Laid, choices_of, label_of, meant_of, reach_of, told_apart
from outhost.atlas.close_names import close_names
from outhost.atlas.gazetteer import City, Gazetteer
from outhost.atlas.localities import arrondissements_of, cities_of, communes_of, country_of, departments_of, postcodes_of
from outhost.domain.countries import country_named, country_of_code, lands_of
from outhost.domain.departments import DEPARTMENTS, department_named, lacks_article, region_named
from outhost.domain.places import AreaKind
from outhost.domain.shapes import Circle, distance_km, tiles_over
from outhost.domain.spelling import folded
from outhost.domain.tiles import tile_of
from outhost.domain.words import Phrase, Text
from outhost.domain.zone_texts import Asked, arrondissement_of, asked, keys_of
from outhost.domain.zones import Unresolved, Zone

MOST_CHOICES: Final = 8
_INSEE: Final = re.compile(r"\d[\dAB]\d{3}")
_FRANCE: Final = "FRA"
_USA: Final = "USA"
_SAME_TOWN_KM: Final = 10.0

_SEVERAL = Text(en="may be several places; write one of: {choices}", fr="peut désigner plusieurs lieux ; écrivez l’un de : {choices}")
_MORE_CHOICES = Text(en="{first} · {others}", fr="{first} · {others}")
_NOT_WITHIN = Text(
    en="is not known in “{within}”, but there are: {choices}", fr="n’est pas connu dans « {within} », mais il y a : {choices}"
)
_ELSEWHERE = Text(en="is in {country}: set `country` to {code}", fr="se trouve en dehors : {country} ; mettez `country` à {code}")
_IS_A_COUNTRY = Text(
    en="is another country, {country}: set `country` to {code}", fr="est un autre pays, {country} : mettez `country` à {code}"
)
_NOT_LOADED = Text(
    en="is known, but nothing that is loaded lies there: load a map of it with `outhost atlas load FILE`",
    fr="est connu, mais rien de ce qui est chargé ne s’y trouve : chargez-en une carte avec `outhost atlas load FICHIER`",
)
_CUT = Text(
    en="has no whole boundaries in the loaded data: write a town or a postcode, or a distance around it: “{name} 30km”",
    fr="n’a pas de limites entières dans les données chargées : écrivez une commune, un code postal ou une distance : « {name} 30km »",
)
_UNKNOWN = Text(
    en="is neither in the loaded data nor in the gazetteer", fr="n’est ni dans les données chargées ni dans le répertoire des villes"
)
_CLOSE = Text(
    en="is neither in the loaded data nor in the gazetteer; is it one of these? {names}",
    fr="n’est ni dans les données chargées ni dans le répertoire des villes ; est-ce l’un de ceux-ci ? {names}",
)


def resolve(connection: sqlite3.Connection | None, gazetteer: Gazetteer, text: str, country: str) -> Zone | Unresolved:
    """Say where a name is, in a country (ISO 3166-1 alpha-3); without a connection by the gazetteer alone.

    Names of the loaded data come first: areas with boundaries, areas that reach some way around a point, French departments and regions,
    and what addresses say. Of one place, the first of these is taken. Five digits are a postcode, or else an INSEE code.
    """
    what = asked(text)
    if isinstance(what, Phrase):
        return Unresolved(text=text, why=what)
    if what.point and what.km:
        return _zone_around(text, f"{what.point[0]:g}, {what.point[1]:g}", what.point, what.km, country)
    found = _Search(connection, gazetteer, country.upper()).meant(what)
    return Unresolved(text=text, why=found) if isinstance(found, Phrase) else _zone(text, what, found, country)


def _zone(text: str, what: Asked, found: Candidate, country: str) -> Zone:
    if what.km:
        return _zone_around(text, label_of(found), found.centre, what.km, found.country or country)
    shape, tiles = found.lay()
    label = _with_reach(label_of(found), shape.km) if isinstance(shape, Circle) else label_of(found)  # its borders are not known
    return Zone(text=text, label=label, kind=found.kind, country=found.country or country, shape=shape, tiles=tiles)


def _zone_around(text: str, label: str, middle: tuple[float, float], km: float, country: str) -> Zone:
    circle = Circle(*middle, km)
    return Zone(text=text, label=_with_reach(label, km), kind=AreaKind.POINT, country=country, shape=circle, tiles=tiles_over(circle))


def _with_reach(label: str, km: float) -> str:
    return f"{label} + {round(km, 1):g} km"


class _Search:
    """Looks for one name."""

    def __init__(self, connection: sqlite3.Connection | None, gazetteer: Gazetteer, country: str) -> None:
        self._connection = connection
        self._gazetteer = gazetteer
        self._country = country
        self._lands = lands_of(country)

    def meant(self, what: Asked) -> Candidate | Phrase:
        """Give the one place that is meant, or say why there is none."""
        fits = self._fits(what)
        every = _of_loaded(self._connection, self._gazetteer, what.name) if self._connection else []
        loaded = told_apart(each for each in every if each.reach_km or what.km)
        found = [each for each in loaded if self._is_here(each) and fits(each)]
        if not found:
            has_borders = _names_what_has_borders(what.name)
            towns = _towns(self._gazetteer, self._connection, what.name)
            loaded += [town for town in towns if town.is_own_name or not has_borders]
            found = told_apart(each for each in loaded if self._is_here(each) and fits(each))
        if not found and any(self._is_here(each) and fits(each) for each in every):
            return _CUT.filled(name=what.name)
        if not found:
            return self._why_not(what, loaded, [each for each in loaded if not self._is_here(each) and fits(each)])
        meant = meant_of(self._counted(what.name, found))
        return meant[0] if len(meant) == 1 else _SEVERAL.filled(choices=_listed(choices_of(meant)))

    def _is_here(self, candidate: Candidate) -> bool:
        return not candidate.country or candidate.country in self._lands

    def _counted(self, name: str, found: list[Candidate]) -> list[Candidate]:
        """Say how many people live in each, where the gazetteer knows and it matters."""
        if len(found) < 2 or all(each.people or each.kind is not AreaKind.COMMUNE for each in found):  # noqa: PLR2004 - nothing to compare
            return found
        towns = [city for key in keys_of(name) for city in self._gazetteer.cities(key)]
        return [each if each.people or each.kind is not AreaKind.COMMUNE else replace(each, people=_people(each, towns)) for each in found]

    def _fits(self, what: Asked) -> Callable[[Candidate], bool]:
        if what.kind:
            return partial(_is_of_kind, what.kind)
        return partial(self._lies_in, what.within, self._zone_of(what.within)) if what.within else lambda _: True

    def _zone_of(self, within: str) -> Zone | None:
        """Find what a name is to lie in, where it is none of those that have codes."""
        has_code = department_named(within) or region_named(within) or country_named(within)
        if self._connection is None or has_code or (self._country == _USA and self._gazetteer.state(folded(within))):
            return None
        found = resolve(self._connection, self._gazetteer, within, self._country)
        return found if isinstance(found, Zone) else None

    def _lies_in(self, within: str, zone: Zone | None, candidate: Candidate) -> bool:
        if zone:
            return tile_of(candidate.lat, candidate.lon) in zone.tiles
        country = country_named(within)
        if country and (candidate.country or self._country) in lands_of(country.code):
            return True
        if candidate.country == _USA and candidate.region == self._gazetteer.state(folded(within)):
            return True
        return _lies_in_france(within, candidate)

    def _why_not(self, what: Asked, found: Sequence[Candidate], elsewhere: Sequence[Candidate]) -> Phrase:
        here = told_apart(each for each in found if self._is_here(each))
        if here and not elsewhere:
            return _NOT_WITHIN.filled(within=what.within or what.kind, choices=_listed(choices_of(here)))
        country = country_named(what.name)
        if country and country.code not in self._lands:
            return _IS_A_COUNTRY.filled(country=country.name, code=country.code)
        if elsewhere:
            return self._where_else(max(elsewhere, key=lambda each: each.size))
        if _names_what_has_borders(what.name):
            return _NOT_LOADED.filled()
        names = close_names(self._connection, self._gazetteer, folded(what.name), self._lands)
        return _CLOSE.filled(names=" · ".join(names)) if names else _UNKNOWN.filled()

    def _where_else(self, candidate: Candidate) -> Phrase:
        code = next((code for code in (_FRANCE,) if candidate.country in lands_of(code)), candidate.country)
        country = country_of_code(code)
        return _ELSEWHERE.filled(country=country.name if country else code, code=code)


def _names_what_has_borders(name: str) -> bool:
    """Tell whether a name is one of a department, a region or a country: no town is meant by it that is only called so as well."""
    return any(known(name) for known in (department_named, region_named, country_named))


def _of_loaded(connection: sqlite3.Connection, gazetteer: Gazetteer, name: str) -> list[Candidate]:
    """Find a name in the loaded data; of what has digits, postcodes come first."""
    found = [*areas_of(connection, [*keys_of(name), name.upper()]), *_by_addresses(connection, gazetteer, name)]
    has_digits = any(char.isdigit() for char in name)
    return sorted(found, key=lambda each: each.kind is not AreaKind.POSTCODE) if has_digits else found


def _by_addresses(connection: sqlite3.Connection, gazetteer: Gazetteer, name: str) -> Iterator[Candidate]:
    department, region, country = department_named(name), region_named(name), country_named(name)
    if region:
        yield from departments_of(connection, [DEPARTMENTS[code] for code in region.departments], region)
    if department:
        yield from departments_of(connection, [department])
    if country and not (department and department.country == country.code != _FRANCE):
        yield from country_of(connection, gazetteer, country)
    if any(char.isdigit() for char in name):
        yield from postcodes_of(connection, folded(name))
    arrondissement = arrondissement_of(name)
    if arrondissement:
        yield from arrondissements_of(connection, name, *arrondissement)
    if _INSEE.fullmatch(name.upper()):
        yield from communes_of(connection, name.upper())
    yield from cities_of(connection, keys_of(name))


def _towns(gazetteer: Gazetteer, connection: sqlite3.Connection | None, name: str) -> list[Candidate]:
    keys = keys_of(name)
    cities = {city.number: city for key in keys for city in gazetteer.cities(key)}
    return [_town(city, connection, keys) for city in sorted(cities.values(), key=lambda city: (-city.population, city.number))]


def _town(city: City, connection: sqlite3.Connection | None, keys: Sequence[str]) -> Candidate:
    circle = Circle(city.lat, city.lon, reach_of(city.population))
    overseas = next((each.code for each in DEPARTMENTS.values() if each.country == city.country != _FRANCE), "")
    return Candidate(
        name=city.name,
        kind=AreaKind.COMMUNE,
        lat=city.lat,
        lon=city.lon,
        reach_km=circle.km,
        lay=partial(_around, circle),
        country=city.country,
        region=city.region,
        department=overseas or (department_at(connection, city.lat, city.lon) if connection and city.country == _FRANCE else ""),
        people=city.population,
        is_own_name=folded(city.name) in keys and not lacks_article(folded(city.name), keys),
    )


def _around(circle: Circle) -> Laid:
    return circle, tiles_over(circle)


def _people(candidate: Candidate, towns: Sequence[City]) -> int:
    return max((city.population for city in towns if distance_km(city, candidate) <= _SAME_TOWN_KM), default=0)


def _is_of_kind(kind: str, candidate: Candidate) -> bool:
    if kind == "insee":
        return candidate.kind in {AreaKind.COMMUNE, AreaKind.DISTRICT}
    return candidate.kind == kind


def _lies_in_france(within: str, candidate: Candidate) -> bool:
    department, region = department_named(within), region_named(within)
    codes = {*([department.code] if department else []), *(region.departments if region else [])}
    if candidate.department or not codes:
        return candidate.department in codes
    regions = {DEPARTMENTS[code].region for code in codes}
    return candidate.country == _FRANCE and candidate.region in regions


def _listed(choices: Sequence[str | Phrase]) -> str | Phrase:
    """Put choices in a row, each to be said in the language of whoever reads it."""
    first, *others = choices[:MOST_CHOICES]
    return _MORE_CHOICES.filled(first=first, others=_listed(others)) if others else first
