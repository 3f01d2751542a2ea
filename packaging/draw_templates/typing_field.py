"""A search page: the field is about to be typed in, and the one result is a fox's. Typing and waiting are the render spec's."""

import fox
from canvas import Canvas, Drawn
from PIL import Image
from shapes import ellipse, path, rect


def draw() -> Drawn:
    """Draw the empty page, 640 by 400, and the card of the result, 500 by 118, in few colours, since it all becomes a GIF."""
    return {"background.png": _page().finished(), "result.png": _result()}


def _page() -> Canvas:
    canvas = Canvas(640, 400, "#cfe9e4")
    canvas.fill(ellipse(40, 380, 150), "#bfe0da")
    canvas.fill(ellipse(620, 40, 120), "#bfe0da")
    page = rect(30, 22, 580, 356, 18)
    canvas.fill(rect(33, 30, 580, 356, 18), "#a5cfc7")
    canvas.fill(page, "#ffffff")
    with canvas.clipped(page):
        canvas.fill(rect(30, 22, 580, 42), "#eef2f1")
    for x, colour in ((54, "#ff6b5f"), (76, "#ffbf3f"), (98, "#35c46a")):
        canvas.fill(ellipse(x, 43, 6.5), colour)
    canvas.fill(rect(126, 32, 460, 22, 11), "#ffffff")
    canvas.line(rect(142, 42, 9, 8, 2), 1.6, "#7d9a95", closed=True)
    canvas.line(path("M 143 42 C 143 36 150 36 150 42"), 1.6, "#7d9a95")
    canvas.fill(rect(160, 41, 120, 5, 2.5), "#d5dfdd")
    _peeking_fox(canvas)
    _field(canvas)
    return canvas


def _peeking_fox(canvas: Canvas) -> None:
    with canvas.clipped(rect(380, 64, 230, 90)), canvas.placed(524, 128, 0.4, 4):
        fox.head(canvas, fox.Mood.CALM, turn=-14)


def _field(canvas: Canvas) -> None:
    field = rect(64, 150, 512, 68, 34)
    canvas.fill(rect(64, 155, 512, 68, 34), "#e3ebe9")
    canvas.fill(field, "#ffffff")
    canvas.line(field, 2.6, "#1f857f", closed=True)
    canvas.line(ellipse(101, 181, 10.5), 4, "#1f857f", closed=True)
    canvas.line([(109, 189), (118, 198)], 5, "#1f857f")
    canvas.fill(ellipse(541, 184, 22), "#f2803c")
    canvas.line([(531, 184), (551, 184)], 4, "#ffffff")
    canvas.line(path("M 543 175 L 552 184 L 543 193"), 4, "#ffffff")
    for x in (497, 536):
        canvas.fill(ellipse(x, 148, 12, 10), fox.SOCK)
        for dx in (-6, 0, 6):
            canvas.fill(ellipse(x + dx, 153, 4, 5.5), fox.SOCK)


def _result() -> Image.Image:
    canvas = Canvas(500, 118, "#ffffff")
    card = rect(2, 2, 494, 110, 16)
    canvas.fill(rect(2, 5, 496, 111, 16), "#dfe9e7")
    canvas.fill(card, "#f6faf9")
    canvas.fill(ellipse(56, 57, 36), "#ffdcb4")
    with canvas.clipped(ellipse(56, 57, 36)), canvas.placed(56, 65, 0.235):
        fox.torso(canvas, fox.TEAL)
        fox.head(canvas, fox.Mood.YES)
    return canvas.finished()
