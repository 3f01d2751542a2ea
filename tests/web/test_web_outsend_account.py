"""The end of an account, over real HTTP: what is copied, what is erased, and what must stay."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from clocks import TurnedClock
from houses import PASSWORD, House, OpenHouse, Tenant
from waiting import PATIENCE_SECONDS
from webhooks import make_delivery, make_webhook

from outhost.domain.access_keys import Scope, digest_of_access_key
from outhost.domain.assets import Asset
from outhost.domain.clock import to_text
from outhost.domain.events import Event, Happening
from outhost.domain.replies import Slot
from outhost.domain.sessions import Visit
from outhost.domain.subscriptions import Status, Subscription
from outhost.domain.users import User
from outhost.domain.veilles import VeilleStatus, make_veille_id
from outhost.domain.workspaces import Caller, Role, WorkspaceId
from outhost.operations.departures import BATCH
from outhost.store.departures import OWNED
from outhost.store.transactions import Tx
from outhost.web.outsend.wire.account import OwnEventOut

ASSET, SHARED = "a" * 64, "b" * 64


@pytest.fixture
async def own_house(tmp_path: Path, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house whose first person is its administrator."""
    async with open_house(tmp_path, open_signup=True) as house:
        await house.move_in(is_admin=True)
        yield house


async def erase(client: httpx.AsyncClient, password: str = PASSWORD, **more: Any) -> httpx.Response:
    """Ask for the end of the account that a browser is logged in to."""
    return await client.request("DELETE", "/api/auth/account", json={"password": password}, **more)


async def test_an_account_without_others_goes_with_all_that_it_owned(own_house: House) -> None:
    """I erase my account: my workspace, lists, leads, images, pictures and keys go with it, and a scan finds nothing of me."""
    mine, other = await own_house.move_in(), await own_house.move_in()
    lead_list = await mine.make_list("Farewell list")
    await own_house.appliance.leads.add(mine.caller, lead_list, {"first_name": "Ottokar"})
    kept_list = await other.make_list()
    kept = await own_house.appliance.leads.add(other.caller, kept_list, {"first_name": "Sam"})
    await own_house.appliance.store.write(_furnish, mine)
    await own_house.appliance.store.write(_share, other)
    for asset_id in (ASSET, SHARED):
        own_house.appliance.lists._assets.put(asset_id, b"a picture")
    async with own_house.browser(mine.email) as client, mine.client, other.client:
        assert (await client.post("/api/auth/password/forgot", json={"email": mine.email})).status_code == 200
        assert len(await own_house.letters_to(mine.email)) == 1
        invited = {"email": "guest@example.com", "role": "member"}
        assert (await client.post(f"/api/workspaces/{mine.workspace_id}/invitations", json=invited)).status_code == 200
        assert len(await own_house.letters_to("guest@example.com")) == 1
        answer = await erase(client)
        assert answer.status_code == 200
        assert answer.json() == {"ok": True}
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert (await client.get("/api/auth/me")).status_code == 401
        assert (await mine.client.get("/v1/me")).status_code == 401
        assert (await client.post("/api/auth/login", json={"email": mine.email, "password": PASSWORD})).status_code == 401
        await _gone(own_house, mine)
        assert (await other.client.get(f"/v1/lists/{kept_list.public_id}")).json()["lead_count"] == 1
    assert other.image_files() == {f"{kept.lead.tracking_id}.png"}
    assert await own_house.letters_to(mine.email) == await own_house.letters_to("guest@example.com") == []
    assert {path.name for path in own_house.appliance.folder.assets.rglob("*") if path.is_file()} == {SHARED}
    tables = await own_house.appliance.read(_owned_rows, mine.workspace_id)
    assert tables == {}
    assert _rows_that_say(own_house, mine.email, "Ottokar", "Farewell", "203.0.113.9") == []


async def test_every_table_of_a_workspace_is_emptied(own_house: House) -> None:
    """Whatever table a workspace has rows in, they go with it; a new table without a rule fails here."""
    tables = await own_house.appliance.read(_tables_with_a_workspace)
    assert tables - set(OWNED) == {
        "assets",  # with their files
        "jobs",  # with their rows and files
        "job_frames",  # with their jobs
        "lists",  # with their leads and images
        "veilles",  # with all that they know
        "sessions",  # of people, who stay logged in
    }


async def test_a_long_history_goes_in_batches_and_a_restart_goes_on(tmp_path: Path, open_house: OpenHouse) -> None:
    """The server stops while thousands of rows are being removed; the next one does the rest."""
    clock = TurnedClock()
    async with open_house(tmp_path, clock=clock) as house:
        await house.move_in(is_admin=True)
        mine = await house.move_in()
        await house.appliance.tasks.close()  # nobody sweeps before the server stops
        await house.appliance.store.write(_long_history, mine, 3 * BATCH)
        async with house.browser(mine.email) as client, mine.client:
            assert (await erase(client)).status_code == 200
        await house.appliance.store.write(lambda tx: tx.departures.delete_some(mine.workspace_id, BATCH))
        assert await house.appliance.read(_owned_rows, mine.workspace_id) != {}
    async with open_house(tmp_path, clock=clock) as house:
        await _gone(house, mine)
        assert await house.appliance.read(_owned_rows, mine.workspace_id) == {}


async def test_what_a_leaver_did_for_others_stays_without_their_address(own_house: House) -> None:
    """I leave a workspace that goes on: its log still says what I did, and no longer from where; my logins are gone."""
    mine, other = await own_house.move_in(), await own_house.move_in()
    user = await own_house.appliance.read(_user, mine.email)
    await own_house.appliance.store.write(_join, other.workspace_id, user, Role.MEMBER)
    await own_house.appliance.store.write(_act, other.workspace_id, user, 2 * BATCH + 1)
    async with own_house.browser(mine.email) as client:
        assert (await erase(client)).status_code == 200
    await _gone(own_house, mine)
    events = await own_house.appliance.read(lambda tx: tx.events.page_of_actor(f"user:{user.id}", after=0, limit=10_000))
    names = [event.name for event in events]
    assert names.count(Happening.LIST_ADDED) == 2 * BATCH + 1
    assert Happening.USER_LOGGED_IN not in names
    assert Happening.USER_ERASED in names
    assert {event.address for event in events} == {""}


async def test_a_workspace_that_goes_on_is_handed_to_its_oldest_owner(own_house: House) -> None:
    """I founded it, two owners stay: the one who has owned it longer is what /v1/me shows, and the key goes on working."""
    mine, first, second = [await own_house.move_in() for _ in range(3)]
    for heir, role in ((first, Role.OWNER), (second, Role.OWNER)):
        user = await own_house.appliance.read(_user, heir.email)
        await own_house.appliance.store.write(_join, mine.workspace_id, user, role)
    async with own_house.browser(mine.email) as client, mine.client:
        assert (await erase(client)).status_code == 200
        account = (await mine.client.get("/v1/me")).json()
        assert account["email"] == first.email
    assert await own_house.appliance.read(_event_names, mine.workspace_id) >= {Happening.WORKSPACE_HANDED_OVER}


async def test_a_founder_who_had_left_is_followed_too(own_house: House) -> None:
    """I founded it and left long ago: when my account ends, its owner stands as its founder, and nothing of it goes with me."""
    mine, heir = await own_house.move_in(), await own_house.move_in()
    user = await own_house.appliance.read(_user, heir.email)
    await own_house.appliance.store.write(_join, mine.workspace_id, user, Role.OWNER)
    me = await own_house.appliance.read(_user, mine.email)
    await own_house.appliance.store.write(lambda tx: tx.workspaces.remove_member(mine.workspace_id, me.id))
    async with own_house.browser(mine.email) as client, mine.client:
        assert (await erase(client)).status_code == 200
        assert (await mine.client.get("/v1/me")).json()["email"] == heir.email


async def test_an_owner_who_is_kept_out_is_no_other_owner(own_house: House) -> None:
    """The only other owner is deactivated: I can't leave the workspace to nobody."""
    mine, other = await own_house.move_in(), await own_house.move_in()
    user = await own_house.appliance.read(_user, other.email)
    await own_house.appliance.store.write(_join, mine.workspace_id, user, Role.OWNER)
    await own_house.appliance.users.deactivate(other.email)
    async with own_house.browser(mine.email) as client:
        await _check_refused(own_house, lambda: erase(client), 400, "You are the last owner")
        assert (await client.get("/api/auth/me")).status_code == 200


async def test_an_administrator_leaves_while_others_are_still_swept_up(tmp_path: Path, open_house: OpenHouse) -> None:
    """Somebody left a moment ago, and then the administrator who stands in for them leaves too: both go, and all that was theirs."""
    async with open_house(tmp_path) as house:
        first = await house.move_in(is_admin=True)
        second, mine = await house.move_in(is_admin=True), await house.move_in()
        await house.appliance.tasks.close()  # nobody sweeps before the server stops
        for leaver in (mine, first):
            async with house.browser(leaver.email) as client:
                assert (await erase(client)).status_code == 200
        listed = await house.appliance.read(lambda tx: tx.workspaces.page(limit=10, offset=0))
        assert [one.workspace.id for one in listed] == [second.workspace_id]
    async with open_house(tmp_path) as house:
        for leaver in (mine, first):
            await _gone(house, leaver)
            assert await house.appliance.read(_owned_rows, leaver.workspace_id) == {}


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MEMBER, Role.VIEWER])
async def test_the_last_owner_of_a_workspace_with_others_stays(own_house: House, role: Role) -> None:
    """Somebody else depends on my workspace, and nobody but me owns it: 400, and nothing is erased."""
    mine, other = await own_house.move_in(), await own_house.move_in()
    user = await own_house.appliance.read(_user, other.email)
    await own_house.appliance.store.write(_join, mine.workspace_id, user, role)
    async with own_house.browser(mine.email) as client:
        await own_house.appliance.accounts.forget_password(Visit(), mine.email)
        letters = await own_house.letters_to(mine.email)
        await _check_refused(own_house, lambda: erase(client), 400, "You are the last owner")
        assert (await client.get("/api/auth/me")).status_code == 200
        assert len(await own_house.letters_to(mine.email)) == len(letters) == 1


async def test_the_last_administrator_stays(tmp_path: Path, open_house: OpenHouse) -> None:
    """Nobody could look after the installation: 400; with a second administrator I may go, my lists with me."""
    async with open_house(tmp_path) as house:
        mine = await house.move_in(is_admin=True)
        await house.move_in()
        idle = await house.move_in(is_admin=True)
        await house.appliance.users.deactivate(idle.email)
        async with house.browser(mine.email) as client:
            await _check_refused(house, lambda: erase(client), 400, "last active administrator")
            await house.appliance.users.reactivate(idle.email)
            assert (await erase(client)).status_code == 200
        await _gone(house, mine)


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        pytest.param({"password": "wrong horse 1"}, 400, "wrong", id="wrong password"),
        pytest.param({"password": ""}, 400, "wrong", id="empty password"),
        pytest.param({}, 422, "password: is required", id="no password"),
        pytest.param({"password": 1}, 422, "password: must be a text", id="no text"),
    ],
)
async def test_a_session_alone_erases_nothing(own_house: House, body: dict[str, Any], status: int, says: str) -> None:
    """Whoever finds my browser open needs my password as well."""
    mine = await own_house.move_in()
    async with own_house.browser(mine.email) as client:
        await _check_refused(own_house, lambda: client.request("DELETE", "/api/auth/account", json=body), status, says)
        assert (await client.get("/api/auth/me")).status_code == 200


async def test_a_password_is_not_guessed_by_erasing(own_house: House) -> None:
    """Five guesses an hour, whether to change, to disable or to erase; then even the right one waits."""
    mine = await own_house.move_in()
    async with own_house.browser(mine.email) as client:
        for number in range(5):
            assert (await erase(client, f"wrong horse {number}")).status_code == 400
        answer = await erase(client)
        assert answer.status_code == 429
        assert 3500 < int(answer.headers["retry-after"]) <= 3600
        assert (await client.post("/api/auth/totp/disable", json={"password": PASSWORD})).status_code == 429


async def test_the_copy_has_everything_about_me_and_no_secret(own_house: House) -> None:
    """I ask for my data: profile, memberships, sessions, open invitations, keys and what I did; no digest, code, key or token."""
    mine = await own_house.move_in()
    user = await own_house.appliance.read(_user, mine.email)
    await own_house.appliance.store.write(_possess, mine.workspace_id, user)
    async with own_house.browser(mine.email) as client, own_house.browser(mine.email) as second:
        answer = await client.get("/api/auth/account/export")
        token = second.cookies["outsend_session"]
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="outhost-account.json"'
    copy = answer.json()
    assert copy["profile"]["email"] == mine.email
    assert copy["profile"]["user_id"] == mine.user_id
    assert [one["role"] for one in copy["profile"]["workspaces"]] == ["owner"]
    assert [session["is_current"] for session in copy["sessions"]] == [False, True]
    assert [invitation["email"] for invitation in copy["invitations"]] == ["guest@example.com"]
    assert [(key["name"], key["prefix"], key["scopes"]) for key in copy["api_keys"]] == [("CRM", "osk_abcdef", ["read"])]
    assert [event["name"] for event in copy["events"]] == ["list.added", "list.deleted", "user.logged_in", "user.logged_in"]
    assert copy["events"][0]["data"] == {"name": "By hand"}
    assert [(one["name"], one["status"], one["digest"]) for one in copy["veilles"]] == [("By hand", "paused", True)]
    for secret in (token, "_digest", "$argon2", mine.key):
        assert secret not in answer.text


async def test_a_copy_of_very_much_holds_nobody_up(own_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever decided on a million images did a million things: they are written out beside the loop that answers everybody else."""
    mine = await own_house.move_in()
    threads: set[str] = set()
    shape = OwnEventOut.of

    def watched(event: Event) -> OwnEventOut:
        threads.add(threading.current_thread().name)
        return shape(event)

    monkeypatch.setattr(OwnEventOut, "of", watched)
    async with own_house.browser(mine.email) as client:
        assert (await client.get("/api/auth/account/export")).json()["events"]
    assert threads
    assert threading.main_thread().name not in threads


async def test_the_copy_of_another_is_not_mine(own_house: House) -> None:
    """My copy holds nothing of my neighbour."""
    mine, other = await own_house.move_in(), await own_house.move_in()
    async with own_house.browser(mine.email) as client, own_house.browser(other.email):
        text = (await client.get("/api/auth/account/export")).text
    assert other.email not in text
    assert other.user_id not in text


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/auth/account/export"), ("DELETE", "/api/auth/account")])
async def test_an_account_is_its_person_s_alone(own_house: House, method: str, path: str) -> None:
    """Without a session 401, with any key 403: a key may not read or end the account that it acts for."""
    mine = await own_house.move_in()
    user = await own_house.appliance.read(_user, mine.email)
    key = await own_house.appliance.store.write(_key, mine.workspace_id, user)
    async with own_house.browser() as nobody:
        assert (await nobody.request(method, path, json={"password": PASSWORD})).status_code == 401
        answer = await nobody.request(method, path, json={"password": PASSWORD}, headers={"X-API-Key": key})
    assert answer.status_code == 403
    assert await own_house.appliance.read(_user, mine.email) == user


async def _check_refused(house: House, ask: Callable[[], Awaitable[httpx.Response]], status: int, says: str) -> None:
    before = await house.appliance.read(_everything)
    answer = await ask()
    assert answer.status_code == status
    assert says in answer.json()["detail"]
    assert await house.appliance.read(_everything) == before


async def _gone(house: House, tenant: Tenant) -> None:
    """Wait until the janitor has finished."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await house.appliance.read(_is_gone, tenant.workspace_id):
            pass


def _is_gone(tx: Tx, workspace_id: WorkspaceId) -> bool:
    row = tx.one("SELECT 1 FROM workspaces WHERE id = :id AND deleted_at IS NOT NULL", id=workspace_id)
    return row is None and tx.departures.find_actor() is None


def _user(tx: Tx, email: str) -> User:
    user = tx.users.find_by_email(email)
    assert user is not None
    return user


def _join(tx: Tx, workspace_id: WorkspaceId, user: User, role: Role) -> None:
    tx.now += timedelta(seconds=1)
    tx.workspaces.add_member(workspace_id, user.id, role)


def _key(tx: Tx, workspace_id: WorkspaceId, user: User) -> str:
    key = "osk_" + "abcdef".ljust(40, "0")
    digest = digest_of_access_key(key)
    assert digest is not None
    tx.access_keys.insert(
        workspace_id, user.id, name="CRM", prefix=key[:10], digest=digest, scopes=frozenset({Scope.READ}), expires_at=None
    )
    return key


def _caller(workspace_id: WorkspaceId, user: User, actor: str = "") -> Caller:
    return Caller(workspace_id=workspace_id, actor=actor or f"user:{user.id}", address="203.0.113.9", user_id=user.id)


def _furnish(tx: Tx, tenant: Tenant) -> None:
    """Put a row into every table that a workspace owns."""
    user = _user(tx, tenant.email)
    workspace_id = tenant.workspace_id
    caller = _caller(workspace_id, user)
    for asset_id in (ASSET, SHARED):
        tx.assets.put(workspace_id, Asset(asset_id=asset_id, width=1, height=1, frames=1, size_bytes=9))
    tx.replies.put(workspace_id, Slot(method="POST", path="/v1", key="k", body_digest=b"d"), b"answer")
    tx.invitations.insert(b"i" * 32, workspace_id=workspace_id, role=Role.MEMBER, email="guest@example.com", invited_by=user.id)
    tx.subscriptions.put(
        workspace_id, Subscription(plan_name="pro", status=Status.ACTIVE, current_period_end=None, cancel_at_period_end=False)
    )
    tx.run(
        "INSERT INTO templates (workspace_id, name, render_spec, created_at) VALUES (:workspace_id, 'Farewell template', '{}', 'now')",
        workspace_id=workspace_id,
    )
    _key(tx, workspace_id, user)
    tx.events.insert(caller, Happening.LIST_ADDED, "x", name="Farewell list")
    make_delivery(tx, workspace_id, make_webhook(tx, workspace_id).id)


def _share(tx: Tx, tenant: Tenant) -> None:
    tx.assets.put(tenant.workspace_id, Asset(asset_id=SHARED, width=1, height=1, frames=1, size_bytes=9))


def _possess(tx: Tx, workspace_id: WorkspaceId, user: User) -> None:
    _key(tx, workspace_id, user)
    (key,) = tx.access_keys.all_of_user(user.id)
    tx.events.insert(_caller(workspace_id, user), Happening.LIST_ADDED, "x", name="By hand")
    tx.events.insert(_caller(workspace_id, user, f"access_key:{key.id}"), Happening.LIST_DELETED, "x")
    tx.invitations.insert(b"i" * 32, workspace_id=workspace_id, role=Role.MEMBER, email="guest@example.com", invited_by=user.id)
    tx.veilles.insert({
        "public_id": make_veille_id(), "workspace_id": workspace_id, "user_id": user.id, "actor": f"user:{user.id}", "locale": "en",
        "name": "By hand", "source_job_id": "j_x", "frequency_days": 7, "status": VeilleStatus.PAUSED, "has_digest": 1,
        "next_run_at": to_text(tx.now), "created_at": to_text(tx.now),
    })  # fmt: skip


def _act(tx: Tx, workspace_id: WorkspaceId, user: User, times: int) -> None:
    for _ in range(times):
        tx.events.insert(_caller(workspace_id, user), Happening.LIST_ADDED, "x")


def _long_history(tx: Tx, tenant: Tenant, times: int) -> None:
    user = _user(tx, tenant.email)
    _act(tx, tenant.workspace_id, user, times)
    for number in range(times):
        tx.credits.change(tenant.workspace_id, 1, reason="grant", actor="setup")
        tx.replies.put(tenant.workspace_id, Slot(method="POST", path="/v1", key=str(number), body_digest=b"d"), b"answer")


def _tables_with_a_workspace(tx: Tx) -> set[str]:
    tables = [row["name"] for row in tx.all("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name for name in tables if any(column["name"] == "workspace_id" for column in tx.all(f"PRAGMA table_info({name})"))}


def _owned_rows(tx: Tx, workspace_id: WorkspaceId) -> dict[str, int]:
    """Count what is left of a workspace, by table."""
    tables = _tables_with_a_workspace(tx) - {"workspaces"}
    counts = {name: tx.one(f"SELECT count(*) AS n FROM {name} WHERE workspace_id = :id", id=workspace_id) for name in tables}
    return {name: row["n"] for name, row in counts.items() if row and row["n"]}


def _event_names(tx: Tx, workspace_id: WorkspaceId) -> set[str]:
    return {row["name"] for row in tx.all("SELECT name FROM events WHERE workspace_id = :id", id=workspace_id)}


def _everything(tx: Tx) -> dict[str, int]:
    """Count the rows of every table, but for tries, which count when they fail."""
    tables = [row["name"] for row in tx.all("SELECT name FROM sqlite_schema WHERE type = 'table'") if row["name"] != "attempts"]
    return {name: (tx.one(f"SELECT count(*) AS n FROM {name}") or {})["n"] for name in tables}


def _rows_that_say(house: House, *words: str) -> list[tuple[str, str]]:
    """Look for words in every column of every table."""
    found = []
    with closing(sqlite3.connect(f"file:{house.appliance.folder.database}?mode=ro", uri=True)) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            text = "\n".join(map(str, connection.execute(f"SELECT * FROM {table}").fetchall()))
            found += [(table, word) for word in words if word in text]
    return found
