"""News: the events that the world outside may hear of, by webhook or by asking, and the one document that tells of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_END: Final = datetime(9999, 1, 1, tzinfo=UTC) - _BEGINNING
_MILLISECOND: Final = timedelta(milliseconds=1)
_LAST_NUMBER: Final = (1 << 63) - 1
"""The greatest that a row can have."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far somebody has heard: up to the event of this number, which happened at this moment, to the millisecond."""

    event_id: int = 0
    moment: datetime = _BEGINNING

    def is_at(self, moment: datetime) -> bool:
        """Tell whether the event of its number is the one that was heard, by when it happened: after a restore it may be another."""
        return timedelta() <= moment - self.moment < _MILLISECOND


def news_id(event_id: int, created_at: datetime) -> str:
    """Give the public id of an event."""
    return _PREFIX + ulid(created_at, event_id)


def place_of(public_id: str) -> Place | None:
    """Read how far somebody has heard; None where it is no id of an event, or of none that there can be."""
    value = from_ulid(public_id.removeprefix(_PREFIX)) if public_id.startswith(_PREFIX) else None
    if value is None:
        return None
    milliseconds, event_id = value >> ULID_BITS, value & (1 << ULID_BITS) - 1
    if event_id > _LAST_NUMBER or milliseconds >= _END // _MILLISECOND:
        return None
    return Place(event_id=event_id, moment=_BEGINNING + milliseconds * _MILLISECOND)
