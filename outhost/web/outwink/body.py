"""Bodies that come to `/v1`: JSON, at most 1 MiB, read into a wire model."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, from_json
from sanic import Request

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.replies import Slot, is_key, slot_of
from outhost.domain.words import Phrase, Text

BODY_LIMIT_BYTES = 1 << 20
TOO_LARGE = Issue("", Text(en="the body may have 1 MB at most", fr="le corps de la requête peut avoir 1 Mo au plus").filled())
NOT_ARRIVED = Issue("", Text(en="the body did not arrive in time", fr="le corps de la requête n’est pas arrivé à temps").filled())

_NO_OBJECT = Text(en="the body must be an object", fr="le corps de la requête doit être un objet")
_PLAIN: Mapping[str, Text] = MappingProxyType({
    "missing": Text(en="is required", fr="est requis"),
    "string_type": Text(en="must be a text", fr="doit être un texte"),
    "dict_type": Text(en="must be an object", fr="doit être un objet"),
    "model_type": _NO_OBJECT,
    "model_attributes_type": _NO_OBJECT,
})  # fmt: skip
"""What is wrong, in plain words, by pydantic's name for it."""

_OTHER = Text(en="{reason}", fr="n’est pas valide ({reason})")
_NO_JSON = Text(
    en="the body is not valid JSON in UTF-8: {reason}", fr="le corps de la requête n’est pas du JSON valide en UTF-8 : {reason}"
)
_BAD_KEY = Text(en="must be 1–255 visible ASCII characters", fr="doit compter de 1 à 255 caractères ASCII visibles")

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
        raise InvalidInput(*(Issue(".".join(map(str, error["loc"])), _phrase(error)) for error in errors)) from None
    except ValueError as fault:
        raise InvalidInput(Issue("", _NO_JSON.filled(reason=fault))) from None


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
        raise InvalidInput(Issue("Idempotency-Key", _BAD_KEY.filled()))
    return slot_of(request.method, request.path.lower(), key, request.body)  # ids are matched in either case


def _phrase(error: ErrorDetails) -> Phrase:
    return _PLAIN[error["type"]].filled() if error["type"] in _PLAIN else _OTHER.filled(reason=error["msg"])
