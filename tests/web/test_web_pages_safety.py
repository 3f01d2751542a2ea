"""What keeps every page to itself: one policy, no other host, no script or style within."""

import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from houses import House, OpenHouse

PAGES = ("/", "/docs/api/outwink", "/setup?token=wrong")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Reader(HTMLParser):
    """Lists the tags of a page."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_binds_the_browser_to_this_server(house: House, path: str) -> None:
    """Each page carries the policy, and nothing may frame it or guess its type."""
    async with httpx.AsyncClient(base_url=house.url) as client:
        answer = await client.get(path)
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_needs_no_other_host_and_no_inline_script(house: House, path: str) -> None:
    """Whatever a page loads or links to is ours, and the policy never has to forbid what we wrote ourselves."""
    async with httpx.AsyncClient(base_url=house.url) as client:
        text = (await client.get(path)).text
    reader = Reader()
    reader.feed(text)
    linked = [value for _, attributes in reader.tags for name, value in attributes.items() if name in {"src", "href", "action", "srcset"}]
    assert linked
    assert [url for url in linked if not re.match(r"/(?!/)|#", url or "")] == []
    assert {"style", "base", "iframe", "object"}.isdisjoint(name for name, _ in reader.tags)
    assert [name for _, attributes in reader.tags for name in attributes if name == "style" or name.startswith("on")] == []
    assert all((attributes.get("src") or "").startswith("/assets/") for name, attributes in reader.tags if name == "script")


async def test_pictures_may_come_from_where_they_are_linked(tmp_path: Path, open_house: OpenHouse) -> None:
    """With image_base_url set, a page may show pictures from there, and from nowhere else."""
    async with open_house(tmp_path, image_base_url="https://img.example.com/x") as house, httpx.AsyncClient(base_url=house.url) as client:
        policy = (await client.get("/")).headers["content-security-policy"]
    assert "img-src 'self' data: blob: https://img.example.com;" in policy


@pytest.mark.parametrize("path", [*PAGES, "/docs", "/docs/api/outwink.md", "/assets/style/site.css", "/preview/sticky-note.png"])
async def test_a_page_answers_to_our_names_alone(house: House, path: str) -> None:
    """A foreign name that leads to my machine gets no page of mine."""
    async with httpx.AsyncClient(base_url=house.url) as client:
        assert (await client.get(path, headers={"Host": "evil.example.com"})).status_code == 421
