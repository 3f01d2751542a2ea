"""How a job ends: once, with everything that follows from it, in one transaction."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from outhost.domain.clock import whole_seconds, whole_seconds_or_none
from outhost.domain.events import Happening
from outhost.domain.job_tallies import LEFT_OUT, ROWS, SO_FAR
from outhost.domain.job_words import ENOUGH_ROWS, TOO_ALIKE
from outhost.domain.jobs import CHANGED, Job, JobStatus, Level, LogLine
from outhost.domain.workspaces import Caller
from outhost.operations.news import tell
from outhost.operations.pipeline_advance import advance
from outhost.operations.veille_ends import Outcome, conclude
from outhost.store.transactions import Tx

_HAPPENINGS: Final[Mapping[JobStatus, Happening]] = MappingProxyType(
    {
        JobStatus.DONE: Happening.JOB_COMPLETED,
        JobStatus.FAILED: Happening.JOB_FAILED,
        JobStatus.CANCELLED: Happening.JOB_CANCELLED,
    }
)


def end_job(tx: Tx, job: Job, status: JobStatus, error_message: str | None, retention: timedelta) -> None:
    """Bring a live job to its end, tell its followers, and let go of its slot."""
    tx.job_frames.insert_log(job.workspace_id, job.key, _bounds_met(job, status))
    tx.jobs.end(job.key, status, error_message, retention)
    tx.job_frames.insert_done(job.workspace_id, job.key, status)
    ended = tx.jobs.find_of_any_workspace(job.key)
    assert ended is not None
    tell(tx, caller_of(job), _HAPPENINGS[status], job.public_id, _core(ended))
    tx.ring(CHANGED)
    advance(tx, ended, status, error_message)
    if ended.veille_id is not None and ended.pipeline_id is None:
        conclude(tx, ended.veille_id, Outcome(status=status, job=ended, error_message=error_message))


def stop_job(tx: Tx, job: Job, retention: timedelta) -> None:
    """Cancel a live job: at once if it waits, else as soon as its worker has heard of it."""
    if job.status is JobStatus.PENDING:
        end_job(tx, job, JobStatus.CANCELLED, None, retention)
    else:
        tx.jobs.put(job.key, is_cancelling=1)
        tx.ring(CHANGED)


def _bounds_met(job: Job, status: JobStatus) -> list[LogLine]:
    """Say where a job was bounded: what was left out, and what was not run because there was enough."""
    bounds, locale, lines = job.bounds, job.locale, []
    for column, most in bounds.most_alike.items():
        if count := sum(job.tallies.count(LEFT_OUT, column, what) for what in (ROWS, SO_FAR)):
            lines.append(LogLine(Level.INFO, TOO_ALIKE.say(locale, count=count, column=column, most=most)))
    if status is JobStatus.DONE and bounds.is_reached(job.results_count):
        left = max(job.units_planned - job.points_done, 0)
        lines.append(LogLine(Level.INFO, ENOUGH_ROWS.say(locale, most=bounds.most_rows, left=left, planned=job.units_planned)))
    return lines


def _core(job: Job) -> dict[str, Any]:
    """Give what the world is told of a job that has ended."""
    return {
        "id": job.public_id,
        "job_type": job.job_type,
        "status": job.status,
        "results_count": job.results_count,
        "error_count": job.error_count,
        "ef_cost": job.ef_cost,
        "duration_seconds": round(job.duration_seconds, 3),
        "download_available": job.is_download_available,
        "source_job_id": job.source_job_id,
        "pipeline_id": job.pipeline_id,
        "veille_id": job.veille_id,
        "error_message": job.error_message,
        "created_at": whole_seconds(job.created_at),
        "completed_at": whole_seconds_or_none(job.completed_at),
    }


def caller_of(job: Job) -> Caller:
    """Give whoever made a job as the caller of what it does."""
    return Caller(workspace_id=job.workspace_id, actor=job.actor, user_id=job.user_id)
