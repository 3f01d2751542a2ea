"""The shapes of signals."""

from collections.abc import Sequence
from typing import Any, Final, Literal

from pydantic import Field

from outhost.domain.diffs import Change, identity
from outhost.operations.veille_reports import FoundSignal
from outhost.web.outsend.wire.form import In, Out

_SIDES: Final[tuple[Literal["from"], Literal["to"]]] = ("from", "to")

ChangeOut = dict[Literal["from", "to"], int | float | str | None]
"""A watched value that is another: numbers as numbers, texts as they are written, null where there is none."""


class SentenceOut(Out):
    """A sentence in both languages."""

    en: str
    fr: str


class SignalOut(Out):
    """Something that is worth attention."""

    id: int
    category: str = Field(description="`modified`, `new` or `closed`.")
    score: float | None = Field(description="0 to 100; null of what is new or closed.")
    reasons: list[str] = Field(description="Why, by name, such as `rating_drop`.")
    sentence: SentenceOut
    key: str = Field(description="What the row is known by.")
    changes: dict[str, ChangeOut] = Field(description="By canonical column.")
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    rating: str | None = Field(description="`useful` or `useless`, if somebody said so.")

    @classmethod
    def of(cls, found: FoundSignal) -> "SignalOut":
        """Shape a signal."""
        signal = found.signal
        return cls(
            id=found.id,
            category=signal.category.value,
            score=signal.score,
            reasons=[reason.value for reason in signal.reasons],
            sentence=SentenceOut(en=signal.sentence.say("en"), fr=signal.sentence.say("fr")),
            key=identity(signal.after or signal.before or {}),
            changes=changes_out(signal.changes),
            before=signal.before,
            after=signal.after,
            rating=found.rating.value if found.rating else None,
        )


class SignalsOut(Out):
    """Signals: by score, then new ones, then closed ones."""

    items: list[SignalOut]
    total: int


class RatingIn(In):
    """What somebody thinks of a signal; null takes it back."""

    rating: Literal["useful", "useless"] | None


def changes_out(changes: Sequence[Change]) -> dict[str, ChangeOut]:
    """Shape changes, by column."""
    return {change.column.value: dict(zip(_SIDES, change.shown, strict=True)) for change in changes}
