"""Pictures that others made: looked at before they are trusted, then opened for drawing."""

import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from PIL import Image, ImageFile, ImageOps, ImageSequence

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.render_spec import AssetFacts
from outhost.domain.words import Phrase, Text

MAX_BYTES: Final = 5_000_000
MAX_PIXELS: Final = 25_000_000
MAX_FRAMES: Final = 500
MAX_PIXELS_OF_ALL_FRAMES: Final = 150_000_000

_MEGA: Final = 1_000_000
_TOO_HEAVY: Final = Text(
    en="The picture has {bytes:,} bytes; at most {most:,} are allowed.", fr="L’image pèse {bytes} octets ; {most} au plus sont admis."
)
_TOO_LARGE: Final = Text(
    en="The picture is too large: at most {megapixels} megapixels are allowed.",
    fr="L’image est trop grande : {megapixels} mégapixels au plus sont admis.",
).filled(megapixels=MAX_PIXELS // _MEGA)
_TOO_LONG: Final = Text(
    en="The animation is too long: at most {frames} frames and {megapixels} megapixels over all are allowed.",
    fr="L’animation est trop longue : {frames} images et {megapixels} mégapixels en tout au plus sont admis.",
).filled(frames=MAX_FRAMES, megapixels=MAX_PIXELS_OF_ALL_FRAMES // _MEGA)
_DAMAGED: Final = Text(
    en="The picture is damaged or cut off; save it anew and try again.",
    fr="L’image est abîmée ou tronquée ; enregistrez-la à nouveau et réessayez.",
)
_NO_PICTURE: Final = Text(
    en="This is no picture that can be read; PNG, JPEG, GIF and WebP are accepted.",
    fr="Ceci n’est pas une image lisible ; PNG, JPEG, GIF et WebP sont acceptés.",
)
_FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP")
_ORIENTATION: Final = 0x0112
_LYING: Final = frozenset({5, 6, 7, 8})
"""EXIF orientations that swap width and height."""
UNREADABLE: Final = (Exception,)
"""What Pillow raises on data it can't read: on a damaged file its readers meet with any error there is, from SyntaxError to IndexError."""


def inspect_asset(data: bytes) -> AssetFacts:
    """Check an uploaded picture and tell its facts.

    Bytes, pixels and frames are bounded before anything is decoded; then every frame is decoded once, up to about a second of CPU, so that
    what is accepted can be drawn.

    Raises:
        InvalidInput: The data is no PNG, JPEG, GIF or WebP, is too large, or is damaged.
    """
    if len(data) > MAX_BYTES:
        raise _refused(_TOO_HEAVY.filled(bytes=len(data), most=MAX_BYTES))
    facts = _bounded_facts(data)
    if _sound_frames(data, facts.frames) != facts.frames:
        raise _refused(_DAMAGED.filled())
    return facts


def open_asset(path: Path, near: tuple[int, int]) -> Image.Image:
    """Decode the first frame of a kept asset, upright, RGB or RGBA; a JPEG much larger than `near` at a fraction of its size."""
    with open_image(path) as image:
        image.draft("RGB", near)
        return plain(ImageOps.exif_transpose(image))


def open_image(path: Path) -> ImageFile.ImageFile:
    """Open a kept asset without decoding it."""
    return Image.open(path, formats=_FORMATS)


def plain(image: Image.Image) -> Image.Image:
    """Bring any mode to RGB, or to RGBA where a pixel may be transparent."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda level: level * (1 / 257)).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("RGB")


def _bounded_facts(data: bytes) -> AssetFacts:
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            facts = _claimed_facts(image, data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise _refused(_TOO_LARGE) from fault
    except UNREADABLE as fault:
        raise _refused(_NO_PICTURE.filled()) from fault
    if facts.width * facts.height > MAX_PIXELS:
        raise _refused(_TOO_LARGE)
    if facts.frames > MAX_FRAMES or facts.frames * facts.width * facts.height > MAX_PIXELS_OF_ALL_FRAMES:
        raise _refused(_TOO_LONG)
    return facts


def _claimed_facts(image: Image.Image, data: bytes) -> AssetFacts:
    """Read what a file says of itself. A PNG is asked for its orientation only if it has one up front: else it would be decoded for it."""
    is_known = image.format != "PNG" or "exif" in image.info
    is_lying = is_known and image.getexif().get(_ORIENTATION) in _LYING
    width, height = image.size[::-1] if is_lying else image.size
    return AssetFacts(width=width, height=height, frames=_frame_count(image, data))


def _sound_frames(data: bytes, expected: int) -> int | None:
    """Decode all frames and count them, one more than expected at most; None when one can't be decoded."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if image.format in {"JPEG", "MPO"}:
                image.load()
                return 1
            return sum(1 for frame in islice(ImageSequence.Iterator(image), expected + 1) if frame.load())
    except UNREADABLE:
        return None


def _frame_count(image: Image.Image, data: bytes) -> int:
    if image.format == "GIF":
        return sum(1 for _ in _gif_frames(data))
    if image.format in {"PNG", "WEBP"}:
        return int(getattr(image, "n_frames", 1))
    return 1


def _gif_frames(data: bytes) -> Iterator[int]:
    """Walk the blocks of a GIF and give where each frame begins, no more than are needed to know that they are too many."""
    place = 13 + _color_table_bytes(data[10])
    found = 0
    while data[place : place + 1] in {b"!", b","} and found <= MAX_FRAMES:
        if data[place] == ord(","):
            yield place
            found += 1
            place += 11 + _color_table_bytes(data[place + 9])
        else:
            place += 2
        while place < len(data) and data[place]:
            place += data[place] + 1
        place += 1


def _color_table_bytes(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _refused(message: Phrase) -> InvalidInput:
    return InvalidInput(Issue("file", message))
