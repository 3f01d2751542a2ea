"""A still as a PNG file."""

import io
from typing import Final

from PIL import Image, ImageChops

_LEVEL: Final = 2
_PALETTE_COLOURS: Final = 256


def png_bytes(picture: Image.Image) -> bytes:
    """Encode a picture without time stamp or text; with a palette where that keeps every pixel exactly."""
    out = io.BytesIO()
    (_with_palette(picture) or picture).save(out, "PNG", compress_level=_LEVEL)
    return out.getvalue()


def _with_palette(picture: Image.Image) -> Image.Image | None:
    if picture.mode != "RGB" or picture.getcolors(_PALETTE_COLOURS) is None:
        return None
    reduced = picture.quantize(_PALETTE_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return None if ImageChops.difference(reduced.convert("RGB"), picture).getbbox() else reduced
