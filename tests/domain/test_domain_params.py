"""Params of a module in few words, as a table in a terminal or on a page shows them."""

from typing import Any

import pytest

from outhost.domain.params import fields_of

LABEL = {"x-label": {"en": "Depth {of}", "fr": "Profondeur {de}"}}


@pytest.mark.parametrize(
    ("field", "kind", "default"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 2_000_000, "default": 5}, "integer 1..2,000,000", "5"),
        ({"type": "number", "exclusiveMinimum": 0}, "number 0..", ""),
        ({"anyOf": [{"type": "integer", "maximum": 9}, {"type": "null"}], "default": None}, "integer ..9", ""),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, "integer|string", ""),
        ({"enum": ["n", "pct"], "type": "string", "default": "n"}, "n|pct", "n"),
        ({"type": "array", "items": {"type": "string"}, "default": []}, "string[]", ""),
        ({"type": "boolean", "default": False}, "boolean", "false"),
        ({}, "any", ""),
    ],
)
def test_a_field_says_what_it_takes(field: dict[str, Any], kind: str, default: str) -> None:
    """Bounds, choices and lists, in one word or two."""
    (found,) = fields_of({"properties": {"depth": field | LABEL}, "required": ["depth"]})
    assert (found.name, found.kind, found.default, found.is_required) == ("depth", kind, default, True)
    assert (found.meaning(), found.meaning("fr")) == ("Depth {of}", "Profondeur {de}")


def test_what_stands_within_an_object_comes_behind_it() -> None:
    """Its name says where it stands; what has no label goes by its own name."""
    schema = {"properties": {"prefix": {"anyOf": [{"properties": {"column": {"type": "string"}}}, {"type": "null"}]}, "last": {}}}
    assert [(field.name, field.meaning()) for field in fields_of(schema)] == [
        ("prefix", "prefix"),
        ("prefix.column", "column"),
        ("last", "last"),
    ]


def test_help_comes_after_the_label() -> None:
    """One line says both."""
    (found,) = fields_of({"properties": {"depth": LABEL | {"x-help": {"en": "Deeper.", "fr": "Plus."}}}})
    assert found.meaning("fr") == "Profondeur {de}. Plus."
