"""Two panels: the fox turns down the mass mail on the left and applauds the personal one on the right."""

import fox
from canvas import Canvas, Drawn, Gradient
from shapes import ellipse, moved, path, rect, star, turned


def draw() -> Drawn:
    """Draw the background, 1120 by 720."""
    canvas = Canvas(1120, 720, "#fff8ec")
    _panel(canvas, 24, ("#ffb9a8", "#f88f80"), "#ffffff")
    _panel(canvas, 568, ("#a9e2d2", "#5fc2ad"), "#ffffff")
    with canvas.clipped(rect(24, 24, 528, 672, 36)):
        _refusal(canvas)
    with canvas.clipped(rect(568, 24, 528, 672, 36)):
        _applause(canvas)
    for x, colour in ((24, "#b23a3a"), (568, "#1d7a68")):
        _card(canvas, x, colour)
    _badge(canvas, 288, "#e5484d", cross=True)
    _badge(canvas, 832, "#1f9d76", cross=False)
    return {"background.png": canvas.finished()}


def _panel(canvas: Canvas, x: float, colours: tuple[str, str], ray: str) -> None:
    shape = rect(x, 24, 528, 672, 36)
    canvas.shadow(shape, 10, 0, 6, 0.18)
    canvas.fill(shape, Gradient(start=(x, 24), end=(x, 520), first=colours[0], last=colours[1]))
    with canvas.clipped(shape):
        for i in range(12):
            middle = (x + 264, 300)
            ray_shape = turned([middle, (middle[0] - 70, -420), (middle[0] + 70, -420)], i * 30, middle)
            canvas.fill(ray_shape, ray, 0.12)


def _refusal(canvas: Canvas) -> None:
    with canvas.placed(318, 228, 0.92, 2):
        fox.tail(canvas)
        fox.torso(canvas, fox.NAVY)
        fox.arm(canvas, path("M 118 180 C 168 240 160 300 96 330"), fox.NAVY)
        fox.paw(canvas, 80, 334)
        with canvas.placed(0, 0, 1, 5):
            fox.head(canvas, fox.Mood.NO, turn=24)
        fox.arm(canvas, path("M -112 186 C -170 250 -210 210 -206 130"), fox.NAVY)
        with canvas.placed(-208, 66, 1.3, -8):
            fox.stop_paw(canvas)
    for x, y, size in ((92, 96, 18), (66, 158, 12), (468, 110, 12)):
        with canvas.placed(x, y, size / 18, 12):
            canvas.line([(-13, -13), (13, 13)], 8, "#ffffff", 0.75)
            canvas.line([(13, -13), (-13, 13)], 8, "#ffffff", 0.75)


def _applause(canvas: Canvas) -> None:
    with canvas.placed(806, 228, 0.92, -2):
        fox.tail(canvas)
        fox.torso(canvas, fox.NAVY)
        with canvas.placed(0, 0, 1, -6):
            fox.head(canvas, fox.Mood.YES, turn=8)
        fox.arm(canvas, path("M -116 180 C -160 250 -150 300 -100 330"), fox.NAVY)
        fox.paw(canvas, -84, 334)
        fox.arm(canvas, path("M 112 186 C 170 250 212 230 208 176"), fox.NAVY)
        with canvas.placed(210, 118, 1.25, 6):
            fox.thumb_paw(canvas)
    for x, y, size in ((640, 110, 26), (612, 190, 14), (1030, 80, 20), (1064, 404, 14), (984, 60, 10)):
        canvas.fill(star(x, y, size, size * 0.34, 4), "#fff6c9")
    confetti = (
        (668, 66, "#ffd35c", 20),
        (600, 300, "#f2803c", -30),
        (1062, 150, "#ffffff", 40),
        (742, 64, "#ffffff", -14),
        (620, 392, "#ffd35c", 60),
    )
    for x, y, colour, turn in confetti:
        canvas.fill(turned(rect(x - 9, y - 5, 18, 10, 3), turn, (x, y)), colour)


def _card(canvas: Canvas, x: float, colour: str) -> None:
    card = rect(x + 26, 474, 476, 198, 26)
    canvas.shadow(card, 14, 0, 10, 0.28)
    canvas.fill(card, "#fffdf8")
    with canvas.clipped(card):
        canvas.fill(moved(rect(0, 0, 476, 12), x + 26, 474), colour, 0.9)


def _badge(canvas: Canvas, x: float, colour: str, *, cross: bool) -> None:
    canvas.shadow(ellipse(x, 474, 37), 8, 0, 5, 0.3)
    canvas.fill(ellipse(x, 474, 38), "#fffdf8")
    canvas.fill(ellipse(x, 474, 31), colour)
    if cross:
        canvas.line([(x - 12, 462), (x + 12, 486)], 8, "#ffffff")
        canvas.line([(x + 12, 462), (x - 12, 486)], 8, "#ffffff")
    else:
        canvas.line([(x - 15, 475), (x - 4, 486), (x + 15, 464)], 8, "#ffffff")
