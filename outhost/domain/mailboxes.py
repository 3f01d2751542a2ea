"""What servers of mail say of a mailbox, and what that means."""

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Reception(StrEnum):
    """How mail for a mailbox is received, by what its server says."""

    TAKEN = "taken"
    """Mail for it is taken."""
    UNKNOWN = "unknown"
    """There is no such mailbox, or it is closed."""
    FULL = "full"
    """There is one, and nothing more fits in."""
    LATER = "later"
    """The server wants to be asked again later: greylisting, or it is busy."""
    UNWELCOME = "unwelcome"
    """The server does not talk to whoever asked: that says nothing of the mailbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxAnswer:
    """What was answered when mail for an address was announced; `code` is None where the question could not be put.

    `catch_all` tells whether the host takes mail for any mailbox of the domain, None where that is not known.
    """

    host: str
    code: int | None
    text: str
    reception: Reception
    catch_all: bool | None = None


_ENHANCED: Final = re.compile(r"\b([45])\.(\d{1,3})\.(\d{1,3})\b")
"""A code of RFC 3463, which says more than the three digits in front of it."""
_BLOCKED: Final = re.compile(
    r"spamhaus|spamcop|barracuda|block(?:ed|ing|[ -]?list)|black[ -]?list|deny ?list|\b[a-z]*(?:dns|r)bl\b|reputation|polic(?:y|ies)|banned"
    r"|client host|\bhelo\b|\behlo\b|reverse dns|\bptr\b|\bspf\b|\bdmarc\b|authenticat|relay|sender|too many|rate limit|try again",
    re.IGNORECASE,
)
_NO_MAILBOX: Final = re.compile(
    r"(?:no such|unknown|invalid|non-?existent|not a valid) (?:local )?(?:user|recipient|mailbox|address|account)"
    r"|(?:user|recipient|mailbox|address|account)(?: (?:is|was))? (?:unknown|not found|invalid|unavailable|disabled|inactive|closed)"
    r"|does(?:n['’]?t| not) exist|recipient address rejected|undeliverable|no mailbox|n['’]existe pas|inconnu",
    re.IGNORECASE,
)
_BY_ENHANCED: Final = MappingProxyType(
    dict.fromkeys([("1", detail) for detail in ("0", "1", "2", "3", "6", "10")] + [("2", "1")], Reception.UNKNOWN)
    | {("2", "2"): Reception.FULL}
)
_BY_CODE: Final = MappingProxyType({550: Reception.UNKNOWN, 551: Reception.UNKNOWN, 552: Reception.FULL, 553: Reception.UNKNOWN})


def reception_of(code: int, text: str) -> Reception:
    """Read an answer to `RCPT TO`. Servers refuse strangers with the very codes of unknown mailboxes: their words tell which it is."""
    if code < 400:  # noqa: PLR2004 - where refusals begin (RFC 5321, 4.2.1)
        return Reception.TAKEN
    found = _ENHANCED.search(text)
    if code < 500:  # noqa: PLR2004 - where final ones begin
        return Reception.FULL if found and found[2] == found[3] == "2" else Reception.LATER
    if found and (known := _BY_ENHANCED.get((found[2], found[3]))):
        return known
    if _BLOCKED.search(text):
        return Reception.UNWELCOME
    if _NO_MAILBOX.search(text):
        return Reception.UNKNOWN
    return Reception.UNWELCOME if found else _BY_CODE.get(code, Reception.UNWELCOME)
