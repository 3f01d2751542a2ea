"""The town: everything that its names answer, as a pure function of seed, name, path and week."""

from collections.abc import Mapping
from functools import lru_cache

from outhost.domain.places import Area, Place, Source
from outhost.sandbox.answers import Answer
from outhost.sandbox.behaviours import hosts
from outhost.sandbox.business import Business, business
from outhost.sandbox.doors import door
from outhost.sandbox.firms import firms
from outhost.sandbox.ground import areas
from outhost.sandbox.mailboxes import MailAnswer, offices, post, webmails
from outhost.sandbox.neighbours import NEIGHBOURS
from outhost.sandbox.places import places, source
from outhost.sandbox.records import records
from outhost.sandbox.seasons import State, season
from outhost.sandbox.sites import Site, site
from outhost.sandbox.streets import town_name
from outhost.sandbox.styles import style_of

_MOST_SITES_KEPT = 256


class Town:
    """The town of a seed with `size` businesses; the same arguments give the same answers, in every process.

    Nothing is read or waited for. All names it knows end in `.example`, but for the mail hosts of real providers that some of its domains
    name in their MX answers: it knows those too, so that whoever serves it asks nobody else about them, and it has no pages for them.
    """

    def __init__(self, seed: int, size: int = 60) -> None:
        self.seed = seed
        self.size = size
        self.name = town_name(seed)
        self._firms = firms(seed, size, lambda number: style_of(seed, number).kinds)
        self._posts = {firm.domain: post(firm) for firm in self._firms} | webmails(seed, self._firms) | offices()
        self._numbers = {host: firm.number for firm in self._firms for host in hosts(firm)}
        self._neighbours = {host: who for who in NEIGHBOURS for host in (who.domain, f"www.{who.domain}")}
        self._mail_hosts = frozenset(line.split()[1] for known in self._posts.values() for line in known.exchanges) - {"."}
        self._site = lru_cache(_MOST_SITES_KEPT)(self._written)
        self.businesses: tuple[Business, ...] = tuple(business(firm) for firm in self._firms)

    def places(self, week: int) -> tuple[Place, ...]:
        """Give what stands on the map of the town that week: its businesses, some twice, some with less than they have."""
        return places(self._firms, week)

    def areas(self) -> tuple[Area, ...]:
        """Give the areas that the map has: town, villages, postcodes, and the department around them."""
        return areas(self.seed)

    def source(self, week: int) -> Source:
        """Say where that map is from; who loads it says when."""
        return source(self.name, self.seed, self.size, week)

    def knows(self, name: str) -> bool:
        """Tell whether a name is the town's: whether anybody but the town must be asked about it."""
        folded = _folded(name)
        return self._owner(folded) is not None or folded in self._mail_hosts

    def answer(self, host: str, path: str, week: int, headers: Mapping[str, str] | None = None) -> Answer | None:
        """Answer a request for a path (with its query) of a host; None where the town has no such host that week."""
        if (who := self._neighbours.get(_folded(host))) is not None:
            return who.answer(path)
        number = self._numbers.get(_folded(host))
        if number is None or season(self._firms[number], week).state is State.NO_NAME:
            return None
        return door(self._site(number, max(0, week)), _folded(host), path, headers or {})

    def records(self, name: str, kind: str, week: int) -> tuple[str, ...] | None:
        """Give the DNS records of a kind, in the notation of zone files; None where the name does not exist that week."""
        name, kind = _folded(name), kind.upper()
        domain = self._owner(name)
        if domain is None:
            return () if name in self._mail_hosts else None
        return (
            records(self._posts[domain], name, kind, serves=name in self._numbers or name in self._neighbours)
            if self._registered(domain, week)
            else None
        )

    def mailbox(self, mail_host: str, address: str, week: int) -> MailAnswer:
        """Say what a mail host answers to RCPT TO for an address."""
        found = self._posts.get(_folded(address.rpartition("@")[2]))
        hosts = {line.split()[1] for line in found.exchanges} if found else set()
        if found is None or _folded(mail_host) not in hosts or not self._registered(found.domain, week):
            return MailAnswer(code=554, text="5.7.1 Relay access denied")
        return found.answer(address)

    def _written(self, number: int, week: int) -> Site:
        return site(self._firms[number], week)

    def _registered(self, domain: str, week: int) -> bool:
        number = self._numbers.get(domain)
        return number is None or season(self._firms[number], week).state is not State.NO_NAME

    def _owner(self, name: str) -> str | None:
        """Give the domain that a name belongs to."""
        labels = name.split(".")
        domain = ".".join(labels[-2:])
        return domain if domain in self._posts and len(labels) <= 4 else None


def _folded(name: str) -> str:
    return name.lower().rstrip(".")
