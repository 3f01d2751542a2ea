"""Stems: what is left of a French or English word without its plural, its feminine and its silent letters, for words to be compared by."""

import re
from functools import lru_cache
from typing import Final

_SHORTEST: Final = 4
"""Letters of a word that has an ending to lose; `gaz`, `bus` and `spa` are whole."""

_ENDINGS: Final = (
    (re.compile(r"(?<=..)eaux$"), "eau"),
    (re.compile(r"(?<=..)aux$"), "al"),
    (re.compile(r"(?<=[eo]u)x$"), ""),
    (re.compile(r"(?<=ch|sh|ss)es$|(?<=x)es$"), ""),
    (re.compile(r"(?<=...)s$"), ""),
    (re.compile(r"(?<=..)ie$"), "y"),
    (re.compile(r"(?<=...)e$"), ""),
    (re.compile(r"(?<=..)eus$"), "eur"),
    (re.compile(r"(?<=..)tric$"), "teur"),
    (re.compile(r"([lnst])\1$"), r"\1"),
)
"""In this order: plurals of both languages, French feminines, silent letters. `boulangeries` ends as `bakeries` does, on purpose."""


@lru_cache(4096)
def stem(word: str) -> str:
    """Give the stem of a folded word. It need be no word: `coiffeuses` and `coiffeur` have one, and so have `dentistes` and `dentists`."""
    if len(word) < _SHORTEST or not word.isalpha():
        return word
    for pattern, instead in _ENDINGS:
        word = pattern.sub(instead, word)
    return word
