"""A page of a website as a module reads it: its text, its links, the data in it, and proof of where a value stood."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from outhost.domain.clock import whole_seconds
from outhost.domain.email_notations import Written
from outhost.domain.email_sightings import sightings_in
from outhost.domain.pages import PageHead
from outhost.domain.provenance import Found
from outhost.jobtypes.embedded import json_ld, microdata, own_of, state
from outhost.jobtypes.markup import calmed, decoded
from outhost.jobtypes.visible import visible_text

_AROUND: Final = 60
"""Characters on either side of a value that a snippet shows."""
_LONGEST_SNIPPET: Final = 300
_SECRET: Final = re.compile(r"(?<![\w+/=-])(?=[A-Za-z_+/=-]{0,60}\d)[\w+/=-]{32,}")
"""A key or the like that stands in a page's text: it is no proof of anything."""
_MOST_LINKS: Final = 2000
_LONGEST_LINK: Final = 2000
_MOST_LINK_CHARS: Final = 1_000_000
"""Of the words of all links, one within another or not; those that come after have none."""
_REFRESH: Final = re.compile(r"""\s{0,9}(\d{1,4})[\d.\s]{0,9}[;,]\s{0,9}(?:url\s{0,9}=\s{0,9})?["']?([^"']+)""", re.IGNORECASE)
_SOON_SECONDS: Final = 15
_UNFINISHED: Final = frozenset({"http://", "https://", "http:", "https:"})
"""What a builder of sites leaves where nobody filled a link in."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: where it leads (whole, without a fragment), the words of it, its `rel` and its `title`."""

    url: str
    text: str
    rel: str = ""
    title: str = ""


class Page:
    """A page that was fetched. What is read of it is read when it is first asked for, in time that its length bounds."""

    def __init__(self, head: PageHead, body: bytes) -> None:
        """Read what lies in the archive."""
        self.url = head.final_url
        self.status = head.status
        self.at = whole_seconds(head.fetched_at)
        self.html = calmed(decoded(body, head.charset))

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The page as a tree, with CSS selectors."""
        return LexborHTMLParser(self.html)

    @cached_property
    def title(self) -> str:
        """What stands in its `<title>`."""
        node = self.tree.css_first("title")
        return " ".join(node.text().split()) if node else ""

    @cached_property
    def language(self) -> str:
        """The language that it says it is in, `fr` or `en`; empty where it says nothing."""
        node = self.tree.css_first("html[lang]")
        return ((node.attributes.get("lang") or "") if node else "").strip().lower().replace("_", "-").split("-")[0][:8]

    @cached_property
    def text(self) -> str:
        """What a reader sees of it, a line a block or a row of a table; not what is hidden."""
        return visible_text(self.tree)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Its links to web addresses, each once, in their order."""
        found: dict[str, Link] = {}
        chars = 0
        for node in self.tree.css("a[href], area[href]")[:_MOST_LINKS]:
            url = self.whole(node.attributes.get("href") or "")
            if url and not (url in found and found[url].text):
                words = node.text(separator=" ") if chars < _MOST_LINK_CHARS else ""
                chars += len(words)
                found[url] = _link(url, node, _brief(words))
        return tuple(found.values())

    @cached_property
    def frames(self) -> tuple[str, ...]:
        """The addresses of the pages that it shows within itself."""
        nodes = self.tree.css("frame[src], iframe[src]")[:50]
        return tuple(dict.fromkeys(url for node in nodes if (url := self.whole(node.attributes.get("src") or ""))))

    @cached_property
    def refresh(self) -> str | None:
        """Where it sends its readers by itself within seconds, by `<meta http-equiv="refresh">`."""
        node = self.tree.css_first('meta[http-equiv="refresh" i][content]')
        found = _REFRESH.match((node.attributes.get("content") or "")[:_LONGEST_LINK]) if node else None
        return self.whole(found[2]) if found and int(found[1]) <= _SOON_SECONDS else None

    @cached_property
    def meta(self) -> Mapping[str, str]:
        """What its `<meta>` say, by their `name` or `property` in small letters: `description`, `og:site_name`, `generator`."""
        found: dict[str, str] = {}
        for node in self.tree.css("meta[content]")[:200]:
            attributes = node.attributes
            name = (attributes.get("property") or attributes.get("name") or "").strip().lower()
            if name:
                found.setdefault(name, " ".join((attributes.get("content") or "").split())[:1000])
        return found

    @cached_property
    def data(self) -> tuple[Mapping[str, Any], ...]:
        """The objects of its JSON-LD and its microdata, those within others too, in the form that JSON-LD has."""
        return (*json_ld(self.tree), *microdata(self.tree))

    @cached_property
    def own_data(self) -> tuple[Mapping[str, Any], ...]:
        """Of its `data`, what is about the site's owner: not about whoever made it, wrote a review, or has another address."""
        return own_of(self.data, partial(_is_of, host_of(self.url)))

    @cached_property
    def state(self) -> tuple[Mapping[str, Any], ...]:
        """The objects that its scripts begin with, such as `__NEXT_DATA__`: what a page shows that a script draws."""
        return tuple(state(self.tree))

    def whole(self, href: str) -> str | None:
        """Give a link of this page whole, without a fragment; None where it leads to no web address."""
        if len(href) > _LONGEST_LINK:
            return None
        return _joined(self._start, href)

    @cached_property
    def emails(self) -> tuple[Written, ...]:
        """The e-mail addresses in it, disguised ones too, in their order; whose they are is not judged."""
        return tuple(sightings_in(self.html, (urlsplit(self.url).hostname or "").removeprefix("www.")))

    def found(self, value: Any, method: str, near: str = "") -> Found:
        """Give a value with its proof: this page, when it was fetched, how the value was read, and the words around `near`."""
        return Found(value, source=self.url, method=method, snippet=self.snippet(near or str(value)), at=self.at)

    def snippet(self, near: str) -> str:
        """Give the words around something, or that itself where no reader sees it."""
        near = " ".join(near.split())[:_LONGEST_SNIPPET]
        place = self._line.find(near)
        if place < 0:
            other = re.search(re.escape(near), self._line, re.IGNORECASE)
            place = other.start() if other else -1
        if place < 0 or not near:
            return near
        before, after = self._line[max(place - _AROUND, 0) : place], self._line[place + len(near) :][:_AROUND]
        before = before if place <= _AROUND else before.partition(" ")[2]
        after = after if len(after) < _AROUND else after.rpartition(" ")[0]
        return (_SECRET.sub("…", before) + self._line[place : place + len(near)] + _SECRET.sub("…", after)).strip()[:_LONGEST_SNIPPET]

    @cached_property
    def _line(self) -> str:
        return " ".join(self.text.split())

    @cached_property
    def _start(self) -> str:
        """Where its links start from."""
        base = self.tree.css_first("base[href]")
        href = (base.attributes.get("href") or "") if base else ""
        return (_joined(self.url, href) if len(href) <= _LONGEST_LINK else None) or self.url


def host_of(url: str) -> str:
    """Give the host of an address, without `www.`."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _is_of(host: str, url: str) -> bool:
    other = host_of(url)
    return not other or other == host or other.endswith(f".{host}") or host.endswith(f".{other}")


def _joined(base: str, href: str) -> str | None:
    href = "".join(href.strip().splitlines()).replace("\\", "/").replace(" ", "%20")
    try:
        url = urldefrag(urljoin(base, href))[0]
        parts = urlsplit(url)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and href not in _UNFINISHED
    except ValueError:
        return None
    return url if is_web else None


def _link(url: str, node: LexborNode, words: str) -> Link:
    attributes = node.attributes
    title = _brief(attributes.get("title") or attributes.get("aria-label") or "")
    return Link(url, words or title or _alt_in(node), _brief(attributes.get("rel") or ""), title)


def _alt_in(node: LexborNode) -> str:
    image = node.css_first("img[alt]")
    return _brief((image.attributes.get("alt") or "") if image else "")


def _brief(words: str) -> str:
    return " ".join(words.split())[:200]
