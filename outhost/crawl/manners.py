"""Manners: how considerate whoever asks websites for pages is."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """What the owner of an installation decides about it."""

    respects_robots: bool = True
    gap_seconds: float = 0.5
    """Between two requests to one host."""
    at_once: int = 200
    """Requests under way, to all hosts together."""
    fresh_for: timedelta = timedelta(hours=24)
    """How long a page that was fetched is not asked for again."""
