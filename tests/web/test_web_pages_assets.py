"""Style sheets, scripts and the icon, over a real socket."""

import re

import httpx
import pytest
from houses import House


@pytest.fixture
async def client(house: House) -> httpx.AsyncClient:
    """Somebody without a key."""
    return httpx.AsyncClient(base_url=house.url)


async def test_a_file_is_kept_for_ever_under_the_name_of_its_bytes(client: httpx.AsyncClient) -> None:
    """A page names its style sheet by its content, so my browser never asks for it twice."""
    async with client:
        page = await client.get("/")
        found = re.search(r'href="(/assets/style/site\.css\?v=\w+)"', page.text)
        assert found
        answer = await client.get(found[1])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("query", ["", "?v=0123456789abcdef"])
async def test_a_file_without_its_version_is_asked_for_anew(client: httpx.AsyncClient, query: str) -> None:
    """A module that another module imports is checked each time, and not sent again while it is the same."""
    async with client:
        first = await client.get(f"/assets/script/curl.js{query}")
        again = await client.get(f"/assets/script/curl.js{query}", headers={"If-None-Match": first.headers["etag"]})
        head = await client.head(f"/assets/script/curl.js{query}")
    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])


@pytest.mark.parametrize(
    "path",
    [
        "style/absent.css",
        "style/../../pyproject.toml",
        "style/%2e%2e/%2e%2e/pyproject.toml",
        "..%2fpyproject.toml",
        "/etc/passwd",
        "docs/api/outwink.md",
        "templates/",
        "",
    ],
)
async def test_nothing_but_the_pages_own_files_is_served(house: House, path: str) -> None:
    """No path leads out of the folders of style sheets and scripts."""
    async with httpx.AsyncClient(base_url=house.url) as client:
        request = client.build_request("GET", "/assets/x")
        request.url = request.url.copy_with(raw_path=f"/assets/{path}".encode())
        answer = await client.send(request)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"
