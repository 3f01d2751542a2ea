"""The fox waits at the arrivals gate with a driver's cap and a sign."""

import fox
from canvas import Canvas, Drawn, Gradient
from shapes import Shape, ellipse, mirrored, path, rect

_BOARD = rect(140, 388, 720, 324, 20)
_SLEEVE = path("M 104 176 C 150 160 196 172 214 206")


def draw() -> Drawn:
    """Draw the background, 1000 by 760."""
    canvas = Canvas(1000, 760, "#e9eef2")
    _window(canvas)
    _hall(canvas)
    with canvas.placed(500, 208, 1.06):
        fox.tail(canvas)
        fox.torso(canvas, fox.NAVY)
        for shape in (_SLEEVE, mirrored(_SLEEVE)):
            fox.arm(canvas, shape, fox.NAVY)
        fox.head(canvas, fox.Mood.YES)
        fox.cap(canvas)
    _sign(canvas)
    for x in (274, 726):
        with canvas.placed(x, 388, 1.0):
            fox.gripping_paw(canvas)
    return {"background.png": canvas.finished()}


def _window(canvas: Canvas) -> None:
    glass = rect(0, 0, 1000, 560)
    canvas.fill(glass, Gradient(start=(0, 0), end=(0, 560), first="#7fc4ea", last="#fbe6cf"))
    canvas.shadow(ellipse(800, 470, 120), 60, opacity=0.9, paint="#fff3d6")
    canvas.fill(ellipse(800, 470, 62), "#fff6e0")
    for x, y, size in ((96, 300, 1.0), (870, 250, 0.8), (330, 96, 0.6)):
        with canvas.placed(x, y, size):
            canvas.fill(_cloud(), "#ffffff", 0.75)
    _plane(canvas)
    hills = path("M 0 470 C 160 420 300 450 420 462 C 600 480 760 420 1000 456 L 1000 600 L 0 600 Z")
    canvas.fill(hills, "#8fcbb4")
    canvas.fill(path("M 0 506 C 200 476 420 500 620 500 C 800 500 900 480 1000 490 L 1000 600 L 0 600 Z"), "#6db59b")
    for x in (-4, 246, 746, 992):
        canvas.fill(rect(x, 0, 14, 560), "#f7fafc")
        canvas.fill(rect(x + 14, 0, 4, 560), "#4a6a86", 0.2)
    canvas.fill(rect(0, 0, 1000, 18), "#f7fafc")
    canvas.fill(rect(0, 18, 1000, 5), "#4a6a86", 0.2)
    for x in (40, 300, 800):
        canvas.fill([(x, 22), (x + 90, 22), (x - 110, 560), (x - 200, 560)], "#ffffff", 0.14)


def _cloud() -> Shape:
    return path(
        "M -80 20 C -104 20 -108 -12 -82 -16 C -82 -44 -40 -52 -28 -32 C -10 -64 46 -56 44 -20 C 74 -30 94 16 62 20 Z",
    )


def _plane(canvas: Canvas) -> None:
    with canvas.placed(136, 150, 0.9, -14):
        canvas.line([(-230, 8), (-120, 4)], 5, "#ffffff", 0.7)
        canvas.line([(-200, 22), (-128, 18)], 3.5, "#ffffff", 0.6)
        canvas.fill(path("M -86 -6 L -112 -54 L -84 -54 L -46 -8 Z"), "#e8643f")
        canvas.fill(path("M -14 -4 L -48 -44 L -28 -44 L 30 -6 Z"), "#c9d6e4")
        body = path("M -104 -2 C -90 -18 40 -22 76 -16 C 104 -10 112 4 100 10 C 80 20 -50 20 -82 14 C -98 10 -106 4 -104 -2 Z")
        canvas.fill(body, Gradient(start=(0, -18), end=(0, 20), first="#ffffff", last="#dbe5ef"))
        canvas.fill(path("M 78 -8 C 90 -8 98 -2 98 0 L 74 0 Z"), "#34497d")
        for x in range(-62, 64, 16):
            canvas.fill(ellipse(x, -3, 3.6, 4), "#5a86ad")
        canvas.fill(path("M -22 6 L -74 52 L -48 54 L 34 8 Z"), "#eef3f8")
        canvas.fill(path("M -22 6 L -74 52 L -66 52.6 L 0 7 Z"), "#c9d6e4")


def _hall(canvas: Canvas) -> None:
    canvas.fill(rect(0, 556, 1000, 204), Gradient(start=(0, 556), end=(0, 760), first="#dbe3ea", last="#b9c6d2"))
    canvas.fill(rect(0, 548, 1000, 14), "#f7fafc")
    canvas.fill([(260, 562), (740, 562), (900, 760), (100, 760)], "#ffffff", 0.2)
    _suitcase(canvas)
    _post(canvas, 66)


def _suitcase(canvas: Canvas) -> None:
    canvas.shadow(ellipse(926, 738, 64, 10), 8, 0, 2, 0.5)
    canvas.line(path("M 904 560 L 904 520 L 950 520 L 950 560"), 7, "#55617a")
    case = rect(874, 556, 106, 176, 18)
    canvas.fill(case, Gradient(start=(874, 556), end=(980, 732), first="#ffd35c", last="#f0b23a"))
    for x in (900, 926, 952):
        canvas.line([(x, 574), (x, 714)], 4, "#d99a25", 0.7)
    for x in (892, 960):
        canvas.fill(ellipse(x, 736, 9), "#2b2233")


def _post(canvas: Canvas, x: float) -> None:
    canvas.shadow(ellipse(x, 742, 46, 8), 6, 0, 2, 0.5)
    canvas.line(path(f"M {x} 590 C {x + 40} 650 {x + 110} 650 {x + 170} 600"), 12, "#d9433f")
    canvas.line(path(f"M {x} 590 C {x - 30} 640 {x - 60} 650 {x - 110} 640"), 12, "#d9433f")
    canvas.fill(rect(x - 9, 580, 18, 160, 6), Gradient(start=(x - 9, 0), end=(x + 9, 0), first="#f3d078", last="#c99a35"))
    canvas.fill(ellipse(x, 574, 15), Gradient(start=(x - 12, 562), end=(x + 12, 586), first="#ffe9ab", last="#cf9f38"))
    canvas.fill(rect(x - 40, 732, 80, 12, 6), "#c99a35")


def _sign(canvas: Canvas) -> None:
    canvas.shadow(_BOARD, 20, 0, 14, 0.4)
    canvas.fill(_BOARD, Gradient(start=(140, 388), end=(140, 712), first="#3a4d82", last="#25325c"))
    paper = rect(158, 406, 684, 288, 10)
    canvas.fill(paper, Gradient(start=(158, 406), end=(842, 694), first="#fffdf6", last="#fbf1dd"))
    canvas.line(rect(170, 418, 660, 264, 6), 3, "#f0c05a", closed=True)
