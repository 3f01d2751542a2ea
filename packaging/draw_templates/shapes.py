"""Outlines as lists of points: rectangles, ellipses, SVG-like paths, and moves that turn one outline into another."""

import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

Point = tuple[float, float]
Shape = list[Point]

_TOKEN = re.compile(r"[MLHVCQZ]|-?\d+(?:\.\d+)?")
_ARITY = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4}
_STEPS = 28


def rect(x: float, y: float, width: float, height: float, radius: float = 0) -> Shape:
    """Outline a rectangle, its corners rounded by `radius`."""
    r = min(radius, width / 2, height / 2)
    if r <= 0:
        return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    corners = ((x + width - r, y + r, -90), (x + width - r, y + height - r, 0), (x + r, y + height - r, 90), (x + r, y + r, 180))
    return [
        (cx + r * math.cos(math.radians(start + step * 5)), cy + r * math.sin(math.radians(start + step * 5)))
        for cx, cy, start in corners
        for step in range(19)
    ]


def ellipse(cx: float, cy: float, rx: float, ry: float | None = None) -> Shape:
    """Outline an ellipse, or a circle when one radius is given."""
    tall = rx if ry is None else ry
    return [(cx + rx * math.cos(math.tau * i / 120), cy + tall * math.sin(math.tau * i / 120)) for i in range(120)]


def arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> Shape:
    """Trace part of an ellipse from `start` to `end` degrees, clockwise from three o'clock."""
    angles = (math.radians(start + (end - start) * i / 60) for i in range(61))
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles]


def path(text: str) -> Shape:
    """Trace an SVG path of absolute M, L, H, V, C, Q and Z commands; it is one outline, so one M only."""
    tokens = _TOKEN.findall(text)
    points: Shape = []
    command, at = "", 0
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
            if command == "Z":
                continue
        count = _ARITY[command]
        numbers = [float(token) for token in tokens[at : at + count]]
        at += count
        points.extend(_segment(command, numbers, points))
    return points


def star(cx: float, cy: float, outer: float, inner: float, tips: int, turn: float = -90) -> Shape:
    """Outline a star or, with many tips and a close inner radius, a seal."""
    return [
        (
            cx + (outer if i % 2 == 0 else inner) * math.cos(math.radians(turn + 180 * i / tips)),
            cy + (outer if i % 2 == 0 else inner) * math.sin(math.radians(turn + 180 * i / tips)),
        )
        for i in range(tips * 2)
    ]


def mirrored(shape: Iterable[Point], axis: float = 0) -> Shape:
    """Flip an outline left to right about the vertical line x = `axis`."""
    return [(2 * axis - x, y) for x, y in shape]


def moved(shape: Iterable[Point], dx: float, dy: float) -> Shape:
    """Shift an outline."""
    return [(x + dx, y + dy) for x, y in shape]


def turned(shape: Iterable[Point], degrees: float, about: Point) -> Shape:
    """Turn an outline clockwise about a point."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    ax, ay = about
    return [(ax + (x - ax) * cos - (y - ay) * sin, ay + (x - ax) * sin + (y - ay) * cos) for x, y in shape]


def _segment(command: str, numbers: Sequence[float], points: Shape) -> Shape:
    if command in "ML":
        return [(numbers[0], numbers[1])]
    if command == "H":
        return [(numbers[0], points[-1][1])]
    if command == "V":
        return [(points[-1][0], numbers[0])]
    controls = [points[-1], *((numbers[i], numbers[i + 1]) for i in range(0, len(numbers), 2))]
    return [_bezier(controls, step / _STEPS) for step in range(1, _STEPS + 1)]


def _bezier(controls: Sequence[Point], t: float) -> Point:
    points = list(controls)
    while len(points) > 1:
        points = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(points)]
    return points[0]
