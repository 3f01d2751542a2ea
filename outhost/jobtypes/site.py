"""A website as a module reads it: page after page, each asked of the server, which alone goes out."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from outhost.domain.columns import folded
from outhost.domain.pages import TroubleKind, unpacked
from outhost.domain.words import Text
from outhost.jobtypes.page import Link, Page

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "contact": ("contact", "nouscontacter", "contacteznous", "coordonnees", "getintouch", "reachus", "findus", "noustrouver"),
    "legal": ("mentionslegales", "mentionlegale", "legalnotice", "legal", "imprint", "impressum", "terms", "cgv", "cgu", "privacy",
              "confidentialite"),
    "about": ("apropos", "quisommesnous", "about", "equipe", "team", "lequipe", "notreequipe", "ourteam", "lecabinet", "lasociete"),
}  # fmt: skip
"""Words by which links to pages of a kind are known, folded."""
_NO_SITE: Final = Text(en="Nothing was read of {url}: {reason}.", fr="Rien n’a été lu de {url} : {reason}.")
_SKIPPED: Final = Text(en="Skipped {url}: {reason}.", fr="Page passée {url} : {reason}.")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a page was not read: what kind of trouble (`no_such_name`, `robots`, …), the words, and the server's status if it answered."""

    kind: TroubleKind
    reason: str
    status: int | None = None


class Site:
    """A website, known by the address of its home page. Trouble with it is no fault: there is no page then, and the log says why."""

    def __init__(self, address: str, ask: Callable[[str], Awaitable[Mapping[str, Any]]], log: Callable[..., None]) -> None:
        """Read the site at an address, written as people do; `ask` gets the server's answer for a page."""
        self.address = address.strip()
        self.trouble: Trouble | None = None
        """Why there is no home page; None before `home` was called, and where it was read."""
        self._ask = ask
        self._log = log
        self._pages: dict[str, Page | None] = {}
        self._home: Page | None = None
        self._has_tried = False

    async def home(self) -> Page | None:
        """Give the home page, by https where the address does not say, else by http."""
        if not self._has_tried:
            self._has_tried = True
            self._home = await self._find_home()
        return self._home

    async def page(self, url: str) -> Page | None:
        """Give a page; None, with a line in the log, where there is none to be read."""
        if url not in self._pages:
            found = await self._read(url)
            if isinstance(found, Trouble):
                self._log(_SKIPPED, url=url, reason=found.reason)
            self._pages[url] = found if isinstance(found, Page) else None
        return self._pages[url]

    async def pages(self, *kinds: str, most: int = 6) -> AsyncIterator[Page]:
        """Go through the home page and those of these kinds (`contact`, `legal`, `about`) that it links to, at most so many."""
        home = await self.home()
        if home is None:
            return
        yield home
        seen = {home.url}
        for link in self.links_to(home, *kinds):
            if len(seen) >= most:
                return
            page = await self.page(link.url)
            if page is not None and page.url not in seen:
                seen.add(page.url)
                yield page

    def links_to(self, page: Page, *kinds: str) -> list[Link]:
        """Give the links of a page to others of its site of these kinds, in the order of the kinds."""
        own = [link for link in page.links if host_of(link.url) == host_of(page.url)]
        found: dict[str, Link] = {}
        for kind in kinds:
            for link in own:
                if _is_of(kind, link):
                    found.setdefault(link.url, link)
        return list(found.values())

    async def _find_home(self) -> Page | None:
        candidates = [self.address] if "://" in self.address else [f"https://{self.address}/", f"http://{self.address}/"]
        trouble = None
        for url in candidates:
            found = await self._read(url)
            if isinstance(found, Page):
                self._pages[url] = found
                return found
            trouble = found
            if found.kind in {TroubleKind.NO_SUCH_NAME, TroubleKind.REFUSED, TroubleKind.ROBOTS}:
                break
        self.trouble = trouble
        self._log(_NO_SITE, "warn", url=self.address, reason=trouble.reason if trouble else "")
        return None

    async def _read(self, url: str) -> Page | Trouble:
        answer = await self._ask(url)
        if "trouble" in answer:
            return Trouble(TroubleKind(answer["trouble"]), answer["reason"], answer["status"])
        try:
            return _page_in(Path(answer["path"]))
        except (OSError, ValueError) as fault:  # it was erased a moment ago
            return Trouble(TroubleKind.BROKEN, str(fault))


def host_of(url: str) -> str:
    """Give the host of an address, without `www.`."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _page_in(path: Path) -> Page:
    return Page(*unpacked(path.read_bytes()))


def _is_of(kind: str, link: Link) -> bool:
    words, path = folded(link.text), folded(urlsplit(link.url).path)
    return any(word in words or word in path for word in _WORDS[kind])
