"""The engine at work in the test's own process: a real data folder, real worker processes, plugins that the test writes."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from houses import SMALL_SPEC, draw_patiently

from outhost.appliance import Appliance, prepare
from outhost.domain.clock import Clock, SystemClock
from outhost.domain.columns import Row
from outhost.domain.jobs import Frame, Job
from outhost.domain.lists import LeadList
from outhost.domain.rows import unpacked
from outhost.domain.users import UserId
from outhost.domain.workspaces import Caller
from outhost.engine.conductor import Conductor
from outhost.engine.dispatcher import Dispatcher
from outhost.engine.shift import Patience
from outhost.engine.workshop import Workshop
from outhost.files.data_folder import DataFolder
from outhost.operations.job_drafts import NewJob
from outhost.operations.lists import NewList
from outhost.operations.users import NewUser
from outhost.settings import Settings
from outhost.store.job_frames import told
from outhost.store.transactions import Tx

PATIENCE_SECONDS = 90.0
IMPATIENT = Patience(ping_seconds=0.1, frozen_seconds=1.5, grace_seconds=0.5)
"""Of a test: a frozen process is found out sooner."""

HEAD = """
import asyncio, os, re, time
from outhost.jobtypes import Category, Context, GiveUp, JobType, Lane, Params, Retry, Row, SourceJobType, TableJobType, Text

SAID = dict(category=Category.TOOLS, label=Text(en="A", fr="B"), description=Text(en="C", fr="D"))
"""


def row_plugin(slug: str, body: str, **about: object) -> str:
    """Write a plugin that works on a row: the body of its `run(row, params, job)`, and what else is said of it."""
    words = "".join(f", {name}={value!r}" for name, value in about.items())
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    run = f"async def run(row: Row, params: Params, job: Context):\n{lines}\n"
    return f"{HEAD}\n{run}\njob_type = JobType(slug={slug!r}, run=run{words}, **SAID)\n"


@dataclass(frozen=True, kw_only=True)
class Engine:
    """An appliance whose dispatcher is started and stopped by the test."""

    appliance: Appliance
    caller: Caller
    patience: Patience

    async def create(self, slug: str, items: Sequence[Row] | None = None, **new: Any) -> Job:
        """Create a job as its user does."""
        module = await self.appliance.modules.find(slug)
        params = new.pop("params", {})
        return await self.appliance.jobs.create(self.caller, NewJob(module=module, params=params, items=items, **new))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run jobs while the `with` block lasts; at its end what runs is handed over."""
        one = self.appliance
        shop = Workshop(
            runs=one.job_runs, plans=one.job_plans, pool=one.pool, office=one.office, clock=one.clock, patience=self.patience
        )  # fmt: skip
        conductor = Conductor(one.pipeline_steps, one.store.bell, one.clock)
        tasks = [asyncio.create_task(run()) for run in (Dispatcher(shop, one.store.bell).dispatch, conductor.conduct)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def over(self, job: Job) -> Job:
        """Wait until a job has ended; the bell tells."""
        return await self.until(job, lambda now: not now.status.is_live)

    async def until(self, job: Job, is_so: Any) -> Job:
        """Wait until something is so of a job."""
        with self.appliance.store.bell.sleeper(told(job.workspace_id)) as sleeper:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not is_so(now := await self.look(job)):
                    await sleeper.woken()
        return now

    async def run(self, slug: str, items: Sequence[Row] | None = None, **new: Any) -> Job:
        """Create a job, and run it to its end."""
        job = await self.create(slug, items, **new)
        async with self.running():
            return await self.over(job)

    async def look(self, job: Job) -> Job:
        """Read a job as it is now."""
        found = await self.appliance.read(lambda tx: tx.jobs.find_of_any_workspace(job.key))
        assert found is not None
        return found

    async def rows(self, job: Job) -> list[Row]:
        """Read the rows of a job."""
        columns = (await self.look(job)).columns
        found = await self.appliance.read(lambda tx: tx.job_rows.page(job.key, limit=1_000_000, offset=0))
        return [dict(zip(columns, unpacked(cells, len(columns)), strict=True)) for _, cells, _ in found]

    async def units(self, job: Job) -> dict[int, tuple[str, str | None]]:
        """Read the outcomes of a job's units, by number: status and why."""
        return await self.appliance.read(outcomes_of, job)

    async def log(self, job: Job) -> list[str]:
        """Read the lines of a job's log."""
        return [frame.message for frame in await self.frames(job) if frame.kind == "log"]

    async def frames(self, job: Job) -> list[Frame]:
        """Read what was told of a job."""
        return await self.appliance.read(lambda tx: tx.job_frames.of_job_after(job.workspace_id, job.key, 0, limit=1_000_000))

    async def make_list(self) -> LeadList:
        """Make a list that takes leads."""
        return await self.appliance.lists.add(self.caller, NewList(name="List", document=SMALL_SPEC))


def outcomes_of(tx: Tx, job: Job) -> dict[int, tuple[str, str | None]]:
    """Read the outcomes of a job's units."""
    rows = tx.all("SELECT key, status, error FROM job_units WHERE key >> 22 = :job ORDER BY key", job=job.key)
    return {row["key"] & ((1 << 22) - 1): (row["status"], row["error"]) for row in rows}


@asynccontextmanager
async def open_engine(
    path: Path, plugins: Mapping[str, str] | None = None, *, clock: Clock | None = None, credit_count: int = 1000,
    patience: Patience = IMPATIENT, **chosen: object,
) -> AsyncIterator[Engine]:  # fmt: skip
    """Open an appliance in the folder `path`, with these plugins beside ours; nothing runs by itself."""
    folder, clock = DataFolder(path / "data"), clock or SystemClock()
    lock = prepare(folder, clock)
    for slug, source in (plugins or {}).items():
        folder.plugins.mkdir(exist_ok=True)
        (folder.plugins / f"{slug}.py").write_text(source, "utf-8")
    settings = Settings.model_validate({"min_free_mb": 1, "concurrent_jobs": 100, **chosen})
    try:
        appliance = await Appliance.open(folder, settings, clock, address="http://127.0.0.1:8787")
        draw_patiently(appliance)
        try:
            yield Engine(appliance=appliance, caller=await somebody(appliance, credit_count), patience=patience)
        finally:
            await appliance.close()
    finally:
        lock.release()


async def somebody(appliance: Appliance, credit_count: int = 1000) -> Caller:
    """Add a user with a workspace, and give them as a caller."""
    email = f"{secrets.token_hex(6)}@example.com"
    new = NewUser(email=email, full_name="Alex", workspace="", password="correct horse 1", credits=credit_count, is_admin=False)
    added = await appliance.users.add(new)
    user = await appliance.read(lambda tx: tx.one("SELECT id FROM users WHERE email = :email", email=email))
    assert user is not None
    return Caller(workspace_id=added.workspace_id, actor="user", user_id=UserId(user["id"]))
