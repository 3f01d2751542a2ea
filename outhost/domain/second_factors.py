"""Second factors: the secret of an authenticator app, and codes for the day when it is lost."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Final

RECOVERY_CODES: Final = 10
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that are taken for each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """A second factor; `last_step` is the time step (30 s, RFC 6238) of the last code that was taken, `secret` in base 32."""

    secret: str
    is_confirmed: bool
    last_step: int


def make_recovery_codes() -> list[str]:
    """Make ten codes of 49 random bits each, such as `k3m9f-w2xqa`."""
    return ["-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES)]


def digest_of_recovery_code(code: str) -> bytes:
    """Give the SHA-256 of a code, however it is spaced and capitalised. Who guesses has five tries in a quarter of an hour."""
    return hashlib.sha256(re.sub(r"[^a-z0-9]", "", code.lower()).encode()).digest()
