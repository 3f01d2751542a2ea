"""The server is killed while a veille's run is under way and compared: it tells what a run would have told that nobody disturbed."""

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import victims
from engines import HEAD, Engine, open_engine

from outhost.domain.veilles import RunStatus, Veille, VeilleRun
from outhost.operations.veilles import NewVeille

pytestmark = pytest.mark.chaos

ROUNDS, ROUNDS_LONG = 1, 70
KILLS_A_ROUND = 3
"""As often as a job may lose its server before it is given up."""
SHOPS, UNITS = 2400, 8
LONGEST_LIFE_SECONDS = 1.2
PATIENCE_SECONDS = 90
MARKET = """
async def plan(params, job):
    for unit in range({units}):
        yield {{"unit": unit}}


async def run(unit, params, job):
    await asyncio.sleep(0.05)
    with open({file!r}) as said:
        week = int(said.read())
    for n in range(unit["unit"], {shops}, {units}):
        if n % 7 != week:
            rating = 4.0 if n % 3 else 4.0 - week / 2
            yield {{"place_id": f"p{{n}}", "nom": f"Shop {{n}}", "rating": rating, "reviews_count": n % 50 + (week if n % 5 == 0 else 0)}}


job_type = SourceJobType(slug="market", run=run, plan=plan, **SAID)
"""


async def test_no_kill_changes_what_a_veille_tells(tmp_path: Path, *, is_long: bool) -> None:
    """I pull the plug at random moments of a run: each row is told of once, as if nothing had happened, and the known rows are the same."""
    undisturbed, disturbed, rounds = tmp_path / "undisturbed", tmp_path / "disturbed", ROUNDS_LONG if is_long else ROUNDS
    expected = await told_by(undisturbed, rounds, None)
    assert await told_by(disturbed, rounds, killed) == expected
    assert all(len(signals) > SHOPS // 4 for signals, _ in expected)
    assert victims.last_faults(disturbed / "data", victims.Promises()) == []


def turn(folder: Path, week: int) -> None:
    """Say which week it is in the market."""
    folder.mkdir(exist_ok=True)
    (folder / "week").write_text(str(week))


async def killed(folder: Path) -> None:
    """Let a server live for a random while and kill it, as often as a job may lose it."""
    for _ in range(KILLS_A_ROUND):
        server = victims.start(folder / "data")
        await asyncio.sleep(random.uniform(0.0, LONGEST_LIFE_SECONDS))
        server.kill()


async def told_by(folder: Path, rounds: int, disturb: Any) -> list[tuple[list[Any], list[Any]]]:
    """Run a veille so many times in an installation of its own; give what each run told, and what was known after it."""
    turn(folder, 0)
    plugin = HEAD + MARKET.format(file=str(folder / "week"), shops=SHOPS, units=UNITS)
    async with open_engine(folder, {"market": plugin}) as engine:
        new = NewVeille(name="Market", frequency_days=365, source_job_id=(await engine.run("market")).public_id)
        veille = await engine.appliance.veilles.create(engine.caller, new)
    found = []
    for number in range(1, rounds + 1):
        turn(folder, number % 3)
        async with open_engine(folder) as engine:
            run = await engine.appliance.veilles.run_now(veille.caller, veille.public_id)
        if disturb is not None:
            await disturb(folder)
        server = victims.start(folder / "data")
        await until_over(folder, run)
        assert server.stop() == 0
        async with open_engine(folder) as engine:
            found.append(await said(engine, veille, run))
    return found


async def said(engine: Engine, veille: Veille, run: VeilleRun) -> tuple[list[Any], list[Any]]:
    """Read what a run told, how often its end was, and what is known by then."""
    ended = await engine.appliance.read(lambda tx: tx.veille_runs.find_by_key(run.key))
    assert ended is not None
    assert ended.status is RunStatus.DONE, ended
    signals = await engine.appliance.read(lambda tx: tx.veille_signals.page(run.key, limit=100_000, offset=0))
    names = "SELECT count(*) AS n FROM events WHERE name = 'veille.run_completed' AND json_extract(data, '$.id') = :id"
    told = await engine.appliance.read(lambda tx: tx.one(names, id=run.public_id))
    assert told is not None
    assert told["n"] == 1
    rows = "SELECT cells, is_missing, from_run FROM veille_rows WHERE veille_id = :key AND to_run IS NULL ORDER BY identity"
    known = [tuple(row) for row in await engine.appliance.read(lambda tx: tx.all(rows, key=veille.key))]
    return [(one.category, one.score, one.before, one.after) for one in signals], [ended.counts, *known]


async def until_over(folder: Path, run: VeilleRun) -> None:
    """Look into the file of a running server until a run has ended."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            with closing(sqlite3.connect(f"file:{folder / 'data' / 'outhost.db'}?mode=ro", uri=True)) as connection:
                status, stage = connection.execute("SELECT status, stage FROM veille_runs WHERE id = ?", [run.key]).fetchone()
            if stage is None and status not in {"pending", "running"}:
                return
            await asyncio.sleep(0.05)
