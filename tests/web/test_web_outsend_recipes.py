"""Recipes, as `/api` lists them."""

from collections.abc import AsyncIterator

import httpx
import pytest
from houses import House, OpenHouse
from outsend import Person, answer_of, move_in

PATH = "/api/pipelines/recipes"


@pytest.fixture(scope="module")
async def town_house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house that has an invented town."""
    async with open_house(tmp_path_factory.mktemp("town"), sandbox=True) as opened:
        yield opened


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody with a workspace."""
    async with move_in(house) as resident:
        yield resident


async def test_anybody_sees_what_is_there(house: House) -> None:
    """I look for something to begin with before I have an account: twenty pipelines, in both languages, in pages."""
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as anybody:
        answer = await anybody.get(PATH)
        found = answer.json()
        assert (found["total"], found["limit"], found["offset"], len(found["items"])) == (20, 50, 0, 20)
        for item in found["items"]:
            assert set(item["label"]) == set(item["description"]) == {"en", "fr"}
            assert item["modules"] == list(dict.fromkeys(node["type"] for node in item["definition"]["nodes"]))
        page = await answer_of(anybody.get(PATH, params={"limit": 3, "offset": 18}))
        assert [item["slug"] for item in page["items"]] == [item["slug"] for item in found["items"]][18:]
        assert (await anybody.get(PATH, headers={"If-None-Match": answer.headers["etag"]})).status_code == 304
        assert (await anybody.get(PATH, params={"limit": 0})).status_code == 422


async def test_each_is_right_but_for_the_list_that_is_mine(person: Person) -> None:
    """I send one as I got it: what outhost can't know, which list is mine, is said by the very field of its gap; nothing else is wrong."""
    for item in (await answer_of(person.client.get(PATH)))["items"]:
        told = await answer_of(person.client.post("/api/pipelines/validate", json={"definition": item["definition"]}))
        assert [error["field"] for error in told["errors"]] == [gap["field"] for gap in item["gaps"] if gap["kind"] == "list"]
        for gap in item["gaps"]:
            _, _, place, _, param = gap["field"].split(".")
            assert param in item["definition"]["nodes"][int(place)]["config"]


async def test_where_there_is_a_town_it_is_looked_in(house: House, town_house: House) -> None:
    """On the demo a recipe finds what is there; elsewhere it has a place of the world as an example."""
    zones = {}
    for where in (house, town_house):
        async with httpx.AsyncClient(base_url=where.url, timeout=30.0) as anybody:
            items = (await answer_of(anybody.get(PATH)))["items"]
            finds = [node["config"] for item in items for node in item["definition"]["nodes"] if node["type"] == "scrap"]
            zones[where.url] = {(*config["zones"], config["country"]) for config in finds}
    assert zones[house.url] == {("Lyon", "FRA"), ("Edinburgh", "GBR")}
    assert zones[town_house.url] == {(f"{town_house.appliance.sandbox.name} 10km", "FRA")}
