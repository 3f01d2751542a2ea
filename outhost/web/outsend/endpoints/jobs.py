"""The endpoints of jobs."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import (
    DiskFull,
    EarlierRunNeeded,
    EmailUnverified,
    EstimateFailed,
    InvalidInput,
    JobAlreadyOver,
    JobExpired,
    JobIsRead,
    JobNotDone,
    JobNotFound,
    JobStillLive,
    ListNotFound,
    ListTypeNotSupported,
    MalformedForm,
    ModuleNotFound,
    ModuleUnavailable,
    NoRows,
    NothingToResume,
    NotVisible,
    TooDear,
    TooManyJobs,
    UploadGone,
)
from outhost.domain.jobs import JobStatus
from outhost.domain.searches import QUERY_LIMIT
from outhost.exports.formats import Format
from outhost.web.endpoint import Example, QueryParameter
from outhost.web.outsend import jobs
from outhost.web.outsend.endpoints.refusals import BODY, KEPT, WORKSPACE, Refusals
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.form import OkOut
from outhost.web.outsend.wire.jobs import JobIn, JobItemsOut, JobOut, JobsOut, LogOut, ResumeIn

GROUP: Final = "Jobs"
JOB: Final = MappingProxyType[str, Any]({
    "id": "j_01JZ8Q4M6T0W3V5X7Y9A1B2C3D",
    "job_type": "filter",
    "queries": [],
    "zones": [],
    "include_reviews": False,
    "status": "pending",
    "grid_points_count": 2,
    "processed_points": 0,
    "results_count": 0,
    "error_count": 0,
    "ef_cost": 0.0,
    "created_at": "2026-05-10T19:00:00Z",
    "started_at": None,
    "completed_at": None,
    "expires_at": "2026-05-17T19:00:00Z",
    "error_message": None,
    "output_filename": "filter_20260510_j_01JZ8Q4M6T0W3V5X7Y9A1B2C3D.csv",
    "download_available": False,
    "source_job_id": None,
    "pipeline_id": None,
    "email_mode": None,
    "breakdown": {"by_query": {}, "by_zone": {}},
    "dead_queries": [],
    "flagged_tiles_count": 0,
    "total_attempts_count": 0,
    "query_stats": {},
})  # fmt: skip
_OF_A_MAP: Final = MappingProxyType({
    "job_type": "scrap",
    "queries": ["boulangerie", "dentiste"],
    "zones": ["Lyon"],
    "grid_points_count": 13,
    "ef_cost": 0.003,
    "output_filename": "scrap_20260510_j_01JZ8Q4M6T0W3V5X7Y9A1B2C3D.csv",
    "query_stats": {},
})  # fmt: skip
CREATES: Final[Refusals] = (
    (EmailUnverified, "Your e-mail address is not verified yet."),
    (TooManyJobs, "You have as many jobs pending or running as you may have (5); come back in 30 seconds."),
    (DiskFull, "The disk has too little room left."),
)
"""What whoever makes a job may meet, whatever it is."""
ABSENT: Final = (NotVisible, "No job of your workspace has this id.")
SOURCE: Final[Refusals] = (
    (JobNotFound, "No job of yours has the id that the body names."),
    (JobNotDone, "The job whose rows are to be worked on is not done."),
    (EarlierRunNeeded, "The module goes on where an earlier run of it ended, and the source is none, nor what one has read."),
    (JobExpired, "The rows of that job were removed when its retention ended."),
)
SCRAPS: Final[Refusals] = (
    (TooDear, "It would cost more EF than one job may."),
    (EstimateFailed, "What it would take could not be found out in half a minute, or too many ask at once."),
)
"""What whoever makes a job of the map may meet."""
_AGAIN: Final[Refusals] = (
    (UploadGone, "The file that came with the job was removed."),
    (ModuleNotFound, "The module is no longer there."),
    (ModuleUnavailable, "The module needs something that is not set up here any longer."),
)
_EXPIRED: Final = (JobExpired, "Its rows were removed when its retention ended.")


def _flag(name: str, meaning: str) -> QueryParameter:
    return QueryParameter(name=name, meaning=meaning, schema={"type": "string", "enum": ["0", "1", "false", "true"], "default": "0"})


_PROVENANCE: Final = _flag("provenance", "Whether to say where values came from.")
DOWNLOAD: Final = (
    QueryParameter(
        name="format",
        meaning="How they are written (default `json`).",
        schema={"type": "string", "enum": ["json", "csv", "xlsx", "jsonl"], "default": "json"},
    ),
    _flag("raw", "Whether to leave formulas in a CSV as they are."),
    _PROVENANCE,
)
"""What a download of rows can be told."""
STATUS: Final = QueryParameter(
    name="status", meaning="Only jobs that stand there.", schema={"type": "string", "enum": [str(status) for status in JobStatus]}
)

ENDPOINTS: Final = (
    ApiEndpoint(
        method="POST",
        path="/api/jobs/<job_id>",
        handler=jobs.create,
        title="Make a job",
        group=GROUP,
        audience=Audience.MEMBER,
        needs_verified=True,
        body=JobIn,
        is_multipart=True,
        is_kept=True,
        answer=JobOut,
        refusals=(
            *WORKSPACE,
            (ModuleNotFound, "No module of this name can be run here."),
            *BODY,
            (MalformedForm, "The form is cut off."),
            (InvalidInput, "Neither `items` nor a source, a param that won't do, or no row that has what the module needs."),
            KEPT,
            *CREATES,
            *SOURCE,
            (ListNotFound, "No list of yours has the id that the body names."),
            (ListTypeNotSupported, "That list takes no leads."),
            *SCRAPS,
            (ModuleUnavailable, "The module needs something that is not set up here."),
        ),
        consequence="Makes a job; `personalise` takes one credit for each image.",
        example=Example(
            path={"job_id": "filter"},
            body={
                "items": [{"name": "Boulangerie Martin", "phone": "0472000000"}, {"name": "Café Sans Fil", "phone": ""}],
                "require_phone": True,
            },
            answer=dict(JOB),
        ),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/jobs",
        handler=jobs.create_scrap,
        title="Find businesses",
        group=GROUP,
        audience=Audience.MEMBER,
        needs_verified=True,
        body=JobIn,
        is_kept=True,
        answer=JobOut,
        refusals=(
            *WORKSPACE,
            (ModuleNotFound, "The module is not there."),
            *BODY,
            (InvalidInput, "A param that won't do, or a zone that is unknown or may mean several."),
            KEPT,
            *CREATES,
            *SCRAPS,
            (ModuleUnavailable, "There is no map to look at yet."),
        ),
        consequence="Makes a job.",
        example=Example(
            body={"queries": ["boulangerie", "dentiste"], "zones": ["Lyon"], "country": "FRA", "stop_at": 500},
            answer={**JOB, **_OF_A_MAP},
        ),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/jobs",
        handler=jobs.page,
        title="List your jobs",
        group=GROUP,
        audience=Audience.VIEWER,
        query=(
            *PAGED,
            STATUS,
            QueryParameter(name="job_type", meaning="Only jobs of this module."),
            QueryParameter(name="pipeline_id", meaning="Only jobs of this pipeline."),
        ),
        answer=JobsOut,
        refusals=(*WORKSPACE, (InvalidInput, "`limit` not in 1..500, `offset` below 0, or no such `status`.")),
        example=Example(answer=[dict(JOB)], answer_headers={"X-Total-Count": "1"}),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/jobs/<job_id>",
        handler=jobs.show,
        title="Get a job",
        group=GROUP,
        audience=Audience.VIEWER,
        answer=JobOut,
        refusals=(*WORKSPACE, ABSENT),
        example=Example(
            answer={
                **JOB,
                "status": "done",
                "processed_points": 2,
                "results_count": 1,
                "started_at": "2026-05-10T19:00:00Z",
                "completed_at": "2026-05-10T19:00:01Z",
                "download_available": True,
                "total_attempts_count": 1,
            }
        ),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/jobs/<job_id>/items",
        handler=jobs.items,
        title="Get the rows of a job",
        group=GROUP,
        audience=Audience.VIEWER,
        query=(
            QueryParameter(
                name="limit",
                meaning="Rows a page, 1 to 1000 (default 100).",
                schema={"type": "integer", "minimum": 1, "maximum": jobs.MOST_ROWS, "default": jobs.ROWS},
            ),
            PAGED[1],
            QueryParameter(
                name="q", meaning="Words that must all begin words of a row.", schema={"type": "string", "maxLength": QUERY_LIMIT}
            ),
            _PROVENANCE,
        ),
        answer=JobItemsOut,
        refusals=(*WORKSPACE, ABSENT, (InvalidInput, "`limit` not in 1..1000, `offset` below 0, `q` too long, or no such `provenance`.")),
        example=Example(
            answer={
                "items": [{"name": "Boulangerie Martin", "phone": "0472000000"}],
                "total": 1,
                "limit": 100,
                "offset": 0,
                "columns": ["name", "phone"],
            }
        ),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/jobs/<job_id>/logs",
        handler=jobs.logs,
        title="Get the log of a job",
        group=GROUP,
        audience=Audience.VIEWER,
        answer=LogOut,
        refusals=(*WORKSPACE, ABSENT),
        example=Example(
            answer={
                "items": [
                    {
                        "timestamp": "2026-05-10T19:00:00Z",
                        "level": "info",
                        "message": "Columns read as: nom ← name, telephone ← phone.",
                    }
                ]
            }
        ),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/jobs/<job_id>/download",
        handler=jobs.download,
        title="Download the rows of a job",
        group=GROUP,
        audience=Audience.VIEWER,
        query=DOWNLOAD,
        answer_type=Format.JSON.media_type,
        other_types=tuple(form.media_type for form in Format if form is not Format.JSON),
        refusals=(
            *WORKSPACE,
            ABSENT,
            (InvalidInput, "No such `format`, `raw` or `provenance`."),
            (JobStillLive, "It is still pending or running."),
            (NoRows, "It has no rows, or no longer."),
        ),
        example=Example(
            answer='[{"name": "Boulangerie Martin", "phone": "0472000000"}]\n',
            answer_headers={"Content-Disposition": 'attachment; filename="filter_20260510_j_01JZ8Q4M6T0W3V5X7Y9A1B2C3D.json"'},
        ),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/jobs/<job_id>/cancel",
        handler=jobs.cancel,
        title="Cancel a job",
        group=GROUP,
        audience=Audience.MEMBER,
        answer=JobOut,
        refusals=(*WORKSPACE, ABSENT, (JobAlreadyOver, "It has ended already.")),
        example=Example(answer={**JOB, "status": "running", "started_at": "2026-05-10T19:00:00Z"}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/jobs/resume",
        handler=jobs.resume,
        title="Resume a job",
        group=GROUP,
        audience=Audience.MEMBER,
        needs_verified=True,
        body=ResumeIn,
        is_kept=True,
        answer=JobOut,
        refusals=(
            *WORKSPACE,
            *BODY,
            KEPT,
            *CREATES,
            (JobNotFound, "No job of yours has this id."),
            (NothingToResume, "It neither failed nor was cancelled, or nothing of it is left to do."),
            _EXPIRED,
            *_AGAIN,
        ),
        example=Example(body={"job_id": "{{ended_job_id}}"}, answer=dict(JOB)),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/jobs/<job_id>/rerun",
        handler=jobs.rerun,
        title="Run a job again",
        group=GROUP,
        audience=Audience.MEMBER,
        needs_verified=True,
        is_kept=True,
        answer=JobOut,
        refusals=(
            *WORKSPACE,
            ABSENT,
            KEPT,
            *CREATES,
            _EXPIRED,
            (InvalidInput, "A zone of it is no longer known, or may mean several."),
            *SCRAPS,
            *_AGAIN,
        ),
        consequence="Makes a job; `personalise` takes one credit for each image.",
        example=Example(answer=dict(JOB)),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/jobs/<job_id>",
        handler=jobs.delete,
        title="Delete a job",
        group=GROUP,
        audience=Audience.MEMBER,
        answer=OkOut,
        refusals=(
            *WORKSPACE,
            ABSENT,
            (JobStillLive, "It is still pending or running."),
            (JobIsRead, "Another job still reads from it."),
        ),
        example=Example(answer={"ok": True}),
    ),
)
