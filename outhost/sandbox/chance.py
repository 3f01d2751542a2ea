"""Chance that falls the same way every time: streams named by what they decide."""

import random
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")

_MOST_PILES_KEPT = 4096


def stream(*names: object) -> random.Random:
    """Give the stream of that name; two names never share a stream, so drawing more of one thing changes no other."""
    return random.Random("/".join(str(name) for name in names))


def dealt(seed: int, deck: str, cards: Sequence[T], number: int) -> T:
    """Deal card `number` of a deck that is shuffled anew each time it runs out, so that each card is sure to come."""
    around, place = divmod(number, len(cards))
    return cards[_pile(seed, deck, around, len(cards))[place]]


@lru_cache(_MOST_PILES_KEPT)
def _pile(seed: int, deck: str, around: int, size: int) -> tuple[int, ...]:
    """Shuffle: a pile is the same each time, and asked for by every page of every firm that it is dealt to."""
    pile = list(range(size))
    stream(seed, "deck", deck, around).shuffle(pile)
    return tuple(pile)
