"""The house fox: a friendly fellow in a knitted jumper who says no, says yes, and blinks."""

import math
from dataclasses import dataclass
from enum import StrEnum

import shapes
from canvas import Canvas, Gradient
from shapes import Shape, ellipse, mirrored, moved, path

FUR, FUR_DARK, FUR_LIGHT = "#f2803c", "#d9642a", "#fb9a55"
CREAM, CREAM_DARK = "#fff4e6", "#f3dcc4"
SOCK = "#5a2f2b"
INK = "#2b2233"


class Mood(StrEnum):
    """What the fox's face says."""

    NO = "no"
    YES = "yes"
    CALM = "calm"
    BLINK = "blink"
    TALK = "talk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Knit:
    """The two colours of the jumper."""

    main: str
    dark: str
    light: str


TEAL = Knit(main="#2f9c95", dark="#21807c", light="#4fb8ae")
NAVY = Knit(main="#34497d", dark="#273863", light="#4c649e")

_BODY = path("M -64 96 C -112 116 -132 170 -136 240 L -142 420 L 142 420 L 136 240 C 132 170 112 116 64 96 Z")
_EAR = path("M -96 -30 C -116 -96 -112 -156 -96 -164 C -78 -168 -34 -124 -14 -84 Z")
_EAR_INNER = path("M -88 -58 C -100 -100 -100 -130 -92 -138 C -80 -138 -52 -108 -40 -86 Z")
_EAR_TIP = path("M -108 -118 C -110 -144 -106 -160 -96 -164 C -84 -166 -66 -150 -50 -130 C -70 -128 -90 -128 -108 -118 Z")
_HEAD = path(
    "M 0 -98 C 56 -98 100 -66 110 -14 C 116 18 124 36 146 54 C 132 58 122 58 112 56 C 120 66 124 72 128 82 C 84 84 62 116 0 118"
    " C -62 116 -84 84 -128 82 C -124 72 -120 66 -112 56 C -122 58 -132 58 -146 54 C -124 36 -116 18 -110 -14 C -100 -66 -56 -98 0 -98 Z"
)
# It reaches past the head, to whose outline it is cut, so that a turned face shows no fur beneath the cheek.
_CHEEK = path("M 0 170 H 200 V 54 H 146 C 112 50 92 22 58 26 C 30 30 22 46 0 40 Z")


def head(canvas: Canvas, mood: Mood, turn: float = 0.0) -> None:
    """Draw the head about (0, 0), some 290 wide; `turn` shifts the face sideways as if it looked there."""
    for ear in (lambda s: s, mirrored):
        canvas.fill(ear(_EAR), FUR)
        canvas.fill(ear(_EAR_TIP), SOCK)
        canvas.fill(ear(_EAR_INNER), "#4a2a2b")
        canvas.fill(ear(path("M -84 -66 C -90 -92 -88 -108 -82 -112 C -72 -108 -60 -94 -54 -84 Z")), "#f7c9a6")
    canvas.fill(_HEAD, Gradient(start=(0, -98), end=(0, 110), first=FUR_LIGHT, last=FUR))
    with canvas.clipped(_HEAD):
        for cheek in (_CHEEK, mirrored(_CHEEK)):
            canvas.fill(moved(cheek, turn * 0.5, 0), CREAM)
        canvas.fill(moved(path("M -24 -100 C -14 -50 -10 -10 0 16 C 10 -10 14 -50 24 -100 Z"), turn * 0.7, 0), "#ffb375", 0.7)
        canvas.fill(moved(ellipse(0, 128, 84, 26), turn * 0.4, 0), CREAM_DARK, 0.7)
        for side in (-1, 1):
            canvas.shadow(ellipse(side * 78 + turn * 0.8, 46, 15, 9), 7, opacity=0.5, paint="#ff7f6b")
    _muzzle(canvas, mood, turn)
    _eyes(canvas, mood, turn)


def torso(canvas: Canvas, knit: Knit) -> None:
    """Draw jumper and tail below a head at (0, 0); arms come after."""
    canvas.fill(_BODY, _wool(knit))
    with canvas.clipped(_BODY):
        canvas.fill(path("M 142 140 C 90 200 96 330 84 420 L 150 420 Z"), knit.dark, 0.45)
        canvas.shadow(ellipse(0, 100, 100, 34), 14, opacity=0.5, paint=knit.dark)
        for row, y in enumerate((250, 262)):
            band = [(x, y + (6 if (x // 14 + row) % 2 else -6)) for x in range(-154, 168, 14)]
            canvas.line([(float(x), float(z)) for x, z in band], 4.5, CREAM if row else knit.light, 0.9)
    canvas.fill(path("M -66 92 C -60 130 60 130 66 92 L 60 120 C 40 146 -40 146 -60 120 Z"), knit.dark)
    canvas.fill(path("M -58 84 C -50 122 50 122 58 84 L 54 100 C 40 132 -40 132 -54 100 Z"), CREAM)


def tail(canvas: Canvas) -> None:
    """Draw the brush, to be painted before the torso."""
    brush = path("M 100 400 C 190 420 262 350 250 250 C 244 200 214 176 206 150 C 186 196 158 220 150 280 C 144 330 120 350 90 350 Z")
    canvas.fill(brush, Gradient(start=(230, 200), end=(110, 400), first=FUR_LIGHT, last=FUR_DARK))
    with canvas.clipped(brush):
        canvas.fill(path("M 150 250 C 170 236 178 250 196 232 C 206 250 226 238 256 256 L 260 130 L 150 130 Z"), CREAM)


def arm(canvas: Canvas, line: Shape, knit: Knit, width: float = 58) -> None:
    """Draw a sleeve along a line from shoulder to wrist, its shadow on the jumper first; the paw comes after."""
    with canvas.clipped(_BODY):
        canvas.line(moved(line, 2, 7), width + 6, knit.dark, 0.4)
    canvas.line(line, width, _wool(knit))
    (x, y), (before_x, before_y) = line[-1], line[-6]
    length = math.hypot(x - before_x, y - before_y)
    along = ((x - before_x) / length, (y - before_y) / length)
    half = width / 2 + 2
    cuff = [(x - along[1] * half * side, y + along[0] * half * side) for side in (-1, 1)]
    canvas.line(cuff, 17, knit.dark)


def paw(canvas: Canvas, x: float, y: float) -> None:
    """Draw a resting paw."""
    canvas.fill(ellipse(x, y, 35, 33), SOCK)
    for dx in (-12, 6):
        canvas.line([(x + dx, y + 10), (x + dx + 2, y + 26)], 4, "#43211f")


def gripping_paw(canvas: Canvas) -> None:
    """Draw the toes of a paw that holds an edge from behind, the edge at (0, 0)."""
    canvas.shadow(shapes.rect(-46, -8, 92, 50, 22), 5, 0, 6, 0.35)
    canvas.fill(path("M -48 4 C -50 -40 50 -40 48 4 Z"), SOCK)
    for x, drop in ((-33, 0), (-11, 5), (11, 5), (33, 0)):
        canvas.fill(shapes.rect(x - 12.5, -14, 25, 52 + drop, 12.5), SOCK)
        canvas.fill(ellipse(x, 30 + drop, 7, 5), "#7d4a42", 0.8)
    for x in (-22, 0, 22):
        canvas.line([(x, -2), (x, 24)], 2.5, "#3d1d1c")


def cap(canvas: Canvas) -> None:
    """Put a driver's cap on a head at (0, 0), between the ears."""
    crown = path("M -66 -84 C -92 -118 -70 -142 0 -144 C 70 -142 92 -118 66 -84 C 30 -98 -30 -98 -66 -84 Z")
    canvas.fill(crown, Gradient(start=(0, -144), end=(0, -84), first="#3d4f86", last="#28355f"))
    band = path("M -66 -86 C -30 -100 30 -100 66 -86 L 64 -64 C 30 -78 -30 -78 -64 -64 Z")
    canvas.fill(band, "#1b2445")
    canvas.line(path("M -64 -83 C -30 -96 30 -96 64 -83"), 3, "#ffd35c")
    canvas.fill(path("M -62 -66 C -30 -80 30 -80 62 -66 C 58 -46 30 -44 0 -44 C -30 -44 -58 -46 -62 -66 Z"), "#10172f")
    canvas.line(path("M -44 -58 C -20 -66 20 -66 44 -58"), 3, "#5a6796", 0.7)
    canvas.fill(shapes.star(0, -112, 15, 6.5, 5), "#ffd35c")


def stop_paw(canvas: Canvas) -> None:
    """Draw an open paw held up, its pads towards the viewer, about (0, 0)."""
    for x, y, turn in ((-38, -22, -28), (-14, -44, -8), (15, -44, 8), (38, -22, 28)):
        canvas.fill(shapes.turned(ellipse(x, y, 17, 25), turn, (x, y)), SOCK)
    canvas.fill(ellipse(0, 6, 46, 42), SOCK)
    canvas.fill(path("M 0 -12 C 22 -12 30 8 26 20 C 20 32 8 24 0 24 C -8 24 -20 32 -26 20 C -30 8 -22 -12 0 -12 Z"), "#f0a08a")
    for x, y in ((-36, -27), (-14, -50), (15, -50), (37, -27)):
        canvas.fill(ellipse(x, y, 8, 10), "#f0a08a")


def thumb_paw(canvas: Canvas) -> None:
    """Draw a closed paw with its thumb up, about (0, 0)."""
    canvas.fill(path("M -22 -6 C -24 -40 -18 -74 4 -78 C 22 -80 24 -60 20 -42 L 16 -4 Z"), SOCK)
    canvas.fill(shapes.rect(-34, -26, 74, 66, 28), SOCK)
    for row, y in enumerate((-12, 6, 24)):
        canvas.fill(shapes.rect(8 - row * 2, y - 12, 40, 19, 10), "#6d3c36")
    canvas.line(path("M -10 -62 C -6 -68 0 -70 6 -68"), 4, "#8a544a")


def _wool(knit: Knit) -> Gradient:
    return Gradient(start=(-130, 120), end=(140, 380), first=knit.light, last=knit.main)


def _muzzle(canvas: Canvas, mood: Mood, turn: float) -> None:
    with canvas.placed(turn, 0):
        if mood in (Mood.YES, Mood.TALK):
            mouth = path("M -34 76 C -20 84 20 84 34 76 C 34 106 18 116 0 116 C -18 116 -34 106 -34 76 Z")
            canvas.fill(mouth, "#7a2d33")
            with canvas.clipped(mouth):
                canvas.fill(ellipse(0, 112, 22, 14), "#f2766f")
        elif mood == Mood.NO:
            canvas.line(path("M -26 96 C -14 82 14 82 26 96"), 5.5, INK)
        else:
            canvas.line(path("M -28 80 C -20 92 -6 92 0 82 C 6 92 20 92 28 80"), 5, INK)
        canvas.line(path("M 0 64 L 0 80"), 5, INK)
        canvas.fill(path("M -20 50 C -10 42 10 42 20 50 C 22 62 8 72 0 72 C -8 72 -22 62 -20 50 Z"), INK)
        canvas.fill(ellipse(-6, 51, 6, 3), "#8d8398")


def _eyes(canvas: Canvas, mood: Mood, turn: float) -> None:
    for side in (-1, 1):
        x = side * 50 + turn * 0.9
        if mood == Mood.BLINK or (mood == Mood.YES and side == 1):
            canvas.line(path(f"M {x - 17} 8 C {x - 8} -6 {x + 8} -6 {x + 17} 8"), 6, INK)
        elif mood == Mood.NO:
            canvas.line(path(f"M {x - 17} 2 C {x - 8} 14 {x + 8} 14 {x + 17} 2"), 6, INK)
        else:
            canvas.fill(ellipse(x, 4, 14, 18), INK)
            canvas.fill(ellipse(x + 5, -3, 5, 6), "#ffffff")
            canvas.fill(ellipse(x - 5, 11, 2.6, 3), "#ffffff", 0.8)
        tilt = {Mood.NO: -9 * side, Mood.YES: 5 * side, Mood.TALK: 5 * side}.get(mood, 2 * side)
        height = -30 if mood == Mood.NO else -40
        if mood == Mood.NO:
            canvas.line(path(f"M {x - 18} {height - tilt} Q {x} {height - 4} {x + 18} {height + tilt}"), 7, SOCK)
        else:
            canvas.line(path(f"M {x - 17} {height - tilt + 6} Q {x} {height - 10} {x + 17} {height + tilt + 6}"), 6, SOCK)
