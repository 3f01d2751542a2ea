"""A tool that is called: its arguments become a request to `/api`, in this process, and its answer becomes what the tool gives."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from pydantic_core import from_json, to_json
from sanic import HTTPResponse, Request
from sanic.compat import Header

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.words import Text
from outhost.web.endpoint import Endpoint
from outhost.web.mcp.api import Api
from outhost.web.mcp.schemas import KEY
from outhost.web.mcp.toolbox import Tool
from outhost.web.request import request_id_of
from outhost.web.table import gaps_of

_REFUSED_FROM: Final = 400
_NOT_HANDED_ON: Final = frozenset({
    "content-length", "content-type", "content-encoding", "transfer-encoding", "expect", "range", "idempotency-key", "if-none-match",
    "last-event-id",
})  # fmt: skip
"""What a head says of its own message, and of no other."""
_LACKING: Final = Text(en="is required", fr="est requis")
_NO_TEXT: Final = Text(en="must be a text", fr="doit être un texte")
_NO_PARAMETER: Final = Text(en="must be a text, a number, true or false", fr="doit être un texte, un nombre, true ou false")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a tool's arguments are in a request."""

    params: Mapping[str, str]
    query: Mapping[str, str]
    key: str | None
    body: bytes


async def use(api: Api, tool: Tool, endpoint: Endpoint, arguments: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """Call what a tool stands for, as whoever sent the request: by the same checks, in the same order; and say what came of it.

    Whatever is refused there is what the tool gives, so that an agent hears why.
    """
    try:
        asked = _read(tool, endpoint, arguments)
        response = await api.answer(_request_of(request, endpoint, asked), endpoint, asked.params)
    except Exception as fault:  # noqa: BLE001 - the envelope of `/api` tells refusals from faults of ours, and logs those
        response = api.refuse(request, fault)
    assert response is not None, "a tool stands for no endpoint that streams"
    return _refused(response) if response.status >= _REFUSED_FROM else _given(response)


def _read(tool: Tool, endpoint: Endpoint, arguments: Mapping[str, Any]) -> _Asked:
    """Sort the arguments by where they stand in a request.

    Raises:
        InvalidInput: one issue for each that can't stand there.
    """
    sent = {name: value for name, value in arguments.items() if name not in tool.without}
    names = {gap: tool.called.get(gap, gap) for gap in gaps_of(endpoint)}
    in_path = {gap: tool.usual.get(gap) if sent.get(name) is None else sent[name] for gap, name in names.items()}
    wrong = {gap: value for gap, value in in_path.items() if not isinstance(value, str)}
    issues = [Issue(names[gap], (_LACKING if value is None else _NO_TEXT).filled()) for gap, value in wrong.items()]
    in_query = {each.name: sent[each.name] for each in endpoint.query if sent.get(each.name) is not None}
    issues += [Issue(name, _NO_PARAMETER.filled()) for name, value in in_query.items() if not isinstance(value, str | int | float)]
    key = sent.get(KEY) if endpoint.is_kept else None
    if not isinstance(key, str | None):
        issues.append(Issue(KEY, _NO_TEXT.filled()))
    if issues:
        raise InvalidInput(*issues)
    elsewhere = {*names.values(), *in_query, KEY}
    return _Asked(
        params={gap: str(value) for gap, value in in_path.items()},
        query={name: value if isinstance(value, str) else json.dumps(value) for name, value in in_query.items()},
        key=key,
        body=to_json({name: value for name, value in sent.items() if name not in elsewhere}),
    )


def _request_of(request: Request, endpoint: Endpoint, asked: _Asked) -> Request:
    """Make the request that would have brought these arguments to `/api` from the same place, with the same key and the same id."""
    path = endpoint.path
    for gap, value in asked.params.items():
        path = path.replace(f"<{gap}>", quote(value, safe=""))
    url = f"{path}?{urlencode(asked.query)}" if asked.query else path
    headers = Header((name, value) for name, value in request.headers.items() if name.lower() not in _NOT_HANDED_ON)
    if asked.key is not None:
        headers["idempotency-key"] = asked.key
    made = Request(url.encode(), headers, request.version, endpoint.method, request.transport, request.app, request.head)
    made.body, made.stream, made.conn_info = asked.body, request.stream, request.conn_info
    made.ctx.request_id = request_id_of(request)
    return made


def _given(response: HTTPResponse) -> dict[str, Any]:
    text = (response.body or b"{}").decode()
    if text.startswith("["):
        total = response.headers.get("x-total-count")
        text = f'{{"items":{text},"total":{len(from_json(text)) if total is None else int(total)}}}'
    return {"content": [{"type": "text", "text": text}], "structuredContent": from_json(text), "isError": False}


def _refused(response: HTTPResponse) -> dict[str, Any]:
    """Say a refusal as `/api` does, and as text alone: what is structured is held against the shape of an answer by some clients."""
    text = (response.body or b"").decode()
    return {"content": [{"type": "text", "text": text}], "isError": True}
