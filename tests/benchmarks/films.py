"""GIFs of leads drawn in a process of their own: as outhost splices them, and the same frames saved by Pillow.

- `spliced`: as outhost draws them;
- `rgb`: every frame painted whole and handed to Pillow in RGB, which quantises each;
- `fixed`: every frame painted whole and brought to the film's own palette, and saved by Pillow.
"""

import hashlib
import io
import json
import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from grounds import photo
from PIL import Image, ImageDraw

from outhost.domain.render_spec import parse_render_spec
from outhost.render.animation import draw_animation
from outhost.render.canvas import paint
from outhost.render.film import Film, make_film
from outhost.render.fonts import Fonts
from outhost.render.painting import Painting
from outhost.render.plan import Plan, make_plan

WIDTH, HEIGHT, FRAMES = 600, 400, 20
_STEP = 10
_STROKE = {"color": "#000000", "width": 3}


def main() -> None:
    """Do the job: `count` films of a `kind` (`static`, `pan`, `photo` or `typing`), `way`."""
    job = json.load(sys.stdin)
    fonts = Fonts()
    with TemporaryDirectory() as folder:
        document, files = _document(job["kind"], Path(folder))
        plan = make_plan(parse_render_spec(document), files, fonts)
        film = make_film(plan)
        took, sizes = [], []
        for number in range(-2, job["count"]):
            began = perf_counter()
            painting = Painting(plan, {"name": f"Acme {number} Corp"}, files, fonts)
            data = draw_animation(plan, film, painting) if job["way"] == "spliced" else _by_pillow(plan, film, painting, job["way"])
            if number >= 0:
                took.append(perf_counter() - began)
                sizes.append(len(data))
    json.dump({"ms": statistics.median(took) * 1000, "bytes": statistics.mean(sizes)}, sys.stdout)


def _by_pillow(plan: Plan, film: Film, painting: Painting, way: str) -> bytes:
    frames = [base.copy() for base in plan.bases]
    for position, frame in enumerate(frames):
        paint(frame, painting.coats(position))
    if way == "fixed":
        frames = [film.palette.indices(frame) for frame in frames]
        for frame in frames:
            frame.putpalette(film.palette.data)
    return _saved(frames)


def _saved(frames: list[Image.Image]) -> bytes:
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=50, loop=0)
    return out.getvalue()


def _document(kind: str, folder: Path) -> tuple[dict[str, Any], dict[str, Path]]:
    box = [20, 20, WIDTH - 40, 60]
    text = {"type": "text", "text": "Hi {{name}}, this is for you", "box": box, "size": 48, "min_size": 10}
    document: dict[str, Any] = {"version": 1, "width": WIDTH, "height": HEIGHT, "has_gif": True, "variables": [{"name": "name"}]}
    if kind == "typing":
        return document | {"layers": [text | {"reveal": "characters"}], "animation": {"frames": FRAMES, "delay_ms": 100}}, {}
    data = _saved(_scene(kind)) if kind != "photo" else _as_webp(_scene(kind))
    asset = hashlib.sha256(data).hexdigest()
    (folder / asset).write_bytes(data)
    return document | {"layers": [text | {"color": "#ffffff", "stroke": _STROKE}], "background": {"asset": asset}}, {asset: folder / asset}


def _as_webp(frames: list[Image.Image]) -> bytes:
    """Keep all colours of all frames."""
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=50, lossless=True, quality=0, method=0)
    return out.getvalue()


def _scene(kind: str) -> list[Image.Image]:
    """Move over a photo, in all its colours or in 240 of them, or a disc upon one that stands."""
    wide = photo((WIDTH + _STEP * FRAMES, HEIGHT))
    if kind != "photo":
        wide = wide.quantize(240)
    shifts = [_STEP * place if kind != "static" else 0 for place in range(FRAMES)]
    frames = [wide.crop((shift, 0, shift + WIDTH, HEIGHT)) for shift in shifts]
    if kind == "static":
        for place, frame in enumerate(frames):
            ImageDraw.Draw(frame).ellipse((200 + 5 * place, 150, 280 + 5 * place, 230), fill=place % 2)
    return frames


if __name__ == "__main__":
    main()
