"""Stills are spliced of finished strips and fresh ones; whoever reads them must not be able to tell."""

import io
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from strict_png import chunks, read_strictly

from outhost.domain.render_spec import RenderSpec, parse_render_spec
from outhost.render.canvas import paint
from outhost.render.fonts import Fonts
from outhost.render.painting import Painting
from outhost.render.picture import Easel
from outhost.render.plan import make_plan
from outhost.render.png import EMPTY, Checksum, adaptively_filtered, deflate_once, joined_bands, make_band, unfiltered, up_filtered
from outhost.render.still import Still

FONTS = Fonts()
NAMES = [
    "Ada",
    "Zoë Müller-Lüdenscheidt",
    "Дмитрий",
    "Ἀριστοτέλης",
    "Nguyễn Thị Minh Khai",
    "محمد",
    "שָׁלוֹם (12)",
    "हिन्दी",
    "日本語",
    "",
    "🎉",
    "x" * 60,
]


def plain(spec: RenderSpec, variables: dict[str, str | None], assets: dict[str, Path] | None = None) -> Image.Image:
    """Paint the whole picture upon the plan's base, as whoever has never heard of strips would."""
    plan = make_plan(spec, assets or {}, FONTS)
    canvas = plan.bases[0].copy()
    paint(canvas, Painting(plan, variables, assets or {}, FONTS).coats(0))
    return canvas


def spliced(spec: RenderSpec, variables: dict[str, str | None], assets: dict[str, Path] | None = None) -> bytes:
    """Draw as a drawing process does."""
    plan = make_plan(spec, assets or {}, FONTS)
    return Still(plan).encode(Painting(plan, variables, assets or {}, FONTS).coats(0))


colors = st.builds("#{:06x}".format, st.integers(0, 0xFFFFFF)) | st.builds("#{:08x}".format, st.integers(0, 0xFFFFFFFF))
boxes = st.tuples(st.integers(-40, 200), st.integers(-40, 160), st.integers(1, 220), st.integers(1, 160)).map(list)
whens = st.sampled_from([None, {"present": "name"}, {"absent": "name"}, {"equals": ["name", "Ada"]}])
rects = st.fixed_dictionaries(
    {"type": st.just("rect"), "box": boxes, "fill": colors}, optional={"radius": st.integers(0, 40), "when": whens}
)
texts = st.fixed_dictionaries(
    {"type": st.just("text"), "box": boxes, "text": st.sampled_from(["{{name}}", "Hi {{name}}, hello {{company}}", "fixed"])},
    optional={
        "font": st.sampled_from(["anton", "sans", "serif", "hand"]), "size": st.integers(16, 90),
        "rotate": st.sampled_from([0, 7.5, -90, 180]), "color": colors, "when": whens,
        "stroke": st.fixed_dictionaries({"color": colors, "width": st.integers(0, 6)}),
        "fit": st.sampled_from(["shrink", "wrap", "none"]), "overflow": st.sampled_from(["clip", "ellipsis"]),
    },
)  # fmt: skip
documents = st.builds(
    lambda width, height, ground, layers: {
        "version": 1, "width": width, "height": height, "background": {"color": ground}, "layers": layers,
        "variables": [{"name": "name"}, {"name": "company", "default": "your company"}],
    },
    st.integers(16, 200), st.integers(16, 160), colors, st.lists(rects | texts, max_size=6),
)  # fmt: skip


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(documents, st.none() | st.sampled_from(NAMES), st.none() | st.sampled_from(NAMES))
def test_a_spliced_picture_holds_exactly_the_pixels_of_a_whole_one(document: dict[str, Any], name: str | None, company: str | None) -> None:
    """Whatever the spec and the values, Pillow and a reader that forgives nothing see what painting the whole canvas gives."""
    spec = parse_render_spec(_without_none(document))
    variables = {"name": name, "company": company}
    drawn, whole = spliced(spec, variables), plain(spec, variables)
    with Image.open(io.BytesIO(drawn)) as seen:
        assert seen.mode == whole.mode
        assert seen.tobytes() == whole.tobytes()
    assert read_strictly(drawn).tobytes() == whole.tobytes()


def test_one_easel_splices_many_leads_of_a_photo(keep: Callable[[bytes], str], assets: dict[str, Path], noise: Image.Image) -> None:
    """Strips that were finished for one lead serve the next, on a ground where every pixel tells."""
    spec = _over(keep(_file(noise)), noise.size)
    easel = Easel()
    for name in NAMES:
        drawn = easel.draw(spec, {"name": name}, assets).data
        assert read_strictly(drawn).tobytes() == plain(spec, {"name": name}, assets).tobytes()
        assert drawn == spliced(spec, {"name": name}, assets)


@pytest.mark.needs("pngcheck", "pngtopam")
def test_other_programs_read_the_same(keep: Callable[[bytes], str], assets: dict[str, Path], noise: Image.Image, tmp_path: Path) -> None:
    """The checker of the PNG group finds no fault, and Netpbm sees the same pixels."""
    spec = _over(keep(_file(noise)), noise.size)
    for name in NAMES:
        file = tmp_path / "drawn.png"
        file.write_bytes(spliced(spec, {"name": name}, assets))
        verdict = subprocess.run(["pngcheck", "-v", str(file)], capture_output=True, text=True, check=False)
        assert verdict.returncode == 0, verdict.stdout
        pnm = subprocess.run(["pngtopam", str(file)], capture_output=True, check=True).stdout
        with Image.open(io.BytesIO(pnm)) as seen:
            assert seen.convert("RGB").tobytes() == plain(spec, {"name": name}, assets).tobytes()


def test_untouched_rows_are_copied_not_encoded_again(keep: Callable[[bytes], str], assets: dict[str, Path], noise: Image.Image) -> None:
    """Two leads differ in the chunks that their text touches, and in the checksum at the end."""
    spec = _over(keep(_file(noise)), noise.size)
    one, other = (chunks(spliced(spec, {"name": name}, assets)) for name in ("Ada", "Eva"))
    same = [chunk for chunk in one if chunk in other]
    assert sum(len(data) for _, data in same) > 0.5 * sum(len(data) for _, data in one)


def test_a_spliced_photo_is_about_as_small_as_pillow_makes_it(
    keep: Callable[[bytes], str], assets: dict[str, Path], noise: Image.Image
) -> None:
    """Cutting into strips costs at most the eight percent that were promised."""
    spec = _over(keep(_file(noise)), noise.size)
    assert len(spliced(spec, {"name": "Ada"}, assets)) <= 1.08 * len(_file(plain(spec, {"name": "Ada"}, assets)))


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_checksums_join_as_if_all_bytes_had_been_read(one: bytes, other: bytes) -> None:
    """Adler-32 of a whole follows from those of its parts."""
    joined = Checksum(zlib.adler32(one), len(one)).followed_by(Checksum(zlib.adler32(other), len(other)))
    assert joined == Checksum(zlib.adler32(one + other), len(one) + len(other))
    assert EMPTY.followed_by(joined) == joined


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
@pytest.mark.parametrize("way", [unfiltered, up_filtered, adaptively_filtered])
def test_a_band_depends_on_no_row_above_it(mode: str, way: Callable[[Image.Image], bytes], noise: Image.Image) -> None:
    """Every way of filtering begins with a row as it is, so that bands can stand anywhere."""
    for height in (1, 2, 17):
        piece = noise.convert(mode).crop((0, 0, 50, height))
        row = 1 + 50 * len(piece.getbands())
        rows = way(piece)
        assert len(rows) == height * row
        assert rows[:row] == b"\0" + piece.tobytes()[: row - 1]
        assert zlib.decompressobj(-15).decompress(deflate_once(rows)) == rows


def test_bands_join_to_one() -> None:
    """A run of bands is a band."""
    bands = [make_band(bytes([place]) * 40, deflate_once) for place in range(3)]
    joined = joined_bands(bands)
    assert joined.chunks == b"".join(band.chunks for band in bands)
    assert joined.checksum.adler == zlib.adler32(b"\0" * 40 + b"\1" * 40 + b"\2" * 40)


@pytest.fixture(scope="module")
def noise() -> Image.Image:
    """Make a picture that stands for a photo: smooth shapes with grain, the same every time."""
    coarse = bytes((37 * place * place + 11 * place) % 251 for place in range(12 * 9 * 3))
    smooth = Image.frombytes("RGB", (12, 9), coarse).resize((320, 240), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    smooth.save(out, "JPEG", quality=60)
    with Image.open(io.BytesIO(out.getvalue())) as photo:
        return photo.convert("RGB")


def _over(asset: str, size: tuple[int, int]) -> RenderSpec:
    text = {"type": "text", "text": "{{name}}", "box": [20, 150, 280, 50], "size": 40, "color": "#ffffff",
            "stroke": {"color": "#000000", "width": 3}}  # fmt: skip
    return parse_render_spec({
        "version": 1, "width": size[0], "height": size[1], "background": {"asset": asset}, "layers": [text], "variables": [{"name": "name"}]
    })  # fmt: skip


def _file(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _without_none(document: dict[str, Any]) -> dict[str, Any]:
    layers = [{key: value for key, value in layer.items() if value is not None} for layer in document["layers"]]
    return document | {"layers": layers}
