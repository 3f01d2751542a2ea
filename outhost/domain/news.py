"""News: the events that the world outside may hear of, by webhook or by asking, and the one document that tells of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from outhost.domain.clock import whole_seconds
from outhost.domain.events import Happening
from outhost.domain.identifiers import ULID_BITS, from_ulid, ulid

PUBLIC: Final = (
    Happening.JOB_COMPLETED,
    Happening.JOB_FAILED,
    Happening.JOB_CANCELLED,
    Happening.PIPELINE_COMPLETED,
    Happening.PIPELINE_FAILED,
    Happening.PIPELINE_CANCELLED,
    Happening.VEILLE_RUN_COMPLETED,
)
"""What webhooks may be told of, in the order in which it is listed."""
KEPT_FOR: Final = timedelta(days=30)
"""How far back events can be asked for."""

_PREFIX: Final = "evt_"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One event as it is told: `data` is the core of the public shape of what it happened to."""

    event_id: int
    type: str
    created_at: datetime
    data: Mapping[str, Any]

    @property
    def public_id(self) -> str:
        """Give the id that the world knows it by: it sorts as events happened."""
        return news_id(self.event_id, self.created_at)

    def as_document(self) -> dict[str, Any]:
        """Give what a webhook is sent, and what an item of `GET /api/events` is."""
        return {"id": self.public_id, "type": self.type, "created_at": whole_seconds(self.created_at), "data": dict(self.data)}


def news_id(event_id: int, created_at: datetime) -> str:
    """Give the public id of an event."""
    return _PREFIX + ulid(created_at, event_id)


def event_id_of(public_id: str) -> int | None:
    """Give the number of the event that a public id means, whether or not it is there; None where it is no such id."""
    number = from_ulid(public_id.removeprefix(_PREFIX)) if public_id.startswith(_PREFIX) else None
    return None if number is None else number & (1 << ULID_BITS) - 1
