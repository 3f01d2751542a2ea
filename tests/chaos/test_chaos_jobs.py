"""The server is killed while it runs jobs, its disk fills up, and it works for a long time: no unit is lost, repeated or stuck."""

import asyncio
import json
import random
import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import victims
from engines import open_engine, row_plugin
from programs import OUTHOST, Program

from outhost.cli.selftest_chaos import Chaos
from outhost.domain.jobs import Job, JobStatus

pytestmark = pytest.mark.chaos

KILLS, KILLS_LONG = 3, 300
PEOPLE, ROUNDS_LONG = 90, 20
LIVE = {"pending", "running"}
PATIENCE_SECONDS = 60
SOAK_UNITS = 100_000
MOST_GROWTH_MB = 48


def test_no_kill_loses_repeats_or_strands_a_unit(tmp_path: Path, *, is_long: bool) -> None:
    """I pull the plug at random moments while jobs run: each goes on within half a minute, and every unit is done once."""
    found = Chaos(tmp_path, say=print).run(KILLS_LONG if is_long else KILLS)
    print(found.document())  # noqa: T201 - the figures of the long run
    assert (found.lost, found.twice, found.stuck) == (0, 0, 0)
    assert found.kills == (KILLS_LONG if is_long else KILLS)
    assert found.jobs >= 3
    assert found.longest_recovery_seconds < 30
    assert file_faults(tmp_path / "data" / "outhost.db") == []
    assert complaints(tmp_path / "server.log") == []


def file_faults(database: Path) -> list[str]:
    """Say what is wrong in the file of a stopped server, by other eyes than the program's."""
    with closing(sqlite3.connect(database)) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        jobs = connection.execute("SELECT id, job_type, status, results_count, points_done, points_planned FROM jobs").fetchall()
        cells = connection.execute("SELECT key >> 38, cells FROM job_rows").fetchall()
        units = dict(connection.execute("SELECT key >> 22, count(*) FROM job_units GROUP BY 1").fetchall())
        inputs = dict(connection.execute("SELECT key >> 22, count(*) FROM job_inputs GROUP BY 1").fetchall())
    faults = [] if verdict == "ok" else [str(verdict)]
    for key, kind, status, results, done, planned in jobs:
        rows = Counter(text for job, text in cells if job == key)
        expected = {"selftest_units": 3}.get(kind, 1) * inputs[key]
        ended = 1 if kind == "selftest_table" else inputs[key]
        if (status, results, len(rows), max(rows.values()), units[key], done) != ("done", expected, expected, 1, ended, planned):
            faults.append(f"{kind} {key}: {status}, {results} rows told, {len(rows)} there, {units[key]} outcomes, {done} of {planned}")
    return faults


def complaints(log: Path) -> list[str]:
    """Find what a server should never say, whatever is done to it."""
    words = re.compile(r"never retrieved|was destroyed|OperationalError|IntegrityError|met a fault")
    return [line for line in log.read_text().splitlines() if words.search(line)]


async def test_no_kill_charges_a_row_twice(tmp_path: Path, found: Callable, *, is_long: bool) -> None:
    """I pull the plug while rows become leads: after each kill every lead has its image and one charge, at the end every row has one."""
    site = found(tmp_path)
    data, rounds = site.program.data_dir, ROUNDS_LONG if is_long else 1
    for number in range(rounds):
        async with open_engine(tmp_path, credit_count=PEOPLE + 7) as engine:
            filled = await engine.make_list()
            people = [{"first_name": f"Sam {n}", "company": f"round {number}"} for n in range(PEOPLE)]
            job = await engine.create("personalise", people, params={"list_id": filled.public_id})
        for least in (1, PEOPLE // 2):
            server = victims.start(data)
            await _until(data, job, lambda status, done, least=least: done >= least or status not in LIVE)
            await asyncio.sleep(random.uniform(0.0, 0.3))
            server.kill()
            assert victims.faults(data, victims.Promises()) == []
        server = victims.start(data)
        await _until(data, job, lambda status, _: status not in LIVE)
        assert server.stop() == 0
        async with open_engine(tmp_path) as engine:
            ended = await engine.look(job)
            assert (ended.status, ended.results_count) == (JobStatus.DONE, PEOPLE), ended.error_message
            assert len({row["tracking_id"] for row in await engine.rows(job)}) == PEOPLE
            balance = await engine.appliance.read(lambda tx, job=job: tx.credits.balance(job.workspace_id))
            assert balance == 7
    assert victims.last_faults(data, victims.Promises()) == []
    assert complaints(tmp_path / "server.log") == []


async def _until(data: Path, job: Job, is_so: Callable[[str, int], bool]) -> None:
    """Look into the file of a running server until something is so of a job."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            with closing(sqlite3.connect(f"file:{data / 'outhost.db'}?mode=ro", uri=True)) as connection:
                if is_so(*connection.execute("SELECT status, points_done FROM jobs WHERE id = ?", [job.key]).fetchone()):
                    return
            await asyncio.sleep(0.02)


def test_the_command_says_what_it_saw(tmp_path: Path) -> None:
    """`outhost selftest chaos` leaves no folder behind, touches no data of mine, and ends well."""
    program = Program(data_dir=tmp_path / "mine", environment={"TMPDIR": str(tmp_path)})
    done = program.run("selftest", "chaos", "--runs", "1", "--json")
    assert done.status == 0, done.err
    found = json.loads(done.out)
    assert (found["kills"], found["lost"], found["twice"], found["stuck"], found["is_good"]) == (1, 0, 0, 0, True)
    assert list(tmp_path.iterdir()) == [], OUTHOST


@pytest.mark.long
async def test_a_hundred_thousand_units_take_no_more_memory_than_ten_thousand(tmp_path: Path) -> None:
    """The server that runs them stays as large as it was: what waits is on the disk, what is done too."""
    async with open_engine(tmp_path, {"fine": row_plugin("fine", "return {'ok': row['n']}")}) as engine:
        job = await engine.create("fine", [{"n": n} for n in range(SOAK_UNITS)])
        async with engine.running():
            await engine.until(job, lambda now: now.points_done >= SOAK_UNITS // 10)
            early = memory_mb()
            after = await engine.over(job)
            late = memory_mb()
        assert (after.status, after.results_count) == (JobStatus.DONE, SOAK_UNITS)
        assert late - early < MOST_GROWTH_MB, f"{early} MB became {late} MB"


def memory_mb() -> int:
    """Tell how much memory this process holds."""
    return int(re.findall(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())[0]) >> 10
