"""Pages a second from hundreds of hosts on loopback: through the whole fetch layer, and through a bare client of the same library."""

import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from pathlib import Path
from time import perf_counter
from typing import Any

from aiohttp import ClientSession, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult

from outhost.crawl.crawler import Crawler, Kept
from outhost.crawl.guard import Guard
from outhost.crawl.known_names import KnownNames
from outhost.crawl.manners import Manners
from outhost.domain.clock import SystemClock
from outhost.domain.ip_addresses import IpAddress
from outhost.files.pages import Pages

HERE, ABROAD = ip_address("127.0.0.1"), ip_address("2d00::1")
Visit = Callable[[str], Awaitable[int]]


class _ToHere(AbstractResolver):
    """Leads every name to a port of this machine."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        del port
        return [ResolveResult(hostname=host, host=str(HERE), port=self._port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        """Hold nothing."""


async def _rate(visit: Visit, hosts: int, pages: int) -> float:
    """Visit so many pages of each host one after the other, all hosts at once; give pages a second."""

    async def walk(host: int) -> None:
        for number in range(pages):
            assert await visit(f"http://host-{host}.example/page-{number}") == 200

    began = perf_counter()
    await asyncio.gather(*(walk(host) for host in range(hosts)))
    return hosts * pages / (perf_counter() - began)


async def ours(port: int, folder: Path, hosts: int, pages: int, *, warm: int = 20) -> float:
    """Measure the crawler: guard, names, rules, turns, connections and archive."""

    async def look_up(_host: str, _port: int) -> tuple[IpAddress, ...]:
        return (ABROAD,)

    clock = SystemClock()
    guard = Guard(KnownNames(look_up, clock).look_up, allows_private=False)
    crawler = Crawler(guard, Pages(folder), clock, Manners(gap_seconds=0), route=lambda _admitted: [(HERE, port)])

    async def visit(url: str) -> int:
        kept = await crawler.page(url)
        assert isinstance(kept, Kept), kept
        return kept.head.status

    for number in range(warm):
        await visit(f"http://warm.example/{number}")
    try:
        return await _rate(visit, hosts, pages)
    finally:
        await crawler.close()


async def bare(port: int, hosts: int, pages: int, *, warm: int = 20) -> float:
    """Measure one session of the library with its pool: no rules, no checks, nothing kept."""
    async with ClientSession(connector=TCPConnector(limit=200, resolver=_ToHere(port))) as session:

        async def visit(url: str) -> int:
            async with session.get(url) as answer:
                await answer.read()
                return answer.status

        for number in range(warm):
            await visit(f"http://warm.example/{number}")
        return await _rate(visit, hosts, pages)
