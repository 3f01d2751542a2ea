"""Searches of the map on `/api`: estimated, made, run again, and what keeps one from being made, in its order."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from atlases import atlas_of, bakery_in_lyon, place
from houses import House, OpenHouse
from jobs import over, rest
from outsend import Person, answer_of, books_of, check_refused, move_in

ASKED: dict[str, Any] = {"queries": ["boulangerie", "dentiste", "piscine"], "zones": ["Lyon"]}
LYON: dict[str, Any] = {"city": "Lyon", "postcode": "69001", "country": "FRA"}


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house with a small map."""
    async with open_house(tmp_path_factory.mktemp("scrap")) as opened:
        bakery_in_lyon(opened.appliance.folder.path)
        yield opened


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody whose jobs are run."""
    async with move_in(house) as resident:
        yield resident


@pytest.mark.parametrize("path", ["/api/jobs", "/api/jobs/scrap"])
async def test_a_search_becomes_a_job_and_its_rows(person: Person, path: str) -> None:
    """I ask, with or without the module's name: the job that waits knows its tiles, the one that is done what each query and zone gave."""
    made = await answer_of(person.client.post(path, json=ASKED | {"unknown": 1}))
    assert (made["job_type"], made["status"], made["queries"], made["zones"]) == ("scrap", "pending", ASKED["queries"], ["Lyon"])
    assert (made["grid_points_count"], made["ef_cost"]) == (1, 0.0)
    await over(person.house, person.workspace_id, made["id"])
    done = await answer_of(person.client.get(f"/api/jobs/{made['id']}"))
    assert (done["status"], done["results_count"], done["processed_points"], done["grid_points_count"]) == ("done", 2, 1, 1)
    assert done["breakdown"] == {"by_query": {"boulangerie": 1, "dentiste": 1}, "by_zone": {"Lyon": 2}}
    assert done["dead_queries"] == ["piscine"]
    assert done["query_stats"]["boulangerie"] == {"tiles": 1, "with_results": 1, "found_pct": 100.0}
    items = await answer_of(person.client.get(f"/api/jobs/{made['id']}/items?provenance=1"))
    assert [row["nom"] for row in items["items"]] == ["Au Bon Pain", "Cabinet Martin"]
    assert items["columns"] == [
        "nom", "site_web", "telephone", "adresse", "ville", "code_postal", "rating", "reviews_count", "category", "lien_google_maps",
        "aggregator_flag", "query", "zone", "lat", "lon", "place_id", "source", "source_date", "licence",
    ]  # fmt: skip
    assert items["items"][0]["provenance"]["site_web"]["source"] == "https://www.openstreetmap.org/node/1"


async def test_an_estimate_says_cost_and_rows_and_makes_nothing(person: Person) -> None:
    """What the job then does, within what I set; a zone that nobody knows is named, and nothing is counted."""
    before = await books_of(person.house)
    said = await answer_of(person.client.post("/api/jobs/estimate", json=ASKED))
    assert said == {
        "ef_cost": 0.0, "grid_points_count": 1, "requests_count": 3, "estimated_results": 2, "max_ef_per_job": 1.0, "allowed": True,
        "unresolved_zones": [],
    }  # fmt: skip
    assert (await answer_of(person.client.post("/api/jobs/estimate", json=ASKED | {"stop_at": 1})))["estimated_results"] == 1
    lost = await answer_of(person.client.post("/api/jobs/estimate", json=ASKED | {"zones": ["Nirgendwoheim", "Lyon"]}))
    assert (lost["allowed"], lost["unresolved_zones"], lost["estimated_results"]) == (False, ["Nirgendwoheim"], None)
    assert (lost["grid_points_count"], lost["requests_count"]) == (1, 3)
    assert await books_of(person.house) == before


async def test_both_paths_take_the_same_body(person: Person) -> None:
    """A job that is named as where rows came from must be mine, whichever path I take."""
    for path in ("/api/jobs", "/api/jobs/scrap"):
        assert (await person.client.post(path, json=ASKED | {"source_job_id": "j_nobodys"})).status_code == 404
        assert (await person.client.post(path, json=ASKED | {"source_job_id": 1})).status_code == 422


async def test_an_estimate_is_no_job_s_name(person: Person) -> None:
    """Its path is its own, whatever may be asked of a job."""
    assert (await person.client.get("/api/jobs/estimate")).status_code in {404, 405}
    assert (await person.client.post("/api/jobs/estimate", json={})).status_code == 422


async def test_a_search_is_run_again(person: Person) -> None:
    """A rerun finds what there is by then."""
    made = await answer_of(person.client.post("/api/jobs", json=ASKED))
    await over(person.house, person.workspace_id, made["id"])
    again = await answer_of(person.client.post(f"/api/jobs/{made['id']}/rerun"))
    assert (again["status"], again["grid_points_count"], again["queries"]) == ("pending", 1, ASKED["queries"])
    await over(person.house, person.workspace_id, again["id"])
    assert (await answer_of(person.client.get(f"/api/jobs/{again['id']}")))["results_count"] == 2


REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "no queries": ({"zones": ["Lyon"]}, "queries", "is required"),
    "no zones": ({"queries": ["boulangerie"]}, "zones", "is required"),
    "a number for a query": (ASKED | {"queries": ["boulangerie", 7]}, "queries.1", "must be a text"),
    "a zone that nobody knows": (ASKED | {"zones": ["Lyon", "Nirgendwoheim"]}, "zones.1", "neither in the loaded data"),
    "a provider that nobody knows": (ASKED | {"provider": "google"}, "provider", "must be one of atlas, overpass"),
    "an unknown mode": (ASKED | {"scrap_mode": "slow"}, "scrap_mode", "must be fast, normal or ultra"),
}


@pytest.mark.parametrize("kind", REFUSED)
async def test_what_won_t_do_is_refused_with_its_field(person: Person, kind: str) -> None:
    """In both languages, and nothing is made."""
    body, field, says = REFUSED[kind]
    for path in ("/api/jobs", "/api/jobs/scrap"):
        await check_refused(person, "POST", path, status=422, field=field, says=says, body=body)


async def test_reasons_are_told_in_their_order(tmp_path: Path, open_house: OpenHouse) -> None:
    """What is wrong with my words, then that I have too many jobs, then the cost, and last that there is nowhere to look."""
    async with open_house(tmp_path, concurrent_jobs=1, ef_per_job=0.0002) as house, move_in(house) as person:
        rest(house)
        await check_refused(person, "POST", "/api/jobs", status=422, field="queries", says="at least 1", body=ASKED | {"queries": []})
        await check_refused(person, "POST", "/api/jobs", status=503, says="outhost atlas load", body=ASKED)
        await check_refused(person, "POST", "/api/jobs/estimate", status=503, says="outhost atlas load", body=ASKED)
        atlas_of(house.appliance.folder.path, [place(1, labels=("shop=bakery",), **LYON)])
        await check_refused(person, "POST", "/api/jobs", status=400, says="0.0003 EF (3 requests), and 0.0002 EF", body=ASKED)
        said = await answer_of(person.client.post("/api/jobs/estimate", json=ASKED))
        assert (said["allowed"], said["max_ef_per_job"]) == (False, 0.0002)
        assert (await answer_of(person.client.get("/api/auth/me")))["limits"] == {"concurrent_jobs": 1, "ef_per_job": 0.0002}
        await answer_of(person.client.post("/api/jobs", json=ASKED | {"queries": ["boulangerie"]}))
        late = ASKED | {"provider": "overpass"}
        await check_refused(person, "POST", "/api/jobs", status=429, says="which is the limit", body=late)
        unknown = ASKED | {"zones": ["Nirgendwoheim"]}
        await check_refused(person, "POST", "/api/jobs", status=422, field="zones.0", says="neither in the loaded data", body=unknown)


async def test_the_registry_says_whether_there_is_a_map(tmp_path: Path, open_house: OpenHouse) -> None:
    """It changes as soon as one is loaded, or removed, and says which providers there are; nothing is restarted."""
    async with open_house(tmp_path) as house:
        assert (await _scrap(house))["alpha_unavailable"] is True
        path = bakery_in_lyon(house.appliance.folder.path)
        shown = await _scrap(house)
        assert (shown["alpha_unavailable"], shown["api_endpoint"], shown["lane"]) == (False, "/api/jobs/scrap", "extraction")
        assert list(shown["config_schema"]["properties"]["provider"]["x-options"]) == ["", "atlas", "overpass"]
        path.unlink()
        assert (await _scrap(house))["alpha_unavailable"] is True


async def _scrap(house: House) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as anybody:
        modules = await answer_of(anybody.get("/api/modules-registry"))
    found: dict[str, Any] = next(module for module in modules if module["slug"] == "scrap")
    return found
