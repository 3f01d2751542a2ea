"""The one way out: what is fetched from elsewhere, guarded at every step and bounded in size and time."""

from collections.abc import Callable, Mapping
from urllib.parse import urljoin

from outhost.crawl.body import ENCODINGS
from outhost.crawl.deadline import within
from outhost.crawl.door import Door, user_agent
from outhost.crawl.fetched import Fetched, Wanted
from outhost.crawl.guard import Guard
from outhost.crawl.routes import Route, straight
from outhost.crawl.targets import host_shown
from outhost.domain.clock import Clock
from outhost.domain.errors import FetchFailed
from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.words import Text

MOST_REDIRECTS = 5
IN_CIRCLES = Text(
    en="it is redirected more than {most} times; give the address where that ends",
    fr="il y a plus de {most} redirections ; donnez l’adresse où elles finissent",
)


class Fetcher:
    """Fetches pages and files. Each has a connection of its own, no cookie, no proxy; nothing stays open between two."""

    def __init__(self, guard: Guard, clock: Clock, contact: str, route: Route = straight) -> None:
        """Go where `guard` lets, by `route`, and say who asks; `contact` is whom websites may turn to, or empty."""
        self._guard = guard
        self._clock = clock
        self._user_agent = user_agent(contact)
        self._door = Door(route)

    async def get(self, url: str, *, into: Callable[[bytes], object], accept: str, limit_bytes: int, seconds: float) -> Fetched:
        """Fetch, following at most five redirects, each guarded like the first; the last answer's body goes `into` a function, in a thread.

        `limit_bytes` holds for the body as it comes and as it is unpacked, `seconds` for all of it, from the look-up to the last byte.
        Any status is an answer: see `Fetched.expect_success`. Before a refusal some of a body may have gone in, after it nothing does.

        Raises:
            AddressRefused: the address, or one that it redirects to, is none to fetch from.
            FetchFailed: nothing could be fetched, or it was too much, or too slow.
        """
        headers = {"user-agent": self._user_agent, "accept": accept, "accept-encoding": ENCODINGS}
        async with within(seconds, self._clock, host_shown(url)):
            return await self._follow(url, headers, Wanted(into=into, most_bytes=limit_bytes))

    async def _follow(self, url: str, headers: Mapping[str, str], wanted: Wanted) -> Fetched:
        asks = await self._door.opened()
        for _ in range(MOST_REDIRECTS + 1):
            admitted = await self._guard.admit(url)
            outcome = await asks.ask(admitted, headers, lambda _head: wanted)
            if isinstance(outcome, Fetched):
                return outcome
            url = joined(admitted.url, outcome)
        raise FetchFailed(host_shown(url), IN_CIRCLES.filled(most=MOST_REDIRECTS), is_final=True, kind=TroubleKind.HTTP)


def joined(base: str, location: str) -> str:
    """Give the address that a redirect leads to."""
    try:
        return urljoin(base, location)
    except ValueError:  # no address at all; the guard says so
        return location
