"""One font file, opened: which characters it knows, how it shapes a run of them, and what each of its glyphs looks like."""

import os
import struct
import weakref
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from math import ceil
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

import uharfbuzz
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from outhost.render.canvas import Rgba

_FIRST_GLYPH: Final = 0xF0000
"""Plane 15 is for private use: there is one character in it for each glyph a font can have."""
_OPEN_SIZES: Final = 4
"""Of a face: to open one more takes a tenth of a millisecond, and each maps what it draws once more."""
_KNOWN_RUNS: Final = 512
_STRIKES: Final = (109.0, 136.0, 128.0, 160.0, 96.0, 72.0, 64.0, 48.0, 32.0)
"""Sizes in pixels at which fonts of coloured bitmaps have them; Noto Color Emoji has the first."""
_TABLE: Final = struct.Struct(">4sIII")


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One cut of a typeface: a file of an installed font package (or, without a package, of the owner's), a place in it where it holds
    several, and the point of its axes where it is variable.
    """  # noqa: D205 - one sentence says it

    file: str
    package: str = ""
    axes: tuple[tuple[str, float], ...] = ()
    index: int = 0

    @property
    def path(self) -> Path:
        """Find the file; a frozen program carries the packages along."""
        return Path(str(files(self.package))) / self.file if self.package else Path(self.file)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph where shaping put it: its number, the character that it begins at, and, in ems from the run's origin on the baseline, right
    and down, its pen's place and its ink.
    """  # noqa: D205 - one sentence says it

    number: int
    character: int
    x: float
    y: float
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Characters of one face and direction, shaped; glyphs stand from left to right. Lengths are in ems. Known by its identity."""

    glyphs: tuple[Glyph, ...]
    advance: float


class Typeface:
    """An opened face. For one thread."""

    def __init__(self, face: Face) -> None:
        """Open the file.

        Raises:
            OSError, ValueError: It is not there, or no font.
        """
        self._file = _opened(face)
        self._face = uharfbuzz.Face(self._file, face.index)
        self.characters = self._face.unicodes
        if not self.characters or not self._face.upem:
            raise ValueError(f"{face.path.name} is no font with Unicode characters")
        self._shaper = uharfbuzz.Font(self._face)
        self._axes = face.axes
        if face.axes:
            self._shaper.set_variations(dict(face.axes))
        self._units = self._face.upem
        self._index = face.index
        self.has_colors = self._face.has_color_layers or self._face.has_color_png or self._face.has_color_paint
        self.at = lru_cache(_OPEN_SIZES)(self._open)
        self.shape = lru_cache(_KNOWN_RUNS)(self._shape)

    def cap_height(self) -> float | None:
        """Give the height of a capital in ems; None where there is no Latin one."""
        glyph = self._shaper.get_nominal_glyph(ord("E"))
        extents = self._shaper.get_glyph_extents(glyph) if glyph else None
        return extents.y_bearing / self._units if extents else None

    def missing_glyph(self) -> Run:
        """Give the box that stands for a character which no face has."""
        return self._run([(0, 0, self._shaper.get_glyph_h_advance(0), 0, 0)])

    def _shape(self, text: str, *, is_rtl: bool) -> Run:
        """Shape a run of one script; kerned, joined and ligated as the font says."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if is_rtl else "ltr"
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        uharfbuzz.shape(self._shaper, buffer)
        placed = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        return self._run([(info.codepoint, info.cluster, place.x_advance, place.x_offset, place.y_offset) for info, place in placed])

    def _run(self, shaped: list[tuple[int, int, int, int, int]]) -> Run:
        glyphs, pen, units = [], 0, self._units
        for number, character, advance, x_offset, y_offset in shaped:
            extents = self._shaper.get_glyph_extents(number)
            x, y = pen + x_offset, -y_offset
            left, top = x + extents.x_bearing, y - extents.y_bearing
            right, bottom = left + extents.width, top - extents.height
            glyphs.append(Glyph(number, character, x / units, y / units, left / units, top / units, right / units, bottom / units))
            pen += advance
        return Run(tuple(glyphs), pen / units)

    def _open(self, size: float) -> ImageFont.FreeTypeFont:
        """Open a size by a name of the file: FreeType maps what has one, while Pillow copies the bytes of any other for each size."""
        path = f"/dev/fd/{self._drawable.fileno()}"
        font = ImageFont.FreeTypeFont(path, size, self._index, layout_engine=ImageFont.Layout.BASIC)
        if self._axes:
            wanted = dict(self._axes)
            font.set_variation_by_axes([wanted.get(axis.tag, axis.default_value) for axis in self._face.axis_infos])
        return font

    @cached_property
    def _drawable(self) -> IO[bytes]:
        """Copy the file, with characters for its glyphs, into one without a name; most faces are never drawn, only asked for a letter."""
        copy = _nameless_file()
        _write_with_characters_for_glyphs(copy, self._file.data, self._index, self._face.glyph_count)
        weakref.finalize(self, copy.close)
        return copy

    def draw_in_color(self, number: int, size: float, color: Rgba) -> tuple[Image.Image, tuple[int, int]] | None:
        """Draw a glyph of a colour font as a picture (RGBA) as large as its ink; also give where that is from the pen's place.

        `color` is for what the font leaves to the text. None where the glyph has no ink.
        """
        if self._face.has_color_png:
            return _cropped(*self._bitmap(number, size))
        paint, scale = uharfbuzz.RasterPaint(), size / self._units
        paint.transform = (scale, 0.0, 0.0, scale, 0.0, 0.0)
        red, green, blue, alpha = color
        paint.foreground = uharfbuzz.Color(red, green, blue, alpha)
        paint.set_glyph_extents(self._shaper.get_glyph_extents(number))
        paint.paint_glyph(self._shaper, number)
        drawn = paint.render()
        if drawn is None or not drawn.extents.width or not drawn.extents.height:
            return None
        area = drawn.extents
        rows = Image.frombytes("RGBa", (area.width, area.height), bytes(drawn.buffer), "raw", "BGRa", area.stride, -1)
        return _cropped(rows.convert("RGBA"), (round(area.x_origin), -round(area.y_origin) - area.height))

    def _bitmap(self, number: int, size: float) -> tuple[Image.Image, tuple[int, int]]:
        """Draw from the strike that the font has, and bring that to the size that is wanted."""
        strike, font = self._strike()
        character = chr(_FIRST_GLYPH + number)
        left, top, right, bottom = (round(side) for side in font.getbbox(character, anchor="ls"))
        picture = Image.new("RGBA", (max(1, right - left), max(1, bottom - top)))
        ImageDraw.Draw(picture).text((-left, -top), character, font=font, anchor="ls", embedded_color=True)
        share = size / strike
        wanted = max(1, round(picture.width * share)), max(1, round(picture.height * share))
        return picture.resize(wanted, Image.Resampling.LANCZOS), (round(left * share), round(top * share))

    def _strike(self) -> tuple[float, ImageFont.FreeTypeFont]:
        for size in _STRIKES:
            with suppress(OSError):  # a font of bitmaps opens at the sizes of its strikes alone
                return size, self.at(size)
        raise ValueError("the font has colours at no size that is known")

    def draw(self, number: int, size: float, stroke: float) -> tuple[Image.Image, tuple[int, int]] | None:
        """Draw a glyph, fattened by `stroke` pixels on every side, on a mask as large as its ink; also give where that is from the pen's
        place. None where it has no ink.
        """  # noqa: D205 - one sentence says it
        font, character = self.at(size), chr(_FIRST_GLYPH + number)
        try:
            left, top, right, bottom = (round(side) for side in font.getbbox(character, anchor="ls", stroke_width=stroke))
            begin = left - 1, top - 1
            mask = Image.new("L", (right - left + 2, bottom - top + 2), 0)
            ImageDraw.Draw(mask).text((-begin[0], -begin[1]), character, fill=255, font=font, anchor="ls", stroke_width=stroke)
        except OSError:  # an outline too rich for FreeType, as that of a whole sentence in one letter
            return self._rasterised(number, size, stroke)
        return _cropped(mask, begin)

    def _rasterised(self, number: int, size: float, stroke: float) -> tuple[Image.Image, tuple[int, int]] | None:
        """Draw a glyph by HarfBuzz, which has no stroker: a mask is fattened by whole pixels."""
        raster, scale, margin = uharfbuzz.RasterDraw(), size / self._units, ceil(stroke)
        raster.transform = (scale, 0.0, 0.0, scale, 0.0, 0.0)
        raster.set_glyph_extents(self._shaper.get_glyph_extents(number))
        raster.draw_glyph(self._shaper, number)
        drawn = raster.render()
        if drawn is None or not drawn.extents.width or not drawn.extents.height:
            return None
        area = drawn.extents
        letter = Image.frombytes("L", (area.width, area.height), bytes(drawn.buffer), "raw", "L", area.stride, -1)
        mask = Image.new("L", (area.width + 2 * margin, area.height + 2 * margin), 0)
        mask.paste(letter, (margin, margin))
        fat = mask.filter(ImageFilter.MaxFilter(2 * margin + 1)) if margin else mask
        return _cropped(fat, (round(area.x_origin) - margin, -round(area.y_origin) - area.height - margin))


def _cropped(picture: Image.Image, at: tuple[int, int]) -> tuple[Image.Image, tuple[int, int]] | None:
    ink = picture.getbbox()
    return (picture.crop(ink), (at[0] + ink[0], at[1] + ink[1])) if ink else None


def _opened(face: Face) -> uharfbuzz.Blob:
    """Map the file of an installed package, which all processes then share; read the owner's, which may be written over at any time."""
    return uharfbuzz.Blob.from_file_path(face.path) if face.package else uharfbuzz.Blob(face.path.read_bytes())


def _nameless_file() -> IO[bytes]:
    """Make a file that goes with its process; in memory where the system has such, so that no full or closed disk keeps a letter back."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("typeface"), "w+b")
    return TemporaryFile()


def _write_with_characters_for_glyphs(file: IO[bytes], data: bytes, index: int, count: int) -> None:
    """Write a font's data with a character map in which each glyph has a character of its own, so that Pillow can be told which to draw.

    The new map stands at the end; the old one is left where it is.
    """
    end = len(data) + -len(data) % 4
    groups = struct.pack(">HHIIIIII", 12, 0, 28, 0, 1, _FIRST_GLYPH, _FIRST_GLYPH + count - 1, 0)
    characters = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + groups
    file.write(data)
    file.seek(end)
    file.write(characters)
    (head,) = struct.unpack_from(">I", data, 12 + 4 * index) if data[:4] == b"ttcf" else (0,)
    (tables,) = struct.unpack_from(">H", data, head + 4)
    for place in range(head + 12, head + 12 + 16 * tables, 16):
        name, _, _, _ = _TABLE.unpack_from(data, place)
        if name == b"cmap":
            file.seek(place)
            file.write(_TABLE.pack(b"cmap", 0, end, len(characters)))
    file.flush()
