"""E-mail addresses in the HTML of a page: what a reader sees, what a click would open, what scripts and data would show."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from outhost.domain.email_codes import NAMED, cloudflare, data_in, link_in, mailto_in, named_in, plain_in_code, script_in
from outhost.domain.email_notations import Written, legible, written_in
from outhost.domain.hypertext import VOID, Piece, attributes_of, pieces

_HEAD_CHARS: Final = 600_000
_TAIL_CHARS: Final = 300_000
"""What is looked at of a page: its beginning, and its end, where the footer stands."""
_MOST_SCRIPT_CHARS: Final = 60_000
"""Of all the scripts of a page that are read as code; those of frameworks hold nobody's address."""
_MOST_STYLE_CHARS: Final = 100_000
_MOST_FOUND: Final = 500
_MOST_TAGS: Final = 20_000
"""Whose attributes are read."""
_MOST_DATA_TAGS: Final = 2000
_CONTEXT: Final = 260
_SHORT: Final = 120
"""Characters of a hidden element that is noise or a trap; a longer one is a menu or a window that opens."""
_JOIN: Final = "\x01"
"""Stands where a tag within a line was: nothing, or a gap."""
_INLINE: Final = frozenset(
    ("b", "bdi", "bdo", "code", "em", "font", "i", "ins", "mark", "s", "small", "span", "strong", "sub", "sup", "tt", "u", "wbr")
)
_NO_TEXT: Final = frozenset(("style", "textarea", "title", "iframe", "xmp", "script"))
_HIDDEN: Final = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|font-size\s{0,3}:\s{0,3}0(?![.\d])", re.IGNORECASE)
_REVERSED: Final = re.compile(r"bidi-override", re.IGNORECASE)
_CLASS_AT_END: Final = re.compile(r"\.([\w-]{1,60})(?:::?[\w-]{1,20})?\s{0,5}$")
_MAY_MATTER: Final = re.compile(
    r"mailto|data-|^meta|@|\son[a-z]|itemprop|style|hidden|email-protection|javascript:|<img|^img|%6d%61|&#|class|bdo", re.IGNORECASE
)
_HINT: Final = re.compile(r"@|x40|u0040|%40|&#0?64|fromCharCode|atob|mailto|arobase|[\[(]at[\])]|mail", re.IGNORECASE)
_CALLED: Final = frozenset(("email", "e-mail", "reply-to", "contact", "og:email", "business:contact_data:email", "dc.publisher.address"))
"""What `<meta>` call an address."""
_AT_PICTURES: Final = frozenset(("@", "at", "arobase", "(at)", "[at]", "arobas"))


def sightings_in(source: str, host: str) -> list[Written]:
    """Give the addresses in a page of the site `host`, each as often as it stands there in another manner, in order."""
    if len(source) > _HEAD_CHARS + _TAIL_CHARS:
        source = f"{source[:_HEAD_CHARS]}\n{source[-_TAIL_CHARS:]}"
    reading = _Reading(host)
    for piece in pieces(source):
        reading.take(piece)
    return reading.all_found()[:_MOST_FOUND]


class _Reading:
    """A page that is being read: its text so far, and what its tags hold, by the place in the text at which they stand."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._text: list[str] = []
        self._length = 0
        self._held: list[tuple[int, Written]] = []
        self._scripts_left = _MOST_SCRIPT_CHARS
        self._tags_left = _MOST_TAGS
        self._data_left = _MOST_DATA_TAGS
        self._hidden_classes: set[str] = set()
        self._reversed_classes: set[str] = set()
        self._special: _Special | None = None

    def take(self, piece: Piece) -> None:
        """Read a piece."""
        if not piece.name:
            self._write(piece.text)
        elif piece.name == "script":
            self._script(piece)
        elif piece.name == "style":
            self._style(piece.text[:_MOST_STYLE_CHARS])
        elif piece.name not in _NO_TEXT:
            self._tag(piece)

    def all_found(self) -> list[Written]:
        """Give what was found; a word of the page that is glued to an address is none of it."""
        text = legible("".join(self._text))
        apart, joined = text.replace(_JOIN, "\n"), text.replace(_JOIN, "")
        if len(text) == self._length:
            places = self._held
        else:  # something unseen was taken out before them
            places = [(int(place * len(text) / max(self._length, 1)), one) for place, one in self._held]
        found = [replace(one, before=one.before or _context(apart, place)) for place, one in places]
        return found + _best_of(list(written_in(apart)), list(written_in(joined)) if _JOIN in text else [])

    def _write(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)

    def _hold(self, found: Iterable[Written]) -> None:
        if len(self._held) < _MOST_FOUND:
            self._held += [(self._length, one) for one in found]

    def _tag(self, piece: Piece) -> None:
        if self._special is not None and piece.name == self._special.name:
            self._within_special(piece)
        self._write(_JOIN if piece.name in _INLINE else "\n")
        if piece.is_end or self._tags_left <= 0 or not _MAY_MATTER.search(piece.source):
            return
        self._tags_left -= 1
        attributes = attributes_of(piece.source)
        if piece.name == "img" and attributes.get("alt", "").strip().lower() in _AT_PICTURES:
            self._text[-1] = "@"
            return
        self._hold(self._in_attributes(attributes))
        self._begin_special(piece.name, attributes)

    def _in_attributes(self, attributes: Mapping[str, str]) -> Iterator[Written]:
        href = attributes.get("href", "").strip()
        low = href[:40].lower()
        if low.startswith(("mailto:", "%6d%61%69%6c%74%6f")):
            yield from mailto_in(href if low.startswith("m") else f"mailto:{href.partition(':')[2]}")
        elif low.startswith("javascript:"):
            yield from script_in(href)
        elif "/cdn-cgi/l/email-protection#" in href:
            yield from cloudflare(href.rpartition("#")[2])
        elif "@" in href:
            yield from link_in(href)
        if "data-cfemail" in attributes:
            yield from cloudflare(attributes["data-cfemail"])
        called = {attributes.get(name, "").lower() for name in ("itemprop", "name", "property", "http-equiv")}
        if "content" in attributes and called & _CALLED:
            told = attributes["content"].removeprefix("mailto:")
            yield from (replace(one, method="microdata" if "itemprop" in attributes else "meta") for one in written_in(legible(told)))
        if self._data_left > 0 and any(key.startswith("data-") for key in attributes):
            self._data_left -= 1
            yield from data_in(attributes, self._host)
        for key, value in attributes.items():
            if key.startswith("on") and _HINT.search(value):
                yield from script_in(value)

    def _begin_special(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin an element whose text is no text, or stands the other way round."""
        style, classes = attributes.get("style", ""), set(attributes.get("class", "").split())
        is_reversed = bool(_REVERSED.search(style) and "rtl" in style.lower()) or bool(classes & self._reversed_classes)
        is_reversed = is_reversed or (name == "bdo" and attributes.get("dir", "").lower() == "rtl")
        is_hidden = "hidden" in attributes or bool(_HIDDEN.search(style)) or bool(classes & self._hidden_classes)
        if self._special is None and name not in VOID and (is_hidden or is_reversed):
            self._special = _Special(name, len(self._text), len(self._held), is_reversed=is_reversed and not is_hidden)

    def _within_special(self, piece: Piece) -> None:
        special = self._special
        assert special is not None
        special.depth += -1 if piece.is_end else 1
        if special.depth > 0:
            return
        self._special = None
        inside = "".join(self._text[special.text_at :])
        if special.is_reversed and len(inside) <= _CONTEXT:
            self._text[special.text_at :] = [inside[::-1]]
        elif not special.is_reversed and len(inside.replace(_JOIN, "").strip()) <= _SHORT:
            del self._text[special.text_at :], self._held[special.held_at :]
            self._length -= len(inside)

    def _style(self, css: str) -> None:
        """Learn which classes hide what they name, or turn it round; what a rule says of narrow screens does not count."""
        is_within = False
        for rule in css.split("}"):
            if not rule.strip():
                is_within = False
            selectors, _, declared = rule.rpartition("{")
            is_within = is_within or "@media" in selectors
            if is_within or not (_HIDDEN.search(declared) or _REVERSED.search(declared)):
                continue
            names = {found[1] for selector in selectors[-400:].split(",") if (found := _CLASS_AT_END.search(selector.rstrip()))}
            (self._hidden_classes if _HIDDEN.search(declared) else self._reversed_classes).update(names)

    def _script(self, piece: Piece) -> None:
        kind = attributes_of(piece.source).get("type", "").lower()
        if "ld+json" in kind:
            self._hold(_called(piece.text, "json-ld"))
        elif "json" in kind:
            self._hold(_called(piece.text, NAMED))
        elif _HINT.search(piece.text):
            is_short = len(piece.text) <= self._scripts_left
            self._scripts_left -= len(piece.text) if is_short else 0
            self._hold((script_in if is_short else plain_in_code)(piece.text))


class _Special:
    """An element that is hidden or stands the other way round: where it began, and how many of its name are open within it."""

    def __init__(self, name: str, text_at: int, held_at: int, *, is_reversed: bool) -> None:
        self.name = name
        self.text_at = text_at
        self.held_at = held_at
        self.is_reversed = is_reversed
        self.depth = 1


def _context(text: str, place: int) -> str:
    return text[max(place - _CONTEXT, 0) : place]


def _best_of(singly: list[Written], wholly: list[Written]) -> list[Written]:
    """Join what stands between two tags with what goes across them; of two that are parts of each other the likelier one stays."""
    alone = {one.address for one in singly}
    longer: list[Written] = []
    superseded: set[str] = set()
    for one in wholly:
        if one.address in alone:
            continue
        parts = {other for other in alone if one.address.endswith(other) or one.address.startswith(f"{other}.")}
        glued = {other for other in parts if one.address.endswith(other) and one.address[-len(other) - 1] not in "._-+"}
        if not glued:
            longer.append(one)
            superseded |= parts
    return [one for one in singly if one.address not in superseded] + longer


def _called(text: str, method: str) -> Iterator[Written]:
    """Give what data calls an e-mail address; where it does not, whatever looks like one."""
    told = text.strip().removeprefix("<!--").removesuffix("-->")
    found = [replace(one, method=method if one.method == NAMED else one.method) for one in named_in(told)]
    return iter(found or plain_in_code(told))
