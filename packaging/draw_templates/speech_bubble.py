"""A bubble pops up beside a waving fox. It begins with the whole picture: many mail programs show the first frame and no other."""

from dataclasses import dataclass

import fox
from canvas import Canvas, Drawn, Film
from shapes import Shape, ellipse, path, rect, turned


@dataclass(frozen=True, slots=True)
class _Moment:
    """One frame: how far the bubble has grown, how far the paw is swung, how long it stays; neighbours differ, or a GIF joins them."""

    size: float
    swing: float
    delay_ms: int
    is_blinking: bool = False


MOMENTS = (
    _Moment(1.0, 0, 2200),
    _Moment(1.0, 0, 120, is_blinking=True),
    _Moment(1.0, 0, 1600),
    _Moment(0.7, 0, 80),
    _Moment(0.0, 0, 200),
    _Moment(0.0, 8, 110, is_blinking=True),
    _Moment(0.0, 16, 110),
    _Moment(0.4, 8, 80),
    _Moment(0.85, 0, 80),
    _Moment(1.04, -8, 90),
    _Moment(1.0, 0, 160),
    _Moment(1.0, 8, 130),
    _Moment(1.0, 16, 130),
    _Moment(1.0, 8, 130),
    _Moment(1.0, 0, 130),
    _Moment(1.0, -8, 130),
    _Moment(1.0, 0, 130),
    _Moment(1.0, 8, 130),
    _Moment(1.0, 16, 130),
    _Moment(1.0, 8, 130),
)
_TAIL = (262.0, 256.0)
_CONFETTI = (
    (40, 60, "#f2803c", 20),
    (90, 28, "#2f9c95", -30),
    (212, 36, "#ffffff", 50),
    (616, 262, "#2f9c95", 30),
    (560, 300, "#f2803c", -20),
)


def draw() -> Drawn:
    """Draw the frames, 640 by 400."""
    frames = [_frame(moment).finished() for moment in MOMENTS]
    return {"background.gif": Film(frames=frames, delays_ms=[moment.delay_ms for moment in MOMENTS])}


def _frame(moment: _Moment) -> Canvas:
    canvas = Canvas(640, 400, "#ffdf9e")
    canvas.fill(ellipse(150, 330, 250), "#ffd078")
    canvas.fill(ellipse(150, 330, 180), "#ffc25a")
    for x, y, colour, turn in _CONFETTI:
        canvas.fill(turned(rect(x - 9, y - 5, 18, 10, 3), turn, (x, y)), colour)
    _fox(canvas, moment)
    if moment.size:
        with canvas.placed(*_TAIL, moment.size):
            canvas.fill(_bubble(4, 7), "#e8a83c")
            canvas.fill(_bubble(0, 0), "#ffffff")
    return canvas


def _fox(canvas: Canvas, moment: _Moment) -> None:
    with canvas.placed(150, 226, 0.8, 2):
        fox.torso(canvas, fox.TEAL)
        fox.head(canvas, fox.Mood.BLINK if moment.is_blinking else fox.Mood.TALK, turn=16)
        fox.arm(canvas, path("M 112 190 C 150 240 206 220 214 150"), fox.TEAL)
        with canvas.placed(214, 140, 1.0, 8 + moment.swing), canvas.placed(0, -34):
            fox.stop_paw(canvas)


def _bubble(dx: float, dy: float) -> Shape:
    """Outline the bubble about the tip of its tail."""
    outline = path(
        "M 0 0 C 20 -10 34 -26 38 -44 C 8 -50 -8 -64 -8 -88 L -8 -186 C -8 -214 10 -230 38 -230 L 310 -230 C 338 -230 356 -214 356 -186"
        " L 356 -88 C 356 -60 338 -44 310 -44 L 84 -44 C 66 -20 36 -2 0 0 Z"
    )
    return [(x + dx, y + dy) for x, y in outline]
