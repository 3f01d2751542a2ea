"""Params on the command line: `--set key=value`, read by what the module's JSON Schema says that the key takes."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NoReturn

import click

from outhost.domain.params import fields_of

_HINT: Final = "--set"
_BOOLEANS: Final = {"1": True, "true": True, "0": False, "false": False}
_NAMED: Final = {
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a JSON object",
}


def params_of(pairs: Sequence[str], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Read `rating_min=4`, `phone_prefix.prefixes=+33` (once for each of a list) and what is written as JSON.

    Raises:
        click.BadParameter: there is no such param, it takes something else, or it was given twice.
    """
    params: dict[str, Any] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise click.BadParameter(f"{pair!r} is not of the form key=value", param_hint=_HINT)
        _put(params, name, text, schema)
    return params


def _put(params: dict[str, Any], name: str, text: str, schema: Mapping[str, Any]) -> None:
    """Put a value where its dotted name says, and further values of a list behind the first."""
    shapes = _shapes_of(name, schema)
    *above, last = name.split(".")
    within = params
    for part in above:
        within = within.setdefault(part, {})
        if not isinstance(within, dict):
            raise click.BadParameter(f"{name} stands within a value that was given as a whole", param_hint=_HINT)
    value = _read(name, text, shapes)
    if last not in within:
        within[last] = value
    elif isinstance(value, list) and isinstance(within[last], list):
        within[last] += value
    else:
        raise click.BadParameter(f"{name} was given twice", param_hint=_HINT)


def _shapes_of(name: str, schema: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Give what a param may be, by its dotted name."""
    shapes: Sequence[Mapping[str, Any]] = [schema]
    for part in name.split("."):
        field = next((shape["properties"][part] for shape in shapes if part in shape.get("properties", {})), None)
        if field is None:
            known = ", ".join(one.name for one in fields_of(schema)) or "none"
            raise click.BadParameter(f"there is no {name}; this module takes: {known}", param_hint=_HINT)
        shapes = field.get("anyOf", [field])
    return shapes


def _read(name: str, text: str, shapes: Sequence[Mapping[str, Any]]) -> Any:
    """Read a value as the first of its shapes that takes it; a text takes anything, so that it comes last."""
    for shape in sorted(shapes, key=lambda shape: shape.get("type") == "string"):
        try:
            return _read_as(shape, text)
        except ValueError:
            continue
    takes = " or ".join(_name_of(shape) for shape in shapes if shape.get("type") != "null")
    raise click.BadParameter(f"{name} takes {takes}, not {text!r}", param_hint=_HINT)


def _read_as(shape: Mapping[str, Any], text: str) -> Any:
    """Read a value.

    Raises:
        ValueError: it is none of this shape.
    """
    kind = shape.get("type")
    if kind == "array":
        return _list_of(shape.get("items", {}), text)
    return _READERS.get(str(kind), _loose)(text) if text in shape.get("enum", (text,)) else _none(text)


def _list_of(items: Mapping[str, Any], text: str) -> list[Any]:
    if text.lstrip().startswith("["):
        whole: list[Any] = _whole(text, list)
        return whole
    return [_read_as(items, text)]


def _whole(text: str, kind: type) -> Any:
    value = json.loads(text)
    return value if isinstance(value, kind) else _none(text)


def _none(text: str) -> NoReturn:
    raise ValueError(text)


def _boolean(text: str) -> bool:
    return _BOOLEANS[text.lower()] if text.lower() in _BOOLEANS else _none(text)


def _null(text: str) -> None:
    return None if text in {"", "null"} else _none(text)


def _object(text: str) -> Any:
    return _whole(text, dict)


def _loose(text: str) -> Any:
    """Read what may be anything: as JSON where it is some, else as it stands."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _name_of(shape: Mapping[str, Any]) -> str:
    if "enum" in shape:
        return "one of " + ", ".join(map(str, shape["enum"]))
    return _NAMED.get(str(shape.get("type")), "a text")


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "boolean": _boolean, "integer": int, "number": float, "null": _null, "object": _object, "string": str,
}  # fmt: skip
"""How a value of each type is written; what is of no type may be anything."""
