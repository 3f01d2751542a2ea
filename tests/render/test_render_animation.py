"""GIFs: timeline, delays, what shows when."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageSequence

from outhost.domain.render_spec import RenderSpec
from outhost.render.footage import frame_at, timeline
from outhost.render.picture import Picture

MakeSpec = Callable[..., RenderSpec]
Draw = Callable[..., Picture]
CAPTION = {
    "type": "text",
    "box": [0, 100, 400, 100],
    "text": "{{name}}",
    "size": 60,
    "color": "#ffffff",
    "stroke": {"color": "#000000", "width": 4},
}
COLORS = ["#ff0000", "#00ff00", "#0000ff", "#ffff00", "#ff00ff", "#00ffff"]


def frames(drawn: Picture) -> tuple[list[Image.Image], list[int], int | None]:
    """Decode a GIF: its frames, their delays, and how often it repeats."""
    with Image.open(io.BytesIO(drawn.data)) as image:
        assert image.format == "GIF"
        assert image.size == (drawn.width, drawn.height)
        pictures, delays = [], []
        for frame in ImageSequence.Iterator(image):
            pictures.append(frame.convert("RGB"))
            delays.append(int(frame.info["duration"]))
        return pictures, delays, image.info.get("loop")


def ink(picture: Image.Image) -> int:
    """Count the pixels that are not white."""
    return sum(picture.convert("L").point([255] * 250 + [0] * 6).histogram()[255:])


def test_a_moving_background_keeps_its_frames_and_delays(make_spec: MakeSpec, draw: Draw, keep: Any, make_gif: Any) -> None:
    """The film runs as its maker timed it, with the lead's name on every frame."""
    delays = [100, 40, 300, 20]
    asset = keep(make_gif(COLORS[:4], delays))
    drawn = draw(make_spec(CAPTION, has_gif=True, background={"asset": asset}, animation={"loop": 3}), name="Ada")
    pictures, shown, loop = frames(drawn)
    assert drawn.extension == "gif"
    assert shown == delays
    assert loop == 3
    for picture, color in zip(pictures, [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)], strict=True):
        assert picture.getpixel((200, 20)) == pytest.approx(color, abs=3)
        letters = picture.crop((0, 100, 400, 200)).getcolors(10_000) or []
        assert {(255, 255, 255), (0, 0, 0)} <= {found for _, found in letters}


def test_too_many_frames_are_thinned_and_their_delays_added(make_spec: MakeSpec, draw: Draw, keep: Any, make_gif: Any) -> None:
    """A shorter film takes as long as the whole one."""
    asset = keep(make_gif(COLORS, [10, 20, 30, 40, 50, 60]))
    spec = make_spec(CAPTION, has_gif=True, background={"asset": asset}, animation={"max_frames": 3})
    pictures, delays, _ = frames(draw(spec, name="Ada"))
    assert delays == [30, 70, 110]
    assert [picture.getpixel((200, 20)) for picture in pictures] == [(255, 0, 0), (0, 0, 255), (255, 0, 255)]


def test_a_timeline_of_its_own_has_every_frame_even_where_nothing_changes(make_spec: MakeSpec, draw: Draw) -> None:
    """Eight frames are eight frames, each as long as asked, also when they look alike."""
    spec = make_spec(CAPTION, has_gif=True, animation={"frames": 8, "delay_ms": 120})
    pictures, delays, loop = frames(draw(spec, name="Ada"))
    assert delays == [120] * 8
    assert loop == 0
    assert all(ImageChops.difference(picture, pictures[0]).getbbox() is None for picture in pictures)


@pytest.mark.parametrize("reveal", ["words", "characters"])
def test_a_text_is_revealed_over_its_frames(make_spec: MakeSpec, draw: Draw, reveal: str) -> None:
    """Words or letters come in one after the other, and are all there at the end."""
    layer = {"type": "text", "box": [0, 0, 400, 200], "text": "{{name}}", "size": 60, "reveal": reveal, "frames": [1, 6]}
    spec = make_spec(layer, has_gif=True, animation={"frames": 8, "delay_ms": 50})
    amounts = [ink(picture) for picture in frames(draw(spec, name="one two three"))[0]]
    assert amounts[0] == amounts[7] == 0
    assert 0 < amounts[1] < amounts[6]
    assert amounts[1:7] == sorted(amounts[1:7])
    whole = make_spec(layer | {"reveal": "none"}, has_gif=True, animation={"frames": 8, "delay_ms": 50})
    assert amounts[6] == ink(frames(draw(whole, name="one two three"))[0][6])


def test_layers_show_only_in_their_frames(make_spec: MakeSpec, draw: Draw) -> None:
    """A bubble can come and go."""
    bubble = {"type": "rect", "box": [0, 0, 50, 50], "fill": "#ff0000", "frames": [2, 3]}
    spec = make_spec(CAPTION, bubble, has_gif=True, animation={"frames": 5, "delay_ms": 50})
    seen = [picture.getpixel((20, 20)) == (255, 0, 0) for picture in frames(draw(spec, name="Ada"))[0]]
    assert seen == [False, False, True, True, False]


def test_other_moving_layers_follow_by_time(make_spec: MakeSpec, draw: Draw, keep: Any, make_gif: Any) -> None:
    """The background sets the pace; a faster sticker skips and repeats."""
    slow, fast = keep(make_gif(["#000000", "#111111"], [100, 100])), keep(make_gif(["#ff0000", "#00ff00", "#0000ff"], [50, 50, 50]))
    sticker = {"type": "image", "box": [0, 0, 40, 20], "asset": fast}
    pictures, delays, _ = frames(draw(make_spec(sticker, has_gif=True, background={"asset": slow})))
    assert delays == [100, 100]
    assert [picture.getpixel((20, 10)) for picture in pictures] == [(255, 0, 0), (0, 0, 255)]


def test_a_still_of_a_moving_asset_shows_its_first_frame(make_spec: MakeSpec, draw: Draw, keep: Any, make_gif: Any) -> None:
    """Without has_gif a GIF is a picture like any other."""
    drawn = draw(make_spec(background={"asset": keep(make_gif(COLORS, [50] * 6))}))
    assert drawn.extension == "png"
    with Image.open(io.BytesIO(drawn.data)) as image:
        assert image.convert("RGB").getpixel((200, 100)) == (255, 0, 0)


def test_flat_colours_come_out_exactly(make_spec: MakeSpec, draw: Draw, keep: Any, make_png: Any) -> None:
    """White paper stays white, and a brand's colour that colour, beside a thousand others."""
    busy = Image.linear_gradient("L").resize((200, 100)).convert("RGB")
    out = io.BytesIO()
    busy.save(out, "PNG")
    photo = {"type": "image", "box": [0, 0, 200, 100], "asset": keep(out.getvalue())}
    brand = {"type": "rect", "box": [200, 0, 200, 100], "fill": "#1b6ac9"}
    spec = make_spec(photo, brand, CAPTION, has_gif=True, animation={"frames": 2, "delay_ms": 50})
    picture = frames(draw(spec, name="Ada"))[0][1]
    assert picture.getpixel((300, 20)) == (27, 106, 201)
    assert picture.getpixel((5, 195)) == (255, 255, 255)


def test_a_gif_is_the_same_to_the_last_byte(make_spec: MakeSpec, draw: Draw, keep: Any, make_gif: Any) -> None:
    """Drawn again, a film is the same."""
    spec = make_spec(CAPTION, has_gif=True, background={"asset": keep(make_gif(COLORS, [50] * 6))})
    assert draw(spec, name="Ada") == draw(spec, name="Ada")


@given(delays=st.lists(st.integers(0, 500), min_size=1, max_size=120), most=st.integers(1, 60))
def test_thinning_keeps_the_length_of_a_film(delays: list[int], most: int) -> None:
    """However many frames are left out, none of the time is."""
    moments = timeline(delays, most)
    assert len(moments) == min(len(delays), most)
    assert sum(moment.delay_ms for moment in moments) == sum(delays)
    assert [moment.at_ms for moment in moments] == [sum(delays[: moment.frame]) for moment in moments]


@given(delays=st.lists(st.integers(0, 90), min_size=1, max_size=20), at_ms=st.integers(0, 5000))
def test_a_looping_asset_always_shows_one_of_its_frames(delays: list[int], at_ms: int) -> None:
    """At any time there is a frame to show, the one whose time it is."""
    shown = frame_at(delays, at_ms)
    assert 0 <= shown < len(delays)
    if sum(delays):
        assert sum(delays[:shown]) <= at_ms % sum(delays) < sum(delays[: shown + 1])
