"""The shapes of templates and previews."""

import json
from typing import Any

from pydantic import Field

from outhost.domain.render_spec import parse_render_spec
from outhost.domain.templates import Template
from outhost.web.outsend.wire.form import In, Out

LARGEST_ID = (1 << 63) - 1

_SPEC = "How the picture is drawn, version 1; its own faults are told with paths such as `render_spec.layers.2.font`."
_NAME = "1–120 characters after trimming."


class TemplateIn(In):
    """A template to be made."""

    name: str = Field(description=_NAME)
    render_spec: dict[str, Any] = Field(description=_SPEC)


class TemplateChangeIn(In):
    """What is to be changed in a template; what is left out stays."""

    name: str | None = Field(None, description=_NAME)
    render_spec: dict[str, Any] | None = Field(None, description=_SPEC)


class PreviewIn(In):
    """A picture to be tried: of a spec or of a template, exactly one of them."""

    render_spec: dict[str, Any] | None = Field(None, description=_SPEC)
    template_id: int | None = Field(None, ge=1, le=LARGEST_ID)
    variables: dict[str, Any] = Field(
        default_factory=dict, description="A flat object: names of variables, each with a text, number, boolean or null."
    )


class TemplateOut(Out):
    """A template; `slug` is null where it is your own."""

    id: int
    name: str
    slug: str | None
    builtin: bool
    variables: list[str]
    image_extension: str
    render_spec: dict[str, Any]
    preview_url: str

    @classmethod
    def of(cls, template: Template, origin: str) -> "TemplateOut":
        """Shape a template of the server at `origin`. The preview's address changes with the picture, so that it can be kept."""
        document = json.loads(template.render_spec)
        spec = parse_render_spec(document)
        return cls(
            id=template.id,
            name=template.name,
            slug=template.slug,
            builtin=template.is_builtin,
            variables=list(spec.variable_names()),
            image_extension=spec.image_extension,
            render_spec=document,
            preview_url=f"{origin}/api/templates/{template.id}/preview?v={spec.digest[:16]}",
        )


class TemplatesOut(Out):
    """A page of templates."""

    items: list[TemplateOut]
    total: int
    limit: int
    offset: int
