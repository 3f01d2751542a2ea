"""Webhooks to test with: made where they are kept, and a receiver on a real socket that answers as badly as a test wants."""

import asyncio
import hashlib
import hmac
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from houses import House
from web_servers import answer

from outhost.domain.events import Happening
from outhost.domain.news import News
from outhost.domain.webhooks import Delivery, DeliveryStatus, Outcome, Webhook, WebhookId
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.operations.news import tell
from outhost.store.transactions import Tx

PUBLIC_URL = "https://93.184.216.34/hook"
"""An address that may be sent to, without a name that would have to be looked up; no test sends there."""
SECRET = "a secret of the tests"
EVERYTHING = ("job.completed", "job.failed", "job.cancelled")
Manner = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]
"""How a receiver answers: with these bytes and an end, or as a function does."""


def make_webhook(
    tx: Tx, workspace_id: WorkspaceId, url: str = "https://127.0.0.1:9/hook", events: Sequence[str] = EVERYTHING, secret: str = SECRET
) -> Webhook:
    """Set a webhook down, whatever its address; unless told otherwise what is sent to it goes nowhere."""
    return tx.webhooks.insert(workspace_id, url, events, secret)


def make_delivery(tx: Tx, workspace_id: WorkspaceId, webhook_id: WebhookId) -> Delivery:
    """Set down a delivery that nothing came of."""
    made = tx.webhook_deliveries.insert(workspace_id, webhook_id, event="job.completed", event_id="evt_1", body='{"data":{}}')
    reason = Text(en="it is a test", fr="c’est un essai").filled()
    tx.webhook_deliveries.record(made.key, Outcome(reason=reason), DeliveryStatus.DEAD, None)
    return made


async def happen(house: House, caller: Caller, happening: Happening = Happening.JOB_COMPLETED, **data: Any) -> News:
    """Let something happen that webhooks are told of."""
    return await house.appliance.store.write(tell, caller, happening, "j_1", data)


async def deliveries_of(house: House, webhook: Webhook) -> list[Delivery]:
    """Give what was and is to be sent to a webhook, oldest first."""
    found = await house.appliance.read(lambda tx: tx.webhook_deliveries.page(webhook.id, status=None, limit=500, offset=0))
    return found[::-1]


async def until_tried(house: House, webhook: Webhook, *counts: int) -> list[Delivery]:
    """Give way until the deliveries of a webhook were tried so often, oldest first."""
    async with asyncio.timeout(120):
        while True:
            found = await deliveries_of(house, webhook)
            if [one.tries for one in found] == list(counts):
                return found


@dataclass(frozen=True, kw_only=True)
class Post:
    """What a receiver got: its path, its headers by names in small letters, and the body as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """The id of the delivery."""
        return self.headers["x-outsend-delivery"]

    def is_signed_by(self, secret: str, header: str = "x-outsend-signature") -> bool:
        """Check a signature over the body as it came, as the documentation tells receivers to."""
        return self.headers[header] == "sha256=" + hmac.new(secret.encode(), self.body, hashlib.sha256).hexdigest()


@dataclass(kw_only=True)
class Receiver:
    """A server that takes posts; `manners` say by path how it answers, 200 where they say nothing."""

    manners: dict[str, Manner] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    scheme: str = "http"
    under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """Give the address of a path."""
        return f"{self.scheme}://{host}:{self.port}{path}"

    def at(self, path: str) -> list[Post]:
        """Give what was posted to a path."""
        return [post for post in self.posts if post.path == path]

    async def speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one post, answer and close."""
        task = asyncio.current_task()
        assert task
        self.under_way.add(task)
        self.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            post = await _read(reader)
            self.posts.append(post)
            manner = self.manners.get(post.path, answer(b"ok"))
            if isinstance(manner, bytes):
                writer.write(manner)
                await writer.drain()
            else:
                await manner(writer)
        writer.close()
        self.under_way.discard(task)


@asynccontextmanager
async def open_receiver(*, tls: ssl.SSLContext | None = None, **manners: Manner) -> AsyncIterator[Receiver]:
    """Listen on a free port of 127.0.0.1; each manner is of the path of its name."""
    receiver = Receiver(manners={f"/{name}": manner for name, manner in manners.items()}, scheme="https" if tls else "http")
    listener = await asyncio.start_server(receiver.speak, "127.0.0.1", 0, ssl=tls)
    receiver.port = listener.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        listener.close()
        for task in tuple(receiver.under_way):
            task.cancel()
        await asyncio.gather(*receiver.under_way, return_exceptions=True)
        await listener.wait_closed()


async def hang(writer: asyncio.StreamWriter) -> None:
    """Answer nothing, for ever."""
    await writer.drain()
    await asyncio.Event().wait()


async def drip(writer: asyncio.StreamWriter) -> None:
    """Begin an answer, and let no second byte of its body come."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx")
    await writer.drain()
    await asyncio.Event().wait()


async def pour(writer: asyncio.StreamWriter) -> None:
    """Answer 200 with a body that has no end, until nobody listens any longer."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    while True:
        writer.write(b"more and " * 1000)
        await writer.drain()


async def break_off(writer: asyncio.StreamWriter) -> None:
    """Close in the middle of an answer."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it")
    await writer.drain()


async def _read(reader: asyncio.StreamReader) -> Post:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines[1:] if line)}
    body = await reader.readexactly(int(headers["content-length"]))
    return Post(path=lines[0].split(" ")[1], headers=headers, body=body)
