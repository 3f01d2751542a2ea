"""Searches in an atlas: what is found is what fits, as quickly as the indexes allow."""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from atlases import atlas_of, place, source
from hypothesis import given
from hypothesis import strategies as st

from outhost.atlas.file import open_atlas
from outhost.atlas.matching import matching
from outhost.atlas.search import count, find
from outhost.domain.categories import Search, Thoroughness, fits, understood
from outhost.domain.places import AreaKind, Place
from outhost.domain.shapes import Circle
from outhost.domain.tiles import Tile
from outhost.domain.words import Phrase, Text
from outhost.domain.zones import Zone, cells_of

NO_WORDS = Phrase(Text(en="-", fr="-"))
LABELS = (
    "amenity=bar", "amenity=cafe", "amenity=restaurant", "amenity=townhall", "cuisine=italian", "cuisine=pizza", "naf=10.71C", "naf=10.72Z",
    "shop=bakery", "shop=hairdresser", "tourism=hotel",
)  # fmt: skip
NAMES = ("Hôtel de Ville", "Boulangerie Bio", "Barber's", "Le Bar", "PAUL", "Chez Paulette", "Œuf", "Dupont & Fils", "Bio c' Bon", "")
QUERIES = (
    "boulangerie", "boulangerie bio", "bar", "hotel", "restaurant italien", "paul", "naf=10.7", "amenity=restaurant", "œuf", "pizzeria bio",
    "amenity=*", "restaurant bar", "bio", "xyz", "10.71C", "amenity=restaurant & cuisine=italian", "dupont fils", "barbers", "Barber's",
)  # fmt: skip


def _places(count: int) -> list[Place]:
    """Scatter places over some tiles about Lyon, with names, brands and labels by chance."""
    chance = random.Random(7)
    return [
        place(
            number,
            chance.uniform(45.5, 46.0),
            chance.uniform(4.5, 5.2),
            name=chance.choice(NAMES),
            other_names=tuple(chance.sample(NAMES[:-1], chance.choice((0, 0, 1)))),
            labels=tuple(sorted(chance.sample(LABELS, chance.choice((0, 1, 1, 2, 3))))),
            tags={key: chance.choice(NAMES) for key in ("brand", "operator", "description") if chance.random() < 0.1},
        )
        for number in range(count)
    ]


PLACES = _places(600)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """An atlas of six hundred places, all alike as map makers make them: none is another's twin."""
    path = atlas_of(tmp_path_factory.mktemp("atlas"), PLACES)
    with closing(open_atlas(path)) as connection:
        yield connection


def _circle(lat: float, lon: float, km: float) -> Zone:
    shape = Circle(lat, lon, km)
    return Zone(text="", label="", kind=AreaKind.COMMUNE, country="FRA", shape=shape, tiles=shape.tiles())


LYON, WEST, EVERYWHERE = _circle(45.76, 4.84, 15), _circle(45.76, 4.7, 20), _circle(45.75, 4.85, 60)


def _unlinked(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT place_id FROM places WHERE twin_of IS NULL")}


def _expected(connection: sqlite3.Connection, searches: Sequence[Search], mode: Thoroughness) -> dict[str, int]:
    """Look at each place by itself, without any index."""
    alone = _unlinked(connection)
    fitting = {one.place_id: [fits(one, search, mode) for search in searches] for one in PLACES if one.place_id in alone}
    return {place_id: found.index(True) for place_id, found in fitting.items() if any(found)}


def _found(connection: sqlite3.Connection, zones: Sequence[Zone], searches: Sequence[Search], mode: Thoroughness) -> dict[str, int]:
    return {
        sighting.place.place_id: index
        for cell in cells_of(zones)
        for index, sighting in find(connection, cell.tile, searches, mode)
        if any(zones[zone].shape.holds(sighting.place) for zone in cell.zones)
    }


@pytest.mark.parametrize("mode", list(Thoroughness))
@pytest.mark.parametrize("query", QUERIES)
def test_what_is_found_is_what_fits(atlas: sqlite3.Connection, query: str, mode: Thoroughness) -> None:
    """Labels, words and names find by index the very places that one would pick by reading them all."""
    searches = [understood(query)]
    assert _found(atlas, [EVERYWHERE], searches, mode) == _expected(atlas, searches, mode)


@given(st.lists(st.sampled_from(QUERIES), min_size=1, max_size=5, unique=True), st.sampled_from(list(Thoroughness)))
def test_each_place_is_found_once_by_the_first_search_that_it_fits(
    atlas: sqlite3.Connection, queries: list[str], mode: Thoroughness
) -> None:
    """I ask for several things: a place that is two of them is one row, under the first."""
    searches = [understood(query) for query in queries]
    assert _found(atlas, [EVERYWHERE], searches, mode) == _expected(atlas, searches, mode)


@given(
    st.lists(st.sampled_from(QUERIES), min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from([LYON, WEST, EVERYWHERE]), min_size=1, max_size=3, unique_by=id),
    st.sampled_from(list(Thoroughness)),
)
def test_the_count_is_of_what_is_found(atlas: sqlite3.Connection, queries: list[str], zones: list[Zone], mode: Thoroughness) -> None:
    """The estimate counts the rows that the run will find, whole tiles and those on the border of a zone alike, none twice."""
    searches = [understood(query) for query in queries]
    assert count(atlas, zones, searches, mode) == len(_found(atlas, zones, searches, mode))


def test_places_of_a_tile_come_in_the_order_of_their_ids(atlas: sqlite3.Connection) -> None:
    """The same data and query give the same rows in the same order."""
    for tile in EVERYWHERE.tiles:
        found = [sighting.place.place_id for _, sighting in find(atlas, tile, [understood("amenity=*")], Thoroughness.FAST)]
        assert found == sorted(found)


def test_a_place_is_given_as_it_was_loaded(atlas: sqlite3.Connection) -> None:
    """All that the source says is there, and which source it is."""
    known = {one.place_id: one for one in PLACES}
    for _, sighting in find(atlas, LYON.tiles[len(LYON.tiles) // 2], [understood("amenity=*")], Thoroughness.FAST):
        assert sighting.place == known[sighting.place.place_id]
        assert (sighting.source.name, sighting.source.licence, sighting.source.date) == ("town", "ODbL-1.0", "2026-11-01")


def test_a_twin_comes_with_its_place(tmp_path: Path) -> None:
    """The shop is on the map and in the register: one row, which knows of both."""
    node = place(1, name="Boulangerie Martin", labels=("shop=bakery",), telephone="+33 4 72 00 00 01", street="1 Rue Noire")
    other = place(
        2, 45.76001, name="Boulangerie Martin", labels=("shop=bakery",), telephone="+33 4 72 00 00 01", website="https://m.example"
    )
    atlas_of(tmp_path, [node], source("map"))
    path = atlas_of(tmp_path, [other], source("other"))
    with closing(open_atlas(path)) as connection:
        found = list(find(connection, node.tile, [understood("boulangerie")], Thoroughness.FAST))
    assert len(found) == 1
    both = {found[0][1].place.place_id: found[0][1].source.name} | {one.place.place_id: one.source.name for one in found[0][1].twins}
    assert both == {"osm:node/1": "map", "osm:node/2": "other"}


def test_where_nothing_lies_nothing_is_found(atlas: sqlite3.Connection) -> None:
    """The sea has no tile of the atlas."""
    sea = _circle(0.0, -30.0, 50)
    assert list(find(atlas, Tile(5, 5), [understood("bar")], Thoroughness.ULTRA)) == []
    assert count(atlas, [sea], [understood("bar")], Thoroughness.ULTRA) == 0
    assert count(atlas, [LYON], [], Thoroughness.FAST) == 0


HOSTILE = [
    '"',
    '" OR "1',
    "name : paul",
    "paul*",
    "NEAR(paul bio)",
    "paul AND",
    "NOT paul",
    "a^b",
    "{name}",
    "-paul",
    "'; DROP TABLE places",
    "\0",
]


@pytest.mark.parametrize("mode", list(Thoroughness))
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_word_is_a_word(atlas: sqlite3.Connection, text: str, mode: Thoroughness) -> None:
    """Signs of the index's own language mean nothing in a query, even where nobody folded them."""
    raw = Search(query=text, labels=(text,), names=(text,), words=(text,), how=NO_WORDS)
    assert count(atlas, [EVERYWHERE], [raw], mode) == len(_found(atlas, [EVERYWHERE], [raw], mode))


@given(st.text(min_size=1, max_size=30).filter(lambda text: any(letter.isalnum() for letter in text)))
def test_any_text_can_be_looked_for(atlas: sqlite3.Connection, text: str) -> None:
    """Whatever I type, I get an answer."""
    searches = [understood(text)]
    for mode in Thoroughness:
        assert _found(atlas, [LYON], searches, mode).keys() <= _unlinked(atlas)


@pytest.mark.parametrize("mode", list(Thoroughness))
@pytest.mark.parametrize("query", [*QUERIES, "boulangerie bio naf=10.7 restaurant italien"])
def test_no_search_reads_a_whole_table(atlas: sqlite3.Connection, query: str, mode: Thoroughness) -> None:
    """Every step goes by an index: a label and a range of numbers, a word and a range of numbers, or a number."""
    wanted = matching(atlas, [understood(query)], mode)
    plan = [row[3] for row in atlas.execute(f"EXPLAIN QUERY PLAN {wanted.sql}", wanted.values | {"first": 1, "last": 9})]
    for step in plan:
        assert "SCAN" not in step or _is_narrow(step), plan
    by_label = [step for step in plan if step.startswith(("SEARCH labels", "SEARCH one"))]
    assert all("PRIMARY KEY (label=? AND place" in step for step in by_label), plan


def test_places_and_twins_are_read_by_index(atlas: sqlite3.Connection) -> None:
    """What was found is fetched by its number, its twins by an index of their own."""
    statements: list[str] = []
    atlas.set_trace_callback(statements.append)
    for tile in EVERYWHERE.tiles:
        list(find(atlas, tile, [understood("bar")], Thoroughness.NORMAL))
    atlas.set_trace_callback(None)
    plans = {row[3] for one in statements if " FROM places " in one for row in atlas.execute(f"EXPLAIN QUERY PLAN {one}")}
    assert any("USING INDEX twins (twin_of=?)" in step for step in plans)
    assert any("USING INTEGER PRIMARY KEY (rowid=?)" in step for step in plans)
    assert not any(step.startswith("SCAN places") for step in plans)


def _is_narrow(step: str) -> bool:
    """Tell whether a step goes through what was found, or through the index of words by a match (`M`) and a range of numbers (`><`)."""
    return step.startswith("SCAN (subquery") or (step.startswith("SCAN words VIRTUAL TABLE INDEX 0:M") and step.endswith("><"))
