"""What can be done with webhooks: made, changed, tried out, given another secret, deleted."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from outhost.crawl.poster import Poster
from outhost.domain.errors import AddressRefused, FetchFailed, NotVisible, TooManyWebhooks, WebhookDisabled, WebhookTargetRefused
from outhost.domain.events import Happening
from outhost.domain.webhooks import (
    ANSWER_SECONDS,
    MOST_A_WORKSPACE,
    WAITING,
    Delivery,
    Webhook,
    WebhookId,
    checked_events,
    checked_secret,
    checked_url,
    make_webhook_secret,
)
from outhost.domain.workspaces import Caller, Role
from outhost.operations.members import check_role
from outhost.operations.news import try_out
from outhost.operations.replies import KeptReply, kept
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWebhook:
    """A webhook to be made; without a `secret` it is given one."""

    url: str
    events: Sequence[str]
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookChange:
    """What is to be otherwise; None is left as it is."""

    url: str | None = None
    events: Sequence[str] | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedWebhook:
    """A webhook with its secret in the clear, which is shown this once."""

    webhook: Webhook
    secret: str = field(repr=False)


class Webhooks:
    """Webhooks of workspaces. Their addresses are checked before they are kept, and again with each try."""

    def __init__(self, store: Store, poster: Poster) -> None:
        """Keep them in `store`; `poster` says where may be sent to."""
        self._store = store
        self._poster = poster

    async def add(self, caller: Caller, new: NewWebhook, reply: KeptReply[IssuedWebhook] | None = None) -> IssuedWebhook:
        """Make a webhook, which is told of what happens from now on.

        Raises:
            InvalidInput: the address is too long, an event unknown, or the secret too short or too long.
            WebhookTargetRefused: it is no public https address, or nobody has its name.
            TooManyWebhooks, RoleTooLow
        """
        new = NewWebhook(url=checked_url(new.url), events=checked_events(new.events), secret=checked_secret(new.secret))
        await self._check(new.url)
        return await self._store.write(_add, caller, new, reply)

    async def change(self, caller: Caller, webhook_id: int, change: WebhookChange) -> Webhook:
        """Send elsewhere or other events, or disable or enable it; what waits for one that is enabled again goes on then.

        Raises:
            NotVisible, InvalidInput, WebhookTargetRefused, RoleTooLow
        """
        url = None if change.url is None else checked_url(change.url)
        events = None if change.events is None else checked_events(change.events)
        if url is not None:
            await self._check(url)
        return await self._store.write(
            _change, caller, WebhookId(webhook_id), WebhookChange(url=url, events=events, is_active=change.is_active)
        )

    async def rotate(
        self, caller: Caller, webhook_id: int, secret: str | None = None, reply: KeptReply[IssuedWebhook] | None = None
    ) -> IssuedWebhook:
        """Give a webhook another secret; for a day the one before signs as well, under a header of its own.

        The secret that it has already changes nothing: who asks again keeps the day.

        Raises:
            NotVisible, InvalidInput, RoleTooLow
        """
        return await self._store.write(_rotate, caller, WebhookId(webhook_id), checked_secret(secret), reply)

    async def test(self, caller: Caller, webhook_id: int, reply: KeptReply[Delivery] | None = None) -> Delivery:
        """Send a webhook something that is no event, once.

        Raises:
            NotVisible, WebhookDisabled, RoleTooLow
        """
        return await self._store.write(_test, caller, WebhookId(webhook_id), reply)

    async def delete(self, caller: Caller, webhook_id: int) -> None:
        """Delete a webhook: from the commit on nothing is sent to it; the janitor forgets what was.

        Raises:
            NotVisible, RoleTooLow
        """
        await self._store.write(_delete, caller, WebhookId(webhook_id))

    async def _check(self, url: str) -> None:
        try:
            await self._poster.check(url, seconds=ANSWER_SECONDS)
        except (AddressRefused, FetchFailed) as fault:
            raise WebhookTargetRefused(fault.details["host"], fault.reason) from fault


def webhook_named(tx: Tx, caller: Caller, webhook_id: WebhookId) -> Webhook:
    """Find a webhook of the caller's workspace.

    Raises:
        NotVisible
    """
    webhook = tx.webhooks.find(caller.workspace_id, webhook_id)
    if webhook is None:
        raise NotVisible
    return webhook


def _add(tx: Tx, caller: Caller, new: NewWebhook, reply: KeptReply[IssuedWebhook] | None) -> IssuedWebhook:
    return kept(tx, caller, reply, lambda: _insert(tx, caller, new))


def _insert(tx: Tx, caller: Caller, new: NewWebhook) -> IssuedWebhook:
    check_role(tx, caller, Role.ADMIN)
    if tx.webhooks.count(caller.workspace_id) >= MOST_A_WORKSPACE:
        raise TooManyWebhooks(most=MOST_A_WORKSPACE)
    secret = new.secret or make_webhook_secret()
    webhook = tx.webhooks.insert(caller.workspace_id, new.url, new.events, secret)
    tx.events.insert(caller, Happening.WEBHOOK_CREATED, str(webhook.id), url=webhook.url, events=list(webhook.events))
    return IssuedWebhook(webhook=webhook, secret=secret)


def _change(tx: Tx, caller: Caller, webhook_id: WebhookId, change: WebhookChange) -> Webhook:
    check_role(tx, caller, Role.ADMIN)
    webhook = webhook_named(tx, caller, webhook_id)
    url, events = change.url or webhook.url, change.events or webhook.events
    tx.webhooks.set_target(webhook.id, url, events)
    if change.is_active is not None and change.is_active is not webhook.is_active:
        tx.webhooks.set_active(webhook.id, is_active=change.is_active)
        tx.ring(WAITING)
    changed = webhook_named(tx, caller, webhook_id)
    if changed != webhook:
        tx.events.insert(caller, Happening.WEBHOOK_CHANGED, str(webhook.id), url=url, events=list(events), is_active=changed.is_active)
    return changed


def _rotate(tx: Tx, caller: Caller, webhook_id: WebhookId, secret: str | None, reply: KeptReply[IssuedWebhook] | None) -> IssuedWebhook:
    def rotate() -> IssuedWebhook:
        check_role(tx, caller, Role.ADMIN)
        webhook = webhook_named(tx, caller, webhook_id)
        fresh = secret or make_webhook_secret()
        if tx.webhooks.rotate(webhook.id, fresh):
            tx.events.insert(caller, Happening.WEBHOOK_ROTATED, str(webhook.id))
        return IssuedWebhook(webhook=webhook_named(tx, caller, webhook_id), secret=fresh)

    return kept(tx, caller, reply, rotate)


def _test(tx: Tx, caller: Caller, webhook_id: WebhookId, reply: KeptReply[Delivery] | None) -> Delivery:
    def test() -> Delivery:
        check_role(tx, caller, Role.ADMIN)
        webhook = webhook_named(tx, caller, webhook_id)
        if not webhook.is_active:
            raise WebhookDisabled
        return try_out(tx, caller, webhook)

    return kept(tx, caller, reply, test)


def _delete(tx: Tx, caller: Caller, webhook_id: WebhookId) -> None:
    check_role(tx, caller, Role.ADMIN)
    if not tx.webhooks.delete(caller.workspace_id, webhook_id):
        raise NotVisible
    tx.events.insert(caller, Happening.WEBHOOK_DELETED, str(webhook_id))
