"""Grounds to draw on, made on the spot and the same every time: what stands for a photo, and a flat picture."""

import io
import random
from collections.abc import Callable

from PIL import Image, ImageDraw

Size = tuple[int, int]

_OCTAVES = 8
_DISCS = 60


def photo(size: Size) -> Image.Image:
    """Make shapes of all scales, each half as strong as those twice its size, through a JPEG of quality 90, as a camera leaves them."""
    dice = random.Random(1)
    picture = Image.new("RGB", size, "#808080")
    for octave in range(1, _OCTAVES + 1):
        cells = (4 * 2**octave // 3, 2**octave)
        layer = Image.frombytes("RGB", cells, dice.randbytes(3 * cells[0] * cells[1])).resize(size, Image.Resampling.BICUBIC)
        picture = Image.blend(picture, layer, 0.75 / octave**1.6)
    return _through(picture, "JPEG", quality=90)


def flat(size: Size) -> Image.Image:
    """Make a cartoon: discs of one colour with dark edges, smooth."""
    dice = random.Random(1)
    width, height = size[0] * 2, size[1] * 2
    picture = Image.new("RGB", (width, height), "#f4efe0")
    pen = ImageDraw.Draw(picture)
    for _ in range(_DISCS):
        x, y, reach = dice.randrange(width), dice.randrange(height), dice.randrange(20, 200)
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=_color(dice), outline="#202020", width=6)
    return picture.resize(size, Image.Resampling.LANCZOS)


GROUNDS: dict[str, Callable[[Size], Image.Image]] = {"photo": photo, "flat": flat}


def png_of(picture: Image.Image) -> bytes:
    """Encode as Pillow does unless told otherwise, at level 6."""
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _through(picture: Image.Image, form: str, **options: object) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, form, **options)
    with Image.open(io.BytesIO(out.getvalue())) as seen:
        return seen.convert("RGB")


def _color(dice: random.Random) -> tuple[int, int, int]:
    return dice.randrange(60, 256), dice.randrange(60, 256), dice.randrange(60, 256)
