"""The open typefaces that texts are set in, and where a missing letter is looked for."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Final

import regex

from outhost.domain.render_spec import FontName
from outhost.render.bidi import is_plain, levels, visual_order
from outhost.render.sprites import Sprites
from outhost.render.typefaces import Face, Run, Typeface

log = logging.getLogger(__name__)

_KNOWN_WORDS: Final = 512
_SPRITE_BYTES: Final = 8 * 1024 * 1024
_NOTO_CAP_HEIGHT: Final = 0.714
"""Ems; the Noto faces of scripts without capitals are drawn to stand beside capitals of this height."""

_SANS_FILE: Final = "files/NotoSans[wdth,wght].ttf"
ANTON: Final = Face(package="fontpkg_anton", file="files/Anton-Regular.ttf")
SANS: Final = Face(package="fontpkg_noto_sans", file=_SANS_FILE, axes=(("wght", 600), ("wdth", 100)))
SANS_CONDENSED: Final = Face(package="fontpkg_noto_sans", file=_SANS_FILE, axes=(("wght", 900), ("wdth", 62.5)))
SERIF: Final = Face(package="fontpkg_source_serif_4", file="files/SourceSerif4[opsz,wght].ttf", axes=(("wght", 600), ("opsz", 32)))
SERIF_ITALIC: Final = Face(
    package="fontpkg_source_serif_4", file="files/SourceSerif4-Italic[opsz,wght].ttf", axes=(("wght", 600), ("opsz", 32))
)
HAND: Final = Face(package="fontpkg_caveat", file="files/Caveat[wght].ttf", axes=(("wght", 700),))

_CHAINS: Final[Mapping[FontName, tuple[Face, ...]]] = {
    FontName.ANTON: (ANTON, SANS_CONDENSED, SERIF),
    FontName.SANS: (SANS, SERIF),
    FontName.SERIF: (SERIF, SANS),
    FontName.HAND: (HAND, SERIF_ITALIC, SANS),
}
"""Where each font's letters are looked for first; the second of each is the nearest in character that knows Greek and Cyrillic."""

_NOTO_SCRIPTS: Final = (
    "Arabic", "Hebrew", "Devanagari", "Bengali", "Tamil", "Telugu", "Thai", "Armenian", "Georgian", "Ethiopic", "Gujarati", "Gurmukhi",
    "Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Symbols",
)  # fmt: skip
_SCRIPTS: Final = tuple(Face(package="manimgx_fonts", file=f"NotoSans{name}[wght].ttf", axes=(("wght", 600),)) for name in _NOTO_SCRIPTS)
EMOJI: Final = Face(package="manimgx_fonts", file="NotoEmoji[wght].ttf", axes=(("wght", 600),))
_CJK_PACKAGE: Final = "manimgx_fonts_cjk"
_CJK: Final = Face(package=_CJK_PACKAGE, file="NotoSansCJK-VF.otf.ttc", axes=(("wght", 600),))
_OWN_SUFFIXES: Final = frozenset({".ttf", ".otf", ".ttc"})

_CLUSTER: Final = regex.compile(r"\X")
_IS_EMOJI: Final = regex.compile(
    r"[0-9#*]\uFE0F?\u20E3|(?:\p{Emoji_Presentation}|\p{Emoji}(?=\uFE0F|\p{Emoji_Modifier})|\p{Regional_Indicator})(?!\uFE0E)"
)
_IGNORABLE: Final = regex.compile(r"\p{Default_Ignorable_Code_Point}")


@dataclass(frozen=True, slots=True)
class Part:
    """Neighbouring letters of one face and direction: where they begin in their word, and how they are shaped, in the face's ems."""

    typeface: Typeface
    scale: float
    start: int
    level: int
    run: Run
    is_missing: bool

    @property
    def advance(self) -> float:
        """Tell how far the pen moves."""
        return self.run.advance * self.scale


@dataclass(frozen=True, slots=True)
class Word:
    """A text without a blank, and what it measures in ems when it stands alone; `left` and `right` are its ink's, from its pen's place."""

    text: str
    advance: float
    left: float
    top: float
    right: float
    bottom: float
    is_missing: bool


class Fonts:
    """The opened fonts of a process; everything that is kept is bounded. For one thread."""

    def __init__(self, folder: Path | None = None) -> None:
        """Prepare empty shelves; nothing is read before it is needed. Font files in `folder` are the owner's own."""
        self._folder = folder
        self._opened: dict[Face, Typeface | None] = {}
        self.sprites = Sprites(_SPRITE_BYTES)
        self.word = lru_cache(_KNOWN_WORDS)(self._word)
        self.parts = lru_cache(_KNOWN_WORDS)(self._parts)
        self._cap_heights: dict[Face, float] = {}

    def warm(self) -> None:
        """Open the named faces, so that the first picture does not pay for it."""
        for name in FontName:
            self.word(name, "Ag")

    def cap_height(self, name: FontName) -> float:
        """Give the height of a capital in ems."""
        return self._cap_height(_CHAINS[name][0])

    def blank(self, name: FontName) -> float:
        """Give the width of a blank in ems."""
        return self.word(name, " ").advance

    def _word(self, name: FontName, text: str) -> Word:
        own = (0,) * len(text) if is_plain(text) else tuple(levels(text))
        parts = self.parts(name, text, own)
        pen, lefts, rights, tops, bottoms = 0.0, [], [], [0.0], [0.0]
        for place in visual_order([part.level for part in parts]):
            part = parts[place]
            for glyph in part.run.glyphs:
                lefts.append(pen + glyph.left * part.scale)
                rights.append(pen + glyph.right * part.scale)
                tops.append(glyph.top * part.scale)
                bottoms.append(glyph.bottom * part.scale)
            pen += part.advance
        is_missing = any(part.is_missing for part in parts)
        return Word(text, pen, min(lefts, default=0.0), min(tops), max(rights, default=0.0), max(bottoms), is_missing)

    def _parts(self, name: FontName, text: str, own: tuple[int, ...]) -> tuple[Part, ...]:
        """Cut a word where its face or its level changes, and shape each part; in the order in which it is written."""
        if not text:
            return ()
        faces = self._faces(name, text)
        return tuple(self._made_parts(name, text, own, faces))

    def _made_parts(self, name: FontName, text: str, own: Sequence[int], faces: Sequence[Face | None]) -> Iterator[Part]:
        for (face, level), run in groupby(range(len(text)), key=lambda place: (faces[place], own[place])):
            places = list(run)
            start, piece = places[0], text[places[0] : places[-1] + 1]
            typeface = self._typeface(face or SANS)
            assert typeface is not None
            scale = self.cap_height(name) / self._cap_height(face or SANS)
            if face:
                yield Part(typeface, scale, start, level, typeface.shape(piece, is_rtl=level % 2 == 1), is_missing=False)
            else:  # a box for each cluster
                for cluster in _CLUSTER.finditer(piece):
                    yield Part(typeface, scale, start + cluster.start(), level, typeface.missing_glyph(), is_missing=True)

    def _faces(self, name: FontName, text: str) -> list[Face | None]:
        """Choose the face of each character: clusters stay whole, and so do words wherever one face has them all."""
        first = _CHAINS[name][0]
        if self._has(first, text) and not _IS_EMOJI.search(text):
            return [first] * len(text)
        clusters: list[str] = _CLUSTER.findall(text)
        letters = "".join(cluster for cluster in clusters if not _IS_EMOJI.match(cluster))
        whole = next((face for face in self._fallbacks(name) if self._has(face, letters)), None) if letters else None
        found: list[Face | None] = []
        for cluster in clusters:
            if _IS_EMOJI.match(cluster):
                face = next((face for face in (*self._own, EMOJI, *self._fallbacks(name)) if self._has(face, cluster)), None)
            else:
                face = whole or next((face for face in self._fallbacks(name) if self._has(face, cluster)), None)
            found += [face] * len(cluster)
        return found

    def _fallbacks(self, name: FontName) -> Iterator[Face]:
        """Give the faces in which a letter is looked for: the named one, the owner's, those near in character, those of other scripts."""
        yield _CHAINS[name][0]
        yield from self._own
        yield from _CHAINS[name][1:]
        yield from _SCRIPTS
        yield EMOJI
        if find_spec(_CJK_PACKAGE):
            yield _CJK

    def _has(self, face: Face, text: str) -> bool:
        typeface = self._typeface(face)
        return typeface is not None and all(ord(letter) in typeface.characters or _is_ignorable(letter) for letter in text)

    def _typeface(self, face: Face) -> Typeface | None:
        """Open a face once; None for a file of the owner's that can't be read."""
        if face not in self._opened:
            try:
                self._opened[face] = Typeface(face)
            except Exception:
                if face.package:
                    raise
                log.warning("A font of the data folder can't be used and is left out.", extra={"file": face.file}, exc_info=True)
                self._opened[face] = None
        return self._opened[face]

    @cached_property
    def _own(self) -> tuple[Face, ...]:
        """List the owner's fonts by name."""
        found = sorted(self._folder.iterdir()) if self._folder and self._folder.is_dir() else []
        return tuple(Face(file=str(path)) for path in found if path.suffix.lower() in _OWN_SUFFIXES)

    def _cap_height(self, face: Face) -> float:
        if face not in self._cap_heights:
            typeface = self._typeface(face)
            self._cap_heights[face] = (typeface.cap_height() if typeface else None) or _NOTO_CAP_HEIGHT
        return self._cap_heights[face]


def clusters_of(text: str) -> list[str]:
    """Cut a text into what a reader takes for single letters (grapheme clusters, UAX #29)."""
    found: list[str] = _CLUSTER.findall(text)
    return found


@lru_cache(1024)
def _is_ignorable(letter: str) -> bool:
    return _IGNORABLE.match(letter) is not None
