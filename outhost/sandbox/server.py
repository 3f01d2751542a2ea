"""The town, served to this machine alone: its websites on one port of 127.0.0.1, each of its mail servers on one of its own."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Final

from outhost.domain.clock import Clock
from outhost.sandbox.answers import Answer
from outhost.sandbox.mail_hosts import MailTalk, Reply
from outhost.sandbox.websites import Visit

_HERE: Final = "127.0.0.1"
_BACKLOG: Final = 1024


class TownServer:
    """Serves a town as it is at the moment; nothing listens before `open`."""

    def __init__(
        self,
        answer: Callable[[str, str, Mapping[str, str]], Answer | None],
        mailbox: Callable[[str, str], Awaitable[Reply]],
        clock: Clock,
    ) -> None:
        """Give pages by `answer` and say who has a mailbox by `mailbox`, which are told the host first; be slow by `clock`."""
        self._answer = answer
        self._mailbox = mailbox
        self._clock = clock
        self._visits: set[Visit] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._servers: list[asyncio.Server] = []
        self._mail: dict[str, socket.socket] = {}
        self._nobody = socket.socket()
        self.web_port = 0
        self.closed_port = 0
        """A port of ours at which nobody listens: who connects there is refused."""

    async def open(self) -> None:
        """Take the ports."""
        self._nobody.bind((_HERE, 0))
        self.closed_port = _port_of(self._nobody)
        listener = _listener()
        self.web_port = _port_of(listener)
        loop = asyncio.get_running_loop()
        self._servers.append(await loop.create_server(lambda: Visit(self._answer, self._clock, self._visits), sock=listener))

    def mail_port(self, host: str) -> int:
        """Give the port of a mail server, which listens there from the first time on that somebody wants to know."""
        if host not in self._mail:
            self._mail[host] = _listener()
            self._keep(asyncio.create_task(self._take_mail(host, self._mail[host])))
        return _port_of(self._mail[host])

    async def close(self) -> None:
        """Hang up on everybody, and give the ports back."""
        for server in self._servers:
            server.close()
        for visit in tuple(self._visits):
            await visit.break_off()
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for server in self._servers:
            await server.wait_closed()
        for listener in (self._nobody, *self._mail.values()):
            listener.close()

    async def _take_mail(self, host: str, listener: socket.socket) -> None:
        async def ask(address: str) -> Reply:
            return await self._mailbox(host, address)

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._keep(task)
            with suppress(asyncio.CancelledError):  # to be hung up on; passed on, asyncio's streams would log it as a fault
                await MailTalk(host, ask, reader, writer).hold()

        self._servers.append(await asyncio.start_server(talk, sock=listener))

    def _keep(self, task: "asyncio.Task[None]") -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _listener() -> socket.socket:
    listener = socket.create_server((_HERE, 0), backlog=_BACKLOG)
    listener.setblocking(False)
    return listener


def _port_of(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port
