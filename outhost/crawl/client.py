"""One request to one admitted address; aiohttp is used here alone, and loaded with the first fetch."""

import asyncio
import os
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from ipaddress import ip_address
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
from outhost.crawl.fetched import Fetched
from outhost.crawl.guard import Admitted
from outhost.domain.errors import FetchFailed
from outhost.domain.words import Text

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_OF_A_HEADER = 32 * 1024
"""Bytes: policies and redirects of large sites go beyond the usual 8 KiB."""
_UNBOUNDED = ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None)
"""Whoever fetches bounds the whole, by a clock that can be turned."""

_UNREACHABLE = Text(
    en="no connection to the server ({fault}); try again later", fr="pas de connexion au serveur ({fault}) ; réessayez plus tard"
)
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


async def ask(
    admitted: Admitted, headers: Mapping[str, str], trust: ssl.SSLContext, into: Callable[[bytes], object], limit_bytes: int
) -> Fetched | str:
    """Ask with GET, and give the answer, its body gone `into` a function, or else where it redirects to.

    Follows nothing, keeps no cookie, asks no proxy, and lets the library unpack nothing.

    Raises:
        FetchFailed: there is no connection, no proof of the name, no HTTP, no end, or too much.
    """
    async with _answer_of(admitted, headers, trust) as answer:
        if answer.status in _REDIRECTS and "location" in answer.headers:
            return answer.headers["location"]
        body = Body(admitted.host, answer.headers.get("content-encoding", ""), limit_bytes, into)
        body.expect(answer.content_length or 0)
        while piece := await _next_piece(answer, admitted.host):
            await _to_its_end(asyncio.to_thread(body.take, piece))
        body.end()
        return Fetched(
            url=admitted.url,
            status=answer.status,
            headers={name.lower(): ", ".join(answer.headers.getall(name)) for name in answer.headers},
            media_type=answer.content_type.lower(),
            charset=answer.charset,
            size_bytes=body.size_bytes,
        )


@asynccontextmanager
async def _answer_of(admitted: Admitted, headers: Mapping[str, str], trust: ssl.SSLContext) -> AsyncIterator[ClientResponse]:
    """Give the answer with its body still to come; one connection, closed behind it."""
    connector = TCPConnector(
        resolver=_Settled(admitted), use_dns_cache=False, socket_factory=_only_to(admitted), ssl=trust, force_close=True, limit=1
    )
    session = ClientSession(
        connector=connector, cookie_jar=DummyCookieJar(), timeout=_UNBOUNDED, trust_env=False, auto_decompress=False,
        max_line_size=_MOST_OF_A_HEADER, max_field_size=_MOST_OF_A_HEADER,
    )  # fmt: skip
    async with session:
        with _said(admitted.host):
            answer = await session.get(URL(admitted.url, encoded=True), headers=dict(headers), allow_redirects=False)
        try:
            yield answer
        finally:
            answer.close()


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
    """Says of the admitted name what the guard found, and knows no other."""

    def __init__(self, admitted: Admitted) -> None:
        self._admitted = admitted

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        if host != self._admitted.host:
            raise OSError(f"{host} was not admitted")
        return [
            ResolveResult(hostname=host, host=str(address), port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST)
            for address in self._admitted.addresses
        ]

    async def close(self) -> None:
        """Hold nothing that is to be let go."""


def _only_to(admitted: Admitted) -> Any:
    """Make sockets to the admitted addresses alone: an address that the library did not ask the resolver about passes here too."""

    def make(info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, place = info
        if ip_address(str(place[0])) not in admitted.addresses:
            raise OSError(f"{place[0]} was not admitted")
        return socket.socket(family, kind, protocol)

    return make


@contextmanager
def _said(host: str) -> Iterator[None]:
    """Say the library's faults in words of ours."""
    try:
        yield
    except ClientConnectorCertificateError as fault:
        raise FetchFailed(host, _UNTRUSTED.filled(fault=_word_of(fault.certificate_error)), is_final=True) from fault
    except ClientConnectorSSLError as fault:
        raise FetchFailed(host, _NO_TLS.filled(fault=_word_of(fault.os_error)), is_final=True) from fault
    except ClientConnectorError as fault:
        raise FetchFailed(host, _UNREACHABLE.filled(fault=_word_of(fault.os_error))) from fault
    except (ClientError, asyncio.IncompleteReadError, OSError) as fault:
        raise FetchFailed(host, _BROKEN_OFF.filled()) from fault


def _word_of(fault: Exception) -> str:
    """Say what happened in the system's words, which tell of no address that the name has."""
    if said := getattr(fault, "verify_message", "") or getattr(fault, "reason", ""):
        return str(said)
    number = getattr(fault, "errno", None)
    return os.strerror(number) if number else type(fault).__name__
