"""Steps of the work on an atlas, and how they are told to whoever waits."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Final, TypeVar

T = TypeVar("T")

_EVERY: Final = 1000
"""So many of what is worked through lie between two tellings."""


class Step(StrEnum):
    """What a load is at."""

    READING = "reading"
    SORTING = "sorting"
    TWINS = "twins"
    WORDS = "words"
    INDEXES = "indexes"


Progress = Callable[[Step, int, int], None]
"""Told the step, how much of it is done, and of how much; 0 where that is not known."""


def silently(_step: Step, _done: int, _total: int) -> None:
    """Tell nobody."""


def told(things: Iterable[T], progress: Progress, step: Step, total: int = 0) -> Iterator[T]:
    """Pass things on, and tell how many went by."""
    done = 0
    progress(step, 0, total)
    for thing in things:
        yield thing
        done += 1
        if done % _EVERY == 0:
            progress(step, done, total)
    progress(step, done, total)
