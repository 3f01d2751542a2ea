"""People on `/api`: each with a browser that is logged in, and keys; and what a call leaves behind there."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from houses import House

from outhost.domain.access_keys import BOTH_SCOPES, Scope
from outhost.domain.sessions import LASTS
from outhost.domain.tokens import digest_of_token, make_token
from outhost.domain.users import User, UserId
from outhost.domain.workspaces import Caller, Role, WorkspaceId
from outhost.operations.access_keys import NewAccessKey
from outhost.store.transactions import Tx

ALWAYS_MOVING = {"last_used_at", "last_seen_at", "indexed_ordinal"}
"""Columns that say when something was last used, or how far the index of words has come; no book of what was done."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with a session in a workspace; `role` is what they are there, None where they act nowhere."""

    house: House
    user: User
    workspace_id: WorkspaceId
    role: Role | None
    client: httpx.AsyncClient

    @property
    def id(self) -> UserId:
        """Their number."""
        return self.user.id

    @property
    def caller(self) -> Caller:
        """Who they are to operations."""
        return Caller(workspace_id=self.workspace_id, actor=f"user:{self.user.id}", user_id=self.user.id, role=self.role or Role.VIEWER)

    async def make_key(self, scopes: frozenset[Scope] = BOTH_SCOPES) -> str:
        """Make an API key that acts as them; takes an admin."""
        return (await self.house.appliance.access_keys.add(self.caller, NewAccessKey(name="n8n", scopes=scopes))).key

    def with_key(self, key: str) -> httpx.AsyncClient:
        """Open a client that has a key and no cookie."""
        return httpx.AsyncClient(base_url=self.house.url, headers={"X-API-Key": key}, timeout=30.0)


@asynccontextmanager
async def move_in(house: House, *, is_admin: bool = False, credit_count: int = 1000) -> AsyncIterator[Person]:
    """Let somebody come with a workspace of their own, logged in there."""
    tenant = await house.move_in(is_admin=is_admin, credit_count=credit_count)
    await tenant.client.aclose()
    user = await house.appliance.read(lambda tx: tx.users.find_by_email(tenant.email))
    assert user is not None
    async with log_in(house, user, tenant.workspace_id, Role.OWNER) as person:
        yield person


@asynccontextmanager
async def join(host: Person, role: Role) -> AsyncIterator[Person]:
    """Let somebody come who acts in another's workspace; they have one of their own too."""
    async with move_in(host.house) as person:
        await host.house.appliance.store.write(lambda tx: tx.workspaces.add_member(host.workspace_id, person.id, role))
        async with log_in(host.house, person.user, host.workspace_id, role) as joined:
            yield joined


@asynccontextmanager
async def come_alone(house: House) -> AsyncIterator[Person]:
    """Let somebody come who is a member of no workspace."""
    async with move_in(house) as host, join(host, Role.MEMBER) as guest:
        await house.appliance.store.write(_leave_all, guest.id)
        async with log_in(house, guest.user, None, None) as person:
            yield person


@asynccontextmanager
async def log_in(house: House, user: User, workspace_id: WorkspaceId | None, role: Role | None) -> AsyncIterator[Person]:
    """Open a session without a password, which would take its time; in a workspace, or nowhere."""
    token = await open_door(house, user.id, workspace_id)
    async with httpx.AsyncClient(base_url=house.url, cookies={"outsend_session": token}, timeout=30.0) as client:
        yield Person(house=house, user=user, workspace_id=workspace_id or WorkspaceId(0), role=role, client=client)


async def open_door(house: House, user_id: UserId, workspace_id: WorkspaceId | None) -> str:
    """Open a session, and give the token for its cookie."""
    token = make_token()
    await house.appliance.store.write(_open, user_id, workspace_id, token)
    return token


async def answer_of(call: Awaitable[httpx.Response]) -> Any:
    """Give what a call answers, which must be 200."""
    answer = await call
    assert answer.status_code == 200, answer.text
    return answer.json()


async def books_of(house: House, *, besides: str = "") -> dict[str, list[tuple[Any, ...]]]:
    """Take stock of every row of every table, but for when something was last used, and but for one table."""
    books = await house.appliance.read(_books)
    return {table: rows for table, rows in books.items() if table != besides}


async def check_refused(
    person: Person, method: str, path: str, *, status: int, says: str, field: str | None = None, body: object = None
) -> None:
    """Make a call that must be refused, in both languages, with `says` in the English one, and must leave every row as it was."""
    before = await books_of(person.house)
    said = []
    for locale in ("en", "fr"):
        answer = await person.client.request(method, path, json=body, headers={"Accept-Language": locale})
        assert answer.status_code == status, answer.text
        assert [error["field"] for error in answer.json().get("errors", [])] == ([field] if field else [])
        said.append(answer.json()["detail"])
    assert says in said[0], said
    assert said[0] != said[1]
    assert await books_of(person.house) == before


async def events_of(person: Person) -> list[tuple[str, str, str]]:
    """Give the names, subjects and actors of what was done in somebody's workspace, oldest first."""
    events = await person.house.appliance.read(lambda tx: tx.events.page(person.workspace_id, name=None, actor=None, limit=500, offset=0))
    return [(event.name, event.subject, event.actor) for event in reversed(events)]


def _open(tx: Tx, user_id: UserId, workspace_id: WorkspaceId | None, token: str) -> None:
    tx.sessions.insert(user_id, workspace_id, digest_of_token(token), address="", user_agent="", expires_at=tx.now + LASTS)


def _leave_all(tx: Tx, user_id: UserId) -> None:
    tx.run("DELETE FROM members WHERE user_id = :user_id", user_id=user_id)
    tx.run("UPDATE sessions SET workspace_id = NULL WHERE user_id = :user_id", user_id=user_id)


def _books(tx: Tx) -> dict[str, list[tuple[Any, ...]]]:
    names = [str(row["name"]) for row in tx.all("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    tables = [name for name in names if not name.startswith(("sqlite_", "lead_words"))]
    return {table: [_kept(row) for row in tx.all(f"SELECT * FROM {table}")] for table in tables}


def _kept(row: Any) -> tuple[Any, ...]:
    return tuple(row[column] for column in row.keys() if column not in ALWAYS_MOVING)  # noqa: SIM118 - a row is no dict
