"""Jobs of `scrap` from their start to their end, over atlases in the data folder, through real worker processes."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from atlases import atlas_of, place, source
from engines import Engine, open_engine

from outhost.domain.columns import Row
from outhost.domain.errors import InvalidInput, ModuleUnavailable, TooDear
from outhost.domain.jobs import Job, JobStatus
from outhost.domain.places import Place
from outhost.exports.formats import Format

LYON: dict[str, Any] = {"city": "Lyon", "postcode": "69001", "country": "FRA"}
BAKERS: Sequence[Place] = (
    place(3, name="Chez Paul", labels=("shop=bakery",), street="1 rue des Pains", website="https://paul.example", **LYON),
    place(1, name="Au Bon Pain", labels=("shop=bakery",), website="https://www.facebook.com/bonpain", **LYON),
    place(2, name="Cabinet Martin", labels=("amenity=dentist",), telephone="04 72 00 00 01", tags={"opening_hours": "24/7"}, **LYON),
    place(4, labels=("shop=bakery",), lat=45.80, lon=4.90, telephone="+33 4 72 00 00 01", **LYON),
    place(5, name="Boulangerie Parisienne", labels=("shop=bakery",), lat=48.85, lon=2.35, city="Paris", postcode="75001", country="FRA"),
    place(6, name="Garage", labels=("shop=car_repair",), **LYON),
)  # fmt: skip
MANY: Sequence[Place] = tuple(
    place(number, name=f"Pain {number}", labels=("shop=bakery",), lat=45.6 + number % 20 / 60, lon=4.6 + number // 20 / 60, **LYON)
    for number in range(400)
)  # fmt: skip
"""Bakeries in a hundred tiles or so, all with addresses in Lyon."""
ASKED: dict[str, Any] = {"queries": ["boulangerie", "dentiste"], "zones": ["Lyon"]}
DEADLY = '''
"""Finds a bakery in each tile, and ends its process the first time that it is asked for more."""
import os
from outhost.jobtypes import Place, PlaceProvider, Sighting, Source, Text

SOURCE = Source(name="own", kind="own", licence="CC0-1.0", attribution="–", date="2026-01-01", file="", loaded_at="")


async def find(tile, searches, thoroughness, job):
    mark = job.options["mark"]
    for number in range(3):
        if number == 1 and tile.number % 3 == 0 and not os.path.exists(mark):
            open(mark, "x").close()
            os.kill(os.getpid(), 9)
        lat, lon = (tile.box.south + tile.box.north) / 2, (tile.box.west + tile.box.east) / 2
        about = dict(city="Lyon", postcode="69001", country="FRA", labels=("shop=bakery",))
        yield 0, Sighting(place=Place(place_id=f"own:{tile.number}-{number}", lat=lat, lon=lon, **about), source=SOURCE)


provider = PlaceProvider(slug="deadly", label=Text(en="Deadly", fr="Mortel"), description=Text(en="Dies.", fr="Meurt."), find=find)
'''


async def test_a_search_of_the_map_becomes_rows(tmp_path: Path) -> None:
    """The places of my queries in my zone, each with what the map says of it, tile by tile, in the order of their ids."""
    atlas_of(tmp_path / "data", BAKERS)
    async with open_engine(tmp_path) as engine:
        job = await engine.run("scrap", params=ASKED | {"extra_columns": ["opening_hours"]})
        rows = await engine.rows(job)
    assert (job.status, job.error_message) == (JobStatus.DONE, None)
    assert _ids(rows) == ["osm:node/1", "osm:node/2", "osm:node/3", "osm:node/4"]
    assert rows[2] == {
        "nom": "Chez Paul", "site_web": "https://paul.example", "telephone": None, "adresse": "1 rue des Pains", "ville": "Lyon",
        "code_postal": "69001", "rating": None, "reviews_count": None, "category": "Bakery",
        "lien_google_maps": "https://www.google.com/maps/search/?api=1&query=Chez+Paul+1+rue+des+Pains+69001+Lyon",
        "aggregator_flag": "no", "query": "boulangerie", "zone": "Lyon", "lat": 45.76, "lon": 4.84, "place_id": "osm:node/3",
        "source": "town", "source_date": "2026-11-01", "licence": "ODbL-1.0", "opening_hours": None,
    }  # fmt: skip
    assert [row["aggregator_flag"] for row in rows] == ["yes", None, "no", None]
    assert [row["query"] for row in rows] == ["boulangerie", "dentiste", "boulangerie", "boulangerie"]
    assert rows[1]["opening_hours"] == "24/7"
    assert rows[3]["nom"] is None
    assert (job.tallies.queries(ASKED["queries"])["dentiste"].with_results, job.dead_queries) == (1, [])


async def test_every_value_says_where_it_is_from(tmp_path: Path) -> None:
    """The page of the place at its source, and the date of the data; what is my own question says nothing."""
    atlas_of(tmp_path / "data", BAKERS)
    async with open_engine(tmp_path) as engine:
        job = await engine.run("scrap", params=ASKED | {"queries": ["dentiste"], "extra_columns": ["opening_hours"]})
        ((_, _, told),) = await engine.appliance.read(lambda tx: tx.job_rows.page(job.key, limit=10, offset=0))
    origins = json.loads(str(told))
    said = {"nom", "telephone", "ville", "code_postal", "category", "lien_google_maps", "lat", "lon", "opening_hours"}
    assert set(origins) == said
    assert {(one["source"], one["at"]) for one in origins.values()} == {("https://www.openstreetmap.org/node/2", "2026-11-01")}
    assert origins["opening_hours"]["snippet"] == "opening_hours=24/7"


async def test_a_value_is_shown_as_its_source_has_it(tmp_path: Path) -> None:
    """An address by the tags that it is put together of, a telephone by the tag that has several."""
    tags = {"level": "1", "name": "Chez Paul", "addr:housenumber": "1", "addr:street": "rue des Pains", "phone": "04 72; 04 73"}
    paul = place(1, name="Chez Paul", labels=("shop=bakery",), street="1 rue des Pains", telephone="04 72", tags=tags, **LYON)
    atlas_of(tmp_path / "data", [paul])
    async with open_engine(tmp_path) as engine:
        job = await engine.run("scrap", params=ASKED)
        ((_, _, told),) = await engine.appliance.read(lambda tx: tx.job_rows.page(job.key, limit=10, offset=0))
    snippets = {name: one["snippet"] for name, one in json.loads(str(told)).items()}
    assert (snippets["nom"], snippets["telephone"]) == ("name=Chez Paul", "phone=04 72; 04 73")
    assert snippets["adresse"] == "addr:housenumber=1, addr:street=rue des Pains"
    assert snippets["lat"] == ""


async def test_a_source_without_a_licence_is_said_to_have_none(tmp_path: Path) -> None:
    """A table of one's own has none unless one says it; the log shows no gap, and of a moment the day."""
    atlas_of(tmp_path / "data", BAKERS, source(licence="", attribution="", date="2026-11-01T08:09:10.123456Z"))
    async with open_engine(tmp_path) as engine:
        log = "\n".join(await engine.log(await engine.run("scrap", params=ASKED, locale="fr")))
    assert "town : données du 2026-11-01, dont personne n’a dit la licence." in log


async def test_the_log_says_how_everything_was_understood(tmp_path: Path) -> None:
    """Each query, each zone, whose data it is, of when and under which licence, and that there are no reviews; in my language."""
    atlas_of(tmp_path / "data", BAKERS)
    async with open_engine(tmp_path) as engine:
        job = await engine.run("scrap", params=ASKED | {"include_reviews": True}, locale="fr")
        log = "\n".join(await engine.log(job))
    assert "Requête « boulangerie » : " in log
    assert "shop=bakery" in log
    assert "Zone « Lyon » : " in log
    assert "town : données du 2026-11-01, licence ODbL-1.0, © OpenStreetMap contributors." in log
    assert "n’ont pas de textes d’avis" in log


async def test_the_estimate_is_what_the_job_does(tmp_path: Path) -> None:
    """As many tiles, and as many rows; the job that waits says so already."""
    atlas_of(tmp_path / "data", [*BAKERS, *MANY])
    async with open_engine(tmp_path) as engine:
        for asked in (ASKED, ASKED | {"zones": ["Lyon", "Paris"]}, ASKED | {"queries": ["pain"], "scrap_mode": "ultra"}):
            module = await engine.appliance.modules.runnable("scrap")
            offer = await engine.appliance.estimates.offer(module, asked, "en")
            waiting = await engine.create("scrap", params=asked)
            assert (waiting.units_planned, waiting.points_planned) == (0, offer.estimate.units)
            assert waiting.ef_cost == round(offer.estimate.requests / 10_000, 3)
            async with engine.running():
                job = await engine.over(waiting)
            assert (job.units_planned, job.points_planned, job.points_done) == (offer.estimate.units,) * 3
            assert (job.results_count, offer.is_allowed) == (offer.results, True)
            assert offer.estimate.requests == offer.estimate.units * len(asked["queries"])
        bounded = await engine.appliance.estimates.offer(module, ASKED | {"stop_at": 3}, "en")
        assert bounded.results == 3


async def test_the_same_search_gives_the_same_file(tmp_path: Path) -> None:
    """Twice the same bytes, whatever process it ran in."""
    atlas_of(tmp_path / "data", [*BAKERS, *MANY])
    async with open_engine(tmp_path) as engine:
        files = [await _csv(engine, await engine.run("scrap", params=ASKED)) for _ in range(2)]
    assert files[0] == files[1]
    assert files[0].count(b"\r\n") == len(MANY) + 5


async def test_a_place_in_two_zones_is_one_row(tmp_path: Path) -> None:
    """It counts for the zone that I named first."""
    atlas_of(tmp_path / "data", BAKERS)
    async with open_engine(tmp_path) as engine:
        for zones in (["Lyon", "69001"], ["69001", "Lyon", "Lyon"]):
            rows = await engine.rows(await engine.run("scrap", params=ASKED | {"zones": zones}))
            assert _ids(rows) == ["osm:node/1", "osm:node/2", "osm:node/3", "osm:node/4"]
            assert {row["zone"] for row in rows} == {zones[0]}


async def test_a_place_that_two_maps_have_is_one_row(tmp_path: Path) -> None:
    """What the first does not say the second does, and each value says whose it is; the log names both maps."""
    atlas_of(tmp_path / "data", [place(1, name="Chez Paul", labels=("shop=bakery",), **LYON)])
    twin = replace(place(0, name="Chez Paul", labels=("overture=bakery",), website="https://paul.example", **LYON), place_id="overture:08f")
    atlas_of(tmp_path / "data", [twin], source("places", kind="overture", licence="CDLA-Permissive-2.0", date="2026-10-01"))
    async with open_engine(tmp_path) as engine:
        job = await engine.run("scrap", params=ASKED)
        ((_, _, told),) = await engine.appliance.read(lambda tx: tx.job_rows.page(job.key, limit=10, offset=0))
        (row,), log = await engine.rows(job), "\n".join(await engine.log(job))
    assert (row["nom"], row["site_web"], row["aggregator_flag"]) == ("Chez Paul", "https://paul.example", "no")
    assert {row["place_id"], json.loads(str(told))["site_web"]["source"]} >= {"overture:08f"}
    assert "places: data of 2026-10-01, licence CDLA-Permissive-2.0" in log
    assert "town: data of 2026-11-01, licence ODbL-1.0" in log


@pytest.mark.parametrize(
    ("bound", "kept"),
    [({"stop_at": 2}, ["osm:node/1", "osm:node/2"]), ({"max_per_phone": 1}, ["osm:node/1", "osm:node/2", "osm:node/3"])],
)
async def test_bounds_keep_the_first_rows(tmp_path: Path, bound: dict[str, int], kept: list[str]) -> None:
    """So many rows in all, or with one telephone number, however the map writes it."""
    atlas_of(tmp_path / "data", BAKERS)
    async with open_engine(tmp_path) as engine:
        job = await engine.run("scrap", params=ASKED | bound)
        assert (job.status, _ids(await engine.rows(job))) == (JobStatus.DONE, kept)


async def test_a_process_that_is_killed_costs_no_row(tmp_path: Path) -> None:
    """Half of a job's tiles are done when its process is killed: it has each row once, as if nothing had been."""
    atlas_of(tmp_path / "data", MANY)
    async with open_engine(tmp_path) as engine:
        expected = await engine.rows(await engine.run("scrap", params=ASKED))
        job = await engine.create("scrap", params=ASKED)
        async with engine.running():
            await engine.until(job, lambda now: now.points_done > 0)
            for process in list(engine.appliance.pool._hired):
                process.kill()
            assert (await engine.over(job)).status is JobStatus.DONE
        assert await engine.rows(job) == expected


async def test_a_provider_that_ends_its_process_costs_no_row(tmp_path: Path) -> None:
    """What it gave of a tile before is given once. How many rows there will be it can't say, but it can say how many tiles."""
    atlas_of(tmp_path / "data", MANY)
    options = {"modules": {"deadly": {"mark": str(tmp_path / "mark")}}}
    async with open_engine(tmp_path, {"deadly": DEADLY}, **options) as engine:
        module = await engine.appliance.modules.runnable("scrap")
        offer = await engine.appliance.estimates.offer(module, ASKED | {"provider": "deadly"}, "en")
        job = await engine.run("scrap", params=ASKED | {"provider": "deadly"})
        rows = await engine.rows(job)
    assert (offer.estimate.units, offer.results, offer.is_allowed) == (job.units_planned, None, True)
    assert (tmp_path / "mark").exists()
    assert (job.status, job.results_count, job.error_count) == (JobStatus.DONE, job.units_planned * 3, 0)
    assert len(_ids(rows)) == len(set(_ids(rows))) == job.units_planned * 3


async def test_a_map_that_is_loaded_meanwhile_is_for_the_next_job(tmp_path: Path) -> None:
    """The one that runs goes on with the map that it began with; a rerun looks at the new one, and plans anew for it."""
    atlas_of(tmp_path / "data", MANY)
    fresh = atlas_of(tmp_path / "fresh", BAKERS)
    async with open_engine(tmp_path) as engine:
        job = await engine.create("scrap", params=ASKED)
        async with engine.running():
            await engine.until(job, lambda now: now.points_done > 0)
            fresh.replace(tmp_path / "data" / "atlas" / "atlas.db")
            job = await engine.over(job)
            again = await engine.over(await engine.appliance.jobs.rerun(engine.caller, job.public_id))
        assert (job.status, job.results_count) == (JobStatus.DONE, len(MANY))
        assert (again.status, _ids(await engine.rows(again))) == (JobStatus.DONE, [f"osm:node/{number}" for number in range(1, 5)])
        assert again.points_planned == again.units_planned < job.units_planned


async def test_without_a_map_nothing_is_made(tmp_path: Path) -> None:
    """I am told what to do; it works as soon as a map is there, and no longer when it is gone, without a restart."""
    async with open_engine(tmp_path) as engine:
        for _ in range(2):
            with pytest.raises(ModuleUnavailable, match="outhost atlas load"):
                await engine.create("scrap", params=ASKED)
            path = atlas_of(tmp_path / "data", BAKERS)
            assert (await engine.run("scrap", params=ASKED)).results_count == 4
            path.unlink()
        path.write_bytes(b"no database" * 1000)
        with pytest.raises(ModuleUnavailable):
            await engine.create("scrap", params=ASKED)


REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "no query": ({"queries": []}, "queries", "at least 1"),
    "too many queries": ({"queries": ["a"] * 21}, "queries", "at most 20"),
    "a blank query": ({"queries": ["boulangerie", " "]}, "queries.1", "must have a word in it"),
    "a long query": ({"queries": ["a" * 201]}, "queries.0", "at most 200 characters"),
    "no zone": ({"zones": []}, "zones", "at least 1"),
    "too many zones": ({"zones": ["Lyon"] * 51}, "zones", "at most 50"),
    "a blank zone": ({"zones": [" "]}, "zones.0", "must not be blank"),
    "a zone that nobody knows": ({"zones": ["Lyon", "Nirgendwoheim"]}, "zones.1", ""),
    "a country by its name": ({"country": "France"}, "country", "is no country; give its code"),
    "a country that is none": ({"country": "XYZ"}, "country", "is no country; give its code"),
    "no rows at all": ({"stop_at": 0}, "stop_at", "at least 1"),
    "too many rows": ({"stop_at": 2_000_001}, "stop_at", "at most 2000000"),
    "an unknown mode": ({"scrap_mode": "slow"}, "scrap_mode", "must be fast, normal or ultra"),
    "too many columns": ({"extra_columns": [f"a{number}" for number in range(21)]}, "extra_columns", "at most 20"),
    "a column that is there": ({"extra_columns": ["source"]}, "extra_columns", "is a column already"),
    "too many alike": ({"max_per_phone": 101}, "max_per_phone", "at most 100"),
    "an unknown provider": ({"provider": "google"}, "provider", "must be one of atlas"),
}


@pytest.fixture(scope="module")
async def asked(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An engine with a map, at which nothing runs."""
    folder = tmp_path_factory.mktemp("asked")
    atlas_of(folder / "data", BAKERS)
    async with open_engine(folder) as engine:
        yield engine


@pytest.mark.parametrize("kind", REFUSED)
async def test_what_won_t_do_is_refused_with_its_field(asked: Engine, kind: str) -> None:
    """In both languages; there is no job, and no estimate but for a zone, which an estimate lists."""
    changed, path, says = REFUSED[kind]
    with pytest.raises(InvalidInput) as refused:
        await asked.create("scrap", params=ASKED | changed)
    (issue,) = refused.value.issues
    assert issue.path == path
    assert says in issue.say("en")
    assert issue.say("en") != issue.say("fr")
    module = await asked.appliance.modules.runnable("scrap")
    if "nobody knows" in kind:
        offer = await asked.appliance.estimates.offer(module, ASKED | changed, "en")
        assert (list(offer.estimate.unresolved), offer.results, offer.is_allowed) == ([1], None, False)
    else:
        with pytest.raises(InvalidInput):
            await asked.appliance.estimates.offer(module, ASKED | changed, "en")
    assert await asked.appliance.read(lambda tx: tx.jobs.count_live_of_user(asked.caller.user_id)) == 0


async def test_a_job_that_costs_too_much_is_refused_with_its_cost(tmp_path: Path) -> None:
    """It names the cost and the ceiling; the estimate says the same and that it is not allowed."""
    atlas_of(tmp_path / "data", MANY)
    async with open_engine(tmp_path, ef_per_job=0.001) as engine:
        module = await engine.appliance.modules.runnable("scrap")
        offer = await engine.appliance.estimates.offer(module, ASKED, "en")
        assert (offer.is_allowed, offer.most_ef) == (False, 0.001)
        with pytest.raises(TooDear, match=rf"{_exact(offer.estimate.requests)} EF .* 0.001 EF is the limit"):
            await engine.create("scrap", params=ASKED)
        with pytest.raises(ModuleUnavailable, match="overpass_url"):
            await engine.create("scrap", params=ASKED | {"provider": "overpass"})


def _ids(rows: Sequence[Row]) -> list[str]:
    return sorted(row["place_id"] for row in rows)


def _exact(requests: int) -> str:
    return f"{requests / 10_000:.4f}"


async def _csv(engine: Engine, job: Job) -> bytes:
    chunks = engine.appliance.job_downloads.write(job, Format.CSV, has_provenance=True, is_raw=False)
    return b"".join([chunk async for chunk in chunks])
