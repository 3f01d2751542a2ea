"""People with a login."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from outhost.domain.words import is_whole_text

UserId = NewType("UserId", int)

_EMAIL = re.compile(r"[^\s@\x00-\x20]{1,64}@[^\s@\x00-\x20.]+(\.[^\s@\x00-\x20.]+)*")
EMAIL_LIMIT = 254
PASSWORD_MIN, PASSWORD_MAX = 8, 128


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person; `public_id` is the UUID that `/v1/me` shows as `user_id`."""

    id: UserId
    public_id: str
    email: str
    full_name: str
    is_active: bool
    is_admin: bool
    created_at: datetime


def normalise_email(text: str) -> str | None:
    """Give the address as it is stored, trimmed and in lower case, or None when it is not one."""
    email = text.strip().lower()
    return email if len(email) <= EMAIL_LIMIT and _EMAIL.fullmatch(email) and is_whole_text(email) else None


def is_strong_password(password: str) -> bool:
    """Tell whether a password has 8–128 characters, a letter among them, and a digit or symbol."""
    has_letter = any(c.isalpha() for c in password)
    has_other = any(not c.isalpha() and not c.isspace() for c in password)
    return PASSWORD_MIN <= len(password) <= PASSWORD_MAX and has_letter and has_other and is_whole_text(password)


def make_password() -> str:
    """Make a password of 96 random bits that satisfies `is_strong_password`."""
    return "-".join((secrets.token_hex(4), secrets.token_hex(4), secrets.token_hex(4))) + "a"
