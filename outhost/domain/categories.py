"""Categories: what people look for, in French or English, and the labels of places that it means."""

from dataclasses import dataclass
from enum import StrEnum

from outhost.domain.words import Phrase


class Thoroughness(StrEnum):
    """How far a search goes (`scrap_mode`). Each finds what the one before finds, and more."""

    FAST = "fast"
    NORMAL = "normal"
    ULTRA = "ultra"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A query as it was understood: a place fits that has one of `labels` (if there are any) and all of `words` (if there are any).

    `words` are folded (no case, no accents). `how` says what matched what, for the log.
    """

    query: str
    labels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    how: Phrase
