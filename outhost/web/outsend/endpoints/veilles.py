"""The endpoints of veilles."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import (
    DiskFull,
    EmailUnverified,
    InvalidInput,
    JobExpired,
    JobNotDone,
    JobNotFound,
    ModuleNotFound,
    ModuleUnavailable,
    NotVisible,
    NotWatched,
    PipelineNotDone,
    PipelineNotFound,
    PipelineOfVeille,
    RunStillLive,
    UploadGone,
)
from outhost.web.endpoint import Example
from outhost.web.outsend import veille_feeds, veilles
from outhost.web.outsend.endpoints.jobs import SCRAPS
from outhost.web.outsend.endpoints.refusals import BODY, KEPT, PAGE, WORKSPACE, Refusals
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.form import OkOut
from outhost.web.outsend.wire.veille_feeds import FeedOut
from outhost.web.outsend.wire.veille_runs import RunOut
from outhost.web.outsend.wire.veilles import VeilleChangeIn, VeilleIn, VeilleOut, VeillesOut

GROUP: Final = "Veille"
VEILLE_ID: Final = "6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b"
RUN_ID: Final = "0b9d8c7e-6f5a-4b3c-9d2e-1f0a9b8c7d6e"
ABSENT: Final = (NotVisible, "No veille of your workspace has this id.")
VEILLE: Final = MappingProxyType[str, Any]({
    "id": VEILLE_ID,
    "name": "Bakeries of Lyon",
    "source_job_id": "j_01JZ8Q4M6T0W3V5X7Y9A1B2C3D",
    "source_pipeline_id": None,
    "frequency_days": 7,
    "status": "active",
    "next_run_at": "2026-05-17T19:00:00Z",
    "last_run_at": None,
    "last_run_job_id": None,
    "run_count": 0,
    "created_at": "2026-05-10T19:00:00Z",
    "digest": True,
})  # fmt: skip
RUN: Final = MappingProxyType[str, Any]({
    "id": RUN_ID,
    "veille_id": VEILLE_ID,
    "job_id": "j_01JZ9A0B1C2D3E4F5G6H7J8K9M",
    "pipeline_id": None,
    "status": "pending",
    "started_at": None,
    "completed_at": None,
    "counts": {"new": 0, "closed": 0, "missing": 0, "modified": 0, "unchanged": 0},
    "error_message": None,
})  # fmt: skip
_FEED: Final = f"https://outhost.example/feeds/veille/{VEILLE_ID}"
_SIGNATURE: Final = "signature=4Zk1vJmJ0q8d9m1Jx0V0sG0c6rGf0c1b2a3d4e5f6g7"
FEED: Final = MappingProxyType[str, Any]({
    "rss_url": f"{_FEED}.rss?{_SIGNATURE}",
    "json_url": f"{_FEED}.json?{_SIGNATURE}",
    "opened_at": "2026-05-10T19:00:00Z",
})  # fmt: skip

_BEGINS: Final[Refusals] = (
    (EmailUnverified, "Your e-mail address is not verified yet."),
    (UploadGone, "The file that came with the source was removed."),
    (ModuleNotFound, "A module that runs is no longer there."),
    (ModuleUnavailable, "A module that runs needs something that is not set up here any longer."),
    (InvalidInput, "A param or a zone of the source won't do any longer."),
    *SCRAPS,
    (DiskFull, "The disk has too little room left."),
)
"""What whoever has a run begin may meet."""

ENDPOINTS: Final = (
    ApiEndpoint(
        method="POST",
        path="/api/veille",
        handler=veilles.create,
        title="Make a veille",
        group=GROUP,
        audience=Audience.MEMBER,
        needs_verified=True,
        body=VeilleIn,
        is_kept=True,
        answer=VeilleOut,
        refusals=(
            *WORKSPACE,
            *BODY,
            (InvalidInput, "Both or neither of `source_job_id` and `source_pipeline_id`, or a field that won't do."),
            KEPT,
            (JobNotFound, "No job of yours has the id that the body names."),
            (PipelineNotFound, "No pipeline of yours has the id that the body names."),
            (JobNotDone, "The job is not done."),
            (PipelineNotDone, "The pipeline is not done."),
            (JobExpired, "The rows of the source were removed when its retention ended."),
            (NotWatched, "The source draws images."),
            (PipelineOfVeille, "The pipeline is a veille’s own."),
            *_BEGINS,
        ),
        consequence="Makes a veille, which runs by itself from then on.",
        example=Example(
            body={"name": "Bakeries of Lyon", "source_job_id": "{{done_job_id}}", "frequency_days": 7, "digest": True}, answer=dict(VEILLE)
        ),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/veille",
        handler=veilles.page,
        title="List your veilles",
        group=GROUP,
        audience=Audience.VIEWER,
        query=PAGED,
        answer=VeillesOut,
        refusals=(*WORKSPACE, PAGE),
        example=Example(answer={"items": [dict(VEILLE)], "total": 1, "limit": 50, "offset": 0}),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/veille/<veille_id>",
        handler=veilles.show,
        title="Get a veille",
        group=GROUP,
        audience=Audience.VIEWER,
        answer=VeilleOut,
        refusals=(*WORKSPACE, ABSENT),
        example=Example(answer=dict(VEILLE)),
    ),
    ApiEndpoint(
        method="PATCH",
        path="/api/veille/<veille_id>",
        handler=veilles.change,
        title="Change, pause or resume a veille",
        group=GROUP,
        audience=Audience.MEMBER,
        body=VeilleChangeIn,
        answer=VeilleOut,
        refusals=(*WORKSPACE, ABSENT, *BODY),
        example=Example(body={"status": "paused"}, answer={**VEILLE, "status": "paused", "next_run_at": None}),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/veille/<veille_id>",
        handler=veilles.delete,
        title="Delete a veille",
        group=GROUP,
        audience=Audience.MEMBER,
        answer=OkOut,
        refusals=(*WORKSPACE, ABSENT),
        example=Example(answer={"ok": True}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/veille/<veille_id>/run",
        handler=veilles.run,
        title="Run a veille now",
        group=GROUP,
        audience=Audience.MEMBER,
        needs_verified=True,
        is_kept=True,
        answer=RunOut,
        refusals=(*WORKSPACE, ABSENT, KEPT, (RunStillLive, "A run of it is still under way."), *_BEGINS),
        consequence="Makes a job, or runs a pipeline.",
        example=Example(answer=dict(RUN)),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/veille/<veille_id>/feed",
        handler=veille_feeds.show,
        title="Get the link of a feed",
        group=GROUP,
        audience=Audience.MEMBER,
        answer=FeedOut,
        refusals=(*WORKSPACE, ABSENT),
        example=Example(answer=dict(FEED)),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/veille/<veille_id>/feed",
        handler=veille_feeds.open_feed,
        title="Open a feed, or change its link",
        group=GROUP,
        audience=Audience.MEMBER,
        is_kept=True,
        answer=FeedOut,
        refusals=(*WORKSPACE, ABSENT, KEPT),
        consequence="Whoever has the former link finds nothing there any longer.",
        example=Example(answer=dict(FEED)),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/veille/<veille_id>/feed",
        handler=veille_feeds.close_feed,
        title="Close a feed",
        group=GROUP,
        audience=Audience.MEMBER,
        answer=OkOut,
        refusals=(*WORKSPACE, ABSENT),
        example=Example(answer={"ok": True}),
    ),
)
