"""What pipelines can be made of, and what is wrong with a definition, as `/api` says it."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from houses import House, OpenHouse
from outsend import Person, answer_of, books_of, check_refused, join, move_in
from own_modules import LACKING, LOUD
from pipeline_parts import GIVES, TAKES

from outhost.domain.pipeline_ports import Kind
from outhost.domain.workspaces import Role
from outhost.resources import shipped

FOLDERS = (("concepts",), ("fr", "concepts"))
_DEFINITIONS = re.compile(r"(?s)(?:-d '|```json\n)(\{.*?\})(?:'|\n```)")
PASTED = {"source": "paste", "text": "Company;Website\nAcme;https://acme.example.com"}


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house with two modules of the owner's, one of which lacks something."""
    plugins = tmp_path_factory.mktemp("plugins")
    (plugins / "loud.py").write_text(LOUD, "utf-8")
    (plugins / "louder.py").write_text(LACKING, "utf-8")
    async with open_house(tmp_path_factory.mktemp("schemas"), plugins_dir=str(plugins)) as opened:
        yield opened


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody with a workspace."""
    async with move_in(house) as resident:
        yield resident


async def _schema(house: House) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as anybody:
        found: dict[str, Any] = await answer_of(anybody.get("/api/pipelines/schema"))
    return found


async def _faults(person: Person, definition: object, **headers: str) -> list[dict[str, str]]:
    found = await answer_of(person.client.post("/api/pipelines/validate", json={"definition": definition}, headers=headers))
    assert found["valid"] is not bool(found["errors"])
    errors: list[dict[str, str]] = found["errors"]
    return errors


async def test_anybody_sees_what_a_pipeline_can_be_made_of(house: House) -> None:
    """I draw a pipeline without an account: each block says what it takes and gives, and how it is set."""
    schema = await _schema(house)
    assert schema["schema_version"] == 1
    assert schema["limits"] == {"max_nodes": 20, "max_inputs_per_node": 1}
    assert schema["buckets"]["pois_any"] == ["pois", "pois_email", "verified"]
    blocks = {block["type"]: block for block in schema["blocks"]}
    for name in ("scrap", "import"):
        assert (blocks[name]["root"], blocks[name]["accepts"], blocks[name]["produces"]) == (True, [], "pois")
    for name, taken in TAKES.items():
        if name in blocks:
            block = blocks[name]
            accepted = {kind for bucket in block["accepts"] for kind in schema["buckets"][bucket]}
            assert accepted == taken
            assert block["produces"] == GIVES.get(name)
            assert block["passthrough"] is (name not in GIVES)
            assert not block["root"]
    assert blocks["verify"]["job_type"] == "verify_emails"
    assert "verify_emails" not in blocks
    assert blocks["filter"]["config_schema"]["properties"]["dedup_column"]["x-label"]["fr"]
    assert "email" in blocks["verify"]["needs_columns"]
    assert "status" in blocks["verify"]["produces_columns"]


async def test_the_owners_own_modules_are_blocks_and_announced_ones_are_not(house: House) -> None:
    """What I wrote myself can be joined like anything else; what is still to come cannot."""
    blocks = {block["type"]: block for block in (await _schema(house))["blocks"]}
    assert (blocks["say_loud"]["accepts"], blocks["say_loud"]["produces"]) == (["pois_any"], Kind.POIS)
    assert blocks["say_loud"]["alpha_unavailable"] is False
    assert blocks["say_louder"]["alpha_unavailable"] is True
    assert "hiring" not in blocks


async def test_the_schema_may_be_kept(house: House) -> None:
    """My editor asks again, and is told that nothing has changed."""
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as anybody:
        first = await anybody.get("/api/pipelines/schema")
        assert "max-age" in first.headers["cache-control"]
        again = await anybody.get("/api/pipelines/schema", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_right_definition_has_no_faults(person: Person) -> None:
    """Find, enrich, verify, filter: that is taken."""
    nodes = [
        {"id": "in", "type": "import", "config": PASTED, "x": 1, "y": 2.5},
        {"id": "mails", "type": "emails", "config": {"mode": "normal"}, "on_error": "branch"},
        {"id": "check", "type": "verify_emails"},
        {"id": "best", "type": "filter", "config": {"require_email": True}},
        {"id": "rest", "type": "sort"},
    ]
    edges = [
        {"from": "in", "to": "mails"},
        {"id": "e1", "from": "mails", "to": "check", "on": "success"},
        {"from": "check", "to": "best"},
        {"from": "mails", "to": "rest", "on": "error"},
    ]
    assert await _faults(person, {"nodes": nodes, "edges": edges}) == []


async def test_what_a_module_says_of_its_params_stands_at_its_node(person: Person) -> None:
    """All params of all nodes are looked at, together with how the nodes are joined."""
    nodes = [
        {"id": "in", "type": "import", "config": {"source": "url", "url": "gopher://x"}},
        {"id": "best", "type": "filter", "config": {"rating_min": 7, "email_domain": {"include": "acme.com"}}},
        {"id": "lost", "type": "sort", "config": {"direction": "sideways"}},
    ]
    errors = await _faults(person, {"nodes": nodes, "edges": [{"from": "in", "to": "best"}]})
    assert [error["field"] for error in errors] == [
        "definition.nodes.2",
        "definition.nodes.0.config.url",
        "definition.nodes.1.config.rating_min",
        "definition.nodes.1.config.email_domain.include",
        "definition.nodes.2.config.direction",
    ]


async def test_faults_are_said_in_french_to_who_reads_french(person: Person) -> None:
    """I read what is wrong in my language, whoever found it."""
    nodes = [{"id": "a", "type": "import", "config": PASTED}, {"id": "b", "type": "filter", "config": {"rating_min": 7}}]
    errors = await _faults(person, {"nodes": nodes, "edges": []}, **{"Accept-Language": "fr"})
    assert [error["message"] for error in errors] == [
        "prend les lignes d’un autre nœud, et aucun lien n’y mène",
        "doit être au plus 5",
    ]


@pytest.mark.parametrize("definition", [None, 7, [], {"nodes": []}, {"nodes": {}}, {"nodes": [{"id": "a", "type": "import", "config": 3}]}])
async def test_a_definition_that_is_none_is_no_fault_of_ours(person: Person, definition: object) -> None:
    """Whatever I send as a definition, I am told what is wrong with it."""
    assert await _faults(person, definition)


async def test_a_form_of_another_version_is_a_fault(person: Person) -> None:
    """I am told by whoever looks for faults, not first by whoever makes the pipeline, that it was written by a newer outhost."""
    definition = {"nodes": [{"id": "in", "type": "import", "config": PASTED}]}
    for version, faults in ((None, []), (1, []), (2, ["must be 1"])):
        body = {"schema_version": version, "definition": definition}
        answer = await answer_of(person.client.post("/api/pipelines/validate", json=body))
        assert (answer["valid"], [fault["message"] for fault in answer["errors"]]) == (not faults, faults)
        assert all(fault["field"] == "schema_version" for fault in answer["errors"])


async def test_a_table_that_is_too_long_is_one_fault(person: Person) -> None:
    """I paste a table that no definition may hold; I am told once, and how to bring it."""
    text = "Company\n" + "Acme\n" * 60_000
    (fault,) = await _faults(person, {"nodes": [{"id": "in", "type": "import", "config": {"source": "paste", "text": text}}]})
    assert fault["field"] == "definition"
    assert "as an `import` job" in fault["message"]


async def test_a_viewer_may_look_for_faults_and_nothing_is_kept(person: Person) -> None:
    """Looking changes nothing, so that whoever only reads may do it; without a login nobody may, and a definition is needed."""
    async with join(person, Role.VIEWER) as viewer:
        before = await books_of(person.house)
        assert await _faults(viewer, {"nodes": []})
        assert await books_of(person.house) == before
    await check_refused(person, "POST", "/api/pipelines/validate", status=422, says="is required", field="definition", body={})
    async with httpx.AsyncClient(base_url=person.house.url, timeout=30.0) as anybody:
        assert (await anybody.post("/api/pipelines/validate", json={"definition": {}})).status_code == 401


async def test_the_definitions_of_the_documentation_are_right(person: Person) -> None:
    """I paste what the pages show, and it is taken; only the list that I draw into is mine to name."""
    pages = [shipped("docs", "api", "pipelines.md"), *(shipped("docs", *folder, "pipeline-orchestration.md") for folder in FOLDERS)]
    shown = [json.loads(found) for page in pages for found in _DEFINITIONS.findall(page.read_text("utf-8"))]
    assert len(shown) >= 4
    for body in shown:
        errors = await _faults(person, body.get("definition", body))
        assert {error["field"] for error in errors} <= {"definition.nodes.1.config.list_id"}


async def test_of_a_definition_that_is_too_long_nothing_else_is_looked_at(person: Person) -> None:
    """I am told to bring my table as a job; no module reads it first, for it may be millions of values and hold everybody up."""
    table = {"id": "people", "type": "import", "config": {"source": "paste", "text": "x" * 300_000}}
    emails = {"id": "emails", "type": "emails", "config": {"mode": "sideways"}}
    (fault,) = await _faults(person, {"nodes": [table, emails], "edges": [{"from": "people", "to": "emails"}]})
    assert fault["field"] == "definition"
    assert "250000 is the limit" in fault["message"]
