"""E-mail addresses in code: what a browser would put together of attributes and scripts. Nothing is run."""

import base64
import binascii
import codecs
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import unquote

from outhost.domain.email_notations import Written, address_of, legible, plainly_in, whole_address, written_in

CODED: Final = "javascript"
ATTRIBUTE: Final = "data-attribute"
NAMED: Final = "json"
IN_DATA: Final = "state"
"""Methods by which an address was read."""

_MOST_CODED: Final = 400
"""Characters of an attribute's value; no address needs more."""
_MOST_TOKENS: Final = 40_000
_MOST_STRING: Final = 4000
_MOST_VALUES: Final = 5000
_FEW: Final = 12
"""Variables' names, functions' arguments and terms that one address is made of, at most some such number."""
_TOKEN: Final = re.compile(
    r"""(?P<text>"(?:[^"\\\n]|\\.){0,400}+"|'(?:[^'\\\n]|\\.){0,400}+')"""
    r"|(?P<name>[A-Za-z_$][\w$]{0,80})|(?P<number>0x[0-9a-f]{1,4}\b|\d{1,4}\b)|(?P<sign>\+=|==|[^\s\w])",
    re.IGNORECASE,
)
_ESCAPE: Final = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]{1,5})\}|(.))", re.IGNORECASE)
_PARTS: Final = (
    (
        "user",
        "name",
        "local",
        "account",
        "u",
        "login",
        "mailbox",
        "box",
        "before",
        "first",
        "left",
        "part1",
        "lhs",
        "prefix",
        "to",
        "id",
        "a",
    ),
    ("domain", "host", "d", "site", "server", "dom", "after", "second", "right", "part2", "rhs", "provider", "suffix", "at", "b"),
    ("tld", "ext", "extension", "t", "z", "zone", "end", "c"),
)
"""Names of the attributes (`data-…`) that hold a mailbox, its domain, and the end of that, where it stands apart."""
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{8,400}={0,2}")
_HEX: Final = re.compile(r"[0-9a-fA-F]{8,400}")
_SHIFTED: Final = ((0x2B, 0x3A), (0x40, 0x5A), (0x61, 0x7A))
"""The ranges of characters within which TYPO3 turns the letters of a link."""
_MAILTO: Final = "mailto:"
_NAMED: Final = re.compile(
    r"(?:contact|business|company|public|main|shop|owner|site)?[_-]?(?:e-?mails?|mails?|courriels?)(?:[_-]?address(?:es)?)?", re.IGNORECASE
)
"""What data calls an address; `supportEmail` is that of who made the program."""
_MAKERS: Final = frozenset(("author", "contributor", "creator", "funder", "maintainer", "review", "reviews", "sponsor", "translator"))
"""Under what data tells of people who need not be of the business."""
_NAMED_BEFORE: Final = re.compile(
    r"""["']?\b(?:contact|business|company|public|main|shop|owner|site)?[_-]?(?:e-?mails?|courriel)["']?\s{0,3}[:=]\s{0,3}\[?["'](?:mailto:)?$""",
    re.IGNORECASE,
)
_AT_IN_DATA: Final = re.compile(r"@|[\[(](?:at|ng)[\])]")
_TURNS: Final = re.compile(r"rot|enc(?:od|rypt|-|$)")
"""Attributes whose names say that their value is turned."""


def mailto_in(href: str) -> Iterator[Written]:
    """Give those whom a link `mailto:` writes to."""
    path, _, query = legible(html.unescape(href)).strip()[len(_MAILTO) :].partition("?")
    others = [part[3:] for part in re.split("[&;]", query) if part.lower().startswith("to=")]
    for one in re.split("[,;]", ",".join([path.lstrip("/"), *others]))[:_FEW]:
        for found in written_in(unquote(one).replace("<", " ").replace(">", " ").strip()):
            yield Written(address=found.address, method="mailto", near=found.address)


def link_in(href: str) -> Iterator[Written]:
    """Give whom a link writes to whose `mailto:` was forgotten, or became the name of somebody who logs in: `http://info@acme.com`."""
    text = href.strip()[:_MOST_CODED].removeprefix("http://").removeprefix("https://").rstrip("/")
    if "@" in text and (address := whole_address(unquote(text))):
        yield Written(address=address, method="mailto", near=address)


def cloudflare(coded: str) -> Iterator[Written]:
    """Give the address that Cloudflare hides: hexadecimal bytes, each but the first turned by the first (XOR)."""
    if not _HEX.fullmatch(coded) or len(coded) % 2:
        return
    key, *rest = bytes.fromhex(coded)
    text = bytes(byte ^ key for byte in rest).decode("utf-8", "replace")
    if address := whole_address(text.partition("?")[0]):
        yield Written(address=address, method="cfemail", near=address)


def data_in(attributes: Mapping[str, str], host: str) -> Iterator[Written]:
    """Give the addresses that the `data-…` attributes of an element make; `host` is the page's own, which tells rot13 from plain."""
    values = {name[5:]: legible(value).strip() for name, value in attributes.items() if name.startswith("data-")}
    if address := _of_parts(values):
        yield Written(address=address, method=ATTRIBUTE, near=address)
    for name, value in values.items():
        if value.startswith(("{", "[")):
            yield from (replace(one, method=ATTRIBUTE if one.method == NAMED else one.method) for one in named_in(value))
        elif 5 < len(value) <= _MOST_CODED and (address := _hidden_in(name, value, host)):  # noqa: PLR2004 - `a@b.fr`
            yield Written(address=address, method=ATTRIBUTE, near=address)


def named_in(text: str) -> Iterator[Written]:
    """Give what is called an e-mail address in JSON: the values of `email`, `mail`, `emails` and the like; whoever made the page apart."""
    try:
        waiting = [(json.loads(text, strict=False), NAMED)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        one, method = waiting.pop()
        if isinstance(one, Mapping):
            for told in (told for name, value in one.items() if _NAMED.fullmatch(name) for told in _texts(value)):
                yield from (
                    replace(found, method=method, near=told, before="") for found in written_in(legible(told.removeprefix(_MAILTO)))
                )
            waiting += [(value, IN_DATA if name in _MAKERS else method) for name, value in one.items()]
        elif isinstance(one, list):
            waiting += [(value, method) for value in one]


def plain_in_code(source: str) -> Iterator[Written]:
    """Give the addresses that stand plainly in data or code, and tell which of them are called so."""
    for found in plainly_in(_unescaped(source.replace("%40", "@").replace("&#64;", "@"))):
        is_named = _NAMED_BEFORE.search(found.before[-60:])
        yield Written(address=found.address, method=NAMED if is_named else IN_DATA, near=found.address)


def script_in(source: str) -> Iterator[Written]:
    """Give the addresses that a script puts together of strings: joined, escaped, reversed, by numbers of characters, by base64."""
    yield from plain_in_code(source)
    low = source.lower()
    for text in _Script(source).strings():
        plain = legible(html.unescape(text))
        lead = plain.lower().find(_MAILTO)
        linked = list(mailto_in(plain[lead:].partition('"')[0].partition("'")[0])) if lead >= 0 else []
        made = [one for one in written_in(_bare(plain)) if one.address not in low]  # one that stands there whole may be anybody's
        for found in [*linked, *made]:
            yield Written(address=found.address, method=CODED, near=found.address)


def _texts(value: Any) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)][:20]


def _bare(text: str) -> str:
    """Give what a reader would see of a string that may be HTML; `<at>` is no tag."""
    return re.sub(r"<(?!at>|@>)[^<>]{0,300}>", " ", text)


def _of_parts(values: Mapping[str, str]) -> str | None:
    local, domain, end = (next((values[name] for name in names if name in values), "") for names in _PARTS)
    if not (local and domain) or "@" in local:
        return None
    whole = f"{domain.lstrip('@')}.{end.lstrip('.')}" if end and not domain.endswith(f".{end.lstrip('.')}") else domain.lstrip("@")
    return whole_address(f"{local}@{whole}")


def _hidden_in(name: str, value: str, host: str) -> str | None:
    """Give the address that one attribute holds."""
    text = unquote(value)
    if text.lower().startswith(_MAILTO):
        text = text[len(_MAILTO) :].partition("?")[0]
    plain = next((found.address for found in written_in(text) if found.near == text), None)
    halves = _AT_IN_DATA.split(text, 1)
    turned = whole_address("@".join(codecs.encode(half, "rot13") for half in halves)) if len(halves) > 1 else None
    back = whole_address(text[::-1])
    for other in (turned, back):
        if other is not None and (plain is None or _TURNS.search(name) or other.endswith(f"@{host}")):
            return other
    return plain or _of_base64(value)


def _of_base64(value: str) -> str | None:
    if not _BASE64.fullmatch(value):
        return None
    try:
        text = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_" if "-" in value or "_" in value else None).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return whole_address(text.strip().removeprefix(_MAILTO).partition("?")[0])


class _Script:
    """The strings of a script: literals, and what is put together of them and of variables that hold some."""

    def __init__(self, source: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        for token in _TOKEN.finditer(source):
            self._tokens.append((token.lastgroup or "", token[0]))
            if len(self._tokens) >= _MOST_TOKENS:
                break
        self._known: dict[str, str] = {}
        self._at = 0

    def strings(self) -> Iterator[str]:
        """Go through them once, from the top to the bottom."""
        while self._at < len(self._tokens):
            kind, word = self._tokens[self._at]
            sign = self._sign(1)
            if kind == "name" and sign in {"=", "+="}:
                self._at += 2
                value = self._sum()
                if value is not None:
                    self._known[word] = ((self._known.get(word, "") if sign == "+=" else "") + value)[-_MOST_STRING:]
                    yield self._known[word]
                continue
            if kind == "name" and sign == "(" and "mail" in word.lower():
                yield from self._handed(word)
            before = self._at
            value = self._sum()
            if value:
                yield value
            self._at = max(self._at, before + 1)

    def _sign(self, ahead: int = 0) -> str:
        place = self._at + ahead
        return self._tokens[place][1] if place < len(self._tokens) and self._tokens[place][0] == "sign" else ""

    def _sum(self) -> str | None:
        """Read terms with `+` between them, as far as they are known."""
        value = self._term()
        while value is not None and self._sign() == "+":
            self._at += 1
            more = self._term()
            if more is None:
                break
            value = (value + more)[:_MOST_STRING]
        return value

    def _term(self) -> str | None:
        if self._at >= len(self._tokens):
            return None
        kind, word = self._tokens[self._at]
        value = None
        if kind == "text":
            value, self._at = _unescaped(word[1:-1]), self._at + 1
        elif word == "[":
            return self._joined(self._list("]"))
        elif word == "(" and self._tokens[self._at + 1 : self._at + 2] and self._tokens[self._at + 1][0] == "text":
            value = self._group()
        elif kind == "name":
            value = self._named(word)
        return self._turned(value) if value is not None else None

    def _group(self) -> str | None:
        self._at += 1
        parts = []
        while (part := self._literal()) is not None:
            parts.append(part)
            if self._sign() != "+":
                break
            self._at += 1
        self._at += self._sign() == ")"
        return "".join(parts)

    def _literal(self) -> str | None:
        if self._at < len(self._tokens) and self._tokens[self._at][0] == "text":
            self._at += 1
            return _unescaped(self._tokens[self._at - 1][1][1:-1])
        return None

    def _named(self, word: str) -> str | None:
        """Read a variable, or a call of one of the few functions that make strings."""
        names = [token[1] for token in self._tokens[self._at : self._at + 4]]
        if names[:3] == ["String", ".", "fromCharCode"] and names[3:] == ["("]:
            self._at += 3
            return _of_numbers(self._list(")"))
        if word in {"unescape", "decodeURIComponent", "decodeURI", "atob"} and names[1:2] == ["("]:
            self._at += 1
            text = "".join(self._list(")"))
            return (_of_base64(text) or "") if word == "atob" else unquote(text)
        if word in self._known and names[1:2] not in (["("], ["["]):
            self._at += 1
            return self._known[word]
        return None

    def _list(self, end: str) -> list[str]:
        """Read literals and numbers up to a bracket."""
        found: list[str] = []
        self._at += 1
        while self._at < len(self._tokens) and len(found) < _MOST_CODED:
            kind, word = self._tokens[self._at]
            if kind == "sign" and word != ",":
                self._at += word == end
                break
            if kind in {"text", "number"}:
                found.append(_unescaped(word[1:-1]) if kind == "text" else word)
            elif kind == "name":
                found.append(self._known.get(word, ""))
            self._at += 1
        return found

    def _joined(self, parts: Sequence[str]) -> str | None:
        """Read `[…].join("@")`, with `.reverse()` before it."""
        names = [token[1] for token in self._tokens[self._at : self._at + 4]]
        if names == [".", "reverse", "(", ")"]:
            parts, self._at = parts[::-1], self._at + 4
            names = [token[1] for token in self._tokens[self._at : self._at + 4]]
        if names[:3] != [".", "join", "("]:
            return None
        self._at += 2
        return "".join(self._list(")")[:1] or [","]).join(parts)[:_MOST_STRING]

    def _turned(self, value: str) -> str:
        """Read what is done to a string: `.split("").reverse().join("")`, `.replace("x", "y")`."""
        for _ in range(_FEW):
            names = [token[1] for token in self._tokens[self._at : self._at + 3]]
            if names == [".", "split", "("]:
                self._at += 2
                cut = "".join(self._list(")")[:1])
                value = self._joined(value.split(cut) if cut else list(value)) or value
            elif names == [".", "replace", "("]:
                self._at += 2
                value = self._replaced(value)
            else:
                break
        return value

    def _replaced(self, value: str) -> str:
        if self._sign(1) == "/":  # a pattern; plain letters between two strokes are as good as a string
            tokens = self._tokens[self._at + 2 : self._at + 8]
            stroke = next((place for place, token in enumerate(tokens) if token[1] == "/"), None)
            self._at += 1
            if stroke is None:
                return value
            old = "".join(token[1] for token in tokens[:stroke]).replace("\\", "")
            self._at += stroke + 1
            new = "".join(self._list(")")[-1:])
            return value.replace(old, new) if old else value
        old, new = (*self._list(")"), "", "")[:2]
        return value.replace(old, new, 1) if old else value

    def _handed(self, word: str) -> Iterator[str]:
        """Read a call of a page's own function that writes an address: `mail("info", "acme", "com")`, or TYPO3's turned letters."""
        before = self._at
        self._at += 1
        given = self._list(")")
        self._at = before
        if len(given) == 1 and "crypt" in word.lower():
            yield from _unturned(given[0])
        if len(given) in {2, 3} and all(re.fullmatch(r"[\w.-]{1,63}", part) for part in given):
            address = address_of(given[0], ".".join(given[1:]))
            if address is not None:
                yield address


def _unescaped(text: str) -> str:
    def char(found: re.Match[str]) -> str:
        code = found[1] or found[2] or found[3]
        return chr(min(int(code, 16), 0x10FFFF)) if code else {"n": "\n", "t": "\t", "r": "\r"}.get(found[4], found[4])

    return _ESCAPE.sub(char, text)


def _of_numbers(parts: Sequence[str]) -> str:
    numbers = [int(part, 16 if part[:2].lower() == "0x" else 10) for part in parts if re.fullmatch(r"0[xX][0-9a-fA-F]{1,4}|\d{1,4}", part)]
    return "".join(map(chr, numbers))


def _unturned(text: str) -> Iterator[str]:
    """Turn letters back by every number of places, until a link `mailto:` stands there."""
    for places in range(-26, 27):
        plain = "".join(_turned_char(char, places) for char in text[:_MOST_CODED])
        if plain.startswith(_MAILTO):
            yield plain


def _turned_char(char: str, places: int) -> str:
    for first, last in _SHIFTED:
        if first <= ord(char) <= last:
            return chr(first + (ord(char) - first + places) % (last - first + 1))
    return char
