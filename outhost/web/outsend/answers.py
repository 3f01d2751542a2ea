"""How `/api` says yes."""

from collections.abc import Mapping

from pydantic import BaseModel
from sanic import HTTPResponse

from outhost.web.outsend.wire.form import OkOut


def as_json(model: BaseModel, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    """Answer 200 with a wire model."""
    return as_json_bytes(model.model_dump_json().encode(), headers)


def as_json_bytes(body: bytes, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    """Answer 200 with JSON that is written already."""
    return HTTPResponse(body, headers=dict(headers or {}), content_type="application/json")


def done() -> HTTPResponse:
    """Answer 200 where there is nothing to show."""
    return as_json(OkOut())
