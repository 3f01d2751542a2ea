"""What is looked for among the leads of a list, or the rows of a job."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from outhost.domain.reviews import ReviewStatus

QUERY_LIMIT: Final = 200
"""Characters of a query."""

_WORD: Final = re.compile(r"[^\W_]+")
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
_MAY_HAVE_MARKS: Final = re.compile("[\u0483-\u1fff\u20d0-\u20ff\u2cef-\u30ff\ua66f-\uabff\ufb1e\ufe20-\ufe2f\U00010000-\U0010ffff]")
"""Alphabets that have marks of their own: to look at each letter alone takes three times as long as all else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Words that must all occur in a lead's values, the last one perhaps only as a beginning, and where its image stands.

    Case and accents are ignored. None is anything.
    """

    words: str | None = None
    review_status: ReviewStatus | None = None

    @property
    def is_for_everything(self) -> bool:
        """Tell whether every lead is found."""
        return self.words is None and self.review_status is None


def match_of(words: str) -> str:
    """Write words for the index: each is a phrase, since it may hold more than one (`d'Arc`), and the last one a prefix."""
    phrases = " ".join('"{}"'.format(word.replace('"', '""')) for word in words.replace("\0", " ").split())
    return f"{phrases}*" if phrases else '""'


class RowSearch:
    """Words of which each must begin some word of a row's values; case and accents are ignored, and whatever is no letter or digit."""

    def __init__(self, query: str) -> None:
        """Look for the words of a query; one without any finds every row."""
        self._words = _WORD.findall(_plain(query))
        self._beginnings = [re.compile(rf"(?<![^\W_]){word}") for word in self._words]

    @property
    def is_for_everything(self) -> bool:
        """Tell whether every row is found."""
        return not self._words

    def may_find(self, text: str) -> bool:
        """Tell whether a packed row may have the words, without reading its cells; where it says no, there are none."""
        plain = _plain(text)
        return "\\" in plain or all(word in plain for word in self._words)

    def finds(self, cells: Sequence[object]) -> bool:
        """Tell whether the cells of a row have the words."""
        plain = _plain("\n".join(_values_in(cells)))
        return all(beginning.search(plain) for beginning in self._beginnings)


def _plain(text: str) -> str:
    """Give a text without case and accents."""
    if text.isascii():
        return text.lower()
    letters = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    if _MAY_HAVE_MARKS.search(letters) is not None:
        letters = "".join(char for char in letters if not unicodedata.combining(char))
    return letters.casefold()


def _values_in(document: object) -> Iterator[str]:
    match document:
        case str():
            yield document
        case bool() | None:
            return
        case Mapping():
            for value in document.values():
                yield from _values_in(value)
        case Sequence():
            for value in document:
                yield from _values_in(value)
        case _:
            yield str(document)
