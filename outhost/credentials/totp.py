"""One-time codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds)."""

import hmac
from datetime import datetime
from typing import Final

import pyotp

_STEP_SECONDS: Final = 30
_DRIFT_STEPS: Final = 1
"""A code counts a step before and after its own, for clocks that differ and for people who type."""


def make_secret() -> str:
    """Make a secret of 160 bits, in base 32."""
    return str(pyotp.random_base32())


def provisioning_url(secret: str, *, account: str, issuer: str) -> str:
    """Give the `otpauth://` address that an app reads, most often as a QR code."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer))


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Find the step whose code this is, around `now`; None where it is none of them."""
    current = int(now.timestamp()) // _STEP_SECONDS
    totp = pyotp.TOTP(secret)
    typed = code.replace(" ", "").encode("utf-8", "surrogatepass")
    steps = range(current - _DRIFT_STEPS, current + _DRIFT_STEPS + 1)
    return next((step for step in steps if hmac.compare_digest(str(totp.at(step * _STEP_SECONDS)).encode(), typed)), None)
