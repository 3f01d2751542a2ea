"""Requests to admitted addresses; aiohttp is used here alone, and loaded with the first fetch."""

import asyncio
import os
import socket
import ssl
from collections import OrderedDict
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace
from ipaddress import ip_address
from itertools import islice
from typing import Any, Final

from aiohttp import (
    AddrInfoType,
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientConnectorSSLError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from outhost.crawl.body import Body
from outhost.crawl.fetched import Fetched, Wants
from outhost.crawl.guard import Admitted
from outhost.crawl.routes import Place, Route
from outhost.domain.errors import FetchFailed
from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.words import Text

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_OF_A_HEADER = 32 * 1024
"""Bytes: policies and redirects of large sites go beyond the usual 8 KiB."""
_SMALL = 16 * 1024
"""Bytes that are unpacked where they come: a hop to a thread costs as much."""
_LARGE, _LARGE_AT_ONCE = 512 * 1024, 16
"""Bytes beyond which a body that goes into memory waits for one of a few places: hundreds at once would fill it."""
_MOST_LINES = 512
_UNBOUNDED = ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None)
"""Whoever fetches bounds the whole, by a clock that can be turned."""

_UNREACHABLE = Text(
    en="no connection to the server ({fault}); try again later", fr="pas de connexion au serveur ({fault}) ; réessayez plus tard"
)
_NOWHERE = Text(en="its name leads to no server", fr="son nom ne mène à aucun serveur")
_UNTRUSTED = Text(
    en="the server cannot prove that it has this name ({fault}); its certificate must be mended",
    fr="le serveur ne peut prouver qu’il porte ce nom ({fault}) ; son certificat est à corriger",
)
_NO_TLS = Text(
    en="the server does not speak https as it should ({fault}); perhaps the address begins with http://",
    fr="le serveur ne parle pas https comme il faut ({fault}) ; l’adresse commence peut-être par http://",
)
_BROKEN_OFF = Text(
    en="the server broke off, or answered what is no HTTP; try again later",
    fr="le serveur a coupé, ou répondu autre chose que du HTTP ; réessayez plus tard",
)


@dataclass(slots=True)
class _Line:
    """What is open to one admitted place, and how many speak on it."""

    session: ClientSession
    speakers: int = 0


class Client:
    """Asks admitted places. Follows nothing, keeps no cookie, asks no proxy, and lets the library unpack nothing.

    A connection is used again within `keep_seconds`, for the same scheme, host and port, and only while the guard finds the very
    addresses to which it was made.
    """

    def __init__(self, trust: ssl.SSLContext, route: Route, *, keep_seconds: float) -> None:
        """Connect by `route`, and believe whom `trust` does."""
        self._trust = trust
        self._route = route
        self._keep_seconds = keep_seconds
        self._lines: OrderedDict[object, _Line] = OrderedDict()
        self._most_lines = _MOST_LINES if keep_seconds else 0
        self._large = asyncio.Semaphore(_LARGE_AT_ONCE)

    async def ask(self, admitted: Admitted, headers: Mapping[str, str], wants: Wants, body: bytes | None = None) -> Fetched | str:
        """Ask with GET, or with POST where there is a body, and give the answer, its body gone where it is wanted, or where it leads to.

        Raises:
            FetchFailed: there is no connection, no proof of the name, no HTTP, no end, or too much.
        """
        line = self._line_to(admitted)
        line.speakers += 1
        try:
            with _said(admitted.host):
                url, method = URL(admitted.url, encoded=True), "GET" if body is None else "POST"
                answer = await line.session.request(method, url, headers=headers, data=body, allow_redirects=False)
            try:
                return await self._heard(admitted, answer, wants)
            finally:
                answer.close()
        finally:
            line.speakers -= 1
            if len(self._lines) > self._most_lines:
                await self._close_idle()

    async def close(self) -> None:
        """Close every connection that nobody speaks on, and the others when that is over."""
        self._most_lines = 0
        await self._close_idle()

    async def _heard(self, admitted: Admitted, answer: ClientResponse, wants: Wants) -> Fetched | str:
        if answer.status in _REDIRECTS and "location" in answer.headers:
            return answer.headers["location"]
        head = _head_of(admitted, answer)
        wanted = wants(head)
        if wanted is None:  # where all of it has come already, the connection can be used again; else it is closed
            return head
        body = Body(admitted.host, answer.headers.get("content-encoding", ""), wanted)
        body.expect(answer.content_length or 0)
        body.is_full = False  # what a server announces may not be what it sends
        has_room = not wanted.is_quick
        async with AsyncExitStack() as stack:
            while not body.is_full and (piece := await _next_piece(answer, admitted.host)):
                await _taken(body, piece, is_quick=wanted.is_quick)
                if not has_room and body.size_bytes > _LARGE:
                    await stack.enter_async_context(self._large)
                    has_room = True
        body.end()
        return replace(head, size_bytes=body.size_bytes)

    def _line_to(self, admitted: Admitted) -> _Line:
        places = tuple(self._route(admitted))
        if not places:
            raise FetchFailed(admitted.host, _NOWHERE.filled(), kind=TroubleKind.UNREACHABLE)
        key = (admitted.url[: admitted.url.index(":")], admitted.host, admitted.port, places)
        line = self._lines.pop(key, None) or _Line(_session(admitted.host, places, self._trust, self._keep_seconds))
        self._lines[key] = line  # at the end: lately used
        return line

    async def _close_idle(self) -> None:
        """Close the lines that were used least lately, of too many."""
        surplus = max(len(self._lines) - self._most_lines, 0)
        idle = [key for key, line in islice(self._lines.items(), surplus) if not line.speakers]
        for line in [self._lines.pop(key) for key in idle]:
            await line.session.close()


def _session(host: str, places: Sequence[Place], trust: ssl.SSLContext, keep_seconds: float) -> ClientSession:
    keeping: dict[str, Any] = {"keepalive_timeout": keep_seconds} if keep_seconds else {"force_close": True}
    connector = TCPConnector(
        resolver=_Settled(host, places), use_dns_cache=False, socket_factory=_only_to(places), ssl=trust, limit=0, **keeping
    )
    session = ClientSession(
        connector=connector, cookie_jar=DummyCookieJar(), timeout=_UNBOUNDED, trust_env=False, auto_decompress=False,
        max_line_size=_MOST_OF_A_HEADER, max_field_size=_MOST_OF_A_HEADER,
    )  # fmt: skip
    session._retry_connection = False  # noqa: SLF001 - it asks once more at once where a connection gives nothing; whoever asks says when
    return session


def _head_of(admitted: Admitted, answer: ClientResponse) -> Fetched:
    return Fetched(
        url=admitted.url,
        status=answer.status,
        headers={name.lower(): ", ".join(answer.headers.getall(name)) for name in answer.headers},
        media_type=answer.content_type.lower(),
        charset=answer.charset,
        size_bytes=0,
    )


async def _taken(body: Body, piece: bytes, *, is_quick: bool) -> None:
    """Take a piece, in a thread where that may take a while."""
    if is_quick and (len(piece) <= _SMALL or not body.is_packed):
        body.take(piece)
    else:
        await _to_its_end(asyncio.to_thread(body.take, piece))


async def _next_piece(answer: ClientResponse, host: str) -> bytes:
    with _said(host):
        return await answer.content.readany()


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Wait for what a thread does, also when nobody wants it any more: whoever broke off may then close what it writes to."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise


class _Settled(AbstractResolver):
    """Says of the admitted name where it is reached, and knows no other."""

    def __init__(self, host: str, places: Sequence[Place]) -> None:
        self._host = host
        self._places = places

    async def resolve(
        self,
        host: str,
        port: int = 0,  # noqa: ARG002 - the port is where the route says
        family: socket.AddressFamily = socket.AF_UNSPEC,
    ) -> list[ResolveResult]:
        if host != self._host:
            raise OSError(f"{host} was not admitted")
        return [
            ResolveResult(hostname=host, host=str(address), port=there, family=family, proto=0, flags=socket.AI_NUMERICHOST)
            for address, there in self._places
        ]

    async def close(self) -> None:
        """Hold nothing that is to be let go."""


def _only_to(places: Sequence[Place]) -> Any:
    """Make sockets to the admitted addresses alone: an address that the library did not ask the resolver about passes here too."""

    def make(info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, place = info
        if (ip_address(str(place[0])), place[1]) not in places:
            raise OSError(f"{place[0]} was not admitted")
        return socket.socket(family, kind, protocol)

    return make


@contextmanager
def _said(host: str) -> Iterator[None]:
    """Say the library's faults in words of ours."""
    try:
        yield
    except ClientConnectorCertificateError as fault:
        raise FetchFailed(host, _UNTRUSTED.filled(fault=_word_of(fault.certificate_error)), is_final=True, kind=TroubleKind.TLS) from fault
    except ClientConnectorSSLError as fault:
        raise FetchFailed(host, _NO_TLS.filled(fault=_word_of(fault.os_error)), is_final=True, kind=TroubleKind.TLS) from fault
    except ClientConnectorError as fault:
        raise FetchFailed(host, _UNREACHABLE.filled(fault=_word_of(fault.os_error)), kind=TroubleKind.UNREACHABLE) from fault
    except (ClientError, asyncio.IncompleteReadError, OSError) as fault:
        raise FetchFailed(host, _BROKEN_OFF.filled()) from fault


def _word_of(fault: Exception) -> str:
    """Say what happened in the system's words, which tell of no address that the name has."""
    if said := getattr(fault, "verify_message", "") or getattr(fault, "reason", ""):
        return str(said)
    number = getattr(fault, "errno", None)
    return os.strerror(number) if number else type(fault).__name__
