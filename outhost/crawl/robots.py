"""Robots: what each website's robots.txt asks of us, fetched once a day, before anything else of it."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from outhost.crawl.fetched import Fetched, Wanted
from outhost.crawl.fetcher import MOST_REDIRECTS, joined
from outhost.crawl.flights import Flights
from outhost.crawl.pace import Gap
from outhost.crawl.targets import Target, target_of
from outhost.crawl.visits import Patience, Visits
from outhost.domain.clock import Clock
from outhost.domain.errors import AddressRefused, FetchFailed
from outhost.domain.robots import MOST_BYTES, Rules, read_rules
from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.words import Text

AGENT: Final = "outhost"
"""What websites call us in their rules."""
_PATH: Final = "/robots.txt"
_HEADERS: Final[Mapping[str, str]] = {"accept": "text/plain, */*;q=0.5"}
_KEPT_FOR: Final = timedelta(hours=24)
_TROUBLE_KEPT_FOR: Final = timedelta(minutes=10)
_NETWORK_SECONDS, _WAITING_SECONDS = 20.0, 30.0
_MOST_KEPT_BYTES: Final = 32 << 20
"""Of memory for rules, about; those asked for least lately are fetched anew when they are wanted."""
_LEAST_BYTES, _A_RULE_BYTES = 1000, 600
_QUICK: Final = 16 * 1024
"""Bytes of rules that are read on the event loop."""
_NO_RULES: Final = Rules("*", (), None)
_OF_ALL: Final = frozenset({TroubleKind.NO_SUCH_NAME, TroubleKind.UNREACHABLE, TroubleKind.TIMEOUT, TroubleKind.TLS, TroubleKind.PACE})
"""Trouble that the website has with everything, not with its robots.txt alone."""

_UNREAD: Final = Text(
    en="its robots.txt could not be read, so that everything counts as forbidden for now: {reason}",
    fr="son robots.txt n’a pas pu être lu, si bien que tout compte comme interdit pour l’instant : {reason}",
)
_ANSWERED: Final = Text(en="the server answered {status}", fr="le serveur a répondu {status}")
_FIRST: Final = Text(en="its robots.txt is read first", fr="son robots.txt est lu d’abord")


@dataclass(frozen=True, slots=True)
class _Known:
    """What a website asks, or why that is not known, until when, and the weight of it in memory."""

    until: datetime
    rules: Rules | FetchFailed
    weight: int = _LEAST_BYTES


class Robots:
    """Knows the rules of websites: of each scheme, host and port by themselves (RFC 9309)."""

    def __init__(self, visits: Visits, clock: Clock) -> None:
        """Fetch them by `visits`, each once for however many ask."""
        self._visits = visits
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._weight = 0
        self._flights: Flights[str, _Known] = Flights()

    async def rules_of(self, target: Target) -> Rules:
        """Give the rules of the website that an address is of.

        Raises:
            AddressRefused: nothing may be fetched from there, whatever they are.
            FetchFailed: they are not known, and so nothing may be fetched.
        """
        known = self._known.get(target.origin)
        if known is None or known.until <= self._clock.now():
            known = await self._flights.join(target.origin, lambda: self._learn(target))
        else:
            self._known.move_to_end(target.origin)
        if isinstance(known.rules, FetchFailed):
            raise known.rules.again()
        return known.rules

    def forget(self) -> None:
        """Know no rules any more; they are read again before anything else is."""
        self._known.clear()
        self._weight = 0

    async def _learn(self, target: Target) -> _Known:
        known = await self._asked(target)
        if not (isinstance(known.rules, FetchFailed) and known.rules.kind is TroubleKind.PACE):
            self._keep(target.origin, known)
        return known

    def _keep(self, origin: str, known: _Known) -> None:
        if former := self._known.pop(origin, None):
            self._weight -= former.weight
        self._known[origin] = known
        self._weight += known.weight
        while self._weight > _MOST_KEPT_BYTES:
            self._weight -= self._known.popitem(last=False)[1].weight

    async def _asked(self, target: Target) -> _Known:
        try:
            data = await self._fetched(target)
        except FetchFailed as fault:
            if fault.kind not in _OF_ALL:
                fault = FetchFailed(target.host, _UNREAD.filled(reason=fault.reason), kind=TroubleKind.ROBOTS)
            return _Known(self._clock.now() + _TROUBLE_KEPT_FOR, fault)
        rules = read_rules(data, AGENT) if len(data) <= _QUICK else await asyncio.to_thread(read_rules, data, AGENT)
        return _Known(self._clock.now() + _KEPT_FOR, rules if data else _NO_RULES, _LEAST_BYTES + _A_RULE_BYTES * rules.count)

    async def _fetched(self, target: Target) -> bytes:
        """Give what a website's robots.txt says; nothing where it has none, or leads round in circles.

        Raises:
            AddressRefused: nothing may be fetched from the website.
            FetchFailed: that can't be known.
        """
        patience = Patience(network_seconds=_NETWORK_SECONDS, waiting_seconds=_WAITING_SECONDS)
        outcome = await self._visited(target_of(f"{target.origin}{_PATH}"), patience)
        try:
            for _ in range(MOST_REDIRECTS):
                if isinstance(outcome, bytes):
                    return outcome
                outcome = await self._visited(target_of(outcome), patience)
        except AddressRefused as refusal:  # it is not the website that is refused, but where its rules are said to be
            raise FetchFailed(target.host, refusal.reason, kind=TroubleKind.REFUSED) from None
        return outcome if isinstance(outcome, bytes) else b""

    async def _visited(self, there: Target, patience: Patience) -> bytes | str:
        """Give what an address says of robots, or where it redirects to."""
        body, gap = bytearray(), Gap(seconds=0, rule=_FIRST.filled())
        answer = await self._visits.visit(there, _HEADERS, lambda head: _wanted(head, body), gap, patience)
        return _rules_in(there, answer, bytes(body)) if isinstance(answer, Fetched) else joined(there.url, answer)


def _wanted(head: Fetched, body: bytearray) -> Wanted | None:
    """Want the first half megabyte, and a byte more that tells whether there is more."""
    body.clear()
    return Wanted(into=body.extend, most_bytes=MOST_BYTES + 1, is_cut=True, is_quick=True) if _is_success(head) else None


def _rules_in(target: Target, answer: Fetched, body: bytes) -> bytes:
    if _is_success(answer):
        return body
    if HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR and answer.status != HTTPStatus.TOO_MANY_REQUESTS:
        return b""
    raise FetchFailed(target.host, _ANSWERED.filled(status=answer.status), kind=TroubleKind.HTTP)


def _is_success(answer: Fetched) -> bool:
    return HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
