"""Lists of leads, and the kinds of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from outhost.domain.reductions import Reduction
from outhost.domain.reviews import Review
from outhost.domain.templates import TemplateId
from outhost.domain.words import is_whole_text
from outhost.domain.workspaces import WorkspaceId

ListId = NewType("ListId", int)

NAME_LIMIT = 120
MOST_RETENTION_DAYS: Final = 3650
MOST_BYTES: Final = 1_000_000_000
"""The largest weight budget that can be asked for."""


class ListType(StrEnum):
    """What a list is for; only `meme` lists take leads."""

    MEME = "meme"
    AI = "ai"
    ICE_BREAKER = "ice_breaker"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOptions:
    """What surrounds the pictures of a list.

    `review` says which of them are held, `max_bytes` what one may weigh (None: whatever it does), `alt_text` what stands for one where
    it can't be seen, with placeholders (None: the words in the picture).
    """

    review: Review = Review.NONE
    max_bytes: int | None = None
    alt_text: str | None = None


PLAIN: Final = ListOptions()
"""What a list has that asks for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadList:
    """A list. `id` is the store's own number, `public_id` the UUID that clients see.

    `variables` are the template's, in declared order. `render_spec` is the JSON text of the list's own copy, None unless it is a
    `meme` list, and `template_id` what it was copied from, if that is still there; `reduction` is what its pictures give up for
    `options.max_bytes`. Leads are numbered from 0 by an ordinal that is never given twice; `next_ordinal` is the first one free, and
    `lead_count` counts the leads that were not erased. `image_bytes` is what their images weigh. After
    `retention_days` a lead is removed (None: never). `is_filling` tells whether a job that writes into it was under way when it was read.
    """

    id: ListId
    public_id: str
    workspace_id: WorkspaceId
    name: str
    list_type: ListType
    variables: tuple[str, ...]
    image_extension: str
    render_spec: str | None
    template_id: TemplateId | None
    options: ListOptions
    reduction: Reduction
    lead_count: int
    next_ordinal: int
    image_bytes: int
    retention_days: int | None
    created_at: datetime
    is_filling: bool = False

    @property
    def status(self) -> str:
        """Tell what is going on in the list: `processing` while a job fills it, or is about to, else `completed`."""
        return "processing" if self.is_filling else "completed"


def trim_name(text: str) -> str | None:
    """Give the name trimmed, or None when that is not 1–120 whole characters."""
    name = text.strip()
    return name if 1 <= len(name) <= NAME_LIMIT and is_whole_text(name) else None
