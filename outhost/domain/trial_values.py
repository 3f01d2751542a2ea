"""Values to try a render spec with, before a list is made of it: the longest that its leads may bring, and what shows its other layers."""

from collections.abc import Mapping
from typing import Final

from outhost.domain.leads import TEXT_LIMIT
from outhost.domain.render_spec import RenderSpec

_WORDS: Final = "Maximiliane-Charlotte Ødegård WĄŻ & Söhne 1847 "
"""Wide letters, narrow ones, accents and figures: repeated words alone would weigh less than names do."""

LENGTHS: Final = (TEXT_LIMIT, 120, 40, 12, 4, 1)
"""Characters of the values that are tried, longest first: a text that must not overflow may allow no more than a few."""

Values = Mapping[str, str | None]


def trials(spec: RenderSpec, length: int = TEXT_LIMIT) -> tuple[Values, ...]:
    """Give sets of values: all variables as long as they may be but for `length`; none at all; and each value that a condition waits for.

    Between them every layer is shown that one variable alone decides about.
    """
    long: dict[str, str | None] = {variable.name: _text(min(length, variable.max_length or TEXT_LIMIT)) for variable in spec.variables}
    long |= dict.fromkeys(spec.asset_variables(), next(iter(spec.asset_ids()), None))
    awaited = [layer.when.equals for layer in spec.layers if layer.when and layer.when.equals]
    found: list[Values] = [long, dict.fromkeys(long), *(long | {name: value} for name, value in awaited)]
    return tuple(values for place, values in enumerate(found) if values not in found[:place])


def _text(length: int) -> str:
    return (_WORDS * (length // len(_WORDS) + 1))[:length]
