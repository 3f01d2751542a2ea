"""Searches in an atlas of a million places: against the same SQL by hand, and against an atlas of ten thousand."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from random import Random
from time import perf_counter

import pytest
from map_seeding import A_TILE, seed_atlas, tiles_of_square
from ratios import SCALE, Table, at_most, in_turn

from outhost.atlas.file import open_atlas
from outhost.atlas.search import count, find
from outhost.domain.categories import Search, Thoroughness, understood
from outhost.domain.places import AreaKind, Place
from outhost.domain.tiles import Tile
from outhost.domain.zones import Zone

pytestmark = pytest.mark.bench

MANY_SIDE = 100 if SCALE == 1 else 32
FEW_SIDE = 10
REGION_SIDE = 50 if SCALE == 1 else 16
MANY, FEW = MANY_SIDE**2 * A_TILE, FEW_SIDE**2 * A_TILE
FAST, NORMAL, ULTRA = Thoroughness.FAST, Thoroughness.NORMAL, Thoroughness.ULTRA
BAKERIES = understood("boulangerie")
_PLACES = "SELECT places.*, sources.name, sources.licence, sources.date FROM places JOIN sources ON sources.id = source_id"


@dataclass(frozen=True)
class _Square:
    """All of some tiles, whether or not there is a need to look."""

    is_looked_at: bool = False

    def holds(self, place: Place) -> bool:
        return place.country == "FRA"

    def covers(self, _tile: Tile) -> bool:
        return not self.is_looked_at


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """An atlas of a million places."""
    with closing(open_atlas(seed_atlas(tmp_path_factory.mktemp("atlas") / "many.db", MANY_SIDE**2))) as connection:
        yield connection


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """One of ten thousand, in tiles as full as the others."""
    with closing(open_atlas(seed_atlas(tmp_path_factory.mktemp("atlas") / "few.db", FEW_SIDE**2))) as connection:
        yield connection


def test_finding_a_category_costs_what_its_rows_do(table: Table, many: sqlite3.Connection) -> None:
    """The bakeries of each tile of a region, with all that is known of them, against the statement that one would write."""
    tiles = tiles_of_square(10, 10, REGION_SIDE)[:1000]
    labels = json.dumps(BAKERIES.labels)
    by_hand = (
        f"{_PLACES} WHERE places.id IN (SELECT place FROM labels WHERE label IN (SELECT value FROM json_each(?)) AND place BETWEEN ? AND ?)"
    )

    def hand() -> int:
        found = 0
        for tile in tiles:
            first, last = many.execute("SELECT first, last FROM tiles WHERE tile = ?", (tile.number,)).fetchone()
            rows = many.execute(f"{by_hand} ORDER BY places.id", (labels, first, last)).fetchall()
            found += len([(row, json.loads(row[9]), json.loads(row[-4])) for row in rows])
        return found

    assert hand() == _found(many, tiles, BAKERIES, FAST) > 0
    mine, other = in_turn(lambda _: _timed(lambda: _found(many, tiles, BAKERIES, FAST)), lambda _: _timed(hand))
    what = f"a category in {len(tiles):,} tiles of an atlas of {MANY:,} places, every row whole"
    table.compare(what, mine, other, "{:.3f} s", against="the same SQL by hand, rows and JSON read", goal=at_most(4))


@pytest.mark.parametrize("is_looked_at", [False, True], ids=["covered", "looked at"])
def test_counting_a_region_costs_what_the_database_takes(table: Table, many: sqlite3.Connection, *, is_looked_at: bool) -> None:
    """The estimate of a region: whole tiles are counted by the index, border tiles by a look at each place."""
    zone = _zone(tiles_of_square(10, 10, REGION_SIDE), is_looked_at=is_looked_at)
    numbers = json.dumps([tile.number for tile in zone.tiles])
    by_hand = """
        SELECT count(DISTINCT place) FROM tiles JOIN labels ON place BETWEEN first AND last
        WHERE tile IN (SELECT value FROM json_each(?)) AND label IN (SELECT value FROM json_each(?))
    """
    if is_looked_at:
        by_hand = by_hand.replace("WHERE", "JOIN places ON places.id = place WHERE country = 'FRA' AND tiles.")

    def hand() -> int:
        (found,) = many.execute(by_hand, (numbers, json.dumps(BAKERIES.labels))).fetchone()
        return int(found)

    assert hand() == count(many, [zone], [BAKERIES], FAST) > 0
    mine, other = in_turn(lambda _: _timed(lambda: count(many, [zone], [BAKERIES], FAST)), lambda _: _timed(hand))
    how = "looking at each place" if is_looked_at else "whole tiles"
    what = f"counting a category in a region of {len(zone.tiles):,} tiles of {MANY:,} places, {how}"
    table.compare(what, mine, other, "{:.4f} s", against="the same SQL by hand", goal=at_most(4 if is_looked_at else 2))


def test_a_free_word_is_found_as_quickly_as_the_index_of_words_gives_it(table: Table, many: sqlite3.Connection) -> None:
    """A name in a region, in all texts and by beginnings."""
    zone = _zone(tiles_of_square(10, 10, REGION_SIDE))
    search = understood("doumar")
    match = '"doumar" *'
    first, _ = many.execute("SELECT first, last FROM tiles WHERE tile = ?", (zone.tiles[0].number,)).fetchone()
    _, last = many.execute("SELECT first, last FROM tiles WHERE tile = ?", (zone.tiles[-1].number,)).fetchone()

    def hand() -> int:
        rows = many.execute(
            "SELECT tile FROM places WHERE id IN (SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?)",
            (match, first, last),
        )
        wanted = {tile.number for tile in zone.tiles}
        return sum(tile in wanted for (tile,) in rows)

    assert hand() == count(many, [zone], [search], ULTRA) > 0
    mine, other = in_turn(lambda _: _timed(lambda: count(many, [zone], [search], ULTRA)), lambda _: _timed(hand))
    what = f"counting the beginning of a name in {len(zone.tiles):,} tiles of {MANY:,} places"
    table.compare(what, mine, other, "{:.4f} s", against="the index of words by hand, then the tile of each", goal=at_most(4))


@pytest.mark.parametrize(
    ("what", "query", "mode"),
    [
        pytest.param("a category", "boulangerie", FAST, id="category"),
        pytest.param("a category, also by name", "boulangerie", NORMAL, id="name"),
        pytest.param("a free word", "doumartin", NORMAL, id="word"),
        pytest.param("the beginning of a word", "boulang", ULTRA, id="beginning"),
    ],
)
def test_a_tile_costs_the_same_in_a_large_atlas(
    table: Table, many: sqlite3.Connection, few: sqlite3.Connection, what: str, query: str, mode: Thoroughness
) -> None:
    """A search in a tile does not grow with what lies elsewhere."""
    search, chance = understood(query), Random(1)
    tiles = chance.sample(tiles_of_square(0, 0, FEW_SIDE), 100)
    assert _found(many, tiles, search, mode) >= 0
    mine, other = in_turn(
        lambda _: _timed(lambda: _found(many, tiles, search, mode)), lambda _: _timed(lambda: _found(few, tiles, search, mode))
    )
    mine, other = ([seconds * 1000 / len(tiles) for seconds in side] for side in (mine, other))
    table.compare(f"finding {what} in a tile of {MANY:,} places", mine, other, "{:.3f} ms", against=f"of {FEW:,}", goal=at_most(1.5))


def test_a_whole_country_is_counted_well_under_a_second(table: Table, many: sqlite3.Connection) -> None:
    """The slowest answers that a person waits for."""
    zone = _zone(tiles_of_square(0, 0, MANY_SIDE))
    for query, mode in (("boulangerie", FAST), ("boulangerie", NORMAL), ("restaurant", ULTRA), ("bou", ULTRA)):
        seconds = min(_timed(lambda: count(many, [zone], [understood(query)], mode)) for _ in range(3))  # noqa: B023 - called here
        found = count(many, [zone], [understood(query)], mode)
        table.say(f"counting “{query}” ({mode.value}) in all {MANY:,} places: {found:,}", f"{seconds:.3f} s")
        assert found > 0


def _found(connection: sqlite3.Connection, tiles: Sequence[Tile], search: Search, mode: Thoroughness) -> int:
    return sum(1 for tile in tiles for _ in find(connection, tile, [search], mode))


def _zone(tiles: Sequence[Tile], *, is_looked_at: bool = False) -> Zone:
    return Zone(text="", label="", kind=AreaKind.REGION, country="FRA", shape=_Square(is_looked_at), tiles=tiles)


def _timed(work: object) -> float:
    began = perf_counter()
    work()  # type: ignore[operator]  # one of the functions above
    return perf_counter() - began
