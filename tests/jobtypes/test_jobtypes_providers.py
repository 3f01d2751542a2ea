"""Providers of places, as people write them: a plugin that declares one is found, told of, and finds places for others."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from workers import Workshop, open_workshop

PROVIDER = '''
"""Says that there is a baker in each tile, twice, one in the next, and whose it is."""
from outhost.jobtypes import Place, PlaceProvider, Sighting, Source, Text

SOURCE = Source(name="own", kind="own", licence="CC0-1.0", attribution="–", date="2026-01-01", file="", loaded_at="")


async def find(tile, searches, thoroughness, job):
    lat, lon = (tile.box.south + tile.box.north) / 2, (tile.box.west + tile.box.east) / 2
    for place_id, east in (("own:b", 0), ("own:a", 0), ("own:b", 0), ("own:c", 1)):
        place = Place(place_id=place_id, lat=lat, lon=lon + east, name=str(dict(job.options)))
        yield 0, Sighting(place=place, source=SOURCE)


provider = PlaceProvider(slug="SLUG", label=Text(en="Own", fr="À soi"), description=Text(en="Own.", fr="À soi."), find=find)
'''
SOURCE = '''
"""Gives the places of a tile."""
from outhost.jobtypes import Category, Params, SourceJobType, Text, Thoroughness, param, tile_of


class Finding(Params):
    provider: str = param("", label=Text(en="Provider", fr="Fournisseur"))


async def run(unit, params, job):
    places = await job.places(params.provider)
    async for _, sighting in places.find(tile_of(48.85, 2.35), (), Thoroughness.FAST):
        yield {"provider": places.provider, "place": sighting.place.place_id, "name": sighting.place.name}


job_type = SourceJobType(slug="finder", category=Category.SOURCES, label=Text(en="Find", fr="Trouver"), params=Finding, run=run,
                         description=Text(en="Finds.", fr="Trouve."), uses=frozenset({"places"}))
'''


@pytest.fixture(scope="module")
async def finders(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Workshop]:
    """A folder with a module that finds places, two providers, one that lacks something, and one that takes a name of ours."""
    folder = tmp_path_factory.mktemp("plugins")
    (folder / "a.py").write_text(PROVIDER.replace("SLUG", "first"), "utf-8")
    (folder / "b.py").write_text(PROVIDER.replace("SLUG", "second"), "utf-8")
    lacking = "find=find, missing=lambda options: Text(en='a key', fr='une clé')"
    (folder / "c.py").write_text(PROVIDER.replace("SLUG", "lacking").replace("find=find", lacking), "utf-8")
    (folder / "d.py").write_text(PROVIDER.replace("SLUG", "atlas"), "utf-8")
    (folder / "e.py").write_text(PROVIDER.replace("SLUG", "mute").replace("find=find", "find=None"), "utf-8")
    (folder / "f.py").write_text(SOURCE, "utf-8")
    async with open_workshop(folder, bundled=folder / "none") as workshop:
        yield workshop


async def test_a_provider_is_told_of_with_what_it_lacks(finders: Workshop) -> None:
    """Those that can be used are in the order of their files; one that is broken, or called as the atlas is, is left out by name."""
    census = await finders.pool.census()
    assert list(census.providers) == ["first", "second", "lacking"]
    assert census.providers["lacking"].missing is not None
    assert list(census.providers_for(census.modules["finder"])) == ["first", "second"]
    assert {one.file: one.reason.say() for one in census.broken} == {
        "d.py": "has the slug atlas, which another plugin has: atlas", "e.py": "has a `find` that is no function",
    }  # fmt: skip


@pytest.mark.parametrize(("asked", "given"), [("", "first"), ("second", "second")])
async def test_places_come_from_the_provider_that_is_asked_for_else_from_the_first(finders: Workshop, asked: str, given: str) -> None:
    """Each once, in the order of their ids, and none from another tile; a provider is given its own options."""
    outcome = await finders.run("finder", params={"provider": asked})
    assert outcome.rows == [{"provider": given, "place": place, "name": "{}"} for place in ("own:a", "own:b")]


@pytest.mark.parametrize("asked", ["lacking", "atlas", "no such"])
async def test_a_provider_that_gives_nothing_here_is_named_with_those_that_do(finders: Workshop, asked: str) -> None:
    """One that lacks something, an atlas that is empty, and one that nobody knows."""
    (failed,) = (await finders.run("finder", params={"provider": asked})).failed
    assert failed["kind"] == "give_up"
    assert failed["reason"] == f"{asked} gives no places here; these do: first, second."


async def test_where_there_is_nowhere_to_look_it_is_said_what_to_do(tmp_path: Path) -> None:
    """Neither a map nor a provider: the unit is given up with the command that loads one."""
    (tmp_path / "f.py").write_text(SOURCE, "utf-8")
    async with open_workshop(tmp_path, bundled=tmp_path / "none") as workshop:
        (failed,) = (await workshop.run("finder")).failed
    assert "outhost atlas load" in failed["reason"]


async def test_places_are_for_modules_that_declare_it(tmp_path: Path) -> None:
    """One that does not is told so, whatever there is."""
    (tmp_path / "a.py").write_text(PROVIDER.replace("SLUG", "first"), "utf-8")
    (tmp_path / "f.py").write_text(SOURCE.replace(', uses=frozenset({"places"})', ""), "utf-8")
    async with open_workshop(tmp_path, bundled=tmp_path / "none") as workshop:
        (failed,) = (await workshop.run("finder")).failed
    assert failed["reason"] == "The module asked for places, which it did not declare."
