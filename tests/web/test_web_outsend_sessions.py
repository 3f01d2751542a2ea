"""Logging in, staying in and getting out on `/api/auth`, over real HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from argon2 import PasswordHasher
from clocks import TurnedClock
from doors import Door, check_declined, log_in_body, open_door_at
from houses import PASSWORD, OpenHouse, Tenant
from outsend import books_of

from outhost.domain.users import User
from outhost.web.outsend.endpoints import ENDPOINTS
from outhost.web.outsend.rights import Audience

LOG_IN, LOG_OUT, ME, SESSIONS = "/api/auth/login", "/api/auth/logout", "/api/auth/me", "/api/auth/sessions"
COOKIE = "outsend_session"
NEW_PASSWORD = "correct horse 2"


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """One open house for all tests here."""
    async with open_door_at(tmp_path_factory.mktemp("door")) as opened:
        yield opened


@pytest.fixture(autouse=True)
async def no_tries(door: Door) -> None:
    """Nobody is kept waiting for what another test tried."""
    await door.forget_tries()


async def log_in(client: httpx.AsyncClient, tenant: Tenant, **more: object) -> str:
    """Log in, and give the token in the cookie."""
    answer = await client.post(LOG_IN, json=log_in_body(tenant, **more))
    assert answer.status_code == 200, answer.text
    return str(client.cookies[COOKIE])


async def is_in(client: httpx.AsyncClient, token: str) -> bool:
    """Tell whether a token opens anything, in a browser without one of its own."""
    async with httpx.AsyncClient(base_url=client.base_url, cookies={COOKIE: token}) as other:
        return (await other.get(ME)).status_code == 200


async def the_user(door: Door, tenant: Tenant) -> User:
    """Find somebody."""
    user = await door.house.appliance.read(lambda tx: tx.users.find_by_email(tenant.email))
    assert user is not None
    return user


async def test_i_log_in_and_see_who_i_am(door: Door) -> None:
    """However I write my address, I am in; my session is in the list as this one, and the log says where I came from."""
    mine = await door.move_in()
    async with door.house.browser() as client:
        answer = await client.post(LOG_IN, json=log_in_body(mine, email=f" {mine.email.upper()} "), headers={"User-Agent": "Firefox"})
        assert answer.status_code == 200
        me = (await client.get(ME)).json()
        assert answer.json() == {"ok": True, "user": me["user"]}
        assert (me["auth"], me["limits"]) == ("session", {"concurrent_jobs": 5, "ef_per_job": 1.0})
        listed = (await client.get(SESSIONS)).json()
        assert (listed["total"], listed["limit"], listed["offset"]) == (1, 50, 0)
        (session,) = listed["items"]
        assert (session["is_current"], session["user_agent"], session["address"]) == (True, "Firefox", "127.0.0.1")
    user = await the_user(door, mine)
    events = await door.house.appliance.read(lambda tx: tx.events.page_of_actor(f"user:{user.id}", after=0, limit=10))
    assert [(event.name, event.address) for event in events] == [("user.logged_in", "127.0.0.1")]


@pytest.mark.parametrize(
    ("more", "status", "field", "says"),
    [
        pytest.param({"password": "wrong horse 1"}, 401, None, "do not match", id="wrong password"),
        pytest.param({"password": ""}, 401, None, "do not match", id="empty password"),
        pytest.param({"password": PASSWORD + " "}, 401, None, "do not match", id="password with a space"),
        pytest.param({"email": "nobody@example.com"}, 401, None, "do not match", id="unknown address"),
    ],
)
async def test_a_wrong_login_is_refused_and_counted(door: Door, more: dict[str, Any], status: int, field: str | None, says: str) -> None:
    """Wrong password or unknown address: the answer is the same, no session is opened, and the try is counted."""
    mine = await door.move_in()
    async with door.house.browser() as client:
        request = ("POST", LOG_IN, log_in_body(mine, **more))
        await check_declined(door, client, request, status=status, says=says, field=field, is_counted=True)


@pytest.mark.parametrize(
    ("body", "field", "says"),
    [
        pytest.param({"password": PASSWORD}, "email", "is required", id="no e-mail"),
        pytest.param({"email": "a@example.com"}, "password", "is required", id="no password"),
        pytest.param({"email": "nobody", "password": PASSWORD}, "email", "must be an e-mail address", id="no address"),
        pytest.param({"email": ["a@example.com"], "password": PASSWORD}, "email", "must be a text", id="list for e-mail"),
        pytest.param({"email": "a@example.com", "password": PASSWORD, "totp": 123456}, "totp", "must be a text", id="number for code"),
    ],
)
async def test_a_malformed_login_is_no_try(door: Door, body: dict[str, Any], field: str, says: str) -> None:
    """What can be nobody's login is told by its field, and does not count."""
    async with door.house.browser() as client:
        await check_declined(door, client, ("POST", LOG_IN, body), status=422, says=says, field=field)


async def test_an_unknown_address_takes_the_same_work(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody learns from the time who has an account: known or unknown, right or wrong, one digest is checked, by the same parameters."""
    mine = await door.move_in()
    checked: list[str] = []
    hasher = door.house.appliance.users._passwords._hasher
    verify = type(hasher).verify

    def count(self: PasswordHasher, digest: str, password: str) -> bool:
        checked.append(digest.rpartition("$")[0].rpartition("$")[0])
        return bool(verify(self, digest, password))

    monkeypatch.setattr(type(hasher), "verify", count)
    async with door.house.browser() as client:
        for body in (log_in_body(mine), log_in_body(mine, password="wrong horse 1"), log_in_body(mine, email="nobody@example.com")):
            checked.clear()
            await client.post(LOG_IN, json=body)
            assert len(checked) == 1
            assert checked[0].startswith("$argon2id$")


async def test_a_weak_digest_is_made_anew_at_login(door: Door) -> None:
    """My password was digested years ago with weaker parameters: the next login digests it with today's, and it goes on working."""
    mine = await door.move_in()
    user = await the_user(door, mine)
    old = PasswordHasher(time_cost=1, memory_cost=16, parallelism=2).hash(PASSWORD)
    await door.house.appliance.store.write(lambda tx: tx.users.set_password(user.id, old))
    async with door.house.browser() as client:
        for _ in range(2):
            await log_in(client, mine)
            digest = await door.house.appliance.read(lambda tx: tx.users.password_digest(user.id))
            assert digest is not None
            assert digest != old
            assert "p=1" in digest


async def test_no_login_outlives_a_password_that_changed_meanwhile(door: Door) -> None:
    """While my old password is being checked, I set a new one: the login with the old one opens nothing, and undoes nothing."""
    mine = await door.move_in()
    user = await the_user(door, mine)
    new = door.house.appliance.users._passwords.digest(NEW_PASSWORD)
    read = door.house.appliance.store.read

    async def read_then_change(*args: Any, **kwargs: Any) -> Any:
        found = await read(*args, **kwargs)
        await door.house.appliance.store.write(lambda tx: tx.users.set_password(user.id, new))
        return found

    async with door.house.browser() as client:
        with pytest.MonkeyPatch.context() as between:
            between.setattr(door.house.appliance.store, "read", read_then_change)
            answer = await client.post(LOG_IN, json=log_in_body(mine))
        assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)
        await log_in(client, mine, password=NEW_PASSWORD)


async def test_a_login_ends_the_session_that_the_browser_had(door: Door) -> None:
    """Somebody put their cookie into my browser: when I log in it is replaced, and theirs opens nothing any more."""
    mine, thief = await door.move_in(), await door.move_in()
    async with door.house.browser() as client:
        planted = await log_in(client, thief)
        fresh = await log_in(client, mine)
        assert planted != fresh
        assert (await client.get(ME)).json()["user"]["email"] == mine.email
        assert not await is_in(client, planted)
        forged = "x" * 43
        client.cookies.clear()
        client.cookies.set(COOKIE, forged, domain="127.0.0.1")
        await log_in(client, mine)
        assert not await is_in(client, forged)


async def test_no_login_is_replayed_by_its_idempotency_key(door: Door) -> None:
    """The header is for what is created in a workspace: two logins with one key are two, and nothing of them is kept."""
    mine = await door.move_in()
    headers = {"Idempotency-Key": "once"}
    async with door.house.browser() as client, door.house.browser() as other:
        tokens = []
        for browser in (client, other):
            assert (await browser.post(LOG_IN, json=log_in_body(mine), headers=headers)).status_code == 200
            tokens.append(browser.cookies[COOKIE])
        wrong = await other.post(LOG_IN, json=log_in_body(mine, password="wrong horse 1"), headers=headers)
        assert wrong.status_code == 401
    assert tokens[0] != tokens[1]
    assert await door.house.appliance.read(lambda tx: tx.one("SELECT 1 FROM replies")) is None


async def test_logout_ends_the_session_for_good(door: Door) -> None:
    """I log out: the cookie is taken away, a copy of it opens nothing, and logging out again changes nothing."""
    mine = await door.move_in()
    async with door.house.browser() as client:
        token = await log_in(client, mine)
        answer = await client.post(LOG_OUT)
        assert (answer.status_code, answer.json()) == (200, {"ok": True})
        cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
        assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", "0", "/")
        assert not await is_in(client, token)
        before = await books_of(door.house)
        assert (await client.post(LOG_OUT)).status_code == 200
        assert (await client.post(LOG_OUT, headers={"Cookie": f"{COOKIE}={token}"})).status_code == 200
        assert await books_of(door.house) == before


async def test_a_session_slides_while_it_is_used_and_writes_once_an_hour(door: Door) -> None:
    """I look in each day for a month and stay in; a hundred calls within an hour move nothing; after a week away I am out."""
    mine = await door.move_in()
    user = await the_user(door, mine)

    async def ends() -> str:
        row = await door.house.appliance.read(lambda tx: tx.one("SELECT expires_at FROM sessions WHERE user_id = :id", id=user.id))
        assert row is not None
        return str(row["expires_at"])

    async with door.house.browser() as client:
        token = await log_in(client, mine)
        first = await ends()
        door.clock.turn(timedelta(hours=1) - timedelta(microseconds=1))
        answer = await client.get(ME)
        assert (await ends(), "set-cookie" in answer.headers) == (first, False)
        door.clock.turn(timedelta(microseconds=1))
        answer = await client.get(ME)
        second = await ends()
        assert second > first
        assert SimpleCookie(answer.headers["set-cookie"])[COOKIE].value == token
        assert "set-cookie" not in (await client.get(ME)).headers
        assert await ends() == second
        for _ in range(30):
            door.clock.turn(timedelta(days=1))
            assert (await client.get(ME)).status_code == 200
        door.clock.turn(timedelta(days=7) - timedelta(microseconds=1))
        assert (await client.get(ME)).status_code == 200
        door.clock.turn(timedelta(days=7))
        assert (await client.get(ME)).status_code == 401


async def test_sessions_outlive_a_restart(tmp_path: Path, open_house: OpenHouse) -> None:
    """The server is started anew: I am still logged in."""
    async with open_house(tmp_path, clock=TurnedClock()) as house:
        mine = await house.move_in()
        async with house.browser(mine.email) as client:
            token = client.cookies[COOKIE]
    async with open_house(tmp_path, clock=TurnedClock()) as house, house.browser() as client:
        assert await is_in(client, token)


async def test_i_end_another_session_of_mine_and_nobody_else_s(door: Door) -> None:
    """I see where I am logged in, end the one that I don't know, and can't end a stranger's: 404, as for one that never was."""
    mine, other = await door.move_in(), await door.move_in()
    async with door.house.browser() as client, door.house.browser() as lost, door.house.browser(other.email) as stranger:
        lost_token = await log_in(lost, mine)
        await log_in(client, mine)
        items = (await client.get(SESSIONS)).json()["items"]
        assert [item["is_current"] for item in items] == [True, False]
        (foreign,) = (await stranger.get(SESSIONS)).json()["items"]
        for id_ in (foreign["id"], 0, 10**18, "x", "-1", "%20"):
            await check_declined(door, client, ("DELETE", f"{SESSIONS}/{id_}", None), status=404, says="nothing of yours")
        assert (await client.delete(f"{SESSIONS}/{items[1]['id']}")).json() == {"ok": True}
        assert not await is_in(client, lost_token)
        assert (await stranger.get(ME)).status_code == 200
        assert (await client.delete(f"{SESSIONS}/{items[0]['id']}")).status_code == 200
        assert (await client.get(ME)).status_code == 401


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "offset=-1", "limit=1.5", "limit="])
async def test_a_page_that_is_none_is_refused(door: Door, query: str) -> None:
    """Out of range is 422, with the parameter's name."""
    mine = await door.move_in()
    async with door.house.browser(mine.email) as client:
        request = ("GET", f"{SESSIONS}?{query}", None)
        await check_declined(door, client, request, status=422, says=query.partition("=")[0], field=query.partition("=")[0])


async def test_who_is_deactivated_is_refused_everywhere_until_let_in_again(door: Door) -> None:
    """An administrator keeps me out: 403 on every call of mine, nothing changes, no login; let in again, the same session goes on."""
    mine = await door.move_in()
    async with door.house.browser() as client:
        await log_in(client, mine)
        await door.house.appliance.users.deactivate(mine.email)
        for endpoint in ENDPOINTS:
            if endpoint.audience is not Audience.PUBLIC:
                path = endpoint.path.replace("<", "").replace(">", "")
                answer = await client.request(endpoint.method, path, json={})
                assert (answer.status_code, "deactivated" in answer.json()["detail"]) == (403, True), (endpoint.method, path, answer.text)
        async with door.house.browser() as other:
            request = ("POST", LOG_IN, log_in_body(mine))
            await check_declined(door, other, request, status=403, says="deactivated", is_counted=True)
            wrong = ("POST", LOG_IN, log_in_body(mine, password="wrong horse 1"))
            await check_declined(door, other, wrong, status=401, says="do not match", is_counted=True)
        await door.house.appliance.users.reactivate(mine.email)
        assert (await client.get(ME)).status_code == 200


@pytest.mark.parametrize(
    ("chosen", "headers", "is_secure"),
    [
        pytest.param({}, {}, False, id="plain http"),
        pytest.param({"base_url": "http://outhost.example"}, {}, False, id="plain http, named"),
        pytest.param({"base_url": "https://outhost.example"}, {}, True, id="https by the base URL"),
        pytest.param({}, {"X-Forwarded-Proto": "https"}, False, id="a word of a stranger"),
        pytest.param({"trusted_proxies": 1}, {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}, True, id="https by a proxy"),
        pytest.param({"trusted_proxies": 1}, {"X-Forwarded-Proto": "http", "X-Forwarded-For": "203.0.113.9"}, False, id="http by a proxy"),
    ],
)
async def test_the_cookie_is_for_https_alone_wherever_there_is_https(
    tmp_path: Path,
    chosen: dict[str, Any],
    headers: dict[str, str],
    is_secure: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """HttpOnly, SameSite=Lax, Path=/, seven days; Secure unless both the request and the base URL are plain http."""
    async with open_door_at(tmp_path, **chosen) as door, door.house.browser() as client:
        mine = await door.move_in()
        answer = await client.post(LOG_IN, json=log_in_body(mine), headers=headers)
        cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Lax", "/", "604800")
        assert cookie["domain"] == ""
        assert bool(cookie["secure"]) is is_secure
        token = cookie.value
        out = await client.post(LOG_OUT, headers={**headers, "Cookie": f"{COOKIE}={token}"})
        assert bool(SimpleCookie(out.headers["set-cookie"])[COOKIE]["secure"]) is is_secure


async def test_a_second_factor_is_asked_for(door: Door) -> None:
    """With a second factor on, the password alone is 401 with the field totp; a code works once, a recovery code once each."""
    mine = await door.move_in()
    async with door.house.browser() as client:
        await log_in(client, mine)
        begun = (await client.post("/api/auth/totp/setup")).json()
        totp = pyotp.parse_uri(begun["otpauth_url"])
        assert isinstance(totp, pyotp.TOTP)
        assert (totp.secret, totp.name, totp.issuer) == (begun["secret"], mine.email, "outhost")
        async with door.house.browser() as other:
            await log_in(other, mine)  # what was only begun is not asked for

        def code(steps: int = 0) -> str:
            return totp.at(door.clock.now() + timedelta(seconds=30 * steps))

        await check_declined(
            door, client, ("POST", "/api/auth/totp/confirm", {"code": code(9)}), status=400, says="not the current", field="code"
        )
        confirmed = await client.post("/api/auth/totp/confirm", json={"code": code()})
        codes = confirmed.json()["recovery_codes"]
        assert (confirmed.status_code, len(set(codes))) == (200, 10)
        await check_declined(door, client, ("POST", "/api/auth/totp/setup", None), status=400, says="on already")
        await check_declined(door, client, ("POST", "/api/auth/totp/confirm", {"code": code()}), status=400, says="on already")

        async def refused(sent: str | None) -> None:
            async with door.house.browser() as other:
                body = log_in_body(mine) if sent is None else log_in_body(mine, totp=sent)
                await check_declined(door, other, ("POST", LOG_IN, body), status=401, says="second factor", field="totp", is_counted=True)

        for sent in (None, "", "000000" if code() != "000000" else "111111", code(), code(2), code(-2), "ü", "x" * 4000):
            await refused(sent)
        door.clock.turn(timedelta(seconds=30))
        async with door.house.browser() as other:
            await log_in(other, mine, totp=f"{code()[:3]} {code()[3:]}")
        await refused(code())
        door.clock.turn(timedelta(seconds=30))
        async with door.house.browser() as other:
            await log_in(other, mine, totp=code(1))  # a clock that is ahead
        await refused(code())  # and none before it any more
        for recovery_code in codes[:2]:
            async with door.house.browser() as other:
                await log_in(other, mine, totp=recovery_code.upper().replace("-", " "))
            await refused(recovery_code)
        await check_declined(
            door, client, ("POST", "/api/auth/totp/disable", {"password": "wrong horse 1"}), status=400, says="wrong", is_counted=True
        )
        assert (await client.post("/api/auth/totp/disable", json={"password": PASSWORD})).json() == {"ok": True}
        async with door.house.browser() as other:
            await log_in(other, mine)
        await check_declined(
            door, client, ("POST", "/api/auth/totp/confirm", {"code": code()}), status=400, says="Set the second factor up"
        )
