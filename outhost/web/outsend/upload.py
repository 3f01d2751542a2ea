"""Files that come to `/api` in a form: streamed as they come, a whole one never in memory."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from typing import Final, TypeVar

from pydantic import TypeAdapter, ValidationError
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from sanic import Request
from sanic.exceptions import PayloadTooLarge

from outhost.domain.errors import BodyTooLarge, InvalidInput, Issue, MalformedForm
from outhost.domain.words import Text
from outhost.web.body import BODY_LIMIT_BYTES
from outhost.web.request import read_out

FIELD: Final = "file"

_PIECE_BYTES: Final = 64 * 1024
_MOST_PARTS: Final = 16
_HEAD_BYTES: Final = 4096
_MB: Final = 1 << 20
_NONE: Final = Text(en="is required", fr="est requis")
_MORE: Final = Text(en="may come once", fr="ne peut venir qu’une fois")

T = TypeVar("T")
Sink = Callable[[bytes], object]


def is_form(request: Request) -> bool:
    """Tell whether a form comes, with a file in it."""
    kind: str = request.headers.get("content-type", "")
    return kind.partition(";")[0].strip().lower() == "multipart/form-data"


def form_field(name: str, text: bytes | bytearray, kind: type[dict[str, T]], unfit: Text) -> dict[str, T]:
    """Read a field of a form that is a JSON object; empty where it is left out.

    Raises:
        InvalidInput: it is none, which `unfit` says.
    """
    if not text.strip():
        return {}
    try:
        return TypeAdapter(kind).validate_json(bytes(text), strict=True)
    except ValidationError:
        raise InvalidInput(Issue(name, unfit.filled())) from None


async def receive_file(request: Request, sink: Sink, limit: int = BODY_LIMIT_BYTES, texts: dict[str, bytearray] | None = None) -> bytes:
    """Stream the one file of a form, its field `file`, into `sink`, which is called on a thread; give the SHA-256 of the whole body.

    What the form says of the file's name and type is not believed. Of its other fields those that `texts` has by name are put there, up
    to 64 KB each; the rest is passed over.

    Raises:
        BodyTooLarge
        MalformedForm: it is none, or is cut off.
        InvalidInput: there is no such field, or more than one.
    """
    try:
        form = _Form(request.headers.get("content-type", ""), sink, texts or {})
        async for piece in _pieces(request, limit):
            await asyncio.to_thread(form.feed, piece)
        return form.finish()
    except PayloadTooLarge:
        await read_out(request)
        raise BodyTooLarge(most_mb=limit // _MB) from None
    except FormParserError:
        await read_out(request)
        raise MalformedForm from None


async def _pieces(request: Request, limit: int) -> AsyncIterator[bytes]:
    """Give the body in pieces that are worth a thread's while, however small those are that come."""
    stream = request.stream
    assert stream is not None
    stream.request_max_size = limit
    waiting = bytearray()
    while (data := await stream.read()) is not None:  # type: ignore[attr-defined]  # declared on the HTTP/1 stream only
        waiting += data
        if len(waiting) >= _PIECE_BYTES:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)


class _Form:
    """Reads a form piece by piece."""

    def __init__(self, content_type: str, sink: Sink, texts: dict[str, bytearray]) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not boundary:
            raise FormParserError("no form")
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin_part,
                "on_header_field": self._add_to_name,
                "on_header_value": self._add_to_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._begin_data,
                "on_part_data": self._add_data,
                "on_end": self._end,
            },
            max_header_size=_HEAD_BYTES,
        )
        self._sink = sink
        self._texts = texts
        self._text: bytearray | None = None
        self._digest = hashlib.sha256()
        self._parts = self._files = 0
        self._name = self._value = self._disposition = b""
        self._is_file = self._is_whole = False

    def feed(self, piece: bytes) -> None:
        """Read a piece; blocks while its part of the file is handed on."""
        self._digest.update(piece)
        self._parser.write(piece)

    def finish(self) -> bytes:
        """End the form, and give the digest of all that was read."""
        if not self._is_whole:
            raise FormParserError("cut off")
        if self._files != 1:
            raise InvalidInput(Issue(FIELD, (_MORE if self._files else _NONE).filled()))
        return self._digest.digest()

    def _begin_part(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise FormParserError("too many parts")
        self._disposition = b""

    def _add_to_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _add_to_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name = self._value = b""

    def _begin_data(self) -> None:
        _, options = parse_options_header(self._disposition.decode("latin-1"))
        name = options.get(b"name", b"")
        self._is_file = name == FIELD.encode()
        self._text = self._texts.get(name.decode("latin-1"))
        self._files += self._is_file

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file and self._files == 1:
            self._sink(data[start:end])
        if self._text is not None:
            self._text += data[start:end]
            if len(self._text) > _PIECE_BYTES:
                raise FormParserError("too long a field")

    def _end(self) -> None:
        self._is_whole = True
