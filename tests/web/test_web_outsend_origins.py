"""Pages of other sites, who can make a browser send its cookie: what they write is refused on every route."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from doors import Door, check_declined, log_in_body, open_door_at, sign_up_body

from outhost.web.outsend.endpoints import ENDPOINTS
from outhost.web.outsend.rights import ApiEndpoint

ME = "/api/auth/me"
FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1.evil.example"},
    {"Origin": "http://["},
    {"Origin": "nonsense"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
)
WRITES = [endpoint for endpoint in ENDPOINTS if endpoint.method not in {"GET", "HEAD"}]


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """One open house for all tests here."""
    async with open_door_at(tmp_path_factory.mktemp("door"), base_url="https://outhost.example:8443") as opened:
        yield opened


@pytest.mark.parametrize("endpoint", WRITES, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
async def test_no_route_takes_a_write_from_a_page_of_another_site(door: Door, endpoint: ApiEndpoint) -> None:
    """With the best cookie there is, an administrator's: 403 before anything is looked at, in both languages, and nothing changes."""
    admin = await door.house.appliance.read(lambda tx: tx.users.all()[0])
    async with door.house.browser() as client:
        client.cookies.set("outsend_session", await _token(door, admin.email), domain="127.0.0.1")
        path = endpoint.path.replace("<", "").replace(">", "")
        for headers in FOREIGN[:2]:
            await check_declined(door, client, (endpoint.method, path, {}), status=403, says="another site", headers=headers)


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_whatever_names_another_site_is_foreign(door: Door, headers: dict[str, str]) -> None:
    """However it is written, what is not us is foreign, for a login too, which would put me into a stranger's account."""
    mine = await door.move_in()
    async with door.house.browser() as client:
        client.cookies.set("outsend_session", await _token(door, mine.email), domain="127.0.0.1")
        await check_declined(door, client, ("PATCH", ME, {"full_name": "Evil"}), status=403, says="another site", headers=headers)
        await check_declined(door, client, ("POST", "/api/auth/login", log_in_body(mine)), status=403, says="another site", headers=headers)
        await check_declined(door, client, ("POST", "/api/auth/logout", None), status=403, says="another site", headers=headers)
        request = ("POST", "/api/auth/signup", sign_up_body("evil@example.com"))
        await check_declined(door, client, request, status=403, says="another site", headers=headers)
        assert (await client.get(ME, headers=headers)).status_code == 200  # reading is what the browser itself forbids


async def test_pages_of_ours_and_programs_may_write(door: Door) -> None:
    """Our own address, our base URL, and whoever sends neither header, as curl does."""
    mine = await door.move_in()
    own = [
        {},
        {"Origin": door.house.url},
        {"Origin": "https://outhost.example:8443"},
        {"Origin": "HTTPS://OUTHOST.example:8443", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ]
    async with door.house.browser() as client:
        client.cookies.set("outsend_session", await _token(door, mine.email), domain="127.0.0.1")
        for headers in own:
            assert (await client.patch(ME, json={"full_name": "Zoé"}, headers=headers)).status_code == 200, headers


async def test_a_key_is_no_cookie(door: Door) -> None:
    """No browser adds a key by itself: a page that has one may write from anywhere."""
    mine = await door.move_in()
    async with door.house.browser() as client:
        client.cookies.set("outsend_session", await _token(door, mine.email), domain="127.0.0.1")
        key = (await client.post("/api/api-keys", json={"name": "shop"})).json()["key"]
        headers = {"X-API-Key": key, "Origin": "https://shop.example", "Sec-Fetch-Site": "cross-site"}
        refused = await client.patch(ME, json={}, headers=headers)
        assert (refused.status_code, "API key" in refused.json()["detail"]) == (403, True)
        assert (await client.get(ME, headers=headers)).json()["auth"] == "api_key"


async def test_who_is_not_logged_in_is_told_that_first(tmp_path: Path) -> None:
    """401 comes before 403."""
    async with open_door_at(tmp_path) as door, door.house.browser() as client:
        answer = await client.patch(ME, json={}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 401


async def _token(door: Door, email: str) -> str:
    async with door.house.browser(email) as client:
        await door.forget_tries()
        return str(client.cookies["outsend_session"])
