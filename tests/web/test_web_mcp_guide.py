"""The page about agents: what it says can be pasted, and works."""

import json
import re
from typing import Any

import httpx
import pytest
from agents import agent, given
from houses import House
from outsend import move_in

PAGES = pytest.mark.parametrize("path", ["/docs/concepts/mcp.md", "/docs/fr/concepts/mcp.md"])


@PAGES
async def test_the_client_s_file_on_the_page_connects(house: House, path: str) -> None:
    """I paste it and put my key in: the SDK's client finds each tool that the page names, and no other."""
    page = await _page(house, path)
    (server,) = json.loads(_block(page, "json"))["mcpServers"].values()
    assert server == {"type": "http", "url": f"{house.url}/mcp", "headers": {"Authorization": "Bearer osk_…"}}
    async with move_in(house) as person, agent(house, await person.make_key()) as client:
        names = [tool.name for tool in (await client.list_tools()).tools]
    assert re.findall(r"^\| `(\w+)` \| .+ \| `(?:GET|POST) /api/", page, re.MULTILINE) == names


@PAGES
async def test_the_command_on_the_page_does_what_a_client_does(house: House, path: str) -> None:
    """One line of curl, no handshake before it."""
    command = _block(await _page(house, path), "bash")
    asked: Any = json.loads(command.partition("-d '")[2].rstrip().rstrip("'"))
    async with move_in(house) as person:
        key = await person.make_key()
        async with httpx.AsyncClient(timeout=30.0) as curl, agent(house, key) as client:
            url = command.split()[3]
            answer = await curl.post(url, json=asked, headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
            assert answer.json()["result"]["structuredContent"] == await given(client, "list_jobs", limit=5)


async def _page(house: House, path: str) -> str:
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as anybody:
        return (await anybody.get(path)).text


def _block(page: str, language: str) -> str:
    (block,) = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
    return str(block)
