"""How `/v1` says yes."""

from pydantic import BaseModel
from sanic import HTTPResponse


def as_json(model: BaseModel) -> HTTPResponse:
    """Answer 200 with a wire model."""
    return as_json_bytes(model.model_dump_json().encode())


def as_json_bytes(body: bytes) -> HTTPResponse:
    """Answer 200 with JSON that is written already."""
    return HTTPResponse(body, content_type="application/json")
