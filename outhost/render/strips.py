"""How a picture is cut into rows that are encoded apart: low strips where a plan's steps may paint, one between two such reaches."""

import math
from collections.abc import Iterator
from typing import Final

from outhost.domain.render_spec import ImageLayer, TextLayer
from outhost.render.canvas import extent
from outhost.render.plan import Plan, Step

STRIP_ROWS: Final = 16
"""Height of a strip that may be painted on: lower ones waste fewer rows, higher ones take fewer bytes."""

Rows = tuple[int, int]
"""From the first row to the one after the last."""


def reached_rows(plan: Plan) -> list[bool]:
    """Tell of each row whether a step of the plan may paint on it."""
    height = plan.bases[0].height
    reached = [False] * height
    for top, bottom in (rows for step in plan.steps for rows in _reaches(step, plan.bases[0].size)):
        for row in range(max(0, top), min(height, bottom)):
            reached[row] = True
    return reached


def cut_rows(reached: list[bool], rows: Rows) -> list[int]:
    """List the rows where strips begin, and the last row's end: every 16 rows within a reach, and at both ends of it."""
    cuts = [rows[0]]
    for row in range(rows[0] + 1, rows[1]):
        if reached[row] != reached[row - 1] or (reached[row] and row - cuts[-1] >= STRIP_ROWS):
            cuts.append(row)
    return [*cuts, rows[1]]


def _reaches(step: Step, size: tuple[int, int]) -> Iterator[Rows]:
    """Tell which rows a step may paint on: where its coats lie, or as far as its box reaches, turned."""
    if step.coats is not None:
        areas = {extent(coat, size) for coats in step.coats for coat in coats}
        yield from ((area[1], area[3]) for area in areas if area)
        return
    _, y, width, height = step.layer.box
    angle = math.radians(step.layer.rotate) if isinstance(step.layer, ImageLayer | TextLayer) else 0.0
    half = (abs(math.sin(angle)) * width + abs(math.cos(angle)) * height) / 2
    yield math.floor(y + height / 2 - half), math.ceil(y + height / 2 + half)
