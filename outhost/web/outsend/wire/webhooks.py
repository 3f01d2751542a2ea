"""The shapes of webhooks and of what they are sent."""

from typing import Annotated

from pydantic import Field, WithJsonSchema

from outhost.domain.news import PUBLIC
from outhost.domain.webhooks import LEAST_SECRET_CHARS, MOST_A_WORKSPACE, MOST_SECRET_CHARS, MOST_URL_CHARS, Delivery, Webhook
from outhost.operations.webhooks import IssuedWebhook
from outhost.web.outsend.wire.form import In, Out, moment, moment_or_none

_Name = Annotated[str, WithJsonSchema({"type": "string", "enum": [str(name) for name in PUBLIC]})]
_Secret = Annotated[str, WithJsonSchema({"type": "string", "minLength": LEAST_SECRET_CHARS, "maxLength": MOST_SECRET_CHARS})]
_Url = Annotated[str, WithJsonSchema({"type": "string", "maxLength": MOST_URL_CHARS})]


class WebhookIn(In):
    """A webhook to be made."""

    url: _Url = Field(description="A public https address; `webhook_allow_private` allows others.")
    events: list[_Name] = Field(description="Names of events, at least one.")
    secret: _Secret | None = Field(None, description="What signs, 16–128 characters; without it one is made.")


class ChangeWebhookIn(In):
    """What is to be otherwise; what is left out, or null, stays."""

    url: _Url | None = None
    events: list[_Name] | None = None
    is_active: bool | None = Field(None, description="`false` disables it, `true` enables it again.")


class RotateWebhookIn(In):
    """Another secret."""

    secret: _Secret | None = Field(None, description="16–128 characters; without it one is made.")


class WebhookOut(Out):
    """A webhook. `dead_in_a_row` counts deliveries that died one after the other; with the fifth it is disabled.

    Until `previous_secret_until` what is sent is signed by the secret before as well.
    """

    id: int
    url: str
    events: list[str]
    is_active: bool
    disabled_at: str | None
    dead_in_a_row: int
    previous_secret_until: str | None
    created_at: str

    @classmethod
    def of(cls, webhook: Webhook) -> "WebhookOut":
        """Shape a webhook."""
        return cls(
            id=webhook.id, url=webhook.url, events=list(webhook.events), is_active=webhook.is_active,
            disabled_at=moment_or_none(webhook.disabled_at), dead_in_a_row=webhook.dead_in_a_row,
            previous_secret_until=moment_or_none(webhook.previous_until), created_at=moment(webhook.created_at),
        )  # fmt: skip


class IssuedWebhookOut(WebhookOut):
    """A webhook with its secret, which is shown this once, null when the answer is given again."""

    secret: str | None

    @classmethod
    def shown(cls, issued: IssuedWebhook) -> "IssuedWebhookOut":
        """Shape it in the clear."""
        return cls(**WebhookOut.of(issued.webhook).model_dump(), secret=issued.secret)

    @classmethod
    def hidden(cls, issued: IssuedWebhook) -> "IssuedWebhookOut":
        """Shape it without the secret."""
        return cls(**WebhookOut.of(issued.webhook).model_dump(), secret=None)


class WebhooksOut(Out):
    """All webhooks of a workspace."""

    webhooks: list[WebhookOut] = Field(description=f"Newest first; a workspace has {MOST_A_WORKSPACE} at most.")


class DeliveryOut(Out):
    """What a webhook is sent; `id` stands in the header `X-Outsend-Delivery`, the same with each try.

    `status` is `pending`, `delivered` or `dead`; `next_try_at` is when it is tried again. The rest is of the last try: how the server
    answered, how its body begins, and why it failed, in the language of whoever asks.
    """

    id: str
    event_id: str
    type: str
    status: str
    tries: int
    created_at: str
    last_tried_at: str | None
    next_try_at: str | None
    took_ms: int | None
    answer_status: int | None
    answer: str
    reason: str | None

    @classmethod
    def of(cls, delivery: Delivery, locale: str) -> "DeliveryOut":
        """Shape a delivery."""
        return cls(
            id=delivery.public_id, event_id=delivery.event_id, type=delivery.event, status=delivery.status, tries=delivery.tries,
            created_at=moment(delivery.created_at), last_tried_at=moment_or_none(delivery.last_tried_at),
            next_try_at=moment_or_none(delivery.due_at), took_ms=delivery.took_ms, answer_status=delivery.answer_status,
            answer=delivery.answer, reason=delivery.reason.say(locale) if delivery.reason else None,
        )  # fmt: skip


class DeliveriesOut(Out):
    """A page of deliveries."""

    items: list[DeliveryOut]
    total: int
    limit: int
    offset: int
