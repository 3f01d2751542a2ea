"""Messages on `/mcp`, put together by hand: what JSON-RPC and each revision of MCP ask of a server, and what no client should send."""

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
from agents import META, NEWEST, error_of, message, sender, stateless
from houses import House
from hypothesis import given
from hypothesis import strategies as st
from outsend import move_in

from outhost.web.mcp.messages import Fault, Message, message_of

PARSE, INVALID, NO_METHOD, BAD_PARAMS, MISMATCH, UNSUPPORTED = -32700, -32600, -32601, -32602, -32020, -32022
OF_2025_03 = {"MCP-Protocol-Version": "2025-03-26"}
OF_2025_06 = {"MCP-Protocol-Version": "2025-06-18"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["jsonrpc", "id", "method", "params", "result"]) | st.text(), inner),
)


@pytest.fixture(scope="module")
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A client that has somebody's key, of whom nothing here changes anything."""
    async with move_in(house) as person, sender(house, await person.make_key()) as opened:
        yield opened


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("2024-11-05", "2024-11-05"),
        ("2025-03-26", "2025-03-26"),
        ("2025-06-18", "2025-06-18"),
        ("2025-11-25", "2025-11-25"),
        (NEWEST, "2025-11-25"),  # it has no `initialize`
        ("1999-01-01", "2025-11-25"),
        ("", "2025-11-25"),
    ],
)
async def test_a_handshake_agrees_on_a_revision(client: httpx.AsyncClient, asked: str, answered: str) -> None:
    """My client names the revision that it knows, and gets that one, or the newest that begins so; then it goes on in it."""
    begun = await client.post("/mcp", json=message("initialize", {"protocolVersion": asked, "capabilities": {}, "clientInfo": {}}))
    result = begun.json()["result"]
    assert (result["protocolVersion"], result["serverInfo"]["name"], result["capabilities"]) == (
        answered, "outhost", {"tools": {"listChanged": False}},
    )  # fmt: skip
    assert "mcp-session-id" not in begun.headers
    of_it = {"MCP-Protocol-Version": answered}
    noted = await client.post("/mcp", json=message("notifications/initialized", number=None), headers=of_it)
    assert (noted.status_code, noted.content) == (202, b"")
    assert (await client.post("/mcp", json=message("ping"), headers=of_it)).json() == {"jsonrpc": "2.0", "id": 1, "result": {}}
    listed = (await client.post("/mcp", json=message("tools/list", number="a"), headers=of_it)).json()
    assert listed["id"] == "a"
    assert "resultType" not in listed["result"]


async def test_the_newest_revision_says_all_in_each_message(client: httpx.AsyncClient) -> None:
    """No handshake: it asks what there is, and calls; the answers are complete, and say how long they may be kept."""
    asked, headers = stateless("server/discover")
    found = (await client.post("/mcp", json=asked, headers=headers)).json()["result"]
    assert found["supportedVersions"][0] == NEWEST
    assert (found["resultType"], found["cacheScope"]) == ("complete", "private")
    assert found["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "outhost"
    asked, headers = stateless("tools/call", name="list_jobs", arguments={})
    result = (await client.post("/mcp", json=asked, headers=headers)).json()["result"]
    assert (result["structuredContent"], result["resultType"], "ttlMs" in result) == ({"items": [], "total": 0}, "complete", False)
    noted = await client.post("/mcp", json=message("notifications/cancelled", {"requestId": 1}, None), headers=headers)
    assert (noted.status_code, noted.content) == (202, b"")


@pytest.mark.parametrize(
    ("method", "params", "changed", "status", "code"),
    [
        ("ping", {}, {}, 404, NO_METHOD),  # of older revisions
        ("initialize", {"protocolVersion": NEWEST}, {}, 404, NO_METHOD),
        ("tools/list", {"_meta": {}}, {}, 400, BAD_PARAMS),
        ("tools/list", {"_meta": "x"}, {}, 400, BAD_PARAMS),
        ("tools/list", {"_meta": {"io.modelcontextprotocol/protocolVersion": NEWEST}}, {}, 400, BAD_PARAMS),
        ("tools/list", {"_meta": META | {"io.modelcontextprotocol/protocolVersion": 7}}, {}, 400, MISMATCH),
        ("tools/list", {}, {"Mcp-Method": "tools/call"}, 400, MISMATCH),
        ("tools/list", {}, {"Mcp-Method": None}, 400, MISMATCH),
        ("tools/list", {}, {"MCP-Protocol-Version": None}, 400, MISMATCH),
        ("tools/list", {}, {"MCP-Protocol-Version": "2027-01-01"}, 400, UNSUPPORTED),
        ("tools/list", {"cursor": "x"}, {}, 400, BAD_PARAMS),
        ("tools/call", {"name": "list_jobs"}, {"Mcp-Name": "get_job"}, 400, MISMATCH),
        ("tools/call", {"name": "nope"}, {}, 400, BAD_PARAMS),
    ],
)
async def test_what_the_newest_revision_will_not_have(
    client: httpx.AsyncClient, method: str, params: dict[str, Any], changed: dict[str, str | None], status: int, code: int
) -> None:
    """What a message says of itself twice must be the same both times; a mistake has its status and its number."""
    asked, headers = stateless(method, **params)
    sent = {name: value for name, value in (headers | changed).items() if value is not None}
    assert await error_of(client, json.dumps(asked).encode(), sent) == (status, code, None if code == UNSUPPORTED else 1)


async def test_an_unknown_revision_is_told_the_known_ones(client: httpx.AsyncClient) -> None:
    """So that my client can try another."""
    answer = await client.post("/mcp", json=message("ping"), headers={"MCP-Protocol-Version": "2027-01-01"})
    assert answer.json()["error"]["data"] == {
        "supported": ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"], "requested": "2027-01-01",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status", "code", "number"),
    [
        (b"", 400, PARSE, None),
        (b"{", 400, PARSE, None),
        (b"\xff\xfe", 400, PARSE, None),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "\\ud800"}', 400, PARSE, None),
        (b"NaN", 400, PARSE, None),
        (b"[" * 100_000, 400, PARSE, None),
        (b'{"params":' * 5000 + b"1" + b"}" * 5000, 400, PARSE, None),
        (b'{"id": ' + b"9" * 5000 + b"}", 400, PARSE, None),
        (b"null", 400, INVALID, None),
        (b"7", 400, INVALID, None),
        (b'"ping"', 400, INVALID, None),
        (b"{}", 400, INVALID, None),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "ping"}', 400, INVALID, 1),
        (b'{"jsonrpc": 2.0, "id": 1, "method": "ping"}', 400, INVALID, 1),
        (b'{"id": 1, "method": "ping"}', 400, INVALID, 1),
        (b'{"jsonrpc": "2.0", "id": 1}', 400, INVALID, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": 7}', 400, INVALID, 1),
        (b'{"jsonrpc": "2.0", "id": null, "method": "ping"}', 400, INVALID, None),
        (b'{"jsonrpc": "2.0", "id": true, "method": "ping"}', 400, INVALID, None),
        (b'{"jsonrpc": "2.0", "id": 1.5, "method": "ping"}', 400, INVALID, None),
        (b'{"jsonrpc": "2.0", "id": {}, "method": "ping"}', 400, INVALID, None),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": [1]}', 200, BAD_PARAMS, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": 0}', 200, BAD_PARAMS, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "nope"}', 200, NO_METHOD, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "resources/list"}', 200, NO_METHOD, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "server/discover"}', 200, NO_METHOD, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "__init__"}', 200, NO_METHOD, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "initialize"}', 200, BAD_PARAMS, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": 20250618}}', 200, BAD_PARAMS, 1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"cursor": "2"}}', 200, BAD_PARAMS, 1),
        (b'{"jsonrpc": "2.0", "id": "x", "method": "tools/call"}', 200, BAD_PARAMS, "x"),
        (b'{"jsonrpc": "2.0", "id": 0, "method": "tools/call", "params": {"name": []}}', 200, BAD_PARAMS, 0),
        (b'{"jsonrpc": "2.0", "id": -1, "method": "tools/call", "params": {"name": "nope"}}', 200, BAD_PARAMS, -1),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "list_jobs", "arguments": []}}', 200, BAD_PARAMS, 1),
    ],
)
async def test_what_is_no_message_is_said_to_be_none(
    client: httpx.AsyncClient, body: bytes, status: int, code: int, number: object
) -> None:
    """Whatever is thrown at it, the answer is an error by its number, with the id where there is one that can be repeated."""
    assert await error_of(client, body, OF_2025_06) == (status, code, number)


async def test_errors_are_said_in_my_language(client: httpx.AsyncClient) -> None:
    """Those of the protocol too."""
    for asked in (message("nope"), [], message("tools/call", {"name": "nope"}), {"jsonrpc": "1.0"}):
        said = [
            (await client.post("/mcp", json=asked, headers={"Accept-Language": locale})).json()["error"]["message"]
            for locale in ("en", "fr")
        ]
        assert said[0] != said[1]


async def test_a_body_over_ten_megabytes_is_413(client: httpx.AsyncClient) -> None:
    """Nobody's memory is filled; the next message is answered."""
    answer = await client.post("/mcp", content=b" " * (10 << 20) + b"{}")
    assert answer.status_code == 413
    assert "10 MB" in answer.json()["error"]["data"]["detail"]
    assert (await client.post("/mcp", json=message("ping"))).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        message("notifications/initialized", number=None),
        message("notifications/cancelled", {"requestId": 1}, None),
        message("nobody/knows", number=None),
        {"jsonrpc": "2.0", "id": 1, "result": {}},
        {"jsonrpc": "2.0", "id": 1, "error": {"code": 1, "message": "x"}},
    ],
)
async def test_what_asks_for_nothing_gets_nothing(client: httpx.AsyncClient, asked: object) -> None:
    """A notification, and an answer to what nobody asked: taken, without a word."""
    answer = await client.post("/mcp", json=asked, headers=OF_2025_06)
    assert (answer.status_code, answer.content) == (202, b"")


@pytest.mark.parametrize("headers", [OF_2025_03, {}], ids=["by name", "by the lack of a header"])
async def test_a_batch_is_answered_in_its_revision(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """Each message that has an id gets its answer, in order, also where another is none; notifications get none."""
    batch: list[Any] = [
        message("ping", number=1),
        message("notifications/x", number=None),
        7,
        message("tools/call", {"name": "list_jobs"}, 2),
    ]
    answers = (await client.post("/mcp", json=batch, headers=headers)).json()
    assert [(answer["id"], answer.get("error", {}).get("code")) for answer in answers] == [(1, None), (None, INVALID), (2, None)]
    assert answers[2]["result"]["structuredContent"]["total"] == 0
    quiet = await client.post("/mcp", json=[message("notifications/x", number=None)] * 3, headers=headers)
    assert (quiet.status_code, quiet.content) == (202, b"")


@pytest.mark.parametrize(
    ("batch", "headers"),
    [
        ([], OF_2025_03),
        ([message("ping")] * 51, OF_2025_03),
        ([message("initialize", {"protocolVersion": "2025-03-26"})], OF_2025_03),
        ([message("ping")], OF_2025_06),
        ([message("ping")], {"MCP-Protocol-Version": NEWEST}),
    ],
    ids=["empty", "endless", "a beginning", "later revision", "newest revision"],
)
async def test_what_is_no_batch_is_refused_whole(client: httpx.AsyncClient, batch: list[Any], headers: dict[str, str]) -> None:
    """Nothing of it is done."""
    assert await error_of(client, json.dumps(batch).encode(), headers) == (400, INVALID, None)


@given(JSON)
def test_any_json_is_a_message_or_said_not_to_be(document: Any) -> None:
    """A law: reading one ends in one of three ways, and what is read is of its types."""
    with suppress(Fault):
        read = message_of(document)
        assert read is None or (isinstance(read, Message) and isinstance(read.method, str) and isinstance(read.params, dict))
