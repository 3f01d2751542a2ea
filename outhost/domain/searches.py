"""What is looked for among the leads of a list."""

from dataclasses import dataclass
from typing import Final

from outhost.domain.reviews import ReviewStatus

QUERY_LIMIT: Final = 200
"""Characters of a query."""


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
