"""The way out of the house: names, fetches, pages, mailboxes and the map server, or the invented town in their place."""

from dataclasses import dataclass
from datetime import timedelta

from outhost.crawl.crawler import Crawler
from outhost.crawl.fetcher import Fetcher
from outhost.crawl.guard import Guard
from outhost.crawl.known_names import KnownNames
from outhost.crawl.mailboxes import Introduction, Mailboxes
from outhost.crawl.manners import Manners
from outhost.crawl.name_servers import NameServers
from outhost.crawl.names import Names
from outhost.crawl.overpass import Overpass
from outhost.crawl.poster import Poster
from outhost.crawl.records import Records
from outhost.crawl.routes import Route, straight
from outhost.domain.clock import Clock
from outhost.files.data_folder import DataFolder
from outhost.files.pages import Pages
from outhost.operations.archived_pages import ArchivedPages
from outhost.operations.sandbox import Sandbox
from outhost.sandbox.neighbourhood import Neighbourhood
from outhost.sandbox.town import Town
from outhost.settings import Settings
from outhost.store.sqlite import Store

_STRAIGHT: Route = straight
TOWN_SEED, TOWN_SIZE = 72, 40
"""Of the invented town: another seed makes another. In this one no website leaves visitors waiting for nothing, which takes as long as
their patience; and none of the modules was tried on it while it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Whatever goes out to somebody else's machine."""

    fetcher: Fetcher
    crawler: Crawler
    records: Records
    mailboxes: Mailboxes
    overpass: Overpass | None
    poster: Poster
    archived_pages: ArchivedPages
    sandbox: Sandbox

    @classmethod
    def of(cls, folder: DataFolder, settings: Settings, clock: Clock, store: Store) -> "Outside":
        """Wire it up; nothing is asked of anybody yet."""
        look_up, ask, route = KnownNames(Names().look_up, clock).look_up, NameServers(settings.dns_servers.split()).ask, _STRAIGHT
        town = Neighbourhood(Town(TOWN_SEED, TOWN_SIZE), clock, look_up=look_up, ask=ask, route=route) if settings.sandbox else None
        if town is not None:
            look_up, ask, route = town.look_up, town.ask, town.route
        guard = Guard(look_up, allows_private=settings.fetch_allow_private)
        fetcher, records = Fetcher(guard, clock, settings.user_agent_contact, route), Records(ask, clock)
        pages = Pages(folder.pages, settings.pages_most_mb << 20)
        crawler = Crawler(guard, pages, clock, _manners(settings), contact=settings.user_agent_contact, route=route)
        mailboxes = Mailboxes(records, guard, clock, Introduction.of(settings.mail_from, settings.base_url), route=route)
        delay_seconds, contact = settings.crawl_delay_seconds, settings.user_agent_contact
        overpass = Overpass.at(settings.overpass_url, look_up, pages, clock, contact=contact, pause_seconds=delay_seconds, route=route)
        poster = Poster(Guard(look_up, allows_private=settings.webhook_allow_private, setting="webhook_allow_private"), clock, route)
        archived_pages = ArchivedPages(pages, clock, settings.pages_days)
        forgetting = (crawler.forget, records.forget, mailboxes.forget)
        sandbox = Sandbox(store, clock, pages=pages, forgetting=forgetting, atlas=folder.atlas_file, neighbourhood=town)
        return cls(
            fetcher=fetcher, crawler=crawler, records=records, mailboxes=mailboxes, overpass=overpass, poster=poster,
            archived_pages=archived_pages, sandbox=sandbox,
        )  # fmt: skip

    async def close(self) -> None:
        """Close every connection."""
        await self.crawler.close()
        if self.overpass:
            await self.overpass.close()
        await self.poster.close()
        await self.mailboxes.close()
        await self.records.close()
        await self.sandbox.close()


def _manners(settings: Settings) -> Manners:
    return Manners(
        respects_robots=settings.respect_robots,
        gap_seconds=settings.crawl_delay_seconds,
        at_once=settings.crawl_at_once,
        fresh_for=timedelta(hours=settings.pages_fresh_hours),
    )
