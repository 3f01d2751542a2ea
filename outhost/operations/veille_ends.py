"""How runs of veilles end: what follows from the end of their job or pipeline, and from the last of their rows that was compared."""

from dataclasses import dataclass
from typing import Any, Final

from outhost.domain.clock import to_text, whole_seconds_or_none
from outhost.domain.events import Happening
from outhost.domain.jobs import Job, JobStatus
from outhost.domain.veilles import SCHEDULED, TO_COMPARE, RunStatus, Stage, Veille, VeilleRun
from outhost.operations.news import tell
from outhost.store.transactions import Tx

_STATUS: Final = {JobStatus.FAILED: RunStatus.FAILED, JobStatus.CANCELLED: RunStatus.CANCELLED}
_HAPPENINGS: Final = {
    RunStatus.DONE: Happening.VEILLE_RUN_COMPLETED,
    RunStatus.SUSPECT: Happening.VEILLE_RUN_COMPLETED,
    RunStatus.FAILED: Happening.VEILLE_RUN_FAILED,
    RunStatus.CANCELLED: Happening.VEILLE_RUN_CANCELLED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the job or the pipeline of a run ended; `job` is the one whose rows are the run's, None where there are none."""

    status: JobStatus
    job: Job | None = None
    error_message: str | None = None


def begin_run(tx: Tx, veille_id: str) -> None:
    """Note that a job of a run has begun."""
    veille = tx.veilles.find_named_of_any_workspace(veille_id)
    if veille is not None:
        tx.veille_runs.begin(veille.key)


def conclude(tx: Tx, veille_id: str, outcome: Outcome) -> None:
    """Have the rows of a run compared whose job or pipeline is done, or end the run as that has ended; to be called where it ends.

    Of a veille that is gone nothing follows.
    """
    veille = tx.veilles.find_named_of_any_workspace(veille_id)
    run = tx.veille_runs.find_live(veille.key) if veille is not None else None
    if veille is None or run is None or run.stage is not None:
        return
    if outcome.status is not JobStatus.DONE:
        end_run(tx, veille, run, _STATUS[outcome.status], outcome.error_message)
        return
    values: dict[str, Any] = {"status": RunStatus.RUNNING, "started_at": to_text(run.started_at or tx.now), "stage": Stage.READING}
    if outcome.job is not None:
        values |= {"read_from": outcome.job.key, "columns": list(outcome.job.columns), "job_id": outcome.job.public_id}
        tx.veille_keeps.put(veille.key, outcome.job.key, with_rows=True)
        tx.veilles.put(veille.key, last_run_job_id=outcome.job.public_id)
    tx.veille_runs.put(run.key, **values)
    tx.ring(TO_COMPARE)


def end_run(tx: Tx, veille: Veille, run: VeilleRun, status: RunStatus, error_message: str | None = None) -> None:
    """Bring a live run to its end, tell of it, and let the next one begin. What was kept of its job for it is let go of."""
    tx.veille_runs.put(run.key, status=status, completed_at=to_text(tx.now), error_message=error_message)
    if run.read_from is not None and not run.is_baseline:
        tx.veille_keeps.delete(veille.key, run.read_from)
    is_done = status is RunStatus.DONE
    tx.veilles.put(veille.key, is_live=0, run_count=veille.run_count + is_done)
    ended = tx.veille_runs.find_by_key(run.key)
    assert ended is not None
    tell(tx, veille.caller, _HAPPENINGS[status], veille.public_id, run_document(veille, ended))
    tx.ring(SCHEDULED)


def run_document(veille: Veille, run: VeilleRun) -> dict[str, Any]:
    """Give what is told of a run: the core of its public shape."""
    return {
        "id": run.public_id, "veille_id": veille.public_id, "job_id": run.job_id, "pipeline_id": run.pipeline_id, "status": run.status,
        "started_at": whole_seconds_or_none(run.started_at),
        "completed_at": whole_seconds_or_none(run.completed_at),
        "counts": {
            "new": run.counts.new, "closed": run.counts.closed, "missing": run.counts.missing, "modified": run.counts.modified,
            "unchanged": run.counts.unchanged,
        },
    }  # fmt: skip
