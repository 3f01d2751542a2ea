"""Web servers on loopback, in the tests' own event loop, that answer what a path's script says, byte by byte if need be."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

Script = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]
"""What is answered at a path: these bytes and an end, or whatever a function writes."""

_SELF_SIGNED = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"


@dataclass(kw_only=True)
class WebServer:
    """What a server was asked, head by head; `busy` is set once a script has written its bytes and goes on.

    One that `keeps_open` hears further requests on a connection, if the script was bytes.
    """

    scripts: dict[str, Script] = field(default_factory=dict)
    port: int = 0
    asked: list[str] = field(default_factory=list)
    busy: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: set[asyncio.Task[None]] = field(default_factory=set)
    keeps_open: bool = False
    connections: int = 0

    def url(self, path: str = "/", *, host: str = "127.0.0.1", scheme: str = "http") -> str:
        """Give the address of a path."""
        return f"{scheme}://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """The targets that were asked for, in order."""
        return [head.split(" ")[1] for head in self.asked]

    async def speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, or all that come, and close."""
        task = asyncio.current_task()
        assert task
        self.under_way.add(task)
        self.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):  # the client left, or the test is over
            while await self._answer(reader, writer) and self.keeps_open:
                pass
        writer.close()
        self.under_way.discard(task)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.asked.append(head)
        script = self.scripts.get(head.split(" ")[1], b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        await (self._write(writer, script) if isinstance(script, bytes) else script(writer))
        return isinstance(script, bytes)

    async def hang(self, writer: asyncio.StreamWriter, first: bytes = b"") -> None:
        """Write a little, and then nothing, for ever."""
        await self._write(writer, first)
        self.busy.set()
        await asyncio.Event().wait()

    async def _write(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        writer.write(data)
        await writer.drain()


def answer(body: bytes = b"", *, status: str = "200 OK", headers: Mapping[str, str] | None = None) -> bytes:
    """Write an answer whole, with its length."""
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in (headers or {}).items()), f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def redirect(to: str, status: str = "302 Found") -> bytes:
    """Write an answer that leads elsewhere."""
    return answer(b"see there", status=status, headers={"Location": to})


@asynccontextmanager
async def open_web_server(server: WebServer | None = None, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[WebServer]:
    """Listen on a free port of 127.0.0.1."""
    server = server or WebServer()
    listener = await asyncio.start_server(server.speak, "127.0.0.1", 0, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in tuple(server.under_way):
            task.cancel()
        await asyncio.gather(*server.under_way, return_exceptions=True)
        await listener.wait_closed()


def certificate_for(name: str, folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate that nobody vouches for but itself, and a server's context with it. Needs openssl."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    subject = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-keyout", key, "-out", certificate]
    subprocess.run([*_SELF_SIGNED.split(), *subject], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return certificate, context
