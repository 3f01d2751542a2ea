"""What a page says of itself to machines: JSON-LD, microdata, and the state that its scripts begin with."""

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import islice
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

Object = Mapping[str, Any]

_MOST_OBJECTS: Final = 200
_DEEPEST: Final = 8
"""What lies deeper describes no business."""
_MOST_CHARS, _MOST_CHARS_OF_STATE = 300_000, 2_000_000
_MOST_STATE_OBJECTS, _DEEPEST_STATE = 3000, 20
_STATE_SCRIPTS: Final = 'script[type="application/json"], script[type="text/json"]'
_STATE_ATTRIBUTES: Final = tuple(f"data-{name}" for name in ("props", "page", "state", "json", "settings", "options", "config", "block"))
_MOST_ATTRIBUTES: Final = 300
_STATE: Final = re.compile(r"(?:window|self|globalThis)\.__\w{2,40}\s{0,9}=\s{0,9}(?=[{\[])")
_WRAPPING: Final = re.compile(r"<!--|-->|//\s?<!\[CDATA\[|//\s?\]\]>|<!\[CDATA\[|\]\]>|/\*[^/]{0,300}?\*/")
_LINE_COMMENT: Final = re.compile(r"^[ \t]{0,200}//[^\n]*", re.MULTILINE)
_LOOSE_COMMA: Final = re.compile(r",(?=\s*+[}\]])")
_LONE_SURROGATE: Final = re.compile(r"(\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})|\\ud[89a-f][0-9a-f]{2}", re.IGNORECASE)
_ROLES_OF_OTHERS: Final = ("creator", "author", "contributor", "sponsor", "funder", "review", "reviews", "reviewedBy", "memberOf",
                           "maintainer", "producer", "partner", "mentions")  # fmt: skip
"""What somebody else is to a page, or to a business."""
_MOST_PROPERTIES: Final = 300
_MOST_UP: Final = 60
_MOST_WORDS: Final = 500
_MOST_CHARS_READ: Final = 1_000_000
"""Of the texts of all parts, one within another or not; those that come after have none."""
_VALUES: Final = {"a": "href", "area": "href", "link": "href", "img": "src", "iframe": "src", "time": "datetime", "data": "value",
                  "meter": "value", "object": "data"}  # fmt: skip


def json_ld(tree: LexborHTMLParser) -> Iterator[Object]:
    """Go through the objects of a page's JSON-LD, those within others too, the outer ones first."""
    texts = (node.text() for node in tree.css('script[type^="application/ld+json" i]'))
    values = (value for text in texts if len(text) <= _MOST_CHARS for value in json_in(text))
    return islice(objects_in(values, _DEEPEST), _MOST_OBJECTS)


def state(tree: LexborHTMLParser) -> Iterator[Object]:
    """Go through the objects that a page's scripts begin with, such as `__NEXT_DATA__`, or find in attributes such as `data-props`."""
    return islice(objects_in(_states(tree), _DEEPEST_STATE), _MOST_STATE_OBJECTS)


def microdata(tree: LexborHTMLParser) -> Iterator[Object]:
    """Go through the objects whose parts are marked with `itemprop`, in the form that JSON-LD has."""
    scopes: dict[int, dict[str, Any]] = {
        node.mem_id: {"@type": _last_part(node.attributes.get("itemtype") or "")} for node in tree.css("[itemscope]")[:_MOST_OBJECTS]
    }
    stray: dict[str, Any] = {}
    chars = 0
    for node in tree.css("[itemprop]")[:_MOST_PROPERTIES]:
        value = scopes.get(node.mem_id) or _given_by(node)
        if not value and chars < _MOST_CHARS_READ:
            words = node.text(separator=" ")
            chars += len(words)
            value = _brief(words)
        owner = _owner_of(node, scopes)
        for name in (node.attributes.get("itemprop") or "").split()[:4]:
            _add(stray if owner is None else owner, name, value)
    return iter([one for one in (*scopes.values(), stray) if len(one) > 1 or (one is stray and one)])


def own_of(objects: Sequence[Object], is_own: Callable[[str], bool]) -> tuple[Object, ...]:
    """Give the objects that are about the owner of a site: not those that name another's address, or whoever made or reviewed something."""
    others = {id(part) for one in objects for role in _ROLES_OF_OTHERS for part in objects_in([one.get(role)], _DEEPEST)}
    return tuple(one for one in objects if id(one) not in others and all(is_own(url) for url in _addresses_of(one)))


def json_in(text: str) -> Iterator[Any]:
    """Give the values in JSON that people wrote by hand, as far as it can be read."""
    text = _LONE_SURROGATE.sub(lambda found: found[1] or "\\ufffd", text)
    plain = _LOOSE_COMMA.sub("", _LINE_COMMENT.sub("", _WRAPPING.sub("", text))).strip().rstrip(";")
    for attempt in (text, plain, unescape(plain)):
        try:
            value = _READER.decode(attempt)
        except (ValueError, RecursionError):
            continue
        yield value
        return
    yield from _values_one_by_one(plain)


def objects_in(values: Iterable[Any], deepest: int) -> Iterator[Object]:
    """Go through the objects of values, and those within them."""
    for whole in values:
        left = deque([(whole, 0)])
        while left:
            value, depth = left.popleft()
            if isinstance(value, Mapping):
                yield value
            parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
            if depth < deepest:
                left.extend((part, depth + 1) for part in parts if isinstance(part, Mapping | list))


def _states(tree: LexborHTMLParser) -> Iterator[Any]:
    for node in tree.css(_STATE_SCRIPTS):
        text = node.text()
        if len(text) <= _MOST_CHARS_OF_STATE:
            yield from json_in(text)
    for node in tree.css(", ".join(f"[{name}]" for name in _STATE_ATTRIBUTES))[:_MOST_ATTRIBUTES]:
        for text in (node.attributes.get(name) or "" for name in _STATE_ATTRIBUTES):
            if text.startswith(("{", "[")) and len(text) <= _MOST_CHARS:
                yield from islice(_values_one_by_one(text), 1)
    for node in tree.css("script:not([src]):not([type]), script[type='text/javascript']:not([src])"):
        text = node.text()
        found = _STATE.search(text[:_MOST_CHARS_OF_STATE])
        if found:
            yield from islice(_values_one_by_one(text[found.end() : _MOST_CHARS_OF_STATE]), 1)


def _values_one_by_one(text: str) -> Iterator[Any]:
    """Read values that follow each other, until one can't be read."""
    place = 0
    for _ in range(_MOST_OBJECTS):
        start = re.compile(r"[{\[]").search(text, place)
        if start is None:
            return
        try:
            value, place = _READER.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            return
        yield value


def _plain(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object; people write entities into its texts."""
    return {name: [_unescaped(one) for one in value] if isinstance(value, list) else _unescaped(value) for name, value in pairs}


def _unescaped(value: Any) -> Any:
    return unescape(value) if isinstance(value, str) and "&" in value else value


_READER: Final = json.JSONDecoder(object_pairs_hook=_plain, strict=False)


def _addresses_of(one: Object) -> list[str]:
    return [value for value in (one.get("url"), one.get("@id")) if isinstance(value, str) and "://" in value]


def _owner_of(node: LexborNode, scopes: Mapping[int, dict[str, Any]]) -> dict[str, Any] | None:
    above = node.parent
    for _ in range(_MOST_UP):
        if above is None:
            return None
        if above.mem_id in scopes:
            return scopes[above.mem_id]
        above = above.parent
    return None


def _given_by(node: LexborNode) -> str:
    attributes = node.attributes
    return _brief(attributes.get("content") or attributes.get(_VALUES.get(node.tag or "", "")) or "")


def _brief(words: str) -> str:
    return " ".join(words.split())[:_MOST_WORDS]


def _add(owner: dict[str, Any], name: str, value: Any) -> None:
    if name not in owner:
        owner[name] = value
    elif isinstance(owner[name], list):
        owner[name].append(value)
    else:
        owner[name] = [owner[name], value]


def _last_part(itemtype: str) -> str:
    return itemtype.split(maxsplit=1)[0].rstrip("/").rpartition("/")[2] if itemtype.strip() else ""
