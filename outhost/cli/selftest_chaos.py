"""Chaos: a server that is killed again and again while it runs jobs, and the books that are made afterwards."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Final

from outhost.appliance import Appliance
from outhost.cli.declined import Declined
from outhost.cli.jobs import list_all
from outhost.cli.line import open_desk
from outhost.cli.setup import set_up
from outhost.domain.jobs import Job, JobStatus
from outhost.domain.rows import unpacked
from outhost.domain.workspaces import Caller
from outhost.operations.job_drafts import NewJob
from outhost.store.transactions import Tx

_MODULE: Final = '''"""Counts; what it does beside is noted in a file, a line a unit."""

import asyncio
import os

from outhost.jobtypes import Category, JobType, SourceJobType, TableJobType, Text

NOTES = {notes!r}
WORDS = dict(category=Category.TOOLS, label=Text(en="Self-test", fr="Auto-test"), description=Text(en="Counts.", fr="Compte."))


def note(kind, number):
    descriptor = os.open(NOTES, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(descriptor, f"{{kind}} {{number}}\\n".encode())
    os.close(descriptor)


async def count_row(row, params, job):
    await asyncio.sleep(0.03)
    note("row", row["n"])
    return {{"counted": True}}


async def plan(params, job):
    for number in range({units}):
        yield {{"n": number}}


async def count_unit(unit, params, job):
    await asyncio.sleep(0.03)
    note("unit", unit["n"])
    for part in range(3):
        yield {{"n": unit["n"], "part": part}}


async def count_table(rows, params, job):
    async for row in rows:
        await asyncio.sleep(0.002)
        yield row
    note("table", 0)


job_types = [
    JobType(slug="selftest_rows", run=count_row, **WORDS),
    SourceJobType(slug="selftest_units", run=count_unit, plan=plan, **WORDS),
    TableJobType(slug="selftest_table", run=count_table, **WORDS),
]
'''
_IS_FROZEN: Final = bool(getattr(sys, "frozen", False))
_EMAIL: Final = "selftest@outhost.example"
_SLUGS: Final = ("selftest_rows", "selftest_units", "selftest_table")
_UNITS: Final = 800
_KILLS_A_ROUND: Final = 3
"""As often as a job may lose its server before it is given up."""
_LONGEST_LIFE_SECONDS: Final = 1.5
_PATIENCE_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 0.05


@dataclass(kw_only=True)
class Found:
    """What came of it. `lost` and `twice` count units, `stuck` jobs; `repeated` are notes that a kill made a unit write again."""

    kills: int = 0
    jobs: int = 0
    units: int = 0
    lost: int = 0
    twice: int = 0
    stuck: int = 0
    repeated: int = 0
    longest_recovery_seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        """Tell whether nothing was wrong."""
        return not (self.lost or self.twice or self.stuck)

    def document(self) -> dict[str, Any]:
        """Give all figures."""
        return asdict(self) | {"longest_recovery_seconds": round(self.longest_recovery_seconds, 2), "is_good": self.is_good}

    def lines(self) -> list[str]:
        """Say all figures."""
        return [
            f"Killed     {self.kills} times, with {self.jobs} jobs of {self.units} units under way or waiting",
            f"Lost       {self.lost}",
            f"Twice      {self.twice}",
            f"Stuck      {self.stuck}",
            f"Going on   {self.longest_recovery_seconds:.1f} s after a start, at the latest",
            f"Repeated   {self.repeated} units were under way at a kill and begun again, which leaves one outcome",
        ]


class Chaos:
    """An installation in a folder of its own, whose server is killed."""

    def __init__(self, folder: Path, *, say: Callable[[str], None]) -> None:
        """Work in the empty `folder`."""
        self._data_dir = folder / "data"
        self._notes = folder / "notes"
        self._log = folder / "server.log"
        self._say = say
        self._found = Found()

    def run(self, kills: int) -> Found:
        """Kill the server so many times, look at every job, and give what was found."""
        self._begin()
        while self._found.kills < kills and not self._found.stuck:
            with open_desk(self._data_dir) as desk:
                made = desk.do(make_jobs)
            for _ in range(min(_KILLS_A_ROUND, kills - self._found.kills)):
                self._live_and_die()
            self._finish()
            with open_desk(self._data_dir) as desk:
                self._add(desk.do(account, job_ids=made))
            self._say(
                f"{self._found.kills} of {kills} kills: {self._found.lost} lost, {self._found.twice} twice, {self._found.stuck} stuck"
            )
        self._found.repeated = self._count_repeated()
        return self._found

    def _begin(self) -> None:
        with open_desk(self._data_dir, is_new=True) as desk:
            desk.do(set_up, email=_EMAIL, password=None, full_name="", workspace="", credit_count=0, is_demo=False)
        plugins = self._data_dir / "plugins"
        plugins.mkdir(exist_ok=True)
        (plugins / "selftest.py").write_text(_MODULE.format(notes=str(self._notes), units=_UNITS), "utf-8")

    def _live_and_die(self) -> None:
        """Let the server live until its jobs have gone on, and for a random while more."""
        with self._served() as process:
            self._wait_until_going_on()
            time.sleep(random.uniform(0.0, _LONGEST_LIFE_SECONDS))  # noqa: S311 - no secret
            _kill(process)
        self._found.kills += 1

    def _wait_until_going_on(self) -> None:
        began, before = time.monotonic(), None
        while time.monotonic() - began < _PATIENCE_SECONDS:
            jobs = self._jobs()
            now = sum(job["processed_points"] for job in jobs)
            if (before is not None and now > before) or all(not JobStatus(job["status"]).is_live for job in jobs):
                self._found.longest_recovery_seconds = max(self._found.longest_recovery_seconds, time.monotonic() - began)
                return
            before = now if before is None else before
            time.sleep(_PAUSE_SECONDS)
        self._found.stuck += 1

    def _finish(self) -> None:
        """Let the jobs come to their end, and the server to its own."""
        with self._served() as process:
            began = time.monotonic()
            while any(JobStatus(job["status"]).is_live for job in self._jobs()):
                if time.monotonic() - began > _PATIENCE_SECONDS:
                    break
                time.sleep(_PAUSE_SECONDS)
            process.send_signal(signal.SIGTERM)
            process.wait(_PATIENCE_SECONDS)

    def _jobs(self) -> list[dict[str, Any]]:
        """List the jobs of this round, through the server."""
        with open_desk(self._data_dir) as desk:
            jobs: list[dict[str, Any]] = desk.do(list_all, status=None, limit=len(_SLUGS), email=_EMAIL, workspace_id=None)
        return jobs

    def _add(self, counted: dict[str, int]) -> None:
        for name, count in counted.items():
            setattr(self._found, name, getattr(self._found, name) + count)

    def _count_repeated(self) -> int:
        """Count the notes beside the first of each unit; there are as many rounds as a unit has notes at least."""
        notes = self._notes.read_text("ascii").splitlines() if self._notes.exists() else []
        return max(len(notes) - self._found.units, 0)

    @contextmanager
    def _served(self) -> Iterator["subprocess.Popen[str]"]:
        """Start a server, wait until it listens, and kill it if it still runs at the end."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("OUTHOST_")}
        program = [sys.executable] if _IS_FROZEN else [sys.executable, "-m", "outhost"]
        with self._log.open("a") as log:
            process = subprocess.Popen(  # noqa: S603 - ourselves
                [*program, "serve", "--data-dir", str(self._data_dir), "--port", "0", "--json"],
                stdout=subprocess.PIPE, stderr=log, text=True, env=own | {"OUTHOST_MIN_FREE_MB": "1"}, start_new_session=True,
            )  # fmt: skip
        try:
            assert process.stdout is not None
            _await_welcome(process.stdout, self._log)
            yield process
        finally:
            _kill(process)
            assert process.stdout is not None
            process.stdout.close()


async def make_jobs(appliance: Appliance) -> list[str]:
    """Make a job of each kind."""
    caller = await appliance.users.founder_caller(email=_EMAIL, workspace_id=None, actor="selftest")
    made = []
    for slug in _SLUGS:
        module = await appliance.modules.runnable(slug)
        items = None if slug == "selftest_units" else [{"n": number} for number in range(_UNITS)]
        made.append((await appliance.jobs.create(caller, NewJob(module=module, params={}, items=items))).public_id)
    return made


async def account(appliance: Appliance, *, job_ids: Sequence[str]) -> dict[str, int]:
    """Count the jobs, their units, and what is wrong with them."""
    caller = await appliance.users.founder_caller(email=_EMAIL, workspace_id=None, actor="selftest")
    total: Counter[str] = Counter()
    for job_id in job_ids:
        total.update(await appliance.read(_counted, caller, job_id))
    return dict(total)


def _counted(tx: Tx, caller: Caller, job_id: str) -> dict[str, int]:
    job = tx.jobs.find(caller.workspace_id, job_id)
    assert job is not None
    expected = _expected(job)
    rows = Counter(str(unpacked(cells, len(job.columns))) for _, cells, _ in tx.job_rows.page(job.key, limit=1_000_000, offset=0))
    return {
        "jobs": 1,
        "units": job.units_planned,
        "stuck": int(job.status is not JobStatus.DONE),
        "lost": max(expected - len(rows), 0),
        "twice": sum(rows.values()) - len(rows) + max(len(rows) - expected, 0),
    }


def _expected(job: Job) -> int:
    return _UNITS * 3 if job.job_type == "selftest_units" else _UNITS


def _kill(process: "subprocess.Popen[str]") -> None:
    """Kill a server as a power cut would; the one-file program is two processes, of which the first only waits for the other."""
    if process.poll() is None and _IS_FROZEN:
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _await_welcome(stream: IO[str], log: Path) -> None:
    """Read the document that a server prints once it listens.

    Raises:
        Declined: it did not start.
    """
    lines = []
    for line in stream:
        lines.append(line)
        if line.startswith("}"):
            json.loads("".join(lines))
            return
    raise Declined(f"A server did not start; {log} says why.")
