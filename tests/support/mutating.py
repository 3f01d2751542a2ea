"""Pages that were damaged on their way, or written by somebody who hoped that we would stumble."""

import random
from collections.abc import Callable, Sequence

from hostile import hostile_pages

Damage = Callable[[random.Random, bytes], bytes]


def mutated(page: bytes, seed: int) -> bytes:
    """Damage a page in one to four ways, the same for the same seed."""
    dice = random.Random(seed)
    for _ in range(dice.randint(1, 4)):
        page = dice.choice(_DAMAGES)(dice, page)
    return page


def _flipped(dice: random.Random, page: bytes) -> bytes:
    flipped = bytearray(page)
    for _ in range(max(1, len(page) // 500)):
        if flipped:
            flipped[dice.randrange(len(flipped))] ^= 1 << dice.randrange(8)
    return bytes(flipped)


def _cut(dice: random.Random, page: bytes) -> bytes:
    return page[: dice.randrange(len(page) + 1)]


def _repeated(dice: random.Random, page: bytes) -> bytes:
    start, end = _range(dice, page)
    return page[:end] + page[start:end] * dice.randint(1, 20) + page[end:]


def _without(dice: random.Random, page: bytes) -> bytes:
    start, end = _range(dice, page)
    return page[:start] + page[end:]


def _spliced(dice: random.Random, page: bytes) -> bytes:
    place = dice.randrange(len(page) + 1)
    return page[:place] + dice.choice(_HOSTILE) + page[place:]


def _swapped(dice: random.Random, page: bytes) -> bytes:
    """Change every one of some byte to another, such as all quotes to spaces."""
    return page.replace(dice.choice(b'<>"=/ @.&;:{}[]').to_bytes(1, "big"), dice.randbytes(dice.randint(0, 2)))


def _recoded(dice: random.Random, page: bytes) -> bytes:
    return page.decode("utf-8", "replace").encode(dice.choice(["utf-16", "utf-16-be", "utf-32", "utf-7", "cp1252", "utf-8-sig"]), "replace")


def _range(dice: random.Random, page: bytes) -> tuple[int, int]:
    start = dice.randrange(len(page) + 1)
    return start, min(len(page), start + dice.randint(0, 400))


_HOSTILE: Sequence[bytes] = [body for _, body in hostile_pages(400)]
_DAMAGES: Sequence[Damage] = (_flipped, _cut, _repeated, _without, _spliced, _swapped, _recoded)
