"""What a lead's variables become in a picture: defaults filled in, long values cut, and what is worth a warning."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from outhost.domain.legal_forms import has_legal_form
from outhost.domain.placeholders import Filter, Placeholder
from outhost.domain.render_spec.document import RenderSpec, Variable
from outhost.domain.render_spec.layers import AnyLayer, ImageLayer, TextLayer, When

_INVISIBLE: Final = frozenset({"Cc", "Cs"})


class RenderWarning(StrEnum):
    """What may be wrong with a picture that was drawn all the same."""

    OVERFLOW = "overflow"
    MISSING_GLYPH = "missing_glyph"
    EMPTY_VARIABLE = "empty_variable"
    DEFAULT_USED = "default_used"
    MAX_LENGTH = "max_length"
    LOW_CONTRAST = "low_contrast"
    LEGAL_FORM = "legal_form"

    def at(self, path: str) -> str:
        """Write the warning as it travels: `code:path`."""
        return f"{self}:{path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnValues:
    """The text of each variable as it is drawn, and which of them the lead gave."""

    texts: Mapping[str, str]
    given: frozenset[str]
    cut: frozenset[str]

    def shows(self, when: When | None) -> bool:
        """Tell whether a layer's condition holds. A variable is present when the lead gave it and it is not blank; a default is not presence."""
        if when is None:
            return True
        if when.equals is not None:
            return self.texts[when.variable] == when.equals[1]
        return (when.variable in self.given) == (when.present is not None)

    def text_of(self, layer: TextLayer) -> str:
        """Fill a layer's text."""
        return unicodedata.normalize("NFC", layer.template.fill(self.texts))


def drawn_values(spec: RenderSpec, variables: Mapping[str, str | None]) -> DrawnValues:
    """Settle what each declared variable shows: the lead's value on one line, cut at `max_length`; else its default; else nothing."""
    full = {variable.name: _full_value(variable, variables.get(variable.name)) for variable in spec.variables}
    texts = {variable.name: full[variable.name][: variable.max_length].rstrip() if variable.max_length else full[variable.name] for variable in spec.variables}
    return DrawnValues(
        texts=texts,
        given=frozenset(name for name in full if (variables.get(name) or "").strip()),
        cut=frozenset(name for name in full if len(full[name].rstrip()) > len(texts[name])),
    )


def value_warnings(spec: RenderSpec, variables: Mapping[str, str | None], values: DrawnValues) -> tuple[str, ...]:
    """List what the values give cause to warn of, for the variables that shown layers use, in declared order."""
    shown = tuple(layer for layer in spec.layers if values.shows(layer.when))
    gaps = tuple(gap for layer in shown for gap in _gaps(layer))
    used = {gap.name for gap in gaps}
    found = []
    for variable in spec.variables:
        if variable.name in used:
            unfiltered = any(gap.name == variable.name and gap.filter is not Filter.COMPANY for gap in gaps)
            found += [warning.at(f"variables.{variable.name}") for warning in _warnings(variable, variables, values, unfiltered)]
    return tuple(found)


def _full_value(variable: Variable, value: str | None) -> str:
    return one_line(variable.default or "" if value is None else value)


def one_line(value: str) -> str:
    """Turn line breaks and tabs into blanks and drop other control characters."""
    return "".join(" " if letter.isspace() else letter for letter in value if letter.isspace() or unicodedata.category(letter) not in _INVISIBLE)


def _gaps(layer: AnyLayer) -> tuple[Placeholder, ...]:
    if isinstance(layer, TextLayer):
        return layer.template.placeholders
    if isinstance(layer, ImageLayer) and layer.variable:
        return (Placeholder(name=layer.variable, filter=Filter.COMPANY),)
    return ()


def _warnings(variable: Variable, variables: Mapping[str, str | None], values: DrawnValues, unfiltered: bool) -> list[RenderWarning]:
    name, text = variable.name, values.texts[variable.name]
    holds = {
        RenderWarning.EMPTY_VARIABLE: not text.strip(),
        RenderWarning.DEFAULT_USED: variables.get(name) is None and bool(text.strip()),
        RenderWarning.MAX_LENGTH: name in values.cut,
        RenderWarning.LEGAL_FORM: unfiltered and name in values.given and has_legal_form(text),
    }
    return [warning for warning, is_so in holds.items() if is_so]
