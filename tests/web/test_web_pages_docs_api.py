"""The pages about `/api`: each endpoint is on one of them, whole, and each page is there as Markdown too."""

import json
import re
from collections import Counter
from html import unescape
from http import HTTPStatus

import httpx
import pytest
from houses import House

from outhost.web.endpoint import Endpoint
from outhost.web.outsend.table import TABLE
from outhost.web.outwink.table import TABLE as OUTWINK
from outhost.web.pages.books import GROUPS, books_of
from outhost.web.pages.curl import Way
from outhost.web.pages.reference import Book

BOOKS = books_of(OUTWINK, TABLE)[:-1]
ROWS = [pytest.param(book, endpoint, id=endpoint.name) for book in BOOKS for endpoint in book.endpoints]
each_book = pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.slug)
each_row = pytest.mark.parametrize(("book", "endpoint"), ROWS)


def test_every_endpoint_is_on_exactly_one_page() -> None:
    """Whatever `/api` answers is documented; a new group of endpoints needs a page."""
    shown = Counter((endpoint.method, endpoint.path) for book in BOOKS for endpoint in book.endpoints)
    assert shown == Counter((endpoint.method, endpoint.path) for endpoint in TABLE.endpoints)
    assert {endpoint.group for endpoint in TABLE.endpoints} == {group for groups in GROUPS.values() for group in groups}


@each_book
async def test_a_page_says_the_same_as_its_markdown(house: House, book: Book) -> None:
    """What the buttons copy is the `.md`, which begins with its title and has no gap left; every page links to all others."""
    async with httpx.AsyncClient(base_url=house.url) as client:
        page, markdown = await client.get(f"/docs/api/{book.slug}"), await client.get(f"/docs/api/{book.slug}.md")
    assert (page.status_code, markdown.status_code) == (HTTPStatus.OK, HTTPStatus.OK)
    assert markdown.text.startswith(f"# {book.title}\n")
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert not re.search(r"\{\{(base|\w+_(id|code|token|key))\}\}", markdown.text)
    sources = re.findall(r'<pre class="source" hidden>(.*?)</pre>', page.text, re.DOTALL)
    assert unescape("\n".join(sources)) == markdown.text
    assert {f"/docs/api/{each.slug}" for each in (*BOOKS, books_of(OUTWINK, TABLE)[-1])} <= set(re.findall(r'href="([^"#]+)"', page.text))
    assert f'href="/docs/api/{book.slug}" aria-current="page"' in page.text


@each_row
def test_an_endpoint_is_documented_whole(book: Book, endpoint: Endpoint) -> None:
    """Title, whom it is for, parameters, curl, example, and each way it says no."""
    entry = book.entry(endpoint, "https://outhost.example.com")
    assert entry.startswith(f"### {endpoint.title}\n")
    assert TABLE.rights(endpoint) in entry
    assert f"curl {'' if endpoint.method == 'GET' else f'-X {endpoint.method} '}https://outhost.example.com/api/" in entry
    assert "| Status | When |" in entry
    for refusal, when in endpoint.refusals:
        assert f"| {TABLE.status_and_code(refusal)[0]} | {when.replace('|', chr(92) + '|')} |" in entry
    for parameter in book.parameters(endpoint):
        assert f"| `{parameter.name}` | {parameter.kind_in_place} |" in entry


@each_row
def test_a_command_comes_in_as_the_call_allows(book: Book, endpoint: Endpoint) -> None:
    """The curl has a key where a key will do, else the session's cookie, and neither where anybody may read."""
    command = book.curl(endpoint, "https://outhost.example.com")
    assert ("X-API-Key" in command) == (len(TABLE.ways_in(endpoint)) > 1)
    assert ("-b cookies.txt" in command) == (book.way(endpoint) is Way.COOKIE)


def test_the_table_of_statuses_is_the_one_that_the_surface_answers_by() -> None:
    """The overview names every status that a call can meet, and no other."""
    section = BOOKS[0].prose.split("## Errors")[1].split("\n## ")[0]
    written = {int(status) for status in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)}
    refused = {TABLE.status_and_code(kind)[0] for endpoint in TABLE.endpoints for kind, _ in (*endpoint.refusals, *TABLE.always)}
    assert refused | {500} <= written


@each_row
def test_an_example_is_of_the_shape_that_the_wire_has(book: Book, endpoint: Endpoint) -> None:
    """No example asks for, or promises, what the models would not take or give."""
    example = endpoint.example
    if endpoint.body is not None:
        assert example.body is not None
        takes_more = endpoint.body.model_config.get("extra") == "allow"
        endpoint.body.model_validate_json(json.dumps(example.body), extra="allow" if takes_more else "forbid")
    if endpoint.answer is not None:
        assert endpoint.answer.model_validate(example.answer, extra="forbid").model_dump(mode="json") == example.answer
    else:
        assert isinstance(example.answer, str)
