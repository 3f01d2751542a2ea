"""A page of a website as a module reads it: its text, its links, the data in it, and proof of where a value stood."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from outhost.domain.clock import whole_seconds
from outhost.domain.pages import PageHead
from outhost.domain.provenance import Found

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_META: Final = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w:.-]{1,40})""", re.IGNORECASE)
_HEAD_BYTES: Final = 4096
"""How far into a page its charset may be declared; the standard says 1024, and not everybody keeps to it."""
_AROUND: Final = 60
"""Characters on either side of a value that a snippet shows."""
_LONGEST_SNIPPET: Final = 300
_UNSEEN: Final = ("script", "style", "template", "noscript", "svg")
_MOST_LINKS: Final = 2000
_MOST_DATA: Final = 200


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: where it leads (whole, without a fragment), the words of it, and its `rel`."""

    url: str
    text: str
    rel: str = ""


class Page:
    """A page that was fetched. What is read of it is read when it is first asked for."""

    def __init__(self, head: PageHead, body: bytes) -> None:
        """Read what lies in the archive."""
        self.url = head.final_url
        self.status = head.status
        self.at = whole_seconds(head.fetched_at)
        self.html = _decoded(body, head.charset)

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
    def text(self) -> str:
        """What a reader sees of it, a line a block."""
        tree = LexborHTMLParser(self.html)
        tree.strip_tags(list(_UNSEEN), recursive=True)
        body = tree.body or tree.root
        lines = (" ".join(line.split()) for line in (body.text(separator="\n") if body else "").splitlines())
        return "\n".join(line for line in lines if line)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Its links to web addresses, each once, in their order."""
        base = self.tree.css_first("base[href]")
        start = _joined(self.url, (base.attributes.get("href") or "") if base else "") or self.url
        found: dict[str, Link] = {}
        for node in self.tree.css("a[href], area[href]")[:_MOST_LINKS]:
            url = _joined(start, node.attributes.get("href") or "")
            if url and url not in found:
                found[url] = Link(url, _words_of(node), node.attributes.get("rel") or "")
        return tuple(found.values())

    @cached_property
    def data(self) -> tuple[Mapping[str, Any], ...]:
        """The objects of its JSON-LD, those within others too."""
        scripts = self.tree.css('script[type="application/ld+json"]')
        return tuple(one for node in scripts for one in _objects_in(_json_in(node.text())))[:_MOST_DATA]

    def found(self, value: Any, method: str, near: str = "") -> Found:
        """Give a value with its proof: this page, when it was fetched, how the value was read, and the words around `near`."""
        return Found(value, source=self.url, method=method, snippet=self.snippet(near or str(value)), at=self.at)

    def snippet(self, near: str) -> str:
        """Give the words around something, or that itself where no reader sees it."""
        near = " ".join(near.split())
        place = self.text.find(near)
        if place < 0:
            return near[:_LONGEST_SNIPPET]
        cut = self.text[max(place - _AROUND, 0) : place + len(near) + _AROUND]
        return " ".join(cut.split())[:_LONGEST_SNIPPET]


def _decoded(body: bytes, charset: str | None) -> str:
    """Read bytes as browsers do: by a byte order mark, the header, the page's own word; else UTF-8, and what is none as windows-1252."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    declared = _META.search(body[:_HEAD_BYTES])
    for label in (charset, declared[1].decode("ascii") if declared else None, "utf-8"):
        try:
            return body.decode(_as_browsers_call(label or "utf-8"))
        except (LookupError, UnicodeError):
            continue
    return body.decode("cp1252", "replace")


def _as_browsers_call(name: str) -> str:
    """Give the codec of a label: those of Latin-1 and ASCII mean windows-1252 to every browser."""
    plain = name.strip().lower().replace("_", "-")
    return "cp1252" if plain in {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"} else plain


def _joined(base: str, href: str) -> str | None:
    """Give a link whole; None where it is none to a web address."""
    try:
        url = urldefrag(urljoin(base, href.strip()))[0]
        return url if urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname else None
    except ValueError:
        return None


def _words_of(node: LexborNode) -> str:
    words = " ".join(node.text(separator=" ").split())
    if words:
        return words[:200]
    image = node.css_first("img[alt]")
    alt = image.attributes.get("alt") if image else ""
    return " ".join(str(node.attributes.get("title") or node.attributes.get("aria-label") or alt or "").split())[:200]


def _json_in(text: str) -> Any:
    """Read JSON that people wrote by hand, as far as it can be read."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects_in(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Go through objects, and those within them."""
    if depth > 8:  # noqa: PLR2004 - what lies deeper describes no business
        return
    if isinstance(value, Mapping):
        yield value
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for part in parts:
        if isinstance(part, Mapping | list):
            yield from _objects_in(part, depth + 1)
