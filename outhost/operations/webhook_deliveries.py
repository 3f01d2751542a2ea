"""What can be done with deliveries of webhooks: sent, tried again, given up, sent once more, forgotten."""

import logging
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Final

from outhost.crawl.poster import Answer, Poster
from outhost.domain.clock import Clock
from outhost.domain.errors import AddressRefused, FetchFailed, NotVisible, WebhookDisabled
from outhost.domain.events import Happening
from outhost.domain.letters import disabled_webhook_letter
from outhost.domain.webhooks import (
    ANSWER_SECONDS,
    MOST_ANSWER_CHARS,
    MOST_DEAD_IN_A_ROW,
    Delivery,
    DeliveryStatus,
    Outcome,
    Secrets,
    Webhook,
    WebhookId,
    signature,
)
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller, Role
from outhost.operations.members import check_role
from outhost.operations.webhooks import webhook_named
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

log = logging.getLogger(__name__)

_BATCH: Final = 200
"""Rows forgotten in one transaction."""
_ANSWERED: Final = Text(en="the server answered {status}, and not 2xx", fr="le serveur a répondu {status}, et non 2xx")


class WebhookDeliveries:
    """Messages to webhooks, written in the transactions that they tell of.

    A crash between the sending and the noting sends one twice, never not at all; both times it has the same id.
    """

    def __init__(self, store: Store, poster: Poster, clock: Clock, address: str) -> None:
        """Take deliveries from `store` and send them by `poster`; `address` is what links in letters begin with."""
        self._store = store
        self._poster = poster
        self._clock = clock
        self._address = address

    async def waiting(self, limit: int) -> list[tuple[WebhookId, datetime]]:
        """Give the webhooks of all workspaces that something waits for, each with when that is due, the soonest first."""
        return await self._store.read(_waiting, limit)

    async def send_next(self, webhook_id: WebhookId) -> None:
        """Send what has been due longest to a webhook, if anything is, and note what came of it."""
        due = await self._store.read(_due, webhook_id)
        if due is not None:
            webhook, delivery, secrets = due
            outcome = await self._tried(webhook, delivery, secrets)
            await self._store.write(_note, delivery, outcome, self._address)

    async def resend(self, caller: Caller, webhook_id: int, delivery_id: str) -> Delivery:
        """Send a delivery again, with the same id and body, as often as it takes; one that is due already stays as it is.

        Raises:
            NotVisible, RoleTooLow, WebhookDisabled
        """
        return await self._store.write(_resend, caller, WebhookId(webhook_id), delivery_id)

    async def forget_old(self) -> None:
        """Forget in small batches what is too old, what was for webhooks that were deleted, and secrets that sign no longer.

        What a clock that was ahead put off for longer than any pause is due at once.
        """
        await self._store.write(_forget_secrets)
        await self._store.write(_bring_back)
        while await self._store.write(_forget_some) == _BATCH:
            pass

    async def _tried(self, webhook: Webhook, delivery: Delivery, secrets: Secrets) -> Outcome:
        body = delivery.body.encode()
        began = self._clock.now()
        try:
            answer = await self._poster.post(webhook.url, body, _headers(delivery, body, secrets), seconds=ANSWER_SECONDS)
            outcome = _outcome(answer)
        except (AddressRefused, FetchFailed) as fault:
            outcome = Outcome(reason=fault.reason)
        return replace(outcome, took_ms=max(round((self._clock.now() - began).total_seconds() * 1000), 0))


def _headers(delivery: Delivery, body: bytes, secrets: Secrets) -> dict[str, str]:
    headers = {
        "Content-Type": "application/json",
        "X-Outsend-Event": delivery.event,
        "X-Outsend-Delivery": delivery.public_id,
        "X-Outsend-Signature": signature(secrets.current, body),
    }
    return headers | ({"X-Outsend-Signature-Previous": signature(secrets.previous, body)} if secrets.previous else {})


def _outcome(answer: Answer) -> Outcome:
    is_good = HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
    text = answer.beginning.decode("utf-8", "replace").replace("\0", "").strip()[:MOST_ANSWER_CHARS]
    return Outcome(status=answer.status, answer=text, reason=None if is_good else _ANSWERED.filled(status=answer.status))


def _waiting(tx: Tx, limit: int) -> list[tuple[WebhookId, datetime]]:
    return tx.webhooks.waiting_of_any_workspace(limit)


def _due(tx: Tx, webhook_id: WebhookId) -> tuple[Webhook, Delivery, Secrets] | None:
    webhook, secrets = tx.webhooks.find_active_of_any_workspace(webhook_id), tx.webhooks.find_secrets(webhook_id)
    delivery = tx.webhook_deliveries.find_due(webhook_id) if webhook else None
    return (webhook, delivery, secrets) if webhook and secrets and delivery else None


def _note(tx: Tx, sent: Delivery, outcome: Outcome, address: str) -> None:
    """Note what came of a try, unless the webhook was deleted meanwhile, or the delivery forgotten."""
    webhook = tx.webhooks.find(sent.workspace_id, sent.webhook_id)
    delivery = tx.webhook_deliveries.find(sent.webhook_id, sent.public_id)
    if webhook is None or delivery is None:
        return
    if outcome.reason is None:
        tx.webhook_deliveries.record(delivery.key, outcome, DeliveryStatus.DELIVERED, None)
        tx.webhooks.set_dead_in_a_row(webhook.id, 0)
    elif delivery.pause is not None:
        tx.webhook_deliveries.record(delivery.key, outcome, DeliveryStatus.PENDING, tx.now + delivery.pause)
    else:
        tx.webhook_deliveries.record(delivery.key, outcome, DeliveryStatus.DEAD, None)
        if not delivery.is_trial:
            _count_dead(tx, webhook, address)


def _count_dead(tx: Tx, webhook: Webhook, address: str) -> None:
    """Count a delivery that died; if it is one too many, disable the webhook and write to who has owned the workspace longest."""
    dead = webhook.dead_in_a_row + 1
    tx.webhooks.set_dead_in_a_row(webhook.id, dead)
    if dead < MOST_DEAD_IN_A_ROW or not webhook.is_active:
        return
    tx.webhooks.set_active(webhook.id, is_active=False)
    caller = Caller(workspace_id=webhook.workspace_id, actor="messenger")
    tx.events.insert(caller, Happening.WEBHOOK_DISABLED, str(webhook.id), dead_in_a_row=dead)
    owner_id = tx.workspaces.find_first_owner(webhook.workspace_id)
    owner = tx.users.find(owner_id) if owner_id else None
    if owner:
        link = f"{address}/docs/api/webhooks"
        tx.letters.insert(disabled_webhook_letter(owner.email, link, owner.locale, number=webhook.id, host=webhook.host))
    log.warning("A webhook was disabled: what was sent to it died too often.", extra={"webhook_id": webhook.id, "dead_in_a_row": dead})


def _resend(tx: Tx, caller: Caller, webhook_id: WebhookId, delivery_id: str) -> Delivery:
    check_role(tx, caller, Role.ADMIN)
    webhook = webhook_named(tx, caller, webhook_id)
    delivery = tx.webhook_deliveries.find(webhook.id, delivery_id)
    if delivery is None:
        raise NotVisible
    if not webhook.is_active:
        raise WebhookDisabled
    if delivery.due_at is None or delivery.due_at > tx.now:
        tx.webhook_deliveries.begin_anew(delivery.key)
    tx.events.insert(caller, Happening.WEBHOOK_RESENT, str(webhook.id), delivery=delivery.public_id)
    again = tx.webhook_deliveries.find(webhook.id, delivery_id)
    assert again is not None
    return again


def _forget_secrets(tx: Tx) -> None:
    tx.webhooks.forget_previous_secrets()


def _bring_back(tx: Tx) -> None:
    tx.webhook_deliveries.bring_back()


def _forget_some(tx: Tx) -> int:
    return max(tx.webhook_deliveries.delete_expired(_BATCH), tx.webhook_deliveries.delete_of_no_webhook(_BATCH))
