"""Searches: queries as they were understood, and which places they mean."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from outhost.domain.places import Place
from outhost.domain.spelling import folded
from outhost.domain.words import Phrase

AND: Final = " & "
ANY: Final = "*"
SHORTEST_BEGINNING: Final = 3
"""Letters; of what is shorter, `ultra` too finds whole words only: of all names, half have one that begins with `b`."""
SHORTEST_POSSESSIVE: Final = 4
"""Letters."""


class Thoroughness(StrEnum):
    """How far a search goes (`scrap_mode`). Each finds what the one before finds, and more."""

    FAST = "fast"
    NORMAL = "normal"
    ULTRA = "ultra"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A query as it was understood: a place fits that has one of `labels` (if there are any) and all of `words` (if there are any).

    A label may ask for several, `amenity=restaurant & cuisine=italian`, and for all that begin alike, `naf=10.71*`; `parts_of` takes it
    apart. `names` are phrases that categories are called by: in their texts they count as a label, from `normal` on. `names` and `words`
    are folded. `how` says what matched what, for the log.

    Words and names are looked for whole, `fast` in `title_of` a place, `normal` in `texts_of` it, and `ultra` also as beginnings of words.
    """

    query: str
    labels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    how: Phrase


def parts_of(label: str) -> Sequence[str]:
    """Give the labels that a label of a search asks for together; each may end with `*`, for all that begin so."""
    return label.split(AND)


def title_of(place: Place) -> str:
    """Give the names that stand over a door, folded: the place's own, and its brand."""
    return _folded_lines((place.name, place.tags.get("brand", "")))


def texts_of(place: Place) -> str:
    """Give what else a place is called or said to be, folded: other names, operator, description."""
    return _folded_lines((*place.other_names, place.tags.get("operator", ""), place.tags.get("description", "")))


def fits(place: Place, search: Search, thoroughness: Thoroughness) -> bool:
    """Tell whether a place is one that a search means."""
    texts = [title_of(place)] + ([] if thoroughness is Thoroughness.FAST else [texts_of(place)])

    def says(phrase: str) -> bool:
        sought = f" {phrase}" if is_beginning(phrase, thoroughness) else f" {phrase} "
        return any(sought in f" {text} " for text in texts)

    is_one = not search.labels or has_label(place.labels, search.labels)
    if not is_one and thoroughness is not Thoroughness.FAST:
        is_one = any(map(says, search.names))
    return is_one and all(any(map(says, spellings_of(word))) for word in search.words)


def is_beginning(phrase: str, thoroughness: Thoroughness) -> bool:
    """Tell whether a phrase is found where its last word is the beginning of one."""
    return thoroughness is Thoroughness.ULTRA and len(phrase.rpartition(" ")[2]) >= SHORTEST_BEGINNING


def spellings_of(word: str) -> tuple[str, ...]:
    """Give the ways in which a word of a search may stand in a folded text: `dominos` is also how people write `Domino's`."""
    return (word, f"{word[:-1]} s") if word.endswith("s") and len(word) >= SHORTEST_POSSESSIVE else (word,)


def has_label(labels: Collection[str], wanted: Sequence[str]) -> bool:
    """Tell whether a place with these labels has one of those that are wanted."""
    return any(all(_has(labels, part) for part in parts_of(label)) for label in wanted)


def _has(labels: Collection[str], part: str) -> bool:
    if part.endswith(ANY):
        return any(label.startswith(part[: -len(ANY)]) for label in labels)
    return part in labels


def _folded_lines(texts: Sequence[str]) -> str:
    return " ".join(_without_repeats(folded(text) for text in texts if text))


def _without_repeats(texts: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for text in texts:
        if text and text not in seen:
            seen.add(text)
            yield text
