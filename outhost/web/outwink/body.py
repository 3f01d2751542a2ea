"""Bodies that come to `/v1`: JSON, at most 1 MiB, read into a wire model."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json
from sanic import Request

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.replies import Slot, is_key, slot_of

BODY_LIMIT_BYTES = 1 << 20
TOO_LARGE = Issue("", "the body may have 1 MB at most")
NOT_ARRIVED = Issue("", "the body did not arrive in time")

_PLAIN: Mapping[str, str] = MappingProxyType({
    "missing": "is required",
    "string_type": "must be a text",
    "dict_type": "must be an object",
    "model_type": "the body must be an object",
    "model_attributes_type": "the body must be an object",
})  # fmt: skip
"""What is wrong, in plain words, by pydantic's name for it."""

Model = TypeVar("Model", bound=BaseModel)


def body_of(request: Request, model: type[Model]) -> Model:
    """Read the body.

    Raises:
        InvalidInput: it is too large, no JSON in UTF-8, or of another shape; one issue a fault.
    """
    if len(request.body) > BODY_LIMIT_BYTES:
        raise InvalidInput(TOO_LARGE)
    try:
        return model.model_validate(from_json(request.body, allow_inf_nan=False))
    except ValidationError as fault:
        errors = fault.errors(include_url=False, include_context=False, include_input=False)
        raise InvalidInput(
            *(Issue(".".join(map(str, error["loc"])), _PLAIN.get(error["type"], error["msg"])) for error in errors)
        ) from None
    except ValueError as fault:
        raise InvalidInput(Issue("", f"the body is not valid JSON in UTF-8: {fault}")) from None


def is_body_missing(request: Request) -> bool:
    """Tell whether a request announced a body of which a part is still to come."""
    announced = request.headers.get("content-length", "")
    return len(request.body) < int(announced) if announced.isdecimal() else "transfer-encoding" in request.headers and not request.body


def slot_of_request(request: Request) -> Slot | None:
    """Read where the answer to this request is kept; None without an `Idempotency-Key`.

    Raises:
        InvalidInput: the key is malformed.
    """
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not is_key(key):
        raise InvalidInput(Issue("Idempotency-Key", "must be 1–255 visible ASCII characters"))
    return slot_of(request.method, request.path.lower(), key, request.body)  # ids are matched in either case
