"""The fox holds up a sign and means it."""

import fox
from canvas import Canvas, Gradient
from PIL import Image
from shapes import ellipse, path, rect, turned


def draw() -> dict[str, Image.Image]:
    """Draw the background, 1000 by 760."""
    canvas = Canvas(1000, 760, Gradient(start=(0, 0), end=(0, 760), first="#ffe08a", last="#ffb347"))
    middle = (500.0, 250.0)
    for i in range(14):
        ray = turned([middle, (middle[0] - 80, -700), (middle[0] + 80, -700)], i * 360 / 14, middle)
        canvas.fill(ray, "#ffffff", 0.16)
    with canvas.placed(500, 196, 1.0):
        fox.tail(canvas)
        fox.torso(canvas, fox.NAVY)
        fox.head(canvas, fox.Mood.YES, turn=0)
    _sign(canvas)
    for side in (-1, 1):
        _grip(canvas, side)
    return {"background.png": canvas.finished()}


def _sign(canvas: Canvas) -> None:
    board = rect(110, 372, 780, 320, 22)
    canvas.shadow(board, 18, 0, 14, 0.35)
    canvas.fill(board, Gradient(start=(110, 372), end=(110, 692), first="#f4d3a2", last="#dcae72"))
    with canvas.clipped(board):
        for y, bend in ((420, 10), (486, -8), (548, 12), (612, -10), (664, 6)):
            canvas.line(path(f"M 100 {y} C 300 {y + bend} 640 {y - bend} 900 {y + bend}"), 3, "#b9844c", 0.35)
        canvas.fill(rect(110, 372, 780, 8), "#fff0d4", 0.8)
    canvas.fill(rect(138, 400, 724, 264, 14), "#fffaf0")
    canvas.line(rect(138, 400, 724, 264, 14), 3, "#c99a5f", closed=True)
    for x in (124, 876):
        for y in (388, 676):
            canvas.fill(ellipse(x, y, 5), "#8a5a34")


def _grip(canvas: Canvas, side: int) -> None:
    x = 500 + side * 384
    shoulder = 500 + side * 116
    canvas.line(path(f"M {shoulder} 350 C {shoulder + side * 90} 356 {x - side * 30} 330 {x} 352"), 62, fox.NAVY.dark, 0.55)
    canvas.line(path(f"M {shoulder} 350 C {shoulder + side * 90} 356 {x - side * 30} 330 {x} 352"), 54, fox.NAVY.main)
    canvas.shadow(ellipse(x, 388, 40, 40), 6, 0, 5, 0.3)
    canvas.fill(ellipse(x, 384, 42, 40), fox.SOCK)
    for k in (-22, 0, 22):
        canvas.fill(rect(x + k - 11, 386, 22, 44, 11), "#6d3c36")
