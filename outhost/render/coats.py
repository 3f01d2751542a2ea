"""What each kind of layer puts on the canvas."""

from PIL import Image, ImageChops, ImageOps

from outhost.domain.render_spec import ImageFit, ImageLayer, RectLayer, TextLayer
from outhost.render.canvas import Coat, rgba, turned
from outhost.render.fonts import Fonts
from outhost.render.layout import Layout, PlacedGlyph
from outhost.render.shapes import edge_mask, letter_mask, rounded_mask


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


def text_coats(layer: TextLayer, layout: Layout, glyphs: tuple[PlacedGlyph, ...], fonts: Fonts) -> tuple[Coat, ...]:
    """Draw letters of a layout: all outlines first, so that none lies over a neighbour's letter."""
    x, y, width, height = layer.box
    coats = []
    if layer.stroke and layout.stroke_px:
        outline = letter_mask((width, height), glyphs, fonts, layout.stroke_px)
        coats.append(Coat(image=outline, at=(x, y), color=rgba(layer.stroke.color)))
    coats.append(Coat(image=letter_mask((width, height), glyphs, fonts), at=(x, y), color=rgba(layer.color)))
    return tuple(turned(coat, layer.rotate, layer.box) for coat in coats)


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
