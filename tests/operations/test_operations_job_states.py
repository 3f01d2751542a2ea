"""The states of jobs, as a machine that does anything in any order: workers that die, come back late, and clocks that jump."""

import asyncio
import sqlite3
import threading
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from clocks import TurnedClock
from engines import Engine, open_engine, outcomes_of, row_plugin
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from outhost.domain.errors import (
    JobAlreadyOver,
    JobExpired,
    JobIsRead,
    JobStillLive,
    NothingToResume,
    NotVisible,
    TooManyJobs,
)
from outhost.domain.jobs import LEASE, MOST_RECOVERIES, Job, JobKey, JobStatus, Outcome
from outhost.domain.modules import Lane, Module
from outhost.domain.rows import unpacked
from outhost.domain.users import UserId
from outhost.domain.workspaces import Caller
from outhost.operations.job_drafts import NewJob
from outhost.operations.job_runs import Batch, JobRuns, LeaseLost
from outhost.store.transactions import Tx

MOST_LIVE = 3
PLAYERS = st.integers(0, 7)
MAY_BECOME = {
    "pending": {"pending", "running", "cancelled"},
    "running": {"pending", "running", "done", "failed", "cancelled"},
    "done": {"done", "expired"},
    "failed": {"failed", "expired"},
    "cancelled": {"cancelled", "expired"},
    "expired": {"expired"},
}


@dataclass
class Expected:
    """What a job must come to: the items of its units, those of rows that it took over, and how each unit ended."""

    public_id: str
    unit_items: list[int]
    kept: list[int] = field(default_factory=list)
    done: set[int] = field(default_factory=set)
    failed: set[int] = field(default_factory=set)
    status: str = "pending"

    def left(self) -> list[int]:
        """Give the items that are not done."""
        return [item for item in self.unit_items if item not in self.done]


class Ground:
    """One engine for all runs of the machine, on a loop of its own in a thread of its own."""

    def __init__(self, path: Path) -> None:
        """Open it in the folder `path`."""
        self.clock = TurnedClock()
        self._path = path
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._opening = open_engine(path, {"noted": row_plugin("noted", "return {}")}, clock=self.clock, concurrent_jobs=MOST_LIVE)
        self.engine: Engine = self.do(self._opening.__aenter__())
        self.module: Module = self.do(self.engine.appliance.modules.find("noted"))

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do something on the loop, and give its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def close(self) -> None:
        """Close the engine, the loop and the thread."""
        self.do(self._opening.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@contextmanager
def opened_ground(path: Path) -> Iterator[Ground]:
    """Open the ground."""
    ground = Ground(path)
    try:
        yield ground
    finally:
        ground.close()


class JobStates(RuleBasedStateMachine):
    """Users and workers who do whatever they may, and some of what they may not."""

    ground: Ground
    number = 0

    @initialize()
    def move_in(self) -> None:
        """A user with a workspace, and one worker."""
        JobStates.number += 1
        self.caller = self.ground.do(self.ground.engine.appliance.store.write(_move_in, f"{JobStates.number}@example.com"))
        self.store = self.ground.engine.appliance.store
        self.jobs: dict[JobKey, Expected] = {}
        self.next_item = 0
        self.last_frame = 0
        self.workers = [self._worker()]

    @rule(count=st.integers(1, 4))
    def create(self, count: int) -> None:
        """Somebody creates a job, unless they have as many as they may."""
        items = list(range(self.next_item, self.next_item + count))
        self.next_item += count
        new = NewJob(module=self.ground.module, params={}, items=[{"n": item} for item in items])
        self._created(self.ground.engine.appliance.jobs.create(self.caller, new), Expected("", items))

    @precondition(lambda self: self.jobs)
    @rule(which=PLAYERS)
    def rerun(self, which: int) -> None:
        """Somebody wants a job once more, all of it."""
        key, of = self._job(which)
        again = self.ground.engine.appliance.jobs.rerun(self.caller, of.public_id)
        if not self._is_full() and self._look(key).status is JobStatus.EXPIRED:
            with pytest.raises(JobExpired):
                self.ground.do(again)
        else:
            self._created(again, Expected("", list(of.unit_items)))

    @precondition(lambda self: self.jobs)
    @rule(which=PLAYERS)
    def resume(self, which: int) -> None:
        """Somebody wants the rest of a job that failed or was cancelled."""
        key, of = self._job(which)
        job, again = self._look(key), self.ground.engine.appliance.jobs.resume(self.caller, of.public_id)
        if self._is_full():
            self._created(again, of)
        elif job.status is JobStatus.EXPIRED:
            with pytest.raises(JobExpired):
                self.ground.do(again)
        elif job.status not in {JobStatus.FAILED, JobStatus.CANCELLED} or not of.left():
            with pytest.raises(NothingToResume):
                self.ground.do(again)
        else:
            self._created(again, Expected("", of.left(), [*of.kept, *sorted(of.done)]))

    @precondition(lambda self: self.jobs)
    @rule(which=PLAYERS)
    def cancel(self, which: int) -> None:
        """Somebody cancels a job: one that waits is cancelled at once."""
        key, of = self._job(which)
        job, cancel = self._look(key), self.ground.engine.appliance.jobs.cancel(self.caller, of.public_id)
        if not job.status.is_live:
            with pytest.raises(JobAlreadyOver):
                self.ground.do(cancel)
        else:
            after = self.ground.do(cancel)
            assert after.status is (JobStatus.CANCELLED if job.status is JobStatus.PENDING else JobStatus.RUNNING)
            assert after.is_cancelling is (job.status is JobStatus.RUNNING)

    @precondition(lambda self: self.jobs)
    @rule(which=PLAYERS)
    def delete(self, which: int) -> None:
        """Somebody deletes a job that has ended and that no other reads from."""
        key, of = self._job(which)
        delete = self.ground.engine.appliance.jobs.delete(self.caller, of.public_id)
        if self._look(key).status.is_live:
            with pytest.raises(JobStillLive):
                self.ground.do(delete)
        elif self._is_read(key):
            with pytest.raises(JobIsRead):
                self.ground.do(delete)
        else:
            self.ground.do(delete)
            self.ground.do(self.ground.engine.appliance.job_retention.purge())
            del self.jobs[key]
            assert self.ground.do(self.store.read(_left_of, key)) == 0
            with pytest.raises(NotVisible):
                self.ground.do(self.ground.engine.appliance.jobs.cancel(self.caller, of.public_id))

    @rule(which=PLAYERS, steps=st.integers(0, 3))
    def claim(self, which: int, steps: int) -> None:
        """A worker takes the next job, and gets some way with copying its units."""
        worker = self.workers[which % len(self.workers)]
        waiting = [key for key in self.jobs if self._look(key).status is JobStatus.PENDING]
        job = self.ground.do(worker.claim(Lane.PARALLEL))
        assert (job.key if job else None) == (min(waiting) if waiting else None)
        if job is not None:
            self._copy(worker, job.key, steps)

    @precondition(lambda self: self.jobs)
    @rule(worker=PLAYERS, which=PLAYERS, what=st.lists(st.booleans(), min_size=1, max_size=3))
    def record(self, worker: int, which: int, what: list[bool]) -> None:
        """A worker records some units; one that has lost the job records nothing."""
        runs, (key, of) = self.workers[worker % len(self.workers)], self._job(which)
        if self._holds(runs, key):
            self._copy(runs, key, 9)
        units = self.ground.do(runs.unfinished(runs.lease_of(self._look(key)), after=-1, limit=len(what)))
        outcomes = [_outcome(unit.number, unpacked(unit.item, 1)[0], is_done=done) for unit, done in zip(units, what, strict=False)]
        if self._recorded(runs, key, outcomes):
            of.done |= {outcome.rows[0]["n"] for outcome in outcomes if outcome.is_done}
            of.failed |= {unpacked(unit.item, 1)[0] for unit, done in zip(units, what, strict=False) if not done}

    @precondition(lambda self: self.jobs)
    @rule(worker=PLAYERS, which=PLAYERS)
    def record_again(self, worker: int, which: int) -> None:
        """A worker records a unit that has an outcome: that is impossible, and nothing of the batch is kept."""
        runs, (key, _) = self.workers[worker % len(self.workers)], self._job(which)
        ended = list(self.ground.do(self.store.read(outcomes_of, self._look(key))))
        if ended and self._holds(runs, key):
            fresh = self.ground.do(runs.unfinished(runs.lease_of(self._look(key)), after=-1, limit=1))
            outcomes = [_outcome(unit, 0, is_done=True) for unit in [*(one.number for one in fresh), ended[-1]]]
            with pytest.raises(sqlite3.IntegrityError):
                self.ground.do(runs.record(runs.lease_of(self._look(key)), Batch(columns=["n"], outcomes=outcomes)))

    @precondition(lambda self: self.jobs)
    @rule(worker=PLAYERS, which=PLAYERS)
    def finish(self, worker: int, which: int) -> None:
        """A worker ends a job: done if nothing is left of it, cancelled where somebody wants that, else failed."""
        runs, (key, _) = self.workers[worker % len(self.workers)], self._job(which)
        job = self._look(key)
        lease = runs.lease_of(job)
        if not self._holds(runs, key):
            for refused in (runs.finish(lease, JobStatus.FAILED, "x"), runs.finish_done(lease), runs.renew(lease), runs.unstage(lease, 0)):
                with pytest.raises(LeaseLost):
                    self.ground.do(refused)
            self.ground.do(runs.hand_over(lease, []))
        elif job.is_cancelling:
            self.ground.do(runs.finish(lease, JobStatus.CANCELLED))
        elif job.plan is None and not self.ground.do(runs.unfinished(lease, after=-1, limit=1)):
            self.ground.do(runs.finish_done(lease))
        else:
            self.ground.do(runs.finish(lease, JobStatus.FAILED, "x"))

    @precondition(lambda self: self.jobs)
    @rule(worker=PLAYERS, which=PLAYERS)
    def hand_over(self, worker: int, which: int) -> None:
        """A worker stops and lets go of a job, which does not count as a loss; one that was to be cancelled is."""
        runs, (key, _) = self.workers[worker % len(self.workers)], self._job(which)
        before, holds = self._look(key), self._holds(runs, key)
        self.ground.do(runs.hand_over(runs.lease_of(before), []))
        after = self._look(key)
        assert after.recoveries == before.recoveries
        if holds:
            assert after.status is (JobStatus.CANCELLED if before.is_cancelling else JobStatus.PENDING)
        else:
            assert after == before

    @rule(seconds=st.sampled_from([1.0, 16.0, 20.0, -3600.0]), which=PLAYERS)
    def lose_leases(self, seconds: float, which: int) -> None:
        """Time goes by, or back, and a worker looks for jobs whose holder is silent."""
        self.ground.clock.turn(timedelta(seconds=seconds))
        before = {key: self._look(key) for key in self.jobs}
        self.ground.do(self.workers[which % len(self.workers)].recover(is_start=False))
        for key, job in before.items():
            if job.status is JobStatus.RUNNING and abs(seconds) > LEASE.total_seconds():
                self._check_recovered(job, self._look(key))

    @rule()
    def restart(self) -> None:
        """The server died and is back: whatever was running goes on, or has been lost too often; the old ones come back as ghosts."""
        self.workers.append(self._worker())
        before = {key: self._look(key) for key in self.jobs}
        self.ground.do(self.workers[-1].recover(is_start=True))
        for key, job in before.items():
            if job.status is JobStatus.RUNNING:
                self._check_recovered(job, self._look(key))

    @rule()
    def expire(self) -> None:
        """Eight days go by: what has ended and is not read from is emptied."""
        self.ground.clock.turn(timedelta(days=8))
        due = [key for key in self.jobs if not self._look(key).status.is_live and not self._is_read(key)]
        self.ground.do(self.ground.engine.appliance.job_retention.expire())
        for key in due:
            assert self._look(key).status is JobStatus.EXPIRED
            self.jobs[key].done, self.jobs[key].failed, self.jobs[key].kept = set(), set(), []

    @invariant()
    def tables_agree(self) -> None:
        """Whatever happened, the counters are what is in the tables, and no state is one that can't be."""
        if not hasattr(self, "jobs"):
            return
        live = 0
        for key, of in self.jobs.items():
            job = self._look(key)
            assert job.status in MAY_BECOME[of.status], f"{of.status} became {job.status}"
            of.status = job.status
            live += job.status.is_live
            self._check_tables(job, of)
        assert live <= MOST_LIVE
        last = self.ground.do(self.store.read(lambda tx: tx.job_frames.last_number(self.caller.workspace_id)))
        assert last >= self.last_frame
        self.last_frame = last

    def teardown(self) -> None:
        """End what is live, so that the next run finds nothing."""
        if hasattr(self, "jobs"):
            self.ground.do(self.store.write(lambda tx: tx.jobs.mark_some_deleted(self.caller.workspace_id, 100)))
            self.ground.do(self.ground.engine.appliance.job_retention.purge())

    def _check_tables(self, job: Job, of: Expected) -> None:
        rows, outcomes, inputs, done_frames, holder = self.ground.do(self.store.read(_counted, job))
        failed = sum(status == "failed" for status, _ in outcomes.values())
        assert (holder is not None) == (job.status is JobStatus.RUNNING)
        assert done_frames == (not job.status.is_live)
        assert job.recoveries <= MOST_RECOVERIES
        if job.status is JobStatus.EXPIRED:
            assert (rows, outcomes, inputs) == ([], {}, 0)
            return
        assert (job.results_count, job.error_count, job.points_done) == (len(rows), failed, len(outcomes))
        if job.plan is None:
            assert inputs == job.units_planned == len(of.unit_items)
            items = Counter(unpacked(cells, 1)[0] for cells in rows)
            assert items == Counter([*of.kept, *of.done])
            assert failed == len(of.failed)
        if job.status is JobStatus.DONE:
            assert len(outcomes) == job.units_planned
        if not job.status.is_live:
            assert not job.is_cancelling
            assert job.completed_at is not None
            assert job.duration_seconds >= 0

    def _check_recovered(self, before: Job, after: Job) -> None:
        if before.is_cancelling:
            assert after.status is JobStatus.CANCELLED
        elif before.recoveries < MOST_RECOVERIES:
            assert (after.status, after.recoveries) == (JobStatus.PENDING, before.recoveries + 1)
        else:
            assert after.status is JobStatus.FAILED
            assert "stopped 4 times" in str(after.error_message)

    def _created(self, creation: Coroutine[Any, Any, Job], of: Expected) -> None:
        if self._is_full():
            with pytest.raises(TooManyJobs):
                self.ground.do(creation)
            return
        job = self.ground.do(creation)
        of.public_id = job.public_id
        self.jobs[job.key] = of

    def _is_full(self) -> bool:
        return sum(self._look(key).status.is_live for key in self.jobs) >= MOST_LIVE

    def _recorded(self, runs: JobRuns, key: JobKey, outcomes: list[Outcome]) -> bool:
        lease, batch = runs.lease_of(self._look(key)), Batch(columns=["n"], outcomes=outcomes)
        if self._holds(runs, key):
            self.ground.do(runs.record(lease, batch))
            return True
        with pytest.raises(LeaseLost):
            self.ground.do(runs.record(lease, batch))
        return False

    def _copy(self, runs: JobRuns, key: JobKey, steps: int) -> None:
        """Copy the units of a job in so many steps at most; between two of them a worker may die."""
        left = iter([False] * steps)
        plans = self.ground.engine.appliance.job_plans
        self.ground.do(plans.copy(runs.lease_of(self._look(key)), self.ground.module, until=lambda: next(left, True)))

    def _worker(self) -> JobRuns:
        return JobRuns(self.ground.engine.appliance.store, f"worker {id(self)} {len(getattr(self, 'workers', ()))}", 7)

    def _job(self, which: int) -> tuple[JobKey, Expected]:
        return list(self.jobs.items())[which % len(self.jobs)]

    def _look(self, key: JobKey) -> Job:
        job: Job = self.ground.do(self.store.read(lambda tx: tx.jobs.find_of_any_workspace(key)))
        return job

    def _holds(self, runs: JobRuns, key: JobKey) -> bool:
        lease = runs.lease_of(self._look(key))
        return self.ground.do(self.store.read(lambda tx: tx.jobs.held(lease))) is not None

    def _is_read(self, key: JobKey) -> bool:
        return self.ground.do(self.store.read(lambda tx: tx.jobs.find_reader(key))) is not None


def _outcome(number: int, item: object, *, is_done: bool) -> Outcome:
    if not is_done:
        return Outcome(number=number, is_done=False, error="no")
    return Outcome(number=number, is_done=True, rows=[{"n": item}], found=[None])


def _counted(tx: Tx, job: Job) -> tuple[list[str], dict[int, Any], int, int, str | None]:
    frames = tx.job_frames.of_job_after(job.workspace_id, job.key, 0, limit=10_000)
    held = tx.one("SELECT lease_holder FROM jobs WHERE id = :key", key=job.key)
    return (
        [cells for _, cells, _ in tx.job_rows.page(job.key, limit=10_000, offset=0)],
        outcomes_of(tx, job),
        len(tx.job_inputs.page(job.key, after=-1, limit=10_000)),
        sum(frame.kind == "done" for frame in frames),
        held["lease_holder"] if held else None,
    )


def _left_of(tx: Tx, key: JobKey) -> int:
    counted = [
        tx.one(f"SELECT count(*) AS n FROM {table} WHERE {condition}", key=key)
        for table, condition in (
            ("jobs", "id = :key"),
            ("job_inputs", "key >> 22 = :key"),
            ("job_units", "key >> 22 = :key"),
            ("job_rows", "key >> 38 = :key"),
            ("job_frames", "job_id = :key"),
        )
    ]
    return sum(row["n"] for row in counted if row)


def _move_in(tx: Tx, email: str) -> Caller:
    user = tx.users.insert(public_id=email, email=email, full_name="A", password_digest="", is_admin=False, is_verified=True)
    return Caller(workspace_id=tx.workspaces.insert(name="A", founder_id=user.id), actor="user", user_id=UserId(user.id))


def test_no_order_of_events_breaks_a_job(tmp_path: Path, *, is_long: bool) -> None:
    """Jobs are created, claimed, lost, recovered, cancelled, resumed, deleted in any order: none is lost, repeated or stuck."""
    with opened_ground(tmp_path) as ground:
        JobStates.ground = ground
        quick = settings(
            max_examples=2000 if is_long else 40, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
        )
        run_state_machine_as_test(JobStates, settings=quick)  # type: ignore[no-untyped-call]  # hypothesis leaves it so
    assert JobStates.number > 0
