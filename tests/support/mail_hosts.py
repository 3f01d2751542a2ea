"""A host on loopback that takes a domain's mail, in the tests' own event loop: it knows its mailboxes, and misbehaves when told to."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address

from fetching import Resolver

from outhost.crawl.guard import Admitted, Guard
from outhost.crawl.mailboxes import Introduction, Mailboxes
from outhost.crawl.records import Records
from outhost.crawl.routes import Place
from outhost.domain.clock import Clock
from outhost.domain.errors import NoSuchName

TAKEN, NOBODY = "250 2.1.5 OK", "550 5.1.1 <{address}>: Recipient address rejected: User unknown"


@dataclass(kw_only=True)
class MailHost:
    """What a host says: mailboxes that are there, others by their own reply, and a reply to each verb in place of the usual one.

    A reply `DROP` ends the connection, `HANG` says nothing any more.
    """

    mailboxes: set[str] = field(default_factory=set)
    catches_all: bool = False
    replies: dict[str, str] = field(default_factory=dict)
    of_address: dict[str, str] = field(default_factory=dict)
    greeting: str = "220 mx.example ESMTP"
    capabilities: tuple[str, ...] = ("PIPELINING", "SMTPUTF8")
    port: int = 0
    heard: list[str] = field(default_factory=list)
    open_count: int = 0
    most_open: int = 0
    connections: int = 0
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def verbs(self) -> list[str]:
        """The first words of what was said, in order."""
        return [line.split(" ")[0].split(":")[0] for line in self.heard]

    async def speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talk to one client."""
        task = asyncio.current_task()
        assert task
        self.under_way.add(task)
        self.connections += 1
        self.open_count += 1
        self.most_open = max(self.most_open, self.open_count)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if await self._say(writer, self.greeting):
                while line := (await reader.readuntil(b"\n")).decode().strip():
                    self.heard.append(line)
                    if not await self._say(writer, self._reply(line)):
                        break
        self.open_count -= 1
        writer.close()
        self.under_way.discard(task)

    def _reply(self, line: str) -> str:
        verb = line.split(" ", maxsplit=1)[0].upper()
        if verb == "RCPT":
            address = line.partition("<")[2].rpartition(">")[0]
            known = TAKEN if self.catches_all or address in self.mailboxes else NOBODY
            return self.of_address.get(address, self.replies.get(verb, known)).format(address=address)
        if verb == "EHLO" and verb not in self.replies:
            return "\r\n".join(f"250-{word}" for word in ("mx.example", *self.capabilities)) + "\r\n250 HELP"
        return self.replies.get(verb, "221 Bye" if verb == "QUIT" else "250 OK")

    async def _say(self, writer: asyncio.StreamWriter, reply: str) -> bool:
        """Say something; tell whether the talk goes on."""
        if reply == "DROP":
            return False
        if reply == "HANG":
            self.hanging.set()
            await asyncio.Event().wait()
        writer.write(reply.encode("utf-8", "surrogateescape") + b"\r\n")
        await writer.drain()
        return not reply.startswith("221")


@asynccontextmanager
async def open_mail_host(host: MailHost | None = None) -> AsyncIterator[MailHost]:
    """Listen on a free port of 127.0.0.1."""
    host = host or MailHost()
    listener = await asyncio.start_server(host.speak, "127.0.0.1", 0)
    host.port = listener.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        listener.close()
        for task in tuple(host.under_way):
            task.cancel()
        await asyncio.gather(*host.under_way, return_exceptions=True)
        await listener.wait_closed()


@dataclass(kw_only=True)
class Post:
    """What a test needs to ask about mailboxes: MX by domain, addresses by host, and where a host really listens."""

    clock: Clock
    mx: Mapping[str, tuple[str, ...]]
    ports: Mapping[str, int]
    addresses: Mapping[str, str] = field(default_factory=dict)
    allows_private: bool = False
    introduction: Introduction = field(default_factory=lambda: Introduction(name="sender.example", sender=""))
    gap_seconds: float = 0.0

    def opened(self) -> Mailboxes:
        """Make what asks. Hosts have public addresses unless told otherwise; a host without a port is connected to at a closed one."""
        names = {host: [[self.addresses.get(host, "8.8.8.8")]] for host in {**self.ports, **self.addresses}}
        guard = Guard(Resolver(names=names).look_up, allows_private=self.allows_private)
        return Mailboxes(
            Records(self._records, self.clock), guard, self.clock, self.introduction, route=self._route(), gap_seconds=self.gap_seconds
        )

    async def _records(self, name: str, _kind: str) -> tuple[tuple[str, ...], float]:
        if name not in self.mx:
            raise NoSuchName(name)
        return self.mx[name], 300.0

    def _route(self) -> Callable[[Admitted], list[Place]]:
        return lambda admitted: [(ip_address("127.0.0.1"), self.ports[admitted.host])]
