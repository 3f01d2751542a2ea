"""HTML as a row of pieces, read from left to right in one go: whatever nests how deep, it takes as long as it is long."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

_ATTRIBUTE: Final = re.compile(
    r"""([A-Za-z_:@][\w:.-]{0,60})(?:\s{0,20}=\s{0,20}(?:"([^"]{0,20000})"|'([^']{0,20000})'|([^\s"'>]{1,2000})))?"""
)
_BEGIN: Final = re.compile(r"<(?=[A-Za-z/!?])")
_NAME: Final = re.compile(r"/?([A-Za-z][A-Za-z0-9:-]{0,30})")
_RAW: Final = ("script", "style", "textarea", "title", "iframe", "xmp")
"""Elements in which nothing but their own end is a tag."""
_ENDS: Final = {name: re.compile(f"</{name}", re.IGNORECASE) for name in _RAW}
_MOST_TAG: Final = 30_000
_MOST_QUOTED: Final = 3000
"""Characters by which a tag goes on behind a `>` that stands in quotes."""
VOID: Final = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"))


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a page: text, a tag (`name`, its source), or an element that holds no tags (`name`, its source, its `text`)."""

    text: str = ""
    name: str = ""
    source: str = ""
    is_end: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


def pieces(source: str) -> Iterator[Piece]:
    """Go through a page. Comments are no pieces of it."""
    at = 0
    while at < len(source):
        begin = _BEGIN.search(source, at)
        if begin is None:
            break
        tag = begin.start()
        if tag > at:
            yield Piece(text=_read(source[at:tag]))
        name = _NAME.match(source, tag + 1)
        if name is None:
            at = _past_other(source, tag)
            continue
        end = _end_of(source, tag)
        inside, low = source[tag + 1 : end][:_MOST_TAG], name[1].lower()
        at = end + 1
        if low in _ENDS and not inside.startswith("/"):
            found = _ENDS[low].search(source, at)
            at, start = (found.start() if found else len(source)), at
            yield Piece(text=source[start:at], name=low, source=inside)
        else:
            yield Piece(name=low, source=inside, is_end=inside.startswith("/"))
    if at < len(source):
        yield Piece(text=_read(source[at:]))


def attributes_of(source: str) -> dict[str, str]:
    """Give the attributes of a tag by their names; of two with one name the first, as browsers do."""
    found: dict[str, str] = {}
    for one in _ATTRIBUTE.finditer(source, len((_NAME.match(source) or [""])[0])):
        value = one[2] if one[2] is not None else one[3] if one[3] is not None else one[4]
        found.setdefault(one[1].lower(), html.unescape(value or ""))
    return found


def _read(text: str) -> str:
    """Read entities; twice, for some pages write `&amp;#64;`."""
    if "&" not in text:
        return text
    plain = html.unescape(text)
    return html.unescape(plain) if "&#" in plain else plain


def _past_other(source: str, tag: int) -> int:
    """Give the place behind a comment or a declaration."""
    if source.startswith("<!--", tag):
        end = source.find("-->", tag + 4)
        return end + 3 if end >= 0 else len(source)
    end = source.find(">", tag)
    return end + 1 if end >= 0 else len(source)


def _end_of(source: str, tag: int) -> int:
    """Find the `>` that ends a tag; one in quotes does not."""
    end = source.find(">", tag)
    if end < 0:
        return len(source)
    for _ in range(4):
        if end - tag > _MOST_TAG or source.count('"', tag, end) % 2 == 0:
            break
        further = source.find(">", end + 1, end + _MOST_QUOTED)
        if further < 0:
            break
        end = further
    return end
