"""How `/api` says yes."""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import BaseModel
from sanic import HTTPResponse, Request

from outhost.web.outsend.wire.form import OkOut
from outhost.web.request import tags_of

_CACHED: Final = "public, max-age=60"


def as_json(model: BaseModel, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    """Answer 200 with a wire model."""
    return as_json_bytes(model.model_dump_json().encode(), headers)


async def as_json_array(models: Iterable[BaseModel], headers: Mapping[str, str] | None = None) -> HTTPResponse:
    """Answer 200 with a bare array of what may be large, each made and written apart, so that others are answered in between."""
    written = []
    for model in models:
        written.append(model.model_dump_json().encode())
        await asyncio.sleep(0)
    return as_json_bytes(b"[" + b",".join(written) + b"]", headers)


def as_cached_json(request: Request, model: BaseModel) -> HTTPResponse:
    """Answer 200 with what is the same for everybody and may be kept for a minute, or 304 to who has it already."""
    body = model.model_dump_json().encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"cache-control": _CACHED, "etag": etag}
    if {etag, "*"} & tags_of(request):
        return HTTPResponse(status=304, headers=headers)
    return as_json_bytes(body, headers)


def as_json_bytes(body: bytes, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    """Answer 200 with JSON that is written already."""
    return HTTPResponse(body, headers=dict(headers or {}), content_type="application/json")


def done() -> HTTPResponse:
    """Answer 200 where there is nothing to show."""
    return as_json(OkOut())
