"""Templates of text: `{{name}}` and `{{name|filter}}` among plain words, and what each filter makes of a value."""

import itertools
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from outhost.domain.legal_forms import calm, without_legal_form
from outhost.domain.words import Text, Unfit

LITERAL_BRACES: Final = '{{"{{"}}'
_MARK: Final = re.compile(r'\{\{"\{\{"\}\}|\{\{(?P<inside>[^{}]*)\}\}|(?P<open>\{\{)')
_ADDRESSES: Final = frozenset(
    (  # noqa: SIM905 - as words they can be read
        "mr mr. mrs mrs. ms ms. miss mx mx. dr dr. dr.-ing. prof prof. professor sir herr herrn frau dipl.-ing. ing. mag. med. jur. phil."
        " m. mme mme. mlle mlle. monsieur madame maître me. dhr. mevr. mevrouw meneer sr. sra. srta. señor señora sig. sig.ra signor"
        " signora dott. dott.ssa pan pani inż. hr. fru"
    ).split(" ")
)
"""Forms of address and degrees before a name: `Hi Dr.!` greets nobody. Those that are names or initials too need their dot."""
_DIAERESIS: Final = "\N{COMBINING DIAERESIS}"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_OPEN: Final = Text(
    en="has a '{{{{' that begins no placeholder; write {{{{name}}}}, or {literal} for literal braces",
    fr="contient « {{{{ » qui ne commence aucun champ ; écrivez {{{{nom}}}}, ou {literal} pour de vraies accolades",
)
_BAD_NAME: Final = Text(
    en="has the placeholder {placeholder}, whose name is not of lower-case letters, digits and underscores, without blanks",
    fr="contient le champ {placeholder}, dont le nom n’est pas fait de minuscules, chiffres et tirets bas, sans espace",
)
_BAD_FILTER: Final = Text(
    en="has the unknown filter '{filter}'; known are {known}", fr="contient le filtre inconnu « {filter} » ; il existe {known}"
)


class Filter(StrEnum):
    """What a placeholder may do to its value."""

    UPPER = "upper"
    LOWER = "lower"
    TITLE = "title"
    TRIM = "trim"
    FIRST_WORD = "first_word"
    INITIAL = "initial"
    COMPANY = "company"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A gap that takes the value of one variable."""

    name: str
    filter: Filter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text with gaps, read once and filled many times."""

    pieces: tuple[str | Placeholder, ...]

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """Give the gaps in reading order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Placeholder))

    def fill(self, values: Mapping[str, str]) -> str:
        """Put each value in its gap as text: what looks like a placeholder in a value stays as it is. A name without a value is empty."""
        return "".join(piece if isinstance(piece, str) else apply_filter(piece.filter, values.get(piece.name, "")) for piece in self.pieces)


class MalformedTemplate(Unfit):
    """A placeholder is not written as one of the forms that exist; the phrase says which and what would be right."""


def parse_template(text: str) -> Template:
    """Read a text with placeholders; `{{"{{"}}` stands for two literal braces.

    Raises:
        MalformedTemplate: A `{{` has no end, a name is malformed, or the filter is unknown.
    """
    pieces: list[str | Placeholder] = []
    end = 0
    for mark in _MARK.finditer(text):
        pieces.append(text[end : mark.start()])
        pieces.append(_piece(mark))
        end = mark.end()
    pieces.append(text[end:])
    return Template(pieces=tuple(piece for piece in pieces if piece != ""))


def apply_filter(chosen: Filter | None, value: str) -> str:
    """Do to a value what a placeholder's filter says."""
    return value if chosen is None else _FILTERS[chosen](value)


def title_case(text: str) -> str:
    """Begin every word with a capital and lower the rest (`O'Neil`, `D'Arc`, `Anna-Maria`, but `John's`)."""
    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)*", lambda word: _capitalised(word[0]), text)


def upper_case(text: str) -> str:
    """Write in capitals; Greek ones lose their accents, as Greek is set, but keep their diaeresis."""
    return re.sub(r"[\u0370-\u03ff\u1f00-\u1fff][\u0300-\u03ff\u1f00-\u1fff]*", lambda greek: _without_accents(greek[0]), text.upper())


def _without_accents(greek: str) -> str:
    letters = unicodedata.normalize("NFD", greek)
    return unicodedata.normalize("NFC", "".join(mark for mark in letters if not unicodedata.combining(mark) or mark == _DIAERESIS))


def _piece(mark: re.Match[str]) -> str | Placeholder:
    if mark["open"]:
        raise MalformedTemplate(_OPEN.filled(literal=LITERAL_BRACES))
    if mark["inside"] is None:
        return "{{"
    name, bar, filter_name = mark["inside"].partition("|")
    if not _NAME.match(name):
        raise MalformedTemplate(_BAD_NAME.filled(placeholder=mark[0]))
    return Placeholder(name=name, filter=_filter(filter_name) if bar else None)


def _filter(name: str) -> Filter:
    if name not in set(Filter):
        raise MalformedTemplate(_BAD_FILTER.filled(filter=name, known=", ".join(Filter)))
    return Filter(name)


def _capitalised(word: str) -> str:
    head, apostrophe, tail = word[:1], word[1:2], word[2:]
    if apostrophe in {"'", "’"} and apostrophe:
        return head.upper() + apostrophe + tail.capitalize()
    return word.capitalize()


def _first_word(value: str) -> str:
    """Give the first word that is more than a form of address, without a comma behind it; `Dr.` alone stays."""
    words = value.split()
    names = itertools.dropwhile(lambda word: word.casefold() in _ADDRESSES, words)
    return next(names, words[0] if words else "").rstrip(",;") or next(iter(words), "")


def _initial(value: str) -> str:
    found = re.search(r"[^\W_]", value)
    return found[0].upper() if found else ""


def _company(value: str) -> str:
    return calm(without_legal_form(value))


_FILTERS: Final[Mapping[Filter, Callable[[str], str]]] = {
    Filter.UPPER: upper_case,
    Filter.LOWER: str.lower,
    Filter.TITLE: title_case,
    Filter.TRIM: str.strip,
    Filter.FIRST_WORD: _first_word,
    Filter.INITIAL: _initial,
    Filter.COMPANY: _company,
}
