"""The key of a workspace for `/v1`: a UUID, of which only a digest is kept."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedKey:
    """A key in the clear, which is shown once, and the moment that it began to work."""

    key: str
    issued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """What is known of a key once it was shown; when it was used is kept to the minute."""

    issued_at: datetime
    last_used_at: datetime | None


def make_key() -> str:
    """Make a key: a random UUID."""
    return str(uuid.uuid4())


def digest_of(key: str) -> bytes | None:
    """Give the SHA-256 of a key in canonical form (32 bytes), or None for a text that is no UUID."""
    try:
        canonical = str(uuid.UUID(key))
    except ValueError:
        return None
    return hashlib.sha256(canonical.encode()).digest() if key.lower() == canonical else None
