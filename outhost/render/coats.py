"""What each kind of layer puts on the canvas."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PIL import Image, ImageChops, ImageFilter, ImageOps

from outhost.domain.render_spec import ImageFit, ImageLayer, RectLayer, TextLayer
from outhost.render.canvas import Coat, Rgba, paint, rgba, turned
from outhost.render.fonts import Fonts
from outhost.render.layout import Layout, PlacedRun
from outhost.render.shapes import edge_mask, letter_mask, rounded_mask
from outhost.render.sprites import Sprite

_SMEAR: Final = 1
"""Pixels beyond an edge that bilinear resampling takes into account."""


def rect_coats(layer: RectLayer) -> tuple[Coat, ...]:
    """Fill a rectangle, then draw its edge."""
    x, y, width, height = layer.box
    fill = Coat(image=rounded_mask((width, height), layer.radius), at=(x, y), color=rgba(layer.fill))
    if not layer.stroke or not layer.stroke.width:
        return (fill,)
    edge = edge_mask((width, height), layer.radius, layer.stroke.width)
    return fill, Coat(image=edge, at=(x, y), color=rgba(layer.stroke.color))


def image_coats(layer: ImageLayer, picture: Image.Image) -> tuple[Coat, ...]:
    """Fit a decoded picture into its box, with its corners, opacity and turn."""
    x, y, width, height = layer.box
    fitted, (left, top) = fit_picture(picture, (width, height), layer.fit)
    fitted = fitted.convert("RGBA")
    mask = rounded_mask(fitted.size, layer.radius)
    if layer.opacity < 1:
        mask = mask.point([round(level * layer.opacity) for level in range(256)])
    if layer.radius or layer.opacity < 1:
        fitted.putalpha(ImageChops.multiply(fitted.getchannel("A"), mask))
    return (turned(Coat(image=fitted, at=(x + left, y + top)), layer.rotate, layer.box),)


def text_coats(layer: TextLayer, layout: Layout, letters: Sequence[PlacedRun], fonts: Fonts) -> tuple[Coat, ...]:
    """Draw letters of a layout: their shadow, then all outlines, so that none lies over a neighbour's letter, then the letters.

    Upright text is drawn as it stands and cut at its box. Turned text is drawn at twice its size, turned, and brought back, so that its
    edges stay smooth.
    """
    stroke = layout.stroke_px if layer.stroke else 0.0
    colored = [one for one in letters if one.typeface.has_colors]
    if colored:
        letters = [one for one in letters if not one.typeface.has_colors]
    coats: list[Coat | None] = []
    if layer.shadow:
        coats.append(_shadow_coat(layer, layout, letters, fonts))
    if layer.stroke and stroke:
        coats.append(_letter_coat(layer, letters, fonts, stroke, rgba(layer.stroke.color)))
    coats.append(_letter_coat(layer, letters, fonts, 0.0, rgba(layer.color)))
    coats.append(_colored_coat(layer, colored))
    return tuple(coat for coat in coats if coat)


def _colored_coat(layer: TextLayer, letters: Sequence[PlacedRun]) -> Coat | None:
    """Draw letters of colour fonts, emoji nearly always, in the colours that they have; they get neither outline nor shadow."""
    x, y, width, height = layer.box
    if not letters:
        return None
    whole = Image.new("RGBA", (width, height))
    for one in letters:
        for glyph in one.run.glyphs:
            drawn = one.typeface.draw_in_color(glyph.number, one.size, rgba(layer.color))
            if drawn:
                picture, (left, top) = drawn
                at = round(one.x + glyph.x * one.size) + left, round(one.y + glyph.y * one.size) + top
                paint(whole, (Coat(image=picture, at=at),))
    return _cropped(turned(Coat(image=whole, at=(x, y)), layer.rotate, layer.box))


def _letter_coat(layer: TextLayer, letters: Sequence[PlacedRun], fonts: Fonts, stroke: float, color: Rgba) -> Coat | None:
    x, y, width, height = layer.box
    if layer.rotate % 90 == 0:
        inked = letter_mask(letters, fonts.sprites, (0, 0, width, height), stroke)
        if inked is None:
            return None
        if layer.rotate % 360 == 0:
            return Coat(image=inked.mask, at=(x + inked.left, y + inked.top), color=color)
        whole = Image.new("L", (width, height), 0)
        whole.paste(inked.mask, (inked.left, inked.top))
        return _cropped(turned(Coat(image=whole, at=(x, y), color=color), layer.rotate, layer.box))
    inked = letter_mask(letters, fonts.sprites, (0, 0, 2 * width, 2 * height), stroke, scale=2)
    return _cropped(_turned_letters(inked, layer.box, layer.rotate, color)) if inked else None


def _turned_letters(inked: Sprite, box: tuple[int, int, int, int], clockwise_degrees: float, color: Rgba) -> Coat:
    """Turn letters that are drawn at twice their size about the middle of their box, and bring them back to it; no more than their ink."""
    angle = math.radians(clockwise_degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    middle_x, middle_y = box[2] / 2, box[3] / 2
    edges_x = [side / 2 - middle_x for side in (inked.left - _SMEAR, inked.left + inked.mask.width + _SMEAR)]
    edges_y = [side / 2 - middle_y for side in (inked.top - _SMEAR, inked.top + inked.mask.height + _SMEAR)]
    corners = [(dx * cos - dy * sin, dx * sin + dy * cos) for dx in edges_x for dy in edges_y]
    left, top = (math.floor(min(side) + middle) for side, middle in zip(zip(*corners, strict=True), (middle_x, middle_y), strict=True))
    right, bottom = (math.ceil(max(side) + middle) for side, middle in zip(zip(*corners, strict=True), (middle_x, middle_y), strict=True))
    padded = Image.new("L", (inked.mask.width + 2 * _SMEAR, inked.mask.height + 2 * _SMEAR), 0)
    padded.paste(inked.mask, (_SMEAR, _SMEAR))
    # Where a pixel of the turned letters comes from: from its place, about the middle, back by the angle, at twice the size.
    dx, dy = 2 * (left - middle_x), 2 * (top - middle_y)
    from_x = cos * dx + sin * dy + 2 * middle_x - inked.left + _SMEAR
    from_y = -sin * dx + cos * dy + 2 * middle_y - inked.top + _SMEAR
    size = 2 * (right - left), 2 * (bottom - top)
    image = padded.transform(size, Image.Transform.AFFINE, (cos, sin, from_x, -sin, cos, from_y), Image.Resampling.BILINEAR).reduce(2)
    return Coat(image=image, at=(box[0] + left, box[1] + top), color=color)


def _shadow_coat(layer: TextLayer, layout: Layout, letters: Sequence[PlacedRun], fonts: Fonts) -> Coat | None:
    """Draw the outline, or the letters, once more beside themselves; a shadow shrinks with its text, and falls within the box."""
    assert layer.shadow is not None
    share = layout.size / layer.size
    dx, dy = (offset * share for offset in layer.shadow.offset)
    moved = [replace(one, x=one.x + dx, y=one.y + dy) for one in letters]
    coat = _letter_coat(layer, moved, fonts, layout.stroke_px if layer.stroke else 0.0, rgba(layer.shadow.color))
    blur = layer.shadow.blur * share
    if coat is None or not blur:
        return coat
    margin = math.ceil(3 * blur)
    x, y, width, height = layer.box
    spread = Image.new("L", (coat.image.width + 2 * margin, coat.image.height + 2 * margin), 0)
    spread.paste(coat.image, (margin, margin))
    soft = Coat(image=spread.filter(ImageFilter.GaussianBlur(blur)), at=(coat.at[0] - margin, coat.at[1] - margin), color=coat.color)
    if layer.rotate % 360:
        return soft
    left, top = max(0, x - soft.at[0]), max(0, y - soft.at[1])
    right, bottom = min(soft.image.width, x + width - soft.at[0]), min(soft.image.height, y + height - soft.at[1])
    return Coat(image=soft.image.crop((left, top, right, bottom)), at=(soft.at[0] + left, soft.at[1] + top), color=soft.color)


def _cropped(coat: Coat) -> Coat | None:
    ink = coat.image.getbbox()
    return Coat(image=coat.image.crop(ink), at=(coat.at[0] + ink[0], coat.at[1] + ink[1]), color=coat.color) if ink else None


def fit_picture(picture: Image.Image, size: tuple[int, int], fit: ImageFit) -> tuple[Image.Image, tuple[int, int]]:
    """Resize a picture for a box; also tell where its top left corner falls in it."""
    match fit:
        case ImageFit.COVER:
            return ImageOps.fit(picture, size, Image.Resampling.LANCZOS), (0, 0)
        case ImageFit.STRETCH:
            return _resized(picture, size), (0, 0)
        case ImageFit.CONTAIN:
            scale = min(size[0] / picture.width, size[1] / picture.height)
            within = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
            return _resized(picture, within), ((size[0] - within[0]) // 2, (size[1] - within[1]) // 2)


def _resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    return picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
