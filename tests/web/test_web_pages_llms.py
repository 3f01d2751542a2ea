"""The documentation as a language model reads it: what there is and where, and all of it in one text."""

import re

import httpx
import pytest
from houses import House


@pytest.mark.parametrize(("root", "title"), [("/docs", "How pipelines run"), ("/docs/fr", "Comment tournent les pipelines")])
async def test_every_link_leads_to_a_page_of_markdown(house: House, root: str, title: str) -> None:
    """My assistant is given one address; each page that it names is there, under the title by which it is named."""
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as client:
        answer = await client.get(f"{root}/llms.txt")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        named = re.findall(r"^- \[(.+?)\]\((.+?\.md)\): \S", answer.text, re.MULTILINE)
        pages = [await client.get(address) for _, address in named]
    assert answer.text.startswith("# outhost\n\n> ")
    assert [page.text.partition("\n")[0] for page in pages] == [f"# {name}" for name, _ in named]
    assert title in dict(named)
    assert all(address.startswith(house.url) for _, address in named)


async def test_every_page_of_the_documentation_is_named(house: House) -> None:
    """Nothing that a person finds in the contents is kept from an assistant."""
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as client:
        index = (await client.get("/docs/llms.txt")).text
        shown = [(await client.get(path)).text for path in ("/docs/api/overview", "/docs/modules")]
    contents = {path for text in shown for path in re.findall(r'href="(/docs/(?:api|concepts|modules)/[a-z0-9_-]+)"', text)}
    assert len(contents) > 25
    assert [path for path in contents if f"({house.url}{path}.md)" not in index] == []


@pytest.mark.parametrize("root", ["/docs", "/docs/fr"])
async def test_the_one_text_has_every_page_whole(house: House, root: str) -> None:
    """What the index names is in it to the letter, so that one call is enough."""
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as client:
        index, whole = (await client.get(f"{root}/llms.txt")).text, (await client.get(f"{root}/llms-full.txt")).text
        for address in re.findall(r"\((http.+?\.md)\)", index):
            assert (await client.get(address)).text in whole, address
    assert f"{house.url}{root}/llms-full.txt" in index
