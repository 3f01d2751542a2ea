"""Places come from a map server: the right ones, once each, and whole, or else flagged."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from overpass_server import DATE, Element, answer, understood, written
from surveys import HERE, TILE, inner, node, plugin, search, surveying

from outhost.domain.categories import Search, Thoroughness, fits
from outhost.domain.osm_tags import place_of
from outhost.domain.spelling import folded
from outhost.domain.tiles import tile_of

FAST, NORMAL, ULTRA = Thoroughness
METRE = 1 / 111_195


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
        (search(words=["dominos"]), FAST, ["node/7"]),
        (search(words=["sss"]), FAST, ["node/9"]),
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
        node(7, 60.176, amenity="fast_food", name="Domino’s Pizza"),
        node(8, 60.177, amenity="fast_food", name="Domino"),
        node(9, 60.178, amenity="fast_food", name="Sß"),
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
    return [whole, *whole.split(), *whole.replace(" s", "s").split()] if whole else []


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
        assert not survey.unit.is_flagged
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
        assert survey.unit.is_flagged
        assert re.search(r"warn: Tile \d+ is incomplete: .* Query timed out", survey.unit.logged[0])
        assert "incomplète" in survey.unit.logged[1]
        assert len(survey.server.asked) == 1 + 4 * plugin().DEEPEST


async def test_a_server_that_gives_up_on_everything_is_soon_left_alone(tmp_path: Path) -> None:
    """Eight failures are enough to know."""
    async with surveying(tmp_path, most_elements=-1) as survey:
        assert await survey.ids(search("shop=bakery")) == []
        assert survey.unit.is_flagged
        assert len(survey.server.asked) <= 1 + 4 * plugin().MOST_GIVEN_UP


async def test_elements_that_make_no_sense_are_passed_over(tmp_path: Path) -> None:
    """Without tags or a place, of another kind, or nothing at all: the others are found."""
    strange: list[Any] = [
        None, 7, {}, {"type": "node", "id": 1, "lat": 60.17, "lon": 24.94}, {"type": "way", "id": 2, "tags": {"shop": "bakery"}},
        {"type": "area", "id": 3, "center": {"lat": 60.17, "lon": 24.94}, "tags": {"shop": "bakery"}},
        {"type": "node", "id": 4, "lat": 600, "lon": 24.94, "tags": {"shop": "bakery"}},
        {"type": "node", "id": "x", "lat": 60.17, "lon": 24.94, "tags": {"shop": "bakery"}},
        {"type": "node", "id": float("inf"), "lat": 60.17, "lon": 24.94, "tags": {"shop": "bakery"}},
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
