"""The shapes of jobs."""

from collections.abc import Sequence
from typing import Any

from pydantic import ConfigDict, Field, RootModel

from outhost.domain.job_tallies import FLAGGED, QUERY, ROWS, TILE, ZONE, Tallies
from outhost.domain.jobs import MOST_ITEMS, Frame, Job
from outhost.operations.job_results import ResultPage
from outhost.web.outsend.wire.form import In, Out, moment, moment_or_none

_LONGEST_ID = 64
_PROVENANCE = "provenance"


class JobIn(In):
    """A job to be made: rows, and the params of its module beside them, as its `config_schema` has them."""

    model_config = ConfigDict(strict=True, extra="allow")

    items: list[dict[str, Any]] | None = Field(
        None, min_length=1, max_length=MOST_ITEMS, description="Rows, 1 to 10,000, with columns of your own names."
    )
    source_job_id: str | None = Field(
        None,
        min_length=1,
        max_length=_LONGEST_ID,
        description="A done job of yours whose rows are worked on; with `items`, only where those came from.",
    )

    @property
    def params(self) -> dict[str, Any]:
        """Give what stands beside the rows."""
        return dict(self.model_extra or {})


class ResumeIn(In):
    """A job that is to go on."""

    job_id: str = Field(min_length=1, max_length=_LONGEST_ID, description="A failed or cancelled job of yours.")


class BreakdownOut(Out):
    """Rows that were kept, by the query and by the zone that they were found with, as they were sent."""

    by_query: dict[str, int]
    by_zone: dict[str, int]


class QueryStatsOut(Out):
    """How many of the tiles that were asked had something for a query."""

    tiles: int
    with_results: int
    found_pct: float


class JobOut(Out):
    """A job. What is about queries and zones is empty in a job that asks no map."""

    id: str
    job_type: str
    queries: list[str]
    zones: list[str]
    include_reviews: bool
    status: str = Field(description="`pending`, `running`, `done`, `failed`, `cancelled` or `expired`.")
    grid_points_count: int = Field(description="What is planned to be done: rows, or tiles of a map.")
    processed_points: int
    results_count: int
    error_count: int
    ef_cost: float = Field(description="Queries × tiles / 10,000, for a `scrap`.")
    created_at: str
    started_at: str | None
    completed_at: str | None
    expires_at: str = Field(description="When its rows are removed.")
    error_message: str | None
    output_filename: str
    download_available: bool
    source_job_id: str | None
    pipeline_id: str | None
    email_mode: str | None
    breakdown: BreakdownOut
    dead_queries: list[str] = Field(description="Queries that found nothing in any tile that was asked; empty while the job is live.")
    flagged_tiles_count: int = Field(description="Tiles of which the provider gave a part only.")
    total_attempts_count: int = Field(description="Attempts at units that have ended, those that failed among them.")
    query_stats: dict[str, QueryStatsOut] = Field(description="By query, how many tiles were asked for it so far.")

    @classmethod
    def of(cls, job: Job) -> "JobOut":
        """Shape a job."""
        return cls(
            id=job.public_id,
            job_type=job.job_type,
            queries=job.texts("queries"),
            zones=job.texts("zones"),
            include_reviews=job.params.get("include_reviews") is True,
            status=job.status.value,
            grid_points_count=job.points_planned,
            processed_points=job.points_done,
            results_count=job.results_count,
            error_count=job.error_count,
            ef_cost=job.ef_cost,
            created_at=moment(job.created_at),
            started_at=moment_or_none(job.started_at),
            completed_at=moment_or_none(job.completed_at),
            expires_at=moment(job.expires_at),
            error_message=job.error_message,
            output_filename=job.file_name("csv"),
            download_available=job.is_download_available,
            source_job_id=job.source_job_id,
            pipeline_id=job.pipeline_id,
            email_mode=job.params.get("mode") if job.job_type == "emails" else None,
            breakdown=BreakdownOut(
                by_query=job.tallies.by_name(QUERY, ROWS, job.texts("queries")), by_zone=job.tallies.by_name(ZONE, ROWS, job.texts("zones"))
            ),
            dead_queries=job.dead_queries,
            flagged_tiles_count=job.tallies.count(TILE, "", FLAGGED),
            total_attempts_count=job.attempts_count,
            query_stats=query_stats(job.tallies, job.texts("queries")),
        )


class JobsOut(RootModel[list[JobOut]]):
    """A page of jobs, newest first."""


class JobItemsOut(Out):
    """A page of a job's rows, in their order; those so far while it runs."""

    items: list[dict[str, Any]]
    total: int
    limit: int
    offset: int
    columns: list[str]

    @classmethod
    def of(cls, page: ResultPage, provenance: Sequence[dict[str, Any] | None] | None, *, limit: int, offset: int) -> "JobItemsOut":
        """Shape a page; with `provenance`, each row with where its values came from."""
        rows = page.as_rows()
        if provenance is not None:
            name = _PROVENANCE if _PROVENANCE not in page.job.columns else f"{_PROVENANCE}_2"
            rows = [row | {name: found or {}} for row, found in zip(rows, provenance, strict=True)]
        return cls(items=rows, total=page.total, limit=limit, offset=offset, columns=list(page.job.columns))


class LogLineOut(Out):
    """A line of a job's log."""

    timestamp: str
    level: str = Field(description="`debug`, `info`, `warn` or `error`.")
    message: str

    @classmethod
    def of(cls, frame: Frame) -> "LogLineOut":
        """Shape a line."""
        return cls(timestamp=moment(frame.created_at), level=frame.level.value, message=frame.message)


class LogOut(Out):
    """The last lines of a job's log, oldest first."""

    items: list[LogLineOut]


def query_stats(tallies: Tallies, first: Sequence[str] = ()) -> dict[str, QueryStatsOut]:
    """Shape how it went with each query."""
    return {
        name: QueryStatsOut(tiles=one.tiles, with_results=one.with_results, found_pct=one.found_percent)
        for name, one in tallies.queries(first).items()
    }
