"""What a tool takes and gives, as JSON Schema: written from the rows, the wire models and the registry that `/api` has."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from pydantic import BaseModel

from outhost.domain.modules import Module
from outhost.domain.words import Text
from outhost.web.endpoint import Endpoint
from outhost.web.mcp.toolbox import MODULE, Tool
from outhost.web.table import Table, gaps_of

KEY: Final = "idempotency_key"
"""The argument that stands for the header `Idempotency-Key`."""

_DEFINITIONS: Final = "#/$defs/"
_KEY_SCHEMA: Final[Mapping[str, Any]] = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}
_ABOUT_KEY: Final = Text(
    en="Send one of your own making and a repeated call within 24 hours gets the first answer, rather than making a second thing.",
    fr="Envoyez-en une de votre choix : un appel répété dans les 24 heures reçoit la première réponse, sans rien créer en double.",
)
_LACKING: Final = Text(en="`{slug}`: {what} Can't run here yet: {missing}.", fr="`{slug}` : {what} Ne tourne pas encore ici : {missing}.")
_MODULE: Final = Text(en="`{slug}`: {what}", fr="`{slug}` : {what}")
_OF_MODULE: Final = Text(en="For {slugs}. {what}", fr="Pour {slugs}. {what}")


def taken(tool: Tool, endpoint: Endpoint, table: Table, modules: Sequence[Module], locale: str) -> dict[str, Any]:
    """Say what arguments a tool takes; `modules` is the registry."""
    chosen = [module for module in modules if tool.takes(module)]
    properties = dict(_gaps(tool, endpoint, table, chosen, locale))
    required = [name for name in properties if name not in tool.usual]
    for parameter in endpoint.query:
        properties[parameter.name] = {**parameter.schema, "description": parameter.meaning}
    body: Mapping[str, Any] = _of_model(endpoint.body) if endpoint.body else {}
    shapes = [body, chosen[0].config_schema] if len(chosen) == 1 else [body]
    for shape in shapes:
        properties |= {name: plain(field, locale) for name, field in shape.get("properties", {}).items()}
        required += shape.get("required", [])
    if len(chosen) > 1:
        properties |= {name: field for name, field in _params(chosen, locale) if name not in properties}
    if endpoint.is_kept:
        properties[KEY] = {**_KEY_SCHEMA, "description": _ABOUT_KEY.say(locale)}
    offered = {name: field for name, field in properties.items() if name not in tool.without}
    return {"type": "object", "properties": offered, **({"required": required} if required else {})}


def given(endpoint: Endpoint) -> dict[str, Any] | None:
    """Say what comes of a tool; a bare array stands in an object, with how many there are. None where nothing is promised."""
    if endpoint.answer is None:
        return None
    schema = endpoint.answer.model_json_schema(mode="serialization")
    if schema.get("type") != "array":
        return schema
    items = {key: value for key, value in schema.items() if key != "$defs"}
    shape = {"type": "object", "properties": {"items": items, "total": {"type": "integer"}}, "required": ["items", "total"]}
    return {**shape, "$defs": schema["$defs"]} if "$defs" in schema else shape


def plain(schema: Any, locale: str) -> Any:
    """Give a schema without words of ours (`x-…`), and with what they say as its description, in one language."""
    if isinstance(schema, list):
        return [plain(each, locale) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: plain(value, locale) for key, value in schema.items() if not key.startswith("x-") and key != "title"}
    if "properties" in schema:
        kept["properties"] = {name: plain(field, locale) for name, field in schema["properties"].items()}
    if words := " ".join(_words(schema, locale)):
        kept["description"] = words
    return kept


def _gaps(tool: Tool, endpoint: Endpoint, table: Table, modules: Sequence[Module], locale: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the arguments that fill the path; the one that names a module says which there are."""
    for gap in gaps_of(endpoint):
        name, about = tool.called.get(gap, gap), table.path_parameters[gap]
        if name == MODULE:
            said = [_about(module, locale) for module in modules]
            yield name, {"type": "string", "enum": [module.slug for module in modules], "description": " ".join(said)}
        else:
            yield name, {**about.schema, "description": about.meaning}


def _about(module: Module, locale: str) -> str:
    what = module.description.say(locale)
    if module.missing is None:
        return _MODULE.say(locale, slug=module.slug, what=what)
    return _LACKING.say(locale, slug=module.slug, what=what, missing=module.missing.say(locale).rstrip("."))


def _params(modules: Sequence[Module], locale: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the params of several modules side by side, each with whose it is; none is required, for none is of every module."""
    found: dict[str, list[tuple[str, Any]]] = {}
    for module in modules:
        for name, field in module.config_schema.get("properties", {}).items():
            found.setdefault(name, []).append((module.slug, plain(field, locale)))
    for name, owners in found.items():
        shapes = [{key: value for key, value in field.items() if key not in {"description", "default"}} for _, field in owners]
        slugs = ", ".join(f"`{slug}`" for slug, _ in owners)
        what = " ".join(dict.fromkeys(field["description"] for _, field in owners if "description" in field))
        shape = shapes[0] if len(shapes) == 1 else {"anyOf": shapes}
        yield name, {**shape, "description": _OF_MODULE.say(locale, slugs=slugs, what=what).strip()}


def _words(schema: Mapping[str, Any], locale: str) -> Iterator[str]:
    """Give what there is to know of a field: its label, its help, and what each of its options stands for."""
    if "x-label" in schema:
        yield f"{schema['x-label'][locale]}."
    if "x-help" in schema:
        yield schema["x-help"][locale]
    elif "description" in schema:
        yield str(schema["description"])
    yield from (f"`{value}`: {said[locale]}." for value, said in schema.get("x-options", {}).items() if value)


@cache
def _of_model(model: type[BaseModel]) -> Mapping[str, Any]:
    """Give the shape of a body, whole: programs that show tools to a model often follow no references."""
    schema = model.model_json_schema()
    whole: dict[str, Any] = _whole(schema, schema.get("$defs", {}))
    return whole


def _whole(schema: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_whole(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        found = _whole(definitions[schema["$ref"].removeprefix(_DEFINITIONS)], definitions)
        return {**found, **{key: value for key, value in schema.items() if key != "$ref"}}
    return {key: _whole(value, definitions) for key, value in schema.items() if key != "$defs"}
