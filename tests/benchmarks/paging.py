"""Pages of lists straight from the store, in a process of their own."""

import asyncio
import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import uvloop

from outhost.domain.clock import SystemClock
from outhost.domain.paging import Page
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx
from outhost.web.outwink.lists import _page

WARM_UP = 20


def main() -> None:
    """Do the job: read the first page `count` times, the way that the surface does or `counting`."""
    json.dump(uvloop.run(_work(json.load(sys.stdin))), sys.stdout)


async def _work(job: dict[str, Any]) -> dict[str, Any]:
    store = Store(Path(job["database"]), SystemClock())
    caller = Caller(workspace_id=WorkspaceId(job["workspace_id"]), actor="api_key")
    read, count = (_counting, max(5, job["count"] // 100)) if job["way"] == "counting" else (_lists, job["count"])
    for _ in range(min(WARM_UP, count)):
        lists = await store.read(read, caller)
    began = perf_counter()
    for _ in range(count):
        lists = await store.read(read, caller)
    seconds = perf_counter() - began
    await asyncio.wait_for(store.close(), 30)
    return {"rate": count / seconds, "lead_counts": lists}


def _lists(tx: Tx, caller: Caller) -> list[int]:
    lists, _ = _page(tx, caller, Page(1, 50))
    return [each.lead_count for each in lists]


def _counting(tx: Tx, caller: Caller) -> list[int]:
    lists, _ = _page(tx, caller, Page(1, 50))
    counted = [tx.one("SELECT count(*) AS n FROM leads WHERE id >= :id << 32 AND id < (:id + 1) << 32", id=each.id) for each in lists]
    return [row["n"] for row in counted if row]


if __name__ == "__main__":
    main()
