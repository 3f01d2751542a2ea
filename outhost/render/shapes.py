"""Masks of what is painted: rounded rectangles and letters, smooth at their edges."""

from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw

from outhost.render.canvas import Box
from outhost.render.layout import PlacedGlyph
from outhost.render.typefaces import Sprite, Sprites

_OVERSAMPLING = 4


@dataclass(frozen=True, slots=True)
class Inked:
    """A mask, and where its top left corner lies."""

    mask: Image.Image
    at: tuple[int, int]


def rounded_mask(size: tuple[int, int], radius: int) -> Image.Image:
    """Make a mask that is full but for its rounded corners."""
    mask = Image.new("L", size, 255)
    reach = min(radius, *(side // 2 for side in size))
    if reach < 1:
        return mask
    corner = Image.new("L", (reach * _OVERSAMPLING, reach * _OVERSAMPLING), 0)
    far = 2 * reach * _OVERSAMPLING - 1
    ImageDraw.Draw(corner).ellipse((0, 0, far, far), fill=255)
    corner = corner.resize((reach, reach), Image.Resampling.BOX)
    mirrored, flipped = corner.transpose(Image.Transpose.FLIP_LEFT_RIGHT), corner.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    width, height = size
    mask.paste(corner, (0, 0))
    mask.paste(mirrored, (width - reach, 0))
    mask.paste(flipped, (0, height - reach))
    mask.paste(flipped.transpose(Image.Transpose.FLIP_LEFT_RIGHT), (width - reach, height - reach))
    return mask


def edge_mask(size: tuple[int, int], radius: int, width: int) -> Image.Image:
    """Make a mask of the band of `width` pixels along the inside of a rounded rectangle."""
    mask = rounded_mask(size, radius)
    inside = (size[0] - 2 * width, size[1] - 2 * width)
    if min(inside) < 1:
        return mask
    hole = Image.new("L", size, 0)
    hole.paste(rounded_mask(inside, max(0, radius - width)), (width, width))
    return ImageChops.subtract(mask, hole)


def letter_mask(glyphs: Iterable[PlacedGlyph], sprites: Sprites, clip: Box, stroke_px: float = 0.0, scale: int = 1) -> Inked | None:
    """Draw letters, each fattened by `stroke_px` on every side, `scale` times as large as they are placed.

    What lies outside `clip` is cut off; None where nothing is left.
    """
    placed = []
    for glyph in glyphs:
        sprite = sprites.get(glyph.typeface, glyph.number, glyph.size * scale, stroke_px * scale)
        if sprite:
            placed.append((sprite, round(glyph.x * scale) + sprite.left, round(glyph.y * scale) + sprite.top))
    area = _common(placed, clip)
    if area is None:
        return None
    mask = Image.new("L", (area[2] - area[0], area[3] - area[1]), 0)
    for sprite, x, y in placed:
        mask.paste(255, (x - area[0], y - area[1]), sprite.image)
    return Inked(mask, area[:2])


def _common(placed: Iterable[tuple[Sprite, int, int]], clip: Box) -> Box | None:
    """Find the area that sprites cover together, within a clip."""
    boxes = [(x, y, x + sprite.image.width, y + sprite.image.height) for sprite, x, y in placed]
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    area = max(min(lefts), clip[0]), max(min(tops), clip[1]), min(max(rights), clip[2]), min(max(bottoms), clip[3])
    return area if area[0] < area[2] and area[1] < area[3] else None
