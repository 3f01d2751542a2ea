"""The shapes of the queues of jobs, for administrators."""

from datetime import datetime

from pydantic import Field

from outhost.domain.job_queues import LaneLoad, QueuedJob
from outhost.operations.job_runs import SLOTS
from outhost.web.outsend.wire.form import Out, moment, moment_or_none


class LaneOut(Out):
    """How much there is to do in a lane."""

    lane: str
    slots: int = Field(description="Jobs that run at once at most.")
    running: int
    pending: int
    oldest_pending_seconds: int | None = Field(description="How long the job waits that came first.")

    @classmethod
    def of(cls, load: LaneLoad, now: datetime) -> "LaneOut":
        """Shape a lane as it is now."""
        age = None if load.waits_since is None else max(0, int((now - load.waits_since).total_seconds()))
        return cls(lane=load.lane, slots=SLOTS[load.lane], running=load.running, pending=load.pending, oldest_pending_seconds=age)


class QueuedJobOut(Out):
    """A job of any workspace."""

    id: str
    job_type: str
    lane: str
    status: str
    workspace_id: int
    workspace_name: str
    user_email: str | None = Field(description="Who made it; null where that is nobody in particular, or nobody who is still here.")
    grid_points_count: int
    processed_points: int
    results_count: int
    error_count: int
    ef_cost: float
    recoveries: int = Field(description="How often its holder was lost.")
    lease_holder: str | None = Field(description="Which start of the server works on it.")
    lease_until: str | None
    created_at: str
    started_at: str | None
    completed_at: str | None

    @classmethod
    def of(cls, queued: QueuedJob) -> "QueuedJobOut":
        """Shape a job."""
        job = queued.job
        return cls(
            id=job.public_id,
            job_type=job.job_type,
            lane=job.lane,
            status=job.status,
            workspace_id=job.workspace_id,
            workspace_name=queued.workspace_name,
            user_email=queued.email,
            grid_points_count=job.points_planned,
            processed_points=job.points_done,
            results_count=job.results_count,
            error_count=job.error_count,
            ef_cost=job.ef_cost,
            recoveries=job.recoveries,
            lease_holder=queued.holder,
            lease_until=moment_or_none(queued.held_until),
            created_at=moment(job.created_at),
            started_at=moment_or_none(job.started_at),
            completed_at=moment_or_none(job.completed_at),
        )


class QueuedJobsOut(Out):
    """A page of jobs of all workspaces."""

    items: list[QueuedJobOut]
    total: int
    limit: int
    offset: int


class QueueOut(QueuedJobsOut):
    """The queues: how much there is to do, and the live jobs in the order in which they run."""

    lanes: list[LaneOut]
