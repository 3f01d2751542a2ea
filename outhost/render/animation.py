"""A GIF of one lead: of the compiled film only the strips that are painted on are coded anew.

What lies upon a base is painted in areas: the extents of coats, joined where they overlap. An area is brought to the palette once, and
again only where the base moves under it. So every frame shows exactly the pixels that painting it whole, and bringing all of it to the
palette, gives.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from PIL import Image, ImageChops

from outhost.render.canvas import Box, Coat, extent, paint
from outhost.render.film import Film, Frame
from outhost.render.gif import TAIL, changed, frame_head, gif_head
from outhost.render.lzw import END, strip
from outhost.render.painting import Painting
from outhost.render.palette import Palette
from outhost.render.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """What a lead sees at a moment: the base as palette indices, and areas of it that are painted over."""

    coats: tuple[Coat, ...]
    base: Image.Image
    painted: tuple[tuple[Box, Image.Image], ...]

    def crop(self, box: Box) -> Image.Image:
        piece = self.base.crop(box)
        for area, indices in self.painted:
            if _common(area, box):
                piece.paste(indices, (area[0] - box[0], area[1] - box[1]))
        return piece


def draw_animation(plan: Plan, film: Film, painting: Painting) -> bytes:
    """Paint every moment and write the GIF."""
    loop = plan.spec.animation.loop if plan.spec.animation else 0
    parts = [gif_head(plan.bases[0].size, film.palette.data + bytes(3), loop)]
    before: _View | None = None
    for position, frame in enumerate(film.frames):
        view = _view(before, frame, painting.coats(position), plan.bases[position], film.palette)
        parts += _frame_parts(before, view, frame, plan.moments[position].delay_ms, film.palette.free)
        before = view
    return b"".join((*parts, TAIL))


def _view(before: _View | None, frame: Frame, coats: tuple[Coat, ...], base: Image.Image, palette: Palette) -> _View:
    """Paint the areas of a moment; what is the same as in the moment before is taken from there."""
    if before and _differing(before.coats, coats) == ():
        painted = tuple((area, _repainted(indices, area, frame, coats, base, palette)) for area, indices in before.painted)
    else:
        areas = _joined(area for area in (extent(coat, base.size) for coat in coats) if area)
        painted = tuple((area, _indices(area, coats, base, palette)) for area in areas)
    return _View(coats=coats, base=frame.base, painted=painted)


def _repainted(indices: Image.Image, area: Box, frame: Frame, coats: tuple[Coat, ...], base: Image.Image, palette: Palette) -> Image.Image:
    moved = _common(area, frame.box) if frame.box else None
    if moved is None:
        return indices
    fresh = _indices(moved, coats, base, palette)
    if moved == area:
        return fresh
    after = indices.copy()
    after.paste(fresh, (moved[0] - area[0], moved[1] - area[1]))
    return after


def _indices(area: Box, coats: tuple[Coat, ...], base: Image.Image, palette: Palette) -> Image.Image:
    canvas = base.crop(area)
    paint(canvas, coats, area[:2])
    return palette.indices(canvas)


def _frame_parts(before: _View | None, view: _View, frame: Frame, delay_ms: int, transparent: int) -> Iterator[bytes]:
    """Write a frame: spliced where all that changes lies in the box of the compiled one, else whole."""
    size = view.base.size
    anew = [area for area in (extent(coat, size) for coat in _differing(before.coats if before else (), view.coats)) if area]
    if frame.box is None and not anew:
        yield from frame.parts()
    elif frame.box and all(_common(area, frame.box) == area for area in anew):
        painted = [area for area, _ in (*view.painted, *(before.painted if before else ()))]
        touched = [area for area in (_common(area, frame.box) for area in painted) if area]
        yield from _spliced(before, view, frame, frame.box, touched, transparent)
    else:
        whole = _around((*anew, *([frame.box] if frame.box else ())))
        yield from _whole(before, view, whole, delay_ms, transparent)


def _spliced(before: _View | None, view: _View, frame: Frame, box: Box, touched: Sequence[Box], transparent: int) -> Iterator[bytes]:
    yield frame.head
    for is_touched, run in groupby(frame.strips, lambda one: any(area[1] < one.bottom and one.top < area[3] for area in touched)):
        strips = tuple(run)
        if is_touched:
            yield strip(_news(before, view, (box[0], strips[0].top, box[2], strips[-1].bottom), transparent))
        else:
            yield from (one.data for one in strips)
    yield END


def _whole(before: _View | None, view: _View, box: Box, delay_ms: int, transparent: int) -> Iterator[bytes]:
    if before:
        found = ImageChops.difference(before.crop(box), view.crop(box)).getbbox() or (0, 0, 1, 1)
        box = (box[0] + found[0], box[1] + found[1], box[0] + found[2], box[1] + found[3])
    yield frame_head(box, delay_ms, transparent)
    yield strip(_news(before, view, box, transparent))
    yield END


def _news(before: _View | None, view: _View, box: Box, transparent: int) -> Image.Image:
    return changed(before.crop(box), view.crop(box), transparent) if before else view.crop(box)


def _differing(before: tuple[Coat, ...], after: tuple[Coat, ...]) -> tuple[Coat, ...]:
    """Leave out the coats that both begin and both end with: outside those that are left, both look the same upon the same base."""
    one, other = list(before), list(after)
    while one and other and _is_same(one[-1], other[-1]):
        del one[-1], other[-1]
    while one and other and _is_same(one[0], other[0]):
        del one[0], other[0]
    return (*one, *other)


def _is_same(one: Coat, other: Coat) -> bool:
    return one.image is other.image and one.at == other.at and one.color == other.color


def _joined(areas: Iterable[Box]) -> list[Box]:
    """Join areas until none overlaps another."""
    apart: list[Box] = []
    for area in areas:
        joined, others = area, apart
        while near := [other for other in others if _common(joined, other)]:
            joined, others = _around((joined, *near)), [other for other in others if other not in near]
        apart = [*others, joined]
    return apart


def _common(one: Box, other: Box) -> Box | None:
    left, top, right, bottom = max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
    return (left, top, right, bottom) if left < right and top < bottom else None


def _around(areas: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*areas, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
