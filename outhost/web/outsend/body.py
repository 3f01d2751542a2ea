"""Bodies that come to `/api`: JSON, read into a wire model."""

import re
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json
from sanic import Request

from outhost.domain.errors import InvalidInput, MalformedBody
from outhost.domain.faults import issues_of
from outhost.web.body import BODY_LIMIT_BYTES, bytes_of

Model = TypeVar("Model", bound=BaseModel)


async def body_of(request: Request, model: type[Model]) -> Model:
    """Read the body into a wire model.

    Raises:
        BodyTooLarge
        MalformedBody: it is no JSON in UTF-8.
        InvalidInput: it is of another shape; one issue a fault.
    """
    data = await bytes_of(request, getattr(request.ctx, "body_limit", BODY_LIMIT_BYTES))
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
