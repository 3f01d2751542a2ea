"""Tokens: secrets that are shown once and kept as digests, in cookies, in links by mail and in invitations."""

import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum
from typing import Final

_BYTES: Final = 32


class Purpose(StrEnum):
    """What a link by mail is for."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a purpose, not a password


LASTS: Final = {Purpose.VERIFY_EMAIL: timedelta(hours=48), Purpose.RESET_PASSWORD: timedelta(hours=1)}


def make_token() -> str:
    """Make a token of 256 random bits, safe in an URL and in a cookie."""
    return secrets.token_urlsafe(_BYTES)


def digest_of_token(token: str) -> bytes:
    """Give the SHA-256 of a token. It needs no slow digest: nobody can guess 256 bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
