"""Quotas: how often something may be tried, and by whom."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

_HOUSEHOLD_BITS: Final = 64
"""What a provider gives each customer of IPv6, who may call from any address in it."""


class Quota(StrEnum):
    """What is counted, by the key that its attempts are counted under."""

    SIGNUP = "signup"  # address
    LOGIN = "login"  # address and e-mail
    PASSWORD_FORGOT = "password_forgot"  # noqa: S105 - an action, not a password; address and e-mail
    PASSWORD_CHANGE = "password_change"  # noqa: S105 - as above; user
    VERIFICATION_RESEND = "verification_resend"  # user
    FEEDBACK = "feedback"  # user
    FEEDBACK_MESSAGE = "feedback_message"  # user
    CONTACT = "contact"  # address


@dataclass(frozen=True, slots=True)
class Limit:
    """So many attempts within any stretch of time of this length."""

    most: int
    window: timedelta


LIMITS: Final = {
    Quota.SIGNUP: Limit(3, timedelta(hours=1)),
    Quota.LOGIN: Limit(5, timedelta(minutes=15)),
    Quota.PASSWORD_FORGOT: Limit(3, timedelta(hours=1)),
    Quota.PASSWORD_CHANGE: Limit(5, timedelta(hours=1)),
    Quota.VERIFICATION_RESEND: Limit(3, timedelta(hours=1)),
    Quota.FEEDBACK: Limit(20, timedelta(hours=1)),
    Quota.FEEDBACK_MESSAGE: Limit(60, timedelta(hours=1)),
    Quota.CONTACT: Limit(5, timedelta(hours=1)),
}
LONGEST: Final = max(limit.window for limit in LIMITS.values())


def household_of(address: str) -> str:
    """Give what an address counts as: of IPv6 the network that is one customer's; an IPv4 address in IPv6 is what it is; all else stays."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(read, ipaddress.IPv6Address):
        return address
    return str(read.ipv4_mapped or ipaddress.ip_network((int(read), _HOUSEHOLD_BITS), strict=False))
