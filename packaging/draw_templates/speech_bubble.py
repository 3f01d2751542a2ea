"""A bubble pops up beside the fox, who blinks. The first frame is already whole: many mail programs show no other."""

import fox
from canvas import Canvas
from PIL import Image
from shapes import Shape, ellipse, path

SIZES = (1.0, 0.0, 0.35, 0.8, 1.06, 1.0)
"""How far the bubble has grown in each of the first frames; from the last on it stays."""
BLINKS = frozenset({8, 11})
FRAMES = 13
_TAIL = (236.0, 250.0)


def draw() -> dict[str, Image.Image | list[Image.Image]]:
    """Draw the frames, 640 by 400."""
    return {"background.gif": [_frame(number) for number in range(FRAMES)]}


def _frame(number: int) -> Image.Image:
    canvas = Canvas(640, 400, "#7cc9e8")
    canvas.fill(ellipse(130, 420, 210, 120), "#5fb3d6")
    for x, y, radius in ((600, 60, 50), (80, 60, 34)):
        canvas.fill(ellipse(x, y, radius), "#93d6f0")
    mood = fox.Mood.BLINK if number in BLINKS else fox.Mood.TALK
    with canvas.placed(130, 236, 0.78, 3):
        fox.tail(canvas)
        fox.torso(canvas, fox.TEAL)
        fox.head(canvas, mood, turn=18)
    size = SIZES[min(number, len(SIZES) - 1)]
    if size:
        with canvas.placed(*_TAIL, size):
            canvas.fill(_bubble(5, 7), "#4a93b5")
            canvas.fill(_bubble(0, 0), "#ffffff")
    return canvas.finished()


def _bubble(dx: float, dy: float) -> Shape:
    """Outline the bubble about the tip of its tail."""
    outline = path(
        "M 0 0 C 24 -4 40 -20 46 -40 C 30 -50 24 -64 24 -82 L 24 -172 C 24 -196 40 -212 64 -212 L 344 -212 C 368 -212 384 -196 384 -172"
        " L 384 -82 C 384 -58 368 -42 344 -42 L 92 -42 C 74 -14 40 6 0 0 Z"
    )
    return [(x + dx, y + dy) for x, y in outline]
