"""People: added with a workspace, kept out, let in, and the last administrator never lost."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from houses import House, OpenHouse, Tenant

from outhost.domain.errors import AlreadySetUp, EmailTaken, InvalidInput, LastAdministrator, UserNotFound, WorkspaceNotFound
from outhost.operations.users import NewUser

ALEX = NewUser(email=" Alex@Example.com ", full_name=" Alex Cohen ", workspace="", password=None, credits=7, is_admin=True)


@pytest.fixture
async def empty(tmp_path: Path, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house in which nobody lives yet."""
    async with open_house(tmp_path) as house:
        yield house


async def test_the_first_person_is_an_administrator_with_a_workspace_a_key_and_credits(empty: House) -> None:
    """Set up, I have a password, a key that works, the starting balance in the ledger, and events that say so."""
    added = await empty.appliance.users.set_up(ALEX)
    assert (added.email, added.credits) == ("alex@example.com", 7)
    assert added.password
    async with httpx.AsyncClient(base_url=empty.url, headers={"X-API-Key": added.api_key}) as client:
        shown = (await client.get("/v1/me")).json()
    assert shown == {
        "user_id": added.user_id,
        "email": "alex@example.com",
        "full_name": "Alex Cohen",
        "credits": 7,
        "subscription": None,
    }
    entries = await empty.appliance.read(lambda tx: tx.credits.page(added.workspace_id, limit=9, offset=0))
    assert [(entry.delta, entry.balance_after, entry.reason, entry.actor) for entry in entries] == [(7, 7, "initial", "setup")]
    assert await _events(empty) == [("user.added", added.user_id, "setup"), ("workspace.created", str(added.workspace_id), "setup")]


async def test_only_one_can_be_the_first(empty: House) -> None:
    """Five set-ups at once: one person; later ones are told to add people instead."""
    tries = [empty.appliance.users.set_up(replace(ALEX, email=f"a{number}@example.com")) for number in range(5)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, AlreadySetUp) for result in results) == 4
    assert len(await empty.appliance.read(lambda tx: tx.users.all())) == 1


async def test_a_workspace_without_credits_has_an_empty_ledger(house: House) -> None:
    """No credits to begin with is no line."""
    tenant = await house.move_in(credit_count=0)
    await tenant.client.aclose()
    assert await house.appliance.read(lambda tx: tx.credits.page(tenant.workspace_id, limit=9, offset=0)) == []


async def test_an_address_has_one_account(tenant: Tenant) -> None:
    """However it is written, an address that is taken is taken; of two at once one wins."""
    users = tenant.house.appliance.users
    with pytest.raises(EmailTaken):
        await users.add(replace(ALEX, email=tenant.email.upper()))
    twins = [users.add(replace(ALEX, email=f"twin-{tenant.user_id}@example.com")) for _ in range(2)]
    results = await asyncio.gather(*twins, return_exceptions=True)
    assert sum(isinstance(result, EmailTaken) for result in results) == 1


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"email": "alex"}, "email"),
        ({"password": "short1"}, "password"),
        ({"password": "withoutdigits"}, "password"),
        ({"full_name": "Zo\udce9"}, "full_name"),
        ({"workspace": "\ud83e"}, "workspace"),
    ],
)
async def test_a_bad_address_password_or_name_is_pointed_at_and_makes_nobody(house: House, change: dict[str, str], path: str) -> None:
    """I read what is wrong; nobody was added."""
    before = len(await house.appliance.read(lambda tx: tx.users.all()))
    with pytest.raises(InvalidInput) as refused:
        await house.appliance.users.add(replace(ALEX, **change))
    assert [issue.path for issue in refused.value.issues] == [path]
    assert len(await house.appliance.read(lambda tx: tx.users.all())) == before


async def test_who_is_deactivated_is_out_until_reactivated(tenant: Tenant) -> None:
    """My key stops working with the command and works again after the next; each leaves an event."""
    users, client = tenant.house.appliance.users, tenant.client
    assert (await users.deactivate(f" {tenant.email.upper()} ")).is_active is False
    assert (await client.get("/v1/me")).json()["error"] == "invalid_api_key"
    assert (await users.reactivate(tenant.email)).is_active is True
    assert (await client.get("/v1/me")).status_code == 200
    events = [event for event in await _events(tenant.house) if event[1] == tenant.user_id]
    assert events[-2:] == [("user.deactivated", tenant.user_id, "command_line"), ("user.reactivated", tenant.user_id, "command_line")]


async def test_the_last_administrator_stays(empty: House) -> None:
    """The last one who can administer can't be shut out; with a second one, the first can."""
    users = empty.appliance.users
    await users.set_up(ALEX)
    await users.add(replace(ALEX, email="b@example.com", is_admin=False))
    with pytest.raises(LastAdministrator):
        await users.deactivate("alex@example.com")
    await users.add(replace(ALEX, email="c@example.com"))
    results = await asyncio.gather(*(users.deactivate(email) for email in ("alex@example.com", "c@example.com")), return_exceptions=True)
    assert sum(isinstance(result, LastAdministrator) for result in results) == 1


async def test_a_password_is_reset_to_a_made_one_or_to_ones_own(tenant: Tenant) -> None:
    """Without a password one is made and told; with one nothing is told; only digests are kept, and both leave an event."""
    users = tenant.house.appliance.users
    made = await users.reset_password(tenant.email, None)
    first = await _digest(tenant)
    told = await users.reset_password(tenant.email, "correct horse 2")
    second = await _digest(tenant)
    assert made
    assert told is None
    assert first != second
    assert users._passwords.is_right(first, made)
    assert users._passwords.is_right(second, "correct horse 2")
    assert not users._passwords.is_right(second, made)
    await users.reset_totp(tenant.email)
    names = [name for name, subject, _ in await _events(tenant.house) if subject == tenant.user_id]
    assert names[-3:] == ["user.password_reset", "user.password_reset", "user.totp_reset"]
    with pytest.raises(InvalidInput):
        await users.reset_password(tenant.email, "weak")


async def test_nobody_is_nobody(house: House) -> None:
    """Each command on an unknown address says that nobody has it."""
    users = house.appliance.users
    for call in (users.deactivate, users.reactivate, users.reset_totp):
        with pytest.raises(UserNotFound):
            await call("nobody@example.com")
    with pytest.raises(UserNotFound):
        await users.reset_password("nobody@example.com", None)
    with pytest.raises(UserNotFound):
        await users.founder_caller(email="nobody@example.com", workspace_id=None, actor="command_line")


async def test_a_command_speaks_for_the_workspace_that_it_names_or_for_the_only_one(empty: House) -> None:
    """With one workspace I need not name it; with two I must, by address or number."""
    users = empty.appliance.users
    with pytest.raises(WorkspaceNotFound):
        await users.founder_caller(email=None, workspace_id=None, actor="command_line")
    alex = await users.set_up(ALEX)
    assert (await users.founder_caller(email=None, workspace_id=None, actor="x")).workspace_id == alex.workspace_id
    other = await users.add(replace(ALEX, email="b@example.com"))
    with pytest.raises(WorkspaceNotFound):
        await users.founder_caller(email=None, workspace_id=None, actor="x")
    assert (await users.founder_caller(email="B@example.com", workspace_id=None, actor="x")).workspace_id == other.workspace_id
    assert (await users.founder_caller(email=None, workspace_id=alex.workspace_id, actor="x")).workspace_id == alex.workspace_id
    with pytest.raises(WorkspaceNotFound):
        await users.founder_caller(email=None, workspace_id=99, actor="x")


async def _events(house: House) -> list[tuple[str, str, str]]:
    rows = await house.appliance.read(lambda tx: tx.all("SELECT name, subject, actor FROM events ORDER BY id"))
    return [(row["name"], row["subject"], row["actor"]) for row in rows]


async def _digest(tenant: Tenant) -> str:
    row = await tenant.house.appliance.read(lambda tx: tx.one("SELECT password_digest AS d FROM users WHERE email = :e", e=tenant.email))
    assert row is not None
    return str(row["d"])
