"""Agents: the official SDK's own client, and messages of JSON-RPC put together by hand, against a server on loopback."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx
import httpx2
from houses import House
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent

NEWEST: Final = "2026-07-28"
META: Final = {"io.modelcontextprotocol/protocolVersion": NEWEST, "io.modelcontextprotocol/clientCapabilities": {}}


@asynccontextmanager
async def agent(house: House, key: str, mode: str = "auto", **headers: str) -> AsyncIterator[Client]:
    """Connect the SDK's client: by the newest revision that both speak, or in mode `legacy` with the older handshake."""
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}", **headers}, timeout=30.0) as carrier,
        Client(streamable_http_client(f"{house.url}/mcp", http_client=carrier), mode=mode) as client,
    ):
        yield client


@asynccontextmanager
async def sender(house: House, key: str) -> AsyncIterator[httpx.AsyncClient]:
    """Open a client of plain HTTP that has a key, for messages that no SDK would send."""
    async with httpx.AsyncClient(base_url=house.url, headers={"Authorization": f"Bearer {key}"}, timeout=30.0) as client:
        yield client


async def given(client: Client, tool: str, **arguments: Any) -> Any:
    """Give what a tool gives, which must be no refusal; as text it must say the same."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, said(result)
    assert json.loads(said(result)) == result.structured_content
    return result.structured_content


async def refused(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """Give why a tool refuses, which it must."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error, said(result)
    assert result.structured_content is None
    why: dict[str, Any] = json.loads(said(result))
    return why


def said(result: CallToolResult) -> str:
    """Give the one text of a result."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def message(method: str, params: object = None, number: object = 1) -> dict[str, Any]:
    """Put a message together; without a `number` it is a notification."""
    numbered = {} if number is None else {"id": number}
    return {"jsonrpc": "2.0", "method": method, **numbered, **({} if params is None else {"params": params})}


def stateless(method: str, **params: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """Put a message of the newest revision together, and the headers that go with it."""
    named = {"Mcp-Name": params["name"]} if method == "tools/call" else {}
    return message(method, {"_meta": META, **params}), {"MCP-Protocol-Version": NEWEST, "Mcp-Method": method, **named}


async def error_of(client: httpx.AsyncClient, content: bytes, headers: Mapping[str, str] | None = None) -> tuple[int, int, Any]:
    """Send a body, and give the status, the code and the id of the error that must come of it."""
    answer = await client.post("/mcp", content=content, headers=headers)
    body = answer.json()
    assert body["jsonrpc"] == "2.0"
    assert body["error"]["message"]
    return answer.status_code, body["error"]["code"], body["id"]
