"""Signing up and verifying an address on `/api/auth`, over real HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from doors import Door, check_declined, open_door_at, sign_up_body
from houses import PASSWORD, House, OpenHouse

from outhost.domain.sessions import Visit
from outhost.domain.workspaces import Caller, Role

SIGN_UP, VERIFY, RESEND = "/api/auth/signup", "/api/auth/verify-email", "/api/auth/verify-email/resend"


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """One open house for all tests here."""
    async with open_door_at(tmp_path_factory.mktemp("door")) as opened:
        yield opened


@pytest.fixture(autouse=True)
async def no_tries(door: Door) -> None:
    """Nobody is kept waiting for what another test tried."""
    await door.forget_tries()


async def names(house: House, public_id: str) -> list[str]:
    """Name what happened to a person, in order."""
    rows = await house.appliance.read(lambda tx: tx.all("SELECT name FROM events WHERE subject = :id ORDER BY id", id=public_id))
    return [row["name"] for row in rows]


async def test_i_sign_up_and_am_in(door: Door) -> None:
    """I sign up: I am logged in, own a workspace with credits, get a letter in my language, and its token verifies my address once."""
    async with door.house.browser() as client:
        french = {"Accept-Language": "fr-FR"}
        answer = await client.post(SIGN_UP, json=sign_up_body("  Zoe@Example.COM ", full_name=" Zoé "), headers=french)
        assert answer.status_code == 200, answer.text
        user = answer.json()["user"]
        assert answer.json()["ok"] is True
        assert (user["email"], user["full_name"], user["locale"]) == ("zoe@example.com", "Zoé", "fr")
        assert (user["email_verified"], user["is_active"], user["is_admin"]) == (False, True, False)
        assert user["workspaces"] == [{"id": user["workspace_id"], "name": "Zoé", "role": "owner"}]
        assert (await client.get("/api/credits")).json()["credits"] == 1000
        (letter,) = await door.house.letters_to("zoe@example.com")
        assert letter["Subject"] == "Vérifiez votre adresse e-mail"
        token = await door.house.token_for("zoe@example.com")
        verified = (await client.post(VERIFY, json={"token": token})).json()
        assert (verified["ok"], verified["user"]["email_verified"]) == (True, True)
        await check_declined(door, client, ("POST", VERIFY, {"token": token}), status=400, says="no longer good")
        row = await door.house.appliance.read(lambda tx: tx.users.find_by_email("zoe@example.com"))
        assert row is not None
        assert await names(door.house, row.public_id) == ["user.signed_up", "user.email_verified"]


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        pytest.param({"email": None}, "email", "is required", id="no e-mail"),
        pytest.param({"email": "nobody"}, "email", "must be an e-mail address", id="no address"),
        pytest.param({"email": 'a"b@example.com'}, "email", "must be an e-mail address", id="quoted address"),
        pytest.param({"email": "=?utf-8?q?x?=@example.com"}, "email", "must be an e-mail address", id="coded address"),
        pytest.param({"email": 7}, "email", "must be a text", id="number for e-mail"),
        pytest.param({"password": None}, "password", "is required", id="no password"),
        pytest.param({"password": "short1"}, "password", "8–128", id="short password"),
        pytest.param({"password": "p" * 128 + "1"}, "password", "8–128", id="long password"),
        pytest.param({"password": "onlyletters"}, "password", "digit or symbol", id="plain password"),
        pytest.param({"password": "12345678"}, "password", "letter", id="password of digits"),
        pytest.param({"accept_responsibility": None}, "accept_responsibility", "is required", id="not accepted"),
        pytest.param({"accept_responsibility": False}, "accept_responsibility", "must be true", id="refused"),
        pytest.param({"accept_responsibility": "true"}, "accept_responsibility", "must be true", id="text for true"),
        pytest.param({"invitation_code": ""}, "invitation_code", "at least 1", id="empty code"),
        pytest.param({"invitation_code": "x" * 65}, "invitation_code", "at most 64", id="long code"),
        pytest.param({"full_name": "x" * 121}, "full_name", "120", id="long name"),
    ],
)
async def test_what_is_wrong_is_told_and_not_counted(door: Door, more: dict[str, Any], field: str, says: str) -> None:
    """I mistype: I am told which field, in my language; nobody is made, nothing is sent, and the try is not counted."""
    body = {**sign_up_body("new@example.com"), **more}
    body = {name: value for name, value in body.items() if value is not None}
    async with door.house.browser() as client:
        await check_declined(door, client, ("POST", SIGN_UP, body), status=422, says=says, field=field)


async def test_a_body_that_is_none_is_refused(door: Door) -> None:
    """Broken JSON is 400, a list for an object 422, too much 413."""
    async with door.house.browser() as client:
        for content, status in ((b"{", 400), (b"\xff", 400), (b"[]", 422), (b"[" * 5000, 400), (b'"' + b"x" * (10 << 20) + b'"', 413)):
            answer = await client.post(SIGN_UP, content=content)
            assert answer.status_code == status, answer.text
            assert isinstance(answer.json()["detail"], str)
    assert await door.tries() == 0


@pytest.mark.parametrize("path", [SIGN_UP, "/api/auth/login", "/api/contact"])
async def test_a_stranger_may_send_a_megabyte(door: Door, path: str) -> None:
    """To read more of small values takes a second in which nobody else is answered: whoever has not logged in can't have that done."""
    async with door.house.browser() as client:
        answer = await client.post(path, content=b'{"x": [' + b"0," * (1 << 19) + b"0]}")
        assert answer.status_code == 413, answer.text
        assert "1 MB" in answer.json()["detail"]
    assert await door.tries() == 0


async def test_a_name_may_be_null_like_all_that_may_be_left_out(door: Door) -> None:
    """My form sends null for what I left blank."""
    async with door.house.browser() as client:
        answer = await client.post(SIGN_UP, json={**sign_up_body("nameless@example.com"), "full_name": None})
        assert answer.status_code == 200, answer.text
        assert answer.json()["user"]["full_name"] == ""


async def test_no_workspace_is_named_by_an_address(door: Door) -> None:
    """I gave no name and leave later: my address stays behind neither in the workspace nor in what happened there."""
    async with door.house.browser() as client:
        user = (await client.post(SIGN_UP, json=sign_up_body("short@example.com"))).json()["user"]
        assert user["workspaces"] == [{"id": user["workspace_id"], "name": "short", "role": "owner"}]
        said = (await client.get("/api/audit-log")).json()["items"]
        assert [event["data"] for event in said if event["event"] == "workspace.created"] == [{"name": "short"}]


async def test_an_address_has_one_account(door: Door) -> None:
    """My address, however it is written, has an account already: 400, the field is named, and the try is counted."""
    mine = await door.move_in()
    async with door.house.browser() as client:
        request = ("POST", SIGN_UP, sign_up_body(mine.email.upper()))
        await check_declined(door, client, request, status=400, says="already has an account", field="email", is_counted=True)


async def test_an_invitation_leads_into_its_workspace_once(door: Door) -> None:
    """With a code I join the workspace that it came from, in my role; a second person can't use it."""
    host = await door.move_in()
    caller = Caller(workspace_id=host.workspace_id, actor="command_line")
    code = (await door.house.appliance.invitations.invite(caller, None, Role.VIEWER, "en")).code
    async with door.house.browser() as client:
        user = (await client.post(SIGN_UP, json=sign_up_body("viewer@example.com", invitation_code=code))).json()["user"]
        assert user["workspace_id"] == host.workspace_id
        assert [one["role"] for one in user["workspaces"]] == ["viewer"]
        request = ("POST", SIGN_UP, sign_up_body("second@example.com", invitation_code=code))
        await check_declined(door, client, request, status=400, says="unknown, used", field="invitation_code", is_counted=True)


@pytest.mark.parametrize("how", ["unknown", "meant for another", "expired"])
async def test_a_code_that_is_not_good_lets_nobody_in(door: Door, how: str) -> None:
    """An unknown code, somebody else's and one of two weeks ago are refused alike, and stay as they are."""
    host = await door.move_in()
    caller = Caller(workspace_id=host.workspace_id, actor="command_line")
    address = "another@example.com" if how == "meant for another" else None
    code = (await door.house.appliance.invitations.invite(caller, address, Role.MEMBER, "en")).code
    if how == "expired":
        door.clock.turn(timedelta(days=14))
    body = sign_up_body("hopeful@example.com", invitation_code="nonsense" if how == "unknown" else code)
    async with door.house.browser() as client:
        request = ("POST", SIGN_UP, body)
        await check_declined(door, client, request, status=400, says="unknown, used", field="invitation_code", is_counted=True)


async def test_without_open_signup_a_code_is_needed(tmp_path: Path) -> None:
    """By invitation only: without a code 422, which is no try; with an administrator's I found a workspace of my own."""
    async with open_door_at(tmp_path, open_signup=False) as door:
        admin = await door.house.appliance.read(lambda tx: tx.users.all()[0])
        code = (await door.house.appliance.invitations.invite_to_found(Visit(), admin, None)).code
        async with door.house.browser() as client:
            request = ("POST", SIGN_UP, sign_up_body("new@example.com"))
            await check_declined(door, client, request, status=422, says="by invitation", field="invitation_code")
            answer = await client.post(SIGN_UP, json=sign_up_body("new@example.com", invitation_code=code))
            assert [one["role"] for one in answer.json()["user"]["workspaces"]] == ["owner"]


async def test_nobody_signs_up_before_the_set_up(tmp_path: Path, open_house: OpenHouse) -> None:
    """A stranger is faster than the owner: they are refused, and the set-up link still makes the administrator."""
    async with open_house(tmp_path, open_signup=True) as house, house.browser() as client:
        answer = await client.post(SIGN_UP, json=sign_up_body("stranger@example.com"))
        assert (answer.status_code, "waits for its administrator" in answer.json()["detail"]) == (400, True)
        assert await house.appliance.setup.is_needed()
        token = house.appliance.setup.issue_link()
        made = await client.post("/api/setup", json={"token": token, "email": "alex@example.com", "password": PASSWORD})
        assert made.status_code == 200, made.text
        assert (made.json()["user"]["is_admin"], made.json()["user"]["email_verified"]) == (True, True)
        assert (await client.post(SIGN_UP, json=sign_up_body("stranger@example.com"))).status_code == 200


async def test_a_link_of_two_days_ago_is_no_longer_good(door: Door) -> None:
    """48 hours, not a second more; a new letter makes the earlier link useless, and its own works."""
    async with door.house.browser() as client:
        await client.post(SIGN_UP, json=sign_up_body("late@example.com"))
        first = await door.house.token_for("late@example.com")
        door.clock.turn(timedelta(hours=24))
        assert (await client.post(RESEND)).json() == {"ok": True}
        second = await door.house.token_for("late@example.com")
        assert first != second
        await check_declined(door, client, ("POST", VERIFY, {"token": first}), status=400, says="no longer good")
        door.clock.turn(timedelta(hours=48))
        await check_declined(door, client, ("POST", VERIFY, {"token": second}), status=400, says="no longer good")
        assert (await client.post(RESEND)).json() == {"ok": True}
        third = await door.house.token_for("late@example.com")
        door.clock.turn(timedelta(hours=48) - timedelta(microseconds=1))
        assert (await client.post(VERIFY, json={"token": third})).status_code == 200
        assert (await client.get("/api/auth/me")).json()["user"]["email_verified"] is True
        await check_declined(door, client, ("POST", RESEND, None), status=400, says="verified already", is_counted=True)


@pytest.mark.parametrize("token", ["wrong", "", "x" * 5000, "é"])
async def test_a_wrong_token_verifies_nobody(door: Door, token: str) -> None:
    """A made-up token is no longer good, and a missing one is named."""
    async with door.house.browser() as client:
        await check_declined(door, client, ("POST", VERIFY, {"token": token}), status=400, says="no longer good")
        await check_declined(door, client, ("POST", VERIFY, {}), status=422, says="is required", field="token")


async def test_the_token_of_one_purpose_serves_no_other(door: Door) -> None:
    """The link that resets my password verifies nothing, and the other way round."""
    async with door.house.browser() as client:
        await client.post(SIGN_UP, json=sign_up_body("purpose@example.com"))
        verify = await door.house.token_for("purpose@example.com")
        await client.post("/api/auth/password/forgot", json={"email": "purpose@example.com"})
        reset = await door.house.token_for("purpose@example.com")
        body = {"token": verify, "new_password": "correct horse 2"}
        await check_declined(door, client, ("POST", "/api/auth/password/reset", body), status=400, says="no longer good")
        await check_declined(door, client, ("POST", VERIFY, {"token": reset}), status=400, says="no longer good")


async def test_people_whom_an_administrator_made_are_verified(door: Door) -> None:
    """Who was made by command or by the set-up needs no letter."""
    mine = await door.move_in()
    async with door.house.browser(mine.email) as client:
        assert (await client.get("/api/auth/me")).json()["user"]["email_verified"] is True
        await check_declined(door, client, ("POST", RESEND, None), status=400, says="verified already", is_counted=True)
    assert await door.house.letters_to(mine.email) == []
