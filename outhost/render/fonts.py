"""The open typefaces that texts are set in, and where a missing letter is looked for."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from PIL import ImageFont

from outhost.domain.render_spec import FontName
from outhost.render.coverage import covered_characters

_REFERENCE_PX: Final = 1000
"""Size at which letters are measured: so large that rounding to whole pixels no longer shows."""
_OPEN_FONTS: Final = 64
_KNOWN_GLYPHS: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One cut of a typeface: a file of an installed font package, and the point of its axes where it is variable."""

    package: str
    file: str
    axes: tuple[float, ...] = ()

    @property
    def path(self) -> Path:
        """Find the file; a frozen program carries the packages along."""
        return Path(str(files(self.package))) / "files" / self.file


ANTON: Final = Face(package="fontpkg_anton", file="Anton-Regular.ttf")
SANS: Final = Face(package="fontpkg_noto_sans", file="NotoSans[wdth,wght].ttf", axes=(600, 100))
SANS_CONDENSED: Final = Face(package="fontpkg_noto_sans", file="NotoSans[wdth,wght].ttf", axes=(900, 62.5))
SERIF: Final = Face(package="fontpkg_source_serif_4", file="SourceSerif4[opsz,wght].ttf", axes=(600, 32))
SERIF_ITALIC: Final = Face(package="fontpkg_source_serif_4", file="SourceSerif4-Italic[opsz,wght].ttf", axes=(600, 32))
HAND: Final = Face(package="fontpkg_caveat", file="Caveat[wght].ttf", axes=(700,))

_CHAINS: Final[Mapping[FontName, tuple[Face, ...]]] = {
    FontName.ANTON: (ANTON, SANS_CONDENSED, SERIF),
    FontName.SANS: (SANS, SERIF),
    FontName.SERIF: (SERIF, SANS),
    FontName.HAND: (HAND, SERIF_ITALIC, SANS),
}
"""Where each font's letters are looked for, in order; the second of each is the nearest in character that knows Greek and Cyrillic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """One letter as it is set: its face, and its measures in ems from the pen's place on the baseline, down and right."""

    letter: str
    face: Face
    scale: float
    advance: float
    left: float
    top: float
    right: float
    bottom: float
    is_missing: bool


class Fonts:
    """The opened fonts of a process: files are opened once a size, letters measured once, both kept in bounded number."""

    def __init__(self) -> None:
        """Prepare empty shelves; nothing is read before it is needed."""
        self.at = lru_cache(_OPEN_FONTS)(_open)
        self._covered = lru_cache(None)(_covered_by)
        self._measured = lru_cache(_KNOWN_GLYPHS)(self._measure)
        self._cap_height = lru_cache(None)(self._measure_cap)

    def warm(self) -> None:
        """Read the coverage of every face and open each once, so that the first picture does not pay for it."""
        for name in FontName:
            self.glyphs(name, "Ag")
        for chain in _CHAINS.values():
            for face in chain:
                self._covered(face)

    def cap_height(self, name: FontName) -> float:
        """Give the height of a capital in ems."""
        return self._cap_height(_CHAINS[name][0])

    def glyphs(self, name: FontName, text: str) -> tuple[Glyph, ...]:
        """Set a text of one line letter by letter.

        A word of which the named face lacks a letter is set whole in the first face that has them all; a letter that none has becomes a
        visible box.
        """
        found: list[Glyph] = []
        for place, word in enumerate(text.split(" ")):
            found += [self._measured(name, " ", _CHAINS[name][0])] if place else []
            found += self._word(name, word)
        return tuple(found)

    def _word(self, name: FontName, word: str) -> list[Glyph]:
        chain = _CHAINS[name]
        letters = [letter for letter in word if unicodedata.category(letter) != "Cf"]
        whole = next((face for face in chain if all(self._has(face, letter) for letter in letters)), None)
        if whole:
            return [self._measured(name, letter, whole) for letter in letters]
        return [self._letter(name, letter) for letter in letters]

    def _letter(self, name: FontName, letter: str) -> Glyph:
        return self._measured(name, letter, next((face for face in _CHAINS[name] if self._has(face, letter)), SANS))

    def _has(self, face: Face, letter: str) -> bool:
        return ord(letter) in self._covered(face)

    def _measure(self, name: FontName, letter: str, face: Face) -> Glyph:
        font = self.at(face, _REFERENCE_PX)
        scale = self.cap_height(name) / self._cap_height(face)
        left, top, right, bottom = (scale * side / _REFERENCE_PX for side in font.getbbox(letter, anchor="ls"))
        return Glyph(
            letter=letter, face=face, scale=scale, advance=scale * font.getlength(letter) / _REFERENCE_PX,
            left=left, top=top, right=right, bottom=bottom, is_missing=not self._has(face, letter),
        )  # fmt: skip

    def _measure_cap(self, face: Face) -> float:
        return -self.at(face, _REFERENCE_PX).getbbox("E", anchor="ls")[1] / _REFERENCE_PX


def _open(face: Face, size: float) -> ImageFont.FreeTypeFont:
    """Open a face. The plain layout is chosen because the other depends on a library that a machine may lack, and pictures must not."""
    font = ImageFont.truetype(face.path, size, layout_engine=ImageFont.Layout.BASIC)
    if face.axes:
        font.set_variation_by_axes(list(face.axes))
    return font


def _covered_by(face: Face) -> frozenset[int]:
    return covered_characters(face.path)
