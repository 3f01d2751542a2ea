"""The surface that is painted on, and the coats of paint that layers put upon it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageColor

Rgba = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coat:
    """Paint of one colour through a mask, or an RGBA picture where `color` is None; `at` is its top left corner on the canvas."""

    image: Image.Image
    at: tuple[int, int]
    color: Rgba | None = None


def rgba(color: str) -> Rgba:
    """Read `#rrggbb` or `#rrggbbaa`."""
    red, green, blue, *alpha = ImageColor.getrgb(color)
    return red, green, blue, alpha[0] if alpha else 255


def paint(canvas: Image.Image, coats: Sequence[Coat]) -> None:
    """Paint coats in order; what lies outside the canvas is cut off."""
    for coat in coats:
        if visible := _visible(coat, canvas.size):
            _paint_one(canvas, visible)


def turned(coat: Coat, clockwise_degrees: float, box: tuple[int, int, int, int]) -> Coat:
    """Turn what fills a box about the box's middle."""
    if clockwise_degrees % 360 == 0:
        return coat
    image = coat.image.rotate(-clockwise_degrees, Image.Resampling.BICUBIC, expand=True)
    x, y, width, height = box
    return Coat(image=image, at=(round(x + (width - image.width) / 2), round(y + (height - image.height) / 2)), color=coat.color)


def _visible(coat: Coat, size: tuple[int, int]) -> Coat | None:
    (x, y), (width, height) = coat.at, coat.image.size
    left, top, right, bottom = max(0, -x), max(0, -y), min(width, size[0] - x), min(height, size[1] - y)
    if left >= right or top >= bottom:
        return None
    if (left, top, right, bottom) == (0, 0, width, height):
        return coat
    return Coat(image=coat.image.crop((left, top, right, bottom)), at=(x + left, y + top), color=coat.color)


def _paint_one(canvas: Image.Image, coat: Coat) -> None:
    if canvas.mode == "RGBA":
        canvas.alpha_composite(_as_picture(coat), coat.at)
    elif coat.color is None:
        canvas.paste(coat.image, coat.at, coat.image)
    else:
        canvas.paste(coat.color[:3], coat.at, _thinned(coat.image, coat.color[3]))


def _as_picture(coat: Coat) -> Image.Image:
    if coat.color is None:
        return coat.image
    picture = Image.new("RGBA", coat.image.size, coat.color[:3])
    picture.putalpha(_thinned(coat.image, coat.color[3]))
    return picture


def _thinned(mask: Image.Image, alpha: int) -> Image.Image:
    return mask if alpha == 255 else mask.point([level * alpha // 255 for level in range(256)])  # noqa: PLR2004 - fully opaque
