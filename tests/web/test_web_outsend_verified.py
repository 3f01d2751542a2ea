"""Calls that only people whose address is verified may make."""

from dataclasses import replace
from pathlib import Path

import pytest
from doors import check_declined, open_door_at, sign_up_body

from outhost.domain.errors import EmailUnverified
from outhost.domain.workspaces import Role
from outhost.web.outsend import surface
from outhost.web.outsend.endpoints import ENDPOINTS
from outhost.web.outsend.rights import check_verified

CALL = next(endpoint for endpoint in ENDPOINTS if (endpoint.method, endpoint.path) == ("GET", "/api/credits"))


@pytest.mark.parametrize("needs_verified", [True, False])
@pytest.mark.parametrize("is_verified", [True, False])
def test_only_what_needs_it_asks_for_it(needs_verified: bool, is_verified: bool) -> None:  # noqa: FBT001 - columns of the table
    """A call that starts no job is open to whoever has not clicked yet."""
    endpoint = replace(CALL, needs_verified=needs_verified)
    if needs_verified and not is_verified:
        with pytest.raises(EmailUnverified):
            check_verified(endpoint, is_verified=is_verified)
    else:
        check_verified(endpoint, is_verified=is_verified)
        assert endpoint.needs_verified is needs_verified


async def test_an_unverified_address_is_403_until_it_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """I signed up a moment ago: such a call is 403, by session and by key, after what my role forbids; one click later it is open."""
    marked = tuple(replace(endpoint, needs_verified=True) if endpoint is CALL else endpoint for endpoint in ENDPOINTS)
    monkeypatch.setattr(surface, "ENDPOINTS", marked)
    async with open_door_at(tmp_path) as door, door.house.browser() as client, door.house.browser() as bare:
        user = (await client.post("/api/auth/signup", json=sign_up_body("zoe@example.com"))).json()["user"]
        key = (await client.post("/api/api-keys", json={"name": "n8n"})).json()["key"]
        request = (CALL.method, CALL.path, None)
        await check_declined(door, client, request, status=403, says="Verify your e-mail address first")
        await check_declined(door, bare, request, status=403, says="Verify your e-mail", headers={"X-API-Key": key})
        assert (await bare.get(CALL.path)).status_code == 401
        assert (
            await client.post("/api/auth/verify-email", json={"token": await door.house.token_for("zoe@example.com")})
        ).status_code == 200
        assert (await client.get(CALL.path)).status_code == 200
        assert (await bare.get(CALL.path, headers={"X-API-Key": key})).status_code == 200
        made = await door.move_in()  # by an administrator: verified from the start
        async with door.house.browser(made.email) as other:
            assert (await other.get(CALL.path)).status_code == 200
        assert user["workspaces"][0]["role"] == Role.OWNER
