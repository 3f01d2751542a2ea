"""Params of a module as people read them: the fields of its JSON Schema, in few words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from outhost.domain.words import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A param: its name (`phone_prefix.prefixes` within another), what it takes, its default as JSON has it, and what it means."""

    name: str
    kind: str
    default: str
    is_required: bool
    label: Text
    help: Text | None

    def meaning(self, locale: str = "en") -> str:
        """Say what it is, and what there is to know about it."""
        label = self.label.say(locale)
        return f"{label}. {self.help.say(locale)}" if self.help else label


def fields_of(schema: Mapping[str, Any], above: str = "") -> Iterator[Field]:
    """Give the fields of a schema in their order, those of an object behind it."""
    for name, field in schema.get("properties", {}).items():
        said = field.get("x-help")
        yield Field(
            name=f"{above}{name}",
            kind=_kind(field),
            default=_default(field.get("default")),
            is_required=name in schema.get("required", ()),
            label=_text(field.get("x-label") or {"en": field.get("title", name), "fr": field.get("title", name)}),
            help=_text(said) if said else None,
        )
        for shape in (field, *field.get("anyOf", ())):
            yield from fields_of(shape, f"{above}{name}.")


def _text(pair: Mapping[str, str]) -> Text:
    return Text.of_pair((pair["en"], pair["fr"]))


def _kind(field: Mapping[str, Any]) -> str:
    if "anyOf" in field:
        return "|".join(_kind(shape) for shape in field["anyOf"] if shape.get("type") != "null")
    if "enum" in field:
        return "|".join(map(str, field["enum"]))
    if choices := [name for name in field.get("x-options", ()) if name]:
        return "|".join(choices)
    if field.get("type") == "array":
        return f"{_kind(field.get('items', {}))}[]"
    return f"{field.get('type', 'any')}{_bounds(field)}"


def _bounds(field: Mapping[str, Any]) -> str:
    least, most = field.get("minimum", field.get("exclusiveMinimum")), field.get("maximum", field.get("exclusiveMaximum"))
    if least is None and most is None:
        return ""
    return f" {'' if least is None else f'{least:,}'}..{'' if most is None else f'{most:,}'}"


def _default(value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
