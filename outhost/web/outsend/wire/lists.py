"""The shapes of lists."""

import json
from typing import Any, Literal

from pydantic import Field

from outhost.domain.links import ImageAddress
from outhost.domain.lists import MOST_RETENTION_DAYS, LeadList, ListOptions, ListType
from outhost.domain.reviews import Review
from outhost.domain.templates import TemplateId
from outhost.operations.lists import ListChange, NewList
from outhost.web.outsend.wire.form import In, Out, moment
from outhost.web.outsend.wire.templates import LARGEST_ID

_NAME = "1–120 characters after trimming."
_SPEC = "How its images are drawn, version 1; its own faults are told with paths such as `render_spec.layers.2.font`."
_REVIEW = "Which images are held until somebody approves them: none, or those with a warning."
_MAX_BYTES = "What an image may weigh, met by fewer colours, then by every second frame."
_RETENTION = "For how many days leads are kept, with their images; without it, until somebody deletes them."
_ALT_TEXT = "What stands for an image where it can't be seen, with variables; without one, the words in the image."


class ListIn(In):
    """A list to be made: a `meme` list from a template or a spec, exactly one of them; other types from neither."""

    name: str = Field(description=_NAME)
    list_type: Literal["meme", "ai", "ice_breaker"] = "meme"
    template_id: int | None = Field(None, ge=1, le=LARGEST_ID)
    render_spec: dict[str, Any] | None = Field(None, description=_SPEC)
    review: Literal["none", "warnings"] = Field("none", description=_REVIEW)
    max_bytes: int | None = Field(None, description=_MAX_BYTES)
    alt_text: str | None = Field(None, description=_ALT_TEXT)
    retention_days: int | None = Field(None, ge=1, le=MOST_RETENTION_DAYS, description=_RETENTION)

    def wanted(self) -> NewList:
        """Give the list that is to be made."""
        return NewList(
            name=self.name,
            list_type=ListType(self.list_type),
            template_id=None if self.template_id is None else TemplateId(self.template_id),
            document=self.render_spec,
            options=ListOptions(review=Review(self.review), max_bytes=self.max_bytes, alt_text=self.alt_text),
            retention_days=self.retention_days,
        )


class ListChangeIn(In):
    """What is to be changed in a list; what is left out stays. Null takes `max_bytes`, `alt_text` or `retention_days` away."""

    name: str | None = Field(None, description=_NAME)
    template_id: int | None = Field(None, ge=1, le=LARGEST_ID, description="Only while the list has no lead.")
    render_spec: dict[str, Any] | None = Field(None, description=f"{_SPEC} Only while the list has no lead.")
    review: Literal["none", "warnings"] | None = Field(None, description=f"{_REVIEW} It counts for images that are made later.")
    max_bytes: int | None = Field(None, description=f"{_MAX_BYTES} Only while the list has no lead.")
    alt_text: str | None = Field(None, description=_ALT_TEXT)
    retention_days: int | None = Field(None, ge=1, le=MOST_RETENTION_DAYS, description=_RETENTION)

    def wanted(self) -> ListChange:
        """Give what is to be changed."""
        options: dict[str, Any] = {name: getattr(self, name) for name in ("max_bytes", "alt_text") if name in self.model_fields_set}
        if self.review is not None:
            options["review"] = Review(self.review)
        template_id = None if self.template_id is None else TemplateId(self.template_id)
        retention = (self.retention_days,) if "retention_days" in self.model_fields_set else ()
        return ListChange(name=self.name, template_id=template_id, document=self.render_spec, options=options, retention=retention)


class ListOut(Out):
    """A list. `template_id` is what its own copy of the spec was made from, if that is still there.

    `images_are_private` tells that its images are linked at an address that recipients elsewhere can't load.
    """

    list_id: str
    list_name: str
    list_type: str
    status: str
    created_at: str
    lead_count: int
    variables: list[str]
    image_extension: str
    template_id: int | None
    render_spec: dict[str, Any] | None
    review: str
    max_bytes: int | None
    alt_text: str | None
    retention_days: int | None
    image_bytes: int
    images_are_private: bool

    @classmethod
    def of(cls, lead_list: LeadList, images: ImageAddress) -> "ListOut":
        """Shape a list whose images are linked at `images`."""
        return cls(
            list_id=lead_list.public_id,
            list_name=lead_list.name,
            list_type=lead_list.list_type,
            status=lead_list.status,
            created_at=moment(lead_list.created_at),
            lead_count=lead_list.lead_count,
            variables=list(lead_list.variables),
            image_extension=lead_list.image_extension,
            template_id=lead_list.template_id,
            render_spec=None if lead_list.render_spec is None else json.loads(lead_list.render_spec),
            review=lead_list.options.review,
            max_bytes=lead_list.options.max_bytes,
            alt_text=lead_list.options.alt_text,
            retention_days=lead_list.retention_days,
            image_bytes=lead_list.image_bytes,
            images_are_private=images.is_private,
        )


class ListsOut(Out):
    """A page of lists."""

    items: list[ListOut]
    total: int
    limit: int
    offset: int


class SnippetColumnsOut(Out):
    """The merge tags of a mail tool for the two columns of the export."""

    image_url: str
    alt_text: str


class SnippetOut(Out):
    """How a mail tool puts each lead's own image into its mail; `width` and `height` are those at which it is shown."""

    tool: str
    snippet: str
    width: int
    height: int
    columns: SnippetColumnsOut
    steps: list[str]
    notes: list[str]
