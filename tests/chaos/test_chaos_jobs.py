"""The server is killed while it runs jobs, its disk fills up, and it works for a long time: no unit is lost, repeated or stuck."""

import json
import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from engines import open_engine, row_plugin
from programs import OUTHOST, Program

from outhost.cli.selftest_chaos import Chaos
from outhost.domain.jobs import JobStatus

pytestmark = pytest.mark.chaos

KILLS, KILLS_LONG = 3, 300
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
    words = re.compile(r"Traceback|never retrieved|was destroyed|OperationalError|IntegrityError|met a fault")
    return [line for line in log.read_text().splitlines() if words.search(line)]


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
