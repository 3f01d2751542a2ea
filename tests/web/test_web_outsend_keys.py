"""API keys on `/api`: made, used, bounded, revoked; and the key of `/v1` in Settings."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from clocks import TurnedClock
from houses import House, OpenHouse
from outsend import Person, answer_of, books_of, check_refused, events_of, join, move_in

from outhost.cli.keys import create
from outhost.domain.access_keys import Scope
from outhost.domain.workspaces import Role
from outhost.operations.api_keys import USE_IS_KEPT_AFTER


async def test_a_key_opens_api_by_header_or_bearer(house: House) -> None:
    """My program sends the key either way, and acts as me in the workspace that I made it in."""
    async with move_in(house) as alex:
        made = await answer_of(alex.client.post("/api/api-keys", json={"name": " n8n "}))
        assert made["key"].startswith(made["prefix"])
        assert (made["name"], made["scopes"], made["user_id"]) == ("n8n", ["read", "write"], alex.id)
        assert (made["last_used_at"], made["expires_at"]) == (None, None)
        for headers in ({"X-API-Key": made["key"]}, {"Authorization": f"Bearer {made['key']}"}, {"authorization": f"bearer {made['key']}"}):
            async with httpx.AsyncClient(base_url=house.url, headers=headers) as program:
                me = await answer_of(program.get("/api/auth/me"))
                assert (me["auth"], me["user"]["id"], me["user"]["workspace_id"]) == ("api_key", alex.id, alex.workspace_id)
        (listed,) = (await answer_of(alex.client.get("/api/api-keys")))["items"]
        assert listed["last_used_at"]
        assert listed | {"last_used_at": None} == {field: value for field, value in made.items() if field != "key"}
        assert ("access_key.created", str(made["id"]), f"user:{alex.id}") in await events_of(alex)


@pytest.mark.parametrize("empty", [{"X-API-Key": ""}, {"Authorization": "Bearer"}])
async def test_an_empty_key_is_none(house: House, empty: dict[str, str]) -> None:
    """My tool sends its key's header without a key: I am still who my session says, and a foreign page is still refused."""
    async with move_in(house) as alex:
        assert (await answer_of(alex.client.get("/api/auth/me", headers=empty)))["auth"] == "session"
        foreign = {**empty, "Origin": "https://evil.example"}
        assert (await alex.client.post("/api/workspaces", json={"name": "Northwind"}, headers=foreign)).status_code == 403
        assert (await answer_of(alex.client.get("/api/workspaces")))["total"] == 1


async def test_the_key_itself_is_nowhere_afterwards(house: House) -> None:
    """Not in the list, not in the log, not in the database, not in the answer that is given again."""
    async with move_in(house) as alex:
        headers = {"Idempotency-Key": "k"}
        first, second = [await answer_of(alex.client.post("/api/api-keys", json={"name": "n8n"}, headers=headers)) for _ in range(2)]
        assert second == first | {"key": None}
        assert (await answer_of(alex.client.get("/api/api-keys")))["total"] == 1
        raw = b"".join(path.read_bytes() for path in house.appliance.folder.path.glob("outhost.db*"))
        assert first["key"].encode() not in raw
        assert first["prefix"].encode() in raw


@pytest.mark.parametrize(
    ("scopes", "reads", "writes"),
    [(["read"], 200, 403), (["write"], 403, 200), (["read", "write"], 200, 200), (["read", "read"], 200, 403)],
)
async def test_a_scope_is_for_reading_or_for_writing(house: House, scopes: list[str], reads: int, writes: int) -> None:
    """A key that may read can't change a thing, and one that may write can't look."""
    async with move_in(house) as alex:
        made = await answer_of(alex.client.post("/api/api-keys", json={"name": "n8n", "scopes": scopes}))
        async with alex.with_key(made["key"]) as program:
            path = f"/api/workspaces/{alex.workspace_id}"
            assert (await program.get(f"{path}/members")).status_code == reads
            assert (await program.head(f"{path}/members")).status_code == reads
            assert (await program.patch(path, json={"name": "By key"})).status_code == writes
        renamed = [event for event in await events_of(alex) if event[0] == "workspace.renamed"]
        assert renamed == ([("workspace.renamed", str(alex.workspace_id), f"access_key:{made['id']}")] if writes == 200 else [])


async def test_a_key_stays_in_its_workspace(house: House) -> None:
    """I own two workspaces; the key of one does not open the other, nor tell of it."""
    async with move_in(house) as alex:
        made = await answer_of(alex.client.post("/api/workspaces", json={"name": "Other"}))
        async with alex.with_key(await alex.make_key()) as program:
            listed = await answer_of(program.get("/api/workspaces"))
            assert [one["id"] for one in listed["items"]] == [alex.workspace_id]
            me = (await answer_of(program.get("/api/auth/me")))["user"]
            assert (me["workspace_id"], [one["id"] for one in me["workspaces"]]) == (alex.workspace_id, [alex.workspace_id])
            assert (await program.get(f"/api/workspaces/{made['id']}/members")).status_code == 404
            for path in (f"/api/workspaces/{made['id']}/switch", "/api/workspaces", "/api/api-keys", "/api/outwink-key/rotate"):
                refused = await program.post(path, json={"name": "x"})
                assert (refused.status_code, "key" in refused.json()["detail"]) == (403, True), path


async def test_a_key_ends_by_revocation_expiry_or_with_its_maker(tmp_path: Path, open_house: OpenHouse) -> None:
    """Whoever has it finds the door shut at once: 401 where the key is dead, 403 while its maker is kept out."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house, move_in(house, is_admin=True) as host, join(host, Role.ADMIN) as guest:

        async def status(key: str) -> int:
            async with host.with_key(key) as program:
                return (await program.get("/api/credits")).status_code

        expires = (clock.now() + timedelta(hours=1)).isoformat()
        lasting = await answer_of(host.client.post("/api/api-keys", json={"name": "short", "expires_at": expires}))
        revoked, of_guest = await answer_of(host.client.post("/api/api-keys", json={"name": "n8n"})), await guest.make_key()
        assert [await status(key) for key in (lasting["key"], revoked["key"], of_guest)] == [200, 200, 200]
        clock.turn(timedelta(hours=1))
        assert await answer_of(host.client.delete(f"/api/api-keys/{revoked['id']}")) == {"ok": True}
        assert [await status(key) for key in (lasting["key"], revoked["key"], of_guest)] == [401, 401, 200]
        person = f"/api/admin/users/{guest.id}"
        for is_active, expected in ((False, 403), (True, 200)):
            await answer_of(host.client.patch(person, json={"is_active": is_active}))
            assert await status(of_guest) == expected
        await answer_of(host.client.delete(f"/api/workspaces/{host.workspace_id}/members/{guest.id}"))
        assert await status(of_guest) == 401
        listed = await answer_of(host.client.get("/api/api-keys"))
        assert [one["id"] for one in listed["items"]] == [lasting["id"]]
        assert [await status(key) for key in ("", "osk_", "osk_" + "x" * 40, "2c4f1c33-b8e8-4f5e-9a2c-3f6b2b3a7d9b")] == [401] * 4


async def test_a_key_is_no_better_than_its_maker_is_by_now(house: House) -> None:
    """I was an admin when I made it; now I am a viewer, and so is my key."""
    async with move_in(house) as host, join(host, Role.ADMIN) as guest, host.with_key(await guest.make_key()) as program:
        path = f"/api/workspaces/{host.workspace_id}/invitations"
        assert (await program.get(path)).status_code == 200
        await answer_of(host.client.patch(f"/api/workspaces/{host.workspace_id}/members/{guest.id}", json={"role": "viewer"}))
        assert (await program.get(path)).status_code == 403
        assert (await program.get("/api/credits")).status_code == 200


async def test_of_eleven_keys_made_at_once_ten_are(house: House) -> None:
    """However they are sent, a workspace has no more than ten, and the eleventh leaves nothing."""
    async with move_in(house) as alex:
        answers = await asyncio.gather(*(alex.client.post("/api/api-keys", json={"name": str(n)}) for n in range(11)))
        assert sorted(answer.status_code for answer in answers) == [200] * 10 + [400]
        assert (await answer_of(alex.client.get("/api/api-keys")))["total"] == 10
        assert [name for name, *_ in await events_of(alex)].count("access_key.created") == 10
        await check_refused(alex, "POST", "/api/api-keys", body={"name": "one more"}, status=400, says="10")


@pytest.mark.parametrize(
    ("body", "says", "field"),
    [
        ({}, "is required", "name"),
        ({"name": " "}, "1–120", "name"),
        ({"name": "x" * 121}, "1–120", "name"),
        ({"name": "n", "scopes": []}, "at least 1", "scopes"),
        ({"name": "n", "scopes": ["admin"]}, "must be", "scopes.0"),
        ({"name": "n", "scopes": "read"}, "list", "scopes"),
        ({"name": "n", "expires_at": "2020-01-01T00:00:00Z"}, "future", "expires_at"),
        ({"name": "n", "expires_at": "soon"}, "moment", "expires_at"),
        ({"name": "n", "expires_at": 4102444800}, "moment", "expires_at"),
        ({"name": "n", "expires_at": "2126-01-01T00:00:00"}, "offset", "expires_at"),
        ({"name": "n", "expires_at": "9999-12-31T23:59:59-12:00"}, "moment", "expires_at"),
    ],
)
async def test_a_key_that_can_t_be_made_says_why(house: House, body: object, says: str, field: str) -> None:
    """A slip makes no key and leaves no line in the log."""
    async with move_in(house) as alex:
        await check_refused(alex, "POST", "/api/api-keys", body=body, status=422, says=says, field=field)


async def test_settings_shows_the_key_of_v1_by_rotating_it(house: House) -> None:
    """I lost it: I get a fresh one in my browser, once, and the old one is dead."""
    async with move_in(house) as alex:
        first, second = [await answer_of(alex.client.post("/api/outwink-key/rotate", headers={"Idempotency-Key": "k"})) for _ in range(2)]
        other = await alex.client.post("/api/outwink-key/rotate", json={}, headers={"Idempotency-Key": "k"})
        assert other.status_code == 422
        assert second == first | {"api_key": None}
        known = await answer_of(alex.client.get("/api/outwink-key"))
        assert known == {"created_at": first["rotated_at"], "last_used_at": None}
        async with alex.with_key(first["api_key"]) as program:
            assert (await program.get("/v1/me")).status_code == 200
            assert (await program.get("/api/auth/me")).status_code == 401
            await answer_of(alex.client.post("/api/outwink-key/rotate"))
            assert (await program.get("/v1/me")).status_code == 401
        assert (await events_of(alex))[-1] == ("api_key.rotated", str(alex.workspace_id), f"user:{alex.id}")


async def test_when_the_key_of_v1_was_last_used_is_shown_at_once_and_kept_within_a_minute(tmp_path: Path, open_house: OpenHouse) -> None:
    """A call of `/v1` writes nothing; Settings knows of it all the same, and so does the next start."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house, move_in(house) as alex:
        key = (await answer_of(alex.client.post("/api/outwink-key/rotate")))["api_key"]
        async with alex.with_key(key) as program:
            clock.turn(timedelta(seconds=10))
            before = await books_of(house)
            await answer_of(program.get("/v1/me"))
            assert await books_of(house) == before
            used_at = (await answer_of(alex.client.get("/api/outwink-key")))["last_used_at"]
            assert used_at == clock.now().isoformat(timespec="seconds")[:19] + "Z"
            assert await _kept_use(alex) is None
            clock.turn(USE_IS_KEPT_AFTER)
            async with asyncio.timeout(120):
                while await _kept_use(alex) is None:  # noqa: ASYNC110 - the usher rings nobody
                    await asyncio.sleep(0)
            await answer_of(program.get("/v1/me"))
    async with open_house(tmp_path, clock=clock) as house:
        assert await _kept_use(replace(alex, house=house)) == clock.now()


async def test_a_key_by_command_acts_as_whoever_founded_the_workspace_and_still_owns_it(house: House) -> None:
    """The machine's holder makes keys for others; whose they are follows from who owns the workspace by now."""
    async with move_in(house) as alex, join(alex, Role.OWNER) as kim:

        async def whose() -> int:
            made = await create(house.appliance, name="n8n", scopes=["read"], expires_at=None, email=None, workspace_id=alex.workspace_id)
            assert made["scopes"] == [Scope.READ]
            return int(made["user_id"])

        assert await whose() == alex.id
        await answer_of(alex.client.delete(f"/api/workspaces/{alex.workspace_id}/members/{alex.id}"))
        assert await whose() == kim.id


async def _kept_use(owner: Person) -> datetime | None:
    """Tell when the key of `/v1` was last used, as the disk has it."""
    found = await owner.house.appliance.read(lambda tx: tx.api_keys.find(owner.workspace_id))
    assert found is not None
    return found[1].last_used_at
