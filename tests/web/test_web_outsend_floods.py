"""What is small to send and costly to take: refused unread, so that nobody else waits. And what no decent client sends."""

import pytest
from houses import PASSWORD, SMALL_SPEC, House
from outsend import move_in

from outhost.domain.errors import MOST_ISSUES

KEYS = 200_000


@pytest.mark.parametrize("path", ["/verify-email", "/reset-password", "/invitation", "/setup"])
async def test_a_form_that_is_none_of_ours_is_not_taken_apart(house: House, path: str) -> None:
    """Anybody may send a page two million fields; it says that this is too much."""
    async with house.browser() as stranger:
        answer = await stranger.post(path, content=b"a=b&" * 2_000_000, headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 413


async def test_a_spec_of_unknown_keys_is_refused_unread(house: House) -> None:
    """Half a million slips: I am told that it is too long, rather than half a million sentences while everybody waits."""
    spec = {**SMALL_SPEC, **{f"unknown{number}": 1 for number in range(KEYS)}}
    async with move_in(house) as alex:
        answer = await alex.client.post("/api/templates/preview", json={"render_spec": spec})
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert (fault["field"], "1,048,576" in fault["message"]) == ("render_spec", True)


async def test_many_faults_are_told_up_to_a_hundred(house: House) -> None:
    """What I read of a thousand slips is the first hundred."""
    spec = {**SMALL_SPEC, **{f"unknown{number}": 1 for number in range(1000)}}
    async with move_in(house) as alex:
        answer = await alex.client.post("/api/templates/preview", json={"render_spec": spec})
    faults = answer.json()["errors"]
    assert (answer.status_code, len(faults), faults[0]["field"]) == (422, MOST_ISSUES, "render_spec.unknown0")


async def test_a_browser_whose_name_is_no_text_can_log_in(house: House) -> None:
    """Some old program calls itself by Latin-1 bytes: it is let in, and its session shows what could be read."""
    tenant = await house.move_in()
    async with house.browser() as browser:
        body = {"email": tenant.email, "password": PASSWORD}
        answer = await browser.post("/api/auth/login", json=body, headers={b"User-Agent": b"caf\xe9"})
        assert answer.status_code == 200, answer.text
        (session,) = (await browser.get("/api/auth/sessions")).json()["items"]
    assert session["user_agent"] == "caf\ufffd"


async def test_an_origin_that_is_no_text_is_foreign(house: House) -> None:
    """It is refused as any other, and is no fault of ours."""
    async with move_in(house) as alex:
        answer = await alex.client.post("/api/workspaces", json={"name": "New"}, headers={b"Origin": b"http://\xff"})
    assert answer.status_code == 403, answer.text
