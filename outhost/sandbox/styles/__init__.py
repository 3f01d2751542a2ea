"""The styles of site: each a function that writes one; a new style is a function in one of these files and its name in `STYLES` there."""

from outhost.sandbox.chance import dealt
from outhost.sandbox.styles import builders, old, press, scripts, shops, single, structured, trades
from outhost.sandbox.styles.style import Style

STYLES: tuple[Style, ...] = (
    *press.STYLES,
    *old.STYLES,
    *single.STYLES,
    *builders.STYLES,
    *shops.STYLES,
    *scripts.STYLES,
    *structured.STYLES,
    *trades.STYLES,
)


def style_of(seed: int, number: int) -> Style:
    """Give the style of the site of firm `number`: every style comes before one comes again."""
    return dealt(seed, "styles", STYLES, number)
