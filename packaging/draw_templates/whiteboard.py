"""The fox explains it all at a whiteboard."""

import fox
from canvas import Canvas, Drawn, Gradient
from shapes import ellipse, path, rect, turned


def draw() -> Drawn:
    """Draw the background, 1120 by 720."""
    canvas = Canvas(1120, 720, Gradient(start=(0, 0), end=(0, 720), first="#fff1dc", last="#ffdcae"))
    canvas.fill(rect(0, 600, 1120, 120), Gradient(start=(0, 600), end=(0, 720), first="#c9855a", last="#a96740"))
    canvas.fill(rect(0, 592, 1120, 12), "#fff8ee")
    canvas.shadow(ellipse(200, 150, 260, 200), 80, opacity=0.7, paint="#ffffff")
    _clock(canvas, 118, 96)
    _board(canvas)
    _sketches(canvas)
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


def _clock(canvas: Canvas, x: float, y: float) -> None:
    canvas.shadow(ellipse(x, y, 54), 9, 3, 7, 0.25)
    canvas.fill(ellipse(x, y, 56), "#34497d")
    canvas.fill(ellipse(x, y, 46), "#fffdf8")
    for hour in range(12):
        canvas.line(turned([(x, y - 40), (x, y - (32 if hour % 3 == 0 else 36))], hour * 30, (x, y)), 3.5, "#34497d")
    canvas.line([(x, y), (x - 4, y - 29)], 4.5, "#2b2233")
    canvas.line([(x, y), (x - 20, y + 6)], 5.5, "#2b2233")
    canvas.fill(ellipse(x, y, 5), "#e5484d")


def _sketches(canvas: Canvas) -> None:
    """Scribble what goes with the text: a slice of cake, and a curve that goes the right way."""
    with canvas.placed(706, 418, 0.84):
        slice_ = path("M -44 2 C -20 -14 20 -22 50 -22 L 48 24 C 20 28 -20 32 -42 34 Z")
        canvas.fill(slice_, "#fde3cd")
        canvas.line(slice_, 3.6, "#17765a", closed=True)
        canvas.line(path("M -42 18 C -10 12 20 8 48 4"), 3.6, "#17765a")
        canvas.line(path("M 6 -20 C 8 -30 8 -34 6 -42"), 3.6, "#17765a")
        canvas.fill(path("M 6 -64 C 16 -52 14 -44 6 -43 C -2 -44 -4 -52 6 -64 Z"), "#f2803c")
    canvas.line(path("M 806 384 C 804 420 808 460 806 498 C 880 500 960 496 1034 499"), 4, "#26396e")
    canvas.line(path("M 797 396 L 806 383 L 816 396"), 4, "#26396e")
    canvas.line(path("M 1022 490 L 1036 499 L 1022 508"), 4, "#26396e")
    canvas.line(path("M 818 486 C 850 482 868 474 886 476 C 906 478 914 454 936 452 C 964 450 976 420 1010 394"), 6, "#f2803c")
    canvas.line(path("M 990 396 L 1012 392 L 1010 414"), 6, "#f2803c")
    canvas.line(path("M 424 190 C 520 184 640 194 790 187"), 5, "#c6352f", 0.9)


def _teacher(canvas: Canvas) -> None:
    canvas.shadow(ellipse(196, 700, 190, 22), 16, opacity=0.4)
    with canvas.placed(190, 330, 1.0, 0):
        fox.tail(canvas)
        fox.torso(canvas, fox.TEAL)
        fox.arm(canvas, path("M -112 190 C -150 250 -140 300 -92 326"), fox.TEAL)
        fox.paw(canvas, -76, 328)
        with canvas.placed(0, 0, 1, 3):
            fox.head(canvas, fox.Mood.TALK, turn=22)
        canvas.line([(196, 92), (262, 22)], 11, "#8a5a34")
        fox.arm(canvas, path("M 112 192 C 160 240 196 200 188 130"), fox.TEAL)
        fox.paw(canvas, 188, 104)
