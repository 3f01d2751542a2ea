"""Zones: what people write to say where, and what it is understood as."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

import pytest
import regions
from atlases import atlas_of
from hypothesis import given
from hypothesis import strategies as st

from outhost.atlas import areas
from outhost.atlas.file import open_atlas
from outhost.atlas.gazetteer import Gazetteer
from outhost.atlas.zones import resolve
from outhost.domain.places import Area, AreaKind, Place
from outhost.domain.words import is_whole_text
from outhost.domain.zones import Unresolved, Zone

KINDS = AreaKind


@dataclass(frozen=True)
class World:
    """A loaded atlas, and the places in it."""

    connection: Connection
    gazetteer: Gazetteer
    places: Sequence[Place]

    def zone(self, text: str, country: str = "FRA") -> Zone:
        """Resolve a text that must be clear."""
        found = resolve(self.connection, self.gazetteer, text, country)
        assert isinstance(found, Zone), found.why.say()
        return found

    def why_not(self, text: str, country: str = "FRA") -> str:
        """Say why a text is not clear."""
        found = resolve(self.connection, self.gazetteer, text, country)
        assert isinstance(found, Unresolved), found
        return found.why.say()

    def held(self, zone: Zone) -> list[Place]:
        """Give the places that lie in a zone."""
        return [place for place in self.places if zone.shape.holds(place)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def world(folder: Path) -> Iterator[World]:
    """Load the towns."""
    connection = open_atlas(atlas_of(folder, [*regions.places(), *regions.areas()]))
    gazetteer = Gazetteer(folder / "atlas")
    yield World(connection, gazetteer, regions.places())
    connection.close()
    gazetteer.close()


CLEAR = [
    ("Lyon", "Lyon (69)", KINDS.COMMUNE, 80),
    ("LYON", "Lyon (69)", KINDS.COMMUNE, 80),
    ("Lyon 3e", "Lyon 3e (69)", KINDS.DISTRICT, 50),
    ("Lyon 7ème", "Lyon 7ème (69)", KINDS.DISTRICT, 10),
    ("69003", "69003", KINDS.POSTCODE, 50),
    ("69123", "Lyon (69)", KINDS.COMMUNE, 60),
    ("69383", "69383 (69)", KINDS.COMMUNE, 50),
    ("2A004", "2A004 (2A)", KINDS.COMMUNE, 5),
    ("69", "Rhône (69)", KINDS.DEPARTMENT, 80),
    ("Rhône", "Rhône (69)", KINDS.DEPARTMENT, 80),
    ("rhone", "Rhône (69)", KINDS.DEPARTMENT, 80),
    ("2A", "Corse-du-Sud (2A)", KINDS.DEPARTMENT, 5),
    ("Corse", "Corse", KINDS.REGION, 5),
    ("974", "La Réunion (974)", KINDS.DEPARTMENT, 20),
    ("Réunion", "La Réunion", KINDS.REGION, 20),
    ("Auvergne-Rhône-Alpes", "Auvergne-Rhône-Alpes", KINDS.REGION, 100),
    ("Rhône-Alpes", "Rhône-Alpes", KINDS.REGION, 100),
    ("Bretagne", "Bretagne", KINDS.REGION, 0),
    ("France", "France", KINDS.COUNTRY, 220),
    ("FRA", "France", KINDS.COUNTRY, 220),
    ("Saint-Denis (93)", "Saint-Denis (93)", KINDS.COMMUNE, 30),
    ("St Denis (93)", "Saint-Denis (93)", KINDS.COMMUNE, 30),
    ("Saint-Denis, La Réunion", "Saint-Denis (974)", KINDS.COMMUNE, 20),
    ("Saint-Denis (Île-de-France)", "Saint-Denis (93)", KINDS.COMMUNE, 30),
    ("13001 (INSEE)", "13001 (13)", KINDS.COMMUNE, 20),
    ("INSEE 13001", "13001 (13)", KINDS.COMMUNE, 20),
    ("13001 (code postal)", "13001", KINDS.POSTCODE, 20),
    ("Vienne (38)", "Vienne (38)", KINDS.COMMUNE, 20),
    ("Vienne (département)", "Vienne (86)", KINDS.DEPARTMENT, 20),
    ("Bron", "Bron (69)", KINDS.COMMUNE, None),
    ("69029", "Bron (69)", KINDS.COMMUNE, None),
    ("Bellecour", "Bellecour (69) + 1 km", KINDS.DISTRICT, None),
    ("Bellecour (Lyon)", "Bellecour (69) + 1 km", KINDS.DISTRICT, None),
    ("Lyon 30km", "Lyon (69) + 30 km", KINDS.POINT, 100),
    ("Lyon + 30 km", "Lyon (69) + 30 km", KINDS.POINT, 100),
    ("Lyon 2,5 km", "Lyon (69) + 2.5 km", KINDS.POINT, None),
    ("69003 10km", "69003 + 10 km", KINDS.POINT, 80),
    ("69 25km", "Rhône (69) + 25 km", KINDS.POINT, None),
    ("45.76,4.85 10km", "45.76, 4.85 + 10 km", KINDS.POINT, 80),
    ("Le Port", "Le Port (974) + 4 km", KINDS.COMMUNE, 0),
    ("Port", "Port (01) + 2 km", KINDS.COMMUNE, 0),
    ("Normandie 30km", "Normandie + 30 km", KINDS.POINT, 0),
    ("Grenoble", "Grenoble (Auvergne-Rhône-Alpes) + 3.6 km", KINDS.COMMUNE, 0),
    ("Lille", "Lille", KINDS.COMMUNE, 5),
]


@pytest.mark.parametrize(("text", "label", "kind", "count"), CLEAR)
def test_a_clear_name_is_a_zone(world: World, text: str, label: str, kind: AreaKind, count: int | None) -> None:
    """What people write is understood, and said back."""
    zone = world.zone(text)
    assert (zone.text, zone.label, zone.kind) == (text, label, kind)
    held = world.held(zone)
    assert count is None or len(held) == count
    assert list(zone.tiles) == sorted(set(zone.tiles))
    assert {place.tile for place in held} <= set(zone.tiles)
    assert all(zone.shape.holds(place) for place in world.places if zone.shape.covers(place.tile))


@pytest.mark.parametrize(
    ("text", "country", "label", "count"),
    [
        ("Helsinki", "FIN", "Helsinki (FIN)", 20),
        ("Helsinki 1km", "FIN", "Helsinki (FIN) + 1 km", None),
        ("Suomi", "FIN", "Finland", 20),
        ("Finlande", "FIN", "Finland", 20),
        ("FIN", "FIN", "Finland", 20),
        ("00100", "FIN", "00100", 20),
        ("SW1A", "GBR", "SW1A", 5),
        ("sw1a 1aa", "GBR", "SW1A 1AA", 5),
        ("SW1A1AA", "GBR", "SW1A 1AA", 5),
        ("London", "GBR", "London (GBR)", 5),
        ("Paris, Texas", "USA", "Paris (TX) + 2 km", 0),
        ("Springfield (MO)", "USA", "Springfield (MO) + 3.7 km", 0),
        ("Springfield, Missouri", "USA", "Springfield (MO) + 3.7 km", 0),
    ],
)
def test_a_name_is_read_in_its_country(world: World, text: str, country: str, label: str, count: int | None) -> None:
    """The country says how a name is read."""
    zone = world.zone(text, country)
    assert zone.label == label
    assert count is None or len(world.held(zone)) == count


@pytest.mark.parametrize(
    ("text", "country", "words"),
    [
        ("Helsinki", "FRA", ["is in Finland: set `country` to FIN"]),
        ("00100", "FRA", ["is in Finland"]),
        ("Finlande", "FRA", ["another country, Finland: set `country` to FIN"]),
        ("Allemagne", "FRA", ["another country, Germany: set `country` to DEU"]),
        ("Lyon", "FIN", ["is in France: set `country` to FRA"]),
        ("Paris, Texas", "FRA", ["United States", "USA"]),
        ("Saint-Denis", "FRA", ["Saint-Denis (974)", "Saint-Denis (93)"]),
        ("13001", "FRA", ["INSEE 13001", "13001 (postcode)"]),
        ("Vienne", "FRA", ["86", "Vienne (38)"]),
        ("Springfield", "USA", ["Springfield (MO)", "Springfield (MA)"]),
        ("Lyon (93)", "FRA", ["not known in “93”", "Lyon (69)"]),
        ("Grnoble", "FRA", ["Grenoble"]),
        ("Aix-en-Provense", "FRA", ["Aix-en-Provence"]),
        ("75", "FRA", ["outhost atlas load"]),
        ("Pays de la Loire", "FRA", ["outhost atlas load"]),
        ("Normandie", "FRA", ["no whole boundaries", "Normandie 30km"]),
        ("69999", "FRA", ["neither in the loaded data nor in the gazetteer"]),
        ("Xyzzyqk", "FRA", ["neither in the loaded data nor in the gazetteer"]),
    ],
)
def test_what_is_not_clear_says_what_to_write(world: World, text: str, country: str, words: list[str]) -> None:
    """A refusal that leaves nobody guessing."""
    why = world.why_not(text, country)
    assert all(word in why for word in words), why


@pytest.mark.parametrize(
    ("text", "country"), [("Saint-Denis", "FRA"), ("13001", "FRA"), ("Vienne", "FRA"), ("Springfield", "USA"), ("Bourg", "FRA")]
)
def test_each_choice_that_is_named_is_clear_when_it_is_written(world: World, text: str, country: str) -> None:
    """Who copies a choice into the form gets that place, and no other choice is the same one."""
    for locale in ("en", "fr"):
        found = resolve(world.connection, world.gazetteer, text, country)
        assert isinstance(found, Unresolved)
        choices = found.why.say(locale).split(" : " if locale == "fr" else ": ")[1].split(" · ")
        labels = [world.zone(choice, country).label for choice in choices]
        assert 2 <= len(labels) <= 8
        assert len(set(labels)) == len(labels)


def test_a_city_is_meant_rather_than_a_hamlet_of_its_name(world: World) -> None:
    """Nobody who writes Lyon means the hamlet in Normandy; it has a tenth of the people, or less."""
    assert world.zone("Lyon").label == "Lyon (69)"
    assert "Bourg (33) · Bourg (02)" in world.why_not("Bourg")


def test_boundaries_are_trusted_before_addresses(folder: Path, world: World) -> None:
    """A shop across the border that says it is in Bron is in the neighbouring town."""
    shop = Place(place_id="osm:node/9", lat=45.80, lon=4.91, city="Bron", postcode="69500", country="FRA")
    connection = open_atlas(atlas_of(folder / "bron", [shop, *regions.areas()]))
    zone = resolve(connection, world.gazetteer, "Bron", "FRA")
    connection.close()
    assert isinstance(zone, Zone)
    assert not zone.shape.holds(shop)


def test_data_without_a_country_is_in_whichever_is_asked_for(folder: Path, world: World) -> None:
    """A map seldom writes the country behind each address; who loads a map of Helsinki finds Helsinki."""
    shops = [Place(place_id=f"osm:node/{n}", lat=60.17, lon=24.94 + n / 1000, city="Helsinki", postcode="02100") for n in range(5)]
    connection = open_atlas(atlas_of(folder / "silent", shops))
    found = [resolve(connection, world.gazetteer, text, "FIN") for text in ("Helsinki", "02100", "Suomi")]
    abroad = resolve(connection, world.gazetteer, "02", "FRA")
    connection.close()
    assert [zone.shape.holds(shops[0]) if isinstance(zone, Zone) else zone for zone in found] == [True, True, True]
    assert isinstance(abroad, Unresolved)  # 02 is the Aisne, and five digits in Finland are none of its postcodes


def test_a_postcode_of_two_countries_is_two_places(folder: Path, world: World) -> None:
    """00100 is in Helsinki and in Rome; where no address says its country, the places are told apart by where they are."""
    finnish = Place(place_id="osm:node/1", lat=60.17, lon=24.94, postcode="00100")
    roman = Place(place_id="osm:node/2", lat=41.9, lon=12.5, postcode="00100")
    connection = open_atlas(atlas_of(folder / "rome", [finnish, roman]))
    why = resolve(connection, world.gazetteer, "00100", "ITA")
    assert isinstance(why, Unresolved)
    choices = why.why.say().split(": ")[1].split(" · ")
    zones = [resolve(connection, world.gazetteer, choice, "ITA") for choice in choices]
    connection.close()
    held = [[zone.shape.holds(place) for place in (finnish, roman)] for zone in zones if isinstance(zone, Zone)]
    assert sorted(held) == [[False, True], [True, False]]


def test_without_any_data_the_gazetteer_answers(world: World) -> None:
    """A town is a circle, as wide as its people need; what has borders alone is not guessed."""
    town, country, postcode = (resolve(None, world.gazetteer, text, "FRA") for text in ("Lyon", "France", "69003"))
    assert isinstance(town, Zone)
    assert 6 <= len(town.tiles) <= 12
    assert isinstance(country, Unresolved)
    assert "outhost atlas load" in country.why.say("fr")
    assert isinstance(postcode, Unresolved)


@pytest.mark.parametrize("name", ["La Réunion", "974"])
def test_a_department_of_which_nothing_is_loaded_is_no_town_that_was_once_called_so(folder: Path, world: World, name: str) -> None:
    """Whoever asks for La Réunion and has the map of Lyon is told so, and is not given Grand-Couronne, which also bears that name."""
    connection = open_atlas(atlas_of(folder / "lyon", [place for place in world.places if place.city == "Lyon"]))
    found = [resolve(each, world.gazetteer, name, "FRA") for each in (connection, None)]
    connection.close()
    assert all(isinstance(each, Unresolved) and "load a map of it" in each.why.say() for each in found), found


def test_a_damaged_boundary_is_not_taken_for_the_whole(folder: Path, world: World) -> None:
    """Rings that are cut off are left out, and the place is a circle as large."""
    path = atlas_of(folder / "damaged", [*regions.places(), *regions.areas()])
    connection = open_atlas(path)
    writable = Connection(path)
    writable.execute("UPDATE areas SET rings = substr(rings, 1, length(rings) - 9) WHERE rings IS NOT NULL")
    writable.commit()
    writable.close()
    zone = resolve(connection, world.gazetteer, "Bron", "FRA")
    connection.close()
    assert isinstance(zone, Zone)
    assert type(zone.shape).__name__ == "Circle"


def test_a_border_too_long_to_be_laid_is_not_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever loads a border of millions of points waits for no minutes: the region is known by its addresses instead."""
    monkeypatch.setattr(areas, "_LARGEST_BYTES", 10)
    assert type(world.zone("Bron").shape).__name__ == "Circle"
    assert "no whole boundaries" in world.why_not("Bretagne")


HOSTILE = [
    "x" * 10_000,
    "Lyon " * 2_000,
    "(" * 5_000,
    "," * 5_000,
    "9" * 10_000 + "km",
    "\x00\x01\x1b[31m",
    "\u202e",
    "",
    "   ",
    "99999km",
    "Lyon 99999km",
    "Lyon -5km",
    "-5km",
    "Lyon 0km",
    "5km",
    "NaN,NaN 5km",
    "91,0 5km",
    "0,181 5km",
    "45.75,4.85",
    "'; DROP TABLE places; --",
    "%",
    "()",
    "(69)(69)",
    "\ud800",
    "🦆",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_nonsense_is_refused_with_a_reason_in_both_languages(world: World, text: str) -> None:
    """Whatever somebody pastes, they are told what is wrong."""
    found = resolve(world.connection, world.gazetteer, text, "FRA")
    assert isinstance(found, Unresolved)
    en, fr = found.why.say("en"), found.why.say("fr")
    assert en != fr
    assert max(len(en), len(fr)) < 1_000
    assert is_whole_text(en + fr)


@pytest.mark.parametrize("text", ["\u202eLyon\u202c", "\u200fLyon", "Lyon\n", "\tLyon\x00", "  Lyon  ", "Lyon\u00a0"])
def test_what_nobody_sees_changes_nothing(world: World, text: str) -> None:
    """Marks and blanks that come along with a pasted name are no part of it."""
    assert world.zone(text).label == "Lyon (69)"


@given(text=st.text(max_size=60), country=st.sampled_from(["FRA", "FIN", "USA", "", "xx", "\ud800"]))
def test_any_text_is_answered(world: World, text: str, country: str) -> None:
    """Nothing that is written breaks anything, and a zone always has the places that lie in it in its tiles."""
    found = resolve(world.connection, world.gazetteer, text, country)
    if isinstance(found, Zone):
        assert {place.tile for place in world.held(found)} <= set(found.tiles)
    else:
        assert found.why.say()


@given(st.sampled_from([row[0] for row in CLEAR]), st.floats(0.1, 40))
def test_a_distance_around_a_name_is_a_circle_with_all_its_tiles(world: World, text: str, km: float) -> None:
    """Whatever a name stands for has a middle, and what is near enough to it is in a tile of the zone."""
    if "km" in text:
        return
    zone = world.zone(f"{text} {km:.3f}km")
    assert {place.tile for place in world.held(zone)} <= set(zone.tiles)


def test_of_two_sources_the_same_town_is_one(folder: Path, world: World) -> None:
    """A boundary and a point of one name near each other are one town, and the boundary says where it is."""
    point = Area(area_id="osm:node/77", kind=AreaKind.COMMUNE, names=("Bron",), country="FRA", lat=45.735, lon=4.905, radius_km=4.0)
    connection = open_atlas(atlas_of(folder / "twice", [point, *regions.areas()]))
    zone = resolve(connection, world.gazetteer, "Bron", "FRA")
    connection.close()
    assert isinstance(zone, Zone)
    assert type(zone.shape).__name__ == "Boundary"
