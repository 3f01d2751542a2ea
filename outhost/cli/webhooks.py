"""`outhost webhooks`: addresses that are told what has ended, and what they were sent."""

from typing import Any, Final

import click

from outhost.appliance import Appliance
from outhost.cli.line import run
from outhost.cli.terminal import Terminal, on_terminal, read_password, table, whose
from outhost.domain.clock import whole_seconds, whole_seconds_or_none
from outhost.domain.news import PUBLIC
from outhost.domain.webhooks import Delivery, DeliveryStatus, Webhook, WebhookId
from outhost.domain.workspaces import Caller
from outhost.operations.webhooks import IssuedWebhook, NewWebhook, WebhookChange, webhook_named
from outhost.store.transactions import Tx

_NUMBER: Final = click.IntRange(1)


@click.group("webhooks")
def command() -> None:
    """Have other programs told what has ended; see what they were sent."""


@command.command("list")
@whose
@on_terminal
def list_command(terminal: Terminal, email: str | None, workspace_id: int | None) -> None:
    """List the webhooks of a workspace, without their secrets."""
    found = run(terminal.data_dir, list_all, email=email, workspace_id=workspace_id)
    rows = [
        [one["id"], one["url"], " ".join(one["events"]), one["created_at"], _state(one)]
        for one in found["webhooks"]
    ]  # fmt: skip
    terminal.answer(found, table(["ID", "ADDRESS", "EVENTS", "SINCE", "STATE"], rows))


@command.command("add")
@click.argument("url")
@click.option("--event", "events", multiple=True, type=click.Choice([str(name) for name in PUBLIC]), help="What it is told (everything).")
@click.option("--secret-stdin", "is_secret_given", is_flag=True, help="Read the secret from standard input instead of making one.")
@whose
@on_terminal
def add_command(
    terminal: Terminal, *, url: str, events: tuple[str, ...], is_secret_given: bool, email: str | None, workspace_id: int | None
) -> None:
    """Make a webhook, and print the secret that signs, this once."""
    secret = read_password() if is_secret_given else None
    made = run(
        terminal.data_dir, add, url=url, events=list(events) or list(PUBLIC), secret=secret, email=email, workspace_id=workspace_id
    )  # fmt: skip
    terminal.answer(made, [f"Webhook    {made['id']}", f"Secret     {made['secret']}  (shown this once)"])


@command.command("test")
@click.argument("webhook_id", type=_NUMBER)
@whose
@on_terminal
def test_command(terminal: Terminal, *, webhook_id: int, email: str | None, workspace_id: int | None) -> None:
    """Send a webhook something of the type webhook.test, once, as soon as a server runs."""
    made = run(terminal.data_dir, test, webhook_id=webhook_id, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"Delivery {made['id']} is on its way; `outhost webhooks deliveries {webhook_id}` says what comes of it."])


@command.command("deliveries")
@click.argument("webhook_id", type=_NUMBER)
@click.option("--status", type=click.Choice([str(status) for status in DeliveryStatus]), help="Only those of which this has become.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, help="How many (50).")
@whose
@on_terminal
def deliveries_command(
    terminal: Terminal, *, webhook_id: int, status: str | None, limit: int, email: str | None, workspace_id: int | None
) -> None:
    """List what a webhook was sent in the last 30 days, newest first, and what came of it."""
    found = run(terminal.data_dir, deliveries, webhook_id=webhook_id, status=status, limit=limit, email=email, workspace_id=workspace_id)
    rows = [
        [one["id"], one["type"], one["status"], one["tries"], one["last_tried_at"] or "never", one["next_try_at"] or "", _what_came(one)]
        for one in found["deliveries"]
    ]
    terminal.answer(found, table(["ID", "TYPE", "STATUS", "TRIES", "LAST TRY", "NEXT TRY", "ANSWER"], rows))


@command.command("resend")
@click.argument("webhook_id", type=_NUMBER)
@click.argument("delivery_id")
@whose
@on_terminal
def resend_command(terminal: Terminal, *, webhook_id: int, delivery_id: str, email: str | None, workspace_id: int | None) -> None:
    """Send a delivery again, with the same id and the same body."""
    made = run(terminal.data_dir, resend, webhook_id=webhook_id, delivery_id=delivery_id, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"Delivery {made['id']} is on its way again."])


@command.command("rotate")
@click.argument("webhook_id", type=_NUMBER)
@click.option("--secret-stdin", "is_secret_given", is_flag=True, help="Read the secret from standard input instead of making one.")
@whose
@on_terminal
def rotate_command(terminal: Terminal, *, webhook_id: int, is_secret_given: bool, email: str | None, workspace_id: int | None) -> None:
    """Give a webhook another secret; for 24 hours the one before signs too."""
    secret = read_password() if is_secret_given else None
    made = run(terminal.data_dir, rotate, webhook_id=webhook_id, secret=secret, email=email, workspace_id=workspace_id)
    until = made["previous_secret_until"]
    terminal.answer(made, [f"Secret     {made['secret']}  (shown this once; the one before signs too until {until})"])


@command.command("enable")
@click.argument("webhook_id", type=_NUMBER)
@whose
@on_terminal
def enable_command(terminal: Terminal, *, webhook_id: int, email: str | None, workspace_id: int | None) -> None:
    """Enable a webhook that was disabled; what waits for it is sent."""
    made = run(terminal.data_dir, enable, webhook_id=webhook_id, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"Webhook {webhook_id} is active."])


@command.command("delete")
@click.argument("webhook_id", type=_NUMBER)
@whose
@on_terminal
def delete_command(terminal: Terminal, *, webhook_id: int, email: str | None, workspace_id: int | None) -> None:
    """Delete a webhook; nothing is sent to it any more."""
    made = run(terminal.data_dir, delete, webhook_id=webhook_id, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"Webhook {webhook_id} is deleted."])


async def list_all(appliance: Appliance, *, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """List the webhooks of a workspace."""
    caller = await _caller(appliance, email, workspace_id)
    return {"workspace_id": caller.workspace_id, "webhooks": [_document(one) for one in await appliance.read(_all, caller)]}


async def add(
    appliance: Appliance, *, url: str, events: list[str], secret: str | None, email: str | None, workspace_id: int | None
) -> dict[str, Any]:
    """Make a webhook."""
    caller = await _caller(appliance, email, workspace_id)
    return _issued(await appliance.webhooks.add(caller, NewWebhook(url=url, events=events, secret=secret)))


async def test(appliance: Appliance, *, webhook_id: int, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Have a webhook tried out."""
    return _delivery(await appliance.webhooks.test(await _caller(appliance, email, workspace_id), webhook_id))


async def deliveries(
    appliance: Appliance, *, webhook_id: int, status: str | None, limit: int, email: str | None, workspace_id: int | None
) -> dict[str, Any]:
    """List the deliveries of a webhook."""
    caller = await _caller(appliance, email, workspace_id)
    found = await appliance.read(_deliveries, caller, WebhookId(webhook_id), status, limit)
    return {"webhook_id": webhook_id, "deliveries": [_delivery(one) for one in found]}


async def resend(
    appliance: Appliance, *, webhook_id: int, delivery_id: str, email: str | None, workspace_id: int | None
) -> dict[str, Any]:  # fmt: skip
    """Send a delivery again."""
    caller = await _caller(appliance, email, workspace_id)
    return _delivery(await appliance.webhook_deliveries.resend(caller, webhook_id, delivery_id))


async def rotate(
    appliance: Appliance, *, webhook_id: int, secret: str | None, email: str | None, workspace_id: int | None
) -> dict[str, Any]:  # fmt: skip
    """Give a webhook another secret."""
    return _issued(await appliance.webhooks.rotate(await _caller(appliance, email, workspace_id), webhook_id, secret))


async def enable(appliance: Appliance, *, webhook_id: int, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Enable a webhook."""
    caller = await _caller(appliance, email, workspace_id)
    return _document(await appliance.webhooks.change(caller, webhook_id, WebhookChange(is_active=True)))


async def delete(appliance: Appliance, *, webhook_id: int, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Delete a webhook."""
    await appliance.webhooks.delete(await _caller(appliance, email, workspace_id), webhook_id)
    return {"deleted": True, "id": webhook_id}


async def _caller(appliance: Appliance, email: str | None, workspace_id: int | None) -> Caller:
    return await appliance.users.founder_caller(email=email, workspace_id=workspace_id, actor="command_line")


def _all(tx: Tx, caller: Caller) -> list[Webhook]:
    return tx.webhooks.all(caller.workspace_id)


def _deliveries(tx: Tx, caller: Caller, webhook_id: WebhookId, status: str | None, limit: int) -> list[Delivery]:
    webhook = webhook_named(tx, caller, webhook_id)
    return tx.webhook_deliveries.page(webhook.id, status=status, limit=limit, offset=0)


def _state(webhook: dict[str, Any]) -> str:
    return "active" if webhook["is_active"] else f"disabled since {webhook['disabled_at']}"


def _what_came(delivery: dict[str, Any]) -> str:
    return str(delivery["reason"] or delivery["answer_status"] or "")


def _document(webhook: Webhook) -> dict[str, Any]:
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": list(webhook.events),
        "is_active": webhook.is_active,
        "disabled_at": whole_seconds_or_none(webhook.disabled_at),
        "dead_in_a_row": webhook.dead_in_a_row,
        "previous_secret_until": whole_seconds_or_none(webhook.previous_until),
        "created_at": whole_seconds(webhook.created_at),
    }


def _issued(issued: IssuedWebhook) -> dict[str, Any]:
    return _document(issued.webhook) | {"secret": issued.secret}


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.public_id,
        "event_id": delivery.event_id,
        "type": delivery.event,
        "status": delivery.status.value,
        "tries": delivery.tries,
        "created_at": whole_seconds(delivery.created_at),
        "last_tried_at": whole_seconds_or_none(delivery.last_tried_at),
        "next_try_at": whole_seconds_or_none(delivery.due_at),
        "took_ms": delivery.took_ms,
        "answer_status": delivery.answer_status,
        "answer": delivery.answer,
        "reason": delivery.reason.say() if delivery.reason else None,
    }
