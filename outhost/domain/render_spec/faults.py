"""A stored document read strictly: every fault with its dotted path and a plain sentence."""

import difflib
import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.render_spec.document import Animation, Background, RenderSpec, Variable
from outhost.domain.render_spec.layers import FontName, ImageLayer, Part, RectLayer, Shadow, Stroke, TextLayer, When
from outhost.domain.render_spec.rules import check_rules

_BY_FIELD: Final[Mapping[str, str]] = {
    "box": "must be four whole numbers [x, y, width, height], x and y from -4000 to 4000, width and height from 1 to 4000",
    "frames": "must be two whole numbers [first, last], counted from 0",
    "equals": "must be [variable, text]",
    "offset": "must be two whole numbers [right, down] from -50 to 50",
}
_BY_PATTERN: Final[Mapping[str, str]] = {
    "name": "must begin with a lower-case letter and hold up to 40 lower-case letters, digits and underscores",
    "variable": "must be the name of a variable",
    "present": "must be the name of a variable",
    "absent": "must be the name of a variable",
    "asset": "must be the id of an uploaded asset: 64 hexadecimal digits",
    "color": "must be a colour such as #1a2b3c, or #1a2b3ccc with its opacity",
    "fill": "must be a colour such as #1a2b3c, or #1a2b3ccc with its opacity",
}
_BY_TYPE: Final[Mapping[str, str]] = {
    "missing": "is required",
    "int_type": "must be a whole number",
    "int_parsing_size": "must be a smaller whole number",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "string_type": "must be a text",
    "string_unicode": "must be a text of valid Unicode",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "enum": "must be one of {expected}",
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "too_long": "must have at most {max_length} entries",
    "string_too_long": "must have at most {max_length} characters",
    "union_tag_invalid": "must be image, rect or text",
    "union_tag_not_found": "is required: image, rect or text",
}
_KEYS: Final[Mapping[str, type[Part]]] = {
    "": RenderSpec, "background": Background, "variables": Variable, "animation": Animation,
    "image": ImageLayer, "rect": RectLayer, "text": TextLayer, "stroke": Stroke, "shadow": Shadow, "when": When,
}  # fmt: skip


def parse_render_spec(document: object) -> RenderSpec:
    """Read a render spec of version 1 from what JSON gave. What depends on asset files is `check_against_assets`.

    Raises:
        InvalidInput: One issue a fault, its path relative to the spec (`layers.2.font`).
    """
    try:
        spec = RenderSpec.model_validate_json(json.dumps(document, allow_nan=False))
    except ValidationError as faults:
        raise InvalidInput(*dict.fromkeys(map(_issue, faults.errors(include_url=False)))) from None
    except (TypeError, ValueError, RecursionError):
        raise InvalidInput(Issue("", "must be plain JSON, without NaN or infinite numbers and not nested deeply")) from None
    if issues := tuple(check_rules(spec)):
        raise InvalidInput(*issues)
    return spec


def _issue(fault: ErrorDetails) -> Issue:
    where, kind = _without_layer_type(fault["loc"]), fault["type"]
    for length, key in enumerate(where[:-1], start=1):
        if key in _BY_FIELD and kind != "extra_forbidden" and where[0] == "layers":
            return Issue(_dotted(where[:length]), _BY_FIELD[str(key)])
    if kind.startswith("union_tag"):
        where = (*where, "type")
    return Issue(_dotted(where), _sentence(fault))


def _sentence(fault: ErrorDetails) -> str:
    kind, key, context = fault["type"], str(fault["loc"][-1]) if fault["loc"] else "", fault.get("ctx", {})
    if kind == "extra_forbidden":
        return "is not a known key" + _suggestion(fault["loc"])
    if kind in {"too_long", "tuple_type"} and key in _BY_FIELD:
        return _BY_FIELD[key]
    if kind == "string_pattern_mismatch":
        return _BY_PATTERN.get(key, "is malformed")
    if kind == "json_invalid":
        return "must be plain JSON of valid Unicode"
    if key == "font":
        return f"must be one of {', '.join(FontName)}"
    return _BY_TYPE[kind].format(**_plain(context)) if kind in _BY_TYPE else fault["msg"]


def _plain(context: Mapping[str, Any]) -> Mapping[str, str]:
    return {name: f"{value:g}" if isinstance(value, float) else str(value).replace("'", "") for name, value in context.items()}


def _suggestion(where: tuple[int | str, ...]) -> str:
    owner = next((key for key in reversed(where[:-1]) if key in _KEYS), "")
    near = difflib.get_close_matches(str(where[-1]), _KEYS[str(owner)].model_fields, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def _without_layer_type(where: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Cut out the segment that names which kind of layer was tried."""
    return (*where[:2], *where[3:]) if where[:1] == ("layers",) else where


def _dotted(where: tuple[int | str, ...]) -> str:
    return ".".join(map(str, where))
