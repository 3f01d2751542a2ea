"""News as they are made: the event, and all who are to hear of it, in the transaction that it tells of."""

import json
from collections.abc import Mapping
from typing import Any

from outhost.domain.events import Happening
from outhost.domain.news import News
from outhost.domain.webhooks import TRIAL, Delivery, Webhook
from outhost.domain.workspaces import Caller
from outhost.store.transactions import Tx


def tell(tx: Tx, caller: Caller, happening: Happening, subject: str, data: Mapping[str, Any]) -> News:
    """Remember an event that the world may hear of, and have it sent to each webhook of the workspace that wants it.

    `data` is what it is told, as JSON takes it.
    """
    event_id = tx.events.insert(caller, happening, subject, **data)
    news = News(event_id=event_id, type=happening, created_at=tx.now, data=data)
    for webhook in tx.webhooks.all(caller.workspace_id):
        if webhook.is_active and happening in webhook.events:
            _send(tx, webhook, news)
    return news


def try_out(tx: Tx, caller: Caller, webhook: Webhook) -> Delivery:
    """Have a webhook sent something that is no news."""
    data = {"webhook_id": webhook.id}
    event_id = tx.events.insert(caller, Happening.WEBHOOK_TESTED, str(webhook.id), **data)
    return _send(tx, webhook, News(event_id=event_id, type=TRIAL, created_at=tx.now, data=data))


def _send(tx: Tx, webhook: Webhook, news: News) -> Delivery:
    body = json.dumps(news.as_document(), ensure_ascii=False, separators=(",", ":"))
    return tx.webhook_deliveries.insert(webhook.workspace_id, webhook.id, event=news.type, event_id=news.public_id, body=body)
