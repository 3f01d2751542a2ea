"""A server of names on loopback, over UDP and TCP, in the tests' own event loop, that knows what the test tells it."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

_MOST_IN_UDP = 1232
LENGTH = struct.Struct(">H")


@dataclass(kw_only=True)
class NameServer:
    """What names it knows: records by kind, written as in a zone; and how it misbehaves."""

    zone: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    port: int = 0
    ttl: int = 300
    code: str = "NOERROR"
    is_mute: bool = False
    garbage: bytes = b""
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    """Each question: how it came, its name, its kind."""
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    speaks: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared, answers wait until it is set."""

    async def answer(self, wire: bytes, way: str) -> bytes:
        """Answer a question, or give nothing."""
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((way, name, kind))
        self.heard.set()
        await self.speaks.wait()
        if self.is_mute:
            return b""
        if self.garbage:
            return self.garbage
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        known = self.zone.get(name)
        reply.set_rcode(dns.rcode.from_text(self.code if known is not None or self.code != "NOERROR" else "NXDOMAIN"))
        at = question.name
        if alias := (known or {}).get("CNAME"):
            reply.answer.append(dns.rrset.from_text_list(at, self.ttl, "IN", "CNAME", alias))
            known = self.zone.get(alias[0].rstrip("."))
            at = reply.answer[-1][0].target
        if records := (known or {}).get(kind):
            reply.answer.append(dns.rrset.from_text_list(at, self.ttl, "IN", kind, records))
        whole = reply.to_wire()
        if way == "udp" and len(whole) > _MOST_IN_UDP:
            reply.answer.clear()
            reply.flags |= dns.flags.TC
            return reply.to_wire()
        return whole


class _OverUdp(asyncio.DatagramProtocol):
    def __init__(self, server: NameServer, tasks: set[asyncio.Task[None]]) -> None:
        self._server = server
        self._tasks = tasks

    def connection_made(self, transport: Any) -> None:
        """Keep the line."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer a question."""
        task = asyncio.create_task(self._reply(data, addr))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _reply(self, data: bytes, addr: tuple[str, int]) -> None:
        if wire := await self._server.answer(data, "udp"):
            self._transport.sendto(wire, addr)


@asynccontextmanager
async def open_name_server(server: NameServer | None = None) -> AsyncIterator[NameServer]:
    """Listen on a free port of 127.0.0.1, over UDP and TCP."""
    server = server or NameServer()
    server.speaks.set()
    tasks: set[asyncio.Task[None]] = set()

    async def over_tcp(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            (length,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
            if wire := await server.answer(await reader.readexactly(length), "tcp"):
                writer.write(LENGTH.pack(len(wire)) + wire)
                await writer.drain()
        writer.close()

    listener = await asyncio.start_server(over_tcp, "127.0.0.1", 0, family=socket.AF_INET)
    server.port = listener.sockets[0].getsockname()[1]
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _OverUdp(server, tasks), local_addr=("127.0.0.1", server.port)
    )
    try:
        yield server
    finally:
        transport.close()
        listener.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await listener.wait_closed()
