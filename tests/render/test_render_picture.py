"""Stills: what is drawn, what is warned of, and that it is drawn the same again."""

# ruff: noqa: E501 - a layer reads best on one line

import io
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from outhost.domain.errors import TextOverflows
from outhost.domain.render_spec import RenderSpec, parse_render_spec
from outhost.render import picture
from outhost.render.picture import Easel, Picture

GOLDEN = Path(__file__).parent / "golden"
WHOLE = [0, 0, 400, 200]
MakeSpec = Callable[..., RenderSpec]
Draw = Callable[..., Picture]


def pixels(drawn: Picture) -> Image.Image:
    """Decode a picture."""
    with Image.open(io.BytesIO(drawn.data)) as image:
        assert image.size == (drawn.width, drawn.height)
        return image.convert("RGBA")


def text(words: str = "{{name}}", **fields: Any) -> dict[str, Any]:
    """Give a text layer over the whole picture."""
    return {"type": "text", "box": WHOLE, "text": words} | fields


def chunks(png: bytes) -> list[str]:
    """List the kinds of chunks in a PNG, checking each one's checksum."""
    found, place = [], 8
    while place < len(png):
        length = int.from_bytes(png[place : place + 4])
        body = png[place + 4 : place + 8 + length]
        assert zlib.crc32(body) == int.from_bytes(png[place + 8 + length : place + 12 + length])
        found.append(body[:4].decode())
        place += 12 + length
    return found


def test_the_same_lead_gets_the_same_bytes(make_spec: MakeSpec, draw: Draw) -> None:
    """Drawn again, by the same easel or a new one, a picture is the same to the last byte."""
    spec = make_spec(text("Hi {{name}}, {{company}}", font="anton", size=60, stroke={"color": "#ffffff", "width": 4}, rotate=5))
    once = draw(spec, name="Ada", company="IBM")
    assert draw(spec, name="Ada", company="IBM") == once
    assert picture.draw(spec, {"name": "Ada", "company": "IBM"}, {}) == once
    assert draw(spec, name="Eva", company="IBM").data != once.data


@pytest.mark.parametrize("color", ["#336699", "#33669900"])
def test_a_png_carries_neither_time_nor_text(make_spec: MakeSpec, draw: Draw, color: str) -> None:
    """Nothing in the file tells when or by what it was made."""
    drawn = draw(make_spec(text(size=60, color="#ff0000"), background={"color": color}), name="Ada")
    assert drawn.extension == "png"
    assert set(chunks(drawn.data)) <= {"IHDR", "PLTE", "tRNS", "IDAT", "IEND"}


def test_few_colours_are_stored_small_and_exactly(make_spec: MakeSpec, draw: Draw) -> None:
    """Black on white takes little, and is black on white."""
    drawn = draw(make_spec(text(size=80)), name="Ada")
    assert len(drawn.data) < 8000
    assert pixels(drawn).getpixel((2, 2)) == (255, 255, 255, 255)
    assert (0, 0, 0, 255) in {color for _, color in pixels(drawn).getcolors(1000) or ()}


def test_layers_are_painted_in_order_and_clipped_to_the_picture(make_spec: MakeSpec, draw: Draw) -> None:
    """The last layer lies on top; what hangs over the edge is cut."""
    below = {"type": "rect", "box": [0, 0, 300, 200], "fill": "#ff0000"}
    above = {"type": "rect", "box": [200, 100, 900, 900], "fill": "#0000ff80"}
    drawn = pixels(draw(make_spec(below, above, {"type": "rect", "box": [-50, -50, 60, 60], "fill": "#00ff00"})))
    assert drawn.getpixel((5, 5)) == (0, 255, 0, 255)
    assert drawn.getpixel((100, 100)) == (255, 0, 0, 255)
    assert drawn.getpixel((250, 150)) == (127, 0, 128, 255)
    assert drawn.getpixel((350, 150)) == (127, 127, 255, 255)


def test_a_rectangle_has_round_corners_and_an_edge_inside(make_spec: MakeSpec, draw: Draw) -> None:
    """Radius and stroke do what they say."""
    rect = {"type": "rect", "box": [100, 50, 200, 100], "fill": "#ff0000", "radius": 30, "stroke": {"color": "#000000", "width": 6}}
    drawn = pixels(draw(make_spec(rect)))
    assert drawn.getpixel((101, 51)) == (255, 255, 255, 255)
    assert drawn.getpixel((200, 52)) == (0, 0, 0, 255)
    assert drawn.getpixel((200, 57)) == (255, 0, 0, 255)
    assert drawn.getpixel((200, 49)) == (255, 255, 255, 255)


@pytest.mark.parametrize(
    ("fit", "left_edge", "middle"),
    [("contain", (255, 255, 255, 255), (204, 34, 68, 255)), ("cover", (204, 34, 68, 255), (204, 34, 68, 255))],
)
def test_an_image_fits_its_box(
    make_spec: MakeSpec, draw: Draw, keep: Any, make_png: Any, fit: str, left_edge: tuple[int, ...], middle: tuple[int, ...]
) -> None:
    """A square in a wide box leaves its sides free, or fills them."""
    image = {"type": "image", "box": WHOLE, "fit": fit, "asset": keep(make_png((60, 60)))}
    drawn = pixels(draw(make_spec(image)))
    assert drawn.getpixel((10, 100)) == left_edge
    assert drawn.getpixel((200, 100)) == middle


def test_an_image_can_be_faint_and_turned(make_spec: MakeSpec, draw: Draw, keep: Any, make_png: Any) -> None:
    """Opacity lets the ground through; a quarter turn swaps the sides."""
    asset = keep(make_png((100, 20), ground="#000000", disc="#000000"))
    image = {"type": "image", "box": [150, 90, 100, 20], "fit": "stretch", "asset": asset, "opacity": 0.5, "rotate": 90}
    drawn = pixels(draw(make_spec(image)))
    assert drawn.getpixel((160, 100)) == (255, 255, 255, 255)
    assert drawn.getpixel((200, 60)) == pytest.approx((127, 127, 127, 255), abs=2)


@pytest.mark.parametrize("angle", [0.01, 179.99, -90.01])
def test_a_hairs_turn_leaves_letters_where_they_are(draw: Draw, make_spec: MakeSpec, angle: float) -> None:
    """Turned letters are drawn another way than those that stand upright or on end; both lie at the same place."""
    looks = [text(size=50, rotate=turn, box=[101, 50, 199, 101], valign="top", align="left") for turn in (angle, round(angle))]
    seen, straight = (pixels(draw(make_spec(look), name="Ada")).convert("L") for look in looks)
    difference = ImageStat.Stat(ImageChops.difference(seen, straight)).sum[0]
    shifted = ImageStat.Stat(ImageChops.difference(ImageChops.offset(straight, 1, 0), straight)).sum[0]
    assert difference < shifted / 2


def test_text_turns_clockwise(make_spec: MakeSpec, draw: Draw) -> None:
    """With a positive angle the end of a line goes down."""
    spec = make_spec(text(size=60, rotate=30, box=[50, 50, 300, 100], align="left"))
    ink = ImageChops.invert(pixels(draw(spec, name="HHHHHHH")).convert("L"))
    left, right = ink.crop((0, 0, 200, 200)).getbbox(), ink.crop((200, 0, 400, 200)).getbbox()
    assert left is not None
    assert right is not None
    assert left[1] + left[3] < right[1] + right[3]


def test_a_picture_without_ground_is_transparent(make_spec: MakeSpec, draw: Draw) -> None:
    """A see-through background stays see-through around the paint."""
    rect = {"type": "rect", "box": [0, 0, 100, 100], "fill": "#ff000080"}
    drawn = pixels(draw(make_spec(rect, background={"color": "#00000000"})))
    assert drawn.getpixel((300, 150)) == (0, 0, 0, 0)
    assert drawn.getpixel((50, 50)) == (255, 0, 0, 128)


def test_an_image_of_a_variable_is_drawn_or_skipped_with_a_warning(make_spec: MakeSpec, draw: Draw, keep: Any, make_png: Any) -> None:
    """A lead may bring a picture; without a usable one the rest is drawn."""
    spec = make_spec({"type": "image", "box": WHOLE, "fit": "stretch", "variable": "company"}, background={"color": "#00ff00"})
    asset, broken = keep(make_png()), keep(b"GIF89a no picture at all")
    assert pixels(draw(spec, company=asset)).getpixel((200, 100)) == (204, 34, 68, 255)
    for value in ("f" * 64, broken, "not an id", None):
        drawn = draw(spec, company=value)
        assert pixels(drawn).getpixel((200, 100)) == (0, 255, 0, 255)
        assert drawn.warnings == ("empty_variable:variables.company",)


@pytest.mark.parametrize(
    ("fields", "variables", "warnings"),
    [
        ({"size": 40}, {"name": "Ada"}, ()),
        ({"size": 40}, {}, ("empty_variable:variables.name",)),
        ({"size": 200, "fit": "none"}, {"name": "Ada Lovelace"}, ("overflow:layers.0",)),
        ({"size": 40}, {"name": "\ue123"}, ("missing_glyph:layers.0",)),
        ({"size": 40, "color": "#eeeeee"}, {"name": "Ada"}, ("low_contrast:layers.0",)),
        ({"size": 40, "color": "#eeeeee", "stroke": {"color": "#000000", "width": 3}}, {"name": "Ada"}, ()),
        ({"size": 40}, {"name": "Acme GmbH"}, ("legal_form:variables.name",)),
        ({"size": 40, "text": "{{name|company}}"}, {"name": "Acme GmbH"}, ()),
        ({"size": 40, "when": {"present": "company"}}, {}, ()),
    ],
)
def test_what_may_be_wrong_is_warned_of(
    make_spec: MakeSpec, draw: Draw, fields: dict[str, Any], variables: dict[str, str], warnings: tuple[str, ...]
) -> None:
    """Each warning names what it is about, and a good picture has none."""
    assert draw(make_spec(text() | fields), **variables).warnings == warnings


def test_a_fixed_text_is_warned_of_for_every_lead(make_spec: MakeSpec, draw: Draw) -> None:
    """What is painted beforehand keeps its warnings."""
    spec = make_spec(text("fixed and far too long", size=200, fit="none"), text(size=20, valign="bottom", color="#ff0000"))
    assert [draw(spec, name=name).warnings for name in ("Al", "Bo")] == [("overflow:layers.0",)] * 2


def test_a_text_that_must_fit_is_refused(make_spec: MakeSpec, draw: Draw) -> None:
    """Better no picture than a cut name, where the author says so."""
    spec = make_spec(text(size=200, fit="none", overflow="error"))
    assert draw(spec, name="A").warnings == ()
    with pytest.raises(TextOverflows):
        draw(spec, name="Ada Lovelace")


def test_memory_for_plans_is_bounded(make_spec: MakeSpec) -> None:
    """An easel that has seen many specs keeps the last few."""
    easel = Easel(cache_bytes=3 * (400 * 200 * 4 + 4000))
    for level in range(10):
        easel.draw(make_spec(text(), background={"color": f"#{level:02x}0000"}), {"name": "Al"}, {})
    assert len(easel._prepared) == 3


def sample(name: str, company: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Give a spec that uses every font and most settings, and a lead for it."""
    document = {
        "version": 1,
        "width": 600,
        "height": 440,
        "background": {"color": "#dfe8f0"},
        "variables": [{"name": "name"}, {"name": "company"}],
        "layers": [
            {"type": "rect", "box": [20, 20, 260, 150], "fill": "#ffffff", "radius": 20, "stroke": {"color": "#335577", "width": 3}},
            {"type": "text", "text": "{{name}}", "box": [20, 20, 260, 150], "font": "sans", "size": 64},
            {"type": "rect", "box": [320, 20, 260, 150], "fill": "#fff8c5"},
            {"type": "text", "text": "{{name}} of {{company}}", "box": [330, 30, 240, 130], "font": "hand", "size": 60, "color": "#223399", "rotate": -4},
            {"type": "text", "text": "Dear {{name}}, a line for {{company|company}} that wraps", "box": [20, 190, 560, 90], "font": "serif", "size": 34, "fit": "wrap"},
            {"type": "rect", "box": [0, 320, 600, 120], "fill": "#000000aa"},
            {"type": "text", "text": "Hi {{name}}, {{company|upper}} needs this", "box": [20, 330, 560, 100], "font": "anton", "size": 48,
             "max_lines": 2, "color": "#ffffff", "stroke": {"color": "#000000", "width": 4}},
        ],
    }  # fmt: skip
    return document, {"name": name, "company": company}


@pytest.mark.parametrize(
    ("golden", "name", "company"),
    [
        ("short", "Al", "IBM"),
        ("long", "Maximiliane-Charlotte", "Société Générale S.A."),
        ("marks", "O'Neil & Søn", "ACME GmbH"),
        ("greek", "Ελένη Παπαδοπούλου", "Ελλάδα ΑΕ"),
        ("cyrillic", "Жанна Щербакова", "ООО «Ромашка»"),
    ],
)
def test_pictures_look_as_they_did(draw: Draw, golden: str, name: str, company: str) -> None:
    """A change that moves letters is seen. OUTHOST_GOLDEN=write keeps the new look, to be looked at before it is committed."""
    document, variables = sample(name, company)
    drawn, path = draw(parse_render_spec(document), **variables), GOLDEN / f"{golden}.png"
    if os.environ.get("OUTHOST_GOLDEN") == "write":
        path.write_bytes(drawn.data)
    with Image.open(path) as kept:
        difference = ImageChops.difference(kept.convert("RGB"), pixels(drawn).convert("RGB")).convert("L")
    assert ImageStat.Stat(difference).mean[0] < 0.5
    assert ImageStat.Stat(difference.point([0] * 64 + [255] * 192)).mean[0] < 255 * 0.002
