"""A website as a module reads it: page after page, each asked of the server, which alone goes out."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from outhost.domain.pages import unpacked
from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.words import Text
from outhost.jobtypes.page import Link, Page, host_of
from outhost.jobtypes.wanted import best_of, key_of, own_links

_NO_SITE: Final = Text(en="Nothing was read of {url}: {reason}.", fr="Rien n’a été lu de {url} : {reason}.")
_SKIPPED: Final = Text(en="Skipped {url}: {reason}.", fr="Page passée {url} : {reason}.")
_NO_ADDRESS: Final = Text(en="it is no web address", fr="ce n’est pas une adresse web")
_HOST: Final = re.compile(r"[\w.-]{1,253}|[0-9a-f:.]{2,45}")
_FINAL: Final = frozenset({TroubleKind.ROBOTS, TroubleKind.REFUSED, TroubleKind.PACE})
"""Trouble that another way of writing the address would not end, or should not be used to get round."""
_ANSWERED: Final = frozenset({TroubleKind.HTTP, TroubleKind.ROBOTS, TroubleKind.NOT_A_PAGE, TroubleKind.TOO_LARGE, TroubleKind.PACE})
_MOST_HOPS: Final = 2
"""From a home page that sends its readers on by itself."""
_SPLASH_CHARS: Final = 400
_MOST_DOORS: Final = 2
"""Behind a home page that is but a door, or that shows others in frames."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a page was not read: what kind of trouble (`no_such_name`, `robots`, …), the words, and the server's status if it answered."""

    kind: TroubleKind
    reason: str
    status: int | None = None
    url: str = ""


class Site:
    """A website, known by the address of its home page. Trouble with it is no fault: there is no page then, and the log says why."""

    def __init__(
        self, address: str, ask: Callable[[str], Awaitable[Mapping[str, Any]]], log: Callable[..., None], say: Callable[[Text], str]
    ) -> None:
        """Read the site at an address, written as people do; `ask` gets the server's answer for a page, `say` knows whose language."""
        self.address = address.strip()
        self.trouble: Trouble | None = None
        """Why there is no home page; None before `home` was called, and where it was read."""
        self._ask = ask
        self._log = log
        self._say = say
        self._unread: set[str] = set()
        self._home: Page | None = None
        self._has_tried = False

    @property
    def host(self) -> str:
        """The host that the home page came from, without `www.`; the one asked for until it was read."""
        return host_of(self._home.url) if self._home else _host_in(self.address)

    async def home(self) -> Page | None:
        """Give the home page: by https where the address does not say, else by http; with `www.`, else without; or where it leads."""
        if not self._has_tried:
            self._has_tried = True
            self._home = await self._find_home()
        return self._home

    async def page(self, url: str) -> Page | None:
        """Give a page; None, with a line in the log, where there is none to be read. Only the home page is kept in memory."""
        if self._home is not None and key_of(url) == key_of(self._home.url):
            return self._home
        if url in self._unread:
            return None
        found = await self._read(url)
        if isinstance(found, Page):
            return found
        self._unread.add(url)
        self._log(_SKIPPED, url=url, reason=found.reason)
        return None

    async def pages(self, *kinds: str, most: int = 6) -> AsyncIterator[Page]:
        """Go through the home page and those of these kinds (`contact`, `legal`, `about`, `team`) that it links to, at most so many.

        The surest of each kind comes first. What a home page shows in frames, or is but the door of, is read with it.
        """
        home = await self.home()
        if home is None:
            return
        yield home
        seen, links = {key_of(home.url)}, list(home.links)
        for url in self._doors(home, *kinds):
            page = await self._unseen(url, seen) if len(seen) < most else None
            if page is not None:
                links += page.links
                yield page
        for link in best_of(own_links(links, host_of(home.url)), kinds):
            page = await self._unseen(link.url, seen) if len(seen) < most else None
            if page is not None:
                yield page

    def links_to(self, page: Page, *kinds: str) -> list[Link]:
        """Give the links of a page to others of its site of these kinds: the surest of each kind, then the second of each, and so on."""
        return best_of(own_links(page.links, host_of(page.url)), kinds)

    def own_links(self, page: Page) -> list[Link]:
        """Give the links of a page to others of this site, each page once."""
        return own_links(page.links, self.host)

    async def _unseen(self, url: str, seen: set[str]) -> Page | None:
        """Give a page, unless it was seen under this address or the one that it leads to."""
        if key_of(url) in seen:
            return None
        page = await self.page(url)
        if page is None or key_of(page.url) in seen:
            return None
        seen |= {key_of(page.url)}
        return page

    def _doors(self, home: Page, *kinds: str) -> list[str]:
        """Give what is to be read with a home page that says nothing itself."""
        host = host_of(home.url)
        frames = [url for url in home.frames if host_of(url) == host]
        if frames or len(home.text) > _SPLASH_CHARS or self.links_to(home, *kinds):
            return frames[:_MOST_DOORS]
        return [link.url for link in own_links(home.links, host) if key_of(link.url) != key_of(home.url)][:_MOST_DOORS]

    async def _find_home(self) -> Page | None:
        """Try the address in its forms, until one answers; of all troubles the one tells most that a server spoke of, of its root."""
        troubles: list[Trouble] = []
        for url in _forms_of(self.address):
            if troubles and not _is_worth(url, troubles[-1]):
                continue
            found = await self._read(url)
            if isinstance(found, Page):
                return await self._sent_on(found)
            troubles.append(found)
            if found.kind in _FINAL:
                break
        troubles = troubles or [Trouble(TroubleKind.REFUSED, self._say(_NO_ADDRESS), url=self.address)]
        told = sorted((one for one in troubles if one.kind in _ANSWERED), key=lambda one: len(urlsplit(one.url).path))
        self.trouble = [*told, troubles[-1]][0]
        self._log(_NO_SITE, "warn", url=self.trouble.url, reason=self.trouble.reason)
        return None

    async def _sent_on(self, page: Page) -> Page:
        for _ in range(_MOST_HOPS):
            if page.refresh is None or key_of(page.refresh) == key_of(page.url):
                break
            found = await self._read(page.refresh)
            if isinstance(found, Trouble):
                self._log(_SKIPPED, url=found.url, reason=found.reason)
                break
            page = found
        return page

    async def _read(self, url: str) -> Page | Trouble:
        answer = await self._ask(url)
        if "trouble" in answer:
            return Trouble(TroubleKind(answer["trouble"]), answer["reason"], answer["status"], url)
        try:
            return await asyncio.to_thread(_page_in, Path(answer["path"]))
        except (OSError, ValueError) as fault:  # it was erased a moment ago
            return Trouble(TroubleKind.BROKEN, str(fault), url=url)


def _page_in(path: Path) -> Page:
    return Page(*unpacked(path.read_bytes()))


def _forms_of(address: str) -> Iterator[str]:
    """Give what may be meant by an address: as it is written, with the other scheme, with `www.` or without it."""
    given = address if "://" in address else f"https://{address}"
    try:
        parts = urlsplit(given)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or "@" in parts.netloc:
        return
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    schemes = (parts.scheme, "http" if parts.scheme == "https" else "https")
    for name in (host, other) if port is None and _may_have_www(other) else (host,):
        for scheme in schemes if port is None or "://" not in address else schemes[:1]:
            yield urlunsplit((scheme, name if port is None else f"{name}:{port}", parts.path or "/", parts.query, ""))
    if parts.path not in {"", "/"}:
        yield f"{parts.scheme}://{parts.netloc}/"


def _may_have_www(name: str) -> bool:
    return not name.rpartition(".")[2].isdigit() and ":" not in name and "." in name.removeprefix("www.")


def _is_worth(url: str, trouble: Trouble) -> bool:
    """Tell whether a form may fare better: another name where this one is unknown or no server speaks, another path where one does."""
    form, tried = urlsplit(url), urlsplit(trouble.url)
    if form.path != tried.path:
        return trouble.kind in _ANSWERED
    if trouble.kind is TroubleKind.NO_SUCH_NAME:
        return form.hostname != tried.hostname
    return form.hostname == tried.hostname or trouble.kind is not TroubleKind.TIMEOUT


def _host_in(address: str) -> str:
    return host_of(address if "://" in address else f"https://{address}")
