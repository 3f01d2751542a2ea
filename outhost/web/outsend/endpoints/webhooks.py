"""The endpoints of webhooks."""

from types import MappingProxyType
from typing import Any, Final

from outhost.domain.errors import InvalidInput, NotVisible, TooManyWebhooks, WebhookDisabled, WebhookTargetRefused
from outhost.domain.webhooks import DeliveryStatus
from outhost.web.endpoint import Example, QueryParameter
from outhost.web.outsend import webhooks
from outhost.web.outsend.endpoints.refusals import BODY, KEPT, PAGE, WORKSPACE
from outhost.web.outsend.paging import PAGED
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.form import OkOut
from outhost.web.outsend.wire.webhooks import (
    ChangeWebhookIn,
    DeliveriesOut,
    DeliveryOut,
    IssuedWebhookOut,
    RotateWebhookIn,
    WebhookIn,
    WebhookOut,
    WebhooksOut,
)

_GROUP: Final = "Webhooks"
_URL: Final = "https://n8n.example.com/webhook/outhost"
_WEBHOOK: Final = MappingProxyType[str, Any]({
    "id": 3,
    "url": _URL,
    "events": ["job.completed", "job.failed"],
    "is_active": True,
    "disabled_at": None,
    "dead_in_a_row": 0,
    "previous_secret_until": None,
    "created_at": "2026-05-10T19:00:00Z",
})  # fmt: skip
_SECRET: Final = "whsec_Zk3vXcW1uJr8QmT5yB0sLhN7eGdPaF2iOqV9xK4tRwE"  # noqa: S105 - an example
_DELIVERY: Final = MappingProxyType[str, Any]({
    "id": "dlv_01JZ8Q4M6T7K2N4P6R8S0T2V4W",
    "event_id": "evt_01JZ8Q4M6T0000000000001A2B",
    "type": "job.completed",
    "status": "delivered",
    "tries": 1,
    "created_at": "2026-05-10T19:02:31Z",
    "last_tried_at": "2026-05-10T19:02:31Z",
    "next_try_at": None,
    "took_ms": 84,
    "answer_status": 200,
    "answer": '{"message":"Workflow was started"}',
    "reason": None,
})  # fmt: skip
_WAITING: Final = MappingProxyType[str, Any]({
    "status": "pending",
    "tries": 0,
    "last_tried_at": None,
    "next_try_at": "2026-05-10T19:02:31Z",
    "took_ms": None,
    "answer_status": None,
    "answer": "",
})  # fmt: skip
_ABSENT: Final = (NotVisible, "The workspace has no webhook of this id.")
_REFUSED: Final = (WebhookTargetRefused, "The address is no public https one, or nobody has its name.")
_DISABLED: Final = (WebhookDisabled, "The webhook is disabled.")
_STATUS: Final = QueryParameter(
    name="status",
    meaning="Only deliveries of which this has become.",
    schema={"type": "string", "enum": [str(status) for status in DeliveryStatus]},
)

ENDPOINTS: Final = (
    ApiEndpoint(
        method="GET",
        path="/api/webhooks",
        handler=webhooks.list_all,
        title="List webhooks",
        group=_GROUP,
        audience=Audience.ADMIN,
        answer=WebhooksOut,
        refusals=WORKSPACE,
        example=Example(answer={"webhooks": [dict(_WEBHOOK)]}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/webhooks",
        handler=webhooks.add,
        title="Make a webhook",
        group=_GROUP,
        audience=Audience.ADMIN,
        is_kept=True,
        body=WebhookIn,
        answer=IssuedWebhookOut,
        refusals=(
            *WORKSPACE,
            *BODY,
            (InvalidInput, "An event is unknown, there is none, or `secret` is not of 16–128 characters."),
            KEPT,
            _REFUSED,
            (TooManyWebhooks, "The workspace has 5 webhooks."),
        ),
        example=Example(body={"url": _URL, "events": ["job.completed", "job.failed"]}, answer={**_WEBHOOK, "secret": _SECRET}),
    ),
    ApiEndpoint(
        method="PATCH",
        path="/api/webhooks/<webhook_id>",
        handler=webhooks.change,
        title="Change a webhook",
        group=_GROUP,
        audience=Audience.ADMIN,
        body=ChangeWebhookIn,
        answer=WebhookOut,
        refusals=(*WORKSPACE, _ABSENT, *BODY, (InvalidInput, "An event is unknown, or there is none."), _REFUSED),
        example=Example(body={"is_active": True}, answer=dict(_WEBHOOK)),
    ),
    ApiEndpoint(
        method="DELETE",
        path="/api/webhooks/<webhook_id>",
        handler=webhooks.delete,
        title="Delete a webhook",
        group=_GROUP,
        audience=Audience.ADMIN,
        answer=OkOut,
        refusals=(*WORKSPACE, _ABSENT),
        example=Example(answer={"ok": True}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/webhooks/<webhook_id>/rotate",
        handler=webhooks.rotate,
        title="Rotate a secret",
        group=_GROUP,
        audience=Audience.ADMIN,
        is_kept=True,
        body=RotateWebhookIn,
        answer=IssuedWebhookOut,
        refusals=(*WORKSPACE, _ABSENT, *BODY, (InvalidInput, "`secret` is not of 16–128 characters."), KEPT),
        example=Example(body={}, answer={**_WEBHOOK, "previous_secret_until": "2026-05-11T19:02:31Z", "secret": _SECRET}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/webhooks/<webhook_id>/test",
        handler=webhooks.test,
        title="Try a webhook out",
        group=_GROUP,
        audience=Audience.ADMIN,
        is_kept=True,
        answer=DeliveryOut,
        refusals=(*WORKSPACE, _ABSENT, KEPT, _DISABLED),
        example=Example(answer={**_DELIVERY, **_WAITING, "type": "webhook.test"}),
    ),
    ApiEndpoint(
        method="GET",
        path="/api/webhooks/<webhook_id>/deliveries",
        handler=webhooks.list_deliveries,
        title="List deliveries",
        group=_GROUP,
        audience=Audience.ADMIN,
        query=(*PAGED, _STATUS),
        answer=DeliveriesOut,
        refusals=(*WORKSPACE, _ABSENT, PAGE, (InvalidInput, "`status` is none of the three.")),
        example=Example(answer={"items": [dict(_DELIVERY)], "total": 1, "limit": 50, "offset": 0}),
    ),
    ApiEndpoint(
        method="POST",
        path="/api/webhooks/<webhook_id>/deliveries/<delivery_id>/resend",
        handler=webhooks.resend,
        title="Send a delivery again",
        group=_GROUP,
        audience=Audience.ADMIN,
        answer=DeliveryOut,
        refusals=(*WORKSPACE, (NotVisible, "The workspace has no such webhook, or that no such delivery."), _DISABLED),
        example=Example(answer={**_DELIVERY, **_WAITING}),
    ),
)
