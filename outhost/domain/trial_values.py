"""Values to try a render spec with, before a list is made of it: the longest that its leads may bring, and what shows its other layers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from outhost.domain.leads import TEXT_LIMIT
from outhost.domain.render_spec import RenderSpec

_WORDS: Final = "Maximiliane-Charlotte Ødegård WĄŻ & Söhne 1847 "
"""Wide letters, narrow ones, accents and figures: repeated words alone would weigh less than names do."""

_SAMPLES: Final = MappingProxyType({
    "first_name": "Camille", "last_name": "Moreau", "name": "Camille Moreau", "full_name": "Camille Moreau", "company": "Acme",
    "prenom": "Camille", "nom": "Moreau", "societe": "Acme", "entreprise": "Acme", "city": "Lyon", "ville": "Lyon",
})  # fmt: skip
"""People and companies that do not exist, by the names that variables often have."""

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


def sample_values(spec: RenderSpec) -> Values:
    """Give each variable a value as a lead's might be, for a first look at a template."""
    texts = {name: _SAMPLES.get(name) or name.replace("_", " ").capitalize() for name in spec.variable_names()}
    return texts | dict.fromkeys(spec.asset_variables(), next(iter(spec.asset_ids()), None))


def _text(length: int) -> str:
    return (_WORDS * (length // len(_WORDS) + 1))[:length]
