"""What a picture may give up to keep within a weight budget, step by step."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """What a picture gives up: all but `colors` colours (None: none of them), and all but each `frame_step`-th frame of a GIF."""

    colors: int | None = None
    frame_step: int = 1


FULL: Final = Reduction()
"""Nothing is given up."""

REDUCTIONS: Final = (
    FULL,
    Reduction(colors=128),
    Reduction(colors=64),
    Reduction(colors=32),
    Reduction(colors=32, frame_step=2),
)
"""The steps, in the order in which they are tried."""


def reductions_of(*, has_gif: bool) -> tuple[Reduction, ...]:
    """Give the steps that make a difference: a picture that stands still has no frame to leave out."""
    return tuple(step for step in REDUCTIONS if has_gif or step.frame_step == 1)
