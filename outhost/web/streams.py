"""Answers that are sent as they are made."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from tempfile import TemporaryFile
from typing import IO, Any, Final

from sanic import Request

from outhost.web.request import request_id_of

log = logging.getLogger(__name__)

_OLD_HTTP: Final = "1.0"
_CHUNK_BYTES: Final = 1 << 18
_SEND_SECONDS = 30.0
"""How long a reader may stand still; meanwhile an export may hold a snapshot of the database."""


async def send_chunks(request: Request, response: Any, chunks: AsyncGenerator[str, None] | AsyncGenerator[bytes, None]) -> None:
    """Send chunks as they come, each in its time. A fault breaks the connection, so that a cut file can't pass for a whole one."""
    try:
        async with aclosing(chunks):
            async for chunk in chunks:
                async with asyncio.timeout(_SEND_SECONDS):
                    await response.send(chunk)
        await response.eof()
    except TimeoutError:
        log.warning("A reader stood still.", extra={"request_id": request_id_of(request)})
    except Exception:
        log.exception("An answer broke off.", extra={"request_id": request_id_of(request)})
    else:
        return
    request.transport.abort()  # type: ignore[attr-defined]  # every asyncio transport for TCP has it


async def send_file(request: Request, headers: Mapping[str, str], content_type: str, chunks: AsyncGenerator[bytes, None]) -> None:
    """Send a file of unknown length. HEAD gets its head without its making; HTTP/1.0, which knows no chunks, gets it from the disk."""
    async with aclosing(chunks):
        if request.method == "HEAD":
            await (await request.respond(headers=dict(headers), content_type=content_type)).eof()
        elif request.version == _OLD_HTTP:
            with TemporaryFile() as file:
                size = await _gather(chunks, file)
                response = await request.respond(headers={**headers, "content-length": str(size)}, content_type=content_type)
                await send_chunks(request, response, _read(file))
        else:
            await send_chunks(request, await request.respond(headers=dict(headers), content_type=content_type), chunks)


async def _gather(chunks: AsyncGenerator[bytes, None], file: IO[bytes]) -> int:
    """Put chunks into a file, and go to its beginning; tell its size."""
    async for chunk in chunks:
        await asyncio.to_thread(file.write, chunk)
    size = file.tell()
    file.seek(0)
    return size


async def _read(file: IO[bytes]) -> AsyncGenerator[bytes, None]:
    while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
        yield chunk
