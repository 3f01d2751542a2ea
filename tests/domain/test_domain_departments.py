"""Departments, regions and countries: what their codes and names are."""

import pytest

from outhost.domain.countries import alpha_3, country_named, country_of_code, lands_of
from outhost.domain.departments import (
    DEPARTMENTS,
    REGIONS,
    department_named,
    department_of,
    may_be_french,
    region_named,
    region_of_code,
)


def test_france_has_its_departments_and_regions() -> None:
    """101 departments, and six lands overseas with codes of their own; each department is in one region of today."""
    ours = [code for region in REGIONS if region.code for code in region.departments]
    assert len(ours) == len(set(ours)) == 101
    assert set(ours) < set(DEPARTMENTS)
    assert set(DEPARTMENTS) - set(ours) == {"975", "977", "978", "986", "987", "988"}
    assert len({region.code for region in REGIONS if region.code}) == 18


def test_former_regions_are_made_of_departments_too() -> None:
    """People still say Alsace; each former region is part of one of today."""
    today = [set(region.departments) for region in REGIONS if region.code]
    former = [set(region.departments) for region in REGIONS if not region.code]
    assert all(any(old < new for new in today) for old in former)
    assert len(set().union(*former)) == sum(map(len, former))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("69", "69"),
        ("Rhône", "69"),
        ("rhone", "69"),
        ("2a", "2A"),
        ("Corse du Sud", "2A"),
        ("974", "974"),
        ("Réunion", "974"),
        ("la réunion", "974"),
        ("L'Ain", "01"),
        ("Côtes d’Armor", "22"),
        ("96", ""),
        ("", ""),
        ("Lyon", ""),
    ],
)
def test_a_department_is_known_by_code_and_name(text: str, code: str) -> None:
    """However it is spelled."""
    found = department_named(text)
    assert (found.code if found else "") == code


@pytest.mark.parametrize(
    ("insee", "postcode", "code"),
    [
        ("69123", "", "69"),
        ("2A004", "20000", "2A"),
        ("97411", "", "974"),
        ("97701", "97133", "977"),
        ("38001", "69700", "38"),
        ("", "69003", "69"),
        ("", "20000", "2A"),
        ("", "20167", "2A"),
        ("", "20200", "2B"),
        ("", "20620", "2B"),
        ("", "97133", "977"),
        ("", "97150", "978"),
        ("", "97110", "971"),
        ("", "00100", ""),
        ("", "SW1A 1AA", ""),
        ("", "6900", ""),
        ("", "", ""),
    ],
)
def test_codes_of_an_address_say_its_department(insee: str, postcode: str, code: str) -> None:
    """The INSEE code decides, for towns share postcodes across borders."""
    assert department_of(insee, postcode) == code


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PACA", "Provence-Alpes-Côte d'Azur"),
        ("ile de france", "Île-de-France"),
        ("Alsace", "Alsace"),
        ("Réunion", "La Réunion"),
        ("Rhône", ""),
    ],
)
def test_a_region_is_known_by_its_names(text: str, name: str) -> None:
    """Those of today, those of before 2016, and what people shorten them to."""
    found = region_named(text)
    assert (found.name if found else "") == name


def test_region_codes_are_those_of_insee() -> None:
    """The gazetteer gives them for its French towns."""
    region = region_of_code("84")
    assert region is not None
    assert region.name == "Auvergne-Rhône-Alpes"
    assert region_of_code("99") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("France", "FRA"),
        ("FR", "FRA"),
        ("Finlande", "FIN"),
        ("suomi", "FIN"),
        ("Finland", "FIN"),
        ("États-Unis", "USA"),
        ("UK", "GBR"),
        ("Allemagne", "DEU"),
        ("Deutschland", "DEU"),
        ("Côte d’Ivoire", "CIV"),
        ("Atlantis", ""),
        ("", ""),
    ],
)
def test_a_country_is_known_in_english_french_and_at_home(text: str, code: str) -> None:
    """And by both of its codes."""
    found = country_named(text)
    assert (found.code if found else "") == code


def test_every_country_has_two_codes_and_two_names() -> None:
    """Whoever reads French is told of Allemagne."""
    germany = country_of_code("DE")
    assert germany is not None
    assert (germany.name.say("en"), germany.name.say("fr")) == ("Germany", "Allemagne")
    assert country_of_code("ZZZ") is None


def test_lands_overseas_belong_to_their_country() -> None:
    """A map gives a shop in Saint-Denis de La Réunion the code of France, or its own."""
    assert {"FRA", "REU", "GLP"} <= lands_of("FRA")
    assert lands_of("DEU") == {"DEU"}


@pytest.mark.parametrize(("lat", "lon", "may"), [(45.75, 4.85, True), (-20.9, 55.4, True), (60.17, 24.94, False), (40.7, -74.0, False)])
def test_five_digits_mean_france_only_near_it(lat: float, lon: float, *, may: bool) -> None:
    """The same digits are a postcode of Finland, of Germany and of the United States."""
    assert may_be_french(lat, lon) == may


@pytest.mark.parametrize("text", ["FR", "FRA", "france", "France", "fr"])
def test_a_country_is_one_however_a_source_writes_it(text: str) -> None:
    """Whether a file says `FR`, `FRA` or `France`, its places are in France; what is no country is none."""
    assert alpha_3(text) == "FRA"
    assert (alpha_3("Allemagne"), alpha_3("Atlantis"), alpha_3(""), alpha_3("x" * 10_000)) == ("DEU", "", "", "")
