"""Dry runs, as `/api` gives them: what each node would make of a few rows, and nothing that stays."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from houses import House, OpenHouse
from outsend import Person, answer_of, books_of, check_refused, move_in
from own_modules import LACKING, LOUD
from waiting import until

from outhost.operations.lists import NewList

PATH = "/api/pipelines/dry-run"
NODES = [{"id": "in", "type": "import", "config": {"text": "nom"}}, {"id": "loud", "type": "say_loud"}]
EDGES = [{"from": "in", "to": "loud"}]


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house with modules of the owner's."""
    plugins = tmp_path_factory.mktemp("plugins")
    (plugins / "loud.py").write_text(LOUD, "utf-8")
    (plugins / "louder.py").write_text(LACKING, "utf-8")
    async with open_house(tmp_path_factory.mktemp("dry"), plugins_dir=str(plugins)) as opened:
        yield opened


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody with a workspace."""
    async with move_in(house) as resident:
        yield resident


def _wanted(*names: str, **more: Any) -> dict[str, Any]:
    """Write a body that tries two nodes on rows with these names."""
    return {"definition": {"nodes": NODES, "edges": EDGES}, "items": [{"nom": name} for name in names]} | more


async def test_a_pipeline_is_tried_and_nothing_stays(person: Person) -> None:
    """I see rows, columns, log and faults of each step, in my language; no row of any table is another afterwards, and no file is there."""
    before = await books_of(person.house)
    made = await answer_of(person.client.post(PATH, json=_wanted("Ada", "quiet", ""), headers={"Accept-Language": "fr"}))
    assert await books_of(person.house) == before
    folder = person.house.appliance.folder
    assert not [*folder.uploads.glob("*"), *folder.images.glob("*/*")]
    assert made["is_complete"]
    first, loud = made["nodes"]
    assert (first["node_id"], first["status"], first["rows_count"], first["input_count"]) == ("in", "done", 3, 0)
    assert loud == {
        "node_id": "loud", "type": "say_loud", "status": "done", "input_count": 3, "columns": ["nom", "loud"],
        "rows": [{"nom": "Ada", "loud": "ADA!"}], "rows_count": 1, "images": [], "error_message": None,
        "logs": [
            {"level": "warn", "message": "1 lignes sans nom ont été écartées."}, {"level": "error", "message": "Ligne 2 : C’est muet."},
        ],
        "faults": [{"row": 1, "message": "C’est muet."}],
    }  # fmt: skip


async def test_what_would_be_drawn_has_a_link_to_look_at(person: Person) -> None:
    """Of a list that is drawn as a built-in template is, I can look at each image before I pay; the link works, and charges nothing."""
    lists = person.house.appliance.lists
    mine = await lists.add(person.caller, NewList(name="Signs", template="sign-holder"))
    nodes = [NODES[0], {"id": "draw", "type": "personalise", "config": {"list_id": mine.public_id}}]
    body = {"definition": {"nodes": nodes, "edges": [{"from": "in", "to": "draw"}]}, "items": [{"nom": "Acme"}, {"nom": "A" * 50}]}
    before = await books_of(person.house)
    _, draw = (await answer_of(person.client.post(PATH, json=body)))["nodes"]
    short, long = draw["images"]
    assert short["row"] == 0
    assert set(short["variables"]) == set(mine.variables)
    assert "Acme" in short["variables"].values()
    assert short["missing_variables"] == [name for name, value in short["variables"].items() if value is None]
    assert long["preview_url"] is None
    picture = await person.client.get(short["preview_url"])
    assert picture.status_code == 200
    assert picture.headers["content-type"].startswith("image/")
    assert await books_of(person.house) == before


@pytest.mark.parametrize(
    ("body", "status", "field", "says"),
    [
        (_wanted(*map(str, range(21))), 422, "items", "at most 20"),
        (_wanted("a", limit=21), 422, "limit", "20"),
        (_wanted("a", limit=0), 422, "limit", "1"),
        (_wanted(), 422, "items", "at least 1"),
        ({}, 422, "definition", "required"),
        ({"definition": {"nodes": NODES, "edges": []}}, 422, "definition.nodes.1", "takes rows from another node"),
        ({"definition": {"nodes": [{**NODES[0], "config": {}}]}}, 422, "definition.nodes.0.config.text", "required"),
        (
            {"definition": {"nodes": [{"id": "in", "type": "import", "config": {"source": "from_job", "from_job_id": "j_0"}}]}},
            404, None, "No job of yours",
        ),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_said_before_anything_runs(
    person: Person, body: dict[str, Any], status: int, field: str | None, says: str
) -> None:
    """More rows than twenty, a definition with faults, a job that is not mine: each is refused by its path, in both languages."""
    await check_refused(person, "POST", PATH, body=body, status=status, field=field, says=says)


async def test_one_is_tried_at_a_time_and_hanging_up_ends_it(person: Person) -> None:
    """My second try is told to come back while somebody else's goes on; when I hang up, mine is over and I can try again."""
    waiting = asyncio.create_task(person.client.post(PATH, json=_wanted("endless")))
    try:
        await until(lambda: bool(person.house.appliance.pool._hired))
        answer = await person.client.post(PATH, json=_wanted("a"))
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) <= 10
        async with move_in(person.house) as other:
            assert (await answer_of(other.client.post(PATH, json=_wanted("b"))))["nodes"][1]["rows"] == [{"nom": "b", "loud": "B!"}]
    finally:
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    await until(lambda: not person.house.appliance.pool._hired)
    assert (await answer_of(person.client.post(PATH, json=_wanted("c"))))["is_complete"]
