"""Whether letters stand out from what lies behind them."""

import math

from PIL import Image

from outhost.render.canvas import Rgba

_LEAST_RATIO = 3.0
"""What WCAG 2.2 (1.4.3) asks of large text."""
_CELLS = (12, 4)
_LOW_SHARE = 0.25
"""Share of the ground that may be too like the letters before it is worth a warning."""


def is_low(ground: Image.Image, color: Rgba, outline: Rgba | None) -> bool:
    """Tell whether text of a colour would be hard to read on a piece of canvas. An outline that sets the letters off is enough."""
    ink = _luminance(color[:3])
    if outline and _ratio(ink, _luminance(outline[:3])) >= _LEAST_RATIO:
        return False
    cells = ground.convert("RGB").resize(_CELLS, Image.Resampling.BOX)
    levels = [_luminance(cells.getpixel((x, y))) for x in range(_CELLS[0]) for y in range(_CELLS[1])]
    return sum(_ratio(ink, level) < _LEAST_RATIO for level in levels) > _LOW_SHARE * len(levels)


def _ratio(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _luminance(color: object) -> float:
    assert isinstance(color, tuple)
    red, green, blue = (math.pow(level / 255, 2.2) for level in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
