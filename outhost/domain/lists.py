"""Lists of leads, and the kinds of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from outhost.domain.words import is_whole_text
from outhost.domain.workspaces import WorkspaceId

ListId = NewType("ListId", int)

NAME_LIMIT = 120


class ListType(StrEnum):
    """What a list is for; only `meme` lists take leads."""

    MEME = "meme"
    AI = "ai"
    ICE_BREAKER = "ice_breaker"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadList:
    """A list. `id` is the store's own number, `public_id` the UUID that clients see.

    `variables` are the template's, in declared order. `render_spec` is the JSON text of the list's own copy, None unless it is a
    `meme` list. Leads are numbered from 0 by an ordinal that is never given twice; `next_ordinal` is the first one free, and
    `lead_count` counts the leads that were not erased. `image_bytes` is what their images weigh.
    """

    id: ListId
    public_id: str
    workspace_id: WorkspaceId
    name: str
    list_type: ListType
    variables: tuple[str, ...]
    image_extension: str
    render_spec: str | None
    lead_count: int
    next_ordinal: int
    image_bytes: int
    created_at: datetime

    @property
    def status(self) -> str:
        """Tell what is going on in the list: `completed`, since no job writes into lists yet."""
        return "completed"


def trim_name(text: str) -> str | None:
    """Give the name trimmed, or None when that is not 1–120 whole characters."""
    name = text.strip()
    return name if 1 <= len(name) <= NAME_LIMIT and is_whole_text(name) else None
