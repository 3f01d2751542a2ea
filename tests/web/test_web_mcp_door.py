"""Who is let in at `/mcp`: whoever has a key of `/api` that is good, and nobody by a browser's page or cookie."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from agents import message, sender
from houses import House, OpenHouse
from outsend import Person, log_in, move_in

from outhost.domain.workspaces import Role

PING = message("ping")


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody with a workspace."""
    async with move_in(house) as resident:
        yield resident


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_messages_come_by_post_alone(house: House, method: str) -> None:
    """There is no stream to open and no session to end: 405 with Allow, without a key too."""
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as anybody:
        answer = await anybody.request(method, "/mcp")
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
        assert method == "HEAD" or answer.json()["error"]["data"]["detail"]
        assert (await anybody.post("/mcp/nope")).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer osk_" + "a" * 40},
        {"Authorization": "Basic b3NrXw=="},
        {"X-API-Key": "osk_wrong"},
        {"X-API-Key": "\u00e9".encode()},
    ],
)
async def test_no_good_key_is_401_and_says_which_would_do(house: House, headers: dict[str, str]) -> None:
    """In both languages, and without WWW-Authenticate, at which clients begin to look for a login page that is not there."""
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as anybody:
        for locale, says in (("en", "Send an API key"), ("fr", "Envoyez une clé")):
            answer = await anybody.post("/mcp", json=PING, headers={**headers, "Accept-Language": locale})
            assert answer.status_code == 401
            assert "www-authenticate" not in answer.headers
            error = answer.json()["error"]
            assert error["message"].startswith(says)
            assert error["data"] == {"detail": error["message"]}


async def test_a_key_opens_by_either_header(person: Person) -> None:
    """As on `/api`."""
    key = await person.make_key()
    for headers in ({"X-API-Key": key}, {"Authorization": f"Bearer {key}"}, {"authorization": f"bearer {key}"}):
        async with httpx.AsyncClient(base_url=person.house.url, headers=headers, timeout=30.0) as client:
            assert (await client.post("/mcp", json=PING)).json()["result"] == {}


async def test_neither_a_session_nor_the_key_of_v1_opens_it(person: Person) -> None:
    """What a browser sends by itself is no key; nor does a cookie beside a key lend its rights to it."""
    assert (await person.client.post("/mcp", json=PING)).status_code == 401
    tenant = await person.house.move_in()
    async with tenant.client:
        assert (await tenant.client.post("/mcp", json=PING)).status_code == 401
    async with move_in(person.house) as other, sender(person.house, await other.make_key()) as client:
        client.cookies.set("outsend_session", person.client.cookies["outsend_session"])
        listed = await client.post("/mcp", json=message("tools/call", {"name": "list_jobs"}))
        assert listed.json()["result"]["structuredContent"]["total"] == 0


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ""}, {"Sec-Fetch-Site": "cross-site"}], ids=str
)
async def test_a_page_of_another_site_is_refused_with_a_key_too(person: Person, headers: dict[str, str]) -> None:
    """A name that is made to point at my machine reaches nothing, whatever it knows; our own pages may call."""
    async with sender(person.house, await person.make_key()) as client:
        answer = await client.post("/mcp", json=PING, headers=headers)
        assert (answer.status_code, answer.json()["id"]) == (403, None)
        assert "another site" in answer.json()["error"]["data"]["detail"]
        assert (await client.post("/mcp", json=PING, headers={"Origin": person.house.url})).status_code == 200
        assert (await client.post("/mcp", json=PING, headers={"Host": "evil.example"})).status_code == 421


async def test_a_deactivated_person_s_key_is_403(person: Person) -> None:
    """Until they are let in again."""
    async with move_in(person.house, is_admin=True) as admin, sender(person.house, await person.make_key()) as client:
        assert (await client.post("/mcp", json=PING)).status_code == 200
        assert (await admin.client.patch(f"/api/admin/users/{person.id}", json={"is_active": False})).status_code == 200
        assert (await client.post("/mcp", json=PING)).status_code == 403
        assert (await admin.client.patch(f"/api/admin/users/{person.id}", json={"is_active": True})).status_code == 200
        assert (await client.post("/mcp", json=PING)).status_code == 200


async def test_a_revoked_key_is_401_at_once(person: Person) -> None:
    """And says when it was last used until then, also where no tool was."""
    async with sender(person.house, await person.make_key()) as client:
        assert (await client.post("/mcp", json=PING)).status_code == 200
        (listed,) = (await person.client.get("/api/api-keys")).json()["items"]
        assert listed["last_used_at"]
        assert (await person.client.delete(f"/api/api-keys/{listed['id']}")).status_code == 200
        assert (await client.post("/mcp", json=PING)).status_code == 401


async def test_whoever_is_refused_sends_no_body(house: House) -> None:
    """A stranger announces ten megabytes: the answer is there before a byte of them."""
    place = urlsplit(house.url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port, family=socket.AF_INET)
    writer.write(f"POST /mcp HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Length: {10 << 20}\r\n\r\n".encode())
    assert (await reader.readline()).startswith(b"HTTP/1.1 401")
    writer.close()
    await writer.wait_closed()


async def test_two_who_share_a_machine_are_told_apart(person: Person) -> None:
    """Messages of two keys over one connection: each sees its own workspace."""
    async with move_in(person.house) as other, log_in(person.house, other.user, other.workspace_id, Role.OWNER):
        keys = [await person.make_key(), await other.make_key()]
        async with httpx.AsyncClient(base_url=person.house.url, timeout=30.0) as shared:
            asked = {"name": "create_enrichment_job", "arguments": {"job_type": "filter", "items": [{"name": "A"}]}}
            await shared.post("/mcp", json=message("tools/call", asked), headers={"X-API-Key": keys[0]})
            listed = [
                await shared.post("/mcp", json=message("tools/call", {"name": "list_jobs"}), headers={"X-API-Key": key}) for key in keys
            ]
    assert [answer.json()["result"]["structuredContent"]["total"] for answer in listed] == [1, 0]


async def test_an_agent_behind_a_proxy_comes_from_where_it_is(tmp_path: Path, open_house: OpenHouse) -> None:
    """The audit log has the address that my proxy forwards, and the id of the message; a condition in its head is none of the call's."""
    async with open_house(tmp_path, trusted_proxies=1) as house, move_in(house) as person:
        asked = {"name": "create_enrichment_job", "arguments": {"job_type": "filter", "items": [{"name": "A"}]}}
        headers = {"X-Forwarded-For": "203.0.113.9", "If-None-Match": "*", "Idempotency-Key": "the message's own", "Range": "bytes=0-1"}
        async with sender(house, await person.make_key()) as client:
            answers = [await client.post("/mcp", json=message("tools/call", asked), headers=headers) for _ in range(2)]
            schema = await client.post("/mcp", json=message("tools/call", {"name": "get_pipeline_schema"}), headers=headers)
        assert schema.json()["result"]["structuredContent"]["blocks"]
        assert len({answer.json()["result"]["structuredContent"]["id"] for answer in answers}) == 2
        events = await house.appliance.read(lambda tx: tx.events.page(person.workspace_id, name=None, actor=None, limit=9, offset=0))
        told = {(event.address, event.request_id) for event in events if event.name == "job.created"}
        assert told == {("203.0.113.9", answer.headers["x-request-id"]) for answer in answers}
