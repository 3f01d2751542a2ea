"""The colours that all frames of a GIF share."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

from PIL import Image

Rgb = tuple[int, int, int]

MOST_COLORS: Final = 256
"""A palette's entries; the last of them is no colour, but stands for what the frame before shows."""

_SAMPLES: Final = 8
_SAMPLE_PX: Final = 256
_BLENDS: Final = 6
_BLENDED_SHARE: Final = 3 / 8
"""Of a palette's entries so many are kept for the soft edges of letters, at most,"""
_MOST_FLAT_SHARE: Final = 1 / 8
"""so many for what covers much of the film,"""
_CUBE_SHARE: Final = 1 / 4
"""and so many for a spread of all colours."""
_FLAT_SHARE: Final = 0.005
_APART: Final = 10.5
"""Twice the diagonal of the cells, four levels wide, in which Pillow looks up the nearest colour."""


class Palette:
    """A few colours, and the way from a picture to their indices."""

    def __init__(self, colors: Iterable[Rgb], limit: int = MOST_COLORS) -> None:
        """Keep the colours in order, but for one place of the limit that stays free, for the index that means no colour."""
        kept = list(dict.fromkeys(colors))[: limit - 1]
        self.data = bytes(level for color in kept for level in color)
        self._image = Image.new("P", (1, 1))
        self._image.putpalette(self.data + self.data[:3] * (MOST_COLORS - len(kept)))

    @property
    def free(self) -> int:
        """Give the first index that is no colour of the palette."""
        return len(self.data) // 3

    def indices(self, picture: Image.Image) -> Image.Image:
        """Give each pixel of an RGB picture the index of its nearest colour (mode L); undithered, so that what stands still stays still."""
        reduced = picture.quantize(palette=self._image, dither=Image.Dither.NONE)
        return Image.frombytes("L", reduced.size, reduced.tobytes())


def shared_palette(
    samples: Sequence[Image.Image],
    inks: Iterable[Rgb],
    blends: Iterable[tuple[Rgb, Rgb]],
    *,
    any_color: bool,
    limit: int = MOST_COLORS,
) -> Palette:
    """Choose colours for a film from samples of its frames: fewer than `limit`, one of which means no colour.

    What covers much of them, and `inks`, is kept exactly; between each two of `blends` there are steps for soft edges; `any_color` adds a
    coarse spread of all colours, for pictures that are not known yet.
    """
    strip = _strip(samples)
    flat = list(dict.fromkeys([*_flat_colors(strip, round(_MOST_FLAT_SHARE * limit)), *inks]))
    steps = _steps(blends)[: round(_BLENDED_SHARE * limit)]
    reserved = [*flat, *(color for color in steps if not _is_crowded(color, flat))]
    if any_color:
        reserved += _cube(round(_CUBE_SHARE * limit))
    film = _film_colors(strip, samples, max(1, limit - 1 - len(set(reserved))))
    return Palette([*reserved, *(color for color in film if not _is_crowded(color, flat))], limit)


def thin_out(frames: Sequence[Image.Image]) -> list[int]:
    """Choose the places of frames that stand for the whole film."""
    return list(range(0, len(frames), max(1, len(frames) // _SAMPLES)))[:_SAMPLES]


def _strip(samples: Sequence[Image.Image]) -> Image.Image:
    strip = Image.new("RGB", (_SAMPLE_PX * len(samples), _SAMPLE_PX))
    for place, sample in enumerate(samples):
        strip.paste(sample.resize((_SAMPLE_PX, _SAMPLE_PX), Image.Resampling.NEAREST), (place * _SAMPLE_PX, 0))
    return strip


def _flat_colors(strip: Image.Image, most: int) -> list[Rgb]:
    area = strip.width * strip.height
    counted = sorted(strip.getcolors(area) or (), key=lambda entry: -entry[0])
    return [_rgb(color) for count, color in counted[:most] if count >= _FLAT_SHARE * area]


def _film_colors(strip: Image.Image, samples: Sequence[Image.Image], count: int) -> list[Rgb]:
    exact: dict[Rgb, None] = {}
    for sample in samples:
        found = sample.getcolors(count)
        if found is None or len(exact) > count:
            return _reduced_colors(strip, count)
        exact |= {_rgb(color): None for _, color in found}
    return list(exact) if len(exact) <= count else _reduced_colors(strip, count)


def _reduced_colors(strip: Image.Image, count: int) -> list[Rgb]:
    data = strip.quantize(count, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).getpalette() or []
    return list(zip(data[0::3], data[1::3], data[2::3], strict=True))


def _is_crowded(color: Rgb, kept: Iterable[Rgb]) -> bool:
    """Tell whether a colour is so near to one that must stay exact that Pillow, which looks colours up coarsely, could mistake the two."""
    return any(0 < math.dist(color, other) < _APART for other in kept)


def _rgb(color: object) -> Rgb:
    assert isinstance(color, tuple)
    return color[0], color[1], color[2]


def _steps(blends: Iterable[tuple[Rgb, Rgb]]) -> list[Rgb]:
    return list(dict.fromkeys(color for one, other in blends for color in _blended(one, other)))


def _cube(most: int) -> list[Rgb]:
    """Spread colours evenly over all there are, with the same few levels of red, green and blue."""
    count = next(levels for levels in range(2, most + 2) if (levels + 1) ** 3 > most)
    levels = [round(255 * place / (count - 1)) for place in range(count)]
    return [(red, green, blue) for red in levels for green in levels for blue in levels]


def _blended(one: Rgb, other: Rgb) -> list[Rgb]:
    return [_between(one, other, step / (_BLENDS - 1)) for step in range(_BLENDS)]


def _between(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
