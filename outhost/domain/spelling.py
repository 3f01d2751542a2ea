"""Spelling: texts without what people leave out when they look for something, so that two spellings of one name are the same."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "\N{LATIN SMALL LETTER DOTLESS I}": "i"})
"""Those that Unicode does not take apart."""


_ACCENTED: Final = (range(0xC0, 0x180), range(0x218, 0x21C), range(0x386, 0x3CF), range(0x401, 0x460))
"""Latin letters of Europe, Greek and Cyrillic ones."""


def folded(text: str) -> str:
    """Give the words of a text in small letters, without accents or punctuation, a space between two: `L'Œuf d’Été` is `l oeuf d ete`."""
    return " ".join(_WORD.findall(text.lower() if text.isascii() else _plain(text)))


@lru_cache(1)
def accented_letters() -> Mapping[str, tuple[str, ...]]:
    """Give, by a letter or two, the accented and capital letters of Europe that `folded` writes so: of `e`, `é` and `É` among them."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for char in (chr(point) for points in _ACCENTED for point in points):
        if (plain := folded(char)) and plain != char:
            found[plain].append(char)
    return {plain: tuple(chars) for plain, chars in found.items()}


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(char for char in letters if not unicodedata.combining(char)).translate(_LETTERS)
