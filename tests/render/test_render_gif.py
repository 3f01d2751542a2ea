"""GIFs of compiled films: every frame is to the pixel what painting it whole gives, whatever moves and whatever a lead's values are."""

import hashlib
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageSequence
from strict_gif import StrictGif, read_strictly

from outhost.domain.render_spec import RenderSpec, parse_render_spec
from outhost.render.animation import draw_animation
from outhost.render.canvas import paint
from outhost.render.film import Film, make_film
from outhost.render.fonts import Fonts
from outhost.render.painting import Painting
from outhost.render.plan import Plan, make_plan

Draw = Callable[[dict[str, Any], dict[str, str | None]], bytes]
SIZE = (90, 70)
FONTS = Fonts()


def moving(kind: str, count: int) -> bytes:
    """Make a film whose ground stands still, or moves as a whole, or of which every other frame is the one before."""
    ground = Image.radial_gradient("L").resize((160, 90))
    frames = []
    for place in range(count):
        step = place // 2 if kind == "halting" else place
        shift = 0 if kind == "camera" else 7 * step
        frame = ground.crop((shift, 0, shift + 90, 70)).convert("RGB")
        ImageDraw.Draw(frame).ellipse((5 * step, 20, 5 * step + 24, 44), fill="#d03030")
        frames.append(frame.quantize(100).convert("RGB"))
    return film_of(frames)


def film_of(frames: list[Image.Image]) -> bytes:
    """Write a film as Pillow does."""
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=60, loop=0)
    return out.getvalue()


def sticker() -> bytes:
    """Make a half transparent picture."""
    picture = Image.new("RGBA", (40, 30), "#20a05080")
    ImageDraw.Draw(picture).ellipse((4, 4, 30, 26), fill="#ffff00")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


FILES = {
    hashlib.sha256(data).hexdigest(): data
    for data in (moving("camera", 5), moving("pan", 5), moving("halting", 6), moving("pan", 3), sticker())
}
CAMERA, PAN, HALTING, SHORT, STICKER = FILES

boxes = st.tuples(st.integers(-30, 80), st.integers(-30, 60), st.integers(1, 110), st.integers(1, 90)).map(list)
spans = st.one_of(st.none(), st.tuples(st.integers(0, 3), st.integers(0, 3)).map(sorted))
whens = st.sampled_from([None, {"present": "name"}, {"absent": "name"}, {"equals": ["name", "Al"]}])
colors = st.sampled_from(["#ffffff", "#101010", "#d03030", "#2255cc80", "#00ff0020"])


def layer(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Make layers of a kind, without the keys that are None."""
    made = st.fixed_dictionaries({"type": st.just(kind), "box": boxes, "frames": spans, "when": whens, **fields})
    return made.map(lambda found: {key: value for key, value in found.items() if value is not None})


strokes = st.one_of(st.none(), st.fixed_dictionaries({"color": colors, "width": st.integers(1, 3)}))
texts = layer(
    "text",
    text=st.sampled_from(["{{name}}", "Hi {{name}} and you", "so"]),
    size=st.integers(8, 30),
    min_size=st.just(4),
    color=colors,
    stroke=strokes,
    rotate=st.sampled_from([0, 0, -8, 90]),
    reveal=st.sampled_from(["none", "words", "characters"]),
)
rects = layer("rect", fill=colors, radius=st.sampled_from([0, 5]), stroke=strokes)
pictures = layer("image", asset=st.sampled_from([STICKER, SHORT, PAN]), opacity=st.sampled_from([1.0, 0.5]))
holes = layer("image", variable=st.just("picture"))
grounds = st.sampled_from([None, CAMERA, PAN, HALTING])
values = st.fixed_dictionaries(
    {"name": st.sampled_from([None, "Al", "Maximiliane of Nowhere"]), "picture": st.sampled_from([None, STICKER])}
)


def spec_of(layers: list[dict[str, Any]], ground: str | None = None) -> RenderSpec:
    """Make a spec of layers on a moving ground, or with a timeline of its own."""
    names = [{"name": "name"}, {"name": "picture"}]
    document: dict[str, Any] = {"version": 1, "width": SIZE[0], "height": SIZE[1], "has_gif": True, "variables": names, "layers": layers}
    is_moving = ground or any(one.get("asset") in {SHORT, PAN} for one in layers)
    document |= {"background": {"asset": ground}} if ground else {}
    return parse_render_spec(document | ({"animation": {"loop": 2}} if is_moving else {"animation": {"frames": 4, "delay_ms": 40}}))


def compiled(spec: RenderSpec, folder: Path, limit: int | None = None) -> tuple[Plan, Film, dict[str, Path]]:
    """Make a spec's plan and film, with its files in a folder."""
    for asset, data in FILES.items():
        (folder / asset).write_bytes(data)
    plan = make_plan(spec, files := {asset: folder / asset for asset in FILES}, FONTS)
    return plan, make_film(plan, limit), files


def plain(plan: Plan, film: Film, painting: Painting) -> list[bytes]:
    """Paint every moment whole and bring all of it to the palette."""
    shown = []
    for position, base in enumerate(plan.bases):
        canvas = base.copy()
        paint(canvas, painting.coats(position))
        indices = film.palette.indices(canvas)
        indices.putpalette(film.palette.data)
        shown.append(indices.convert("RGB").tobytes())
    return shown


def shown_by_pillow(data: bytes) -> list[bytes]:
    """Decode a film by Pillow."""
    with Image.open(io.BytesIO(data)) as film:
        return [frame.convert("RGB").tobytes() for frame in ImageSequence.Iterator(film)]


@settings(max_examples=80, deadline=None)
@example([{"type": "rect", "box": [0, 0, 8, 42], "fill": "#ffffff", "radius": 5, "when": {"absent": "name"}}], CAMERA, [{"name": None}])
@given(st.lists(st.one_of(texts, rects, pictures, holes), min_size=1, max_size=5), grounds, st.lists(values, min_size=1, max_size=2))
def test_every_frame_is_what_painting_it_whole_gives(
    layers: list[dict[str, Any]], ground: str | None, leads: list[dict[str, str | None]]
) -> None:
    """One film serves all leads, and each decoder sees the same."""
    with TemporaryDirectory() as folder:
        plan, film, files = compiled(spec_of(layers, ground), Path(folder))
        for lead in leads:
            painting = Painting(plan, lead, files, FONTS)
            data = draw_animation(plan, film, painting)
            read = read_strictly(data)
            wanted = plain(plan, film, painting)
            assert [frame.picture.tobytes() for frame in read.frames] == wanted
            assert shown_by_pillow(data) == wanted
            assert [frame.delay_ms for frame in read.frames] == [moment.delay_ms for moment in plan.moments]


GREETING = {
    "type": "text",
    "text": "Hi {{name}}",
    "box": [0, 40, 90, 30],
    "size": 20,
    "color": "#d03030",
    "stroke": {"color": "#ffffff", "width": 2},
}


@pytest.mark.parametrize("limit", [128, 64, 32])
def test_fewer_colours_are_fewer(tmp_path: Path, limit: int) -> None:
    """A limit of colours holds for the file, and the pixels are those of that palette."""
    plan, film, files = compiled(spec_of([GREETING], PAN), tmp_path, limit)
    painting = Painting(plan, {"name": "Al"}, files, FONTS)
    read: StrictGif = read_strictly(draw_animation(plan, film, painting))
    assert read.colors <= limit
    assert [frame.picture.tobytes() for frame in read.frames] == plain(plan, film, painting)


def test_only_what_is_painted_on_is_coded_anew(tmp_path: Path) -> None:
    """Two leads' films share the strips of all rows but the text's."""
    plan, film, files = compiled(spec_of([GREETING], PAN), tmp_path)
    for name in ("Al", "Bo"):
        data = draw_animation(plan, film, Painting(plan, {"name": name}, files, FONTS))
        for frame in film.frames:
            assert frame.strips[0].bottom <= 40
            assert frame.strips[0].data in data


def test_memory_is_told(tmp_path: Path) -> None:
    """A film takes a byte for each pixel of each base, and its strips."""
    _, film, _ = compiled(spec_of([GREETING], PAN), tmp_path)
    strips = sum(len(one.data) for frame in film.frames for one in frame.strips)
    assert 5 * 90 * 70 + strips < film.size_bytes < 5 * 90 * 70 + strips + 500


@pytest.mark.needs("giftopnm", "gifsicle")
@pytest.mark.parametrize("ground", [CAMERA, PAN, HALTING, None])
def test_other_decoders_see_the_same(tmp_path: Path, ground: str | None) -> None:
    """The film is clean to gifsicle, and its frames, laid upon each other, are those that were painted."""
    plan, film, files = compiled(spec_of([GREETING | {"reveal": "characters"}], ground), tmp_path)
    painting = Painting(plan, {"name": "Maximiliane"}, files, FONTS)
    path = tmp_path / "film.gif"
    path.write_bytes(draw_animation(plan, film, painting))
    told = subprocess.run(["gifsicle", "--info", path], capture_output=True, check=True)
    assert told.stderr == b""
    whole = subprocess.run(["gifsicle", "--unoptimize", path], capture_output=True, check=True).stdout
    drawn = subprocess.run(["giftopnm", "-image=all"], input=whole, capture_output=True, check=True).stdout
    header = f"P6\n{SIZE[0]} {SIZE[1]}\n255\n".encode()
    assert b"".join(header + frame for frame in plain(plan, film, painting)) == drawn


def test_another_process_writes_the_same_bytes(tmp_path: Path) -> None:
    """Nothing of a process, such as the order of its sets, gets into a film."""
    program = (
        "import hashlib, sys; from pathlib import Path; import test_render_gif as t;"
        "plan, film, files = t.compiled(t.spec_of([t.GREETING], t.PAN), Path(sys.argv[1]));"
        "painting = t.Painting(plan, {'name': 'Al'}, files, t.FONTS);"
        "print(hashlib.sha256(t.draw_animation(plan, film, painting)).hexdigest())"
    )
    here = Path(__file__)
    path = [str(here.parent), str(here.parents[1] / "support"), str(here.parents[2])]
    digests = {
        subprocess.run(
            [sys.executable, "-c", f"import sys; sys.path[:0] = {path}; {program}", str(tmp_path)],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
