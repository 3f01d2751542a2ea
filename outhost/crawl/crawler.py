"""The crawler: pages of websites, from the archive or from the web, for whoever reads them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from outhost.crawl.fetched import Fetched
from outhost.crawl.fetcher import Fetcher
from outhost.crawl.guard import Guard
from outhost.crawl.manners import Manners
from outhost.crawl.routes import Route, straight
from outhost.domain.clock import Clock
from outhost.domain.errors import AddressRefused, FetchFailed
from outhost.domain.pages import PageHead, Trouble, TroubleKind
from outhost.domain.words import Phrase, Text

_ACCEPT: Final = "text/html, application/xhtml+xml, application/xml;q=0.9, text/plain;q=0.5"
_MOST_BYTES: Final = 3 << 20
_SECONDS: Final = 30.0
_MEDIA_TYPES: Final = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain")
_FAULTS: Final = 400
"""Where HTTP's statuses of faults begin."""
_ANSWERED: Final = Text(en="the server answered {status}", fr="le serveur a répondu {status}")
_NOT_A_PAGE: Final = Text(en="it is no page but {media_type}", fr="ce n’est pas une page mais {media_type}")


class Archive(Protocol):
    """Where pages are kept; every method blocks."""

    def find(self, url: str) -> PageHead | None:
        """Give what is known of a page that is kept."""
        ...

    def path_of(self, url: str) -> Path:
        """Name the file of an address."""
        ...

    def keep(self, head: PageHead, body: bytes) -> Path:
        """Keep a page."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page that lies in a file."""

    head: PageHead
    path: Path


class Crawler:
    """Gives pages. What is in the archive is not fetched again."""

    def __init__(
        self, guard: Guard, archive: Archive, clock: Clock, manners: Manners, *, contact: str = "", route: Route = straight
    ) -> None:
        """Go where `guard` lets, by `route`, and keep what is found in `archive`; `contact` is whom websites may turn to, or empty."""
        self._fetcher = Fetcher(guard, clock, contact, route)
        self._manners = manners
        self._archive = archive
        self._clock = clock

    async def page(self, url: str) -> Kept | Trouble:
        """Give a page, or say why there is none."""
        head = await asyncio.to_thread(self._archive.find, url)
        if head is None:
            return await self._fetched(url)
        return self._outcome(head, self._archive.path_of(url))

    async def _fetched(self, url: str) -> Kept | Trouble:
        body = bytearray()
        try:
            got = await self._got(url, body.extend)
        except AddressRefused as refusal:
            return Trouble(kind=TroubleKind.REFUSED, reason=_reason_of(refusal))
        except FetchFailed as refusal:
            return Trouble(kind=TroubleKind.UNREACHABLE, reason=_reason_of(refusal))
        if got.status < _FAULTS and got.media_type not in _MEDIA_TYPES:
            return Trouble(kind=TroubleKind.NOT_A_PAGE, reason=_NOT_A_PAGE.filled(media_type=got.media_type), status=got.status)
        head = self._head(url, got)
        return self._outcome(head, await asyncio.to_thread(self._archive.keep, head, bytes(body)))

    async def _got(self, url: str, into: Callable[[bytes], object]) -> Fetched:
        return await self._fetcher.get(url, into=into, accept=_ACCEPT, limit_bytes=_MOST_BYTES, seconds=_SECONDS)

    def _head(self, url: str, got: Fetched) -> PageHead:
        return PageHead(
            url=url, final_url=got.url, status=got.status, media_type=got.media_type, charset=got.charset, fetched_at=self._clock.now(),
            etag=got.headers.get("etag"), last_modified=got.headers.get("last-modified"),
        )  # fmt: skip

    def _outcome(self, head: PageHead, path: Path) -> Kept | Trouble:
        if head.status >= _FAULTS:
            return Trouble(kind=TroubleKind.HTTP, reason=_ANSWERED.filled(status=head.status), status=head.status)
        return Kept(head=head, path=path)


def _reason_of(refusal: AddressRefused | FetchFailed) -> Phrase:
    reason = refusal.details["reason"]
    assert isinstance(reason, Phrase)
    return reason
