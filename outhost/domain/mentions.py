"""Mentions: what in a page may be somebody's address, number or tracking id."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final
from urllib.parse import unquote

from outhost.domain.pages import PageHead

_ADDRESS = re.compile(r"[^\s<>\"'(),:;\[\]\\@&]{1,64}@[^\s<>\"'(),:;\[\]\\/@?&#|]{3,255}")
_TRACKING_ID = re.compile(r"nai[0-9a-f]{15}")
_NUMBERS = re.compile(r"\+?[0-9(][0-9\s.\-()/\u2010-\u2015]{5,80}")
_GROUP = re.compile(r"\+?[0-9]+")
_LEAST_DIGITS, _MOST_DIGITS = 7, 17
_WIDE: Final = ("utf-16", "utf-32", "utf-7")
"""Encodings in which what is ASCII does not look like it."""


def mentions_in(head: PageHead, body: bytes) -> Iterator[str]:
    """Give each text of a page, or of its address, that has the form of an address, a number or an id, as it is written and unmasked."""
    written = f"{head.url} {head.final_url} {_text_of(head, body)}"
    seen: set[str] = set()
    for text in _readings_of(written):
        for mention in (*_addresses_in(text), *_TRACKING_ID.findall(text), *_numbers_in(text)):
            if mention not in seen:
                seen.add(mention)
                yield mention


def _text_of(head: PageHead, body: bytes) -> str:
    charset = (head.charset or "").lower()
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        charset = "utf-16"
    try:
        return body.decode(charset if charset.startswith(_WIDE) else "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _readings_of(written: str) -> Iterator[str]:
    """Give a text as it is, and with what HTML, addresses and JSON write in other ways put plainly."""
    yield written
    plain = unescape(written) if "&" in written else written
    if plain != written:
        yield plain
    if "%" in plain or "\\u00" in plain:
        yield unquote(plain).replace("\\u0040", "@").replace("\\u002b", "+")


def _addresses_in(text: str) -> Iterator[str]:
    for found in _ADDRESS.findall(text):
        yield found.rstrip(".!*")
        yield found.rstrip(".!*").lstrip(".=/*!?")
        yield found.rpartition("=")[2].rpartition("/")[2].rstrip(".!*")


def _numbers_in(text: str) -> Iterator[str]:
    """Give all runs of groups of digits that may be a number: two numbers side by side are not told apart otherwise."""
    for run in _NUMBERS.findall(text):
        groups = [(found.start(), found.end()) for found in _GROUP.finditer(run)]
        for first, (start, _) in enumerate(groups):
            digits = 0
            for from_, end in groups[first:]:
                digits += end - from_
                if digits > _MOST_DIGITS:
                    break
                if digits >= _LEAST_DIGITS:
                    yield run[start:end]
