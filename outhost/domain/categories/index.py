"""The index of categories: by which words of a query, and by which labels of a place, each is found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from outhost.domain.categories.searches import ANY, parts_of
from outhost.domain.categories.stems import stem
from outhost.domain.categories.table import Category, categories
from outhost.domain.spelling import folded

_ENGLISH: Final = ("a", "an", "and", "at", "for", "in", "near", "of", "on", "s", "to", "with")
_FRENCH: Final = ("au", "aux", "avec", "chez", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par", "pour", "pres")
STOP_WORDS: Final = frozenset({*_ENGLISH, *_FRENCH, "sur", "un", "une"})
"""Words that say nothing of what is looked for, in English and in French. `or` is gold and `the` is tea in French: they stay."""

_DETAILS: Final = frozenset({"cuisine", "healthcare:speciality", "sport"})
"""Keys of labels that say more than others: a restaurant with `cuisine=pizza` is a pizzeria."""
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST_SLIP: Final = 5
"""Letters of a word in which a typing mistake is looked for: of shorter ones, too many are one letter from another."""


@dataclass(frozen=True, slots=True)
class Index:
    """Categories by the keys of their names, and how many words the longest name has; `spellings` are the names, folded."""

    by_key: Mapping[str, Sequence[Category]]
    spellings: Mapping[str, str]
    longest: int


def keys_of(words: Sequence[str]) -> Iterable[str]:
    """Give the keys of a name, or of words of a query that may be one: `hair dressers` has those of `hairdresser` and its own."""
    yield " ".join(stem(word) for word in words)
    if len(words) > 1:
        yield stem("".join(words))


def telling(words: Iterable[str]) -> list[str]:
    """Leave out words that say nothing; all are kept where there are no others."""
    every = list(words)
    return [word for word in every if word not in STOP_WORDS] or every


@lru_cache(1)
def index() -> Index:
    """Give the index of the table."""
    by_key: dict[str, dict[int, Category]] = {}
    spellings: dict[str, str] = {}
    longest = 0
    for place, category in enumerate(categories()):
        for name in category.names:
            words = telling(folded(name).split())
            longest = max(longest, len(words))
            spellings.setdefault(" ".join(words), name)
            for key in keys_of(words):
                by_key.setdefault(key, {})[place] = category
    return Index({key: tuple(found.values()) for key, found in by_key.items()}, spellings, longest)


def near(words: Sequence[str]) -> str | None:
    """Give the name of a category that is one slip of the keyboard away: from all the words together, or from one of them."""
    spellings = index().spellings
    longest = max(map(len, spellings)) + 1
    for written in (" ".join(words), *words):
        if _SHORTEST_SLIP <= len(written) <= longest:  # of what is longer, no slip is a name
            for slip in _slips(written):
                if slip in spellings:
                    return spellings[slip]
    return None


def named(labels: Sequence[str]) -> Category | None:
    """Give the category of a place with these labels: first by several that go together, then by what says most, then by any."""
    together, single, beginnings = _by_label()
    labels = sorted(labels, key=lambda label: label.partition("=")[0] not in _DETAILS)
    for label in labels:
        for parts, category in together.get(label, ()):
            if all(part in labels for part in parts):
                return category
    for label in labels:
        if label in single:
            return single[label]
    return next((category for label in labels for start, category in beginnings if label.startswith(start)), None)


@lru_cache(1)
def _by_label() -> tuple[
    Mapping[str, Sequence[tuple[Sequence[str], Category]]], Mapping[str, Category], Sequence[tuple[str, Category]]
]:  # fmt: skip
    together: dict[str, list[tuple[Sequence[str], Category]]] = {}
    single: dict[str, Category] = {}
    beginnings: list[tuple[str, Category]] = []
    for category in categories():
        for label in category.labels:
            parts = parts_of(label)
            if len(parts) > 1:
                for part in parts:
                    together.setdefault(part, []).append((parts, category))
            elif label.endswith(ANY):
                beginnings.append((label.removesuffix(ANY), category))
            else:
                single.setdefault(label, category)
    return together, single, sorted(beginnings, key=lambda one: -len(one[0]))


def _slips(word: str) -> Iterable[str]:
    halves = [(word[:cut], word[cut:]) for cut in range(len(word) + 1)]
    for left, right in halves:
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in _LETTERS:
            if right:
                yield left + letter + right[1:]
            yield left + letter + right
