"""The styles of site: each a function that writes one; a new style is a function in one of these files and its name in `STYLES` there."""

from collections.abc import Callable

from outhost.sandbox.chance import dealt
from outhost.sandbox.draft import Draft
from outhost.sandbox.styles import old, press, single

Style = Callable[[Draft], None]

STYLES: tuple[Style, ...] = (*press.STYLES, *old.STYLES, *single.STYLES)


def style_of(seed: int, number: int) -> Style:
    """Give the style of the site of firm `number`: every style comes before one comes again."""
    return dealt(seed, "styles", STYLES, number)
