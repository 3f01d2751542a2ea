"""The surface that is painted on, and the coats of paint that layers put upon it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageColor

Rgba = tuple[int, int, int, int]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coat:
    """Paint of one colour through a mask, or an RGBA picture where `color` is None; `at` is its top left corner on the canvas."""

    image: Image.Image
    at: tuple[int, int]
    color: Rgba | None = None


def extent(coat: Coat, size: tuple[int, int]) -> Box | None:
    """Tell which part of a canvas of a size a coat covers; None where it covers nothing."""
    x, y = coat.at
    return within((x, y, x + coat.image.width, y + coat.image.height), size)


def rgba(color: str) -> Rgba:
    """Read `#rrggbb` or `#rrggbbaa`."""
    red, green, blue, *alpha = ImageColor.getrgb(color)
    return red, green, blue, alpha[0] if alpha else 255


def paint(canvas: Image.Image, coats: Sequence[Coat], origin: tuple[int, int] = (0, 0)) -> None:
    """Paint coats in order; what lies outside the canvas is cut off. `origin` is where a canvas that is only a piece begins."""
    for coat in coats:
        if visible := _visible(coat, canvas.size, origin):
            _paint_one(canvas, visible)


def turned(coat: Coat, clockwise_degrees: float, box: tuple[int, int, int, int]) -> Coat:
    """Turn what fills a box about the box's middle."""
    if clockwise_degrees % 360 == 0:
        return coat
    image = coat.image.rotate(-clockwise_degrees, Image.Resampling.BICUBIC, expand=True)
    x, y, width, height = box
    return Coat(image=image, at=(round(x + (width - image.width) / 2), round(y + (height - image.height) / 2)), color=coat.color)


def within(box: Box, size: tuple[int, int]) -> Box | None:
    """Cut a box to a canvas of a size; None where nothing is left."""
    left, top, right, bottom = max(0, box[0]), max(0, box[1]), min(size[0], box[2]), min(size[1], box[3])
    return (left, top, right, bottom) if left < right and top < bottom else None


def _visible(coat: Coat, size: tuple[int, int], origin: tuple[int, int]) -> Coat | None:
    x, y = coat.at[0] - origin[0], coat.at[1] - origin[1]
    whole = (x, y, x + coat.image.width, y + coat.image.height)
    seen = within(whole, size)
    if seen is None or (seen == whole and origin == (0, 0)):
        return coat if seen else None
    if seen == whole:
        return Coat(image=coat.image, at=(x, y), color=coat.color)
    return Coat(image=coat.image.crop((seen[0] - x, seen[1] - y, seen[2] - x, seen[3] - y)), at=seen[:2], color=coat.color)


def _paint_one(canvas: Image.Image, coat: Coat) -> None:
    if canvas.mode == "RGBA":
        canvas.alpha_composite(_as_picture(coat), coat.at)
    elif coat.color is None:
        canvas.paste(coat.image, coat.at, coat.image)
    else:  # Pillow lays a picture through a mask in half the time that it takes for a colour
        color = Image.new(canvas.mode, coat.image.size, coat.color[:3])
        canvas.paste(color, coat.at, _thinned(coat.image, coat.color[3]))


def _as_picture(coat: Coat) -> Image.Image:
    if coat.color is None:
        return coat.image
    picture = Image.new("RGBA", coat.image.size, coat.color[:3])
    picture.putalpha(_thinned(coat.image, coat.color[3]))
    return picture


def _thinned(mask: Image.Image, alpha: int) -> Image.Image:
    return mask if alpha == 255 else mask.point([level * alpha // 255 for level in range(256)])  # noqa: PLR2004 - fully opaque
