"""The endpoints of templates and previews."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import BuiltInUnchangeable, InvalidInput, NotVisible, StudioBusy, TextOverflows
from outhost.web.endpoint import Example
from outhost.web.outsend import templates
from outhost.web.outsend.endpoints.refusals import BODY, WORKSPACE
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.form import OkOut
from outhost.web.outsend.wire.templates import PreviewIn, TemplateChangeIn, TemplateIn, TemplateOut, TemplatesOut

_GROUP: Final = "Templates"
SPEC: Final = MappingProxyType[str, Any](
    {
        "version": 1,
        "width": 800,
        "height": 400,
        "background": {"color": "#224466"},
        "variables": [{"name": "first_name", "default": "there"}, {"name": "company"}],
        "layers": [
            {"type": "text", "text": "Hi {{first_name}} of {{company}}!", "box": [40, 40, 720, 320], "size": 72, "color": "#ffffff"}
        ],
    }
)
_TEMPLATE: Final = MappingProxyType[str, Any](
    {
        "id": 12,
        "name": "Blue greeting",
        "slug": None,
        "builtin": False,
        "variables": ["first_name", "company"],
        "image_extension": "png",
        "render_spec": dict(SPEC),
        "preview_url": "https://outhost.example.com/api/templates/12/preview?v=0d3f4a7b9c1e2d5f",
    }
)
_ABSENT: Final = (NotVisible, "You see no template of this id.")
_BUILT_IN: Final = (BuiltInUnchangeable, "The template comes with outhost.")
_FAULTY: Final = (InvalidInput, "The name or the spec won't do: one entry a fault, its `field` such as `render_spec.layers.2.font`.")
_BUSY: Final = (StudioBusy, "Many pictures wait to be tried.")
_OVERFLOWS: Final = (TextOverflows, "A text does not fit, and its layer has `overflow` `error`.")

ENDPOINTS: Final = (
    ApiEndpoint(
        method="GET",
        path="/api/templates",
        handler=templates.page,
        title="List templates",
        group=_GROUP,
        audience=Audience.VIEWER,
        query=PAGED,
        answer=TemplatesOut,
        refusals=(*WORKSPACE, (InvalidInput, "`limit` not in 1..500, or `offset` below 0.")),
        example=Example(answer={"items": [dict(_TEMPLATE)], "total": 1, "limit": 50, "offset": 0}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/templates",
        handler=templates.add,
        title="Make a template",
        group=_GROUP,
        audience=Audience.MEMBER,
        body=TemplateIn,
        is_kept=True,
        answer=TemplateOut,
        refusals=(*WORKSPACE, *BODY, _FAULTY, _BUSY),
        example=Example(body={"name": "Blue greeting", "render_spec": dict(SPEC)}, answer=dict(_TEMPLATE)),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/templates/preview",
        handler=templates.preview,
        title="Preview a picture",
        group=_GROUP,
        audience=Audience.VIEWER,
        body=PreviewIn,
        answer_type="image/png",
        other_types=("image/gif",),
        refusals=(
            *WORKSPACE,
            *BODY,
            (
                InvalidInput,
                "The spec won't do or can't be drawn within the limits, a variable is no plain value, or both or neither is given.",
            ),
            (NotVisible, "You see no template of this id."),
            _OVERFLOWS,
            _BUSY,
        ),
        consequence="Free; nothing of it is kept.",
        example=Example(
            body={"render_spec": dict(SPEC), "variables": {"first_name": "Sam", "compny": "Acme"}},
            answer="(the bytes of the picture)",
            answer_headers={"X-Render-Warnings": "empty_variable:variables.company", "X-Ignored-Variables": "compny"},
        ),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/templates/<template_id>",
        handler=templates.show,
        title="Get a template",
        group=_GROUP,
        audience=Audience.VIEWER,
        answer=TemplateOut,
        refusals=(*WORKSPACE, _ABSENT),
        example=Example(answer=dict(_TEMPLATE)),
    ),
    ApiEndpoint(
        method="PATCH",
        path="/api/templates/<template_id>",
        handler=templates.change,
        title="Change a template",
        group=_GROUP,
        audience=Audience.MEMBER,
        body=TemplateChangeIn,
        answer=TemplateOut,
        refusals=(*WORKSPACE, _ABSENT, *BODY, _FAULTY, _BUILT_IN, _BUSY),
        example=Example(body={"name": "Blue greeting"}, answer=dict(_TEMPLATE)),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/templates/<template_id>",
        handler=templates.delete,
        title="Delete a template",
        group=_GROUP,
        audience=Audience.MEMBER,
        answer=OkOut,
        refusals=(*WORKSPACE, _ABSENT, _BUILT_IN),
        example=Example(answer={"ok": True}),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/templates/<template_id>/preview",
        handler=templates.sample,
        title="Get a template's sample picture",
        group=_GROUP,
        audience=Audience.VIEWER,
        answer_type="image/png",
        other_types=("image/gif",),
        refusals=(*WORKSPACE, _ABSENT, _OVERFLOWS, _BUSY),
        example=Example(answer="(the bytes of the picture)"),
    ),
)
