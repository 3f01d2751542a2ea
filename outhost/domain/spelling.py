"""Spelling: texts without what people leave out when they look for something, so that two spellings of one name are the same."""

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "\N{LATIN SMALL LETTER DOTLESS I}": "i"})
"""Those that Unicode does not take apart."""


def folded(text: str) -> str:
    """Give the words of a text in small letters, without accents or punctuation, a space between two: `L'Œuf d’Été` is `l oeuf d ete`."""
    return " ".join(_WORD.findall(text.lower() if text.isascii() else _plain(text)))


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(char for char in letters if not unicodedata.combining(char)).translate(_LETTERS)
