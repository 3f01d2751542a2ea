"""Where each letter of a text stands in its box: size, lines, ellipsis and alignment."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from outhost.domain.errors import TextOverflows
from outhost.domain.render_spec import Align, Overflow, TextFit, TextLayer, Valign
from outhost.render.fonts import Fonts, Glyph

_SIDE_GAP: Final = 0.03
_END_GAP: Final = 0.04
"""Share of the box's width and height kept free between the letters and its edges, at the sides and above and below."""
_ELLIPSIS: Final = "…"
_BREAKS_AFTER: Final = "-\N{HYPHEN}/@"
"""Letters after which a word that is too long for a line is best broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedGlyph:
    """A letter with its pen's place, in pixels from the top left of the text's box, and the size its face is opened at."""

    glyph: Glyph
    x: float
    baseline: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A text set in its box; `lines` hold words, words hold letters."""

    lines: tuple[tuple[tuple[PlacedGlyph, ...], ...], ...]
    stroke_px: float
    is_overflowing: bool
    is_missing_glyphs: bool

    @property
    def words(self) -> tuple[tuple[PlacedGlyph, ...], ...]:
        """List all words in reading order."""
        return tuple(word for line in self.lines for word in line)

    @property
    def glyphs(self) -> tuple[PlacedGlyph, ...]:
        """List all letters in reading order."""
        return tuple(glyph for word in self.words for glyph in word)


def lay_out(layer: TextLayer, text: str, path: str, fonts: Fonts) -> Layout:
    """Set a filled text in its layer's box; `path` names the layer in refusals.

    Raises:
        TextOverflows: The text does not fit and the layer calls that an error.
    """
    return _Setting(layer, fonts).lay_out(text, path)


@dataclass(frozen=True, slots=True)
class _Word:
    """Letters without a blank, and what they measure in ems."""

    glyphs: tuple[Glyph, ...]

    @property
    def advance(self) -> float:
        return sum(glyph.advance for glyph in self.glyphs)

    @property
    def text(self) -> str:
        return "".join(glyph.letter for glyph in self.glyphs)


_Line = tuple[_Word, ...]


@dataclass(frozen=True, slots=True)
class _Attempt:
    """The lines that a text makes at one size."""

    size: int
    lines: tuple[_Line, ...]


class _Setting:
    """One text being set."""

    def __init__(self, layer: TextLayer, fonts: Fonts) -> None:
        self._layer = layer
        self._fonts = fonts
        self._cap = fonts.cap_height(layer.font)
        self._blank = fonts.glyphs(layer.font, " ")[0].advance

    def lay_out(self, text: str, path: str) -> Layout:
        paragraphs = [tuple(self._word(word) for word in line.split()) for line in text.split("\n")]
        attempt, fits = self._attempt(paragraphs)
        if not fits and self._layer.overflow is Overflow.ERROR:
            raise TextOverflows(path=path)
        if not fits and self._layer.overflow is Overflow.ELLIPSIS:
            attempt = self._shortened(attempt)
        return Layout(
            lines=tuple(self._placed(attempt)),
            stroke_px=self._stroke(attempt.size),
            is_overflowing=not fits,
            is_missing_glyphs=any(glyph.is_missing for line in paragraphs for word in line for glyph in word.glyphs),
        )

    def _attempt(self, paragraphs: Sequence[_Line]) -> tuple[_Attempt, bool]:
        if self._layer.fit is TextFit.NONE:
            return self._judged(_Attempt(self._layer.size, tuple(paragraphs)))
        if self._layer.fit is TextFit.WRAP:
            return self._judged(self._wrapped(paragraphs, self._layer.size, self._broken))
        return self._shrunk(paragraphs)

    def _shrunk(self, paragraphs: Sequence[_Line]) -> tuple[_Attempt, bool]:
        """Take the largest size at which words stay whole; else at which breaks after hyphens are enough; else at which any break helps."""
        for cut in (self._whole, self._at_hyphens, self._broken):
            if found := self._largest(paragraphs, cut):
                return found, True
        return self._wrapped(paragraphs, self._layer.smallest_size, self._broken), False

    def _largest(self, paragraphs: Sequence[_Line], cut: Callable[[_Word, float], tuple[_Word, ...]]) -> _Attempt | None:
        sizes = range(self._layer.size, self._layer.smallest_size - 1, -1)
        place = bisect_left(sizes, True, key=lambda size: self._fits(self._wrapped(paragraphs, size, cut)))
        return self._wrapped(paragraphs, sizes[place], cut) if place < len(sizes) else None

    def _judged(self, attempt: _Attempt) -> tuple[_Attempt, bool]:
        return attempt, self._fits(attempt)

    def _fits(self, attempt: _Attempt) -> bool:
        lines, size = attempt.lines, attempt.size
        is_low_enough = self._height(lines) * size <= self._room_above(size)
        is_short_enough = self._layer.max_lines is None or len(lines) <= self._layer.max_lines
        return is_short_enough and is_low_enough and all(self._advance(line) * size <= self._room_aside(size) for line in lines)

    def _wrapped(self, paragraphs: Sequence[_Line], size: int, cut: Callable[[_Word, float], tuple[_Word, ...]]) -> _Attempt:
        room = self._room_aside(size) / size
        return _Attempt(size, tuple(line for words in paragraphs for line in self._lines(words, room, cut)))

    def _lines(self, words: _Line, room: float, cut: Callable[[_Word, float], tuple[_Word, ...]]) -> Iterator[_Line]:
        line: _Line = ()
        for word in (piece for whole in words for piece in cut(whole, room)):
            if line and self._advance((*line, word)) > room:
                yield line
                line = ()
            line = (*line, word)
        yield line

    @staticmethod
    def _whole(word: _Word, room: float) -> tuple[_Word, ...]:  # noqa: ARG004 - the other way of cutting needs the room
        return (word,)

    @staticmethod
    def _at_hyphens(word: _Word, room: float) -> tuple[_Word, ...]:
        """Break a word that is longer than a line after hyphens only."""
        if word.advance <= room:
            return (word,)
        places = [place for place, glyph in enumerate(word.glyphs[:-1], start=1) if glyph.letter in _BREAKS_AFTER]
        return tuple(_Word(word.glyphs[begin:end]) for begin, end in pairwise([0, *places, len(word.glyphs)]))

    @staticmethod
    def _broken(word: _Word, room: float) -> tuple[_Word, ...]:
        """Break a word that is longer than a line: after a hyphen where one falls in reach, else after the last letter that fits."""
        pieces: list[_Word] = []
        rest = word.glyphs
        while len(rest) > 1 and _Word(rest).advance > room:
            fitting = max(1, next((count for count in range(len(rest), 0, -1) if _Word(rest[:count]).advance <= room), 1))
            hyphen = next((count for count in range(fitting, 1, -1) if rest[count - 1].letter in _BREAKS_AFTER), fitting)
            pieces.append(_Word(rest[:hyphen]))
            rest = rest[hyphen:]
        return (*pieces, _Word(rest))

    def _shortened(self, attempt: _Attempt) -> _Attempt:
        """Keep the lines that have room, each cut to its width, the last of them ending in an ellipsis."""
        lines, room = attempt.lines, self._room_aside(attempt.size) / attempt.size
        count = next((count for count in range(len(lines), 1, -1) if self._has_room(attempt, count)), 1)
        kept = [line if self._advance(line) <= room else self._cut(line, room) for line in lines[:count]]
        if count < len(lines):
            kept[-1] = self._cut(lines[count - 1], room)
        return replace(attempt, lines=tuple(kept))

    def _has_room(self, attempt: _Attempt, count: int) -> bool:
        is_allowed = self._layer.max_lines is None or count <= self._layer.max_lines
        return is_allowed and self._height(attempt.lines[:count]) * attempt.size <= self._room_above(attempt.size)

    def _cut(self, line: _Line, room: float) -> _Line:
        text = " ".join(word.text for word in line)
        for length in range(len(text), 0, -1):
            shorter = tuple(self._word(word) for word in (text[:length].rstrip(" ,;:–-") + _ELLIPSIS).split())
            if self._advance(shorter) <= room:
                return shorter
        return (self._word(_ELLIPSIS),)

    def _placed(self, attempt: _Attempt) -> Iterator[tuple[tuple[PlacedGlyph, ...], ...]]:
        size = attempt.size
        baseline = round(self._first_baseline(attempt))
        for line in attempt.lines:
            yield tuple(self._placed_line(line, size, baseline))
            baseline += round(self._layer.line_height * size)

    def _placed_line(self, line: _Line, size: int, baseline: float) -> Iterator[tuple[PlacedGlyph, ...]]:
        pen = self._line_start(line, size)
        for word in line:
            placed = []
            for glyph in word.glyphs:
                placed.append(PlacedGlyph(glyph=glyph, x=pen, baseline=baseline, size=size * glyph.scale))
                pen += glyph.advance * size
            pen += self._blank * size
            yield tuple(placed)

    def _line_start(self, line: _Line, size: int) -> float:
        """Place the pen so that the ink, not the advance, stands where the alignment says."""
        glyphs = [glyph for word in line for glyph in word.glyphs]
        if not glyphs:
            return 0.0
        left, right = glyphs[0].left * size, (self._advance(line) - glyphs[-1].advance + glyphs[-1].right) * size
        width, gap = self._layer.box[2], self._side_gap(size)
        start = {Align.LEFT: gap - left, Align.CENTER: (width - left - right) / 2, Align.RIGHT: width - gap - right}[self._layer.align]
        return float(start)

    def _first_baseline(self, attempt: _Attempt) -> float:
        """Centre what the eye takes for the text, capitals and baselines, then move it so far that no accent or tail leaves the box."""
        size, height = attempt.size, self._layer.box[3]
        capital, below = self._cap * size, self._layer.line_height * size * (len(attempt.lines) - 1)
        gap = self._end_gap(size)
        first = {
            Valign.TOP: gap + capital,
            Valign.MIDDLE: (height - below + capital) / 2,
            Valign.BOTTOM: height - gap - below,
        }[self._layer.valign]
        lowest = height - gap - below - self._drop(attempt.lines) * size
        highest = gap + self._rise(attempt.lines) * size
        return float(max(min(first, lowest), highest))

    def _height(self, lines: Sequence[_Line]) -> float:
        return self._rise(lines) + self._drop(lines) + (len(lines) - 1) * self._layer.line_height

    def _rise(self, lines: Sequence[_Line]) -> float:
        """Measure how far the first line reaches above its baseline: a capital's height at least."""
        return max([self._cap, *(-glyph.top for word in lines[0] for glyph in word.glyphs)])

    def _drop(self, lines: Sequence[_Line]) -> float:
        return max([0.0, *(glyph.bottom for word in lines[-1] for glyph in word.glyphs)])

    def _advance(self, line: _Line) -> float:
        return sum(word.advance for word in line) + self._blank * (len(line) - 1)

    def _word(self, text: str) -> _Word:
        return _Word(self._fonts.glyphs(self._layer.font, text))

    def _room_aside(self, size: int) -> float:
        return self._layer.box[2] - 2 * self._side_gap(size)

    def _room_above(self, size: int) -> float:
        return self._layer.box[3] - 2 * self._end_gap(size)

    def _side_gap(self, size: int) -> float:
        return self._stroke(size) + max(1.0, _SIDE_GAP * self._layer.box[2])

    def _end_gap(self, size: int) -> float:
        return self._stroke(size) + max(1.0, _END_GAP * self._layer.box[3])

    def _stroke(self, size: int) -> float:
        """Thin the outline along with a shrunk text, so that small letters stay open."""
        return self._layer.stroke.width * size / self._layer.size if self._layer.stroke else 0.0
