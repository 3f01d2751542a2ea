"""The site of a firm in a week: its pages, and what a careful, polite reader of them can know."""

from collections.abc import Mapping
from dataclasses import dataclass

from outhost.sandbox.behaviours import Behaviour, behaviour, readable
from outhost.sandbox.contacts import READ, Box, Kind, Line
from outhost.sandbox.draft import Draft, Page
from outhost.sandbox.firms import Firm
from outhost.sandbox.parts import notice
from outhost.sandbox.robots import Robots, robots
from outhost.sandbox.seasons import Season, season
from outhost.sandbox.styles import style_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What stands at the address of a firm in a week; a firm that is not open has no pages of its own."""

    firm: Firm
    season: Season
    style: str
    robots: Robots
    pages: Mapping[str, Page]

    def readable(self) -> list[Page]:
        """Give the pages that a careful reader may open and gets, the home page first; none where the home page is not to be had."""
        if not self.season.stands or not self.greets:
            return []
        pages = [page for page in self.pages.values() if page.kinds & set(READ) and self.robots.allows(page.path) and not self.breaks(page)]
        return sorted(pages, key=lambda page: min(READ.index(kind) for kind in page.kinds if kind in READ))

    @property
    def greets(self) -> bool:
        """Whether a polite reader gets the page at its door."""
        return self.robots.allows("/") and readable(self.firm, self.season.week)

    def breaks(self, page: Page) -> bool:
        """Tell whether a page is one that always breaks."""
        return behaviour(self.firm) is Behaviour.NO_CONTACT and Kind.CONTACT in page.kinds and page.path != "/"

    def boxes(self) -> dict[Box, str]:
        """Give the mailboxes that a careful reader finds, each with the path of the first page that shows it."""
        found: dict[Box, str] = {}
        for page in self.readable():
            for box in page.boxes:
                found.setdefault(box, page.path)
        return found

    def lines(self) -> dict[Line, str]:
        """Give the telephone lines that a careful reader finds, each with the path of the first page that shows it."""
        found: dict[Line, str] = {}
        for page in self.readable():
            for line in page.lines:
                found.setdefault(line, page.path)
        return found

    def networks(self) -> dict[str, str]:
        """Give the networks whose profile a careful reader finds, each with the path of the first page that links it."""
        found: dict[str, str] = {}
        for page in self.readable():
            for network in page.networks:
                found.setdefault(network, page.path)
        return found


def site(firm: Firm, week: int) -> Site:
    """Write the site of a firm as it stands in a week."""
    now = season(firm, week)
    style = style_of(firm.seed, firm.number)
    draft = Draft(firm, now)
    if now.stands:
        draft.notice = notice(draft)
        style.write(draft)
    return Site(firm=firm, season=now, style=style.name, robots=robots(firm.seed, firm.number), pages=draft.pages)
