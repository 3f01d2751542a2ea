"""One drawing process, seen from the server: started, asked, ended."""

import asyncio
import multiprocessing
import signal
import socket
import sys
from typing import Any, Final, cast

from outhost.domain.errors import TextOverflows
from outhost.domain.render_spec import RenderSpec
from outhost.render.messages import LENGTHS, packed, unpacked_head, unpacked_lengths
from outhost.render.picture import Picture
from outhost.render.worker import work

_LEAVE_SECONDS: Final = 5.0
_KNOWN_SPECS: Final = 1000

Reply = tuple[dict[str, Any], bytes]


class DrawingFailed(Exception):
    """A picture could not be drawn: a fault in the drawing process, or its death."""


class DrawingTimedOut(DrawingFailed):
    """A picture took longer than its limit, and its process was ended."""


class Painter:
    """A spawned process that draws one picture at a time. Every painter, even one that never came to life, is to be dismissed."""

    def __init__(self) -> None:
        """Begin to start the process in a thread; to be called on the event loop."""
        mine, other = socket.socketpair()
        self._socket = mine
        self._process = multiprocessing.get_context("spawn").Process(target=work, args=(other,), name="outhost painter", daemon=True)
        self._channel = _Channel()
        self._known: set[str] = set()
        self._is_over = False
        self._starting = asyncio.create_task(asyncio.to_thread(self._start, other))

    @property
    def pid(self) -> int | None:
        """Give the process's number, None before it has one."""
        return self._process.pid

    @property
    def gone(self) -> asyncio.Future[None]:
        """Is done once the process has ended or its channel has broken."""
        return self._channel.gone

    async def until_ready(self) -> None:
        """Wait until the process has imported what it needs and opened its fonts.

        Raises:
            OSError: It could not be started.
            EOFError: It ended at once.
        """
        await asyncio.shield(self._starting)
        self._socket.setblocking(False)
        first = self._channel.next_reply()
        await asyncio.get_running_loop().create_connection(lambda: self._channel, sock=self._socket)
        await first

    async def draw(self, spec: RenderSpec, variables: dict[str, str | None], assets: dict[str, str]) -> Picture:
        """Have one picture drawn. The spec itself travels only when the process does not have it yet.

        Raises:
            TextOverflows: A text does not fit and its layer calls that an error.
            DrawingFailed: The process met a fault, or died.
        """
        order: dict[str, object] = {"digest": spec.digest, "variables": variables, "assets": assets}
        head, body = await self._ask(order | {"spec": None if spec.digest in self._known else spec.canonical_json()})
        if "unknown_spec" in head:
            head, body = await self._ask(order | {"spec": spec.canonical_json()})
        self._remember(spec.digest)
        if "overflows" in head:
            raise TextOverflows(path=head["overflows"])
        if "fault" in head:
            raise DrawingFailed(head["fault"])
        return Picture(data=body, **(head | {"warnings": tuple(head["warnings"])}))

    async def dismiss(self) -> None:
        """End the process at once and wait until it is gone; may be called again."""
        await asyncio.wait({self._starting})
        self._channel.close()
        self._socket.close()
        if self._starting.exception() is None and not self._is_over:
            self._process.kill()
            await asyncio.to_thread(self._process.join, _LEAVE_SECONDS)
            self._is_over = True
            self._process.close()

    def _start(self, other: socket.socket) -> None:
        """Start the process deaf to Ctrl-C, which is for the server; a thread's signal mask is inherited."""
        with other:
            if sys.platform != "win32":
                signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            self._process.start()

    async def _ask(self, order: dict[str, object]) -> Reply:
        try:
            reply = self._channel.next_reply()
            self._channel.send(packed(order))
            return await reply
        except (EOFError, OSError) as fault:
            raise DrawingFailed("the drawing process died") from fault

    def _remember(self, digest: str) -> None:
        if len(self._known) >= _KNOWN_SPECS:
            self._known.clear()
        self._known.add(digest)


class _Channel(asyncio.Protocol):
    """The server's end of the socket pair: one reply is awaited at a time."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.gone: asyncio.Future[None] = loop.create_future()
        self._reply: asyncio.Future[Reply] = loop.create_future()
        self._transport: asyncio.WriteTransport | None = None
        self._received = bytearray()

    def next_reply(self) -> asyncio.Future[Reply]:
        """Expect the next message."""
        self._reply = asyncio.get_running_loop().create_future()
        if self.gone.done():
            self._reply.set_exception(EOFError())
        return self._reply

    def send(self, message: bytes) -> None:
        if self._transport:
            self._transport.write(message)

    def close(self) -> None:
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if len(self._received) < LENGTHS.size:
            return
        head, body = unpacked_lengths(bytes(self._received[: LENGTHS.size]))
        end = LENGTHS.size + head + body
        if len(self._received) >= end and not self._reply.done():
            text, picture = bytes(self._received[LENGTHS.size : LENGTHS.size + head]), bytes(self._received[LENGTHS.size + head : end])
            del self._received[:end]
            self._reply.set_result((unpacked_head(text), picture))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's word for it
        if not self.gone.done():
            self.gone.set_result(None)
        if not self._reply.done():
            self._reply.set_exception(EOFError("the drawing process ended"))
            self._reply.exception()  # whoever waited for it may be gone already, and asyncio would complain of that at some later time
