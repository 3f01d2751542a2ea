"""Where a line may end within a word: the Unicode Line Breaking Algorithm (UAX #14) for text without blanks and line separators.

Left out: tailorings and dictionaries. Thai, Lao, Khmer and Burmese, which are written without blanks, have no break between their words
here; like any word that is too long for a line, theirs are broken between clusters.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise, product
from typing import Final

import regex

_CLASSES: Final = (
    "AL", "B2", "BA", "BB", "CB", "CJ", "CL", "CM", "CP", "EB", "EM", "EX", "GL", "H2", "H3", "HL", "HY", "ID", "IN", "IS", "JL", "JT",
    "JV", "NS", "NU", "OP", "PO", "PR", "QU", "RI", "SA", "SY", "WJ", "ZW", "ZWJ",
)  # fmt: skip
_CLASS: Final = regex.compile("|".join(rf"(?P<{name}>\p{{lb={name}}})" for name in _CLASSES))
_TAKEN_FOR: Final = {"CJ": "NS", "SA": "AL"}
"""LB1; whatever has none of the classes above is taken for a letter too."""
_UNBROKEN: Final = regex.compile(r"[\p{lb=AL}\p{lb=HL}\p{lb=NU}\p{lb=CM}]*+")
"""Words of these alone, which nearly all are, have no break within (LB23, LB28)."""
_WIDE: Final = regex.compile(r"[\p{East_Asian_Width=F}\p{East_Asian_Width=W}\p{East_Asian_Width=H}]")
_MARKS: Final = frozenset({"CM", "ZWJ"})

_ALL: Final = frozenset(_CLASSES)
_LETTERS: Final = frozenset({"AL", "HL"})
_LETTERS_AND_DIGITS: Final = _LETTERS | {"NU"}
_HANGUL: Final = frozenset({"JL", "JV", "JT", "H2", "H3"})
_IDEOGRAPHS: Final = frozenset({"ID", "EB", "EM"})
_SIGNS: Final = frozenset({"PR", "PO"})

_TOGETHER: Final = frozenset(
    pair
    for lefts, rights in (
        (_ALL, {"ZW", "WJ", "CL", "CP", "EX", "SY", "IS"}),  # LB7, LB11, LB13
        ({"WJ", "GL", "OP"}, _ALL),  # LB11, LB12, LB14
        (_ALL - {"BA", "HY"}, {"GL"}),  # LB12a
        ({"CL", "CP"}, {"NS"}),  # LB16
        ({"B2"}, {"B2"}),  # LB17
        (_ALL, {"QU"}),  # LB19
        ({"QU"}, _ALL),  # LB19
        (_ALL - {"CB"}, {"BA", "HY", "NS", "IN"}),  # LB20, LB21, LB22
        ({"BB"}, _ALL - {"CB"}),  # LB20, LB21
        ({"SY"}, {"HL"}),  # LB21b
        (_LETTERS_AND_DIGITS, _LETTERS_AND_DIGITS),  # LB23, LB25, LB28
        ({"PR"}, _IDEOGRAPHS),  # LB23a
        (_IDEOGRAPHS, {"PO"}),  # LB23a
        (_SIGNS, _LETTERS_AND_DIGITS),  # LB24, LB25
        (_LETTERS_AND_DIGITS, _SIGNS),  # LB24, LB25
        ({"HY", "IS"}, {"NU"}),  # LB25
        ({"JL"}, {"JL", "JV", "H2", "H3"}),  # LB26
        ({"JV", "H2"}, {"JV", "JT"}),  # LB26
        ({"JT", "H3"}, {"JT"}),  # LB26
        (_HANGUL, {"PO"}),  # LB27
        ({"PR"}, _HANGUL),  # LB27
        ({"IS"}, _LETTERS),  # LB29
        ({"EB"}, {"EM"}),  # LB30b
    )
    for pair in product(lefts, rights)
    if pair[0] != "ZW" or pair[1] == "ZW"  # LB8
)
"""Neighbours that stay together whatever is around them."""


def pieces(word: str) -> list[str]:
    """Cut a word after each place where a line may end."""
    if _UNBROKEN.fullmatch(word):
        return [word]
    return [word[start:end] for start, end in pairwise([0, *_opportunities(word), len(word)])]


@lru_cache(4096)
def _class_of(character: str) -> str:
    found = _CLASS.match(character)
    name = found.lastgroup if found and found.lastgroup else "AL"
    return _TAKEN_FOR.get(name, name)


def _opportunities(word: str) -> Iterator[int]:
    """Walk along the characters that are no marks (LB9), with the two before each."""
    classes = [_class_of(character) for character in word]
    earlier, before, start, flags = "", "", 0, 0
    for place, kind in enumerate(classes):
        if kind in _MARKS and before not in {"", "ZW"}:
            continue
        after = "AL" if kind in _MARKS else kind  # LB10
        is_joined = place > 0 and classes[place - 1] == "ZWJ"  # LB8a
        if before and not is_joined and (before, after) not in _TOGETHER:
            following = classes[place + 1] if place + 1 < len(word) else ""
            if not _is_held(before, after, earlier, following, flags) and not _is_narrow_bracket(word[start], word[place], before, after):
                yield place
        flags = flags + 1 if after == "RI" else 0
        earlier, before, start = before, after, place


def _is_held(before: str, after: str, earlier: str, following: str, flags: int) -> bool:
    """Tell whether what is further away holds two neighbours together."""
    return (
        (earlier == "" and before == "HY" and after == "AL")  # LB20a
        or (earlier == "HL" and before in {"HY", "BA"} and after != "HL")  # LB21a
        or (earlier == "NU" and before == "SY" and after == "NU")  # LB25
        or (earlier == "NU" and before in {"CL", "CP"} and after in _SIGNS)  # LB25
        or (before in _SIGNS and after == "OP" and following == "NU")  # LB25
        or (before == after == "RI" and flags % 2 == 1)  # LB30a
    )


def _is_narrow_bracket(left: str, right: str, before: str, after: str) -> bool:
    """Apply LB30: a bracket that is not of a wide script stays with the letter beside it."""
    if before in _LETTERS_AND_DIGITS and after == "OP":
        return not _WIDE.match(right)
    return before == "CP" and after in _LETTERS_AND_DIGITS and not _WIDE.match(left)
