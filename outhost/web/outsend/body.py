"""Bodies that come to `/api`: JSON, at most 10 MB, read into a wire model."""

import re
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json
from sanic import Request
from sanic.exceptions import PayloadTooLarge

from outhost.domain.errors import BodyTooLarge, InvalidInput, MalformedBody
from outhost.domain.faults import issues_of
from outhost.web.request import read_out

BODY_LIMIT_BYTES = 10 << 20
_MB = 1 << 20

Model = TypeVar("Model", bound=BaseModel)


async def bytes_of(request: Request, limit: int = BODY_LIMIT_BYTES) -> bytes:
    """Read the body, which nobody has read before: whoever may not call is refused without it.

    Raises:
        BodyTooLarge
    """
    assert request.stream is not None
    request.stream.request_max_size = limit
    try:
        await request.receive_body()  # type: ignore[no-untyped-call]  # Sanic leaves it without types
    except PayloadTooLarge:
        await read_out(request)
        raise BodyTooLarge(most_mb=limit // _MB) from None
    return request.body


async def body_of(request: Request, model: type[Model]) -> Model:
    """Read the body into a wire model.

    Raises:
        BodyTooLarge
        MalformedBody: it is no JSON in UTF-8.
        InvalidInput: it is of another shape; one issue a fault.
    """
    data = await bytes_of(request)
    try:
        document = from_json(data or b"{}", allow_inf_nan=False)
    except ValueError as fault:
        raise _malformed(fault) from None
    try:
        return model.model_validate(document)
    except ValidationError as faults:
        raise InvalidInput(*issues_of(faults.errors(include_url=False, include_input=False))) from None


def _malformed(fault: ValueError) -> MalformedBody:
    """Say where the reader stopped; why is in its own language."""
    place = re.search(r"line (\d+) column (\d+)", str(fault))
    return MalformedBody(line=place[1] if place else 1, column=place[2] if place else 1)
