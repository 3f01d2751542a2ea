"""The HTML that shows a picture in a mail."""

from html import escape
from typing import Final

MOST_WIDTH: Final = 600
"""Pixels: the width that mails are laid out for."""

_KIN: Final = str.maketrans({'"': "”", "<": "‹", ">": "›"})  # noqa: RUF001 - that they look alike is the point


def shown_size(width: int, height: int) -> tuple[int, int]:
    """Give the size at which a picture is shown, in pixels: its own, but no wider than a mail."""
    shown = min(width, MOST_WIDTH)
    return shown, max(1, round(height * shown / width))


def img_tag(*, src: str, alt: str, width: int, height: int) -> str:
    """Write the tag of one picture of `width` × `height` pixels; `src` and `alt` are plain text and are escaped here.

    Old clients heed the attributes, all others the style: the picture shrinks with the screen and keeps its shape.
    """
    return _tag(escape(src), escape(alt), width, height)


def merge_img_tag(*, src: str, alt: str, width: int, height: int) -> str:
    """Write a tag whose `src` and `alt` are merge tags of a mail tool, which stand there as they are."""
    return _tag(src, alt, width, height)


def attribute_safe(text: str) -> str:
    """Write a text so that it can stand in an attribute whether or not a tool escapes what it inserts.

    Straight quotes and angle brackets become their typographic kin: escaped by us they would be shown as `&quot;` by a tool that
    escapes again, and left alone they would end the attribute with a tool that does not.
    """
    return text.translate(_KIN)


def _tag(src: str, alt: str, width: int, height: int) -> str:
    shown_width, shown_height = shown_size(width, height)
    style = "display:block;max-width:100%;height:auto;border:0"
    return f'<img src="{src}" alt="{alt}" width="{shown_width}" height="{shown_height}" style="{style}">'
