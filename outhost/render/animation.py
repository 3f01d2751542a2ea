"""A GIF of one lead: every frame painted, and only what was painted over brought to the palette anew."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from outhost.domain.render_spec import ImageLayer, TextLayer
from outhost.render.canvas import Box, Coat, paint, rgba, within
from outhost.render.gif import gif_bytes
from outhost.render.painting import Painting
from outhost.render.palette import Palette, Rgb, shared_palette, thin_out
from outhost.render.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """What is kept between the GIFs of one plan: the palette, and its bases as palette indices."""

    palette: Palette
    bases: tuple[Image.Image, ...]

    @property
    def size_bytes(self) -> int:
        """Tell the memory that the bases take."""
        return sum(base.width * base.height for base in {id(base): base for base in self.bases}.values())


def make_film(plan: Plan) -> Film:
    """Choose the palette and bring every base to it; costs some 10 ms a frame."""
    samples = [_sample(plan, position) for position in thin_out(plan.bases)]
    is_open = any(isinstance(step.layer, ImageLayer) and step.layer.variable for step in plan.steps)
    blends = tuple(_blends(plan, samples[0]))
    palette = shared_palette(samples, [ink for ink, _ in blends], blends, any_color=is_open)
    indices = {id(base): palette.indices(base) for base in plan.bases}
    return Film(palette=palette, bases=tuple(indices[id(base)] for base in plan.bases))


def draw_animation(plan: Plan, film: Film, painting: Painting) -> bytes:
    """Paint every moment and write the GIF."""
    frames = [_frame(plan, film, painting, position) for position in range(len(plan.moments))]
    loop = plan.spec.animation.loop if plan.spec.animation else 0
    return gif_bytes(frames, [moment.delay_ms for moment in plan.moments], film.palette.data, loop)


def _frame(plan: Plan, film: Film, painting: Painting, position: int) -> Image.Image:
    coats, canvas = painting.coats(position), plan.bases[position].copy()
    paint(canvas, coats)
    frame = film.bases[position].copy()
    for box in filter(None, (_extent(coat, canvas.size) for coat in coats)):
        frame.paste(film.palette.indices(canvas.crop(box)), box[:2])
    return frame


def _extent(coat: Coat, size: tuple[int, int]) -> Box | None:
    inked = coat.image.getbbox()
    if not inked:
        return None
    x, y = coat.at
    return within((x + inked[0], y + inked[1], x + inked[2], y + inked[3]), size)


def _sample(plan: Plan, position: int) -> Image.Image:
    """Paint a moment with all that is known of it."""
    sample = plan.bases[position].copy()
    for step in plan.steps:
        paint(sample, step.coats[position] if step.coats else ())
    return sample


def _blends(plan: Plan, sample: Image.Image) -> Iterator[tuple[Rgb, Rgb]]:
    """List the colours that meet at the edges of letters: ink and outline, outline and ground."""
    for step in plan.steps:
        if isinstance(step.layer, TextLayer):
            ink, ground = rgba(step.layer.color)[:3], _ground(sample, step.layer.box)
            edge = rgba(step.layer.stroke.color)[:3] if step.layer.stroke and step.layer.stroke.width else ground
            yield ink, edge
            if edge != ground:
                yield edge, ground


def _ground(sample: Image.Image, box: Box) -> Rgb:
    extent = within((box[0], box[1], box[0] + box[2], box[1] + box[3]), sample.size) or (0, 0, *sample.size)
    color = sample.resize((1, 1), Image.Resampling.BOX, box=extent).getpixel((0, 0))
    assert isinstance(color, tuple)
    return color[0], color[1], color[2]
