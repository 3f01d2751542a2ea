"""An independent reader of pages: the standard library's parser and plain rules, sharing no line with what it judges."""

import re
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

_ADDRESS: Final = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_SPOKEN: Final = re.compile(
    r"[\s\[({<]{0,4}(?:(?<=\s|\[|\(|\{|<)(?:at|arobase|chez|\(a\))(?=\s|\]|\)|\}|>)|@|＠)[\s\])}>]{0,4}", re.IGNORECASE
)
_DOT: Final = re.compile(r"\s?[\[({<]?\s?\b(?:dot|point)\b\s?[\])}>]?\s?", re.IGNORECASE)
_WRAPPED: Final = re.compile(r"aHR0c[\w+/]+={0,2}")
"""`http` and more in base64: so addresses are written that search engines are not to follow."""
_APART: Final = re.compile(r"[\s.\-()/\u2010-\u2015]+")

_ROOMS: Final = frozenset({"home", "about", "info", "videos", "timeline", "featured"})
"""Of a profile, behind its name."""


@dataclass
class Read:
    """What stands in pages, for whoever wants to know whether a value does."""

    addresses: set[str] = field(default_factory=set)
    digits: str = ""
    links: set[str] = field(default_factory=set)
    """Attributes that name an address on the web, in small letters."""

    def has_number(self, number: str) -> bool:
        """Tell whether the last eight digits of a number stand there, however they are spaced."""
        return number[-8:] in self.digits


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.values: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as the parser calls it
        self.values += [value for _, value in attrs if value]
        email = dict(attrs).get("data-cfemail")
        if email:
            self.values.append(_unveiled(email))

    handle_startendtag = handle_starttag


def judged(bodies: Iterable[bytes]) -> Read:
    """Read pages."""
    read = Read()
    for body in bodies:
        parser = _Parser()
        parser.feed(body.decode("utf-8", "replace"))
        text = " ".join(parser.text)
        values = [unquote(value) for value in parser.values]
        values += [_unwrapped(found) for value in values for found in _WRAPPED.findall(value)]
        spoken = _DOT.sub(".", _SPOKEN.sub("@", text))
        for part in (text, spoken, *values, *(value.replace(" ", "") for value in values)):
            read.addresses.update(found.lower().strip(".") for found in _ADDRESS.findall(part))
        read.digits += "|" + _APART.sub("", text) + "|" + "|".join(_APART.sub("", value) for value in values)
        read.links.update(value.lower() for value in values if ".com/" in value)
    return read


def handle_of(url: str) -> str:
    """Give what tells a profile from others of its network: the last part of its path, or the number of a page without a name."""
    parts = urlsplit(url)
    shown = parts.fragment.removeprefix("!") if parts.fragment.startswith("!") else parts.path
    path = [part for part in shown.split("/") if part and part not in _ROOMS]
    number = dict(parse_qsl(parts.query)).get("id")
    return (number or (path[-1] if path else "")).lstrip("@").lower()


def _unwrapped(text: str) -> str:
    """Read an address in base64."""
    try:
        return b64decode(text).decode()
    except ValueError:
        return ""


def _unveiled(text: str) -> str:
    """Read an address that Cloudflare hid: each byte after the first is XORed with it."""
    try:
        key, *rest = bytes.fromhex(text)
    except ValueError:
        return ""
    return bytes(byte ^ key for byte in rest).decode("utf-8", "replace")
