"""Setting an installation up on `/api`, by the token of the printed link."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from clocks import TurnedClock
from doors import Door, check_declined
from houses import PASSWORD, open_house_at

SET_UP = "/api/setup"
BODY = {"email": "alex@example.com", "password": PASSWORD, "full_name": "Alex Cohen", "workspace": "Acme"}


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Door]:
    """A house that nobody lives in."""
    clock = TurnedClock()
    async with open_house_at(tmp_path, clock=clock) as house:
        yield Door(house=house, clock=clock)


async def test_the_token_makes_the_administrator_and_logs_them_in(empty: Door) -> None:
    """I follow the printed link in the dashboard: I am in, as administrator, and the key that I see opens /v1; the link works once."""
    token = empty.house.appliance.setup.issue_link()
    async with empty.house.browser() as client:
        made = (await client.post(SET_UP, json={**BODY, "token": token})).json()
        assert (made["user"]["is_admin"], made["user"]["email_verified"], made["user"]["full_name"]) == (True, True, "Alex Cohen")
        assert [(one["name"], one["role"]) for one in made["user"]["workspaces"]] == [("Acme", "owner")]
        assert (await client.get("/v1/me", headers={"X-API-Key": made["api_key"]})).json()["email"] == "alex@example.com"
        assert (await client.get("/api/auth/me")).json()["user"] == made["user"]
        request = ("POST", SET_UP, {**BODY, "token": token, "email": "second@example.com"})
        await check_declined(empty, client, request, status=400, says="no longer good")


@pytest.mark.parametrize(
    ("more", "status", "field", "says"),
    [
        pytest.param({"token": "wrong"}, 400, None, "no longer good", id="wrong token"),
        pytest.param({"token": 5}, 422, "token", "must be a text", id="number for token"),
        pytest.param({"email": "nobody"}, 422, "email", "must be an e-mail address", id="no address"),
        pytest.param({"password": "short1"}, 422, "password", "8–128", id="weak password"),
        pytest.param({"password": None}, 422, "password", "must be a text", id="no password"),
        pytest.param({"full_name": "x" * 121}, 422, "full_name", "120", id="long name"),
        pytest.param({"workspace": "x" * 121}, 422, "workspace", "120", id="long workspace"),
    ],
)
async def test_what_is_wrong_makes_nobody_and_keeps_the_link(
    empty: Door, more: dict[str, Any], status: int, field: str | None, says: str
) -> None:
    """I mistype: I am told where, nobody is made, and the link is still good."""
    token = empty.house.appliance.setup.issue_link()
    async with empty.house.browser() as client:
        request = ("POST", SET_UP, {**BODY, "token": token, **more})
        await check_declined(empty, client, request, status=status, says=says, field=field)
        assert (await client.post(SET_UP, json={**BODY, "token": token})).status_code == 200


async def test_a_link_of_half_an_hour_ago_is_closed(empty: Door) -> None:
    """30 minutes, then the server prints a new one at its next start."""
    token = empty.house.appliance.setup.issue_link()
    empty.clock.turn(timedelta(minutes=30, microseconds=1))
    async with empty.house.browser() as client:
        await check_declined(empty, client, ("POST", SET_UP, {**BODY, "token": token}), status=400, says="no longer good")


async def test_somebody_who_came_another_way_closes_it(empty: Door) -> None:
    """The command line was faster: 400, and there is one administrator."""
    token = empty.house.appliance.setup.issue_link()
    await empty.house.move_in(is_admin=True)
    async with empty.house.browser() as client:
        await check_declined(empty, client, ("POST", SET_UP, {**BODY, "token": token}), status=400, says="already set up")
