"""Review: whether a picture that was drawn with a warning is shown before somebody has looked at it."""

from collections.abc import Sequence
from enum import StrEnum


class Review(StrEnum):
    """Which pictures of a list are held until somebody approves them: none, or those with a warning."""

    NONE = "none"
    WARNINGS = "warnings"


class ReviewStatus(StrEnum):
    """Where a picture stands: never held, held, opened by somebody, or kept closed by somebody."""

    CLEAR = "clear"
    NEEDS_REVIEW = "needs_review"
    APPROVED = "approved"
    REJECTED = "rejected"

    @property
    def is_open(self) -> bool:
        """Tell whether the picture is shown to whoever has its link."""
        return self in {ReviewStatus.CLEAR, ReviewStatus.APPROVED}


class Verdict(StrEnum):
    """What somebody who looked at a held picture says; each may undo the other."""

    APPROVE = "approve"
    REJECT = "reject"

    @property
    def status(self) -> ReviewStatus:
        """Give where a picture stands after this."""
        return ReviewStatus.APPROVED if self is Verdict.APPROVE else ReviewStatus.REJECTED


def first_status(review: Review, warnings: Sequence[str]) -> ReviewStatus:
    """Settle where a new picture stands."""
    return ReviewStatus.NEEDS_REVIEW if review is Review.WARNINGS and warnings else ReviewStatus.CLEAR
