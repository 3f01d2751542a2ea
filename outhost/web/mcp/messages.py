"""JSON-RPC 2.0 as MCP has it: what a message must be, and how it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from pydantic_core import from_json

from outhost.domain.words import Phrase, Text

_VERSION: Final = "2.0"
_NO_JSON: Final = Text(en="The body is no JSON in UTF-8.", fr="Le corps n’est pas du JSON en UTF-8.")
_NO_MESSAGE: Final = Text(
    en='A message is an object with `jsonrpc` "2.0", a `method`, and an `id` that is a text or a whole number, or none.',
    fr="Un message est un objet avec `jsonrpc` « 2.0 », une `method`, et un `id` qui est un texte ou un nombre entier, ou sans `id`.",
)
_NO_PARAMS: Final = Text(en="`params` must be an object.", fr="`params` doit être un objet.")


class Code(IntEnum):
    """What went wrong, as JSON-RPC and MCP number it; REFUSED is ours, for what HTTP has a status for."""

    PARSE_ERROR = -32700
    INVALID_REQUEST = -32600
    METHOD_NOT_FOUND = -32601
    INVALID_PARAMS = -32602
    INTERNAL_ERROR = -32603
    REFUSED = -32010
    HEADER_MISMATCH = -32020
    UNSUPPORTED_VERSION = -32022


class Fault(Exception):
    """A message can't be followed, for a reason that its sender may know."""

    def __init__(self, code: Code, says: Phrase, data: Any = None) -> None:
        """Keep what is told."""
        super().__init__(says.say())
        self.code = code
        self.says = says
        self.data = data


Id = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something that is wanted; without an `id` it is a notification, and has no answer."""

    id: Id | None
    method: str
    params: Mapping[str, Any]


def document_of(body: bytes) -> Any:
    """Read a body.

    Raises:
        Fault: it is no JSON in UTF-8, or nested too deep.
    """
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:
        raise Fault(Code.PARSE_ERROR, _NO_JSON.filled()) from None


def message_of(document: Any) -> Message | None:
    """Read a message; None where it answers a question of ours: we ask none, and let it be.

    Raises:
        Fault
    """
    if not isinstance(document, dict) or document.get("jsonrpc") != _VERSION:
        raise Fault(Code.INVALID_REQUEST, _NO_MESSAGE.filled())
    if "method" not in document and document.keys() & {"result", "error"}:
        return None
    if not isinstance(document.get("method"), str) or ("id" in document and id_of(document) is None):
        raise Fault(Code.INVALID_REQUEST, _NO_MESSAGE.filled())
    params = document.get("params")
    if not isinstance(params, dict | None):
        raise Fault(Code.INVALID_PARAMS, _NO_PARAMS.filled())
    return Message(id=id_of(document), method=document["method"], params=params or {})


def id_of(document: Any) -> Id | None:
    """Give the id that an answer must repeat; None where there is none that can be."""
    found = document.get("id") if isinstance(document, dict) else None
    return found if isinstance(found, str | int) and not isinstance(found, bool) else None


def answered(message_id: Id | None, result: Mapping[str, Any]) -> dict[str, Any]:
    """Shape what came of a message."""
    return {"jsonrpc": _VERSION, "id": message_id, "result": dict(result)}


def failed(message_id: Id | None, fault: Fault, locale: str) -> dict[str, Any]:
    """Shape why nothing came of a message."""
    return declined(message_id, fault.code, fault.says.say(locale), fault.data)


def declined(message_id: Id | None, code: Code, says: str, data: Any) -> dict[str, Any]:
    """Shape an error."""
    error = {"code": int(code), "message": says}
    return {"jsonrpc": _VERSION, "id": message_id, "error": error if data is None else {**error, "data": data}}
