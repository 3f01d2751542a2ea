"""Webhooks, as `/api` takes and shows them."""

from functools import partial

from sanic import HTTPResponse

from outhost.domain.webhooks import Delivery, DeliveryStatus, Webhook, WebhookId
from outhost.domain.workspaces import Caller
from outhost.operations.webhooks import NewWebhook, WebhookChange, webhook_named
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.choices import choice_of
from outhost.web.outsend.once import once
from outhost.web.outsend.paging import Window, window_of
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


async def list_all(call: Call[Caller]) -> HTTPResponse:
    """Lists the workspace's webhooks, without their secrets."""
    return as_json(WebhooksOut(webhooks=[WebhookOut.of(one) for one in await call.appliance.read(_all, call.caller)]))


async def add(call: Call[Caller]) -> HTTPResponse:
    """Makes a webhook: an address that is told of events as they happen. Its secret is shown this once.

    The address must begin with `https://` and lead to a public server; it is looked up now, and again with each delivery.
    """
    body = await body_of(call.request, WebhookIn)
    new = NewWebhook(url=body.url, events=body.events, secret=body.secret)
    return await once(
        call.request, call.appliance, call.caller, lambda reply: call.appliance.webhooks.add(call.caller, new, reply),
        IssuedWebhookOut.shown, IssuedWebhookOut.hidden,
    )  # fmt: skip


async def change(call: Call[Caller]) -> HTTPResponse:
    """Changes where a webhook leads or what it is told, disables it, or enables it again.

    What waited for a disabled webhook is sent once it is enabled. What happened meanwhile is not: `GET /api/events` has it.
    """
    await _webhook(call)
    body = await body_of(call.request, ChangeWebhookIn)
    wanted = WebhookChange(url=body.url, events=body.events, is_active=body.is_active)
    return as_json(WebhookOut.of(await call.appliance.webhooks.change(call.caller, call.number("webhook_id"), wanted)))


async def delete(call: Call[Caller]) -> HTTPResponse:
    """Deletes a webhook with its deliveries; what waits for it is never sent."""
    await call.appliance.webhooks.delete(call.caller, call.number("webhook_id"))
    return done()


async def rotate(call: Call[Caller]) -> HTTPResponse:
    """Gives a webhook another secret, shown this once. For 24 hours the one before signs too, in `X-Outsend-Signature-Previous`."""
    await _webhook(call)
    body = await body_of(call.request, RotateWebhookIn)
    return await once(
        call.request, call.appliance, call.caller,
        lambda reply: call.appliance.webhooks.rotate(call.caller, call.number("webhook_id"), body.secret, reply),
        IssuedWebhookOut.shown, IssuedWebhookOut.hidden,
    )  # fmt: skip


async def test(call: Call[Caller]) -> HTTPResponse:
    """Sends a webhook something of the type `webhook.test`, once, whatever it is told otherwise. Its deliveries say what came of it."""
    await _webhook(call)
    return await once(
        call.request, call.appliance, call.caller,
        lambda reply: call.appliance.webhooks.test(call.caller, call.number("webhook_id"), reply), partial(_shown, call),
    )  # fmt: skip


async def list_deliveries(call: Call[Caller]) -> HTTPResponse:
    """Lists what a webhook was sent and is to be sent, newest first, with what came of it; kept for 30 days."""
    await _webhook(call)
    window, status = window_of(call.request), choice_of(call.request, "status", DeliveryStatus)
    found, total = await call.appliance.read(_page, WebhookId(call.number("webhook_id")), status, window)
    return as_json(DeliveriesOut(items=[_shown(call, one) for one in found], total=total, limit=window.limit, offset=window.offset))


async def resend(call: Call[Caller]) -> HTTPResponse:
    """Sends a delivery again, with the same id and the same body, and tries as often as with a new one."""
    again = await call.appliance.webhook_deliveries.resend(call.caller, call.number("webhook_id"), call.params["delivery_id"])
    return as_json(_shown(call, again))


async def _webhook(call: Call[Caller]) -> Webhook:
    """Find the webhook that the path names, before the body is looked at.

    Raises:
        NotVisible
    """
    return await call.appliance.read(webhook_named, call.caller, WebhookId(call.number("webhook_id")))


def _shown(call: Call[Caller], delivery: Delivery) -> DeliveryOut:
    return DeliveryOut.of(delivery, call.visit.locale)


def _all(tx: Tx, caller: Caller) -> list[Webhook]:
    return tx.webhooks.all(caller.workspace_id)


def _page(tx: Tx, webhook_id: WebhookId, status: str | None, window: Window) -> tuple[list[Delivery], int]:
    found = tx.webhook_deliveries.page(webhook_id, status=status, limit=window.limit, offset=window.offset)
    return found, tx.webhook_deliveries.count(webhook_id, status=status)
