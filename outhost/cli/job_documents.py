"""Jobs as commands show them: the fields that `/api/jobs` has, and what else the operator of a machine may know."""

from collections.abc import Sequence
from typing import Any

from outhost.domain.clock import whole_seconds, whole_seconds_or_none
from outhost.domain.job_tallies import FLAGGED, QUERY, ROWS, TILE, ZONE
from outhost.domain.jobs import Frame, FrameKind, Job


def job_document(job: Job) -> dict[str, Any]:
    """Write all that is known of a job."""
    return {
        "id": job.public_id,
        "job_type": job.job_type,
        "status": job.status,
        "grid_points_count": job.points_planned,
        "processed_points": job.points_done,
        "results_count": job.results_count,
        "error_count": job.error_count,
        "ef_cost": job.ef_cost,
        "breakdown": {
            "by_query": job.tallies.by_name(QUERY, ROWS, job.texts("queries")),
            "by_zone": job.tallies.by_name(ZONE, ROWS, job.texts("zones")),
        },
        "dead_queries": job.dead_queries,
        "flagged_tiles_count": job.tallies.count(TILE, "", FLAGGED),
        "query_stats": {
            name: {"tiles": one.tiles, "with_results": one.with_results, "found_pct": one.found_percent}
            for name, one in job.tallies.queries(job.texts("queries")).items()
        },
        "total_attempts_count": job.attempts_count,
        "created_at": whole_seconds(job.created_at),
        "started_at": whole_seconds_or_none(job.started_at),
        "completed_at": whole_seconds_or_none(job.completed_at),
        "expires_at": whole_seconds(job.expires_at),
        "error_message": job.error_message,
        "output_filename": job.file_name("csv"),
        "download_available": job.is_download_available,
        "source_job_id": job.source_job_id,
        "pipeline_id": job.pipeline_id,
        "workspace_id": job.workspace_id,
        "params": dict(job.params),
        "columns": list(job.columns),
        "is_cancelling": job.is_cancelling,
    }


def log_document(frames: Sequence[Frame]) -> list[dict[str, Any]]:
    """Write lines of a log."""
    return [
        {"timestamp": whole_seconds(frame.created_at), "level": frame.level, "message": frame.message}
        for frame in frames
        if frame.kind is FrameKind.LOG
    ]
