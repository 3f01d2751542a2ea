"""How a job gets units that were not there when it was created: copied from another job in small steps, or planned by its module."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from outhost.domain.errors import JobNotFound
from outhost.domain.job_items import Sieve, Table
from outhost.domain.jobs import MOST_UNITS, Job, JobStatus, Lease, Plan, rows_span, unit_key
from outhost.domain.modules import Module
from outhost.domain.rows import unpacked_rows
from outhost.operations.job_bounds import said_of, take_over
from outhost.operations.job_runs import held_job
from outhost.store.job_frames import told
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

_STEP: Final = 1000


class TooManyUnits(Exception):
    """A module planned more units than a job can have."""


class JobPlans:
    """Plans. Each step is one transaction that remembers how far it came, so that a crash repeats nothing."""

    def __init__(self, store: Store) -> None:
        """Plan in `store`."""
        self._store = store

    async def copy(self, lease: Lease, module: Module, *, until: Callable[[], bool]) -> None:
        """Copy units, and of a resumed job the rows, from the job that this one was made from; `until` says that there is no more time.

        Raises:
            LeaseLost
            JobNotFound: that one is gone.
        """
        sieve = await self._sieve(lease, module)
        while not until() and await self._store.write(_copy_some, lease, sieve):
            sieve.keep()

    async def _sieve(self, lease: Lease, module: Module) -> Sieve:
        """Make what rows of another job are sorted by; a copy that was broken off goes on with the rows in mind that it had."""
        job = await self._store.read(held_job, lease)
        sieve = Sieve(Table(module=module, columns=job.inputs, mapping=job.mapping))
        after: int | None = -1 if job.plan is Plan.SOURCE and module.distinct else None
        while after is not None:
            after = await self._store.read(_recall_some, job, sieve, after)
        return sieve

    async def clear(self, lease: Lease) -> None:
        """Remove units of a plan that its module did not finish.

        Raises:
            LeaseLost
        """
        while await self._store.write(_clear, lease):
            pass

    async def add(self, lease: Lease, units: Sequence[Mapping[str, Any]], *, first: int, is_all: bool) -> None:
        """Add units that a module planned, from the number `first` on.

        Raises:
            LeaseLost
            TooManyUnits: a job can't have so many.
        """
        await self._store.write(_add, lease, units, first, is_all=is_all)


def _recall_some(tx: Tx, job: Job, sieve: Sieve, after: int) -> int | None:
    """Remember the next rows that were copied, and give the last; None past it."""
    units = tx.job_inputs.page(job.key, after=after, limit=_STEP)
    sieve.passing(unpacked_rows(job.inputs, [unit.item for unit in units]))
    sieve.keep()
    return units[-1].number if units else None


def _copy_some(tx: Tx, lease: Lease, sieve: Sieve) -> bool:
    """Copy some; tell whether there is more to do."""
    job = held_job(tx, lease)
    if job.plan is None or job.plan is Plan.MODULE:
        return False
    other = tx.jobs.find_of_any_workspace(job.plan_job) if job.plan_job is not None else None
    if other is None or other.workspace_id != job.workspace_id or not _is_kept(tx, job, other):
        raise JobNotFound
    after = {
        Plan.SOURCE: _copy_source, Plan.RERUN: _copy_inputs, Plan.RESUME_ROWS: _copy_rows, Plan.RESUME: _copy_left_undone,
    }[job.plan](tx, job, other, sieve)  # fmt: skip
    if after is not None:
        tx.jobs.put(job.key, plan_after=after)
    elif job.plan is Plan.RESUME_ROWS:
        tx.jobs.put(job.key, plan=Plan.RESUME, plan_after=-1, tallies=job.tallies.plus(said_of(other)).as_list())
    else:
        tx.jobs.put(job.key, plan=None, plan_after=-1)
        return False
    return True


def _is_kept(tx: Tx, job: Job, other: Job) -> bool:
    """Tell whether what a job is made from is still there: for the run of a veille it is kept, whatever became of it."""
    is_there = not other.is_deleted and other.status is not JobStatus.EXPIRED
    return is_there or (job.veille_id is not None and tx.veille_keeps.has_for(job.veille_id, other.key))


def _copy_source(tx: Tx, job: Job, other: Job, sieve: Sieve) -> int | None:
    """Make items of the next rows of another job that can be worked on; give how far it came, None at the end."""
    rows = tx.job_rows.after(other.key, job.plan_after, limit=_STEP)
    texts = [cells for _, cells, _ in rows]
    fit = [rows[place] for place in sieve.passing(unpacked_rows(other.columns, texts))]
    first = tx.job_inputs.last_unit(job.key) + 1
    room = min(job.points_planned, MOST_UNITS) - first
    tx.job_inputs.insert_sourced([(unit_key(job.key, first + place), cells, found) for place, (_, cells, found) in enumerate(fit[:room])])
    return rows[-1][0] if rows and len(fit) < room else None


def _copy_inputs(tx: Tx, job: Job, other: Job, _sieve: Sieve) -> int | None:
    units = tx.job_inputs.page(other.key, after=job.plan_after, limit=_STEP)
    tx.job_inputs.insert_sourced([(unit_key(job.key, unit.number), unit.item, unit.provenance) for unit in units])
    return units[-1].number if units else None


def _copy_rows(tx: Tx, job: Job, other: Job, _sieve: Sieve) -> int | None:
    rows = tx.job_rows.kept_after(other.key, job.plan_after, limit=_STEP, is_only_unit=other.units_planned <= 1)
    shift = rows_span(job.key)[0] - rows_span(other.key)[0]
    tx.job_rows.insert([(key + shift, cells, found) for key, cells, found in rows])
    tx.jobs.add(job.key, results_count=len(rows))
    take_over(tx, job, other.columns, rows)
    tx.ring(told(job.workspace_id))
    return rows[-1][0] if rows else None


def _copy_left_undone(tx: Tx, job: Job, other: Job, _sieve: Sieve) -> int | None:
    """Copy units that are not done, numbered behind all that the other job had, so that its rows stand in front."""
    base = tx.job_inputs.last_unit(other.key) + 1
    units = tx.job_inputs.left_undone(other.key, after=job.plan_after, limit=_STEP)
    first = max(tx.job_inputs.last_unit(job.key) + 1, base)
    tx.job_inputs.insert_sourced([(unit_key(job.key, first + place), unit.item, unit.provenance) for place, unit in enumerate(units)])
    return units[-1].number if units else None


def _clear(tx: Tx, lease: Lease) -> bool:
    """Remove some units; tell whether there may be more."""
    job = held_job(tx, lease)
    tx.jobs.put(job.key, units_planned=0)
    return tx.job_inputs.purge_some(job.key, _STEP)


def _add(tx: Tx, lease: Lease, units: Sequence[Mapping[str, Any]], first: int, *, is_all: bool) -> None:
    job = held_job(tx, lease)
    if first + len(units) > MOST_UNITS:
        raise TooManyUnits
    tx.job_inputs.insert([(unit_key(job.key, first + place), json.dumps(unit, ensure_ascii=False)) for place, unit in enumerate(units)])
    tx.jobs.add(job.key, units_planned=len(units))
    planned = job.units_planned + len(units)
    if is_all:
        tx.jobs.put(job.key, plan=None, points_planned=planned)
    elif planned > job.points_planned:  # until all are planned, an estimate stands
        tx.jobs.put(job.key, points_planned=planned)
