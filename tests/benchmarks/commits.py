"""Durable commits of leads in a process of their own: through the store, or one awaited transaction a request.

Both run the same statements: those that the operation itself runs for a lead, overheard once. There is no picture and no file.
"""

import asyncio
import json
import sys
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import aiosqlite
import uvloop

from outhost.domain.clock import SystemClock
from outhost.domain.leads import Lead, SortedVariables, key_of, make_tracking_id
from outhost.domain.lists import LeadList
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.operations.leads import DrawnLead, _insert_and_reply
from outhost.store.contract import Row
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

AddLead = Callable[[], Awaitable[None]]


def main() -> None:
    """Do the job: add leads to the list `public_id` for `seconds`, by `clients` at once, `by` `store` or `aiosqlite`."""
    json.dump(uvloop.run(_work(json.load(sys.stdin))), sys.stdout)


async def _work(job: dict[str, Any]) -> dict[str, Any]:
    caller = Caller(workspace_id=WorkspaceId(job["workspace_id"]), actor="api_key")
    path = Path(job["database"])
    store = Store(path, SystemClock())
    target = await store.read(lambda tx: tx.lists.find(caller.workspace_id, job["public_id"]))
    assert target is not None
    if job["by"] == "store":
        store._writer._connection.execute(f"PRAGMA synchronous = {job['synchronous']}")
        report = await _measure(_through_store(store, caller, target), job)
        await store.close()
        return report
    statements = await store.write(_overhear, caller, target)
    await store.close()
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        await connection.execute(f"PRAGMA synchronous = {job['synchronous']}")
        return await _measure(_one_transaction_each(connection, target, statements), job)


async def _measure(add: AddLead, job: dict[str, Any]) -> dict[str, Any]:
    numbers = iter(range(job["count"]))

    async def client() -> None:
        for _ in numbers:
            await add()

    await asyncio.gather(*(add() for _ in range(job["clients"])))
    began = perf_counter()
    await asyncio.gather(*(client() for _ in range(job["clients"])))
    return {"count": job["count"] + job["clients"], "rate": job["count"] / (perf_counter() - began)}


def _through_store(store: Store, caller: Caller, target: LeadList) -> AddLead:
    async def add() -> None:
        await store.write(_insert_and_reply, caller, _lead(target), None)

    return add


def _one_transaction_each(connection: aiosqlite.Connection, target: LeadList, statements: "list[_Statement]") -> AddLead:
    turn = asyncio.Lock()

    async def add() -> None:
        known: dict[str, Any] = {"lead_id": str(uuid.uuid4()), "tracking_id": make_tracking_id()}
        async with turn:
            await connection.execute("BEGIN IMMEDIATE")
            for statement in statements:
                cursor = await connection.execute(statement.sql, statement.params | known)
                row = await cursor.fetchone() if "RETURNING" in statement.sql else None
                known |= _learned(target, cursor, row) if row else {}
            await connection.execute("COMMIT")

    return add


def _learned(target: LeadList, cursor: aiosqlite.Cursor, row: Any) -> dict[str, Any]:
    """Give what the following statements need of an answer: the key of an ordinal, the balance after the charge."""
    (name, *_), *_ = cursor.description
    if name == "ordinal":
        key = key_of(target.id, row[0])
        return {"id": key, "lead_key": key}
    return {"balance": row[0]}


@dataclass(frozen=True, slots=True)
class _Statement:
    sql: str
    params: dict[str, Any]


class _Overheard(Tx):
    """A transaction that writes down what is said in it."""

    def __init__(self, tx: Tx) -> None:
        super().__init__(tx._connection, tx.now)
        self.statements: list[_Statement] = []

    def run(self, sql: str, **params: object) -> int:
        self.statements.append(_Statement(sql, params))
        return super().run(sql, **params)

    def one(self, sql: str, **params: object) -> Row | None:
        self.statements.append(_Statement(sql, params))
        return super().one(sql, **params)


def _overhear(tx: Tx, caller: Caller, target: LeadList) -> list[_Statement]:
    """Add one lead and give the statements that it took."""
    overheard = _Overheard(tx)
    _insert_and_reply(overheard, caller, _lead(target), None)
    return overheard.statements


def _lead(target: LeadList) -> DrawnLead:
    used: dict[str, str | None] = {"first_name": "Sam", "company": "Smith, Jones & Co"}
    lead = Lead(
        list_id=target.id,
        lead_id=str(uuid.uuid4()),
        tracking_id=make_tracking_id(),
        variables=used,
        image_extension=target.image_extension,
        image_digest="0" * 64,
        image_bytes=40_000,
        warnings=(),
        created_at=SystemClock().now(),
    )
    return DrawnLead(lead, SortedVariables(used=used, missing=[], ignored=[]), used)


if __name__ == "__main__":
    main()
