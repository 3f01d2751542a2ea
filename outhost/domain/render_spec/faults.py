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
from outhost.domain.words import Phrase, Text, alternatives

_BY_FIELD: Final[Mapping[str, Text]] = {
    "box": Text(
        en="must be four whole numbers [x, y, width, height], x and y from -4000 to 4000, width and height from 1 to 4000",
        fr="doit être quatre nombres entiers [x, y, largeur, hauteur], x et y de -4000 à 4000, largeur et hauteur de 1 à 4000",
    ),
    "frames": Text(
        en="must be two whole numbers [first, last], counted from 0",
        fr="doit être deux nombres entiers [première, dernière], comptés à partir de 0",
    ),
    "equals": Text(en="must be [variable, text]", fr="doit être [variable, texte]"),
    "offset": Text(
        en="must be two whole numbers [right, down] from -50 to 50", fr="doit être deux nombres entiers [droite, bas] de -50 à 50"
    ),
}
_A_VARIABLE: Final = Text(en="must be the name of a variable", fr="doit être le nom d’une variable")
_A_COLOR: Final = Text(
    en="must be a colour such as #1a2b3c, or #1a2b3ccc with its opacity",
    fr="doit être une couleur telle que #1a2b3c, ou #1a2b3ccc avec son opacité",
)
_BY_PATTERN: Final[Mapping[str, Text]] = {
    "name": Text(
        en="must begin with a lower-case letter and hold up to 40 lower-case letters, digits and underscores",
        fr="doit commencer par une minuscule et compter jusqu’à 40 minuscules, chiffres et tirets bas",
    ),
    "variable": _A_VARIABLE,
    "present": _A_VARIABLE,
    "absent": _A_VARIABLE,
    "asset": Text(
        en="must be the id of an uploaded asset: 64 hexadecimal digits",
        fr="doit être l’identifiant d’une image envoyée : 64 chiffres hexadécimaux",
    ),
    "color": _A_COLOR,
    "fill": _A_COLOR,
}
_WHOLE_NUMBER: Final = Text(en="must be a whole number", fr="doit être un nombre entier")
_A_NUMBER: Final = Text(en="must be a number", fr="doit être un nombre")
_A_LIST: Final = Text(en="must be a list", fr="doit être une liste")
_AN_OBJECT: Final = Text(en="must be an object", fr="doit être un objet")
_ONE_OF: Final = Text(en="must be one of {expected}", fr="doit être parmi {expected}")
_BY_TYPE: Final[Mapping[str, Text]] = {
    "missing": Text(en="is required", fr="est requis"),
    "int_type": _WHOLE_NUMBER,
    "int_parsing_size": Text(en="must be a smaller whole number", fr="doit être un nombre entier plus petit"),
    "float_type": _A_NUMBER,
    "finite_number": _A_NUMBER,
    "string_type": Text(en="must be a text", fr="doit être un texte"),
    "string_unicode": Text(en="must be a text of valid Unicode", fr="doit être un texte en Unicode valide"),
    "bool_type": Text(en="must be true or false", fr="doit être true ou false"),
    "list_type": _A_LIST,
    "tuple_type": _A_LIST,
    "dict_type": _AN_OBJECT,
    "model_type": _AN_OBJECT,
    "model_attributes_type": _AN_OBJECT,
    "enum": _ONE_OF,
    "literal_error": Text(en="must be {expected}", fr="doit être {expected}"),
    "greater_than_equal": Text(en="must be at least {ge}", fr="doit être au moins {ge}"),
    "less_than_equal": Text(en="must be at most {le}", fr="doit être au plus {le}"),
    "too_long": Text(en="must have at most {max_length} entries", fr="doit avoir au plus {max_length} éléments"),
    "string_too_long": Text(en="must have at most {max_length} characters", fr="doit avoir au plus {max_length} caractères"),
    "union_tag_invalid": Text(en="must be image, rect or text", fr="doit être image, rect ou text"),
    "union_tag_not_found": Text(en="is required: image, rect or text", fr="est requis : image, rect ou text"),
}
_NOT_PLAIN: Final = Text(
    en="must be plain JSON, without NaN or infinite numbers and not nested deeply",
    fr="doit être du JSON simple, sans NaN ni nombre infini, et peu imbriqué",
)
_MOST_CHARACTERS: Final = 1 << 20
"""Of a spec as JSON, more than the longest sound one has; what else stands in it costs time to be told."""
_TOO_LONG: Final = Text(en="must have at most {most:,} characters as JSON", fr="doit avoir au plus {most} caractères en JSON")
_NOT_UNICODE: Final = Text(en="must be plain JSON of valid Unicode", fr="doit être du JSON simple en Unicode valide")
_UNKNOWN_KEY: Final = Text(en="is not a known key", fr="n’est pas une clé connue")
_NEAR_KEY: Final = Text(en="is not a known key; did you mean '{near}'?", fr="n’est pas une clé connue ; vouliez-vous dire « {near} » ?")
_MALFORMED: Final = Text(en="is malformed", fr="est mal formé")
_OTHER: Final = Text(en="{reason}", fr="n’est pas valide ({reason})")
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
        text = json.dumps(document, allow_nan=False)
        if len(text) > _MOST_CHARACTERS:
            raise InvalidInput(Issue("", _TOO_LONG.filled(most=_MOST_CHARACTERS)))
        spec = RenderSpec.model_validate_json(text)
    except ValidationError as faults:
        raise InvalidInput(*dict.fromkeys(map(_issue, faults.errors(include_url=False)))) from None
    except (TypeError, ValueError, RecursionError):
        raise InvalidInput(Issue("", _NOT_PLAIN.filled())) from None
    if issues := tuple(check_rules(spec)):
        raise InvalidInput(*issues)
    return spec


def _issue(fault: ErrorDetails) -> Issue:
    where, kind = _without_layer_type(fault["loc"]), fault["type"]
    for length, key in enumerate(where[:-1], start=1):
        if key in _BY_FIELD and kind != "extra_forbidden" and where[0] == "layers":
            return Issue(_dotted(where[:length]), _BY_FIELD[str(key)].filled())
    if kind.startswith("union_tag"):
        where = (*where, "type")
    return Issue(_dotted(where), _sentence(fault))


def _sentence(fault: ErrorDetails) -> Phrase:
    kind, key, context = fault["type"], str(fault["loc"][-1]) if fault["loc"] else "", fault.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(fault["loc"])
    if kind in {"too_long", "tuple_type"} and key in _BY_FIELD:
        return _BY_FIELD[key].filled()
    if kind == "string_pattern_mismatch":
        return _BY_PATTERN.get(key, _MALFORMED).filled()
    if kind == "json_invalid":
        return _NOT_UNICODE.filled()
    if key == "font":
        return _ONE_OF.filled(expected=", ".join(FontName))
    return _BY_TYPE[kind].filled(**_plain(context)) if kind in _BY_TYPE else _OTHER.filled(reason=fault["msg"])


def _plain(context: Mapping[str, Any]) -> Mapping[str, Phrase | str]:
    return {name: f"{value:g}" if isinstance(value, float) else alternatives(str(value)) for name, value in context.items()}


def _unknown_key(where: tuple[int | str, ...]) -> Phrase:
    owner = next((key for key in reversed(where[:-1]) if key in _KEYS), "")
    near = difflib.get_close_matches(str(where[-1]), _KEYS[str(owner)].model_fields, n=1)
    return _NEAR_KEY.filled(near=near[0]) if near else _UNKNOWN_KEY.filled()


def _without_layer_type(where: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Cut out the segment that names which kind of layer was tried."""
    return (*where[:2], *where[3:]) if where[:1] == ("layers",) else where


def _dotted(where: tuple[int | str, ...]) -> str:
    return ".".join(map(str, where))
