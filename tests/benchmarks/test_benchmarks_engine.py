"""What the engine takes a unit and a job, beside a bare loop and two well-known queues; how long a job waits; how large processes grow.

The queues are installed by `make peers` into an environment of their own. Each side keeps its files in the same folder, on the same disk.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from ratios import SCALE, Table, at_least, at_most, in_turn
from servers import HERE, Server, memory_kib_of, run_program, run_unloaded, serving

from outhost.files.data_folder import DataFolder

pytestmark = pytest.mark.bench

PEERS = HERE.parent.parent / "build" / "peers" / "bin" / "python"
ITEMS = 10_000
"""Units of the largest job that the API takes."""
UNITS = 2 * ITEMS
PEERS_UNITS = max(300, round(1000 * SCALE))
"""Of each round: theirs is a rate that does not depend on how many there are."""
LATENCIES = max(20, round(200 * SCALE))
SOAK = max(20_000, round(100_000 * SCALE))
_WORKERS_OWN = "500"
"""What a worker process sets as its `oom_score_adj`."""

FULL = {"fsync": True, "workers": 1}
CARELESS = {"fsync": False, "workers": 1}


def test_a_unit_takes_little_more_than_its_row(tmp_path: Path, table: Table) -> None:
    """Two jobs of ten thousand rows, and a module that adds a column, or none; the engine has them from the claim to the end."""
    sides = (
        _engine(tmp_path, slug="greet", jobs=UNITS // ITEMS, units=ITEMS),
        _engine(tmp_path, slug="nothing", jobs=UNITS // ITEMS, units=ITEMS),
        _rate(tmp_path, UNITS, lambda job: run_program("bare_side.py", job), units=UNITS),
        _rate(tmp_path, PEERS_UNITS, _huey, units=PEERS_UNITS, **FULL),
        _rate(tmp_path, PEERS_UNITS, _huey, units=PEERS_UNITS, **CARELESS),
        _rate(tmp_path, PEERS_UNITS, _procrastinate, units=PEERS_UNITS, concurrency=32, keeps_rows=True),
        _rate(tmp_path, PEERS_UNITS, _procrastinate, units=PEERS_UNITS, concurrency=32, keeps_rows=False),
    )
    ours, nothing, bare, huey, careless, kept, unkept = measured = in_turn(*sides)
    assert min(map(min, measured)) > 0
    form = "{:,.0f}/s"
    what = f"units of {UNITS // ITEMS} jobs of {ITEMS:,}, a column added"
    table.compare(what, ours, bare, form, against="a bare loop that writes the same rows, as durably, 512 at a time")
    table.compare(what, ours, huey, form, against="Huey on SQLite, a task a unit, its result stored, fsync", goal=at_least(1))
    table.compare(what, ours, careless, form, against="the same without fsync, lost at a power cut", goal=at_least(1))
    table.compare(what, ours, kept, form, against="Procrastinate on PostgreSQL, a job a unit, 32 at once, its row stored", goal=at_least(1))
    table.compare(what, ours, unkept, form, against="the same with no row stored", goal=at_least(1))
    table.compare(f"units of {UNITS // ITEMS} jobs of {ITEMS:,}, nothing added", nothing, bare, form, against="the bare loop")


def test_small_jobs_are_done_one_after_the_other(tmp_path: Path, table: Table) -> None:
    """Three hundred jobs of one row: each is a row with a log, a lease and an end; a queue's is a task."""
    jobs = max(60, round(300 * SCALE))
    sides = (
        _engine(tmp_path, slug="greet", jobs=jobs, units=1),
        _rate(tmp_path, jobs, _huey, units=jobs, **FULL),
        _rate(tmp_path, jobs, _procrastinate, units=jobs, concurrency=32, keeps_rows=True),
    )
    ours, huey, procrastinate = measured = in_turn(*sides)
    assert min(map(min, measured)) > 0
    table.compare(f"{jobs} jobs of one row", ours, huey, "{:,.0f}/s", against="Huey, as above, fsync")
    table.compare(f"{jobs} jobs of one row", ours, procrastinate, "{:,.0f}/s", against="Procrastinate, as above")


def test_a_job_begins_at_once(tmp_path: Path, table: Table) -> None:
    """One job of one row after the other: from the call that creates it until its unit begins, and until it is done."""
    asked = {"do": "latency", "rounds": LATENCIES}
    with _folder(tmp_path) as folder:
        ours = run_unloaded("engine_side", {"folder": str(folder / "house"), **asked})
        huey = _huey({"folder": str(folder), **asked})
        procrastinate = _procrastinate(asked)
    for side, seen in (("", ours), (", Huey, asking every millisecond", huey), (", Procrastinate, listening", procrastinate)):
        assert 0 < seen["start_ms"][0] < seen["end_ms"][0]
        table.say(f"a job of one row{side}: until its unit begins, p50/p99", "{:.1f}/{:.1f} ms".format(*seen["start_ms"]))
        table.say(f"a job of one row{side}: until it is done, p50/p99", "{:.1f}/{:.1f} ms".format(*seen["end_ms"]))


def test_memory_stays_flat_over_a_hundred_thousand_units(tmp_path: Path, table: Table) -> None:
    """A job ten times as large as the API takes, on `outhost serve`: neither the server nor the worker process grows with it."""
    run_unloaded("engine_side", {"do": "fill", "folder": str(tmp_path / "house"), "slug": "greet", "jobs": 1, "units": SOAK})
    with serving(tmp_path / "house") as house:
        early, late = (_sizes_at(house, DataFolder(tmp_path / "house").database, round(SOAK * part)) for part in (0.1, 0.98))
    with closing(sqlite3.connect(DataFolder(tmp_path / "house").database)) as connection:
        assert connection.execute("SELECT count(*) FROM job_units WHERE status <> 'done'").fetchone() == (0,)
    for name, after, before in zip(("server", "worker process"), late, early, strict=True):
        table.compare(
            f"RSS of the {name} after {round(SOAK * 0.98):,} units", [after], [before], "{:,.0f} MiB",
            against=f"after {round(SOAK * 0.1):,}", goal=at_most(1.1),
        )  # fmt: skip


def _engine(folder: Path, *, slug: str, jobs: int, units: int) -> Callable[[int], float]:
    def run(job: dict[str, Any]) -> dict[str, Any]:
        return run_unloaded("engine_side", {**job, "folder": f"{job['folder']}/house"})

    return _rate(folder, jobs * units, run, do="throughput", slug=slug, jobs=jobs, units=units)


def _rate(folder: Path, count: int, run: Callable[[dict[str, Any]], dict[str, Any]], **asked: Any) -> Callable[[int], float]:
    """Measure a side in a fresh folder each round: how many a second."""

    def measure(_round: int) -> float:
        with _folder(folder) as fresh:
            seconds: float = run({"folder": str(fresh), **asked})["seconds"]
        return count / seconds

    return measure


@contextmanager
def _folder(parent: Path) -> Iterator[Path]:
    folder = parent / "round"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _huey(job: dict[str, Any]) -> dict[str, Any]:
    return run_program("huey_side.py", {"do": "throughput", **job}, by=str(PEERS))


def _procrastinate(job: dict[str, Any]) -> dict[str, Any]:
    job.pop("folder", None)  # its server makes one of its own
    return run_program("procrastinate_side.py", {"do": "throughput", **job}, by=str(PEERS))


def _sizes_at(house: Server, database: Path, units: int) -> tuple[float, float]:
    """Give the RSS of the server and of its busiest worker process, in MiB, once so many units are done."""
    with closing(sqlite3.connect(database)) as connection:
        while connection.execute("SELECT results_count FROM jobs").fetchone()[0] < units:
            assert house.process.poll() is None
            sleep(0.01)
    workers = [pid for pid in house.pids() if Path(f"/proc/{pid}/oom_score_adj").read_text().strip() == _WORKERS_OWN]
    return memory_kib_of(house.process.pid, "Rss") / 1024, max(memory_kib_of(pid, "Rss") for pid in workers) / 1024
