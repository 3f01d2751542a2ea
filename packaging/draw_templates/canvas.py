"""A canvas four times the size of the picture: fills, lines, gradients, glows and soft shadows, reduced once at the end."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter
from shapes import Point, Shape

SCALE = 4
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradient:
    """A straight blend between two colours, from one point to another, in the units of the shape it fills."""

    start: Point
    end: Point
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """The frames of a moving picture and how long each stays, in milliseconds."""

    frames: list[Image.Image]
    delays_ms: list[int]


Paint = str | Gradient
Drawn = dict[str, Image.Image | Film]
"""What a scene hands over: its files by name."""


class Canvas:
    """Paints shapes given in picture units; holds `SCALE` times as many pixels each way."""

    def __init__(self, width: int, height: int, paint: Paint = "#ffffff") -> None:
        """Start with a canvas filled with `paint`."""
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * SCALE, height * SCALE))
        self._moves: list[tuple[float, float, float, float]] = []
        self._clip: Image.Image | None = None
        self.fill([(0, 0), (width, 0), (width, height), (0, height)], paint)

    def fill(self, shape: Shape, paint: Paint, opacity: float = 1.0) -> None:
        """Fill an outline."""
        points = self._placed(shape)
        box = self._bounds(points, 1)
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
        ImageDraw.Draw(mask).polygon([(x - box[0], y - box[1]) for x, y in points], fill=255)
        self._lay(mask, box, paint, opacity)

    def line(self, shape: Shape, width: float, paint: Paint, opacity: float = 1.0, *, closed: bool = False) -> None:
        """Draw along an outline with round ends and joints."""
        points = self._placed(shape)
        if closed:
            points = [*points, points[0]]
        thick = max(1, round(width * self._size() * SCALE))
        box = self._bounds(points, thick)
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
        pen = ImageDraw.Draw(mask)
        local = [(x - box[0], y - box[1]) for x, y in points]
        pen.line(local, fill=255, width=thick)
        for x, y in local:
            pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255)
        self._lay(mask, box, paint, opacity)

    def shadow(self, shape: Shape, blur: float, dx: float = 0, dy: float = 0, opacity: float = 0.25, paint: str = "#1d2440") -> None:
        """Lay the soft shadow (or, in a light colour, the glow) of an outline; paint it before the shape itself."""
        size = self._size()
        points = [(x / SCALE + dx * size, y / SCALE + dy * size) for x, y in self._placed(shape)]
        reach = math.ceil(blur * size * 3) + 2
        left, top = math.floor(min(x for x, _ in points)) - reach, math.floor(min(y for _, y in points)) - reach
        right, bottom = math.ceil(max(x for x, _ in points)) + reach, math.ceil(max(y for _, y in points)) + reach
        mask = Image.new("L", (right - left, bottom - top), 0)
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in points], fill=255)
        soft = mask.filter(ImageFilter.GaussianBlur(blur * size)).resize(
            (mask.width * SCALE, mask.height * SCALE), Image.Resampling.BICUBIC
        )
        full: Box = (0, 0, self._image.width, self._image.height)
        spot = (left * SCALE, top * SCALE)
        box = (max(full[0], spot[0]), max(full[1], spot[1]), min(full[2], spot[0] + soft.width), min(full[3], spot[1] + soft.height))
        if box[2] > box[0] and box[3] > box[1]:
            inner = (box[0] - spot[0], box[1] - spot[1], box[2] - spot[0], box[3] - spot[1])
            self._lay(soft.crop(inner), box, paint, opacity)

    @contextmanager
    def placed(self, x: float, y: float, scale: float = 1.0, turn: float = 0.0) -> Iterator[None]:
        """Draw inside with (0, 0) at a point, scaled and turned clockwise; places nest."""
        self._moves.append((x, y, scale, turn))
        try:
            yield
        finally:
            self._moves.pop()

    @contextmanager
    def clipped(self, shape: Shape) -> Iterator[None]:
        """Draw inside an outline only; clips nest."""
        outer = self._clip
        mask = Image.new("L", self._image.size, 0)
        ImageDraw.Draw(mask).polygon(self._placed(shape), fill=255)
        self._clip = mask if outer is None else ImageChops.multiply(outer, mask)
        try:
            yield
        finally:
            self._clip = outer

    def copy(self) -> "Canvas":
        """Duplicate what is painted so far, for the next frame of an animation."""
        twin = Canvas(1, 1)
        twin.width, twin.height, twin._image = self.width, self.height, self._image.copy()
        return twin

    def finished(self) -> Image.Image:
        """Reduce to the picture's own size."""
        return self._image.resize((self.width, self.height), Image.Resampling.LANCZOS)

    def _lay(self, mask: Image.Image, box: Box, paint: Paint, opacity: float) -> None:
        if self._clip is not None:
            mask = ImageChops.multiply(mask, self._clip.crop(box))
        if opacity < 1:
            mask = mask.point([round(value * opacity) for value in range(256)])
        if isinstance(paint, str):
            self._image.paste(ImageColor.getrgb(paint), box, mask)
        else:
            self._image.paste(self._blend(paint, box), box, mask)

    def _blend(self, paint: Gradient, box: Box) -> Image.Image:
        (x0, y0), (x1, y1) = self._placed([paint.start, paint.end])
        width, height = box[2] - box[0], box[3] - box[1]
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        angle = math.atan2(y1 - y0, x1 - x0)
        ramp = _ramp(paint.first, paint.last)
        cos, sin = math.cos(angle) * 1024 / length, math.sin(angle) * 1024 / length
        offset = (box[0] - x0) * cos + (box[1] - y0) * sin
        # The strip is padded by its end colours, so places before the start and past the end keep them.
        return ramp.transform((width, height), Image.Transform.AFFINE, (cos, sin, offset + 4096, 0, 0, 0.5), Image.Resampling.NEAREST)

    def _placed(self, shape: Sequence[Point]) -> Shape:
        points = list(shape)
        for x, y, scale, turn in reversed(self._moves):
            cos, sin = math.cos(math.radians(turn)) * scale, math.sin(math.radians(turn)) * scale
            points = [(x + px * cos - py * sin, y + px * sin + py * cos) for px, py in points]
        return [(x * SCALE, y * SCALE) for x, y in points]

    def _size(self) -> float:
        return math.prod(scale for _, _, scale, _ in self._moves)

    def _bounds(self, points: Shape, reach: float) -> Box | None:
        left = max(0, math.floor(min(x for x, _ in points) - reach))
        top = max(0, math.floor(min(y for _, y in points) - reach))
        right = min(self._image.width, math.ceil(max(x for x, _ in points) + reach))
        bottom = min(self._image.height, math.ceil(max(y for _, y in points) + reach))
        return (left, top, right, bottom) if right > left and bottom > top else None


def _ramp(first: str, last: str) -> Image.Image:
    a, b = ImageColor.getrgb(first), ImageColor.getrgb(last)
    ramp = Image.new("RGB", (1024 + 8192, 1))
    pixels = [tuple(round(a[k] + (b[k] - a[k]) * min(1.0, max(0.0, (i - 4096) / 1023))) for k in range(3)) for i in range(ramp.width)]
    ramp.putdata(pixels)
    return ramp
