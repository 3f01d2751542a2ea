"""The weight budget of a list: what its pictures must give up, settled once, when the list is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from outhost.domain.errors import InvalidInput, Issue, TextOverflows
from outhost.domain.reductions import FULL, Reduction, reductions_of
from outhost.domain.render_spec import RenderSpec
from outhost.domain.trial_values import LENGTHS, Values, trials
from outhost.domain.words import Text
from outhost.render.picture import Picture
from outhost.render.studio import Studio

_TOO_HEAVY = Text(
    en="can't be met: with 32 colours a picture still weighs {weight} bytes",
    fr="ne peut être tenu : en 32 couleurs, une image pèse encore {weight} octets",
)
_FILM_TOO_HEAVY = Text(
    en="can't be met: with 32 colours and every second frame a picture still weighs {weight} bytes",
    fr="ne peut être tenu : en 32 couleurs et avec une image sur deux, une animation pèse encore {weight} octets",
)


@dataclass(frozen=True, slots=True)
class Scales:
    """Weighs the pictures of one spec: `files` are its assets, by id."""

    studio: Studio
    spec: RenderSpec
    files: Mapping[str, Path]

    async def fit(self, max_bytes: int | None) -> Reduction:
        """Find the first step at which the pictures of the longest allowed values weigh at most `max_bytes`; draws a few for each step.

        Raises:
            InvalidInput: the last step is too heavy still; it says what that weighs.
            DrawingFailed, DrawingTimedOut
        """
        if max_bytes is None:
            return FULL
        weight = 0
        for step in reductions_of(has_gif=self.spec.has_gif):
            weight = await self._weight(step)
            if weight <= max_bytes:
                return step
        too_heavy = _FILM_TOO_HEAVY if self.spec.has_gif else _TOO_HEAVY
        raise InvalidInput(Issue("max_bytes", too_heavy.filled(weight=weight)))

    async def draw(self, values: Values, reduction: Reduction = FULL) -> Picture:
        """Draw one picture.

        Raises:
            TextOverflows, DrawingFailed, DrawingTimedOut
        """
        return await self.studio.draw(self.spec, values, self.files, reduction)

    async def _weight(self, reduction: Reduction) -> int:
        """Weigh the heaviest of the pictures of the longest values that fit into their boxes, in bytes."""
        for length in LENGTHS:
            try:
                return max([len((await self.draw(values, reduction)).data) for values in trials(self.spec, length)])
            except TextOverflows:
                continue
        return 0  # no value at all fits, so that no lead will ever be drawn
