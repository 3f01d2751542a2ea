"""Ten thousand veilles that are due at once: in what order they begin, and what that costs whoever asks for something meanwhile."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from ratios import SCALE, Table, at_most
from watching import Market, open_market, shops

from outhost.domain.clock import to_text
from outhost.domain.jobs import Job
from outhost.domain.modules import Lane
from outhost.domain.veilles import VeilleStatus, make_veille_id
from outhost.store.transactions import Tx

pytestmark = pytest.mark.bench

DUE = round(10_000 * SCALE)
BATCH = 500
MOMENTS = 977
"""At which they came due, so that no order of theirs is the order in which they were made."""
QUIET_SECONDS = 5.0
BETWEEN_SECONDS = 0.005


async def test_ten_thousand_due_at_once_starve_nobody(tmp_path: Path, table: Table) -> None:
    """They begin in the order in which they came due; a call that waits for the disk takes about as long as when nothing is due."""
    async with open_market(tmp_path) as market:
        job = await market.source(shops(1))
        for _ in range(DUE // BATCH):
            await market.engine.appliance.store.write(_plant, job)
        end = time.perf_counter() + QUIET_SECONDS
        quiet = await _calls(market, lambda: time.perf_counter() > end)
        began = time.perf_counter()
        beginning = asyncio.create_task(market.engine.appliance.veille_runs.begin_due())
        busy = await _calls(market, beginning.done)
        await beginning
        taken = time.perf_counter() - began
        order = await market.engine.appliance.read(_begun)
        claims = [await _claim(market) for _ in range(20)]
    assert len(order) == DUE
    assert order == sorted(order)
    table.say(f"{DUE:,} veilles due at once begin, in the order of their time", f"{taken:.0f} s, {taken / DUE * 1000:.1f} ms each")
    table.say(f"the next of {DUE:,} waiting jobs is found and claimed", f"{sorted(claims)[10] * 1000:.1f} ms")
    for name, place in (("p50", 0.5), ("p99", 0.99)):
        ours, other = ([taken[int(len(taken) * place)] * 1000] for taken in (busy, quiet))
        table.compare(
            f"a write of somebody else's meanwhile: {name}", ours, other, "{:.1f} ms", against="while none is due", goal=at_most(3)
        )  # fmt: skip


async def _calls(market: Market, is_over: Callable[[], bool]) -> list[float]:
    taken = []
    while not is_over():
        began = time.perf_counter()
        await market.engine.appliance.credits.grant(market.engine.caller, 1, "x")
        taken.append(time.perf_counter() - began)
        await asyncio.sleep(BETWEEN_SECONDS)
    return sorted(taken)


async def _claim(market: Market) -> float:
    began = time.perf_counter()
    assert await market.engine.appliance.job_runs.claim(Lane.PARALLEL) is not None
    return time.perf_counter() - began


def _plant(tx: Tx, job: Job) -> None:
    for number in range(BATCH):
        tx.veilles.insert({
            "public_id": make_veille_id(), "workspace_id": job.workspace_id, "user_id": job.user_id, "actor": job.actor, "locale": "en",
            "name": "Due", "source_job_id": job.public_id, "job_id": job.key, "frequency_days": 7, "status": VeilleStatus.ACTIVE,
            "next_run_at": to_text(tx.now - timedelta(seconds=number * 37 % MOMENTS)), "created_at": to_text(tx.now),
        })  # fmt: skip


def _begun(tx: Tx) -> list[tuple[str, int]]:
    rows = tx.all("SELECT v.next_run_at, v.id FROM veille_runs r JOIN veilles v ON v.id = r.veille_id ORDER BY r.id")
    return [(row["next_run_at"], row["id"]) for row in rows]
