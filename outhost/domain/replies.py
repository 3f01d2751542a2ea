"""Replies kept for `Idempotency-Key`: the same request within a day gets the first answer again."""

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta

KEPT_FOR = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where a reply is kept: one key of one workspace, method and path, and the SHA-256 of the body that came with it."""

    method: str
    path: str
    key: str
    body_digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A first answer, byte for byte, and the digest of the body that it answered."""

    body_digest: bytes
    answer: bytes


def is_key(text: str) -> bool:
    """Tell whether a text can be an idempotency key: 1–255 visible ASCII characters."""
    return _KEY.fullmatch(text) is not None


def slot_of(method: str, path: str, key: str, body: bytes) -> Slot:
    """Name the place where the reply to this request is kept."""
    return Slot(method=method, path=path, key=key, body_digest=hashlib.sha256(body).digest())
