"""The endpoints of `/api/privacy`."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import InvalidInput, NotVisible
from outhost.web.endpoint import Example
from outhost.web.outsend import privacy
from outhost.web.outsend.endpoints.refusals import BODY, WORKSPACE
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.form import OkOut
from outhost.web.outsend.wire.privacy import (
    EraseIn,
    ErasureOut,
    KeptDataOut,
    LiftSuppressionIn,
    SubjectIn,
    SuppressionOut,
    SuppressionsOut,
)

_GROUP: Final = "Privacy"
_NO_SUBJECT: Final = (InvalidInput, "`subject` is no e-mail address, telephone number or tracking id.")
_SUBJECT: Final = "sam@example.com"
_SUPPRESSION: Final = MappingProxyType[str, Any]({
    "id": 3,
    "subject_kind": "email",
    "digest": "0c6ff1bd1c9a2b6b2a4b7f3d3a1f5e9d8c7b6a59483726150f1e2d3c4b5a6978",
    "created_at": "2026-05-10T19:00:00Z",
})  # fmt: skip

ENDPOINTS = (
    ApiEndpoint(
        method="POST",
        path="/api/privacy/erase",
        handler=privacy.erase,
        title="Erase a person",
        group=_GROUP,
        audience=Audience.ADMIN,
        body=EraseIn,
        answer=ErasureOut,
        refusals=(*WORKSPACE, *BODY, _NO_SUBJECT),
        consequence="Erases the person everywhere in the workspace. This can't be undone.",
        example=Example(
            body={"subject": _SUBJECT, "suppress": True},
            answer={
                "subject_kind": "email",
                "erased": {
                    "leads": 3, "images": 3, "replies": 1, "events": 0, "letters": 0, "invitations": 0, "templates": 0, "lists": 0,
                    "credits": 0, "jobs": 0, "job_inputs": 0, "job_rows": 0, "job_alike": 0, "job_frames": 0, "pipelines": 0,
                    "veilles": 0, "veille_runs": 0, "veille_signals": 0, "veille_rows": 0, "feedback_threads": 0,
                    "feedback_messages": 0, "webhook_deliveries": 0, "uploads": 0, "outbox": 0, "pages": 0,
                },
                "suppressed": True,
                "remaining": [],
            },
        ),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/privacy/export",
        handler=privacy.export,
        title="Export what is kept about a person",
        group=_GROUP,
        audience=Audience.ADMIN,
        body=SubjectIn,
        answer=KeptDataOut,
        refusals=(*WORKSPACE, *BODY, _NO_SUBJECT),
        example=Example(
            body={"subject": _SUBJECT},
            answer={
                "subject_kind": "email",
                "leads": [
                    {
                        "list_id": "cf9a8f55-7e7c-4d2e-aa1f-4d9b7e25c1a1",
                        "list_name": "Q2 Campaign",
                        "lead_id": "0d0e3f7c-3a55-4d0c-8a52-9f0f7a1f3f10",
                        "tracking_id": "naia9c7d2f5b81e6c4",
                        "image_url": "https://images.example.com/i/naia9c7d2f5b81e6c4.png",
                        "variables": {"first_name": "Sam", "email": _SUBJECT, "company": "Acme"},
                        "review_status": "clear",
                        "added_by": "api_key",
                        "created_at": "2026-05-10T19:00:00Z",
                    }
                ],
                "events": [],
                "letters": [],
                "counts": {
                    "leads": 1, "replies": 0, "events": 0, "letters": 0, "invitations": 0, "templates": 0, "lists": 0, "credits": 0,
                    "jobs": 0, "job_inputs": 0, "job_rows": 0, "job_alike": 0, "job_frames": 0, "pipelines": 0, "veilles": 0,
                    "veille_runs": 0, "veille_signals": 0, "veille_rows": 0, "feedback_threads": 0,
                    "feedback_messages": 0, "webhook_deliveries": 0,
                },
            },
        ),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/privacy/suppressions",
        handler=privacy.list_suppressions,
        title="List suppressions",
        group=_GROUP,
        audience=Audience.ADMIN,
        query=PAGED,
        answer=SuppressionsOut,
        refusals=(*WORKSPACE, (InvalidInput, "`limit` not in 1..500, or `offset` below 0.")),
        example=Example(answer={"items": [dict(_SUPPRESSION)], "total": 1, "limit": 50, "offset": 0}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/privacy/suppressions",
        handler=privacy.suppress,
        title="Suppress a person",
        group=_GROUP,
        audience=Audience.ADMIN,
        body=SubjectIn,
        answer=SuppressionOut,
        is_kept=True,
        refusals=(*WORKSPACE, *BODY, _NO_SUBJECT),
        example=Example(body={"subject": _SUBJECT}, answer=dict(_SUPPRESSION)),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/privacy/suppressions",
        handler=privacy.lift_suppression,
        title="Lift a suppression",
        group=_GROUP,
        audience=Audience.ADMIN,
        body=LiftSuppressionIn,
        answer=OkOut,
        refusals=(*WORKSPACE, *BODY, _NO_SUBJECT, (NotVisible, "Nobody is suppressed under this subject or id.")),
        example=Example(body={"subject": _SUBJECT}, answer={"ok": True}),
    ),
)  # fmt: skip
