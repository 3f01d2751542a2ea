"""One drawing process, seen from the server: started, asked, ended."""

import asyncio
import multiprocessing
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from outhost.domain.errors import TextOverflows
from outhost.domain.reductions import Reduction
from outhost.domain.render_spec import RenderSpec
from outhost.render.messages import LENGTHS, packed, unpacked_head, unpacked_lengths
from outhost.render.picture import KeptPicture, Picture
from outhost.render.worker import KeepFile, work

_LEAVE_SECONDS: Final = 5.0
_KNOWN_SPECS: Final = 1000

Made = asyncio.Future[Picture | KeptPicture]


@dataclass(frozen=True, slots=True)
class _Reply:
    """A message about an order; `following` is the next one, where this one says that another comes."""

    head: dict[str, Any]
    body: bytes
    following: "asyncio.Future[_Reply] | None"


class DrawingFailed(Exception):
    """A picture could not be drawn: a fault in the drawing process, or its death."""


class DrawingTimedOut(DrawingFailed):
    """A picture took longer than its limit, and its process was ended."""

    def __init__(self, seconds: float) -> None:
        """Tell the limit."""
        super().__init__(f"not drawn within {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be drawn: with a path into that file, else as bytes."""

    spec: RenderSpec
    variables: Mapping[str, str | None]
    assets: Mapping[str, str]
    reduction: Reduction
    path: Path | None


class Painter:
    """A spawned process that draws one picture at a time, and keeps files meanwhile. Every painter, even one that never came to life, is to
    be dismissed.
    """  # noqa: D205 - two sentences, and the first is short enough

    def __init__(self, keep_file: KeepFile, own_fonts: Path | None) -> None:
        """Begin to start the process in a thread; to be called on the event loop. `keep_file` goes along and must be importable there."""
        mine, other = socket.socketpair()
        self._socket = mine
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=work, args=(other, keep_file, own_fonts), name="outhost painter", daemon=True)
        self._channel = _Channel()
        self._known: set[str] = set()
        self._orders = 0
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
        first = self._channel.reply_to(0)
        await asyncio.get_running_loop().create_connection(lambda: self._channel, sock=self._socket)
        await first

    async def draw(self, order: Order) -> Made:
        """Have one picture drawn; returns when it is, which for a file may be before it is kept. What is made of it comes with the future.

        The spec itself travels only when the process does not have it yet.

        Raises:
            TextOverflows: A text does not fit and its layer calls that an error.
            DrawingFailed: The process met a fault, or died.
        """
        reply = await self._ask(order, whole=order.spec.digest not in self._known)
        if "unknown_spec" in reply.head:
            reply = await self._ask(order, whole=True)
        self._remember(order.spec.digest)
        if "overflows" in reply.head:
            raise TextOverflows(path=reply.head["overflows"])
        made: Made = asyncio.get_running_loop().create_future()
        if reply.following:
            reply.following.add_done_callback(lambda last: _settle_kept(made, last))
        else:
            _settle(made, reply)
        return made

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

    async def _ask(self, order: Order, *, whole: bool) -> _Reply:
        self._orders += 1
        message = {
            "number": self._orders, "digest": order.spec.digest, "spec": order.spec.canonical_json() if whole else None,
            "variables": order.variables, "assets": order.assets, "reduction": [order.reduction.colors, order.reduction.frame_step],
            "path": None if order.path is None else str(order.path),
        }  # fmt: skip
        try:
            reply = self._channel.reply_to(self._orders)
            self._channel.send(packed(message))
            return await reply
        except (EOFError, OSError) as fault:
            raise DrawingFailed("the drawing process died") from fault

    def _remember(self, digest: str) -> None:
        if len(self._known) >= _KNOWN_SPECS:
            self._known.clear()
        self._known.add(digest)


def _settle_kept(made: Made, last: asyncio.Future[_Reply]) -> None:
    if made.done():
        return
    if last.cancelled() or last.exception():
        made.set_exception(DrawingFailed("the drawing process died"))
    else:
        _settle(made, last.result())


def _settle(made: Made, reply: _Reply) -> None:
    head = reply.head
    if "fault" in head:
        made.set_exception(DrawingFailed(head["fault"]))
    elif "errno" in head:
        made.set_exception(OSError(head["errno"], head["strerror"], head["filename"]))
    else:
        facts = {name: head[name] for name in ("extension", "width", "height")} | {"warnings": tuple(head["warnings"])}
        kept = {name: head[name] for name in ("digest", "size_bytes") if name in head}
        made.set_result(KeptPicture(**facts, **kept) if kept else Picture(data=reply.body, **facts))


class _Channel(asyncio.Protocol):
    """The server's end of the socket pair: replies are told apart by the number of their order."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.gone: asyncio.Future[None] = loop.create_future()
        self._replies: dict[int, asyncio.Future[_Reply]] = {}
        self._transport: asyncio.WriteTransport | None = None
        self._received = bytearray()

    def reply_to(self, number: int) -> asyncio.Future[_Reply]:
        """Expect the next message about an order; 0 is the first message of all."""
        reply: asyncio.Future[_Reply] = asyncio.get_running_loop().create_future()
        if self.gone.done():
            reply.set_exception(EOFError())
        else:
            self._replies[number] = reply
        return reply

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
        while len(self._received) >= LENGTHS.size:
            head, body = unpacked_lengths(bytes(self._received[: LENGTHS.size]))
            begin, end = LENGTHS.size + head, LENGTHS.size + head + body
            if len(self._received) < end:
                return
            about, picture = unpacked_head(bytes(self._received[LENGTHS.size : begin])), bytes(self._received[begin:end])
            del self._received[:end]
            self._tell(about, picture)

    def _tell(self, about: dict[str, Any], picture: bytes) -> None:
        number = about.get("number", 0)
        reply = self._replies.pop(number, None)
        # What follows is expected at once: it may be in the next bytes, before whoever waits for this has had a turn.
        following = self.reply_to(number) if "drawn" in about else None
        if reply and not reply.done():
            reply.set_result(_Reply(about, picture, following))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's word for it
        if not self.gone.done():
            self.gone.set_result(None)
        for reply in self._replies.values():
            if not reply.done():
                reply.set_exception(EOFError("the drawing process ended"))
                reply.exception()  # whoever waited for it may be gone already, and asyncio would complain of that at some later time
        self._replies.clear()
