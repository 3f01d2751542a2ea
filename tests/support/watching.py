"""Veilles at work: a market whose rows the test writes, and an engine that looks at it again and again."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from pipes import over as pipeline_over
from typing import Any

from clocks import TurnedClock
from engines import HEAD, PATIENCE_SECONDS, Engine, open_engine, row_plugin

from outhost.domain.columns import Row
from outhost.domain.jobs import Job
from outhost.domain.veilles import SCHEDULED, Veille, VeilleRun
from outhost.engine.lookout import Lookout
from outhost.engine.scheduler import Scheduler
from outhost.operations.veilles import NewVeille
from outhost.store.transactions import Tx
from outhost.store.veille_signals import KeptSignal


@dataclass(frozen=True, kw_only=True)
class Market:
    """An engine, and a file with what its module `market` finds."""

    engine: Engine
    file: Path
    clock: TurnedClock

    def offer(self, rows: Sequence[Row]) -> None:
        """Have these rows found from now on."""
        self.file.write_text(json.dumps(list(rows)), "utf-8")

    async def source(self, rows: Sequence[Row]) -> Job:
        """Run a job that finds these rows."""
        self.offer(rows)
        return await self.engine.run("market")

    async def watch(self, job: Job, **new: Any) -> Veille:
        """Make a veille over a job."""
        made = NewVeille(**{"name": "Market", "frequency_days": 7, "source_job_id": job.public_id, **new})
        return await self.engine.appliance.veilles.create(self.engine.caller, made)

    async def begin(self, veille: Veille) -> VeilleRun:
        """Begin a run of a veille by hand."""
        return await self.engine.appliance.veilles.run_now(self.engine.caller, veille.public_id)

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Have everything run by itself while the `with` block lasts: jobs, the schedule, and the comparing."""
        one = self.engine.appliance
        own = [Scheduler(one.veille_runs, one.store.bell, one.clock).begin, self.lookout().compare]
        async with self.engine.running():
            tasks = [asyncio.create_task(run()) for run in own]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def nth_run_over(self, veille: Veille, number: int) -> VeilleRun:
        """Wait until the run of that number has ended; the bell tells."""
        with self.engine.appliance.store.bell.sleeper(SCHEDULED) as sleeper:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not (runs := [run for run in await self.runs(veille) if run.number == number and not run.status.is_live]):
                    await sleeper.woken()
        return runs[0]

    async def own_pipeline_over(self, veille: Veille) -> None:
        """Wait until the run of a veille's own pipeline has ended; the bell tells."""
        found = await self.engine.appliance.read(lambda tx: tx.pipelines.find(veille.workspace_id, veille.pipeline_id or ""))
        assert found is not None
        await pipeline_over(self.engine, found)

    async def compare(self) -> None:
        """Compare all that is to be compared, as the lookout does."""
        await self.lookout().compare_all()

    def lookout(self) -> Lookout:
        """Make somebody who compares."""
        one = self.engine.appliance
        return Lookout(one.veille_comparisons, one.store.bell, one.clock)

    async def run(self, veille: Veille, rows: Sequence[Row] | None = None) -> VeilleRun:
        """Run a veille now, to its end; with `rows` they are what is found."""
        if rows is not None:
            self.offer(rows)
        run = await self.engine.appliance.veilles.run_now(self.engine.caller, veille.public_id)
        await self.finish(run)
        await self.compare()
        return await self.look_at(run)

    async def job_of(self, run: VeilleRun) -> Job:
        """Read the job of a run."""
        job = await self.engine.appliance.read(lambda tx: tx.jobs.find(self.engine.caller.workspace_id, run.job_id or ""))
        assert job is not None
        return job

    async def finish(self, run: VeilleRun) -> None:
        """Run the job of a run to its end."""
        job = await self.job_of(run)
        async with self.engine.running():
            await self.engine.over(job)

    async def look(self, veille: Veille) -> Veille:
        """Read a veille as it is now."""
        found = await self.engine.appliance.read(lambda tx: tx.veilles.find_of_any_workspace(veille.key))
        assert found is not None
        return found

    async def look_at(self, run: VeilleRun) -> VeilleRun:
        """Read a run as it is now."""
        found = await self.engine.appliance.read(lambda tx: tx.veille_runs.find_by_key(run.key))
        assert found is not None
        return found

    async def runs(self, veille: Veille) -> list[VeilleRun]:
        """Read the runs of a veille, the oldest first."""
        return (await self.engine.appliance.read(lambda tx: tx.veille_runs.page(veille.key, limit=500, offset=0)))[::-1]

    async def signals(self, run: VeilleRun) -> list[KeptSignal]:
        """Read what a run found."""
        return await self.engine.appliance.read(lambda tx: tx.veille_signals.page(run.key, limit=10_000, offset=0))

    async def told(self, run: VeilleRun) -> list[tuple[str, str]]:
        """Say what a run found in short: what became of whom."""
        return sorted((one.category, str((one.after or one.before or {}).get("nom"))) for one in await self.signals(run))

    def turn(self, days: float) -> None:
        """Let days pass."""
        self.clock.turn(timedelta(days=days))


@asynccontextmanager
async def open_market(path: Path) -> AsyncIterator[Market]:
    """Open an engine with a module `market`, which finds what stands in a file."""
    file, clock = path / "market.json", TurnedClock()
    source = (
        f"{HEAD}\nimport json\n\nasync def run(unit, params, job):\n    with open({str(file)!r}) as found:\n"
        "        rows = json.load(found)\n    for row in rows:\n        yield row\n\n\n"
        "job_type = SourceJobType(slug='market', run=run, **SAID)\n"
    )
    async with open_engine(path, {"market": source, "echo": row_plugin("echo", "return {}")}, clock=clock) as engine:
        yield Market(engine=engine, file=file, clock=clock)


def remains(tx: Tx) -> dict[str, int]:
    """Count what is left of veilles, by table."""
    tables = ("veilles", "veille_runs", "veille_rows", "veille_seen", "veille_signals", "veille_keeps")
    counts = {table: tx.all(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in tables}
    return {table: count for table, count in counts.items() if count}


def shop(number: int, **values: Any) -> Row:
    """Make a row of a market."""
    return {
        "nom": f"Shop {number}",
        "code_postal": "69001",
        "rating": 4.5,
        "reviews_count": 10,
        "telephone": f"04720000{number:02}",
        **values,
    }


def shops(count: int) -> list[Row]:
    """Make rows of a market."""
    return [shop(number) for number in range(count)]
