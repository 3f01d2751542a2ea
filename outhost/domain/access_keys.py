"""Access keys: the keys of `/api`, `osk_` and 40 letters and digits, each of one member in one workspace."""

import hashlib
import re
import secrets
import string
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from outhost.domain.users import UserId
from outhost.domain.workspaces import WorkspaceId

AccessKeyId = NewType("AccessKeyId", int)

MOST_A_WORKSPACE: Final = 10
NAME_LIMIT: Final = 120
_ALPHABET: Final = string.ascii_letters + string.digits
_FORM: Final = re.compile(r"osk_[A-Za-z0-9]{40}")
_SHOWN: Final = len("osk_") + 6


class Scope(StrEnum):
    """What a key may do."""

    READ = "read"
    WRITE = "write"


BOTH_SCOPES: Final = frozenset(Scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey:
    """A key; `prefix` is the beginning that is kept to tell it from others."""

    id: AccessKeyId
    workspace_id: WorkspaceId
    user_id: UserId
    name: str
    prefix: str
    scopes: frozenset[Scope]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


def make_access_key() -> str:
    """Make a key of 238 random bits."""
    return "osk_" + "".join(secrets.choice(_ALPHABET) for _ in range(40))


def digest_of_access_key(key: str) -> bytes | None:
    """Give the SHA-256 of a key, or None for a text that is none."""
    return hashlib.sha256(key.encode()).digest() if _FORM.fullmatch(key) else None


def prefix_of(key: str) -> str:
    """Give the part of a key that may be shown again."""
    return key[:_SHOWN]
