"""Opens: fetches of a lead's image, counted only where the owner asks for it."""

import hashlib
from dataclasses import dataclass
from datetime import date

_FAMILIES = (
    ("googleimageproxy", "gmail"),
    ("yahoomailproxy", "yahoo"),
    ("microsoft outlook", "outlook"),
    ("ms-office", "outlook"),
    ("thunderbird", "thunderbird"),
    ("edg/", "edge"),
    ("firefox/", "firefox"),
    ("chrome/", "chrome"),
    ("safari/", "safari"),
    ("applewebkit/", "apple mail"),
)
_PREFETCHING = frozenset({"gmail", "yahoo", "apple privacy"})
_APPLE_PRIVACY = "mozilla/5.0"
"""Apple's Mail Privacy Protection sends this and nothing more."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What a `User-Agent` tells: the family of the program, and whether it is a mail provider that fetches before anybody reads."""

    family: str
    is_prefetch: bool


def reader_of(user_agent: str) -> Reader:
    """Recognise a mail program or browser by its `User-Agent`."""
    agent = user_agent.strip().lower()
    family = "apple privacy" if agent == _APPLE_PRIVACY else next((name for sign, name in _FAMILIES if sign in agent), "other")
    return Reader(family, family in _PREFETCHING)


def visitor_of(address: str, salt: bytes, day: date) -> bytes:
    """Give 16 bytes that are the same for one address within one day, and lead back to it for nobody once the salt is gone."""
    return hashlib.blake2b(f"{day.isoformat()} {address}".encode(), key=salt, digest_size=16).digest()
