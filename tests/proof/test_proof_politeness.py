"""A whole town read through the fetch layer, and its log held against each site's rules by another reader of robots.txt."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from protego import Protego

from outhost.crawl.crawler import Crawler, Kept
from outhost.crawl.guard import Guard
from outhost.crawl.known_names import KnownNames
from outhost.crawl.manners import Manners
from outhost.crawl.names import Names
from outhost.crawl.routes import straight
from outhost.domain.clock import SystemClock
from outhost.domain.pages import Trouble, unpacked
from outhost.domain.trouble_kinds import TroubleKind
from outhost.files.pages import Pages
from outhost.sandbox.answers import Answer
from outhost.sandbox.neighbourhood import Neighbourhood
from outhost.sandbox.town import Town

SEED = 3
PAGES = 8
"""Of each site, the home page and what it links to."""
HASTE = 20
GAP_SECONDS = 0.5
HREF = re.compile(rb"""href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


class HastyClock:
    """Runs many times as fast as the machine's, so that a town's crawl takes seconds."""

    def __init__(self) -> None:
        """Begin now."""
        self._real = SystemClock()
        self._began = self._real.now()

    def now(self) -> datetime:
        """Give the moment that it shows."""
        return self._began + HASTE * (self._real.now() - self._began)

    async def sleep_until(self, moment: datetime) -> None:
        """Return when it shows `moment`."""
        await self._real.sleep_until(self._began + (moment - self._began) / HASTE)


class WatchedTown(Town):
    """A town that keeps a log of who was asked for what, and when."""

    def __init__(self, clock: HastyClock) -> None:
        """Keep the log by this clock."""
        super().__init__(SEED)
        self._clock = clock
        self.log: dict[str, list[tuple[datetime, str]]] = defaultdict(list)

    def answer(self, host: str, path: str, week: int, headers: Mapping[str, str] | None = None) -> Answer | None:
        """Note the request, and answer it."""
        self.log[host].append((self._clock.now(), path))
        return super().answer(host, path, week, headers)


async def read(crawler: Crawler, home: str) -> list[Kept | Trouble]:
    """Read a home page and its links, as many modules at once would."""
    outcomes = [await crawler.page(home)]
    if isinstance(outcomes[0], Kept):
        head, body = unpacked(outcomes[0].path.read_bytes())
        links = dict.fromkeys(urldefrag(urljoin(head.final_url, link.decode("latin-1"))).url for link in HREF.findall(body))
        own = [link for link in links if urlsplit(link).hostname == urlsplit(head.final_url).hostname]
        outcomes += await asyncio.gather(
            *(crawler.page(link) for link in [*own[: PAGES - 1], urljoin(home, "/panier"), urljoin(home, "/admin/")])
        )
    return outcomes


async def test_no_rule_of_any_site_is_broken(tmp_path: Path) -> None:
    """Of all requests in the town's log none is for what its robots.txt forbids us, and none comes sooner than it may."""
    clock = HastyClock()
    town = WatchedTown(clock)
    names = KnownNames(Names().look_up, clock)
    around = Neighbourhood(town, clock, look_up=names.look_up, ask=never_asked, route=straight)
    await around.open()
    crawler = Crawler(
        Guard(around.look_up, allows_private=False), Pages(tmp_path), clock, Manners(gap_seconds=GAP_SECONDS), route=around.route
    )
    outcomes = await asyncio.gather(*(read(crawler, business.url) for business in town.businesses if business.url))
    await crawler.close()
    await around.close()
    found = [outcome for of_one in outcomes for outcome in of_one]
    kinds = {outcome.kind for outcome in found if isinstance(outcome, Trouble)}
    assert sum(isinstance(outcome, Kept) for outcome in found) > 150
    assert {TroubleKind.ROBOTS, TroubleKind.HTTP} <= kinds, "the town has what there is to keep from"
    breaches = []
    for host, visits in town.log.items():
        rules = super(WatchedTown, town).answer(host, "/robots.txt", 0)
        text = rules.body.decode("utf-8", "replace") if rules and rules.status < 300 else ""
        protego = Protego.parse(text)
        breaches += [(host, path) for _, path in visits if not protego.can_fetch(f"http://{host}{path}", "outhost")]
        pages = [moment for moment, path in visits if path != "/robots.txt"]
        gap = timedelta(seconds=max(protego.crawl_delay("outhost") or 0, GAP_SECONDS))
        breaches += [(host, later - sooner) for sooner, later in pairwise(pages) if later - sooner < gap]
    assert breaches == []


async def never_asked(name: str, kind: str) -> tuple[tuple[str, ...], float]:
    """Have no server of names: nobody asks for records here."""
    raise AssertionError((name, kind))
