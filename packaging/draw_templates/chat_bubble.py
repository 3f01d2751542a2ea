"""A chat with somebody who knows how the story ends."""

import fox
from canvas import Canvas, Drawn, Gradient
from shapes import Shape, ellipse, path, rect


def draw() -> Drawn:
    """Draw the background, 1000 by 700."""
    canvas = Canvas(1000, 700, Gradient(start=(0, 0), end=(1000, 700), first="#ffd3a8", last="#f58f6c"))
    for x, y, radius in ((70, 130, 140), (950, 590, 200), (900, 60, 80), (60, 640, 60)):
        canvas.fill(ellipse(x, y, radius), "#ffffff", 0.13)
    window = rect(110, 34, 780, 632, 34)
    canvas.shadow(window, 26, 0, 18, 0.32, "#5b2a1c")
    canvas.fill(window, "#f3f1ee")
    with canvas.clipped(window):
        _header(canvas)
        _input(canvas)
    _bubbles(canvas)
    return {"background.png": canvas.finished()}


def _header(canvas: Canvas) -> None:
    canvas.fill(rect(110, 34, 780, 104), "#ffffff")
    canvas.fill(rect(110, 136, 780, 2), "#e4dfd8")
    canvas.fill(ellipse(184, 86, 37), "#ffdcb4")
    with canvas.clipped(ellipse(184, 86, 37)), canvas.placed(184, 94, 0.235):
        fox.torso(canvas, fox.TEAL)
        fox.head(canvas, fox.Mood.CALM)
    canvas.fill(ellipse(212, 112, 11), "#ffffff")
    canvas.fill(ellipse(212, 112, 7.5), "#2fbf71")
    canvas.line(
        path("M 776 74 C 772 92 788 108 806 104 L 806 96 L 797 91 L 793 95 C 788 93 785 90 784 86 L 788 82 L 784 73 Z"),
        3,
        "#3c8f88",
        closed=True,
    )
    for y in (74, 88, 102):
        canvas.fill(ellipse(848, y, 4.4), "#8b8a94")


def _bubbles(canvas: Canvas) -> None:
    for bubble in (rect(150, 162, 690, 84, 30), _tailed(150, 260, 690, 84), _tailed(150, 458, 470, 76)):
        canvas.shadow(bubble, 6, 0, 3, 0.13)
        canvas.fill(bubble, "#ffffff")
    answer = [(1000 - x, y) for x, y in _tailed(150, 366, 230, 70)]
    canvas.shadow(answer, 7, 0, 4, 0.2)
    canvas.fill(answer, Gradient(start=(620, 366), end=(850, 436), first="#1f857f", last="#176660"))
    for x in (586, 597):
        canvas.line([(x, 418), (x + 5, 423), (x + 15, 411)], 3.2, "#1f857f")
    _heart(canvas, 606, 530)


def _tailed(x: float, y: float, width: float, height: float) -> Shape:
    """Outline a bubble whose lower left corner runs out into a tail."""
    right, bottom = x + width, y + height
    return path(
        f"M {x + 30} {y} H {right - 30} Q {right} {y} {right} {y + 30} V {bottom - 30} Q {right} {bottom} {right - 30} {bottom}"
        f" H {x + 26} C {x + 14} {bottom + 8} {x - 4} {bottom + 10} {x - 16} {bottom + 6}"
        f" C {x - 4} {bottom - 2} {x} {bottom - 12} {x} {bottom - 26}"
        f" V {y + 30} Q {x} {y} {x + 30} {y} Z"
    )


def _heart(canvas: Canvas, x: float, y: float) -> None:
    canvas.shadow(ellipse(x, y, 21), 4, 0, 3, 0.25)
    canvas.fill(ellipse(x, y, 21), "#ffffff")
    heart = path(
        f"M {x} {y + 12} C {x - 18} {y} {x - 14} {y - 13} {x - 6} {y - 12} C {x - 2} {y - 12} {x} {y - 8} {x} {y - 6}"
        f" C {x} {y - 8} {x + 2} {y - 12} {x + 6} {y - 12} C {x + 14} {y - 13} {x + 18} {y} {x} {y + 12} Z"
    )
    canvas.fill(heart, "#e5484d")


def _input(canvas: Canvas) -> None:
    canvas.fill(rect(110, 590, 780, 90), "#ffffff")
    canvas.fill(rect(110, 590, 780, 2), "#e4dfd8")
    canvas.fill(rect(190, 605, 574, 46, 23), "#f3f1ee")
    canvas.line([(150, 618), (150, 638)], 4, "#8b8a94")
    canvas.line([(140, 628), (160, 628)], 4, "#8b8a94")
    canvas.fill(ellipse(822, 628, 25), "#f2803c")
    canvas.fill(path("M 811 616 L 837 628 L 811 640 L 816 628 Z"), "#ffffff")
    canvas.fill(ellipse(738, 628, 11), "#ffc94d")
    for x in (734, 742):
        canvas.fill(ellipse(x, 626, 1.6), "#6b4208")
    canvas.line(path("M 733 631 C 736 635 740 635 743 631"), 1.6, "#6b4208")
