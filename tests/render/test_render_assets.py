"""Uploaded pictures: what is taken, and what is refused before it can do harm."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from outhost.domain.errors import InvalidInput
from outhost.domain.render_spec import AssetFacts, RenderSpec
from outhost.render.assets import MAX_BYTES, MAX_FRAMES, inspect_asset
from outhost.render.picture import Picture


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Encode a picture."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """Make a PNG of a few bytes that says it is large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def gif_of(frames: int, size: tuple[int, int] = (1, 1)) -> bytes:
    """Make a GIF of many frames, each a few bytes, each as large as the whole."""
    dot = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", *size, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff" + dot * frames + b";"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "1", "LA", "CMYK", "I;16"])
def test_the_four_formats_are_taken_in_any_mode_and_can_be_drawn(
    kind: str, mode: str, keep: Any, make_spec: Callable[..., RenderSpec], draw: Callable[..., Picture]
) -> None:
    """A picture that a browser shows is a picture here too."""
    try:
        data = encoded(Image.new(mode, (30, 20)), kind)
    except (OSError, ValueError):
        data = encoded(Image.new("L", (30, 20)), kind)
    assert inspect_asset(data) == AssetFacts(width=30, height=20, frames=1)
    assert draw(make_spec({"type": "image", "box": [0, 0, 60, 40], "asset": keep(data)})).data


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_frames_are_counted(kind: str) -> None:
    """A moving picture says how many frames it has, in each format that moves."""
    others = [Image.new("RGB", (30, 20), color) for color in ("#00ff00", "#0000ff")]
    data = encoded(Image.new("RGB", (30, 20), "#ff0000"), kind, save_all=True, append_images=others, duration=50)
    assert inspect_asset(data) == AssetFacts(width=30, height=20, frames=3)


def test_a_photo_taken_sideways_is_upright(keep: Any, make_spec: Callable[..., RenderSpec], draw: Callable[..., Picture]) -> None:
    """A telephone's picture is shown as it was seen."""
    photo = Image.new("RGB", (80, 40), "#ff0000")
    photo.paste("#0000ff", (0, 0, 40, 40))
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(photo, "JPEG", exif=exif, quality=95)
    assert inspect_asset(data) == AssetFacts(width=40, height=80, frames=1)
    drawn = draw(make_spec({"type": "image", "box": [0, 0, 100, 200], "asset": keep(data)}))
    with Image.open(io.BytesIO(drawn.data)) as image:
        assert image.convert("RGB").getpixel((50, 20)) == pytest.approx((0, 0, 255), abs=8)
        assert image.convert("RGB").getpixel((50, 180)) == pytest.approx((255, 0, 0), abs=8)


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        pytest.param(b"", "no picture that can be read", id="empty"),
        pytest.param(b"%PDF-1.7 hello", "PNG, JPEG, GIF and WebP", id="pdf"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG, JPEG, GIF and WebP", id="svg"),
        pytest.param(encoded(Image.new("RGB", (9, 9)), "BMP"), "PNG, JPEG, GIF and WebP", id="bmp"),
        pytest.param(encoded(Image.new("RGB", (9, 9)), "TIFF"), "PNG, JPEG, GIF and WebP", id="tiff"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "no picture that can be read", id="png-head"),
        pytest.param(b"GIF89a", "no picture that can be read", id="gif-head"),
        pytest.param(png_that_claims(5001, 5000), "at most 25 megapixels", id="megapixels"),
        pytest.param(png_that_claims(9000, 9999), "at most 25 megapixels", id="bomb-that-pillow-warns-of"),
        pytest.param(png_that_claims(60_000, 60_000), "at most 25 megapixels", id="bomb-that-pillow-refuses"),
        pytest.param(png_that_claims(100, 100), "damaged or cut off", id="png-without-pixels"),
        pytest.param(gif_of(MAX_FRAMES + 1), "animation is too long", id="frames"),
        pytest.param(gif_of(400, (1000, 1000)), "animation is too long", id="pixels-of-all-frames"),
        pytest.param(encoded(Image.effect_noise((90, 90), 90), "JPEG")[:900], "damaged or cut off", id="cut-jpeg"),
        pytest.param(encoded(Image.effect_noise((90, 90), 90), "PNG")[:3000], "damaged or cut off", id="cut-png"),
        pytest.param(encoded(Image.effect_noise((90, 90), 90), "GIF")[:3000], "damaged or cut off", id="cut-gif"),
        pytest.param(bytes(MAX_BYTES + 1), "at most 5,000,000", id="bytes"),
    ],
)
def test_what_is_no_sound_picture_is_refused_with_a_hint(data: bytes, hint: str) -> None:
    """Damaged, huge or of another kind: the answer says which."""
    with pytest.raises(InvalidInput) as refusal:
        inspect_asset(data)
    assert [issue.path for issue in refusal.value.issues] == ["file"]
    assert hint in refusal.value.issues[0].say()


def test_many_tiny_frames_are_counted_no_further_than_the_limit() -> None:
    """A file of a hundred thousand frames is refused as quickly as one of a thousand."""
    with pytest.raises(InvalidInput):
        inspect_asset(gif_of(200_000))


SOUND = [encoded(Image.effect_noise((40, 30), 90), kind) for kind in ("PNG", "JPEG", "GIF", "WEBP")]
FILM = encoded(Image.new("L", (20, 20)), "GIF", save_all=True, append_images=[Image.effect_noise((20, 20), 90)] * 3, duration=50)


@given(data=st.data(), sound=st.sampled_from([*SOUND, FILM]))
def test_a_damaged_file_is_taken_or_refused_and_never_breaks_the_reader(data: st.DataObject, sound: bytes) -> None:
    """Whatever bytes are uploaded, the answer is facts or a refusal."""
    damaged = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        facts = inspect_asset(bytes(damaged[: data.draw(st.integers(0, len(damaged)))]))
    except InvalidInput:
        return
    assert facts.width * facts.height <= 25_000_000
    assert 1 <= facts.frames <= MAX_FRAMES
