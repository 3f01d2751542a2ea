"""Feeds: what has changed, for programs that read news, behind a link that needs no login."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlsplit

MOST_ENTRIES: Final = 100
"""Of a feed, the newest runs first."""

_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One piece of news: `entry_id` is its own for ever, `link` leads somewhere on the web, or is empty."""

    entry_id: str
    title: str
    text: str
    link: str
    moment: datetime
    categories: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """News, the newest first; `home` is the page of whoever tells them, `address` its own."""

    title: str
    description: str
    home: str
    address: str
    locale: str
    moment: datetime
    entries: Sequence[Entry]


def make_secret() -> bytes:
    """Make what the link of a feed is signed with; another one makes the former link a dead one."""
    return secrets.token_bytes(_SECRET_BYTES)


def signature_of(secret: bytes, public_id: str) -> str:
    """Sign the link of what has this id (HMAC-SHA-256, in URL-safe base64)."""
    return base64.urlsafe_b64encode(hmac.digest(secret, public_id.encode(), hashlib.sha256)).decode().rstrip("=")


def is_signed(secret: bytes | None, public_id: str, signature: str) -> bool:
    """Tell whether a link is signed with a secret; it takes as long where there is none."""
    expected = signature_of(secret or bytes(_SECRET_BYTES), public_id)
    return hmac.compare_digest(expected.encode(), signature.encode(errors="replace")) and secret is not None


def web_link(address: object) -> str:
    """Give an address as a link: one of http or https with a host, in ASCII; empty for whatever else a cell may hold."""
    text = address.strip() if isinstance(address, str) else ""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        has_host = bool(parts.hostname) and "." in (parts.hostname or "")
    except ValueError:
        return ""
    if not has_host or parts.scheme not in {"http", "https"} or any(char.isspace() for char in text):
        return ""
    return quote(parts.geturl(), safe=":/?#[]@!$&'()*+,;=%~-._", errors="replace")
