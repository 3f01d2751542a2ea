"""A GIF of one lead: every frame painted, and only what was painted over brought to the palette anew."""

from dataclasses import dataclass

from PIL import Image

from outhost.domain.render_spec import RectLayer, TextLayer
from outhost.render.canvas import Coat, Rgba, rgba
from outhost.render.gif import gif_bytes
from outhost.render.painting import Painting
from outhost.render.palette import Palette, shared_palette
from outhost.render.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """What is kept between the GIFs of one plan: the palette, and its bases as palette indices."""

    palette: Palette
    bases: tuple[Image.Image, ...]


def make_film(plan: Plan) -> Film:
    """Choose the palette and bring every base to it; costs some 10 ms a frame."""
    palette = shared_palette(plan.bases, _paints(plan))
    indices = {id(base): palette.indices(base) for base in plan.bases}
    return Film(palette=palette, bases=tuple(indices[id(base)] for base in plan.bases))


def draw_animation(plan: Plan, film: Film, painting: Painting) -> bytes:
    """Paint every moment and write the GIF."""
    frames = [_frame(film, painting, position) for position in range(len(plan.moments))]
    loop = plan.spec.animation.loop if plan.spec.animation else 0
    return gif_bytes(frames, [moment.delay_ms for moment in plan.moments], film.palette.data, loop)


def _frame(film: Film, painting: Painting, position: int) -> Image.Image:
    canvas, coats = painting.paint(position)
    frame = film.bases[position].copy()
    for box in filter(None, (_extent(coat, canvas.size) for coat in coats)):
        frame.paste(film.palette.indices(canvas.crop(box)), box[:2])
    return frame


def _extent(coat: Coat, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    inked = coat.image.getbbox()
    if not inked:
        return None
    x, y = coat.at
    left, top, right, bottom = max(0, x + inked[0]), max(0, y + inked[1]), min(size[0], x + inked[2]), min(size[1], y + inked[3])
    return (left, top, right, bottom) if left < right and top < bottom else None


def _paints(plan: Plan) -> list[tuple[Rgba, Rgba | None]]:
    paints: list[tuple[Rgba, Rgba | None]] = []
    for step in plan.steps:
        if isinstance(step.layer, TextLayer):
            paints.append((rgba(step.layer.color), rgba(step.layer.stroke.color) if step.layer.stroke else None))
        if isinstance(step.layer, RectLayer):
            paints.append((rgba(step.layer.fill), rgba(step.layer.stroke.color) if step.layer.stroke else None))
    return paints
