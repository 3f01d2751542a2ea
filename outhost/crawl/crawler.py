"""The crawler: pages of websites, from the archive or, politely, from the web, for whoever reads them."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Final, Protocol

from outhost.crawl.clerk import Clerk
from outhost.crawl.door import Door
from outhost.crawl.fetched import Fetched, Wanted
from outhost.crawl.fetcher import IN_CIRCLES, MOST_REDIRECTS, joined
from outhost.crawl.flights import Flights
from outhost.crawl.guard import Guard
from outhost.crawl.manners import Manners
from outhost.crawl.pace import Gap, Pace
from outhost.crawl.robots import Robots
from outhost.crawl.routes import Route, straight
from outhost.crawl.targets import Target, target_of
from outhost.crawl.visits import Patience, Visits, put_off_until
from outhost.domain.clock import Clock, whole_seconds
from outhost.domain.errors import AddressRefused, FetchFailed
from outhost.domain.pages import PageHead, Trouble
from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.words import Phrase, Text

_ACCEPT: Final = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1"
_MOST_BYTES: Final = 3 << 20
_NETWORK_SECONDS, _WAITING_SECONDS = 30.0, 30.0
_MEDIA_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml"})
_KEEP_SECONDS: Final = 5.0
"""How long a connection waits for the next page of its site."""
_TROUBLE_FOR: Final = timedelta(minutes=10)
_MOST_TROUBLES: Final = 20_000
_PASSING: Final = frozenset({TroubleKind.PACE, TroubleKind.REFUSED, TroubleKind.ROBOTS})
"""Trouble that is not remembered here: it costs nothing to find out again."""

_FORBIDDEN: Final = Text(en="its robots.txt forbids it: {rule}, for {agent}", fr="son robots.txt l’interdit : {rule}, pour {agent}")
_ANSWERED: Final = Text(en="the server answered {status}", fr="le serveur a répondu {status}")
_ANSWERED_SO: Final = Text(en="the server answered {status}: {title}", fr="le serveur a répondu {status} : {title}")
_TELLING: Final = frozenset({402, 403, 503, 509})
"""Statuses that a host gives to a site that it has shut: the title of the page tells."""
_MOST_TITLE_BYTES: Final = 8192
_TITLE: Final = re.compile(r"<title[^>]{0,200}>([^<]{1,300})", re.IGNORECASE)
_PUT_OFF: Final = Text(
    en="the server answered {status} and asks to come back later; it is left alone until {until}",
    fr="le serveur a répondu {status} et demande de revenir plus tard ; on le laisse tranquille jusqu’au {until}",
)
_NOT_A_PAGE: Final = Text(en="it is no page but {media_type}", fr="ce n’est pas une page mais {media_type}")
_OWN_GAP: Final = Text(en="crawl_delay_seconds = {seconds:g}", fr="crawl_delay_seconds = {seconds:g}")
_THEIR_GAP: Final = Text(en="Crawl-delay: {seconds:g}, for {agent}", fr="Crawl-delay: {seconds:g}, pour {agent}")


class Archive(Protocol):
    """Where pages are kept; every method blocks, but for the first."""

    def may_have(self, url: str) -> bool:
        """Tell whether a page may be kept."""
        ...

    def find(self, url: str) -> PageHead | None:
        """Give what is known of a page that is kept whole."""
        ...

    def path_of(self, url: str) -> Path:
        """Name the file of an address."""
        ...

    def keep(self, head: PageHead, body: bytes) -> Path:
        """Keep a page."""
        ...

    def keep_packed(self, head: PageHead, data: bytes) -> Path:
        """Keep a page whose body is packed (zlib or gzip)."""
        ...

    def remove(self, url: str) -> None:
        """Keep a page no longer."""
        ...

    def renew(self, head: PageHead) -> bool:
        """Put another head before the body that is kept; tell whether there is one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page that lies in a file."""

    head: PageHead
    path: Path


@dataclass(frozen=True, slots=True)
class _Remembered:
    until: datetime
    trouble: Trouble


class Crawler:
    """Gives pages. What lies fresh in the archive is not fetched again, and what several want at once is fetched once."""

    def __init__(
        self, guard: Guard, archive: Archive, clock: Clock, manners: Manners, *, contact: str = "", route: Route = straight
    ) -> None:
        """Go where `guard` lets, by `route`, and keep what is found in `archive`; `contact` is whom websites may turn to, or empty."""
        self._guard = guard
        self._archive = archive
        self._clock = clock
        self._manners = manners
        self._door = Door(route, keep_seconds=_KEEP_SECONDS)
        self._pace = Pace(clock, manners.at_once)
        self._visits = Visits(guard, self._pace, self._door, clock, contact)
        self._robots = Robots(self._visits, clock)
        self._flights: Flights[str, Kept | Trouble] = Flights()
        self._clerk = Clerk()
        self._troubles: OrderedDict[str, _Remembered] = OrderedDict()

    async def page(self, url: str) -> Kept | Trouble:
        """Give a page, or say why there is none.

        Raises:
            OSError: the disk takes no more.
        """
        try:
            target = target_of(url)
            if target.literal:  # what was fetched while the private network was open is not shown once it is closed
                await self._guard.admit_target(target)
        except AddressRefused as refusal:
            return _trouble_of(refusal, "")
        return await self._flights.join(target.url, lambda: self._page(target))

    def forget(self, is_meant: Callable[[str], bool]) -> None:
        """Forget what websites of some names asked for, and all rules and trouble; pages that are kept stay."""
        self._pace.forget(is_meant)
        self._robots.forget()
        self._troubles.clear()

    async def close(self) -> None:
        """Close every connection; to be called when nobody waits for a page any more."""
        await self._visits.close()
        await self._door.close()

    async def _page(self, target: Target) -> Kept | Trouble:
        head = await self._clerk.do(lambda: self._archive.find(target.url)) if self._archive.may_have(target.url) else None
        now = self._clock.now()
        if head and now - head.fetched_at < self._manners.fresh_for:
            return Kept(head=head, path=self._archive.path_of(target.url))
        if (remembered := self._troubles.get(target.url)) and now < remembered.until:
            return remembered.trouble
        try:
            outcome = await self._fetched(target, head)
        except (AddressRefused, FetchFailed) as refusal:
            outcome = _trouble_of(refusal, target.host)
        if isinstance(outcome, Trouble) and outcome.kind not in _PASSING:
            self._remember(target.url, outcome)
        return outcome

    def _remember(self, url: str, trouble: Trouble) -> None:
        self._troubles[url] = _Remembered(self._clock.now() + _TROUBLE_FOR, trouble)
        self._troubles.move_to_end(url)
        if len(self._troubles) > _MOST_TROUBLES:
            self._troubles.popitem(last=False)

    async def _fetched(self, target: Target, known: PageHead | None) -> Kept | Trouble:
        """Fetch a page, or hear that the one that is `known` has not changed."""
        body, packed = bytearray(), bytearray()
        got = await self._followed(target, known, body, packed)
        now = self._clock.now()
        if got.status == HTTPStatus.NOT_MODIFIED and known:
            head = _renewed(known, got, now)
            if await self._clerk.do(lambda: self._archive.renew(head)):
                return Kept(head=head, path=self._archive.path_of(target.url))
            return await self._fetched(target, None)
        if not _is_success(got):
            if until := put_off_until(got, now):
                reason = _PUT_OFF.filled(status=got.status, until=whole_seconds(until))
            else:
                reason = _answered(got, body)
            return Trouble(kind=TroubleKind.HTTP, reason=reason, status=got.status)
        if not _is_page(got):
            return Trouble(kind=TroubleKind.NOT_A_PAGE, reason=_NOT_A_PAGE.filled(media_type=got.media_type[:80]), status=got.status)
        head = _head_of(target.url, got, now)
        return Kept(head=head, path=await self._clerk.do(lambda: self._keep(head, body, packed)))

    def _keep(self, head: PageHead, body: bytearray, packed: bytearray) -> Path:
        """Keep a page as it came, where it came packed; else it has to be packed."""
        return self._archive.keep_packed(head, bytes(packed)) if packed else self._archive.keep(head, bytes(body))

    async def _followed(self, target: Target, known: PageHead | None, body: bytearray, packed: bytearray) -> Fetched:
        """Give the answer that redirects lead to; each address on the way is guarded, allowed by its own rules, and asked in its turn.

        Raises:
            AddressRefused, FetchFailed
        """
        patience = Patience(network_seconds=_NETWORK_SECONDS, waiting_seconds=_WAITING_SECONDS)
        seen: set[str] = set()
        while target.url not in seen and len(seen) <= MOST_REDIRECTS:
            seen.add(target.url)
            gap = await self._allowed(target)
            headers = {"accept": _ACCEPT, **_conditions(target, known)}
            answer = await self._visits.visit(target, headers, lambda head: _wanted(head, body, packed), gap, patience)
            if isinstance(answer, Fetched):
                return answer
            target = target_of(joined(target.url, answer))
        raise FetchFailed(target.host, IN_CIRCLES.filled(most=MOST_REDIRECTS), is_final=True, kind=TroubleKind.HTTP)

    async def _allowed(self, target: Target) -> Gap:
        """Give how long a host is to be left alone behind a request, if its rules let us ask for this at all.

        Raises:
            FetchFailed: they do not.
        """
        own = self._manners.gap_seconds
        if self._manners.respects_robots:
            rules = await self._robots.rules_of(target)
            forbidding = partial(rules.forbidding, target.path)
            if rule := await asyncio.to_thread(forbidding) if rules.is_slow else forbidding():
                raise FetchFailed(target.host, _FORBIDDEN.filled(rule=rule.line, agent=rules.agent), is_final=True, kind=TroubleKind.ROBOTS)
            if rules.delay_seconds is not None and rules.delay_seconds > own:
                return Gap(seconds=rules.delay_seconds, rule=_THEIR_GAP.filled(seconds=rules.delay_seconds, agent=rules.agent))
        return Gap(seconds=own, rule=_OWN_GAP.filled(seconds=own))


def _conditions(target: Target, known: PageHead | None) -> Mapping[str, str]:
    """Ask for a page only if it has changed; a page that was redirected to, where that led."""
    if known is None or known.final_url != target.url:
        return {}
    validators = {"if-none-match": known.etag, "if-modified-since": known.last_modified}
    return {name: value for name, value in validators.items() if value and value.isascii() and value.isprintable()}


def _wanted(head: Fetched, body: bytearray, packed: bytearray) -> Wanted | None:
    body.clear()
    packed.clear()
    if _is_success(head) and _is_page(head):
        return Wanted(into=body.extend, most_bytes=_MOST_BYTES, is_quick=True, packed=packed)
    is_telling = head.status in _TELLING and _is_page(head)
    return Wanted(into=body.extend, most_bytes=_MOST_TITLE_BYTES, is_cut=True, is_quick=True) if is_telling else None


def _answered(got: Fetched, body: bytearray) -> Phrase:
    found = _TITLE.search(body.decode("utf-8", "replace"))
    title = " ".join(found[1].split())[:120] if found else ""
    return _ANSWERED_SO.filled(status=got.status, title=title) if title else _ANSWERED.filled(status=got.status)


def _is_success(answer: Fetched) -> bool:
    return HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES


def _is_page(answer: Fetched) -> bool:
    """Tell whether it says that it is a page; what says nothing may be one."""
    return answer.media_type in _MEDIA_TYPES or "content-type" not in answer.headers


def _head_of(url: str, got: Fetched, now: datetime) -> PageHead:
    return PageHead(
        url=url, final_url=got.url, status=got.status, media_type=got.media_type, charset=got.charset, fetched_at=now,
        etag=got.headers.get("etag"), last_modified=got.headers.get("last-modified"),
    )  # fmt: skip


def _renewed(known: PageHead, got: Fetched, now: datetime) -> PageHead:
    etag, last_modified = got.headers.get("etag"), got.headers.get("last-modified")
    return replace(known, fetched_at=now, etag=etag or known.etag, last_modified=last_modified or known.last_modified)


def _trouble_of(refusal: AddressRefused | FetchFailed, host: str) -> Trouble:
    """Say what came in the way of a host's page; that nobody has a name that it leads to says nothing of its own."""
    kind = refusal.kind if isinstance(refusal, FetchFailed) else TroubleKind.REFUSED
    is_elsewhere = kind is TroubleKind.NO_SUCH_NAME and refusal.details["host"] != host
    return Trouble(kind=TroubleKind.UNREACHABLE if is_elsewhere else kind, reason=refusal.reason)
