"""Where each glyph of a text stands in its box: size, lines, ellipsis, alignment and direction."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

import regex

from outhost.domain.errors import TextOverflows
from outhost.domain.render_spec import Align, Overflow, TextFit, TextLayer, Valign
from outhost.render.bidi import is_plain, levels, visual_order, without_controls
from outhost.render.breaks import pieces
from outhost.render.fonts import Fonts, Part, Word, clusters_of
from outhost.render.typefaces import Run, Typeface

_SIDE_GAP: Final = 0.03
_END_GAP: Final = 0.04
"""Share of the box's width and height kept free between the letters and its edges, at the sides and above and below."""
_ELLIPSIS: Final = "…"
_WIDE: Final = regex.compile(r"[\p{East_Asian_Width=W}\p{East_Asian_Width=F}]")
"""Letters of scripts that are written without blanks: a line may end beside them as it may at a blank."""


@dataclass(frozen=True, slots=True)
class PlacedRun:
    """A run of letters with its pen's place, in pixels from the top left of the text's box, and its size in pixels.

    `word` counts from the text's beginning; so does each of `clusters`, one for a glyph, in the order in which the text is read.
    """

    typeface: Typeface
    run: Run
    size: float
    x: float
    y: float
    word: int
    clusters: tuple[int, ...]
    is_whole: bool = True

    def up_to(self, cluster: int) -> "PlacedRun":
        """Leave out what is read from a cluster on."""
        if all(number < cluster for number in self.clusters):
            return self
        kept = tuple(glyph for glyph, number in zip(self.run.glyphs, self.clusters, strict=True) if number < cluster)
        return replace(self, run=Run(kept, self.run.advance), clusters=self.clusters[: len(kept)], is_whole=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A text set in its box; `lines` are its lines as they are written."""

    lines: tuple[str, ...]
    runs: tuple[PlacedRun, ...]
    size: int
    stroke_px: float
    word_count: int
    cluster_count: int
    is_overflowing: bool
    is_missing_glyphs: bool


def lay_out(layer: TextLayer, text: str, path: str, fonts: Fonts) -> Layout:
    """Set a filled text in its layer's box; `path` names the layer in refusals.

    Raises:
        TextOverflows: The text does not fit and the layer calls that an error.
    """
    return _Setting(layer, fonts).lay_out(without_controls(text), path)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word, or what a line may end after; `blank` tells whether a blank follows on the same line."""

    word: Word
    blank: bool


_Line = tuple[_Piece, ...]
_Cut = Callable[[_Piece, float], tuple[_Piece, ...]]


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
        self._blank = fonts.blank(layer.font)

    def lay_out(self, text: str, path: str) -> Layout:
        paragraphs = [self._pieces(line) for line in text.split("\n")]
        attempt, fits = self._attempt(paragraphs)
        if not fits and self._layer.overflow is Overflow.ERROR:
            raise TextOverflows(path=path)
        if not fits and self._layer.overflow is Overflow.ELLIPSIS:
            attempt = self._shortened(attempt)
        placed = _Placing(attempt.size, self._fonts, self._layer, self._blank)
        baseline = round(self._first_baseline(attempt))
        for line in attempt.lines:
            placed.add(_text_of(line), baseline, self._layer.box[2], self._side_gap(attempt.size))
            baseline += round(self._layer.line_height * attempt.size)
        return Layout(
            lines=tuple(map(_text_of, attempt.lines)),
            runs=tuple(placed.runs),
            size=attempt.size,
            stroke_px=self._stroke(attempt.size),
            word_count=placed.words,
            cluster_count=placed.clusters,
            is_overflowing=not fits,
            is_missing_glyphs=any(piece.word.is_missing for line in paragraphs for piece in line),
        )

    def _pieces(self, line: str) -> _Line:
        return tuple(
            _Piece(self._word(piece), blank=place == len(cut) - 1)
            for cut in map(_without_blanks_between, line.split())
            for place, piece in enumerate(cut)
        )

    def _attempt(self, paragraphs: Sequence[_Line]) -> tuple[_Attempt, bool]:
        if self._layer.fit is TextFit.NONE:
            return self._judged(_Attempt(self._layer.size, tuple(paragraphs)))
        if self._layer.fit is TextFit.WRAP:
            return self._judged(self._wrapped(paragraphs, self._layer.size, self._broken))
        return self._shrunk(paragraphs)

    def _shrunk(self, paragraphs: Sequence[_Line]) -> tuple[_Attempt, bool]:
        """Take the largest size at which words stay whole; else at which lawful breaks are enough; else at which any break helps."""
        for cut in (_whole, self._at_breaks, self._broken):
            if found := self._largest(paragraphs, cut):
                return found, True
        return self._wrapped(paragraphs, self._layer.smallest_size, self._broken), False

    def _largest(self, paragraphs: Sequence[_Line], cut: _Cut) -> _Attempt | None:
        whole = self._wrapped(paragraphs, self._layer.size, cut)
        if self._fits(whole):  # as most do
            return whole
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

    def _wrapped(self, paragraphs: Sequence[_Line], size: int, cut: _Cut) -> _Attempt:
        room = self._room_aside(size) / size
        return _Attempt(size, tuple(line for pieces_ in paragraphs for line in self._lines(pieces_, room, cut)))

    def _lines(self, whole: _Line, room: float, cut: _Cut) -> Iterator[_Line]:
        line: list[_Piece] = []
        taken = 0.0
        for piece in (part for one in whole for part in cut(one, room)):
            width = piece.word.advance
            if line and taken + width > room:
                yield tuple(line)
                line, taken = [], 0.0
            line.append(piece)
            taken += width + (self._blank if piece.blank else 0.0)
        yield tuple(line)

    def _at_breaks(self, piece: _Piece, room: float) -> tuple[_Piece, ...]:
        """Break a word that is longer than a line where a line may end (UAX #14)."""
        if piece.word.advance <= room:
            return (piece,)
        return self._split(piece, pieces(piece.word.text))

    def _broken(self, piece: _Piece, room: float) -> tuple[_Piece, ...]:
        """Break a word that is longer than a line: at a lawful place if one is in reach, else after the last letter that fits."""
        if piece.word.advance <= room:
            return (piece,)
        found: list[str] = []
        text = piece.word.text
        while text and self._word(text).advance > room:
            fitting = self._fitting(text, room)
            lawful = [end for end in _ends(pieces(text)) if end <= len(fitting)]
            end = lawful[-1] if lawful else len(fitting)
            found.append(text[:end])
            text = text[end:]
        return self._split(piece, [*found, *([text] if text else [])])

    def _fitting(self, text: str, room: float) -> str:
        """Give as many letters as have room, one at least."""
        ends = _ends(clusters_of(text))
        place = bisect_left(ends, True, key=lambda end: self._word(text[:end]).advance > room)
        return text[: ends[max(0, place - 1)]]

    def _split(self, piece: _Piece, texts: Sequence[str]) -> tuple[_Piece, ...]:
        last = len(texts) - 1
        return tuple(_Piece(self._word(text), blank=piece.blank and place == last) for place, text in enumerate(texts))

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
        text = _text_of(line)
        ends = _ends(clusters_of(text))

        def cut_at(place: int) -> _Line:
            return self._pieces(text[: ends[place]].rstrip(" ,;:–-") + _ELLIPSIS)

        place = bisect_left(range(len(ends)), True, key=lambda place: self._advance(cut_at(place)) > room)
        return cut_at(place - 1) if place else self._pieces(_ELLIPSIS)

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
        return max([self._cap, *(-piece.word.top for piece in lines[0])])

    def _drop(self, lines: Sequence[_Line]) -> float:
        return max([0.0, *(piece.word.bottom for piece in lines[-1])])

    def _advance(self, line: _Line) -> float:
        return sum(piece.word.advance + (self._blank if piece.blank else 0.0) for piece in line[:-1]) + (
            line[-1].word.advance if line else 0.0
        )

    def _word(self, text: str) -> Word:
        return self._fonts.word(self._layer.font, text)

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


class _Placing:
    """The glyphs of a text, line by line, in the order in which they are seen."""

    def __init__(self, size: int, fonts: Fonts, layer: TextLayer, blank: float) -> None:
        self.runs: list[PlacedRun] = []
        self.words = self.clusters = 0
        self._size = size
        self._fonts = fonts
        self._layer = layer
        self._blank = blank

    def add(self, text: str, baseline: float, width: float, gap: float) -> None:
        """Place one line; `gap` is kept free at its sides."""
        size = self._size
        placed, left, right = self._from_zero(text)
        start = {Align.LEFT: gap - left * size, Align.CENTER: (width - (left + right) * size) / 2, Align.RIGHT: width - gap - right * size}
        origin = start[self._layer.align]
        for pen, part, word, clusters in placed:
            self.runs.append(PlacedRun(part.typeface, part.run, size * part.scale, origin + pen * size, baseline, word, clusters))

    def _from_zero(self, text: str) -> tuple[list[tuple[float, Part, int, tuple[int, ...]]], float, float]:
        """Place the parts of a line from 0 on, in ems, with their word and the cluster of each glyph; also give where the ink begins and
        ends.
        """  # noqa: D205 - one sentence says it
        own = [0] * len(text) if is_plain(text) else levels(text)
        items: list[tuple[int, Part | None, int, tuple[int, ...]]] = []
        place = 0
        for word in text.split(" "):
            if place:
                items.append((own[place - 1], None, 0, ()))
            numbers = _cluster_numbers(word)
            for part in self._fonts.parts(self._layer.font, word, tuple(own[place : place + len(word)])):
                clusters = tuple(self.clusters + numbers[part.start + glyph.character] for glyph in part.run.glyphs)
                items.append((part.level, part, self.words, clusters))
            self.words += 1
            self.clusters += numbers[-1] + 1 if numbers else 0
            place += len(word) + 1
        pen, placed, lefts, rights = 0.0, [], [], []
        for spot in visual_order([level for level, *_ in items]):
            _, seen, number, its_clusters = items[spot]
            if seen is None:
                pen += self._blank
                continue
            placed.append((pen, seen, number, its_clusters))
            lefts += [pen + glyph.left * seen.scale for glyph in seen.run.glyphs if glyph.right > glyph.left]
            rights += [pen + glyph.right * seen.scale for glyph in seen.run.glyphs if glyph.right > glyph.left]
            pen += seen.advance
        return placed, min(lefts, default=0.0), max(rights, default=0.0)


def _whole(piece: _Piece, room: float) -> tuple[_Piece, ...]:  # noqa: ARG001 - the other ways of cutting need the room
    return (piece,)


def _text_of(line: _Line) -> str:
    return "".join(piece.word.text + (" " if piece.blank else "") for piece in line).rstrip(" ")


@lru_cache(1024)
def _without_blanks_between(word: str) -> tuple[str, ...]:
    """Cut a word of a script without blanks where a line may end; leave all others whole."""
    if not _WIDE.search(word):
        return (word,)
    found = [""]
    for before, piece in pairwise(["", *pieces(word)]):
        if before and not (_WIDE.match(before[-1]) or _WIDE.match(piece[0])):
            found[-1] += piece
        else:
            found.append(piece)
    return tuple(found[1:])


@lru_cache(1024)
def _cluster_numbers(word: str) -> tuple[int, ...]:
    """Give the number of the cluster that each character belongs to."""
    return tuple(number for number, cluster in enumerate(clusters_of(word)) for _ in cluster)


def _ends(texts: Sequence[str]) -> list[int]:
    ends, place = [], 0
    for text in texts:
        place += len(text)
        ends.append(place)
    return ends
