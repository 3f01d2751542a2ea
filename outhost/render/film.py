"""A plan made ready for GIFs: its bases as palette indices, and what each frame changes in them coded once, in strips.

A frame is kept as the box of the picture in which its base differs from the one before, cut into strips: low ones where a step of the plan
may paint, and one between two such reaches.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from PIL import Image, ImageChops

from outhost.domain.render_spec import ImageLayer, TextLayer
from outhost.render.canvas import Box, paint, rgba, within
from outhost.render.gif import changed, frame_head
from outhost.render.lzw import END, strip
from outhost.render.palette import MOST_COLORS, Palette, Rgb, shared_palette, thin_out
from outhost.render.plan import Plan, Step
from outhost.render.strips import cut_rows, reached_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Rows of a frame's box, coded."""

    top: int
    bottom: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a frame changes in the base before it: nothing outside the box, and nothing at all where there is none."""

    base: Image.Image
    box: Box | None
    head: bytes
    strips: tuple[Strip, ...]

    def parts(self) -> Iterator[bytes]:
        """Give the frame as it is where nothing is painted upon it."""
        yield self.head
        yield from (one.data for one in self.strips)
        yield END


@dataclass(frozen=True, kw_only=True)
class Film:
    """What is kept between the GIFs of one plan. `frames` hold bases as palette indices (mode L), one object where they are equal."""

    palette: Palette
    frames: tuple[Frame, ...]

    @cached_property
    def size_bytes(self) -> int:
        """Tell the memory that the bases and the strips take."""
        bases = {id(frame.base): frame.base for frame in self.frames}
        return sum(base.width * base.height for base in bases.values()) + sum(len(part) for frame in self.frames for part in frame.parts())


def make_film(plan: Plan, colors: int | None = None) -> Film:
    """Choose the palette, bring every base to it and code what changes; costs some 30 ms a frame of a photo.

    `colors` limits the palette; one of them is kept for what a frame does not change.
    """
    palette = palette_of(plan, colors or MOST_COLORS)
    indices = {id(base): palette.indices(base) for base in plan.bases}
    bases = [indices[id(base)] for base in plan.bases]
    rows = reached_rows(plan)
    boxes = [(0, 0, *plan.bases[0].size), *(_moved(before, base) for before, base in pairwise(plan.bases))]
    made = zip([None, *bases], bases, boxes, plan.moments, strict=False)
    frames = tuple(_frame(before, base, box, rows, palette.free, moment.delay_ms) for before, base, box, moment in made)
    return Film(palette=palette, frames=frames)


def _moved(before: Image.Image, base: Image.Image) -> Box | None:
    """Find where bases differ. It is their colours that count: such as have one index in the palette may look unlike under thin paint."""
    return None if before is base else ImageChops.difference(before, base).getbbox()


def _frame(before: Image.Image | None, base: Image.Image, box: Box | None, reached: list[bool], transparent: int, delay_ms: int) -> Frame:
    if box is None:
        nothing = Strip(top=0, bottom=1, data=strip(Image.new("L", (1, 1), transparent)))
        return Frame(base=base, box=None, head=frame_head((0, 0, 1, 1), delay_ms, transparent), strips=(nothing,))
    piece = base.crop(box) if before is None else changed(before.crop(box), base.crop(box), transparent)
    cuts = cut_rows(reached, (box[1], box[3]))
    strips = [
        Strip(top=top, bottom=bottom, data=strip(piece.crop((0, top - box[1], piece.width, bottom - box[1]))))
        for top, bottom in pairwise(cuts)
    ]
    return Frame(base=base, box=box, head=frame_head(box, delay_ms, transparent), strips=tuple(strips))


def palette_of(plan: Plan, limit: int) -> Palette:
    """Choose the colours of a plan's pictures, one fewer than `limit`: those of its bases, of its inks, and of the soft edges between."""
    samples = [_sample(plan, position) for position in thin_out(plan.bases)]
    is_open = any(isinstance(step.layer, ImageLayer) and step.layer.variable for step in plan.steps)
    blends = tuple(_blends(plan.steps, samples[0]))
    return shared_palette(samples, [ink for ink, _ in blends], blends, any_color=is_open, limit=limit)


def _sample(plan: Plan, position: int) -> Image.Image:
    """Paint a moment with all that is known of it."""
    sample = plan.bases[position].copy()
    for step in plan.steps:
        paint(sample, step.coats[position] if step.coats else ())
    return sample


def _blends(steps: Iterable[Step], sample: Image.Image) -> Iterator[tuple[Rgb, Rgb]]:
    """List the colours that meet at the edges of letters: ink and outline, outline and ground."""
    for step in steps:
        if isinstance(step.layer, TextLayer):
            ink, ground = rgba(step.layer.color)[:3], _ground(sample, step.layer.box)
            edge = rgba(step.layer.stroke.color)[:3] if step.layer.stroke and step.layer.stroke.width else ground
            yield ink, edge
            if edge != ground:
                yield edge, ground


def _ground(sample: Image.Image, box: Box) -> Rgb:
    area = within((box[0], box[1], box[0] + box[2], box[1] + box[3]), sample.size) or (0, 0, *sample.size)
    color = sample.resize((1, 1), Image.Resampling.BOX, box=area).getpixel((0, 0))
    assert isinstance(color, tuple)
    return color[0], color[1], color[2]
