"""The surface `/mcp` as a whole: who is let in, how messages come and are answered, and how it says no."""

from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from pydantic_core import from_json, to_json
from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import MethodNotAllowed as SanicMethodNotAllowed
from sanic.exceptions import NotFound as SanicNotFound

from outhost.domain.errors import MethodNotAllowed, NotFound
from outhost.domain.words import Text
from outhost.web.body import BODY_LIMIT_BYTES, bytes_of
from outhost.web.mcp.api import Api
from outhost.web.mcp.messages import Code, Fault, answered, declined, document_of, failed, id_of, message_of
from outhost.web.mcp.methods import Methods
from outhost.web.mcp.revisions import Revision, check_envelope, revision_of
from outhost.web.mcp.toolbox import TOOLS, Tool
from outhost.web.visit import locale_of

PATH: Final = "/mcp"

_MOST_MESSAGES: Final = 50
_BATCH: Final = Text(
    en="One message at a time: a list of 1 to {most} is for the revision 2025-03-26 alone, without `initialize`.",
    fr="Un message à la fois : une liste de 1 à {most} n’existe que dans la révision 2025-03-26, et sans `initialize`.",
)
_BAD: Final = {Code.PARSE_ERROR, Code.INVALID_REQUEST, Code.HEADER_MISMATCH, Code.UNSUPPORTED_VERSION}
"""What is no message of the protocol, in whatever revision."""


class Mcp:
    """The surface; it keeps nothing between two requests, so that there are no sessions of it, and no stream to listen to."""

    def __init__(self, api: Api) -> None:
        """Stand on `api`."""
        self._api = api
        self._methods = Methods(api)

    @property
    def tools(self) -> Sequence[Tool]:
        """The tools, for whoever describes them."""
        return TOOLS

    def mount_on(self, app: Sanic[Any, Any]) -> None:
        """Give the surface its route."""
        route = partial(self._answer)  # Sanic writes on what it is given, and a method can't be written on
        app.add_route(route, PATH, methods=["POST"], name="mcp", strict_slashes=True, stream=True)

    def owns(self, path: str) -> bool:
        """Tell whether a path belongs to this surface."""
        return path == PATH or path.startswith(f"{PATH}/")

    def refuse(self, request: Request, fault: BaseException) -> HTTPResponse:
        """Answer what went wrong: by the status and the words of `/api`, as an error of JSON-RPC, which a client can show."""
        if isinstance(fault, SanicMethodNotAllowed):
            fault = MethodNotAllowed(allowed="POST")
        if isinstance(fault, SanicNotFound):
            fault = NotFound()
        said = self._api.refuse(request, fault)
        data = from_json(said.body or b"{}")
        code = Code.INTERNAL_ERROR if said.status >= HTTPStatus.INTERNAL_SERVER_ERROR else Code.REFUSED
        response = _as_json(declined(None, code, data["detail"], data), said.status)
        response.headers.extend({name: value for name, value in said.headers.items() if name.lower() in {"allow", "retry-after"}})
        return response

    async def _answer(self, request: Request) -> HTTPResponse:
        if request.stream is not None:
            request.stream.request_max_size = BODY_LIMIT_BYTES
        await self._api.let_in(request)
        body = await bytes_of(request)
        try:
            document = document_of(body)
            revision = revision_of(request, document)
            batch = _messages(document, revision)
        except Fault as fault:
            return _as_json(failed(None, fault, locale_of(request)), HTTPStatus.BAD_REQUEST)
        answers = [answer for each in batch if (answer := await self._follow(request, revision, each)) is not None]
        if not answers:
            return HTTPResponse(status=HTTPStatus.ACCEPTED)
        if isinstance(document, list):
            return _as_json(answers, HTTPStatus.OK)
        return _as_json(answers[0], _status(answers[0], revision))

    async def _follow(self, request: Request, revision: Revision, document: Any) -> dict[str, Any] | None:
        """Follow one message; None where it has no answer."""
        try:
            message = message_of(document)
            if message is None or message.id is None:
                return None
            if not revision.has_handshake:
                check_envelope(request, message)
            return answered(message.id, await self._methods.follow(request, revision, message))
        except Fault as fault:
            return failed(id_of(document), fault, locale_of(request))


def _messages(document: Any, revision: Revision) -> Sequence[Any]:
    """Give the messages of a body.

    Raises:
        Fault: a batch where there is none, or an empty or endless one, or one that begins a connection.
    """
    if not isinstance(document, list):
        return [document]
    begins = any(isinstance(each, dict) and each.get("method") == "initialize" for each in document)
    if not revision.has_batches or begins or not 1 <= len(document) <= _MOST_MESSAGES:
        raise Fault(Code.INVALID_REQUEST, _BATCH.filled(most=_MOST_MESSAGES))
    return document


def _status(answer: Any, revision: Revision) -> int:
    """Tell the status of an answer: older revisions know errors of a call by the body alone, the newest by the status too."""
    code = answer.get("error", {}).get("code")
    if code is None:
        return HTTPStatus.OK
    if code in _BAD:
        return HTTPStatus.BAD_REQUEST
    if revision.has_handshake:
        return HTTPStatus.OK
    return HTTPStatus.NOT_FOUND if code == Code.METHOD_NOT_FOUND else HTTPStatus.BAD_REQUEST


def _as_json(document: Any, status: int) -> HTTPResponse:
    return HTTPResponse(to_json(document), status=status, headers={"cache-control": "no-store"}, content_type="application/json")
