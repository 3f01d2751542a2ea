"""Stills drawn one after the other in a process of their own, in one of several ways; how long each takes, and how many bytes it has.

- `spliced`: as outhost draws them;
- `plain`: the same layout and the same pixels, painted on a copy of the whole ground and saved by Pillow at level 6;
- `pillow`: what a first program would do: a copy of the ground, `ImageDraw.text` with its own stroker, saved by Pillow at level 6;
- `reopening`: the steps that a profile of the best-known open server of such pictures shows: the ground decoded and resized each time, each
  text fitted in one, two and three lines by opening the font anew at each size, and drawn on a layer of its own;
- `jpeg`: the layout and the pixels of `plain`, painted on a copy of the whole ground and saved as a JPEG of quality 85;
- `jpeg_alone`: the same, but for the painting: the encoding of one finished picture again and again.
"""

import hashlib
import io
import json
import statistics
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from grounds import GROUNDS, png_of
from PIL import Image, ImageDraw, ImageFont

from outhost.domain.render_spec import RenderSpec, parse_render_spec
from outhost.render.canvas import paint
from outhost.render.fonts import ANTON, Fonts
from outhost.render.painting import Painting
from outhost.render.picture import Easel
from outhost.render.plan import make_plan

WARM_UP = 20
SLOW_WAYS = {"plain", "pillow", "reopening"}
SLOW_WARM_UP = 2
"""For the ways that encode the whole picture at level 6, and have nothing to warm but the machine."""
FIRST_NAMES = ("Anna", "Björn", "Chiara", "Dmitri", "Élodie", "Farid", "Grace", "Hannah", "Ingrid", "José", "Katarzyna", "Liam")


def document_of(size: tuple[int, int], asset: str, kind: str) -> dict[str, Any]:
    """Make a spec with two stroked lines over a ground: `wide` boxes reach from edge to edge, `small` ones lie in corners."""
    width, height = size
    boxes = {
        "wide": ([20, 20, width - 40, 90], [20, height - 110, width - 40, 90]),
        "small": ([20, 20, width // 3, 48], [width // 2, height - 68, width // 2 - 20, 48]),
    }[kind]
    texts = ("Hi {{first_name}}", "{{company}} needs this")
    stroke = {"color": "#000000", "width": 3}
    layers = [
        {"type": "text", "text": text, "box": box, "font": "anton", "size": 64, "min_size": 10, "color": "#ffffff", "stroke": stroke}
        for text, box in zip(texts, boxes, strict=True)
    ]
    names = [{"name": "first_name"}, {"name": "company"}]
    return {"version": 1, "width": width, "height": height, "background": {"asset": asset}, "variables": names, "layers": layers}


def person(number: int) -> dict[str, str | None]:
    """Give a lead's variables: first names come again, no company does."""
    return {"first_name": FIRST_NAMES[number % len(FIRST_NAMES)], "company": f"Acme {number * 7919 % 100_003} Corp"}


def main() -> None:
    """Do the job: `count` pictures from `first_number` on, `way`, on a `ground` of a `size`, with boxes of a `kind`."""
    job = json.load(sys.stdin)
    size = (job["size"][0], job["size"][1])
    ground = GROUNDS[job["ground"]](size)
    with TemporaryDirectory() as folder:
        data = png_of(ground)
        asset = hashlib.sha256(data).hexdigest()
        file = Path(folder, asset)
        file.write_bytes(data)
        spec = parse_render_spec(document_of(size, asset, job["kind"]))
        make = WAYS[job["way"]](spec, {asset: file}, ground)
        for number in range(SLOW_WARM_UP if job["way"] in SLOW_WAYS else WARM_UP):
            make(job["first_number"] - 1 - number)
        took, sizes = [], []
        for number in range(job["first_number"], job["first_number"] + job["count"]):
            before = perf_counter()
            made = make(number)
            took.append(perf_counter() - before)
            sizes.append(len(made))
        first_made = make(0)
    with Image.open(io.BytesIO(first_made)) as first:
        seen = hashlib.sha256(first.tobytes()).hexdigest()
    json.dump({"ms": statistics.median(took) * 1000, "bytes": statistics.mean(sizes), "pixels": seen}, sys.stdout)


def _spliced(spec: RenderSpec, assets: dict[str, Path], _ground: Image.Image) -> Callable[[int], bytes]:
    easel = Easel()
    return lambda number: easel.draw(spec, person(number), assets).data


def _whole(spec: RenderSpec, assets: dict[str, Path]) -> Callable[[int], Image.Image]:
    fonts = Fonts()
    plan = make_plan(spec, assets, fonts)

    def draw(number: int) -> Image.Image:
        canvas = plan.bases[0].copy()
        paint(canvas, Painting(plan, person(number), assets, fonts).coats(0))
        return canvas

    return draw


def _plain(spec: RenderSpec, assets: dict[str, Path], _ground: Image.Image) -> Callable[[int], bytes]:
    draw = _whole(spec, assets)
    return lambda number: png_of(draw(number))


def _pillow(spec: RenderSpec, _assets: dict[str, Path], ground: Image.Image) -> Callable[[int], bytes]:
    @lru_cache(64)
    def face(size: int) -> ImageFont.FreeTypeFont:  # opened once a size, as a careful program would
        return ImageFont.truetype(ANTON.path, size, layout_engine=ImageFont.Layout.BASIC)

    def draw(number: int) -> bytes:
        canvas = ground.copy()
        pen = ImageDraw.Draw(canvas)
        for _, layer in spec.text_layers():
            text = layer.template.fill({name: value or "" for name, value in person(number).items()})
            font = _fitting(face, text, layer.box[2], layer.size)
            x, y, width, height = layer.box
            pen.text((x + width / 2, y + height / 2), text, fill="#ffffff", font=font, anchor="mm", stroke_width=3, stroke_fill="#000000")
        return png_of(canvas)

    return draw


def _reopening(spec: RenderSpec, assets: dict[str, Path], _ground: Image.Image) -> Callable[[int], bytes]:
    (ground,) = assets.values()
    size = spec.width, spec.height

    def draw(number: int) -> bytes:
        with Image.open(ground) as opened:
            canvas = opened.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
        for _, layer in spec.text_layers():
            text = layer.template.fill({name: value or "" for name, value in person(number).items()})
            font, shown = _fitting_lines(text, layer.box[2], layer.box[3])
            x, y, width, height = layer.box
            sheet = Image.new("RGBA", (width, height))
            pen = ImageDraw.Draw(sheet)
            pen.text((width / 2, height / 2), shown, fill="#ffffff", font=font, anchor="mm", stroke_width=3, stroke_fill="#000000")
            canvas.alpha_composite(sheet.rotate(0), (x, y))
        return png_of(canvas.convert("RGB"))

    return draw


def _fitting_lines(text: str, width: int, height: int) -> tuple[ImageFont.FreeTypeFont, str]:
    """Take the largest size at which one, two or three lines fit, the font opened for each guess."""
    found = []
    pen = ImageDraw.Draw(Image.new("L", (1, 1)))
    words = text.split()
    for count in (1, 2, 3):
        share = -(-len(words) // count)
        shown = "\n".join(" ".join(words[place : place + share]) for place in range(0, len(words), share))
        for size in range(height, 6, -1):
            font = ImageFont.truetype(ANTON.path, size)
            left, top, right, bottom = pen.multiline_textbbox((0, 0), shown, font=font, stroke_width=3)
            if right - left <= width and bottom - top <= height:
                found.append((size, font, shown))
                break
    _, font, shown = max(found, key=lambda one: one[0])
    return font, shown


def _fitting(face: Callable[[int], ImageFont.FreeTypeFont], text: str, width: int, size: int) -> ImageFont.FreeTypeFont:
    at_full_size = face(size).getlength(text)
    return face(min(size, int(size * 0.94 * width / at_full_size)))


def _jpeg(spec: RenderSpec, assets: dict[str, Path], _ground: Image.Image) -> Callable[[int], bytes]:
    draw = _whole(spec, assets)
    return lambda number: _jpeg_of(draw(number))


def _jpeg_alone(spec: RenderSpec, assets: dict[str, Path], _ground: Image.Image) -> Callable[[int], bytes]:
    canvas = _whole(spec, assets)(0)
    return lambda _number: _jpeg_of(canvas)


def _jpeg_of(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


WAYS = {"spliced": _spliced, "plain": _plain, "pillow": _pillow, "reopening": _reopening, "jpeg": _jpeg, "jpeg_alone": _jpeg_alone}

if __name__ == "__main__":
    main()
