"""How a job ends: once, with everything that follows from it, in one transaction."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from outhost.domain.events import Happening
from outhost.domain.jobs import CHANGED, Job, JobStatus
from outhost.domain.workspaces import Caller
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
    tx.jobs.end(job.key, status, error_message, retention)
    tx.job_frames.insert_done(job.workspace_id, job.key, status)
    data = {"error_message": error_message} if error_message else {}
    tx.events.insert(caller_of(job), _HAPPENINGS[status], job.public_id, results_count=job.results_count, **data)
    tx.ring(CHANGED)


def caller_of(job: Job) -> Caller:
    """Give whoever made a job as the caller of what it does."""
    return Caller(workspace_id=job.workspace_id, actor=job.actor, user_id=job.user_id)
