"""The messenger: sends to webhooks what waits for them, many at once, and never two things to the same one."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

from outhost.domain.clock import Clock
from outhost.domain.webhooks import WAITING, WebhookId
from outhost.engine.waking import woken_or_at
from outhost.operations.webhook_deliveries import WebhookDeliveries
from outhost.store.bell import Bell

log = logging.getLogger(__name__)

_AT_ONCE: Final = 64
"""Webhooks that are spoken with at once; each takes ten seconds at most."""
_PAUSE: Final = timedelta(minutes=1)
"""How long to wait after a fault of ours, such as a full disk."""


class Messenger:
    """Wakes at the bell, at the time of what is to be tried again, and when somebody has answered. It owns nothing that can't be lost."""

    def __init__(self, deliveries: WebhookDeliveries, bell: Bell, clock: Clock) -> None:
        """Send `deliveries`."""
        self._deliveries = deliveries
        self._bell = bell
        self._clock = clock
        self._under_way: dict[WebhookId, asyncio.Task[None]] = {}

    async def carry(self) -> None:
        """Send for ever; when this is cancelled, what is under way is broken off, and sent again by whoever comes next."""
        try:
            with self._bell.sleeper(WAITING) as sleeper:
                while True:
                    await woken_or_at(sleeper, self._clock, await self._begun())
        finally:
            tasks = list(self._under_way.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _begun(self) -> datetime | None:
        """Begin with all that is due, as far as there is room; give when the next of it is due, if that is not to be waited for anyway."""
        try:
            waiting = await self._deliveries.waiting(_AT_ONCE + len(self._under_way))
        except Exception:
            log.exception("Deliveries could not be looked up; the next try is in a minute.")
            return self._clock.now() + _PAUSE
        for webhook_id, due_at in waiting:
            if webhook_id in self._under_way:
                continue
            if len(self._under_way) >= _AT_ONCE:
                return None
            if due_at > self._clock.now():
                return due_at
            self._begin(webhook_id)
        return None

    def _begin(self, webhook_id: WebhookId) -> None:
        task = asyncio.create_task(self._send(webhook_id), name=f"delivery to webhook {webhook_id}")
        self._under_way[webhook_id] = task
        task.add_done_callback(lambda _: self._forget(webhook_id))

    def _forget(self, webhook_id: WebhookId) -> None:
        self._under_way.pop(webhook_id, None)
        self._bell.ring([WAITING])  # there is room, and perhaps more for the same one

    async def _send(self, webhook_id: WebhookId) -> None:
        try:
            await self._deliveries.send_next(webhook_id)
        except Exception:
            log.exception("A delivery could not be sent or noted; it is tried again in a minute.", extra={"webhook_id": webhook_id})
            await self._clock.sleep_until(self._clock.now() + _PAUSE)
