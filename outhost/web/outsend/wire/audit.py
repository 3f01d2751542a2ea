"""The shape of the audit log."""

import json
from typing import Any

from pydantic import Field

from outhost.domain.events import Event
from outhost.web.outsend.wire.form import Out, moment


class EventOut(Out):
    """Something that was done: who, what, from where, when, and in which request."""

    id: int
    event: str = Field(description="A noun and what was done to it, such as `list.renamed`.")
    subject: str = Field(description="The id of what it was done to.")
    actor: str = Field(description="`user:42`, `access_key:7`, `api_key` (that of `/v1`), `command_line`, `setup`, or `anybody`.")
    actor_email: str | None = Field(description="Of a user who is still here.")
    address: str = Field(description="The client's IP; empty for a command.")
    request_id: str
    data: dict[str, Any]
    created_at: str

    @classmethod
    def of(cls, event: Event, actor_email: str | None) -> "EventOut":
        """Shape an event."""
        return cls(
            id=event.id,
            event=event.name,
            subject=event.subject,
            actor=event.actor,
            actor_email=actor_email,
            address=event.address,
            request_id=event.request_id,
            data=json.loads(event.data),
            created_at=moment(event.created_at),
        )


class AuditLogOut(Out):
    """A page of the audit log, newest first."""

    items: list[EventOut]
    total: int
    limit: int
    offset: int
