"""Places come from a map server: the right ones, once each, and whole, or else flagged."""

import asyncio
import math
import re
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import pytest
from clocks import TurnedClock
from corpora import real_map
from hypothesis import given
from hypothesis import strategies as st
from overpass_server import DATE, Element, OverpassServer, answer, open_overpass_server, understood, written
from pbf import elements

from outhost.crawl.names import Names
from outhost.crawl.overpass import Overpass
from outhost.domain.categories import Search, Thoroughness, fits
from outhost.domain.errors import AskedTooMuch
from outhost.domain.osm_tags import place_of
from outhost.domain.places import Place, Sighting
from outhost.domain.spelling import folded
from outhost.domain.tiles import Tile, tile_of
from outhost.domain.twins import twins_among
from outhost.domain.words import Text
from outhost.files.pages import Pages
from outhost.jobtypes.contract import PlaceProvider, TooMuch
from outhost.jobtypes.loader import load
from outhost.jobtypes.map_answers import answer_in
from outhost.resources import shipped_plugins

T = TypeVar("T")

HOW = Text(en="", fr="").filled()
FAST, NORMAL, ULTRA = Thoroughness
HERE = (60.17, 24.94)
TILE = tile_of(*HERE)
METRE = 1 / 111_195


@cache
def plugin() -> ModuleType:
    """Give the plugin's module."""
    (provider,) = load(shipped_plugins() / "overpass.py")
    assert isinstance(provider, PlaceProvider)
    return sys.modules[provider.find.__module__]


def inner(edge: float) -> float:
    """Give the first place on a border, or behind it, that a map can write: it has seven digits."""
    return math.ceil(edge * 10**7) / 10**7


def search(*labels: str, words: Sequence[str] = (), names: Sequence[str] = ()) -> Search:
    """Make a search."""
    return Search(query="q", labels=labels, words=tuple(words), names=tuple(names), how=HOW)


def node(number: int, lat: float = HERE[0], lon: float = HERE[1], **tags: str) -> Element:
    """Draw a point."""
    return Element(kind="node", number=number, points=[(lat, lon)], tags={key.replace("__", ":"): value for key, value in tags.items()})


@dataclass(kw_only=True)
class Unit:
    """What a provider is given of its unit, with the test in the place of desk and worker process; nothing else is stood in for."""

    overpass_: Overpass
    options: Mapping[str, Any]
    logged: list[str] = field(default_factory=list)
    counted: dict[tuple[str, str], int] = field(default_factory=dict)

    async def overpass(self, query: str) -> Mapping[str, Any]:
        """Ask the server."""
        try:
            path = await self.overpass_.ask(query)
        except AskedTooMuch as refusal:
            raise TooMuch(refusal.say()) from None
        return await asyncio.to_thread(answer_in, path)

    async def in_thread(self, work: Callable[..., T], *args: Any) -> T:
        """Run what blocks."""
        return await asyncio.to_thread(work, *args)

    def log(self, message: Text, level: str = "info", **gaps: object) -> None:
        """Note a line of the log, in both languages."""
        self.logged += [f"{level}: {message.say('en', **gaps)}", f"{level}: {message.say('fr', **gaps)}"]

    def tally(self, kind: str, name: str = "", **counts: int) -> None:
        """Count."""
        for what, count in counts.items():
            self.counted[kind + name, what] = self.counted.get((kind + name, what), 0) + count


@dataclass(kw_only=True)
class Survey:
    """A server with some elements, and a unit that asks it."""

    server: OverpassServer
    unit: Unit

    async def find(self, *searches: Search, thoroughness: Thoroughness = FAST, tile: Tile = TILE) -> list[tuple[int, Sighting]]:
        """Find places."""
        found = plugin().provider.find(tile, searches, thoroughness, self.unit)
        return [finding async for finding in found]

    async def ids(self, *searches: Search, thoroughness: Thoroughness = FAST, tile: Tile = TILE) -> list[str]:
        """Give the ids of what is found, without their prefix."""
        return [one.place.place_id.removeprefix("osm:") for _, one in await self.find(*searches, thoroughness=thoroughness, tile=tile)]


@asynccontextmanager
async def surveying(folder: Path, *drawn: Element, **chosen: Any) -> AsyncIterator[Survey]:
    """Open a server with these elements."""
    async with open_overpass_server(OverpassServer(elements=drawn, **chosen)) as server:
        overpass = Overpass(server.url, Names().look_up, Pages(folder / "pages"), TurnedClock(), pause_seconds=0)
        yield Survey(server=server, unit=Unit(overpass_=overpass, options={"url": server.url}))
        await overpass.close()


async def test_a_tile_is_one_question(tmp_path: Path) -> None:
    """All searches go together, with bounds for time and memory, and without the names of mappers."""
    async with surveying(tmp_path, node(2, shop="bakery"), node(1, amenity="cafe", name="Ekberg"), node(3, shop="butcher")) as survey:
        found = await survey.find(search("shop=bakery", "overture=bakery", "naf=10.71*"), search("shop=bakery", "amenity=cafe"))
        assert [(index, one.place.place_id) for index, one in found] == [(1, "osm:node/1"), (0, "osm:node/2")]
        (asked,) = survey.server.asked
        assert asked.startswith("[out:json][timeout:30][maxsize:268435456][bbox:")
        assert asked.endswith(");\nout tags center;")
        assert "overture" not in asked
        assert "naf" not in asked
        await survey.find(search("shop=bakery", "overture=bakery", "naf=10.71*"), search("shop=bakery", "amenity=cafe"))
        assert len(survey.server.asked) == 1


async def test_a_place_says_where_it_comes_from(tmp_path: Path) -> None:
    """The licence, whom it is due to, of when the map is, and where it was asked for."""
    async with surveying(tmp_path, node(1, shop="bakery", name="Ekberg", addr__street="Bulevardi", addr__housenumber="9")) as survey:
        ((_, one),) = await survey.find(search("shop=bakery"))
        assert (one.place.name, one.place.street, one.place.lat, one.place.lon) == ("Ekberg", "Bulevardi 9", *HERE)
        source = one.source
        assert (source.kind, source.date, source.licence, source.file) == ("overpass", DATE, "ODbL-1.0", survey.server.url)
        assert source.attribution == "© OpenStreetMap contributors"


async def test_each_place_belongs_to_one_tile(tmp_path: Path) -> None:
    """On a border it is the tile whose southern and western edge it is; an outline lies where the middle of its box is."""
    box, lon = TILE.box, HERE[1]
    line = [(box.north - 0.001, lon), (box.north - 0.001, lon + 0.001), (box.north + 0.002, lon)]
    drawn = [
        node(1, inner(box.south), inner(box.west), shop="bakery"),
        node(2, inner(box.north), lon, shop="bakery"),
        node(3, HERE[0], inner(box.east), shop="bakery"),
        Element(kind="way", number=9, tags={"shop": "mall"}, points=line),
    ]
    north, east = (tile_of(*one.points[0]) for one in drawn[1:3])
    assert len({TILE, north, east}) == 3
    async with surveying(tmp_path, *drawn) as survey:
        wanted = search("shop=bakery", "shop=mall")
        assert await survey.ids(wanted) == ["node/1"]
        assert await survey.ids(wanted, tile=north) == ["node/2", "way/9"]
        assert await survey.ids(wanted, tile=east) == ["node/3"]


async def test_node_and_building_of_one_shop_are_one_place(tmp_path: Path) -> None:
    """Also where the border of two tiles runs between them."""
    border = TILE.box.north
    building = Element(
        kind="way", number=2, tags={"shop": "bakery", "name": "Ekberg", "building": "yes"},
        points=[(border + step * METRE, HERE[1]) for step in (2, 2, 30, 2)],
    )  # fmt: skip
    point = node(1, border - 4 * METRE, HERE[1], shop="bakery", name="Ekberg", phone="+358 9 1234567", website="https://ekberg.example")
    async with surveying(tmp_path, point, building) as survey:
        ((_, one),) = await survey.find(search("shop=bakery"))
        assert one.place.place_id == "osm:node/1"
        assert [twin.place.place_id for twin in one.twins] == ["osm:way/2"]
        assert await survey.ids(search("shop=bakery"), tile=tile_of(border + METRE, HERE[1])) == []


@pytest.mark.parametrize(
    ("wanted", "thoroughness", "ids"),
    [
        (search("shop=bakery"), FAST, ["node/1", "node/2"]),
        (search("shop=bakery", names=["boulangerie"]), FAST, ["node/1", "node/2"]),
        (search("shop=bakery", names=["boulangerie"]), NORMAL, ["node/1", "node/2", "node/4"]),
        (search("shop=bakery & organic=only"), FAST, ["node/2"]),
        (search("shop=*"), FAST, ["node/1", "node/2", "node/4", "node/5"]),
        (search("shop=bak*"), FAST, ["node/1", "node/2"]),
        (search("shop=bakery", words=["lefevre"]), FAST, ["node/1"]),
        (search(words=["lefevre"]), FAST, ["node/1"]),
        (search(words=["l oeuf d ete"]), FAST, ["node/5"]),
        (search(words=["oeuf", "ete"]), FAST, ["node/5"]),
        (search(words=["oeu"]), NORMAL, []),
        (search(words=["oeu"]), ULTRA, ["node/5"]),
        (search(words=["kahvila"]), FAST, []),
        (search(words=["kahvila"]), NORMAL, ["node/3"]),
        (search(words=["strasse"]), NORMAL, ["node/3"]),
        (search(words=["кафе"]), NORMAL, ["node/3"]),
        (search("overture=bakery"), FAST, []),
        (search(), FAST, []),
    ],
)
async def test_searches_are_understood_as_in_the_atlas(tmp_path: Path, wanted: Search, thoroughness: Thoroughness, ids: list[str]) -> None:
    """Labels, labels that go together, words with and without accents, names of categories, beginnings of words."""
    drawn = [
        node(1, shop="pastry; bakery", name="Boulangerie LEFÈVRE"),
        node(2, 60.171, shop="bakery;pastry", organic="only"),
        node(3, 60.172, amenity="cafe", name="Strindberg", name__fi="Kahvila Strindberg", name__ru="КАФЕ", description="An der Straße"),
        node(4, 60.173, shop="deli", name="Ancienne boulangerie"),
        node(5, 60.174, shop="convenience", name="L’Œuf d’Été"),
        node(6, 60.175, highway="bus_stop", name="Boulangerie Lefèvre"),
    ]
    async with surveying(tmp_path, *drawn) as survey:
        assert await survey.ids(wanted, thoroughness=thoroughness) == ids


LETTERS = "aAàÂeEéÈêoOœŒöuüÜsSßcçÇnñNбБйЙ łŁ'-’.&\"\\|([^$1"


@given(
    name=st.text(LETTERS, min_size=1, max_size=12), brand=st.text(LETTERS, max_size=6),
    key=st.sampled_from(["alt_name", "operator", "name:fr"]),
    value=st.text(LETTERS, max_size=8), data=st.data(), thoroughness=st.sampled_from(Thoroughness),
)  # fmt: skip
def test_the_question_finds_all_that_fits(
    name: str, brand: str, key: str, value: str, data: st.DataObject, thoroughness: Thoroughness
) -> None:
    """Whatever a name is made of: what the server would leave out cannot be found here, so it is asked for no less than fits."""
    tags = {"shop": "bakery", "name": name, "brand": brand, key: value}
    place = place_of("node", 1, *HERE, tags)
    assert place is not None
    drawn = node(1, **{key.replace(":", "__"): value for key, value in tags.items()})
    words = [word for text in (name, brand, value) for word in _folded(text)]
    phrase = data.draw(st.sampled_from(words)) if words else "x"
    cut = phrase[: data.draw(st.integers(1, len(phrase)))].strip() or phrase
    for wanted in (search(words=[cut]), search("shop=bakery", words=[cut]), search("shop=none", names=[cut])):
        if fits(place, wanted, thoroughness):
            query = plugin().query_of(TILE.box, plugin().clauses_of([wanted], thoroughness))
            assert understood(query).finds(drawn)


def _folded(text: str) -> list[str]:
    whole = folded(text)
    return [whole, *whole.split()] if whole else []


@given(
    label=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).filter(lambda text: not re.search(r"[;*&]", text))
)
def test_a_value_is_asked_for_as_it_is(label: str) -> None:
    """No sign in a tag is taken for something that it means in a question."""
    value = label.strip()
    if value:
        query = plugin().query_of(TILE.box, plugin().clauses_of([search(f"shop={value}")], FAST))
        assert understood(query).finds(node(1, shop=value))
        assert not understood(query).finds(node(1, shop=f"{value}x"))


async def test_what_is_too_much_is_asked_for_in_pieces(tmp_path: Path) -> None:
    """A tile that times out is divided until the server manages, and nothing is missing or there twice."""
    south, west = TILE.box.south + 0.0005, TILE.box.west + 0.001
    drawn = [node(number, south + number * 0.0011, west + number % 7 * 0.01, shop="bakery") for number in range(60)]
    within = sorted(f"node/{one.number}" for one in drawn if tile_of(*one.points[0]) == TILE)
    assert len(within) > 40
    async with surveying(tmp_path, *drawn, most_elements=20) as survey:
        assert await survey.ids(search("shop=bakery")) == within
        assert 5 <= len(survey.server.asked) <= 21
        assert survey.unit.counted == {}
        asked = len(survey.server.asked)
        assert await survey.ids(search("shop=bakery")) == within
        assert len(survey.server.asked) == asked


async def test_a_tile_that_stays_too_much_is_flagged(tmp_path: Path) -> None:
    """There is an end to dividing; what is there is given, and the log and the count say that it is not all."""
    crowd = [node(number, shop="bakery") for number in range(30)]
    async with surveying(
        tmp_path, *crowd, node(99, TILE.box.south + 0.02, TILE.box.west + 0.05, shop="bakery"), most_elements=20
    ) as survey:
        assert await survey.ids(search("shop=bakery")) == ["node/99"]
        assert survey.unit.counted == {("tile", "flagged"): 1}
        assert re.search(r"warn: Tile \d+ is incomplete: .* Query timed out", survey.unit.logged[0])
        assert "incomplète" in survey.unit.logged[1]
        assert len(survey.server.asked) == 1 + 4 * plugin().DEEPEST


async def test_a_server_that_gives_up_on_everything_is_soon_left_alone(tmp_path: Path) -> None:
    """Eight failures are enough to know."""
    async with surveying(tmp_path, most_elements=-1) as survey:
        assert await survey.ids(search("shop=bakery")) == []
        assert survey.unit.counted == {("tile", "flagged"): 1}
        assert len(survey.server.asked) <= 1 + 4 * plugin().MOST_GIVEN_UP


async def test_elements_that_make_no_sense_are_passed_over(tmp_path: Path) -> None:
    """Without tags or a place, of another kind, or nothing at all: the others are found."""
    strange: list[Any] = [
        None, 7, {}, {"type": "node", "id": 1, "lat": 60.17, "lon": 24.94}, {"type": "way", "id": 2, "tags": {"shop": "bakery"}},
        {"type": "area", "id": 3, "center": {"lat": 60.17, "lon": 24.94}, "tags": {"shop": "bakery"}},
        {"type": "node", "id": 4, "lat": 600, "lon": 24.94, "tags": {"shop": "bakery"}},
        {"type": "node", "id": "x", "lat": 60.17, "lon": 24.94, "tags": {"shop": "bakery"}},
        {"type": "node", "id": 5, "lat": 60.17, "lon": 24.94, "tags": {"shop": "bakery"}},
    ]  # fmt: skip
    async with surveying(tmp_path) as survey:
        survey.server.misbehaves.append(lambda _query, document: answer(written(dict(document) | {"elements": strange})))
        assert await survey.ids(search("shop=bakery")) == ["node/5"]


def test_without_an_address_it_says_what_is_missing() -> None:
    """The setting is named."""
    provider = plugin().provider
    said = provider.missing({"url": ""})
    assert said is not None
    assert "overpass_url" in said.en
    assert "overpass_url" in said.fr
    assert provider.missing({"url": "http://maps.lan/"}) is None


@cache
def _helsinki() -> tuple[Element, ...]:
    """Draw the real map as a server has it: each element with tags, and where it is."""
    drawn = list(elements(real_map()))
    points = {one.id: (one.lat, one.lon) for one in drawn if one.kind == "node"}
    ways = {one.id: [points[ref] for ref in one.refs if ref in points] for one in drawn if one.kind == "way"}
    of_kind = {
        "node": lambda ref: [points[ref]] if ref in points else [],
        "way": lambda ref: ways.get(ref, []),
        "relation": lambda _ref: [],
    }
    given = []
    for one in drawn:
        match one.kind:
            case "node":
                place = [points[one.id]]
            case "way":
                place = ways[one.id]
            case _:
                place = [point for kind, ref, _ in one.members for point in of_kind[kind](ref)]
        if one.tags and place:
            given.append(Element(kind=one.kind, number=one.id, points=place, tags=one.tags))
    return tuple(given)


@pytest.mark.needs("corpora")
@pytest.mark.parametrize("thoroughness", list(Thoroughness))
async def test_a_real_map_gives_what_reading_all_of_it_gives(tmp_path: Path, thoroughness: Thoroughness) -> None:
    """In central Helsinki the questions find exactly the places that fit when every element of the map is looked at."""
    drawn = _helsinki()
    searches = [
        search("amenity=restaurant & cuisine=italian", names=["italialainen", "pizzeria"]),
        search("amenity=restaurant", names=["ravintola"]),
        search("shop=hairdresser", "shop=beauty", names=["parturi"]), search(words=["kahvila"]), search(words=["hotel"]),
    ]  # fmt: skip
    places = sorted(filter(None, map(_read, drawn)), key=lambda place: (place.tile.number, place.place_id))
    twins = twins_among(enumerate(places))
    standing = [place for number, place in enumerate(places) if number not in twins]
    tiles = sorted({place.tile for place in standing})
    total = 0
    async with surveying(tmp_path, *drawn) as survey:
        for tile in tiles:
            wanted = sorted(
                (place.place_id, index)
                for place in standing
                for index in [next((index for index, one in enumerate(searches) if fits(place, one, thoroughness)), -1)]
                if index >= 0 and place.tile == tile
            )
            found = [(one.place.place_id, index) for index, one in await survey.find(*searches, thoroughness=thoroughness, tile=tile)]
            assert found == wanted
            total += len(found)
        assert len(survey.server.asked) == len(tiles)
    assert total > 100


def _read(element: Element) -> Place | None:
    lat, lon = (float(f"{degrees:.7f}") for degrees in element.centre)
    return place_of(element.kind, element.number, lat, lon, element.tags)
