"""A search page whose field is about to be typed in; the typing is the render spec's."""

from canvas import Canvas
from PIL import Image
from shapes import ellipse, rect


def draw() -> dict[str, Image.Image]:
    """Draw the background, 640 by 400, in few colours, since it becomes a GIF."""
    canvas = Canvas(640, 400, "#eef1f8")
    page = rect(30, 26, 580, 348, 20)
    canvas.fill(rect(34, 32, 580, 348, 20), "#d3d9e8")
    canvas.fill(page, "#ffffff")
    with canvas.clipped(page):
        canvas.fill(rect(30, 26, 580, 44), "#dfe4f0")
    for x, colour in ((56, "#ff6b5f"), (78, "#ffbf3f"), (100, "#35c46a")):
        canvas.fill(ellipse(x, 48, 7), colour)
    canvas.fill(rect(130, 37, 440, 22, 11), "#ffffff")
    field = rect(70, 168, 500, 64, 32)
    canvas.fill(rect(70, 172, 500, 64, 32), "#dfe4f0")
    canvas.fill(field, "#ffffff")
    canvas.line(field, 2.5, "#6d6af0", closed=True)
    canvas.line(ellipse(106, 197, 11), 4, "#6d6af0", closed=True)
    canvas.line([(114, 206), (123, 215)], 5, "#6d6af0")
    return {"background.png": canvas.finished()}
