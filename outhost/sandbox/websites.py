"""The town's websites, over HTTP/1.1: whoever connects says which of them is meant, by the header `Host`."""

import asyncio
import socket
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import Final, cast

from outhost.domain.clock import Clock
from outhost.sandbox.answers import Answer, Manner

Ask = Callable[[str, str, Mapping[str, str]], Answer | None]
"""Gives what a host answers at a path to a request with these headers, by their names in small letters; None where nobody has the name."""

_END: Final = b"\r\n\r\n"
_MOST_OF_A_REQUEST: Final = 64 << 10
_LET_GO_AT_ONCE: Final = struct.pack("ii", 1, 0)
"""For `SO_LINGER`: whoever closes sends a reset, and no farewell."""
_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus}
_METHODS: Final = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody asks for; the names of headers are in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]

    @property
    def host(self) -> str:
        """Name the site that is meant, without its port."""
        return self.headers.get("host", "").partition(":")[0].lower()

    @property
    def is_last(self) -> bool:
        """Tell whether nothing more is asked on this connection."""
        return self.headers.get("connection", "").lower() == "close"


class Visit(asyncio.Protocol):
    """One connection, whose requests are answered one after the other, as they came."""

    _transport: asyncio.Transport

    def __init__(self, ask: Ask, clock: Clock, visits: "set[Visit]") -> None:
        """Answer by `ask`, and be slow by `clock`; `visits` are those that go on."""
        self._ask = ask
        self._clock = clock
        self._visits = visits
        self._heard = b""
        self._speaking: asyncio.Task[None] | None = None
        self._can_write = asyncio.Event()
        self._can_write.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one, though it does not say so
        self._visits.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio passes it
        """Say nothing more."""
        self._visits.discard(self)
        if self._speaking is not None:
            self._speaking.cancel()

    def pause_writing(self) -> None:
        """Wait for whoever reads slowly."""
        self._can_write.clear()

    def resume_writing(self) -> None:
        """Go on."""
        self._can_write.set()

    def data_received(self, data: bytes) -> None:
        """Hear a request, or a part of one."""
        self._heard += data
        if len(self._heard) > _MOST_OF_A_REQUEST:
            self._transport.abort()
        elif self._speaking is None:
            self._go_on()

    async def break_off(self) -> None:
        """Hang up, whatever is being said."""
        self._transport.abort()
        if self._speaking is not None:
            self._speaking.cancel()
            await asyncio.gather(self._speaking, return_exceptions=True)

    def _go_on(self) -> None:
        """Answer what was heard in full, up to an answer that takes its time."""
        while not self._transport.is_closing() and (request := self._next()) is not None:
            answer = self._answer_to(request)
            if answer.manner is Manner.NORMAL and not answer.delay_seconds:
                self._say(request, answer)
                continue
            self._speaking = asyncio.create_task(self._take_time(request, answer))
            self._speaking.add_done_callback(self._over)
            return

    def _next(self) -> Request | None:
        head, end, rest = self._heard.partition(_END)
        if not end:
            return None
        self._heard = rest
        return request_in(head)

    def _answer_to(self, request: Request) -> Answer:
        if request.method not in _METHODS:
            return _refusal(HTTPStatus.METHOD_NOT_ALLOWED if request.method else HTTPStatus.BAD_REQUEST)
        return self._ask(request.host, request.path, request.headers) or _refusal(HTTPStatus.MISDIRECTED_REQUEST)

    def _say(self, request: Request, answer: Answer) -> None:
        body = b"" if request.method == "HEAD" else answer.body
        self._transport.write(self._head_of(answer) + body)
        if request.is_last:
            self._transport.close()

    async def _take_time(self, request: Request, answer: Answer) -> None:
        match answer.manner:
            case Manner.SLOW | Manner.NORMAL:
                await self._pause(answer.delay_seconds)
                self._say(request, answer)
            case Manner.DRIP:
                await self._drip(answer)
            case Manner.ENDLESS:
                await self._say_again_and_again(answer)
            case Manner.CUT:
                self._transport.write(self._head_of(answer) + _first_part(answer))
                self._transport.close()
            case Manner.RESET:
                self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LET_GO_AT_ONCE)
                self._transport.abort()
            case Manner.SILENT:
                await asyncio.Event().wait()  # until whoever waits for a word hangs up

    async def _drip(self, answer: Answer) -> None:
        self._transport.write(self._head_of(answer))
        for place in range(len(answer.body)):
            await self._pause(answer.delay_seconds)
            await self._can_write.wait()
            self._transport.write(answer.body[place : place + 1])

    async def _say_again_and_again(self, answer: Answer) -> None:
        self._transport.write(self._head_of(answer, has_end=False))
        while not self._transport.is_closing():
            await self._can_write.wait()
            self._transport.write(answer.body)
            await asyncio.sleep(0)  # others have their turn

    async def _pause(self, seconds: float) -> None:
        await self._clock.sleep_until(self._clock.now() + timedelta(seconds=seconds))

    def _over(self, speaking: asyncio.Task[None]) -> None:
        self._speaking = None
        if not speaking.cancelled():
            speaking.result()
            self._go_on()

    def _head_of(self, answer: Answer, *, has_end: bool = True) -> bytes:
        own = {name.lower() for name in answer.headers}
        lines = [f"HTTP/1.1 {answer.status} {_PHRASES.get(answer.status, 'Whatever')}"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        lines += [f"{name}: {value}" for name, value in self._added(answer, has_end=has_end) if name.lower() not in own]
        return "\r\n".join([*lines, "", ""]).encode("utf-8")

    def _added(self, answer: Answer, *, has_end: bool) -> Iterator[tuple[str, str]]:
        yield "Date", format_datetime(self._clock.now(), usegmt=True)
        yield ("Content-Length", str(len(answer.body))) if has_end else ("Connection", "close")


def request_in(head: bytes) -> Request:
    """Read the head of a request; of what is none, only that it has no method is known."""
    first, *lines = head.decode("utf-8", "surrogateescape").lstrip("\r\n").split("\r\n")
    words = first.split(" ")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        return Request(method="", path="", headers={"connection": "close"})
    return Request(method=words[0], path=words[1], headers=headers if words[2] == "HTTP/1.1" else headers | {"connection": "close"})


def _first_part(answer: Answer) -> bytes:
    """Give what comes of a body before the line breaks: all there is of one that was announced as longer, else its first half."""
    announced = next((value for name, value in answer.headers.items() if name.lower() == "content-length"), "")
    is_short = announced.isdecimal() and int(announced) > len(answer.body)
    return answer.body if is_short else answer.body[: len(answer.body) // 2]


def _refusal(status: HTTPStatus) -> Answer:
    return Answer(status=status, headers={"Content-Type": "text/plain; charset=utf-8"}, body=f"{status.phrase}\n".encode())
