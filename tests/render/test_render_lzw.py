"""GIF pixel data in strips: whatever the pixels, and whatever lies beside them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from strict_gif import unpacked

from outhost.render.lzw import END, strip


def unblocked(data: bytes) -> bytes:
    """Undo the data blocks; only the last one is empty."""
    out, at = bytearray(), 0
    while data[at]:
        out += data[at + 1 : at + 1 + data[at]]
        at += 1 + data[at]
    assert at == len(data) - 1
    return bytes(out)


def noise(count: int, colors: int, seed: int) -> bytes:
    """Give pixels that hardly repeat."""
    state, out = seed, bytearray()
    for _ in range(count):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        out.append((state >> 16) % colors)
    return bytes(out)


def pixels_of(strips: list[bytes], width: int = 1) -> bytes:
    """Code strips of pixels, lay them side by side and decode the whole."""
    pictures = [Image.frombytes("L", (width, len(pixels) // width), pixels) for pixels in strips]
    return unpacked(8, unblocked(b"".join(map(strip, pictures)) + END))


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.integers(1, 40), st.integers(1, 120), st.sampled_from([1, 2, 3, 16, 64, 256]), st.integers(0, 999)),
        min_size=1,
        max_size=4,
    )
)
def test_strips_of_any_pictures_lie_side_by_side(pictures: list[tuple[int, int, int, int]]) -> None:
    """Narrow and wide, few colours and many: all come out as they went in."""
    strips = [noise(width * height, colors, seed) for width, height, colors, seed in pictures]
    coded = b"".join(strip(Image.frombytes("L", one[:2], pixels)) for one, pixels in zip(pictures, strips, strict=True))
    assert unpacked(8, unblocked(coded + END)) == b"".join(strips)


@pytest.mark.parametrize("about", [1, 254, 510, 766, 1022, 1790, 2046, 3838, 7680])
def test_a_strip_may_end_wherever_codes_widen_or_the_table_is_full(about: int) -> None:
    """Pixels that never repeat are one code each, so all these places are hit."""
    hard = bytes(place * 167 % 256 if place // 256 % 2 else place % 256 for place in range(about + 8))
    for count in range(max(1, about - 6), about + 7):
        for pixels in (noise(count, 256, 5), hard[:count]):
            assert pixels_of([pixels, b"\x07", pixels]) == pixels + b"\x07" + pixels


def test_long_strips_keep_their_blocks_full() -> None:
    """Pillow hands its output over in pieces of 64 KiB, which must not show."""
    pixels = noise(300 * 1000, 256, 3)
    assert pixels_of([pixels, pixels[:300]], 300) == pixels + pixels[:300]
