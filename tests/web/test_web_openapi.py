"""The description of the server as OpenAPI: complete, valid, and true to the tables."""

import inspect
import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from houses import House
from openapi_spec_validator import OpenAPIV31SpecValidator

from outhost.web.endpoint import Endpoint
from outhost.web.openapi import Description
from outhost.web.outsend.table import TABLE as OUTSEND
from outhost.web.outwink.table import TABLE as OUTWINK
from outhost.web.table import Table, gaps_of

BASE = "https://outhost.example.com"
ROWS = [(table, endpoint) for table in (OUTWINK, OUTSEND) for endpoint in table.endpoints]
each_row = pytest.mark.parametrize(
    ("table", "endpoint"), [pytest.param(*row, id=f"{row[0].name}-{row[1].method}-{row[1].path}") for row in ROWS]
)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The description of both surfaces."""
    return Description((OUTWINK, OUTSEND)).document(BASE)


def test_a_validator_that_is_not_ours_finds_nothing_wrong(document: dict[str, Any]) -> None:
    """A tool that makes clients takes the document."""
    assert [str(fault) for fault in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_endpoint_of_both_tables_is_described_and_nothing_else(document: dict[str, Any]) -> None:
    """What the server answers is what the document says it answers."""
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(endpoint.method, endpoint.path.replace("<", "{").replace(">", "}")) for _, endpoint in ROWS}


def test_no_two_operations_share_a_name(document: dict[str, Any]) -> None:
    """A client made of the document has one method for each call."""
    names = [operation["operationId"] for operation in _operations(document)]
    assert len(names) == len(set(names)) == len(ROWS)


def test_shapes_have_names_that_a_client_can_use(document: dict[str, Any]) -> None:
    """No shape is named after a module, as two of one name in one surface would be."""
    assert [name for name in document["components"]["schemas"] if "__" in name] == []


@each_row
def test_an_operation_says_all_that_its_row_says(table: Table, endpoint: Endpoint, document: dict[str, Any]) -> None:
    """Title, group, each parameter with its schema, each refusal with its status, and who may call."""
    operation = _operation_of(document, endpoint)
    assert operation["summary"] == endpoint.title
    assert operation["tags"] == [f"{table.name} · {endpoint.group}"]
    assert endpoint.description in operation["description"]
    given = {(each["in"], each["name"]) for each in operation.get("parameters", ())}
    assert {("path", name) for name in gaps_of(endpoint)} | {("query", each.name) for each in endpoint.query} <= given
    assert all(each["schema"]["type"] and each["description"] for each in operation.get("parameters", ()))
    for kind, when in (*endpoint.refusals, *table.always):
        assert when in operation["responses"][str(table.status_and_code(kind)[0])]["description"]
    assert [name for way in operation["security"] for name in way] == list(table.ways_in(endpoint))


@each_row
def test_every_answer_has_a_media_type_and_the_id_of_its_request(table: Table, endpoint: Endpoint, document: dict[str, Any]) -> None:
    """Whatever is answered, its form is said; a refusal is in the surface's one envelope, and says when to come back."""
    responses = _operation_of(document, endpoint)["responses"]
    assert {"200", "405", "500"} <= set(responses)
    for status, response in responses.items():
        assert "X-Request-Id" in response["headers"]
        assert ("Retry-After" in response["headers"]) == (status in {"429", "503"})
        assert ("Allow" in response["headers"]) == (status == "405")
        if status == "204":
            assert "content" not in response
            continue
        schema = response["content"]["application/json" if status != "200" else endpoint.answer_type].get("schema")
        assert status == "200" or schema == {"$ref": f"#/components/schemas/{table.name}ErrorOut"}


@each_row
def test_a_row_names_what_can_go_wrong_with_what_it_takes(table: Table, endpoint: Endpoint) -> None:
    """A call that takes a body or a query says how it refuses a bad one."""
    statuses = {table.status_and_code(kind)[0] for kind, _ in endpoint.refusals}
    bad = HTTPStatus.BAD_REQUEST if table is OUTWINK else HTTPStatus.UNPROCESSABLE_ENTITY
    if endpoint.body or endpoint.query:
        assert bad in statuses
    if table is OUTSEND and (endpoint.body or endpoint.is_multipart):
        assert {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE} <= statuses
    if gaps_of(endpoint):
        assert HTTPStatus.NOT_FOUND in statuses
    if table is OUTSEND and endpoint.method != "GET":
        assert HTTPStatus.FORBIDDEN in statuses


@each_row
def test_a_call_that_keeps_its_answer_says_so(table: Table, endpoint: Endpoint, document: dict[str, Any]) -> None:
    """`Idempotency-Key` is a parameter of those calls that honour it, and of no other."""
    named = inspect.unwrap(endpoint.handler).__code__.co_names
    honours = {"once", "slot_of_request"} & set(named)
    assert bool(honours) == endpoint.is_kept
    given = {each["name"] for each in _operation_of(document, endpoint).get("parameters", ())}
    assert ("Idempotency-Key" in given) == endpoint.is_kept


def test_the_same_tables_give_the_same_document() -> None:
    """A diff between two versions of outhost shows what changed, and nothing else."""
    first, second = (Description((OUTWINK, OUTSEND)).written(BASE) for _ in range(2))
    assert first == second


async def test_the_document_is_there_for_anybody_at_the_address_that_they_came_by(house: House) -> None:
    """No login; the server that it names is the one that I asked, and the second time it is the same, byte for byte."""
    async with httpx.AsyncClient(base_url=house.url) as client:
        answer = await client.get("/api/openapi.json")
        again = await client.get("/api/openapi.json")
        elsewhere = await client.get("/api/openapi.json", headers={"host": "192.0.2.1:99"})
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == json.loads(Description((OUTWINK, OUTSEND)).written(house.url))
    assert again.content == answer.content
    assert elsewhere.json()["servers"] == [{"url": "http://192.0.2.1:99"}]


async def test_a_wrong_method_names_the_right_ones(house: House) -> None:
    """The document is read, never written."""
    async with httpx.AsyncClient(base_url=house.url) as client:
        answer = await client.post("/api/openapi.json")
    assert (answer.status_code, answer.headers["allow"]) == (HTTPStatus.METHOD_NOT_ALLOWED, "GET, HEAD")


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from methods.values()


def _operation_of(document: dict[str, Any], endpoint: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = document["paths"][endpoint.path.replace("<", "{").replace(">", "}")][endpoint.method.lower()]
    return operation
