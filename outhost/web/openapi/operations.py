"""One endpoint as an operation: what it takes, what it answers, and every way it says no."""

import re
from collections.abc import Mapping
from typing import Any, Final

from outhost.web.endpoint import Endpoint
from outhost.web.examples import filled
from outhost.web.openapi.shapes import Shapes
from outhost.web.table import Table, gaps_of

_INTERNAL: Final = (500, "Anything unexpected; safe to retry. The text holds the id of the request, which is also in the server's log.")
_WITH_HEADER: Final[Mapping[int, str]] = {405: "Allow", 429: "Retry-After", 503: "Retry-After"}
_IDEMPOTENCY_KEY: Final[Mapping[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Within 24 hours the same key and body get the first answer again; the same key with another body is refused.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
_LAST_EVENT_ID: Final[Mapping[str, Any]] = {
    "name": "Last-Event-ID",
    "in": "header",
    "description": "The `id` of the last frame that was heard; the stream goes on after it. What is no number counts as none.",
    "schema": {"type": "string", "pattern": "^[0-9]{1,18}$"},
}
_FILE: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary"}},
    "required": ["file"],
}


def template_of(endpoint: Endpoint) -> str:
    """Write an endpoint's path as OpenAPI has it: `/v1/lists/{list_id}`."""
    return re.sub(r"<(\w+)>", r"{\1}", endpoint.path)


def name_of(table: Table, endpoint: Endpoint) -> str:
    """Name an endpoint among those of all surfaces: `outwink_lists_show`."""
    return f"{table.name.lower()}_{endpoint.name.replace('-', '_')}"


def operation(table: Table, endpoint: Endpoint, shapes: Shapes, base: str) -> dict[str, Any]:
    """Describe an endpoint of a surface on the server at the address `base`."""
    described: dict[str, Any] = {
        "operationId": name_of(table, endpoint),
        "tags": [f"{table.name} · {endpoint.group}"],
        "summary": endpoint.title,
        "description": "\n\n".join(filter(None, (endpoint.description, table.rights(endpoint)))),
        "security": [{way: []} for way in table.ways_in(endpoint)],
    }
    if found := _parameters(table, endpoint):
        described["parameters"] = found
    if endpoint.body or endpoint.is_multipart:
        described["requestBody"] = _body(endpoint, shapes, base)
    described["responses"] = {"200": _answer(endpoint, shapes, base), **_nothing(endpoint), **_refusals(table, endpoint, shapes)}
    return described


def _parameters(table: Table, endpoint: Endpoint) -> list[dict[str, Any]]:
    known = [(name, table.path_parameters[name]) for name in gaps_of(endpoint)]
    in_path = [
        {"name": name, "in": "path", "required": True, "description": each.meaning, "schema": dict(each.schema)} for name, each in known
    ]
    in_query = [{"name": each.name, "in": "query", "description": each.meaning, "schema": dict(each.schema)} for each in endpoint.query]
    in_head = [_IDEMPOTENCY_KEY] * endpoint.is_kept + [_LAST_EVENT_ID] * endpoint.is_event_stream
    return [*in_path, *in_query, *map(dict, in_head)]


def _body(endpoint: Endpoint, shapes: Shapes, base: str) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if endpoint.body:
        content["application/json"] = {"schema": shapes.taken(endpoint.body)}
        if endpoint.example.body is not None:
            content["application/json"]["example"] = filled(endpoint.example.body, base)
    if endpoint.is_multipart:
        content["multipart/form-data"] = {"schema": dict(_FILE)}
    return {"required": (endpoint.is_multipart and not endpoint.body) or any(_required(endpoint)), "content": content}


def _required(endpoint: Endpoint) -> list[bool]:
    return [field.is_required() for field in endpoint.body.model_fields.values()] if endpoint.body else []


def _answer(endpoint: Endpoint, shapes: Shapes, base: str) -> dict[str, Any]:
    headers = {name: {"schema": {"type": "string"}} for name in endpoint.example.answer_headers}
    media: dict[str, Any] = {"schema": shapes.given(endpoint.answer)} if endpoint.answer else {}
    if endpoint.answer is None and endpoint.answer_type.startswith("text/"):
        media["schema"] = {"type": "string"}
    if endpoint.answer or isinstance(endpoint.example.answer, str):
        media["example"] = filled(endpoint.example.answer, base)
    content = {endpoint.answer_type: media, **{kind: {} for kind in endpoint.other_types}}
    return {"description": "It is done.", "headers": {**headers, **_header("X-Request-Id")}, "content": content}


def _nothing(endpoint: Endpoint) -> dict[str, Any]:
    return {"204": {"description": endpoint.nothing, "headers": _header("X-Request-Id")}} if endpoint.nothing else {}


def _refusals(table: Table, endpoint: Endpoint, shapes: Shapes) -> dict[str, Any]:
    """Group the refusals by status, in rising order; each status says when, refusal by refusal."""
    said: dict[int, list[str]] = {}
    for kind, when in (*endpoint.refusals, *table.always):
        said.setdefault(table.status_and_code(kind)[0], []).append(when)
    said.setdefault(_INTERNAL[0], []).append(_INTERNAL[1])
    return {str(status): _refusal(status, list(dict.fromkeys(said[status])), table, shapes) for status in sorted(said)}


def _refusal(status: int, when: list[str], table: Table, shapes: Shapes) -> dict[str, Any]:
    headers = _header("X-Request-Id") | (_header(_WITH_HEADER[status]) if status in _WITH_HEADER else {})
    return {
        "description": when[0] if len(when) == 1 else "\n".join(f"- {each}" for each in when),
        "headers": headers,
        "content": {"application/json": {"schema": shapes.given(table.error)}},
    }


def _header(name: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"}}
