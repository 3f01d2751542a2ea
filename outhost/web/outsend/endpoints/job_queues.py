"""The endpoints of the queues of jobs, for administrators of the installation."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import InvalidInput, JobAlreadyOver, NotVisible
from outhost.web.endpoint import Example
from outhost.web.outsend import job_queues
from outhost.web.outsend.endpoints.jobs import GROUP, JOB, STATUS
from outhost.web.outsend.endpoints.refusals import ADMINISTRATOR, PAGE
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.job_queues import QueuedJobsOut, QueueOut
from outhost.web.outsend.wire.jobs import JobOut

_RUNNING: Final = MappingProxyType[str, Any]({
    "id": "j_01JZ8Q4M6T0W3V5X7Y9A1B2C3D",
    "job_type": "filter",
    "lane": "parallel",
    "status": "running",
    "workspace_id": 7,
    "workspace_name": "Northwind",
    "user_email": "kim@example.com",
    "grid_points_count": 1200,
    "processed_points": 512,
    "results_count": 511,
    "error_count": 1,
    "ef_cost": 0.0,
    "recoveries": 0,
    "lease_holder": "5a0c1f7e9b2d4c68",
    "lease_until": "2026-05-10T19:00:15Z",
    "created_at": "2026-05-10T18:59:58Z",
    "started_at": "2026-05-10T19:00:00Z",
    "completed_at": None,
})  # fmt: skip

ENDPOINTS: Final = (
    ApiEndpoint(
        method="GET",
        path="/api/jobs/queue",
        handler=job_queues.queue,
        title="Look at the queues",
        group=GROUP,
        audience=Audience.ADMINISTRATOR,
        query=PAGED,
        answer=QueueOut,
        refusals=(*ADMINISTRATOR, PAGE),
        example=Example(
            answer={
                "items": [dict(_RUNNING)],
                "total": 1,
                "limit": 50,
                "offset": 0,
                "lanes": [
                    {"lane": "extraction", "slots": 8, "running": 0, "pending": 0, "oldest_pending_seconds": None},
                    {"lane": "parallel", "slots": 6, "running": 1, "pending": 0, "oldest_pending_seconds": None},
                ],
            }
        ),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/admin/jobs",
        handler=job_queues.list_jobs,
        title="List the jobs of all workspaces",
        group=GROUP,
        audience=Audience.ADMINISTRATOR,
        query=(*PAGED, STATUS),
        answer=QueuedJobsOut,
        refusals=(*ADMINISTRATOR, (InvalidInput, "`limit` not in 1..500, `offset` below 0, or no such `status`.")),
        example=Example(answer={"items": [dict(_RUNNING)], "total": 1, "limit": 50, "offset": 0}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/admin/jobs/<job_id>/cancel",
        handler=job_queues.cancel_job,
        title="Cancel a job of any workspace",
        group=GROUP,
        audience=Audience.ADMINISTRATOR,
        answer=JobOut,
        refusals=(*ADMINISTRATOR, (NotVisible, "No job has this id."), (JobAlreadyOver, "It has ended already.")),
        example=Example(answer={**JOB, "status": "running", "started_at": "2026-05-10T19:00:00Z"}),
    ),
)
