"""The pages that letters link to, over a real socket: forms without script, whose look changes nothing."""

import re
from collections.abc import AsyncIterator
from http import HTTPStatus

import httpx
import pytest
from houses import PASSWORD, House, OpenHouse

from outhost.domain.sessions import Visit
from outhost.domain.workspaces import Caller, Role

NEW_PASSWORD = "correct horse 2"
FRENCH = {"Accept-Language": "fr-FR,fr;q=0.9"}


@pytest.fixture(scope="module")
async def open_door(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house where anybody may sign up."""
    async with open_house(tmp_path_factory.mktemp("open"), open_signup=True) as house:
        await house.move_in(is_admin=True)
        yield house


async def sign_up(house: House, client: httpx.AsyncClient, email: str) -> str:
    """Sign somebody up, and give the token of their verification letter; the tries of others do not count here."""
    await house.appliance.store.write(lambda tx: tx.run("DELETE FROM attempts"))
    answer = await client.post("/api/auth/signup", json={"email": email, "password": PASSWORD, "accept_responsibility": True})
    assert answer.status_code == 200, answer.text
    return await house.token_for(email)


async def invite(house: House, *, email: str | None = None, role: Role = Role.MEMBER) -> str:
    """Invite somebody into a new neighbour's workspace."""
    host = await house.move_in()
    caller = Caller(workspace_id=host.workspace_id, actor="command_line")
    return (await house.appliance.invitations.invite(caller, email, role, "en")).code


async def test_a_look_at_the_link_verifies_nothing_and_the_button_does(open_door: House) -> None:
    """A mail scanner opens every link of my letter: my address is verified only when I press the button, and once."""
    async with open_door.browser() as client:
        token = await sign_up(open_door, client, "look@example.com")
        for _ in range(2):
            page = await client.get("/verify-email", params={"token": token})
            assert page.status_code == HTTPStatus.OK
            assert f'name="token" value="{token}"' in page.text
        assert (await client.get("/api/auth/me")).json()["user"]["email_verified"] is False
        done = await client.post("/verify-email", data={"token": token})
        assert (done.status_code, "look@example.com" in done.text) == (HTTPStatus.OK, True)
        assert (await client.get("/api/auth/me")).json()["user"]["email_verified"] is True
        again = await client.post("/verify-email", data={"token": token})
        assert (again.status_code, "no longer good" in again.text) == (HTTPStatus.BAD_REQUEST, True)


async def test_a_password_is_reset_by_the_form(open_door: House) -> None:
    """I mistype first and am told beside the field; then the new password counts, and my other browser is logged out."""
    mine = await open_door.move_in()
    async with open_door.browser(mine.email) as client:
        await open_door.appliance.accounts.forget_password(Visit(), mine.email)
        token = await open_door.token_for(mine.email)
        assert "new_password" in (await client.get("/reset-password", params={"token": token})).text
        weak = await client.post("/reset-password", data={"token": token, "new_password": "onlyletters"})
        assert weak.status_code == HTTPStatus.BAD_REQUEST
        assert 'class="fault" id="new_password-about"' in weak.text
        assert "onlyletters" not in weak.text
        assert f'value="{token}"' in weak.text
        done = await client.post("/reset-password", data={"token": token, "new_password": NEW_PASSWORD})
        assert done.status_code == HTTPStatus.OK
        assert (await client.get("/api/auth/me")).status_code == HTTPStatus.UNAUTHORIZED
        again = await client.post("/reset-password", data={"token": token, "new_password": NEW_PASSWORD})
        assert (again.status_code, "no longer good" in again.text) == (HTTPStatus.BAD_REQUEST, True)
    async with open_door.browser(mine.email, NEW_PASSWORD) as client:
        assert (await client.get("/api/auth/me")).status_code == HTTPStatus.OK


async def test_somebody_new_signs_up_by_invitation(open_door: House) -> None:
    """I follow the link of my invitation: my address stands there, I sign up, and am logged in as a member of that workspace."""
    code = await invite(open_door, email="guest@example.com")
    async with open_door.browser() as client:
        page = await client.get("/invitation", params={"code": code})
        assert page.status_code == HTTPStatus.OK
        assert 'value="guest@example.com"' in page.text
        assert "as a member" in page.text
        form = {"code": code, "email": "guest@example.com", "full_name": "Guest <3", "password": PASSWORD}
        unticked = await client.post("/invitation", data=form)
        assert (unticked.status_code, 'value="Guest &lt;3"' in unticked.text) == (HTTPStatus.BAD_REQUEST, True)
        done = await client.post("/invitation", data={**form, "accept_responsibility": "true"})
        assert done.status_code == HTTPStatus.OK, done.text
        assert "HttpOnly" in done.headers["set-cookie"]
        user = (await client.get("/api/auth/me")).json()["user"]
        assert [one["role"] for one in user["workspaces"]] == ["member"]
        used = await client.get("/invitation", params={"code": code})
        assert (used.status_code, "<form" in used.text) == (HTTPStatus.BAD_REQUEST, False)


async def test_somebody_known_logs_in_and_accepts(open_door: House) -> None:
    """I have an account: a wrong password is told beside its field, the right one makes me a member, and another time I am one already."""
    mine = await open_door.move_in()
    code = await invite(open_door, role=Role.VIEWER)
    form = {"way": "known", "code": code, "email": mine.email}
    async with open_door.browser() as client:
        wrong = await client.post("/invitation", data={**form, "password": "wrong horse 1"})
        assert (wrong.status_code, 'class="fault" id="known-password-about"' in wrong.text) == (HTTPStatus.BAD_REQUEST, True)
        assert (await client.post("/invitation", data={**form, "password": PASSWORD})).status_code == HTTPStatus.OK
        user = (await client.get("/api/auth/me")).json()["user"]
        assert sorted(one["role"] for one in user["workspaces"]) == ["owner", "viewer"]


async def test_a_member_already_stays_logged_in(open_door: House) -> None:
    """I follow an old invitation into my own workspace: I am told, the code stays good, and I am logged in all the same."""
    mine = await open_door.move_in()
    caller = Caller(workspace_id=mine.workspace_id, actor="command_line")
    code = (await open_door.appliance.invitations.invite(caller, None, Role.VIEWER, "en")).code
    form = {"way": "known", "code": code, "email": mine.email, "password": PASSWORD}
    async with open_door.browser() as client:
        answer = await client.post("/invitation", data=form)
        assert (answer.status_code, "a member of this workspace already" in answer.text) == (HTTPStatus.BAD_REQUEST, True)
        assert (await client.get("/api/auth/me")).json()["user"]["email"] == mine.email
        assert "<form" in (await client.get("/invitation", params={"code": code})).text


async def test_who_is_deactivated_is_let_in_by_no_invitation(open_door: House) -> None:
    """403 on the page too, and no cookie."""
    mine = await open_door.move_in()
    await open_door.appliance.users.deactivate(mine.email)
    code = await invite(open_door)
    async with open_door.browser() as client:
        answer = await client.post("/invitation", data={"way": "known", "code": code, "email": mine.email, "password": PASSWORD})
    assert (answer.status_code, "deactivated" in answer.text, "set-cookie" in answer.headers) == (HTTPStatus.FORBIDDEN, True, False)


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}])
async def test_a_page_of_another_site_lets_nobody_in(open_door: House, headers: dict[str, str]) -> None:
    """A foreign page can't log my browser in to an account of its own."""
    code = await invite(open_door)
    form = {"code": code, "email": "evil@example.com", "password": PASSWORD, "accept_responsibility": "true"}
    async with open_door.browser() as client:
        answer = await client.post("/invitation", data=form, headers=headers)
    assert (answer.status_code, "set-cookie" in answer.headers) == (HTTPStatus.FORBIDDEN, False)
    assert await open_door.appliance.read(lambda tx: tx.users.find_by_email("evil@example.com")) is None


async def test_a_form_of_ours_may_be_without_an_origin(open_door: House) -> None:
    """A page that sends no Referer posts with the origin null; the browser says that it is of the same site, and that counts."""
    mine = await open_door.move_in()
    code = await invite(open_door)
    form = {"way": "known", "code": code, "email": mine.email, "password": PASSWORD}
    async with open_door.browser() as client:
        answer = await client.post("/invitation", data=form, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == HTTPStatus.OK


@pytest.mark.parametrize("code", ["", "wrong", "ü", "x" * 3000])
async def test_a_wrong_code_opens_nothing(open_door: House, code: str) -> None:
    """Without a code that is good there is no form, and nobody is made."""
    form = {"code": code, "email": "nobody@example.com", "password": PASSWORD, "accept_responsibility": "true"}
    async with open_door.browser() as client:
        await open_door.appliance.store.write(lambda tx: tx.run("DELETE FROM attempts"))
        for answer in (await client.get("/invitation", params={"code": code}), await client.post("/invitation", data=form)):
            assert (answer.status_code, "<form" in answer.text) == (HTTPStatus.BAD_REQUEST, False)
    assert await open_door.appliance.read(lambda tx: tx.users.find_by_email("nobody@example.com")) is None


async def test_sign_ups_by_form_are_counted_too(open_door: House) -> None:
    """The fourth sign-up of an hour is refused on the page as on the API, and says when to come back."""
    await open_door.appliance.store.write(lambda tx: tx.run("DELETE FROM attempts"))
    code = await invite(open_door)
    form = {"code": code, "email": "taken@example.com", "password": PASSWORD, "accept_responsibility": "true"}
    async with open_door.browser() as client:
        await sign_up(open_door, client, "taken@example.com")
        for _ in range(2):
            taken = await client.post("/invitation", data=form)
            assert (taken.status_code, 'class="fault" id="email-about"' in taken.text) == (HTTPStatus.BAD_REQUEST, True)
        refused = await client.post("/invitation", data=form)
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert 0 < int(refused.headers["retry-after"]) <= 3600


@pytest.mark.parametrize(
    ("path", "english", "french"),
    [
        ("/verify-email?token=t", "Verify your address", "Vérifiez votre adresse"),
        ("/reset-password?token=t", "Choose a new password", "Choisissez un nouveau mot de passe"),
        ("/invitation?code=c", "This does not work", "Cela ne marche pas"),
    ],
)
async def test_pages_speak_my_language_and_keep_the_token(open_door: House, path: str, english: str, french: str) -> None:
    """French where my browser says so; no script, no cache, no frame, and no Referer that would carry the token away."""
    async with open_door.browser() as client:
        in_english, in_french = await client.get(path), await client.get(path, headers=FRENCH)
        head = await client.head(path)
    assert english in in_english.text
    assert french in in_french.text
    assert '<html lang="fr">' in in_french.text
    assert head.status_code == in_english.status_code
    for page in (in_english, in_french):
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert not re.search(r"<script|<style|style=| on\w+=", page.text)
