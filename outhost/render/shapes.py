"""Masks of what is painted: rounded rectangles and letters, smooth at their edges."""

from collections.abc import Iterable

from PIL import Image, ImageChops, ImageDraw

from outhost.render.canvas import Box
from outhost.render.layout import PlacedRun
from outhost.render.sprites import Sprite, Sprites, joined

_OVERSAMPLING = 4


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


def letter_mask(letters: Iterable[PlacedRun], sprites: Sprites, clip: Box, stroke_px: float = 0.0, scale: int = 1) -> Sprite | None:
    """Draw letters, each fattened by `stroke_px` on every side, `scale` times as large as they are placed.

    What lies outside `clip` is cut off; None where nothing is left.
    """
    placed = []
    for one in letters:
        draw = sprites.run if one.is_whole else sprites.part
        sprite = draw(one.typeface, one.run, one.size * scale, stroke_px * scale)
        if sprite:
            placed.append(sprite.moved(round(one.x * scale), round(one.y * scale)))
    return joined(placed, clip)
