"""A book on a desk, fresh from the press, with their name on it."""

from canvas import Canvas, Drawn, Gradient
from shapes import ellipse, path, rect, star


def draw() -> Drawn:
    """Draw the background, 1120 by 720."""
    canvas = Canvas(1120, 720, Gradient(start=(0, 0), end=(1120, 600), first="#f7d9c8", last="#e9a88f"))
    canvas.shadow(ellipse(300, 160, 320, 220), 90, opacity=0.7, paint="#fff6ea")
    desk = rect(0, 590, 1120, 130)
    canvas.fill(desk, Gradient(start=(0, 590), end=(0, 720), first="#8a5238", last="#683a27"))
    canvas.fill(rect(0, 590, 1120, 8), "#b1714f")
    _pile(canvas)
    _book(canvas)
    _glasses(canvas)
    return {"background.png": canvas.finished()}


def _pile(canvas: Canvas) -> None:
    canvas.shadow(rect(40, 610, 300, 26, 10), 12, 0, 8, 0.45)
    for x, y, width, colours in (
        (40, 572, 300, ("#2f9c95", "#21807c")),
        (62, 524, 262, ("#ffd35c", "#e9b232")),
        (50, 476, 250, ("#e5484d", "#b9333b")),
    ):
        canvas.fill(rect(x, y, width, 48, 8), Gradient(start=(x, y), end=(x, y + 48), first=colours[0], last=colours[1]))
        canvas.fill(rect(x + 24, y, 8, 48), "#ffffff", 0.35)
        canvas.fill(rect(x + width - 32, y, 8, 48), "#ffffff", 0.35)
    canvas.shadow(ellipse(170, 470, 60, 8), 6, opacity=0.3)
    canvas.fill(
        path("M 120 440 C 110 380 150 350 172 356 C 196 346 238 376 224 440 C 218 474 190 482 172 472 C 152 482 126 472 120 440 Z"),
        Gradient(start=(130, 360), end=(210, 480), first="#ff8c62", last="#d9402f"),
    )
    canvas.line(path("M 172 362 C 170 346 176 334 186 326"), 7, "#5b2f24")
    canvas.fill(path("M 184 344 C 200 322 226 322 238 332 C 224 350 204 354 184 344 Z"), "#3fae7f")
    canvas.fill(ellipse(148, 400, 9, 18), "#ffffff", 0.35)


def _book(canvas: Canvas) -> None:
    canvas.shadow(path("M 410 620 L 960 620 L 1000 650 L 430 650 Z"), 16, 0, 6, 0.55)
    canvas.fill(path("M 900 66 L 940 84 L 940 622 L 900 640 Z"), Gradient(start=(900, 66), end=(940, 66), first="#fff7e8", last="#d9c3a3"))
    for y in range(96, 620, 9):
        canvas.fill(rect(902, y, 37, 1.6), "#b99f7b", 0.5)
    cover = rect(400, 56, 506, 590, 10)
    canvas.fill(cover, Gradient(start=(400, 56), end=(906, 646), first="#2d3f78", last="#1c2750"))
    with canvas.clipped(cover):
        canvas.fill(rect(400, 56, 34, 590), "#131b3c", 0.55)
        canvas.fill(rect(434, 56, 3, 590), "#ffffff", 0.2)
        canvas.fill([(560, 40), (700, 40), (520, 660), (380, 660)], "#ffffff", 0.05)
    canvas.line(rect(456, 82, 428, 538, 6), 4, "#e9c46a", closed=True)
    canvas.line(rect(466, 92, 408, 518, 4), 1.6, "#e9c46a", closed=True)
    canvas.fill(rect(560, 452, 220, 3), "#e9c46a")
    canvas.fill(star(670, 453, 16, 7, 5), "#e9c46a")
    seal = star(868, 566, 62, 54, 24)
    canvas.shadow(seal, 8, 0, 5, 0.45)
    canvas.fill(seal, Gradient(start=(810, 510), end=(930, 620), first="#ffd86b", last="#e0a526"))
    canvas.line(ellipse(868, 566, 43), 2.5, "#8a5a10", closed=True)


def _glasses(canvas: Canvas) -> None:
    for x in (986, 1060):
        canvas.shadow(ellipse(x, 668, 34, 12), 5, 0, 8, 0.4)
        canvas.fill(ellipse(x, 660, 34, 16), "#ffffff", 0.25)
        canvas.line(ellipse(x, 660, 34, 16), 6, "#2b2233", closed=True)
    canvas.line(path("M 1019 657 C 1021 648 1025 648 1027 657"), 6, "#2b2233")
