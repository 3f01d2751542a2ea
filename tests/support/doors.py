"""A house whose door is open to anybody, by a clock that is turned; and refusals that leave no trace but a counted try."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from clocks import TurnedClock
from houses import PASSWORD, House, Tenant, open_house_at
from outsend import books_of


@dataclass(frozen=True, kw_only=True)
class Door:
    """A house, and the clock on its wall."""

    house: House
    clock: TurnedClock

    async def forget_tries(self) -> None:
        """Let nobody be kept waiting for what others tried."""
        await self.house.appliance.store.write(lambda tx: tx.run("DELETE FROM attempts"))

    async def settle(self) -> None:
        """Let the courier and the janitor finish, so that nothing moves by itself."""
        await self.house.letters_to("")
        await self.house.appliance.sessions.forget_expired()

    async def tries(self) -> int:
        """Count the tries that quotas remember."""
        row = await self.house.appliance.read(lambda tx: tx.one("SELECT count(*) AS n FROM attempts"))
        assert row is not None
        return int(row["n"])

    async def move_in(self) -> Tenant:
        """Let somebody come."""
        return await self.house.move_in()


@asynccontextmanager
async def open_door_at(path: Path, **chosen: object) -> AsyncIterator[Door]:
    """Open a house where anybody may sign up, with an administrator in it."""
    clock = TurnedClock()
    async with open_house_at(path, clock=clock, **{"open_signup": True, **chosen}) as house:
        await house.move_in(is_admin=True)
        yield Door(house=house, clock=clock)


def sign_up_body(email: str, **more: object) -> dict[str, object]:
    """Write what somebody sends who signs up; None leaves a field out."""
    body = {"email": email, "password": PASSWORD, "accept_responsibility": True, **more}
    return {name: value for name, value in body.items() if value is not None}


def log_in_body(tenant: Tenant, **more: object) -> dict[str, object]:
    """Write what somebody sends who logs in."""
    return {"email": tenant.email, "password": PASSWORD, **more}


async def check_declined(
    door: Door,
    client: httpx.AsyncClient,
    request: tuple[str, str, Any],
    *,
    status: int,
    says: str,
    field: str | None = None,
    is_counted: bool = False,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """Make a call that must be refused, in both languages, and must leave every row as it was; `is_counted` tells whether it is a try."""
    method, path, body = request
    await door.settle()
    before = await books_of(door.house, besides="attempts")
    said = []
    for locale in ("fr", "en"):
        await door.forget_tries()
        answer = await client.request(method, path, json=body, headers={"Accept-Language": locale, **(headers or {})})
        assert answer.status_code == status, answer.text
        assert [error["field"] for error in answer.json().get("errors", [])] == ([field] if field else []), answer.text
        assert "set-cookie" not in answer.headers
        assert await door.tries() == is_counted
        said.append(answer.json()["detail"])
    assert says in said[1], said
    assert said[0] != said[1]
    assert await books_of(door.house, besides="attempts") == before
    await door.forget_tries()
    return answer
