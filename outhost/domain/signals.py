"""Signals: what of a diff is worth somebody's attention, how much, why, and in words.

The score of what has changed is 0 to 100 (contract of veille): of a rating that drops `min(60, 120 × drop)`, that rises
`min(15, 30 × rise)`; of reviews `min(25, 100 × |Δ| / max(from, 10))`; of a website 20, of a telephone 15; their sum, 100 at most, with one
decimal. What is new or closed has no score, and follows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from outhost.domain.columns import Row
from outhost.domain.diffs import Category, Change, Difference, Watched, name_of
from outhost.domain.subjects import keys_in
from outhost.domain.words import Phrase, Text

MOST_POINTS: Final = 100.0
TELLING: Final = (Category.MODIFIED, Category.NEW, Category.CLOSED)
"""Categories that are signals, in their order."""

_ELLIPSIS: Final = "…"
_LONGEST_SHOWN: Final = 120
"""Characters of a value in a sentence."""


class Reason(StrEnum):
    """Why there is a signal."""

    RATING_DROP = "rating_drop"
    RATING_RISE = "rating_rise"
    REVIEWS_UP = "reviews_up"
    REVIEWS_DOWN = "reviews_down"
    TELEPHONE_ADDED = "telephone_added"
    TELEPHONE_REMOVED = "telephone_removed"
    TELEPHONE_CHANGED = "telephone_changed"
    WEBSITE_ADDED = "website_added"
    WEBSITE_REMOVED = "website_removed"
    WEBSITE_CHANGED = "website_changed"
    NEW = "new"
    CLOSED = "closed"


_SENTENCE: Final = Text(en="{name}: {what}.", fr="{name} : {what}.")
_NO_NAME: Final = Text(en="A row without a name", fr="Une ligne sans nom")
_ANOTHER: Final = Text(en="{first}; {rest}", fr="{first} ; {rest}")
_DECIMAL: Final = Text(en="{whole}.{fraction}", fr="{whole},{fraction}")

_SAID: Final = {
    Reason.RATING_DROP: Text(en="the rating fell from {before} to {after}", fr="la note a baissé de {before} à {after}"),
    Reason.RATING_RISE: Text(en="the rating rose from {before} to {after}", fr="la note est montée de {before} à {after}"),
    Reason.REVIEWS_UP: Text(en="there are {after} reviews, up from {before}", fr="le nombre d’avis est passé de {before} à {after}"),
    Reason.REVIEWS_DOWN: Text(en="there are {after} reviews, down from {before}", fr="le nombre d’avis est retombé de {before} à {after}"),
    Reason.TELEPHONE_ADDED: Text(en="it has a telephone now, {after}", fr="un numéro de téléphone est apparu, {after}"),
    Reason.TELEPHONE_REMOVED: Text(en="the telephone {before} is gone", fr="le numéro de téléphone {before} a disparu"),
    Reason.TELEPHONE_CHANGED: Text(
        en="the telephone changed from {before} to {after}", fr="le téléphone est passé de {before} à {after}"
    ),
    Reason.WEBSITE_ADDED: Text(en="it has a website now, {after}", fr="un site web est apparu, {after}"),
    Reason.WEBSITE_REMOVED: Text(en="the website {before} is gone", fr="le site web {before} a disparu"),
    Reason.WEBSITE_CHANGED: Text(
        en="the website changed from {before} to {after}", fr="le site web est passé de {before} à {after}"
    ),
    Reason.NEW: Text(en="new, not seen before", fr="nouveau, jamais vu auparavant"),
    Reason.CLOSED: Text(en="gone, absent from two runs running", fr="disparu, absent de deux passages de suite"),
}  # fmt: skip
_SAID_DISCREETLY: Final = _SAID | {
    Reason.TELEPHONE_ADDED: Text(en="it has a telephone now", fr="un numéro de téléphone est apparu"),
    Reason.TELEPHONE_REMOVED: Text(en="the telephone is gone", fr="le numéro de téléphone a disparu"),
    Reason.TELEPHONE_CHANGED: Text(en="the telephone changed", fr="le numéro de téléphone a changé"),
}


class Rating(StrEnum):
    """What somebody thinks of a signal."""

    USEFUL = "useful"
    USELESS = "useless"

    @classmethod
    def read(cls, number: int | None) -> "Rating | None":
        """Read what `number` gave; None where nobody said anything."""
        return None if number is None else cls.USEFUL if number > 0 else cls.USELESS

    @property
    def number(self) -> int:
        """Give it as it is kept: 1 or -1, so that a sum says who is in the majority."""
        return 1 if self is Rating.USEFUL else -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Something that is worth attention. `score` is None where a row is new or closed."""

    identity: str
    category: Category
    score: float | None
    changes: tuple[Change, ...]
    before: Row | None
    after: Row | None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Say by name why there is one: a reason a change."""
        if self.category is Category.MODIFIED:
            return tuple(map(reason_of, self.changes))
        return (Reason.NEW if self.category is Category.NEW else Reason.CLOSED,)

    @property
    def sentence(self) -> Phrase:
        """Say in words what happened, to whom."""
        return _SENTENCE.filled(name=_named(self), what=_said_of(self, _SAID))

    @property
    def discreet_sentence(self) -> Phrase:
        """Say it without telephone numbers and e-mail addresses: what is sent away can't be erased any more."""
        discreet = replace(self, changes=tuple(map(_without_people, self.changes)))
        return _SENTENCE.filled(name=_named(self), what=_said_of(discreet, _SAID_DISCREETLY))

    @property
    def place(self) -> tuple[int, float, str]:
        """Give its place among others: by score downwards, then new ones, then closed ones; alike ones by identity."""
        return (TELLING.index(self.category), -(self.score or 0.0), self.identity)


def signal_of(found: Difference) -> Signal | None:
    """Make a signal of what became of a row; None where that is nothing to tell."""
    if found.category not in TELLING:
        return None
    return Signal(
        identity=found.identity,
        category=found.category,
        score=score(found.changes) if found.category is Category.MODIFIED else None,
        changes=found.changes,
        before=found.before,
        after=found.after,
    )


def score(changes: Sequence[Change]) -> float:
    """Score what has changed, from 0 to 100, with one decimal."""
    return round(min(MOST_POINTS, sum(map(points, changes))), 1)


def points(change: Change) -> float:
    """Give the points of one change."""
    match change:
        case Change(column=Watched.RATING, before=float(was), after=float(now)):
            return min(60.0, 120 * (was - now)) if now < was else min(15.0, 30 * (now - was))
        case Change(column=Watched.REVIEWS, before=float(was), after=float(now)):
            return min(25.0, 100 * abs(now - was) / max(was, 10.0))
        case Change(column=Watched.WEBSITE):
            return 20.0
        case Change(column=Watched.TELEPHONE):
            return 15.0
        case _:
            return 0.0


def reason_of(change: Change) -> Reason:
    """Name what a change is."""
    match change:
        case Change(column=Watched.RATING, before=float(was), after=float(now)):
            return Reason.RATING_RISE if now > was else Reason.RATING_DROP
        case Change(column=Watched.REVIEWS, before=float(was), after=float(now)):
            return Reason.REVIEWS_UP if now > was else Reason.REVIEWS_DOWN
        case _:
            what = "website" if change.column is Watched.WEBSITE else "telephone"
            return Reason(f"{what}_{'added' if change.before is None else 'removed' if change.after is None else 'changed'}")


def _named(signal: Signal) -> Phrase | str:
    name = name_of(signal.after or signal.before or {})
    return _shown(name) if name else _NO_NAME.filled()


def _without_people(change: Change) -> Change:
    before, after = (_ELLIPSIS if isinstance(value, str) and keys_in(value) else value for value in (change.before, change.after))
    return replace(change, before=before, after=after)


def _said_of(signal: Signal, texts: Mapping[Reason, Text]) -> Phrase:
    if signal.category is not Category.MODIFIED:
        return texts[signal.reasons[0]].filled()
    *others, last = (texts[reason_of(each)].filled(before=_value(each.before), after=_value(each.after)) for each in signal.changes)
    said = last
    for each in reversed(others):
        said = _ANOTHER.filled(first=each, rest=said)
    return said


def _value(value: float | str | None) -> Phrase | str:
    if not isinstance(value, float):
        return _shown(value or "")
    whole, point, fraction = f"{value:.15g}".partition(".")
    return _DECIMAL.filled(whole=whole, fraction=fraction) if point else whole


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}{_ELLIPSIS}"
