"""Zones on a real map, the centre of Helsinki: what lies in each, held against a second reading of the same file."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection

import pytest
from atlases import atlas_of, source
from corpora import real_map

from outhost.atlas.file import open_atlas
from outhost.atlas.gazetteer import Gazetteer
from outhost.atlas.openstreetmap import read
from outhost.atlas.zones import resolve
from outhost.domain.places import Area, AreaKind, Place
from outhost.domain.zones import Unresolved, Zone

pytestmark = pytest.mark.needs("corpora")


@dataclass(frozen=True)
class City:
    """The atlas of the map, and what was read into it."""

    connection: Connection
    gazetteer: Gazetteer
    places: list[Place]
    areas: list[Area]

    def zone(self, text: str, country: str = "FIN") -> Zone:
        """Resolve a text that must be clear."""
        found = resolve(self.connection, self.gazetteer, text, country)
        assert isinstance(found, Zone), found.why.say()
        return found

    def held(self, zone: Zone) -> set[str]:
        """Give the ids of the places that lie in a zone, looked for in its tiles alone."""
        tiles = set(zone.tiles)
        return {place.place_id for place in self.places if place.tile in tiles and zone.shape.holds(place)}


@pytest.fixture(scope="module", params=["", "FIN"], ids=["country unknown", "country told"])
def helsinki(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[City]:
    """Load the map, by those who say its country and by those who do not."""
    folder = tmp_path_factory.mktemp("helsinki")
    (folder / "scratch").mkdir()
    extract = folder / "helsinki.osm.pbf"
    extract.write_bytes(real_map())
    entries = list(read(extract, folder / "scratch", request.param))
    connection, gazetteer = open_atlas(atlas_of(folder, entries, source("helsinki"))), Gazetteer(folder / "atlas")
    places, areas = [each for each in entries if isinstance(each, Place)], [each for each in entries if isinstance(each, Area)]
    yield City(connection, gazetteer, places, areas)
    connection.close()
    gazetteer.close()


def metres(place: Place, lat: float, lon: float) -> float:
    """Measure by the law of cosines, which is another formula than ours."""
    one, other, turn = math.radians(place.lat), math.radians(lat), math.radians(place.lon - lon)
    cosine = math.sin(one) * math.sin(other) + math.cos(one) * math.cos(other) * math.cos(turn)
    return math.acos(min(cosine, 1.0)) * 6_371_008.8


def test_a_postcode_has_the_places_that_say_it(helsinki: City) -> None:
    """00100 is central Helsinki; each place with that postcode is found, and no other."""
    zone = helsinki.zone("00100")
    assert zone.kind is AreaKind.POSTCODE
    said = {place.place_id for place in helsinki.places if place.postcode == "00100"}
    assert len(said) > 500
    assert helsinki.held(zone) == said


@pytest.mark.parametrize("name", ["Kluuvi", "kluuvi", "Gloet", "Hakaniemi", "Hagnäs"])
def test_a_quarter_is_found_by_its_finnish_and_its_swedish_name(helsinki: City, name: str) -> None:
    """Its boundary is cut off in the extract, so that it is a circle about its middle, never half an outline."""
    zone = helsinki.zone(name)
    area = next(area for area in helsinki.areas if name.casefold() in {other.casefold() for other in area.names})
    assert zone.kind is AreaKind.DISTRICT
    assert zone.label.startswith(area.names[0])
    near = {place.place_id for place in helsinki.places if metres(place, area.lat, area.lon) <= (area.radius_km or 0) * 1000}
    assert helsinki.held(zone) == near


@pytest.mark.parametrize("km", [0.3, 0.5, 0.8, 1])
def test_a_distance_around_the_city_has_what_is_near_enough(helsinki: City, km: float) -> None:
    """As far as a tape would say, to the last shop."""
    (city,) = (area for area in helsinki.areas if area.kind is AreaKind.COMMUNE)
    near = {place.place_id for place in helsinki.places if metres(place, city.lat, city.lon) <= km * 1000}
    assert 20 < len(near) < len(helsinki.places)
    assert helsinki.held(helsinki.zone(f"Helsinki {km}km")) == near


@pytest.mark.parametrize("name", ["Helsinki", "Helsingfors", "Suomi", "Finlande", "FIN"])
def test_the_city_and_the_country_have_the_whole_extract(helsinki: City, name: str) -> None:
    """All of it lies in Helsinki, and in Finland, whether an address says so or not."""
    assert len(helsinki.held(helsinki.zone(name))) == len(helsinki.places)


def test_what_is_not_on_the_map_is_found_all_the_same(helsinki: City) -> None:
    """Espoo is next door, known to the gazetteer, and none of the extract's places lie there."""
    zone = helsinki.zone("Espoo")
    assert zone.tiles
    assert helsinki.held(zone) == set()


@pytest.mark.parametrize(
    ("name", "country", "words"),
    [
        ("Uusimaa", "FIN", "write a town or a postcode, or a distance around it: “Uusimaa 30km”"),
        ("Finland", "FRA", "set `country` to FIN"),
        ("Suomi", "FRA", "set `country` to FIN"),
        ("00100", "FRA", "is in Finland"),
        ("Kluuvo", "FIN", "Kluuvi"),
    ],
)
def test_what_is_not_clear_says_what_to_write(helsinki: City, name: str, country: str, words: str) -> None:
    """Half a region is no region, another country is called by its name, and a slip is seen."""
    found = resolve(helsinki.connection, helsinki.gazetteer, name, country)
    assert isinstance(found, Unresolved)
    assert words in found.why.say()
