"""What a lead's variables become in a picture: defaults filled in, long values cut, and what is worth a warning."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from outhost.domain.legal_forms import has_legal_form, is_shouted
from outhost.domain.placeholders import Filter, apply_filter, title_case, upper_case
from outhost.domain.render_spec.document import RenderSpec, Variable
from outhost.domain.render_spec.layers import AnyLayer, Case, ImageLayer, TextLayer, When

_QUIET: Final = frozenset({Filter.COMPANY, Filter.INITIAL})
"""Filters after which nothing of a register is left."""
_CAPITALS_SET: Final = frozenset({Filter.UPPER, Filter.LOWER, Filter.TITLE})
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
        """Tell whether a layer's condition holds. Present is what the lead gave and is not blank; a default is not presence."""
        if when is None:
            return True
        if when.equals is not None:
            return self.texts[when.variable] == when.equals[1]
        return (when.variable in self.given) == (when.present is not None)

    def text_of(self, layer: TextLayer) -> str:
        """Fill a layer's text."""
        return filled(layer, self.texts)


def filled(layer: TextLayer, texts: Mapping[str, str]) -> str:
    """Fill a layer's gaps and bring its text to the case it asks for, with letters and accents joined (NFC)."""
    return unicodedata.normalize("NFC", _CASES[layer.case](layer.template.fill(texts)))


def drawn_values(spec: RenderSpec, variables: Mapping[str, str | None]) -> DrawnValues:
    """Settle what each declared variable shows: the lead's value on one line, cut at `max_length`; else its default; else nothing."""
    full = {variable.name: _full_value(variable, variables.get(variable.name)) for variable in spec.variables}
    texts = {variable.name: _cut(full[variable.name], variable.max_length) for variable in spec.variables}
    return DrawnValues(
        texts=texts,
        given=frozenset(name for name in full if (variables.get(name) or "").strip()),
        cut=frozenset(name for name in full if texts[name] != full[name]),
    )


def value_warnings(spec: RenderSpec, variables: Mapping[str, str | None], values: DrawnValues) -> tuple[str, ...]:
    """List what the values give cause to warn of, for the variables that shown layers use, in declared order."""
    shown = tuple(layer for layer in spec.layers if values.shows(layer.when))
    uses = tuple(use for layer in shown for use in _uses(layer))
    found = []
    for variable in spec.variables:
        own = [use for use in uses if use.name == variable.name]
        if own:
            found += [warning.at(f"variables.{variable.name}") for warning in _warnings(variable.name, variables, values, own)]
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """One place where a variable is shown, and what is done to it there; `is_image` where it names a picture."""

    name: str
    filter: Filter | None = None
    case: Case = Case.NONE
    is_image: bool = False

    def is_official(self, value: str) -> bool:
        """Tell whether a name stands there as in a register: with its legal form, or in capitals that nobody asked for.

        A filter or case that sets the capitals anew says that they are meant; one that shows a word or a letter shows no form.
        """
        if self.is_image or self.filter in _QUIET:
            return False
        if self.filter is not Filter.FIRST_WORD and has_legal_form(value):
            return True
        return self.case is Case.NONE and self.filter not in _CAPITALS_SET and is_shouted(apply_filter(self.filter, value))


def _full_value(variable: Variable, value: str | None) -> str:
    return one_line(variable.default or "" if value is None else value)


def _cut(text: str, max_length: int | None) -> str:
    return text if max_length is None or len(text) <= max_length else text[:max_length].rstrip()


def one_line(value: str) -> str:
    """Turn line breaks and tabs into blanks and drop other control characters."""
    spaced = (" " if letter.isspace() else letter for letter in value)
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in _INVISIBLE)


def _uses(layer: AnyLayer) -> tuple[_Use, ...]:
    if isinstance(layer, TextLayer):
        return tuple(_Use(name=gap.name, filter=gap.filter, case=layer.case) for gap in layer.template.placeholders)
    if isinstance(layer, ImageLayer) and layer.variable:
        return (_Use(name=layer.variable, is_image=True),)
    return ()


def _warnings(name: str, variables: Mapping[str, str | None], values: DrawnValues, uses: Sequence[_Use]) -> list[RenderWarning]:
    text = values.texts[name]
    holds = {
        RenderWarning.EMPTY_VARIABLE: not text.strip(),
        RenderWarning.DEFAULT_USED: variables.get(name) is None and bool(text.strip()),
        RenderWarning.MAX_LENGTH: name in values.cut,
        RenderWarning.LEGAL_FORM: name in values.given and any(use.is_official(text) for use in uses),
    }
    return [warning for warning, is_so in holds.items() if is_so]


_CASES: Final[Mapping[Case, Callable[[str], str]]] = {Case.NONE: str, Case.UPPER: upper_case, Case.LOWER: str.lower, Case.TITLE: title_case}
