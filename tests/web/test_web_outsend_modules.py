"""The registry of modules on `/api`, and votes for those that are announced."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from houses import PASSWORD, House, OpenHouse
from outsend import Person, answer_of, books_of, check_refused, events_of, join, move_in

from outhost.domain.columns import ALIASES
from outhost.domain.modules import Category
from outhost.domain.workspaces import Role
from outhost.resources import shipped

PLUGIN = '''
"""Finds the owner's own things."""
from outhost.jobtypes import Category, Context, JobType, Params, Row, Text, param

class OwnParams(Params):
    depth: int = param(1, ge=1, le=3, label=Text(en="Depth", fr="Profondeur"))

async def run(row: Row, params: OwnParams, job: Context) -> Row:
    return {}

def missing(options):
    return None if "key" in options else Text(en="a key in [modules.own_things]", fr="une clé dans [modules.own_things]")

job_type = JobType(slug="own_things", category=Category.ENRICH, label=Text(en="Own", fr="À soi"),
                   description=Text(en="Own things.", fr="Choses à soi."), params=OwnParams, run=run, needs=("site_web",), missing=missing)
'''
VOTE = "/api/modules-registry/hiring/vote"


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house with a plugin of the owner's, and a broken one."""
    plugins = tmp_path_factory.mktemp("plugins")
    (plugins / "own.py").write_text(PLUGIN, "utf-8")
    (plugins / "broken.py").write_text("1 / 0", "utf-8")
    async with open_house(tmp_path_factory.mktemp("modules"), plugins_dir=str(plugins)) as opened:
        yield opened


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody with a workspace."""
    async with move_in(house) as resident:
        yield resident


async def _registry(house: House) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as anybody:
        modules: list[dict[str, Any]] = await answer_of(anybody.get("/api/modules-registry"))
    return modules


async def test_anybody_sees_every_module_in_its_order(house: House) -> None:
    """I need no login to see what there is: by shelf, and what can be run first."""
    modules = await _registry(house)
    places = [(list(Category).index(Category(module["category"])), module["api_endpoint"] is None) for module in modules]
    assert places == sorted(places)
    assert {"import", "filter", "sort", "personalise", "own_things", "hiring", "crm_sync"} <= {module["slug"] for module in modules}
    assert [list(module) for module in modules] == [
        [
            "slug", "category", "label", "description", "needs", "produces", "pipelinable", "is_on_demand", "coming_soon",
            "alpha_unavailable", "api_endpoint", "config_schema", "lane",
        ]
    ] * len(modules)  # fmt: skip
    assert all(set(module["label"]) == set(module["description"]) == {"fr", "en"} for module in modules)


@pytest.mark.parametrize(
    ("slug", "shown"),
    [
        ("filter", {"api_endpoint": "/api/jobs/filter", "lane": "parallel", "pipelinable": True, "alpha_unavailable": False}),
        ("own_things", {"api_endpoint": "/api/jobs/own_things", "needs": ["site_web"], "alpha_unavailable": True}),
        ("hiring", {"api_endpoint": None, "coming_soon": True, "is_on_demand": False, "lane": None, "pipelinable": False}),
        ("crm_sync", {"api_endpoint": None, "coming_soon": False, "is_on_demand": True}),
    ],
)
async def test_a_module_says_whether_it_can_be_run(house: House, slug: str, shown: dict[str, Any]) -> None:
    """Ready, lacking something, made on demand, or still to come."""
    (module,) = [module for module in await _registry(house) if module["slug"] == slug]
    assert {name: module[name] for name in shown} == shown
    assert module["config_schema"]["type"] == "object"


async def test_what_is_known_already_is_not_sent_again(house: House) -> None:
    """A browser that has the list asks whether it changed, and gets an empty answer."""
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as anybody:
        first = await anybody.get("/api/modules-registry")
        assert first.headers["cache-control"] == "public, max-age=60"
        again = await anybody.get("/api/modules-registry", headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert (again.headers["etag"], again.headers["cache-control"]) == (first.headers["etag"], first.headers["cache-control"])
        assert (await anybody.get("/api/modules-registry", headers={"If-None-Match": '"x"'})).status_code == 200


async def test_a_second_vote_takes_the_first_back(house: House, person: Person) -> None:
    """Everybody has one, whatever their role and the workspace that they act in; hyphens are as good as underscores."""
    async with join(person, Role.VIEWER) as viewer:
        assert await answer_of(person.client.post("/api/modules-registry/crm-sync/vote")) == {"slug": "crm_sync", "votes": 1, "voted": True}
        assert (await answer_of(viewer.client.post("/api/modules-registry/crm_sync/vote")))["votes"] == 2
        assert await answer_of(person.client.post("/api/modules-registry/crm_sync/vote")) == {
            "slug": "crm_sync",
            "votes": 1,
            "voted": False,
        }
        assert (await answer_of(viewer.client.post("/api/modules-registry/crm_sync/vote")))["votes"] == 0
    assert not [name for name, _, _ in await events_of(person) if name.startswith("module.")]


async def test_a_vote_that_is_sent_twice_is_one(person: Person) -> None:
    """My connection broke, my client tries again with the same key: I have still voted."""
    headers = {"Idempotency-Key": "once"}
    first = await answer_of(person.client.post(VOTE, headers=headers))
    assert await answer_of(person.client.post(VOTE, headers=headers)) == first
    assert (await answer_of(person.client.post(VOTE)))["voted"] is False


@pytest.mark.parametrize("slug", ["filter", "own_things", "no_such_module", "broken"])
async def test_there_is_no_voting_for_what_is_here_or_nowhere(person: Person, slug: str) -> None:
    """Both are as good as absent, and nothing is noted."""
    await check_refused(person, "POST", f"/api/modules-registry/{slug}/vote", status=404, says="")


async def test_nobody_votes_without_a_login(house: House) -> None:
    """A stranger is told to log in, and counts for nothing."""
    before = await books_of(house)
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as stranger:
        assert (await stranger.post(VOTE)).status_code == 401
    assert await books_of(house) == before


async def test_votes_are_in_my_copy_and_go_with_my_account(house: House) -> None:
    """What I voted for is told when I ask for everything about me; when I go, it is gone."""
    async with move_in(house, is_admin=True), move_in(house) as leaver:
        await answer_of(leaver.client.post("/api/modules-registry/opening_hours/vote"))
        copy = await answer_of(leaver.client.get("/api/auth/account/export"))
        assert [vote["slug"] for vote in copy["votes"]] == ["opening_hours"]
        await answer_of(leaver.client.request("DELETE", "/api/auth/account", json={"password": PASSWORD}))
        assert await house.appliance.read(lambda tx: tx.votes.count("opening_hours")) == 0


def test_the_page_names_every_column_that_is_known() -> None:
    """Each canonical name, with all that people call it, stands in the documentation as it is read."""
    page = shipped("docs", "api", "registry.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([a-z_, ]+) \|$", page.partition("## Columns")[2], re.MULTILINE)
    assert {name: tuple(words.split(", ")) for name, words in rows} == dict(ALIASES)


def test_every_kind_of_reference_is_told() -> None:
    """The keywords that forms may rely on stand in the documentation."""
    page = shipped("docs", "api", "registry.md").read_text("utf-8")
    assert all(f"`{keyword}`" in page for keyword in ("x-label", "x-help", "x-options", "x-after", "x-reference"))
