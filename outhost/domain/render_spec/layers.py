"""What a picture is painted with, one layer upon the other: images, rectangles and texts."""

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from outhost.domain.placeholders import Template, parse_template

AssetId = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Color = Annotated[str, Field(pattern=r"^#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$")]
VariableName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Offset = Annotated[int, Field(ge=-4000, le=4000)]
Length = Annotated[int, Field(ge=1, le=4000)]
FontSize = Annotated[int, Field(ge=4, le=400)]
ShadowOffset = Annotated[int, Field(ge=-50, le=50)]
Angle = Annotated[float, Field(ge=-360, le=360)]
Radius = Annotated[int, Field(ge=0, le=2000)]
FrameNumber = Annotated[int, Field(ge=0, le=10_000)]


class FontName(StrEnum):
    """The faces a text may be set in."""

    ANTON = "anton"
    SANS = "sans"
    SERIF = "serif"
    HAND = "hand"


class ImageFit(StrEnum):
    """How an image fills its box: whole within it, filling it and cut, or pulled to its shape."""

    CONTAIN = "contain"
    COVER = "cover"
    STRETCH = "stretch"


class TextFit(StrEnum):
    """How a text is brought into its box: by a smaller size, by line breaks at a fixed size, or not at all."""

    SHRINK = "shrink"
    WRAP = "wrap"
    NONE = "none"


class Overflow(StrEnum):
    """What happens to a text that does not fit after all."""

    ELLIPSIS = "ellipsis"
    CLIP = "clip"
    ERROR = "error"


class Align(StrEnum):
    """Where lines stand between left and right."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Valign(StrEnum):
    """Where the lines stand between top and bottom."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


class Case(StrEnum):
    """What is done to the capitals of a whole text, after its gaps are filled."""

    NONE = "none"
    UPPER = "upper"
    LOWER = "lower"
    TITLE = "title"


class Reveal(StrEnum):
    """How a text of a GIF comes in over its frames."""

    NONE = "none"
    WORDS = "words"
    CHARACTERS = "characters"


class Part(BaseModel):
    """A part of a stored document: unknown keys and wrong types are faults."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Stroke(Part):
    """An outline: around the letters of a text at its full size, or along the inside of a rectangle's edge."""

    color: Color
    width: Annotated[int, Field(ge=0, le=50)]


class Shadow(Part):
    """A shadow of the letters and their outline, at the text's full size: how far to the right and down, in pixels, and how soft."""

    color: Color
    offset: tuple[ShadowOffset, ShadowOffset] = (2, 2)
    blur: Annotated[int, Field(ge=0, le=20)] = 0


class When(Part):
    """The condition of a layer: exactly one of the three."""

    present: VariableName | None = None
    absent: VariableName | None = None
    equals: tuple[VariableName, str] | None = None

    @property
    def variable(self) -> str:
        """Name the variable that decides."""
        return self.present or self.absent or (self.equals[0] if self.equals else "")


class Layer(Part):
    """What all layers have: a place, in pixels `[x, y, width, height]` from the top left, a condition, and the frames that show it."""

    box: tuple[Offset, Offset, Length, Length]
    when: When | None = None
    frames: tuple[FrameNumber, FrameNumber] | None = None


class ImageLayer(Layer):
    """A picture: a fixed asset, or the one whose id a variable holds."""

    type: Literal["image"]
    asset: AssetId | None = None
    variable: VariableName | None = None
    fit: ImageFit = ImageFit.CONTAIN
    opacity: Annotated[float, Field(ge=0, le=1)] = 1.0
    rotate: Angle = 0.0
    radius: Radius = 0


class RectLayer(Layer):
    """A filled rectangle, its corners round by `radius`."""

    type: Literal["rect"]
    fill: Color
    radius: Radius = 0
    stroke: Stroke | None = None


class TextLayer(Layer):
    """Words in a box."""

    type: Literal["text"]
    text: Annotated[str, Field(max_length=2000)]
    font: FontName = FontName.SANS
    size: FontSize = 48
    min_size: FontSize | None = None
    fit: TextFit = TextFit.SHRINK
    align: Align = Align.CENTER
    valign: Valign = Valign.MIDDLE
    line_height: Annotated[float, Field(ge=0.5, le=4)] = 1.2
    max_lines: Annotated[int, Field(ge=1, le=50)] | None = None
    overflow: Overflow = Overflow.ELLIPSIS
    color: Color = "#000000"
    stroke: Stroke | None = None
    shadow: Shadow | None = None
    case: Case = Case.NONE
    rotate: Angle = 0.0
    reveal: Reveal = Reveal.NONE

    @property
    def smallest_size(self) -> int:
        """Give the size below which the text is not shrunk: `min_size`, else 16 or the size itself where that is smaller."""
        return min(16, self.size) if self.min_size is None else self.min_size

    @cached_property
    def template(self) -> Template:
        """The text, its placeholders read."""
        return parse_template(self.text)


AnyLayer = Annotated[ImageLayer | RectLayer | TextLayer, Field(discriminator="type")]
