"""The documentation of `/v1`, and the examples in it: each is run as it stands."""

import re
from html import unescape
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from houses import House, Tenant

from outhost.domain.clock import from_text
from outhost.domain.subscriptions import Status, Subscription
from outhost.web.endpoint import Endpoint
from outhost.web.outsend.table import TABLE as OUTSEND
from outhost.web.outwink.endpoints import ENDPOINTS
from outhost.web.outwink.envelope import STATUS, status_and_code
from outhost.web.outwink.table import TABLE as OUTWINK
from outhost.web.pages.books import books_of
from outhost.web.pages.reference import Book

NAMES = [endpoint.name for endpoint in ENDPOINTS]
each_endpoint = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=NAMES)


@pytest.fixture(scope="session")
async def markdown(house: House) -> str:
    """The page as Markdown."""
    async with httpx.AsyncClient(base_url=house.url) as client:
        answer = await client.get("/docs/api/outwink.md")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    return answer.text


@pytest.fixture(scope="session")
async def page(house: House) -> str:
    """The page as HTML."""
    async with httpx.AsyncClient(base_url=house.url) as client:
        return (await client.get("/docs/api/outwink")).text


@pytest.fixture(scope="session")
def book() -> Book:
    """What is written about `/v1`."""
    return books_of(OUTWINK, OUTSEND)[-1]


def test_the_markdown_begins_with_its_title(markdown: str) -> None:
    """What I paste into a tool says first what it is, with every gap filled."""
    assert markdown.startswith("# Outwink Public API\n")
    assert "{{" not in markdown


def test_what_is_copied_from_the_page_is_the_markdown(page: str, markdown: str) -> None:
    """The hidden sources that the buttons copy are, one after the other, the very file."""
    sources = re.findall(r'<pre class="source" hidden>(.*?)</pre>', page, re.DOTALL)
    assert len(sources) == len(ENDPOINTS) + 1
    assert unescape("\n".join(sources)) == markdown


@each_endpoint
def test_an_endpoint_is_documented_whole(endpoint: Endpoint, book: Book, house: House, markdown: str, page: str) -> None:
    """Each call has its title, its curl, its example and its errors, on the page and in the Markdown."""
    entry = book.entry(endpoint, house.url)
    assert entry in markdown
    assert f"### {endpoint.title}\n" in entry
    assert f"curl {'' if endpoint.method == 'GET' else f'-X {endpoint.method} '}{house.url}/v1/" in entry
    assert entry.count("| 500 | `internal_error` |") >= 1
    assert f'id="{endpoint.name}"' in page
    assert f'data-method="{endpoint.method}"' in page
    for refusal, when in endpoint.refusals:
        assert f"| {STATUS[refusal]} | `{status_and_code(refusal)[1]}` | {when.replace('|', chr(92) + '|')} |" in entry
    for parameter in book.parameters(endpoint):
        assert f"| `{parameter.name}` |" in entry


def test_the_table_of_errors_is_the_one_that_the_surface_answers_by(book: Book) -> None:
    """Every code that a call can meet stands in the table with its status, and no other."""
    section = book.prose.split("## Errors")[1].split("\n## ")[0]
    written = {(code, int(status)) for status, code in re.findall(r"^\| (\d+) \| `(\w+)` \|", section, re.MULTILINE)}
    assert written == {(status_and_code(refusal)[1], status) for refusal, status in STATUS.items()}


@each_endpoint
def test_an_example_is_of_the_shape_that_the_wire_has(endpoint: Endpoint) -> None:
    """No example asks for, or promises, what the models would not take or give."""
    example = endpoint.example
    assert (endpoint.body is None) == (example.body is None)
    if endpoint.body is not None:
        endpoint.body.model_validate(example.body, extra="forbid")
    if endpoint.answer is not None:
        assert endpoint.answer.model_validate(example.answer, extra="forbid").model_dump() == example.answer
    else:
        assert isinstance(example.answer, str)


@each_endpoint
async def test_an_example_works_as_it_stands(endpoint: Endpoint, tenant: Tenant) -> None:
    """I send the example's request to a server, and the answer has the example's keys and types, all the way down."""
    made = [await tenant.make_list(name) for name in ("Welcome funnel", "Q2 Campaign")][-1]
    await _subscribe(tenant)
    await tenant.house.appliance.leads.add(tenant.caller, made, {"first_name": "Sam", "company": "Acme"})
    path = endpoint.path.replace("<list_id>", made.public_id)
    answer = await tenant.client.request(endpoint.method, path, json=endpoint.example.body)
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["content-type"] == endpoint.answer_type
    assert {name.lower() for name in endpoint.example.answer_headers} <= set(answer.headers)
    if isinstance(endpoint.example.answer, str):
        assert answer.text.splitlines()[0] == endpoint.example.answer.splitlines()[0]
        assert {line.count(",") for line in endpoint.example.answer.splitlines()} == {answer.text.splitlines()[1].count(",")}
    else:
        assert shape(answer.json()) == shape(endpoint.example.answer)


async def test_docs_leads_to_the_page(house: House) -> None:
    """I type /docs and land on the overview."""
    async with httpx.AsyncClient(base_url=house.url, follow_redirects=True) as client:
        for path in ("/docs", "/docs/"):
            answer = await client.get(path)
            assert answer.status_code == HTTPStatus.OK
            assert answer.url.path == "/docs/api/overview"


def shape(value: Any) -> Any:
    """Reduce a JSON value to its keys and types, in order; a list to the shape of its first item."""
    match value:
        case dict():
            return [(key, shape(item)) for key, item in value.items()]
        case list():
            return [shape(item) for item in value[:1]]
        case _:
            return type(value).__name__


async def _subscribe(tenant: Tenant) -> None:
    subscription = Subscription(
        plan_name="growth",
        status=Status.ACTIVE,
        current_period_end=from_text("2026-06-01T00:00:00Z"),
        cancel_at_period_end=False,
    )
    await tenant.house.appliance.subscriptions.put(tenant.caller, subscription)
