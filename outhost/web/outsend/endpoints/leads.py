"""The endpoints of leads."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import (
    BodyTooLarge,
    DiskFull,
    InvalidInput,
    LeadNotFound,
    ListNotFound,
    ListTypeNotSupported,
    MalformedForm,
    NotInReview,
    TextOverflows,
)
from outhost.domain.reviews import ReviewStatus
from outhost.domain.searches import QUERY_LIMIT
from outhost.web.endpoint import Example, QueryParameter
from outhost.web.outsend import leads, tables
from outhost.web.outsend.endpoints.refusals import BODY, WORKSPACE
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.form import OkOut
from outhost.web.outsend.wire.leads import DecidedOut, LeadOut, LeadsOut, RedrawLeadIn, TablePreviewOut

_GROUP: Final = "Leads"
_LEAD: Final = MappingProxyType[str, Any]({
    "lead_id": "5e0b8f2c-6d1f-4a57-9a3e-0c4f6f7c2b11",
    "tracking_id": "nai4f0c2d9b7a1e835",
    "image_url": "https://memes.example.com/i/nai4f0c2d9b7a1e835.png",
    "variables": {"first_name": "Marie", "company": None},
    "missing_variables": ["company"],
    "warnings": ["empty_variable:layers.0"],
    "alt_text": "Marie, you need this.",
    "review_status": "needs_review",
    "created_at": "2026-05-10T19:00:00Z",
})  # fmt: skip
_NO_LIST: Final = (ListNotFound, "No list of your workspace has this id.")
_NO_LEAD: Final = (LeadNotFound, "The list has no lead of this id.")
_NEVER_HELD: Final = (NotInReview, "The image was never held for review.")

ENDPOINTS = (
    ApiEndpoint(
        method="GET",
        path="/api/lists/<list_id>/leads",
        handler=leads.page,
        title="List the leads of a list",
        group=_GROUP,
        audience=Audience.VIEWER,
        query=(
            *PAGED,
            QueryParameter(
                name="q", meaning="Words that must all occur among the values.", schema={"type": "string", "maxLength": QUERY_LIMIT}
            ),
            QueryParameter(
                name="review_status",
                meaning="Where the image stands.",
                schema={"type": "string", "enum": [str(status) for status in ReviewStatus]},
            ),
        ),
        answer=LeadsOut,
        refusals=(*WORKSPACE, _NO_LIST, (InvalidInput, "A parameter is out of range, or `review_status` is no such state.")),
        example=Example(answer={"items": [dict(_LEAD)], "total": 1, "limit": 50, "offset": 0}),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/lists/<list_id>/leads/<lead_id>",
        handler=leads.show,
        title="Get a lead",
        group=_GROUP,
        audience=Audience.VIEWER,
        answer=LeadOut,
        refusals=(*WORKSPACE, _NO_LIST, _NO_LEAD),
        example=Example(answer=dict(_LEAD)),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/lists/<list_id>/leads/<lead_id>",
        handler=leads.delete,
        title="Delete a lead",
        group=_GROUP,
        audience=Audience.MEMBER,
        answer=OkOut,
        refusals=(*WORKSPACE, _NO_LIST, _NO_LEAD),
        example=Example(answer={"ok": True}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/lists/<list_id>/leads/<lead_id>/redraw",
        handler=leads.redraw,
        title="Correct a lead",
        group=_GROUP,
        audience=Audience.MEMBER,
        body=RedrawLeadIn,
        answer=LeadOut,
        refusals=(
            *WORKSPACE,
            _NO_LIST,
            _NO_LEAD,
            *BODY,
            (InvalidInput, "A name is no variable of the list, or a value is nested or longer than 500 characters."),
            (TextOverflows, "A text does not fit and its layer says that this is an error."),
            (DiskFull, "The disk is nearly full."),
        ),
        example=Example(body={"variables": {"first_name": "Marie"}}, answer=dict(_LEAD)),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/lists/<list_id>/leads/<lead_id>/approve",
        handler=leads.approve,
        title="Approve a lead's image",
        group=_GROUP,
        audience=Audience.MEMBER,
        answer=LeadOut,
        refusals=(*WORKSPACE, _NO_LIST, _NO_LEAD, _NEVER_HELD),
        example=Example(answer={**_LEAD, "review_status": "approved"}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/lists/<list_id>/leads/<lead_id>/reject",
        handler=leads.reject,
        title="Reject a lead's image",
        group=_GROUP,
        audience=Audience.MEMBER,
        answer=LeadOut,
        refusals=(*WORKSPACE, _NO_LIST, _NO_LEAD, _NEVER_HELD),
        example=Example(answer={**_LEAD, "review_status": "rejected"}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/lists/<list_id>/leads/approve-all",
        handler=leads.approve_all,
        title="Approve all that wait",
        group=_GROUP,
        audience=Audience.MEMBER,
        answer=DecidedOut,
        refusals=(*WORKSPACE, _NO_LIST),
        example=Example(answer={"ok": True, "decided": 12}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/lists/<list_id>/leads/reject-all",
        handler=leads.reject_all,
        title="Reject all that wait",
        group=_GROUP,
        audience=Audience.MEMBER,
        answer=DecidedOut,
        refusals=(*WORKSPACE, _NO_LIST),
        example=Example(answer={"ok": True, "decided": 12}),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/lists/<list_id>/images.zip",
        handler=leads.images_zip,
        title="Download all images of a list",
        group=_GROUP,
        audience=Audience.VIEWER,
        answer_type="application/zip",
        refusals=(*WORKSPACE, _NO_LIST),
        example=Example(answer="(an archive: nai4f0c2d9b7a1e835.png, …, manifest.csv)"),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/lists/<list_id>/leads/table-preview",
        handler=tables.preview,
        title="Look at a table",
        group=_GROUP,
        audience=Audience.VIEWER,
        is_multipart=True,
        answer=TablePreviewOut,
        refusals=(
            *WORKSPACE,
            _NO_LIST,
            (BodyTooLarge, "The form is over 50 MB."),
            (MalformedForm, "The body is no form, or is cut off."),
            (InvalidInput, "The file is no table, damaged or too large, or `mapping` names what is not there."),
            (ListTypeNotSupported, "The list takes no leads."),
        ),
        example=Example(
            answer={
                "kind": "csv",
                "delimiter": ";",
                "encoding": "utf-8",
                "sheet": None,
                "has_header": True,
                "columns": ["First name", "Town"],
                "mapping": {"first_name": "First name"},
                "rows": [{"first_name": "Marie", "company": None}],
                "row_count": 1,
                "warnings": ["No column for company: it will be missing in every row.", "These columns are not used: Town."],
            }
        ),
    ),
)
