"""A real map gives the same places, whether it is loaded into the atlas or asked for at a map server."""

import dataclasses
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from atlases import atlas_of, source
from corpora import real_map
from surveys import helsinki, surveying

from outhost.atlas.openstreetmap import read
from outhost.atlas.search import find
from outhost.domain.categories import Search, Thoroughness, understood
from outhost.domain.places import Sighting
from outhost.domain.tiles import Tile

QUERIES = ("restaurant italien", "restaurant", "coiffeur", "hotel", "kahvila", "K-Market", "pharmacie", "œuvre", "Café")

Told = tuple[str, Mapping[str, object], Sequence[str]]
"""The query that found a place, what is said of it but for where exactly, and its twins."""


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map of central Helsinki, loaded."""
    folder = tmp_path_factory.mktemp("helsinki")
    extract, scratch = folder / "helsinki.osm.pbf", folder / "scratch"
    extract.write_bytes(real_map())
    scratch.mkdir()
    return atlas_of(folder, read(extract, scratch), source("helsinki"))


@pytest.mark.needs("corpora")
@pytest.mark.parametrize("thoroughness", list(Thoroughness))
async def test_atlas_and_map_server_give_the_same_places(atlas: Path, tmp_path: Path, thoroughness: Thoroughness) -> None:
    """Each place once, by the same query, with the same words and the same twins; only the middle of an outline lies a few metres off.

    A server has the middle of the box around an outline, the atlas that of its area.
    """
    searches = [understood(query) for query in QUERIES]
    with closing(sqlite3.connect(f"file:{atlas}?mode=ro&immutable=1", uri=True)) as connection:
        tiles = [Tile.of_number(number) for (number,) in connection.execute("SELECT tile FROM tiles ORDER BY tile")]
        loaded = [one for tile in tiles for one in find(connection, tile, searches, thoroughness)]
    async with surveying(tmp_path, *helsinki()) as survey:
        asked = [one for tile in tiles for one in await survey.find(*searches, thoroughness=thoroughness, tile=tile)]
        assert len(survey.server.asked) == len(tiles)
    assert len(loaded) > 300
    told, other = _told(searches, loaded), _told(searches, asked)
    assert other.keys() == told.keys()
    assert other == told
    places = {one.place.place_id: one.place for _, one in loaded}
    for _, one in asked:
        assert (one.place.lat, one.place.lon) == pytest.approx((places[one.place.place_id].lat, places[one.place.place_id].lon), abs=0.002)


def _told(searches: Sequence[Search], found: Sequence[tuple[int, Sighting]]) -> dict[str, Told]:
    return {
        one.place.place_id: (
            searches[index].query,
            {name: value for name, value in dataclasses.asdict(one.place).items() if name not in {"lat", "lon"}},
            sorted(twin.place.place_id for twin in one.twins),
        )
        for index, one in found
    }
