"""The shapes of what streams tell; `job_id`, `pipeline_id` and `veille_id` stand where a stream is about a whole workspace, only there."""

from pydantic import Field

from outhost.domain.job_news import Progress, Told
from outhost.web.outsend.wire.form import Out, moment
from outhost.web.outsend.wire.jobs import QueryStatsOut, query_stats


class _ToldOut(Out):
    """Something that is told."""

    job_id: str | None = None
    pipeline_id: str | None = None
    veille_id: str | None = None


class StatusOut(_ToldOut):
    """How far a job is."""

    id: str
    status: str
    processed_points: int
    grid_points_count: int
    results_count: int
    error_count: int
    download_available: bool
    query_stats: dict[str, QueryStatsOut] = Field(description="Of a `scrap` by query; of other jobs nothing.")

    @classmethod
    def of(cls, job: Progress, **whose: str | None) -> "StatusOut":
        """Shape how far a job is."""
        return cls(
            id=job.public_id,
            status=job.status,
            processed_points=job.points_done,
            grid_points_count=job.points_planned,
            results_count=job.results_count,
            error_count=job.error_count,
            download_available=job.is_download_available,
            query_stats=query_stats(job.tallies),
            **whose,
        )


class LogOut(_ToldOut):
    """A line of a job's log."""

    message: str
    level: str
    timestamp: str

    @classmethod
    def of(cls, told: Told, **whose: str | None) -> "LogOut":
        """Shape a line."""
        frame = told.frame
        return cls(message=frame.message, level=frame.level, timestamp=moment(frame.created_at), **whose)


class DoneOut(_ToldOut):
    """The end of a job."""

    id: str
    status: str
    results_count: int
    duration_seconds: float

    @classmethod
    def of(cls, told: Told, **whose: str | None) -> "DoneOut":
        """Shape the end of a job."""
        job = told.progress
        return cls(
            id=job.public_id,
            status=told.outcome,
            results_count=job.results_count,
            duration_seconds=round(job.duration_seconds, 3),
            **whose,
        )


class FaultOut(_ToldOut):
    """Why a stream ends though its job goes on."""

    code: str
    message: str
