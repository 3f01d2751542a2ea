"""The fox explains it all at a whiteboard."""

import fox
from canvas import Canvas, Gradient
from PIL import Image
from shapes import ellipse, path, rect


def draw() -> dict[str, Image.Image]:
    """Draw the background, 1120 by 720."""
    canvas = Canvas(1120, 720, Gradient(start=(0, 0), end=(0, 720), first="#fff1dc", last="#ffdcae"))
    canvas.fill(rect(0, 600, 1120, 120), Gradient(start=(0, 600), end=(0, 720), first="#c9855a", last="#a96740"))
    canvas.fill(rect(0, 592, 1120, 12), "#fff8ee")
    canvas.shadow(ellipse(200, 150, 260, 200), 80, opacity=0.7, paint="#ffffff")
    _board(canvas)
    _teacher(canvas)
    return {"background.png": canvas.finished()}


def _board(canvas: Canvas) -> None:
    frame = rect(330, 60, 750, 480, 18)
    canvas.shadow(frame, 18, 0, 14, 0.3)
    canvas.fill(frame, Gradient(start=(330, 60), end=(330, 540), first="#d9dee8", last="#a9b2c3"))
    canvas.fill(rect(346, 76, 718, 448, 8), Gradient(start=(346, 76), end=(1064, 524), first="#ffffff", last="#f1f5fa"))
    with canvas.clipped(rect(346, 76, 718, 448, 8)):
        canvas.fill([(760, 60), (900, 60), (640, 540), (500, 540)], "#ffffff", 0.8)
    tray = rect(420, 534, 570, 22, 8)
    canvas.shadow(tray, 6, 0, 6, 0.3)
    canvas.fill(tray, "#c3cad7")
    for x, colour in ((470, "#e5484d"), (570, "#34497d"), (670, "#1f9d76")):
        canvas.fill(rect(x, 520, 78, 16, 7), colour)
        canvas.fill(rect(x + 60, 519, 22, 18, 6), "#2b2233")
    canvas.fill(rect(880, 512, 76, 24, 6), "#f2803c")
    canvas.fill(rect(880, 528, 76, 10, 3), "#5a2f2b")


def _teacher(canvas: Canvas) -> None:
    canvas.shadow(ellipse(196, 700, 190, 22), 16, opacity=0.4)
    with canvas.placed(190, 330, 1.0, 0):
        fox.tail(canvas)
        fox.torso(canvas, fox.TEAL)
        fox.arm(canvas, path("M -112 190 C -150 250 -140 300 -92 326"), fox.TEAL, (-76, 328))
        with canvas.placed(0, 0, 1, 3):
            fox.head(canvas, fox.Mood.TALK, turn=22)
        canvas.line([(196, 92), (262, 22)], 11, "#8a5a34")
        fox.arm(canvas, path("M 112 192 C 160 240 196 200 188 130"), fox.TEAL, (188, 104))
