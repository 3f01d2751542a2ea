"""What is wrong with a value, in plain words of both languages, by the names that pydantic has for it."""

from collections.abc import Iterable, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any

from outhost.domain.errors import MOST_ISSUES, Issue
from outhost.domain.words import Phrase, Text, alternatives

_PLAIN: Mapping[str, Text] = MappingProxyType({
    "missing": Text(en="is required", fr="est requis"),
    "string_type": Text(en="must be a text", fr="doit être un texte"),
    "string_unicode": Text(en="must be a text of valid Unicode", fr="doit être un texte en Unicode valide"),
    "int_type": Text(en="must be a whole number", fr="doit être un nombre entier"),
    "int_from_float": Text(en="must be a whole number", fr="doit être un nombre entier"),
    "int_parsing_size": Text(en="must be a smaller whole number", fr="doit être un nombre entier plus petit"),
    "float_type": Text(en="must be a number", fr="doit être un nombre"),
    "finite_number": Text(en="must be a finite number", fr="doit être un nombre fini"),
    "bool_type": Text(en="must be true or false", fr="doit être true ou false"),
    "dict_type": Text(en="must be an object", fr="doit être un objet"),
    "model_type": Text(en="must be an object", fr="doit être un objet"),
    "model_attributes_type": Text(en="must be an object", fr="doit être un objet"),
    "list_type": Text(en="must be a list", fr="doit être une liste"),
    "enum": Text(en="must be one of {expected}", fr="doit être parmi {expected}"),
    "literal_error": Text(en="must be {expected}", fr="doit être {expected}"),
    "string_too_short": Text(en="must have at least {min_length} characters", fr="doit avoir au moins {min_length} caractères"),
    "string_too_long": Text(en="must have at most {max_length} characters", fr="doit avoir au plus {max_length} caractères"),
    "too_short": Text(en="must have at least {min_length} entries", fr="doit avoir au moins {min_length} éléments"),
    "too_long": Text(en="must have at most {max_length} entries", fr="doit avoir au plus {max_length} éléments"),
    "greater_than": Text(en="must be more than {gt}", fr="doit être supérieur à {gt}"),
    "greater_than_equal": Text(en="must be at least {ge}", fr="doit être au moins {ge}"),
    "less_than": Text(en="must be less than {lt}", fr="doit être inférieur à {lt}"),
    "less_than_equal": Text(en="must be at most {le}", fr="doit être au plus {le}"),
    "string_pattern_mismatch": Text(en="is malformed", fr="est mal formé"),
    "datetime_type": Text(en="must be a moment such as 2026-05-10T19:00:00Z", fr="doit être un moment tel que 2026-05-10T19:00:00Z"),
    "datetime_parsing": Text(en="must be a moment such as 2026-05-10T19:00:00Z", fr="doit être un moment tel que 2026-05-10T19:00:00Z"),
    "datetime_from_date_parsing": Text(
        en="must be a moment such as 2026-05-10T19:00:00Z", fr="doit être un moment tel que 2026-05-10T19:00:00Z"
    ),
    "timezone_aware": Text(en="must have an offset, such as Z", fr="doit avoir un décalage horaire, tel que Z"),
})  # fmt: skip
"""Pydantic's names for faults, in words."""

_OF_ONE: Mapping[str, Text] = MappingProxyType({
    "string_too_short": Text(en="must have at least 1 character", fr="doit avoir au moins 1 caractère"),
    "string_too_long": Text(en="must have at most 1 character", fr="doit avoir au plus 1 caractère"),
    "too_short": Text(en="must have at least 1 entry", fr="doit avoir au moins 1 élément"),
    "too_long": Text(en="must have at most 1 entry", fr="doit avoir au plus 1 élément"),
})  # fmt: skip
"""The same, where the bound is one."""

_OTHER = Text(en="is not valid", fr="n’est pas valide")


def issues_of(errors: Iterable[Mapping[str, Any]]) -> list[Issue]:
    """Say each fault once, with its path; no more than are told."""
    return [Issue(".".join(map(str, error["loc"])) or "body", _phrase(error)) for error in islice(errors, MOST_ISSUES)]


def _phrase(error: Mapping[str, Any]) -> Phrase:
    if error["type"] == "said":  # by a module's own check, in both languages
        return Text.of_pair((error["ctx"]["en"], error["ctx"]["fr"])).filled()
    bounds = error.get("ctx", {})
    words = _OF_ONE if 1 in (bounds.get("min_length"), bounds.get("max_length")) else _PLAIN
    gaps = {name: alternatives(_number(value)) for name, value in bounds.items()}
    return words.get(error["type"], _OTHER).filled(**gaps)


def _number(bound: object) -> str:
    """Write a bound without the `.0` that a whole one has as a float."""
    return str(int(bound)) if isinstance(bound, float) and bound.is_integer() else str(bound)
