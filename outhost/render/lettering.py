"""A text layer of one picture: laid out once, drawn letter by letter, and revealed over the frames of a GIF."""

from collections.abc import Iterator
from math import ceil

from PIL import Image

from outhost.domain.render_spec import RenderWarning, Reveal, TextLayer
from outhost.render.canvas import Box, Coat, rgba
from outhost.render.coats import text_coats
from outhost.render.contrast import is_low
from outhost.render.fonts import Fonts
from outhost.render.footage import Moment
from outhost.render.layout import PlacedRun, lay_out


class Lettering:
    """One filled text in its box."""

    def __init__(self, layer: TextLayer, text: str, path: str, fonts: Fonts) -> None:
        """Lay the text out; nothing is drawn yet.

        Raises:
            TextOverflows: It does not fit and its layer calls that an error.
        """
        self._layer = layer
        self._path = path
        self._fonts = fonts
        self._layout = lay_out(layer, text, path, fonts)
        self._drawn: dict[int, tuple[Coat, ...]] = {}

    def coats(self, share: float = 1.0) -> tuple[Coat, ...]:
        """Draw the first `share` of the words or letters, as the layer reveals them; each state is drawn once."""
        count = self._count(share)
        if count not in self._drawn:
            self._drawn[count] = text_coats(self._layer, self._layout, self._revealed(count), self._fonts)
        return self._drawn[count]

    @property
    def ink_box(self) -> Box | None:
        """Give the part of the picture that the letters cover; None where there are none."""
        letters = [coat for coat in self.coats() if coat.color is not None][-1:]
        if not letters:
            return None
        (x, y), image = letters[0].at, letters[0].image
        return x, y, x + image.width, y + image.height

    def warnings(self, ground: Image.Image | None) -> Iterator[str]:
        """List what is worth a warning; `ground` is sampled from beneath the letters' own box, None where that is off the picture."""
        if self._layout.is_overflowing:
            yield RenderWarning.OVERFLOW.at(self._path)
        if self._layout.is_missing_glyphs:
            yield RenderWarning.MISSING_GLYPH.at(self._path)
        stroke = self._layer.stroke if self._layer.stroke and self._layer.stroke.width else None
        if ground and is_low(ground, rgba(self._layer.color), rgba(stroke.color) if stroke else None):
            yield RenderWarning.LOW_CONTRAST.at(self._path)

    def _count(self, share: float) -> int:
        """Tell how many words or letters a share of the text is; 0 where the text comes at once."""
        match self._layer.reveal:
            case Reveal.NONE:
                return 0
            case Reveal.WORDS:
                return ceil(self._layout.word_count * share)
            case Reveal.CHARACTERS:
                return ceil(self._layout.cluster_count * share)

    def _revealed(self, count: int) -> tuple[PlacedRun, ...]:
        runs = self._layout.runs
        match self._layer.reveal:
            case Reveal.NONE:
                return runs
            case Reveal.WORDS:
                return tuple(run for run in runs if run.word < count)
            case Reveal.CHARACTERS:
                return tuple(shown for run in runs if (shown := run.up_to(count)).run.glyphs)


def share_shown(layer: TextLayer, moment: Moment, moments: tuple[Moment, ...]) -> float:
    """Tell how much of a revealed text a frame shows: a first piece at once, all of it at the last of its frames."""
    first, last = layer.frames or (0, moments[-1].frame)
    own = [one for one in moments if first <= one.frame <= last]
    return (own.index(moment) + 1) / len(own) if moment in own else 1.0
