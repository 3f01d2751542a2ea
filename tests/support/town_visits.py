"""Visits to a served town, byte by byte, as anybody's client might make them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass

from outhost.domain.clock import Clock, SystemClock
from outhost.sandbox.answers import Answer
from outhost.sandbox.mail_hosts import Reply
from outhost.sandbox.server import TownServer

Pages = Callable[[str, str, Mapping[str, str]], Answer | None]
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@asynccontextmanager
async def open_server(answer: Pages, clock: Clock | None = None) -> AsyncIterator[TownServer]:
    """Serve pages; whoever has a mailbox is called Ada."""
    server = TownServer(answer, ada_alone, clock or SystemClock())
    await server.open()
    try:
        yield server
    finally:
        await server.close()


async def ada_alone(host: str, address: str) -> Reply:
    """Say that Ada has a mailbox, at whatever host, and nobody else."""
    return (250, f"2.1.5 Ada is at {host}") if address.startswith("ada@") else (550, "5.1.1 unknown")


@asynccontextmanager
async def line_to(port: int) -> AsyncIterator[Line]:
    """Connect to a port of this machine."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with closing(writer):
        yield reader, writer


def asking(host: str, path: str = "/", *, method: str = "GET", more: str = "") -> bytes:
    """Write a request."""
    return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n".encode()


async def asked(line: Line, request: bytes) -> Heard:
    """Ask, and hear the whole answer."""
    reader, writer = line
    writer.write(request)
    head = await head_from(reader)
    has_body = not request.startswith(b"HEAD")
    body = await reader.readexactly(int(head.headers["content-length"])) if has_body else b""
    return Heard(status=head.status, headers=head.headers, body=body)


async def head_from(reader: asyncio.StreamReader) -> Heard:
    """Hear the head of an answer."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Heard(status=int(first.split(" ")[1]), headers=headers, body=b"")
