"""People with a login."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.words import Text, is_whole_text

UserId = NewType("UserId", int)

_ATOM = r"[^\s@\x00-\x20\x7f.,:;()<>\[\]\\\"]+"  # without what a letter's To could not hold as it is (RFC 5322, 3.2.3)
_EMAIL = re.compile(rf"(?=[^@]{{1,64}}@)(?!.*=\?){_ATOM}(\.{_ATOM})*@{_ATOM}(\.{_ATOM})*")
EMAIL_LIMIT = 254
NAME_LIMIT = 120
PASSWORD_MIN, PASSWORD_MAX = 8, 128
_NO_EMAIL = Text(en="must be an e-mail address", fr="doit être une adresse e-mail")
_NO_NAME = Text(en="must be a text of at most {most} characters", fr="doit être un texte de {most} caractères au plus")
_WEAK = Text(
    en="needs {fewest}–{most} characters with a letter and a digit or symbol",
    fr="doit avoir {fewest} à {most} caractères, dont une lettre et un chiffre ou symbole",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person; `public_id` is the UUID that `/v1/me` shows as `user_id`, `is_verified` tells of the address, `locale` is `en` or `fr`."""

    id: UserId
    public_id: str
    email: str
    full_name: str
    is_active: bool
    is_admin: bool
    is_verified: bool
    has_totp: bool
    locale: str
    created_at: datetime

    @property
    def short_name(self) -> str:
        """What to call them where their address has no place, for it would outlive them there."""
        return self.full_name or self.email.partition("@")[0]


def normalise_email(text: str) -> str | None:
    """Give the address as it is stored, trimmed and in lower case, or None when it is not one."""
    email = text.strip().lower()
    return email if len(email) <= EMAIL_LIMIT and _EMAIL.fullmatch(email) and is_whole_text(email) else None


def actor_of(administrator: "User | None") -> str:
    """Name an administrator in the book of events; None is whoever sits at the command line."""
    return f"user:{administrator.id}" if administrator else "command_line"


def checked_email(text: str, field: str = "email") -> str:
    """Give the address as it is stored.

    Raises:
        InvalidInput: it is none; the issue names `field`.
    """
    email = normalise_email(text)
    if email is None:
        raise InvalidInput(Issue(field, _NO_EMAIL.filled()))
    return email


def checked_full_name(text: str) -> str:
    """Give a name trimmed; it may be empty.

    Raises:
        InvalidInput: it is too long, or no whole text.
    """
    name = text.strip()
    if len(name) > NAME_LIMIT or not is_whole_text(name):
        raise InvalidInput(Issue("full_name", _NO_NAME.filled(most=NAME_LIMIT)))
    return name


def check_password(password: str, field: str) -> None:
    """Do nothing if a password will do.

    Raises:
        InvalidInput: it is too short, too long or too plain; the issue names `field`.
    """
    if not is_strong_password(password):
        raise InvalidInput(Issue(field, _WEAK.filled(fewest=PASSWORD_MIN, most=PASSWORD_MAX)))


def is_strong_password(password: str) -> bool:
    """Tell whether a password has 8–128 characters, a letter among them, and a digit or symbol."""
    has_letter = any(c.isalpha() for c in password)
    has_other = any(not c.isalpha() and not c.isspace() for c in password)
    return PASSWORD_MIN <= len(password) <= PASSWORD_MAX and has_letter and has_other and is_whole_text(password)


def make_password() -> str:
    """Make a password of 96 random bits that satisfies `is_strong_password`."""
    return "-".join((secrets.token_hex(4), secrets.token_hex(4), secrets.token_hex(4))) + "a"
