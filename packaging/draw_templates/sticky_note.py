"""A yellow note on a planked wall, beside a mug that is still warm."""

from canvas import Canvas, Drawn, Gradient
from shapes import arc, ellipse, path, rect, turned

NOTE_MIDDLE = (560.0, 350.0)


def draw() -> Drawn:
    """Draw the background, 1120 by 720."""
    canvas = Canvas(1120, 720, Gradient(start=(0, 0), end=(1120, 720), first="#8fd3c7", last="#4aa99c"))
    _wall(canvas)
    _shelf(canvas)
    _mug(canvas)
    _plant(canvas)
    _note(canvas)
    return {"background.png": canvas.finished()}


def _wall(canvas: Canvas) -> None:
    for x in range(0, 1120, 140):
        canvas.fill(rect(x, 0, 3, 720), "#3b9083", 0.35)
        canvas.fill(rect(x + 3, 0, 2, 720), "#c4ece4", 0.4)
    canvas.shadow(ellipse(330, 120, 260, 180), 70, opacity=0.5, paint="#ffffff")


def _shelf(canvas: Canvas) -> None:
    board = rect(-20, 640, 1160, 100, 0)
    canvas.shadow(board, 14, 0, -10, 0.25)
    canvas.fill(board, Gradient(start=(0, 640), end=(0, 720), first="#d99a5b", last="#b8763c"))
    canvas.fill(rect(-20, 640, 1160, 10), "#efb679")


def _mug(canvas: Canvas) -> None:
    canvas.shadow(ellipse(930, 648, 96, 14), 10, 0, 6, 0.35)
    canvas.line(arc(1000, 560, 44, 44, -90, 100), 20, "#e8643f")
    body = path("M 850 480 L 1002 480 L 992 630 C 990 646 982 650 970 650 L 882 650 C 870 650 862 646 860 630 Z")
    canvas.fill(body, Gradient(start=(850, 480), end=(1002, 640), first="#ff8c62", last="#e2552f"))
    with canvas.clipped(body):
        canvas.fill(rect(866, 470, 18, 190), "#ffffff", 0.25)
    canvas.fill(ellipse(926, 480, 76, 15), "#ffd9c9")
    canvas.fill(ellipse(926, 482, 66, 11), "#5b2f24")
    for x, lean in ((900, -8), (934, 10)):
        canvas.line(path(f"M {x} 452 C {x + lean * 3} 420 {x - lean * 3} 396 {x + lean} 362"), 9, "#ffffff", 0.4)


def _plant(canvas: Canvas) -> None:
    canvas.shadow(ellipse(160, 648, 90, 14), 10, 0, 6, 0.35)
    for turn, length in ((-52, 190), (-26, 250), (0, 280), (24, 240), (50, 180)):
        tip, waist, shoulder = 560 - length, 560 - length * 0.5, 560 - length * 0.9
        leaf = path(f"M 160 560 C 110 {waist} 130 {shoulder} 160 {tip} C 190 {shoulder} 210 {waist} 160 560 Z")
        canvas.fill(turned(leaf, turn, (160, 560)), Gradient(start=(160, 560), end=(160, 300), first="#1f6f5c", last="#3fae7f"))
        canvas.line(turned([(160, 556), (160, 560 - length * 0.85)], turn, (160, 560)), 3, "#b9ecd0", 0.5)
    pot = path("M 90 540 L 230 540 L 214 640 C 212 648 206 650 200 650 L 120 650 C 114 650 108 648 106 640 Z")
    canvas.fill(pot, Gradient(start=(90, 540), end=(230, 650), first="#fff4e6", last="#e9cfae"))
    canvas.fill(rect(82, 530, 156, 28, 10), "#fff9f0")


def _note(canvas: Canvas) -> None:
    with canvas.placed(*NOTE_MIDDLE, 1, -3):
        paper = path("M -250 -260 L 250 -260 L 250 190 C 232 204 214 236 206 262 L -250 262 Z")
        canvas.shadow(path("M -240 -240 L 246 -240 L 244 250 L 200 274 L -240 276 Z"), 16, 6, 14, 0.4)
        canvas.fill(paper, Gradient(start=(-250, -260), end=(250, 262), first="#ffec8b", last="#ffd84d"))
        with canvas.clipped(paper):
            canvas.fill(rect(-250, -260, 500, 64), "#f5c83b", 0.35)
        canvas.fill(path("M 250 190 C 226 186 206 192 196 200 C 204 222 208 244 206 262 C 214 236 232 204 250 190 Z"), "#e3b32c")
        tape = turned(rect(-86, -296, 172, 56), 2, (0, -270))
        canvas.shadow(tape, 4, 0, 3, 0.18)
        canvas.fill(tape, "#fffaf0", 0.75)
