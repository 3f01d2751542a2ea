"""Every endpoint of `/v1`, in the order of the documentation: routes, `Allow`, the docs, OpenAPI and the tests are made of this list."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from outhost.domain.errors import (
    DiskFull,
    InsufficientCredits,
    InvalidApiKey,
    InvalidInput,
    ListNotFound,
    ListTypeNotSupported,
    MissingAuthorization,
    Refusal,
)
from outhost.domain.paging import PAGE_LIMIT
from outhost.web.endpoint import Endpoint, Example, QueryParameter
from outhost.web.outwink import account, api_keys, leads, lists
from outhost.web.outwink.wire import (
    AccountOut,
    AddedLeadOut,
    AddLeadIn,
    DeletedListOut,
    ListDetailOut,
    ListsOut,
    RenamedListOut,
    RenameListIn,
    RotatedKeyOut,
)
from outhost.web.table import PathParameter

_ALWAYS: tuple[tuple[type[Refusal], str], ...] = (
    (MissingAuthorization, "No `X-API-Key` header."),
    (InvalidApiKey, "The key didn't resolve to a user."),
)
PATH_PARAMETERS: Mapping[str, PathParameter] = MappingProxyType({
    "list_id": PathParameter(
        meaning="Id of one of your lists, a UUID; `GET /v1/lists` names them.", schema={"type": "string", "format": "uuid"}
    ),
})  # fmt: skip
_PAGE = QueryParameter(
    name="page",
    meaning="Number of the page, from 1 (default 1).",
    schema={"type": "integer", "minimum": 1, "maximum": PAGE_LIMIT, "default": 1},
)
_NO_LIST = (ListNotFound, "List doesn't exist or isn't owned by you.")
_LIST_ID = "cf9a8f55-7e7c-4d2e-aa1f-4d9b7e25c1a1"
_LIST: MappingProxyType[str, Any] = MappingProxyType({
    "list_id": _LIST_ID,
    "list_name": "Q2 Campaign",
    "list_type": "meme",
    "status": "completed",
    "created_at": "2026-04-15T11:23:42Z",
    "lead_count": 142,
})  # fmt: skip
_OTHER_LIST: MappingProxyType[str, Any] = MappingProxyType({
    "list_id": "2c4f1c33-b8e8-4f5e-9a2c-3f6b2b3a7d9b",
    "list_name": "Welcome funnel",
    "list_type": "meme",
    "status": "completed",
    "created_at": "2026-03-02T08:11:09Z",
    "lead_count": 38,
})  # fmt: skip
_CSV = """tracking_id,image_url,first_name,company
naia9c7d2f5b81e6c4,https://images.example.com/i/naia9c7d2f5b81e6c4.png,Sam,Acme
naib0e8c4d2f5b81a3,https://images.example.com/i/naib0e8c4d2f5b81a3.png,Jamie,Globex
naic1f9d5e3a6c92b4,https://images.example.com/i/naic1f9d5e3a6c92b4.png,Pat,Initech
"""

ENDPOINTS = (
    Endpoint(
        method="GET",
        path="/v1/me",
        handler=account.show,
        title="Get account info",
        group="Account",
        answer=AccountOut,
        refusals=_ALWAYS,
        example=Example(
            answer={
                "user_id": "b1ee5f3a-21a9-44f7-9c0d-2cdda8efb0b3",
                "email": "alex@example.com",
                "full_name": "Alex Cohen",
                "credits": 4231,
                "subscription": {
                    "plan_name": "growth",
                    "status": "active",
                    "current_period_end": "2026-06-01T00:00:00Z",
                    "cancel_at_period_end": False,
                },
            }
        ),
    ),
    Endpoint(
        method="GET",
        path="/v1/lists",
        handler=lists.page,
        title="List all your lists",
        group="Lists",
        query=(
            _PAGE,
            QueryParameter(
                name="size",
                meaning="Lists a page, 1 to 200 (default 50).",
                schema={"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
            ),
        ),
        answer=ListsOut,
        refusals=((InvalidInput, "`page < 1` or `size` not in 1..200."), *_ALWAYS),
        example=Example(
            answer={
                "lists": [dict(_LIST), dict(_OTHER_LIST)],
                "pagination": {"page": 1, "size": 50, "total": 2, "last_page": 1, "has_next": False, "has_prev": False},
            }
        ),
    ),
    Endpoint(
        method="GET",
        path="/v1/lists/<list_id>",
        handler=lists.show,
        title="Get list details",
        group="Lists",
        answer=ListDetailOut,
        refusals=(_NO_LIST, *_ALWAYS),
        example=Example(answer={**_LIST, "variables": ["first_name", "company"], "image_extension": "png"}),
    ),
    Endpoint(
        method="PATCH",
        path="/v1/lists/<list_id>",
        handler=lists.rename,
        title="Rename a list",
        group="Lists",
        body=RenameListIn,
        consequence="Renames the list.",
        answer=RenamedListOut,
        refusals=((InvalidInput, "`name` is empty or longer than 120 chars after trim."), _NO_LIST, *_ALWAYS),
        example=Example(body={"name": "Q2 Campaign"}, answer={"list_id": _LIST_ID, "list_name": "Q2 Campaign"}),
    ),
    Endpoint(
        method="DELETE",
        path="/v1/lists/<list_id>",
        handler=lists.delete,
        title="Delete a list",
        group="Lists",
        answer=DeletedListOut,
        consequence="Deletes the list, its leads and their images. This can't be undone.",
        refusals=(_NO_LIST, *_ALWAYS),
        example=Example(answer={"deleted": True, "list_id": _LIST_ID}),
    ),
    Endpoint(
        method="POST",
        path="/v1/lists/<list_id>/leads",
        handler=leads.add,
        title="Generate image (add lead)",
        group="Leads",
        body=AddLeadIn,
        is_kept=True,
        consequence="This costs 1 credit.",
        answer=AddedLeadOut,
        refusals=(
            (InvalidInput, "`variables` is not an object."),
            (ListTypeNotSupported, "List is `ai` or `ice_breaker`; only `meme` is supported here."),
            (InsufficientCredits, "`details: { cost, available }`. Top up and retry."),
            _NO_LIST,
            (DiskFull, "The server's disk is too full to keep another image; nothing is charged."),
            *_ALWAYS,
        ),
        example=Example(
            body={"variables": {"first_name": "Sam", "company": "Acme"}},
            answer={
                "lead_id": "7c2e1b9a-3f4d-4a1c-b7e8-2f3d5c6a8b91",
                "tracking_id": "naia9c7d2f5b81e6c4",
                "image_url": "https://images.example.com/i/naia9c7d2f5b81e6c4.png",
                "variables_used": {"first_name": "Sam", "company": "Acme"},
                "missing_variables": [],
                "ignored_variables": [],
                "credits_remaining": 4230,
            },
        ),
    ),
    Endpoint(
        method="GET",
        path="/v1/lists/<list_id>/csv",
        handler=leads.export,
        title="Export leads as CSV",
        group="Leads",
        query=(
            _PAGE,
            QueryParameter(
                name="size",
                meaning="Leads a page, 1 to 10000 (default 10000).",
                schema={"type": "integer", "minimum": 1, "maximum": 10_000, "default": 10_000},
            ),
            QueryParameter(
                name="safe",
                meaning="`1` neutralises cells that a spreadsheet would run as a formula.",
                schema={"type": "string", "examples": ["1"]},
            ),
        ),
        answer_type="text/csv; charset=utf-8",
        refusals=((InvalidInput, "`page < 1` or `size` not in 1..10000."), _NO_LIST, *_ALWAYS),
        example=Example(
            answer=_CSV,
            answer_headers={
                "X-Total-Count": "142",
                "X-Page": "1",
                "X-Page-Size": "10000",
                "X-Last-Page": "1",
                "Link": '<{{base}}/v1/lists/{{list_id}}/csv?page=1&size=10000>; rel="first",'
                ' <{{base}}/v1/lists/{{list_id}}/csv?page=1&size=10000>; rel="last"',
            },
        ),
    ),
    Endpoint(
        method="POST",
        path="/v1/auth/rotate-key",
        handler=api_keys.rotate,
        title="Rotate API key",
        group="Authentication",
        answer=RotatedKeyOut,
        consequence="Your key stops working at once; this page goes on with the new one. This can't be undone.",
        refusals=_ALWAYS,
        example=Example(answer={"api_key": "8d1d20c0-5b7e-4d2c-8a3f-0e8b6f1c3a02", "rotated_at": "2026-05-10T19:00:00Z"}),
    ),
)
