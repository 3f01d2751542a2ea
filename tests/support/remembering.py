"""Veilles without an engine: a database with one workspace, and runs whose rows the test sets down as a job would leave them."""

import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from clocks import TurnedClock
from jobs import make_job
from rows import NOON, WORKSPACE

from outhost.domain.clock import to_text
from outhost.domain.columns import Row
from outhost.domain.jobs import Job, JobStatus
from outhost.domain.rows import unpacked_rows
from outhost.domain.subjects import checked_subject
from outhost.domain.veilles import BASELINE, RunStatus, Stage, Veille, VeilleRun, VeilleStatus, make_veille_id
from outhost.operations.traces import traces_of
from outhost.operations.veille_comparisons import VeilleComparisons
from outhost.operations.veille_ends import Outcome, conclude
from outhost.operations.veille_starts import insert_run
from outhost.store.migrations import migrate
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx
from outhost.store.veille_signals import KeptSignal

ADDRESS: Final = "http://127.0.0.1:8787"


@dataclass(kw_only=True)
class Memory:
    """A store, which can be closed and opened again, as after a crash."""

    path: Path
    clock: TurnedClock
    store: Store

    async def reopen(self) -> None:
        """Open the store again; whoever compared before is gone."""
        await self.store.close()
        self.store = Store(self.path, self.clock)

    async def veille(self, rows: Sequence[Row]) -> Veille:
        """Make a veille over a job with these rows; they are not compared yet."""
        return await self.store.write(_make_veille, rows)

    async def has_found(self, veille: Veille, rows: Sequence[Row], status: JobStatus = JobStatus.DONE) -> VeilleRun:
        """Have the job of the next run end with these rows; they are not compared yet."""
        return await self.store.write(_run, veille, rows, status)

    async def compare(self, between: Callable[[VeilleRun], Any] | None = None) -> None:
        """Compare step by step until nothing is left to do; `between` steps something may happen."""
        while runs := await VeilleComparisons(self.store, ADDRESS).open(8):
            for run in runs:
                await VeilleComparisons(self.store, ADDRESS).step(run)
                if between is not None:
                    await between(run)

    async def run(self, veille: Veille, rows: Sequence[Row]) -> VeilleRun:
        """Have a run find these rows, and compare them."""
        run = await self.has_found(veille, rows)
        await self.compare()
        return await self.look_at(run)

    async def erase(self, text: str) -> None:
        """Erase whoever a text names, wherever they are found."""
        names = checked_subject(text).is_named_by
        found = await traces_of(self.store, WORKSPACE, names)
        for table, keys in found.keys.items():
            for key in keys:
                await self.store.write(lambda tx, table=table, key=key: getattr(tx, table).erase(WORKSPACE, key, names))

    async def look_at(self, run: VeilleRun) -> VeilleRun:
        """Read a run as it is now."""
        found = await self.store.read(lambda tx: tx.veille_runs.find_by_key(run.key))
        assert found is not None
        return found

    async def look(self, veille: Veille) -> Veille:
        """Read a veille as it is now."""
        found = await self.store.read(lambda tx: tx.veilles.find_of_any_workspace(veille.key))
        assert found is not None
        return found

    async def signals(self, run: VeilleRun) -> list[KeptSignal]:
        """Read what a run found, in its order."""
        return await self.store.read(lambda tx: tx.veille_signals.page(run.key, limit=10_000, offset=0))

    async def told(self, run: VeilleRun) -> list[tuple[str, str]]:
        """Say what a run found in short: what became of whom."""
        return sorted((one.category, str((one.after or one.before or {}).get("nom"))) for one in await self.signals(run))

    async def known(self, veille: Veille) -> dict[str, tuple[Row, bool]]:
        """Give the known rows by name, and whether they are missing."""
        return await self.store.read(_known, veille)


@asynccontextmanager
async def open_memory(folder: Path) -> AsyncIterator[Memory]:
    """Open a database with one workspace in a folder."""
    path, clock = folder / "outhost.db", TurnedClock()
    migrate(path, folder / "backups", NOON)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.row_factory = sqlite3.Row
    tx = Tx(connection, NOON)
    founder = tx.users.insert(public_id="u", email="a@example.com", full_name="Alex", password_digest="", is_admin=True, is_verified=True)
    assert tx.workspaces.insert(name="Alex", founder_id=founder.id) == WORKSPACE
    connection.close()
    memory = Memory(path=path, clock=clock, store=Store(path, clock))
    try:
        yield memory
    finally:
        await memory.store.close()


def place(number: int, **values: Any) -> Row:
    """Make a row."""
    return {"nom": f"Shop {number}", "place_id": f"p{number}", "rating": 4.5, "reviews_count": 10, "telephone": None, **values}


def places(count: int) -> list[Row]:
    """Make rows."""
    return [place(number) for number in range(count)]


def insert_veille(tx: Tx, source: Job, **values: Any) -> Veille:
    """Insert a veille over a job, with its baseline still to be read."""
    veille = tx.veilles.insert({
        "public_id": make_veille_id(), "workspace_id": source.workspace_id, "user_id": source.user_id, "actor": source.actor,
        "locale": "en", "name": "Watched", "source_job_id": source.public_id, "job_id": source.key, "frequency_days": 7,
        "status": VeilleStatus.ACTIVE, "next_run_at": to_text(tx.now), "created_at": to_text(tx.now), **values,
    })  # fmt: skip
    tx.veille_keeps.put(veille.key, source.key, with_rows=True)
    tx.veille_runs.insert({
        "public_id": make_veille_id(), "veille_id": veille.key, "number": BASELINE, "status": RunStatus.RUNNING, "stage": Stage.READING,
        "read_from": source.key, "columns": list(source.columns), "created_at": to_text(tx.now),
    })  # fmt: skip
    return veille


def _make_veille(tx: Tx, rows: Sequence[Row]) -> Veille:
    return insert_veille(tx, make_job(tx, WORKSPACE, rows=rows))


def _run(tx: Tx, veille: Veille, rows: Sequence[Row], status: JobStatus) -> VeilleRun:
    now = tx.veilles.find_of_any_workspace(veille.key)
    assert now is not None
    job = make_job(tx, WORKSPACE, status=status, rows=rows, veille_id=veille.public_id)
    run = insert_run(tx, now, RunStatus.PENDING, job_id=job.public_id)
    tx.veilles.put(veille.key, is_live=1)
    conclude(tx, veille.public_id, Outcome(status=status, job=job, error_message="x" if status is JobStatus.FAILED else None))
    return run


def _known(tx: Tx, veille: Veille) -> dict[str, tuple[Row, bool]]:
    found = tx.all(
        "SELECT k.cells, k.is_missing, r.columns FROM veille_rows k"
        " JOIN veille_runs r ON r.veille_id = k.veille_id AND r.number = k.from_run WHERE k.veille_id = :key AND k.to_run IS NULL",
        key=veille.key,
    )  # fmt: skip
    read: list[tuple[Mapping[str, Any], bool]] = [
        (unpacked_rows(json.loads(one["columns"]), [one["cells"]])[0], bool(one["is_missing"])) for one in found
    ]  # fmt: skip
    return {str(row["nom"]): (dict(row), is_missing) for row, is_missing in read}
