"""Pictures of glyphs and of whole runs, each made once a size: the font's own drawing, and above all its stroker, is the dearest step."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image

from outhost.render.canvas import Box
from outhost.render.typefaces import Run, Typeface

_ENTRY_BYTES = 300
"""What an entry takes beside its pixels."""


@dataclass(frozen=True, slots=True)
class Sprite:
    """A mask as large as its ink; `left` and `top` are from the pen's place, right and down."""

    mask: Image.Image
    left: int
    top: int

    @property
    def box(self) -> Box:
        """Tell where the ink lies."""
        return self.left, self.top, self.left + self.mask.width, self.top + self.mask.height

    def moved(self, x: int, y: int) -> "Sprite":
        """Give the same mask elsewhere."""
        return Sprite(self.mask, self.left + x, self.top + y)


class Sprites:
    """Drawn glyphs and runs, kept up to a number of bytes: the least lately used are forgotten first."""

    def __init__(self, most_bytes: int) -> None:
        """Keep up to so many bytes."""
        self._kept: OrderedDict[tuple[Typeface, Run | int, float, float], Sprite | None] = OrderedDict()
        self._room = most_bytes

    def run(self, typeface: Typeface, run: Run, size: float, stroke: float) -> Sprite | None:
        """Give a whole run at a size, its letters fattened by `stroke` pixels on every side; None where it has no ink."""
        key = (typeface, run, size, stroke)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        return self._keep(key, self.part(typeface, run, size, stroke))

    def part(self, typeface: Typeface, run: Run, size: float, stroke: float) -> Sprite | None:
        """Give a run that will not come again, such as the beginning of a word that is being typed."""
        placed = []
        for glyph in run.glyphs:
            sprite = self._glyph(typeface, glyph.number, size, stroke)
            if sprite:
                placed.append(sprite.moved(round(glyph.x * size), round(glyph.y * size)))
        return joined(placed)

    def _glyph(self, typeface: Typeface, number: int, size: float, stroke: float) -> Sprite | None:
        key = (typeface, number, size, stroke)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        drawn = typeface.draw(number, size, stroke)
        return self._keep(key, Sprite(drawn[0], *drawn[1]) if drawn else None)

    def _keep(self, key: tuple[Typeface, Run | int, float, float], sprite: Sprite | None) -> Sprite | None:
        self._kept[key] = sprite
        self._room -= _bytes_of(sprite)
        while self._room < 0 and len(self._kept) > 1:
            self._room += _bytes_of(self._kept.popitem(last=False)[1])
        return sprite


def joined(sprites: Iterable[Sprite], clip: Box | None = None) -> Sprite | None:
    """Lay sprites over each other; what lies outside `clip` is cut off. None where nothing is left."""
    placed = tuple(sprites)
    if not placed:
        return None
    lefts, tops, rights, bottoms = zip(*(sprite.box for sprite in placed), strict=True)
    left, top, right, bottom = min(lefts), min(tops), max(rights), max(bottoms)
    if clip:
        left, top, right, bottom = max(left, clip[0]), max(top, clip[1]), min(right, clip[2]), min(bottom, clip[3])
        if left >= right or top >= bottom:
            return None
    if len(placed) == 1 and (left, top, right, bottom) == placed[0].box:
        return placed[0]
    mask = Image.new("L", (right - left, bottom - top), 0)
    for sprite in placed:
        mask.paste(255, (sprite.left - left, sprite.top - top), sprite.mask)
    return Sprite(mask, left, top)


def _bytes_of(sprite: Sprite | None) -> int:
    return _ENTRY_BYTES + (sprite.mask.width * sprite.mask.height if sprite else 0)
