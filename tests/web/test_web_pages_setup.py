"""The first-run form, over a real socket."""

import re
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from houses import House, OpenHouse

GOOD = {"email": "alex@example.com", "full_name": "Alex <Cohen>", "workspace": "Acme", "password": "correct horse 1"}


@pytest.fixture
async def empty_house(tmp_path: Path, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house that nobody lives in."""
    async with open_house(tmp_path) as house:
        yield house


@pytest.fixture
async def client(empty_house: House) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of whoever started the server."""
    async with httpx.AsyncClient(base_url=empty_house.url) as client:
        yield client


async def test_the_link_makes_the_first_user_and_shows_the_key_once(empty_house: House, client: httpx.AsyncClient) -> None:
    """I open the printed link, fill the form, and the key on the page opens /v1; the link is closed afterwards."""
    token = empty_house.appliance.setup.issue_link()
    form = await client.get("/setup", params={"token": token})
    assert form.status_code == HTTPStatus.OK
    assert f'<input type="hidden" name="token" value="{token}">' in form.text
    done = await client.post("/setup", data={**GOOD, "token": token})
    assert done.status_code == HTTPStatus.OK
    assert done.headers["cache-control"] == form.headers["cache-control"] == "no-store"
    found = re.search(r'<code id="api-key">([0-9a-f-]{36})</code>', done.text)
    assert found
    assert f'href="/#key={found[1]}"' in done.text
    account = (await client.get("/v1/me", headers={"X-API-Key": found[1]})).json()
    assert (account["email"], account["full_name"], account["credits"]) == ("alex@example.com", "Alex <Cohen>", 1000)
    assert (await client.get("/setup", params={"token": token})).status_code == HTTPStatus.FORBIDDEN
    assert (await client.post("/setup", data={**GOOD, "token": token})).status_code == HTTPStatus.FORBIDDEN
    assert await _user_count(empty_house) == 1


@pytest.mark.parametrize(
    ("field", "value"), [("email", ""), ("email", "nobody"), ("password", ""), ("password", "short1"), ("password", "onlyletters")]
)
async def test_a_fault_is_shown_beside_its_field(empty_house: House, client: httpx.AsyncClient, field: str, value: str) -> None:
    """I mistype: the form comes back with what I wrote, except the password, and says what is wrong where it is wrong."""
    token = empty_house.appliance.setup.issue_link()
    answer = await client.post("/setup", data={**GOOD, "token": token, field: value})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert f'class="fault" id="{field}-about"' in answer.text
    assert 'value="Alex &lt;Cohen&gt;"' in answer.text
    assert GOOD["password"] not in answer.text
    assert "short1" not in answer.text
    assert await _user_count(empty_house) == 0
    assert (await client.post("/setup", data={**GOOD, "token": token})).status_code == HTTPStatus.OK


@pytest.mark.parametrize("token", ["", "wrong", "ü", "x" * 5000])
async def test_a_wrong_link_opens_nothing(empty_house: House, client: httpx.AsyncClient, token: str) -> None:
    """Without the printed link there is no form, and nothing is made."""
    empty_house.appliance.setup.issue_link()
    for answer in (await client.get("/setup", params={"token": token}), await client.post("/setup", data={**GOOD, "token": token})):
        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert "no longer good" in answer.text
        assert "<form" not in answer.text
    assert await _user_count(empty_house) == 0


async def test_a_form_that_is_no_form_is_refused(empty_house: House, client: httpx.AsyncClient) -> None:
    """A body that is JSON, or nothing, makes nobody."""
    token = empty_house.appliance.setup.issue_link()
    for answer in (await client.post("/setup", json={**GOOD, "token": token}), await client.post("/setup")):
        assert answer.status_code == HTTPStatus.FORBIDDEN
    assert await _user_count(empty_house) == 0


async def test_a_link_is_closed_once_somebody_was_made_another_way(empty_house: House, client: httpx.AsyncClient) -> None:
    """The command line was faster: the form says so, and makes no second first user."""
    token = empty_house.appliance.setup.issue_link()
    await empty_house.move_in()
    answer = await client.post("/setup", data={**GOOD, "token": token})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "already set up" in answer.text
    assert await _user_count(empty_house) == 1


async def _user_count(house: House) -> int:
    return len(await house.appliance.read(lambda tx: tx.all("SELECT id FROM users")))
