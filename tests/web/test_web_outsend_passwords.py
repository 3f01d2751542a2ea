"""Changing and recovering a password, and one's name and language, on `/api/auth`, over real HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from doors import Door, check_declined, open_door_at
from houses import PASSWORD, Tenant
from outsend import books_of

ME, CHANGE, FORGOT, RESET = "/api/auth/me", "/api/auth/password/change", "/api/auth/password/forgot", "/api/auth/password/reset"
NEW_PASSWORD = "correct horse 2"
WEAK = ("short1", "p" * 128 + "1", "onlyletters", "12345678", "")


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """One open house for all tests here."""
    async with open_door_at(tmp_path_factory.mktemp("door")) as opened:
        yield opened


@pytest.fixture(autouse=True)
async def no_tries(door: Door) -> None:
    """Nobody is kept waiting for what another test tried."""
    await door.forget_tries()


async def log_in(client: httpx.AsyncClient, tenant: Tenant, password: str) -> int:
    """Try to log in, and give the status."""
    return (await client.post("/api/auth/login", json={"email": tenant.email, "password": password})).status_code


async def forget(door: Door, client: httpx.AsyncClient, tenant: Tenant) -> str:
    """Ask for a new password, and give the token of the letter."""
    assert (await client.post(FORGOT, json={"email": tenant.email})).json() == {"ok": True}
    return await door.house.token_for(tenant.email)


async def test_i_change_my_password_and_stay_in_alone(door: Door) -> None:
    """A fresh cookie for me; my other browser, the cookie from before, the old password and an open reset link end."""
    mine = await door.move_in()
    async with door.house.browser(mine.email) as client, door.house.browser(mine.email) as other, door.house.browser() as late:
        reset = await forget(door, late, mine)
        before = client.cookies["outsend_session"]
        answer = await client.post(CHANGE, json={"current_password": PASSWORD, "new_password": NEW_PASSWORD})
        assert (answer.status_code, answer.json()["user"]["email"]) == (200, mine.email)
        assert client.cookies["outsend_session"] != before
        assert (await client.get(ME)).status_code == 200
        assert (await other.get(ME)).status_code == 401
        assert (await late.get(ME, headers={"Cookie": f"outsend_session={before}"})).status_code == 401
        assert (await late.post(RESET, json={"token": reset, "new_password": PASSWORD})).status_code == 400
        assert [await log_in(late, mine, password) for password in (PASSWORD, NEW_PASSWORD)] == [401, 200]


@pytest.mark.parametrize(
    ("body", "status", "field", "says", "is_counted"),
    [
        *(
            pytest.param({"current_password": PASSWORD, "new_password": weak}, 422, "new_password", "8–128", False, id=f"weak {weak[:12]}")
            for weak in WEAK
        ),
        pytest.param({"current_password": "wrong horse 1", "new_password": "short1"}, 422, "new_password", "8–128", False, id="both"),
        pytest.param({"current_password": "wrong horse 1", "new_password": NEW_PASSWORD}, 400, None, "is wrong", True, id="wrong"),
        pytest.param({"current_password": "", "new_password": NEW_PASSWORD}, 400, None, "is wrong", True, id="empty"),
        pytest.param({"new_password": NEW_PASSWORD}, 422, "current_password", "is required", False, id="no current one"),
        pytest.param({"current_password": PASSWORD}, 422, "new_password", "is required", False, id="no new one"),
    ],
)
async def test_a_change_that_is_refused_changes_nothing(
    door: Door,
    body: dict[str, Any],
    status: int,
    field: str | None,
    says: str,
    is_counted: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """A weak new password is told before the current one is looked at; a wrong current one counts; both sessions go on."""
    mine = await door.move_in()
    async with door.house.browser(mine.email) as client, door.house.browser(mine.email) as other:
        await check_declined(door, client, ("POST", CHANGE, body), status=status, says=says, field=field, is_counted=is_counted)
        assert [(await browser.get(ME)).status_code for browser in (client, other)] == [200, 200]


async def test_a_forgotten_password_is_chosen_anew_once(door: Door) -> None:
    """The letter's token sets a new password within the hour, once; every session ends, and nobody is logged in by it."""
    mine = await door.move_in()
    async with door.house.browser(mine.email) as client, door.house.browser() as late:
        token = await forget(door, late, mine)
        await check_declined(
            door, late, ("POST", RESET, {"token": token, "new_password": "short1"}), status=422, says="8–128", field="new_password"
        )
        answer = await late.post(RESET, json={"token": token, "new_password": NEW_PASSWORD})
        assert (answer.json(), "set-cookie" in answer.headers) == ({"ok": True}, False)
        assert (await client.get(ME)).status_code == 401
        request = ("POST", RESET, {"token": token, "new_password": PASSWORD})
        await check_declined(door, late, request, status=400, says="no longer good")
        assert [await log_in(late, mine, password) for password in (PASSWORD, NEW_PASSWORD)] == [401, 200]


async def test_a_reset_link_lasts_an_hour_and_the_latest_counts(door: Door) -> None:
    """A second letter closes the first one's link; an hour later the second is closed too."""
    mine = await door.move_in()
    async with door.house.browser() as client:
        first, second = await forget(door, client, mine), await forget(door, client, mine)
        assert first != second
        request = ("POST", RESET, {"token": first, "new_password": NEW_PASSWORD})
        await check_declined(door, client, request, status=400, says="no longer good")
        door.clock.turn(timedelta(hours=1) - timedelta(microseconds=1))
        third = await forget(door, client, mine)
        door.clock.turn(timedelta(hours=1))
        request = ("POST", RESET, {"token": third, "new_password": NEW_PASSWORD})
        await check_declined(door, client, request, status=400, says="no longer good")
        fourth = await forget(door, client, mine)
        door.clock.turn(timedelta(hours=1) - timedelta(microseconds=1))
        assert (await client.post(RESET, json={"token": fourth, "new_password": NEW_PASSWORD})).status_code == 200


async def test_nobody_learns_who_has_an_account(door: Door) -> None:
    """Known, unknown or deactivated: the same answer; only who may log in gets a letter."""
    mine, out = await door.move_in(), await door.move_in()
    await door.house.appliance.users.deactivate(out.email)
    async with door.house.browser() as client:
        before = await books_of(door.house, besides="attempts")
        answers = [await client.post(FORGOT, json={"email": email}) for email in ("nobody@example.com", out.email)]
        assert await books_of(door.house, besides="attempts") == before
        answers.append(await client.post(FORGOT, json={"email": mine.email}))
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, '{"ok":true}')}
    assert [len(await door.house.letters_to(email)) for email in (mine.email, out.email, "nobody@example.com")] == [1, 0, 0]


@pytest.mark.parametrize(
    ("body", "says"), [({"email": "nobody"}, "must be an e-mail address"), ({}, "is required"), ({"email": 1}, "must be a text")]
)
async def test_an_address_that_is_none_is_told(door: Door, body: dict[str, Any], says: str) -> None:
    """A typing error is 422 and no try."""
    async with door.house.browser() as client:
        await check_declined(door, client, ("POST", FORGOT, body), status=422, says=says, field="email")


async def test_links_in_letters_never_follow_the_host_header(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Somebody sends a Host of their own with the request for my new password: the link in my letter leads to us all the same."""
    async with open_door_at(tmp_path_factory.mktemp("named"), base_url="https://outhost.example") as door, door.house.browser() as client:
        mine = await door.move_in()
        await client.post(FORGOT, json={"email": mine.email}, headers={"Host": "127.0.0.2"})
        evil = await client.post(FORGOT, json={"email": mine.email}, headers={"Host": "evil.example"})
        assert evil.status_code == 421
        (letter,) = await door.house.letters_to(mine.email)
        body = letter.get_body(("plain",))
        assert body is not None
        assert "127.0.0.2" not in body.get_content()


async def test_a_command_that_resets_a_password_ends_all_sessions(door: Door) -> None:
    """An administrator gives me a new password at the terminal: whoever was in with the old one is out."""
    mine = await door.move_in()
    async with door.house.browser(mine.email) as client:
        await door.house.appliance.users.reset_password(mine.email, NEW_PASSWORD)
        assert (await client.get(ME)).status_code == 401
        assert await log_in(client, mine, NEW_PASSWORD) == 200


async def test_i_change_my_name_and_my_language(door: Door) -> None:
    """What I leave out stays; keys that nobody knows are ignored."""
    mine = await door.move_in()
    async with door.house.browser(mine.email) as client:
        first = (await client.patch(ME, json={"full_name": "  Zoé  ", "role": "owner"})).json()
        assert (first["full_name"], first["locale"], first["is_admin"]) == ("Zoé", "en", False)
        second = (await client.patch(ME, json={"locale": "fr"})).json()
        assert (second["full_name"], second["locale"]) == ("Zoé", "fr")
        assert (await client.patch(ME, json={})).json() == second == (await client.get(ME)).json()["user"]
        assert (await client.patch(ME, json={"full_name": ""})).json()["full_name"] == ""


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"locale": "de"}, "locale"),
        ({"full_name": "x" * 121}, "full_name"),
        ({"full_name": 5}, "full_name"),
        ({"locale": ["fr"]}, "locale"),
    ],
)
async def test_a_name_or_language_that_will_not_do_is_refused(door: Door, body: dict[str, Any], field: str) -> None:
    """422 with the field, and nothing changes."""
    mine = await door.move_in()
    async with door.house.browser(mine.email) as client:
        await check_declined(door, client, ("PATCH", ME, body), status=422, says=field, field=field)


async def test_no_key_changes_what_its_owner_logs_in_by(door: Door) -> None:
    """A key may look who it acts for; name, password, sessions and second factor are closed to it: 403."""
    mine = await door.move_in()
    user = await door.house.appliance.read(lambda tx: tx.users.find_by_email(mine.email))
    assert user is not None
    async with door.house.browser(mine.email) as client:
        key = (await client.post("/api/api-keys", json={"name": "n8n"})).json()["key"]
    async with door.house.browser() as bare:
        for headers in ({"X-API-Key": key}, {"Authorization": f"Bearer {key}"}):
            me = await bare.get(ME, headers=headers)
            assert (me.status_code, me.json()["auth"], me.json()["user"]["workspace_id"]) == (200, "api_key", mine.workspace_id)
        for method, path in (
            ("PATCH", ME), ("POST", CHANGE), ("POST", "/api/auth/verify-email/resend"), ("GET", "/api/auth/sessions"),
            ("DELETE", "/api/auth/sessions/1"), ("POST", "/api/auth/totp/setup"), ("POST", "/api/auth/totp/confirm"),
            ("POST", "/api/auth/totp/disable"),
        ):  # fmt: skip
            await check_declined(door, bare, (method, path, {}), status=403, says="An API key may not", headers={"X-API-Key": key})
