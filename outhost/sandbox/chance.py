"""Chance that falls the same way every time: streams named by what they decide."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def stream(*names: object) -> random.Random:
    """Give the stream of that name; two names never share a stream, so drawing more of one thing changes no other."""
    return random.Random("/".join(str(name) for name in names))


def dealt(seed: int, deck: str, cards: Sequence[T], number: int) -> T:
    """Deal card `number` of a deck that is shuffled anew each time it runs out, so that each card is sure to come."""
    around, place = divmod(number, len(cards))
    pile = list(range(len(cards)))
    stream(seed, "deck", deck, around).shuffle(pile)
    return cards[pile[place]]
