"""A fetcher on an errand: with a clock that is turned, and names that say what the test wants."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from ipaddress import ip_address

from clocks import TurnedClock

from outhost.crawl.fetched import Fetched
from outhost.crawl.fetcher import Fetcher
from outhost.crawl.guard import Guard
from outhost.crawl.names import Names
from outhost.domain.errors import NoSuchName
from outhost.domain.ip_addresses import IpAddress


@dataclass(kw_only=True)
class Resolver:
    """Knows the names of a test, each with what it says the first time, the second, …, and which were asked for."""

    names: dict[str, list[list[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def look_up(self, host: str, _port: int) -> tuple[IpAddress, ...]:
        """Give the next answer of a name, or the last one again; a name without addresses is nobody's."""
        answers = self.names[host]
        self.asked.append(host)
        if not answers[0]:
            raise NoSuchName(host)
        return tuple(ip_address(text) for text in (answers.pop(0) if len(answers) > 1 else answers[0]))


@dataclass(kw_only=True)
class Errand:
    """A fetcher, its clock, and what came of the last fetch."""

    clock: TurnedClock = field(default_factory=TurnedClock)
    allows_private: bool = True
    look_up: Callable[[str, int], Awaitable[tuple[IpAddress, ...]]] = field(default_factory=lambda: Names().look_up)
    contact: str = ""
    body: bytearray = field(default_factory=bytearray)

    async def get(self, url: str, *, limit_bytes: int = 1_000_000, seconds: float = 60) -> Fetched:
        """Fetch into memory."""
        self.body.clear()
        fetcher = Fetcher(Guard(self.look_up, allows_private=self.allows_private), self.clock, self.contact)
        return await fetcher.get(url, into=self.body.extend, accept="text/csv, */*;q=0.1", limit_bytes=limit_bytes, seconds=seconds)
