"""Webhooks: addresses that are told of events, each with a secret that signs, and what they are sent, again and again if need be."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType
from urllib.parse import urlsplit

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.identifiers import ulid
from outhost.domain.news import PUBLIC
from outhost.domain.words import NOT_WHOLE, Phrase, Text, is_whole_text
from outhost.domain.workspaces import WorkspaceId

WebhookId = NewType("WebhookId", int)
DeliveryKey = NewType("DeliveryKey", int)
"""The number of a delivery in the database; people know it by its public id."""

WAITING: Final = "webhook_delivery.waiting"
"""The topic that is rung for a new delivery, at which the messenger sleeps."""
TRIAL: Final = "webhook.test"
"""The type of what is sent to try a webhook out: once, whatever comes of it."""

MOST_A_WORKSPACE: Final = 5
LEAST_SECRET_CHARS: Final = 16
MOST_SECRET_CHARS: Final = 128
MOST_URL_CHARS: Final = 2000
PAUSES: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
"""How long to wait after each failed try; a delivery that fails once more is dead."""
MOST_DEAD_IN_A_ROW: Final = 5
OVERLAP: Final = timedelta(hours=24)
"""How long the secret before signs too, after a rotation."""
ANSWER_SECONDS: Final = 10.0
"""For all of a try, from looking the name up to the answer's last byte."""
DELIVERIES_LAST: Final = timedelta(days=30)
MOST_ANSWER_CHARS: Final = 300
"""What is kept of an answer's body."""

_SECRET_BYTES: Final = 32

_NO_EVENTS: Final = Text(en="must name at least one event", fr="doit nommer au moins un événement")
_UNKNOWN: Final = Text(en="must be one of {known}", fr="doit être parmi {known}")
_TOO_LONG: Final = Text(en="must have at most {most} characters", fr="doit avoir au plus {most} caractères")
_NO_SECRET: Final = Text(en="must have {least} to {most} characters", fr="doit avoir de {least} à {most} caractères")


class DeliveryStatus(StrEnum):
    """What has become of a delivery."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A webhook, without its secrets; while it has a `disabled_at` it is sent nothing. `previous_until` is a rotation's overlap."""

    id: WebhookId
    workspace_id: WorkspaceId
    url: str
    events: Sequence[str]
    dead_in_a_row: int
    disabled_at: datetime | None
    previous_until: datetime | None
    created_at: datetime

    @property
    def host(self) -> str:
        """Name the server that it leads to, and no more of its address."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_active(self) -> bool:
        """Tell whether it is sent anything."""
        return self.disabled_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What signs: the secret, and until its time is over the one before."""

    current: str = field(repr=False)
    previous: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message to a webhook, and what came of the last try. `reason` says in both languages why that failed."""

    key: DeliveryKey
    public_id: str
    workspace_id: WorkspaceId
    webhook_id: WebhookId
    event: str
    event_id: str
    body: str
    status: DeliveryStatus
    tries: int
    due_at: datetime | None
    last_tried_at: datetime | None
    took_ms: int | None
    answer_status: int | None
    answer: str
    reason: Phrase | None
    created_at: datetime

    @property
    def is_trial(self) -> bool:
        """Tell whether it only tries its webhook out."""
        return self.event == TRIAL

    @property
    def pause(self) -> timedelta | None:
        """Give how long to wait if the next try fails; None where that is the last one."""
        return None if self.is_trial or self.tries >= len(PAUSES) else PAUSES[self.tries]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a try: the answer's status and how it begins, where there was one, and why it failed, where it did."""

    status: int | None = None
    answer: str = ""
    reason: Phrase | None = None
    took_ms: int = 0


def checked_url(url: str) -> str:
    """Give an address without what stands around it; where it leads is looked at by the guard.

    Raises:
        InvalidInput
    """
    url = url.strip()
    if len(url) > MOST_URL_CHARS:
        raise InvalidInput(Issue("url", _TOO_LONG.filled(most=MOST_URL_CHARS)))
    if not is_whole_text(url):
        raise InvalidInput(Issue("url", NOT_WHOLE.filled()))
    return url


def checked_events(names: Sequence[str]) -> list[str]:
    """Give the events that a webhook is to be told of, each once, in the order of their list.

    Raises:
        InvalidInput: there is none, or one that nobody is told of; one issue each.
    """
    if not names:
        raise InvalidInput(Issue("events", _NO_EVENTS.filled()))
    known = [str(name) for name in PUBLIC]
    if unknown := [place for place, name in enumerate(names) if name not in known]:
        raise InvalidInput(*(Issue(f"events.{place}", _UNKNOWN.filled(known=", ".join(known))) for place in unknown))
    return [name for name in known if name in names]


def checked_secret(secret: str | None) -> str | None:
    """Give a secret that somebody chose, or None.

    Raises:
        InvalidInput
    """
    if secret is None:
        return None
    if not LEAST_SECRET_CHARS <= len(secret) <= MOST_SECRET_CHARS:
        raise InvalidInput(Issue("secret", _NO_SECRET.filled(least=LEAST_SECRET_CHARS, most=MOST_SECRET_CHARS)))
    if not is_whole_text(secret):
        raise InvalidInput(Issue("secret", NOT_WHOLE.filled()))
    return secret


def make_delivery_id(now: datetime) -> str:
    """Make a delivery's public id: `dlv_` and a ULID, which sorts as time does."""
    return f"dlv_{ulid(now, secrets.randbits(80))}"


def make_webhook_secret() -> str:
    """Make a secret of 256 random bits."""
    return f"whsec_{secrets.token_urlsafe(_SECRET_BYTES)}"


def signature(secret: str, body: bytes) -> str:
    """Sign a body: HMAC-SHA256 (RFC 2104) over exactly these bytes, by the secret as it is written."""
    return f"sha256={hmac.digest(secret.encode(), body, hashlib.sha256).hex()}"
