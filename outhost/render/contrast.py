"""Whether letters stand out from what lies behind them."""

from typing import Final

from PIL import Image

from outhost.render.canvas import Box, Rgba

_LEAST_RATIO: Final = 3.0
"""What WCAG 2.2 (1.4.3) asks of large text."""
_CELLS: Final = (16, 8)
_OPAQUE: Final = 255
_LINEAR: Final = tuple(c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in range(256))  # noqa: PLR2004 - 0.04045 of 255
"""The light of each level of an sRGB channel (WCAG 2.2, relative luminance)."""


def sampled(picture: Image.Image, area: Box) -> Image.Image:
    """Take some pixels of a part of a picture, spread evenly over it."""
    return picture.resize(_CELLS, Image.Resampling.NEAREST, area).convert("RGB")


def is_low(ground: Image.Image, color: Rgba, outline: Rgba | None) -> bool:
    """Tell whether text would be hard to read on sampled ground: neither the letters nor their outline reach a contrast ratio of 3 to the
    median pixel beneath, the one that half of the pixels are lighter than.
    """  # noqa: D205 - one sentence says it
    levels = ground.convert("L").tobytes()
    row, column = divmod(sorted(range(len(levels)), key=levels.__getitem__)[len(levels) // 2], ground.width)
    median = ground.getpixel((column, row))
    assert isinstance(median, tuple)
    return all(_ratio(_luminance(_over(ink, median)), _luminance(median)) < _LEAST_RATIO for ink in (color, outline) if ink)


def _over(ink: Rgba, ground: tuple[int, ...]) -> tuple[int, ...]:
    """Blend an ink that is not opaque with what shows through it."""
    return tuple((one * ink[3] + other * (_OPAQUE - ink[3])) // _OPAQUE for one, other in zip(ink[:3], ground, strict=True))


def _ratio(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _luminance(color: tuple[int, ...]) -> float:
    red, green, blue = color
    return 0.2126 * _LINEAR[red] + 0.7152 * _LINEAR[green] + 0.0722 * _LINEAR[blue]
