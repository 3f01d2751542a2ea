"""The colours that all frames of a GIF share."""

from collections.abc import Iterable, Sequence
from typing import Final

from PIL import Image

from outhost.render.canvas import Rgba
from outhost.render.gif import TRANSPARENT

_SAMPLES: Final = 8
_SAMPLE_PX: Final = 256
_EXACT_COLOURS: Final = 200
_RAMP_STEPS: Final = 5
_MOST_RAMPS: Final = 10

Rgb = tuple[int, int, int]


class Palette:
    """At most 255 colours, and the way from a picture to their indices."""

    def __init__(self, colors: Sequence[Rgb]) -> None:
        """Keep the colours in order; those past the 255th are dropped."""
        kept = list(dict.fromkeys(colors))[:TRANSPARENT]
        self.data = bytes(level for color in kept for level in color)
        self._image = Image.new("P", (1, 1))
        self._image.putpalette(self.data + self.data[:3] * (256 - len(kept)))

    def indices(self, picture: Image.Image) -> Image.Image:
        """Give each pixel of an RGB picture the index of its nearest colour, as a picture of mode L; no dithering, so that what stands still stays still."""
        reduced = picture.quantize(palette=self._image, dither=Image.Dither.NONE)
        return Image.frombytes("L", reduced.size, reduced.tobytes())


def shared_palette(frames: Sequence[Image.Image], paints: Iterable[tuple[Rgba, Rgba | None]]) -> Palette:
    """Choose colours for the frames of a film and for text in `paints` (its colour and that of its outline) with their soft edges."""
    ramps = [color for ink, edge in list(dict.fromkeys(paints))[:_MOST_RAMPS] for color in _ramp(ink, edge)]
    return Palette([*dict.fromkeys(ramps), *_film_colors(frames, TRANSPARENT - len(set(ramps)))])


def _film_colors(frames: Sequence[Image.Image], count: int) -> list[Rgb]:
    exact: dict[Rgb, None] = {}
    for frame in {id(frame): frame for frame in frames}.values():
        found = frame.getcolors(min(count, _EXACT_COLOURS))
        if found is None or len(exact) > count:
            return _reduced_colors(frames, count)
        exact |= dict.fromkeys(color for _, color in found if isinstance(color, tuple))  # type: ignore[misc]
    return list(exact) if len(exact) <= count else _reduced_colors(frames, count)


def _reduced_colors(frames: Sequence[Image.Image], count: int) -> list[Rgb]:
    different = list({id(frame): frame for frame in frames}.values())
    samples = different[:: max(1, len(different) // _SAMPLES)][:_SAMPLES]
    strip = Image.new("RGB", (_SAMPLE_PX * len(samples), _SAMPLE_PX))
    for place, frame in enumerate(samples):
        strip.paste(frame.resize((_SAMPLE_PX, _SAMPLE_PX), Image.Resampling.NEAREST), (place * _SAMPLE_PX, 0))
    data = strip.quantize(count, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).getpalette() or []
    return list(zip(data[0::3], data[1::3], data[2::3], strict=True))


def _ramp(ink: Rgba, edge: Rgba | None) -> list[Rgb]:
    """Blend from a letter's colour to its outline's, or to the contrary grey where it has none."""
    other = edge or ((0, 0, 0, 255) if sum(ink[:3]) > 382 else (255, 255, 255, 255))  # noqa: PLR2004 - half of white
    steps = range(_RAMP_STEPS + 1)
    return [_blend(ink, other, step / _RAMP_STEPS) for step in steps]


def _blend(one: Rgba, other: Rgba, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one[:3], other[:3], strict=True))
    return red, green, blue
