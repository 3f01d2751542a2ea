"""Trying the mail on `/api`, for administrators alone."""

from pathlib import Path
from typing import Any

import pytest
from houses import House, OpenHouse
from mail_servers import MailServer, open_mail_server


async def test_an_administrator_tries_the_mail(house: House) -> None:
    """I press a button in Settings: a letter is there, in my language, and the log says that I tried."""
    mine = await house.move_in(is_admin=True)
    async with house.browser(mine.email) as client:
        answer = await client.post("/api/admin/mail-test", json={"to": mine.email}, headers={"Accept-Language": "fr"})
        assert (answer.status_code, answer.json()) == (200, {"ok": True})
    (letter,) = await house.letters_to(mine.email)
    assert letter["Subject"] == "Une lettre d’outhost"
    assert await house.appliance.read(lambda tx: tx.one("SELECT 1 FROM events WHERE name = 'mail.tested'"))


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        pytest.param({"to": "nobody"}, 422, "to: must be an e-mail address", id="no address"),
        pytest.param({}, 422, "to: is required", id="missing"),
        pytest.param({"to": 7}, 422, "to: must be a text", id="no text"),
    ],
)
async def test_a_letter_to_nobody_is_refused(house: House, body: dict[str, Any], status: int, says: str) -> None:
    """A typing error is told, and nothing is sent."""
    mine = await house.move_in(is_admin=True)
    async with house.browser(mine.email) as client:
        answer = await client.post("/api/admin/mail-test", json=body)
    assert (answer.status_code, answer.json()["detail"]) == (status, says)


async def test_nobody_else_may_send(house: House) -> None:
    """Members, keys and strangers can't write letters in our name."""
    mine, admin = await house.move_in(), await house.move_in(is_admin=True)
    async with house.browser(mine.email) as client, house.browser() as nobody:
        assert (await client.post("/api/admin/mail-test", json={"to": mine.email})).status_code == 403
        assert (await nobody.post("/api/admin/mail-test", json={"to": mine.email})).status_code == 401
    assert await house.letters_to(mine.email) == []
    assert await house.letters_to(admin.email) == []


async def test_a_server_that_refuses_is_quoted(tmp_path: Path, open_house: OpenHouse) -> None:
    """The mail server will not have it: 400 with its words, and nothing waits to be tried again."""
    server = MailServer(refused={"alex@example.com": "550 no such box"})
    async with open_mail_server(server), open_house(tmp_path, smtp_url=f"smtp://127.0.0.1:{server.port}") as house:
        mine = await house.move_in(is_admin=True)
        async with house.browser(mine.email) as client:
            answer = await client.post("/api/admin/mail-test", json={"to": "alex@example.com"})
        assert answer.status_code == 400
        assert "550 no such box" in answer.json()["detail"]
        assert await house.appliance.read(lambda tx: tx.letters.count()) == 0
