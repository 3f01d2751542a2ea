"""A chat that has just become interesting."""

import fox
from canvas import Canvas, Gradient
from PIL import Image
from shapes import ellipse, path, rect


def draw() -> dict[str, Image.Image]:
    """Draw the background, 1000 by 700."""
    canvas = Canvas(1000, 700, Gradient(start=(0, 0), end=(1000, 700), first="#b7a6ff", last="#6b6bf0"))
    for x, y, radius in ((90, 120, 130), (930, 600, 190), (880, 60, 80)):
        canvas.fill(ellipse(x, y, radius), "#ffffff", 0.08)
    window = rect(110, 40, 780, 620, 34)
    canvas.shadow(window, 26, 0, 18, 0.35)
    canvas.fill(window, "#f6f7fb")
    with canvas.clipped(window):
        _header(canvas)
    _bubbles(canvas)
    _input(canvas)
    return {"background.png": canvas.finished()}


def _header(canvas: Canvas) -> None:
    canvas.fill(rect(110, 40, 780, 104), "#ffffff")
    canvas.fill(rect(110, 142, 780, 2), "#e3e6f0")
    canvas.fill(ellipse(184, 92, 36), "#ffe1c4")
    with canvas.clipped(ellipse(184, 92, 36)), canvas.placed(184, 98, 0.235):
        fox.torso(canvas, fox.NAVY)
        fox.head(canvas, fox.Mood.CALM)
    canvas.fill(ellipse(212, 118, 10), "#ffffff")
    canvas.fill(ellipse(212, 118, 7), "#2fbf71")
    for x in (800, 826, 852):
        canvas.fill(ellipse(x, 92, 5), "#a9aec2")


def _bubbles(canvas: Canvas) -> None:
    incoming = path(
        "M 196 176 L 560 176 C 584 176 596 192 596 212 C 596 234 584 248 560 248 L 170 248 C 160 248 154 244"
        " 150 238 C 164 236 172 228 172 212 C 172 192 180 176 196 176 Z"
    )
    canvas.shadow(incoming, 6, 0, 3, 0.12)
    canvas.fill(incoming, "#ffffff")
    outgoing = path(
        "M 316 276 L 812 276 C 836 276 850 290 850 314 L 850 440 C 850 462 856 470 868 474 C 852 482 836 478"
        " 828 472 C 824 474 818 474 812 474 L 316 474 C 292 474 278 460 278 436 L 278 314 C 278 290 292 276"
        " 316 276 Z"
    )
    canvas.shadow(outgoing, 8, 0, 5, 0.2)
    canvas.fill(outgoing, Gradient(start=(278, 276), end=(850, 474), first="#5a7bff", last="#6d4df2"))
    for x in (806, 820):
        canvas.line([(x, 500), (x + 6, 506), (x + 18, 492)], 4, "#6d6af0")
    dots = rect(150, 508, 132, 62, 31)
    canvas.shadow(dots, 6, 0, 3, 0.12)
    canvas.fill(dots, "#ffffff")
    for x, colour in ((188, "#8c90a8"), (216, "#b4b8cc"), (244, "#d5d8e6")):
        canvas.fill(ellipse(x, 539, 9), colour)


def _input(canvas: Canvas) -> None:
    field = rect(140, 592, 640, 48, 24)
    canvas.fill(field, "#ffffff")
    canvas.line(field, 2, "#dfe3ef", closed=True)
    canvas.fill(ellipse(830, 616, 27), "#6d4df2")
    canvas.fill(path("M 818 604 L 846 616 L 818 628 L 823 616 Z"), "#ffffff")
