"""Announcements: what administrators have everybody read who comes to their installation, until a moment or until they take it back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.feedback import checked_message
from outhost.domain.words import Text

AnnouncementId = NewType("AnnouncementId", int)

TEXT_LIMIT: Final = 500
"""Characters of an announcement, in each language."""

_OVER: Final = Text(en="must lie in the future", fr="doit être dans l’avenir")


class Level(StrEnum):
    """How loudly an announcement is made."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What is announced, in English and in French; without `until` it stays until it is taken back."""

    id: AnnouncementId
    level: Level
    en: str
    fr: str
    until: datetime | None
    created_at: datetime


def checked_words(en: str, fr: str | None) -> tuple[str, str]:
    """Give both texts as they are kept; without a French one, everybody reads the English.

    Raises:
        InvalidInput: one is empty, too long, or has control characters.
    """
    english = checked_message(en, "text.en", TEXT_LIMIT)
    return english, english if fr is None else checked_message(fr, "text.fr", TEXT_LIMIT)


def check_until(until: datetime | None, now: datetime) -> None:
    """Do nothing if an announcement could still be read.

    Raises:
        InvalidInput
    """
    if until is not None and until <= now:
        raise InvalidInput(Issue("until", _OVER.filled()))
