"""A crawler on its way: by a clock that is turned, with names that say what the test wants, into a folder of its own."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from clocks import WatchedClock
from fetching import Resolver
from web_servers import WebServer, answer

from outhost.crawl.crawler import Crawler, Kept
from outhost.crawl.guard import Guard
from outhost.crawl.manners import Manners
from outhost.crawl.routes import Route, straight
from outhost.domain.pages import Trouble, unpacked
from outhost.domain.trouble_kinds import TroubleKind
from outhost.files.pages import Pages

HTML = {"Content-Type": "text/html; charset=utf-8"}
HOME = b"<!doctype html><title>Home</title>"
NAPS = timedelta(seconds=10)
"""Waits that are turned through by themselves: those between two tries, and for a turn."""


def page(body: bytes = HOME, **headers: str) -> bytes:
    """Write an answer that is a page."""
    return answer(body, headers=HTML | {name.replace("_", "-"): value for name, value in headers.items()})


def robots(*lines: str) -> bytes:
    """Write an answer that is a robots.txt."""
    return answer("\n".join(lines).encode(), headers={"Content-Type": "text/plain"})


@dataclass(kw_only=True)
class Trip:
    """A crawler, its clock, its names and its archive."""

    folder: Path
    clock: WatchedClock = field(default_factory=WatchedClock)
    resolver: Resolver = field(default_factory=Resolver)
    allows_private: bool = True
    manners: Manners = field(default_factory=lambda: Manners(gap_seconds=0))
    route: Route = straight

    def __post_init__(self) -> None:
        """Open the crawler."""
        self.archive = Pages(self.folder)
        self.crawler = self._opened()

    async def restart(self) -> None:
        """Close the crawler and open another on the same archive."""
        await self.crawler.close()
        self.crawler = self._opened()

    def _opened(self) -> Crawler:
        guard = Guard(self.resolver.look_up, allows_private=self.allows_private)
        return Crawler(guard, self.archive, self.clock, self.manners, contact="https://acme.example/bot", route=self.route)

    def name(self, *hosts: str, addresses: tuple[str, ...] = ("127.0.0.1",)) -> None:
        """Have names say addresses, always the same."""
        self.resolver.names |= {host: [list(addresses)] for host in hosts}

    async def outcome(self, url: str) -> Kept | Trouble:
        """Ask for a page, and turn the clock through short waits."""
        asking = asyncio.create_task(self.crawler.page(url))
        turning = asyncio.create_task(self._turn_through_naps())
        try:
            return await asking
        finally:
            asking.cancel()
            turning.cancel()
            await asyncio.wait({asking, turning})

    async def body(self, url: str) -> bytes:
        """Give what a page holds, which there must be."""
        kept = await self.outcome(url)
        assert isinstance(kept, Kept), kept
        return unpacked(kept.path.read_bytes())[1]

    async def trouble(self, url: str) -> tuple[TroubleKind, str]:
        """Say why there is no page, which there must not be; it can be said in French as well."""
        trouble = await self.outcome(url)
        assert isinstance(trouble, Trouble), trouble
        assert trouble.reason.say("fr")
        return trouble.kind, trouble.reason.say()

    async def _turn_through_naps(self) -> None:
        while True:
            await self.clock.doze(NAPS)


@asynccontextmanager
async def on_a_trip(trip: Trip) -> AsyncIterator[Trip]:
    """Close the crawler in the end."""
    try:
        yield trip
    finally:
        await trip.crawler.close()


def site(pages: Mapping[str, bytes], *rules: str) -> WebServer:
    """Make a website of pages by path, whose robots.txt has these lines."""
    return WebServer(scripts={"/robots.txt": robots(*rules), **pages}, keeps_open=True)
