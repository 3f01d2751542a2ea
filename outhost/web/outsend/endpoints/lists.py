"""The endpoints of lists."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import InvalidInput, ListHasLeads, ListNotFound, ListTypeNotSupported, NotVisible, StudioBusy
from outhost.domain.merge_recipes import RECIPES
from outhost.web.endpoint import Example, QueryParameter
from outhost.web.outsend import lists
from outhost.web.outsend.endpoints.refusals import BODY, WORKSPACE
from outhost.web.outsend.endpoints.templates import SPEC
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.form import OkOut
from outhost.web.outsend.wire.lists import ListChangeIn, ListIn, ListOut, ListsOut, SnippetOut

_GROUP: Final = "Lists"
_LIST: Final = MappingProxyType[str, Any](
    {
        "list_id": "3f2c9b1e-5d0a-4c3b-9a52-0c3b7a1f6d21",
        "list_name": "Q2 Campaign",
        "list_type": "meme",
        "status": "completed",
        "created_at": "2026-05-10T19:00:00Z",
        "lead_count": 0,
        "variables": ["first_name", "company"],
        "image_extension": "png",
        "template_id": None,
        "render_spec": dict(SPEC),
        "review": "warnings",
        "max_bytes": None,
        "alt_text": "A greeting for {{first_name}}",
        "retention_days": 90,
        "image_bytes": 0,
        "images_are_private": False,
    }
)
_ABSENT: Final = (ListNotFound, "You have no list of this id.")
_NO_TEMPLATE: Final = (NotVisible, "You see no template of the id `template_id`.")
_FAULTY: Final = (
    InvalidInput,
    "The name, the spec or an option won't do: one entry a fault, its `field` such as `render_spec.layers.2.font`.",
)
_BUSY: Final = (StudioBusy, "Many pictures wait to be tried.")

ENDPOINTS: Final = (
    ApiEndpoint(
        method="GET",
        path="/api/lists",
        handler=lists.page,
        title="List your lists",
        group=_GROUP,
        audience=Audience.VIEWER,
        query=PAGED,
        answer=ListsOut,
        refusals=(*WORKSPACE, (InvalidInput, "`limit` not in 1..500, or `offset` below 0.")),
        example=Example(answer={"items": [dict(_LIST)], "total": 1, "limit": 50, "offset": 0}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/lists",
        handler=lists.add,
        title="Make a list",
        group=_GROUP,
        audience=Audience.MEMBER,
        body=ListIn,
        is_kept=True,
        answer=ListOut,
        refusals=(*WORKSPACE, *BODY, _FAULTY, _NO_TEMPLATE, _BUSY),
        example=Example(
            body={
                "name": "Q2 Campaign",
                "render_spec": dict(SPEC),
                "review": "warnings",
                "alt_text": "A greeting for {{first_name}}",
                "retention_days": 90,
            },
            answer=dict(_LIST),
        ),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/lists/<list_id>",
        handler=lists.show,
        title="Get a list",
        group=_GROUP,
        audience=Audience.VIEWER,
        answer=ListOut,
        refusals=(*WORKSPACE, _ABSENT),
        example=Example(answer=dict(_LIST)),
    ),
    ApiEndpoint(
        method="PATCH",
        path="/api/lists/<list_id>",
        handler=lists.change,
        title="Change a list",
        group=_GROUP,
        audience=Audience.MEMBER,
        body=ListChangeIn,
        answer=ListOut,
        refusals=(
            *WORKSPACE,
            _ABSENT,
            *BODY,
            _FAULTY,
            _NO_TEMPLATE,
            (ListHasLeads, "It has leads, and its spec, template or `max_bytes` is to be changed."),
            _BUSY,
        ),
        example=Example(body={"name": "Q3 Campaign", "review": "none"}, answer={**_LIST, "list_name": "Q3 Campaign", "review": "none"}),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/lists/<list_id>",
        handler=lists.delete,
        title="Delete a list",
        group=_GROUP,
        audience=Audience.MEMBER,
        answer=OkOut,
        refusals=(*WORKSPACE, _ABSENT),
        example=Example(answer={"ok": True}),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/lists/<list_id>/snippet",
        handler=lists.snippet,
        title="Get the HTML for a mail tool",
        group=_GROUP,
        audience=Audience.VIEWER,
        query=(
            QueryParameter(
                name="for", meaning="The tool that sends the mails (default `any`).", schema={"enum": list(RECIPES), "type": "string"}
            ),
        ),
        answer=SnippetOut,
        refusals=(
            *WORKSPACE,
            _ABSENT,
            (InvalidInput, "`for` names no tool that is known."),
            (ListTypeNotSupported, "The list is no `meme` list, and has no images."),
        ),
        example=Example(
            answer={
                "tool": "Mailchimp",
                "snippet": '<img src="*|IMAGE_URL|*" alt="*|ALT_TEXT|*" width="600" height="300"'
                ' style="display:block;max-width:100%;height:auto;border:0">',
                "width": 600,
                "height": 300,
                "columns": {"image_url": "*|IMAGE_URL|*", "alt_text": "*|ALT_TEXT|*"},
                "steps": ["Paste the snippet into a Code block of the mail."],
                "notes": [],
            }
        ),
    ),
)
