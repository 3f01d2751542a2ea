"""A conversation with a server of mail (SMTP, RFC 5321), which never comes to a letter."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from outhost.crawl.deadline import within
from outhost.crawl.routes import Place
from outhost.domain.clock import Clock
from outhost.domain.errors import FetchFailed
from outhost.domain.words import Text

_LONGEST_LINE: Final = 4096
_MOST_LINES: Final = 60
_MOST_CHARS: Final = 500
"""Of an answer that are kept."""
_LINE: Final = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?\s*", re.DOTALL)
_CONNECT_SECONDS: Final = 10.0
_ANSWER_SECONDS: Final = 20.0
"""Some servers let strangers wait for their greeting, to see who is patient."""

_UNREACHABLE = Text(
    en="its mail server cannot be reached; try again later", fr="son serveur de courrier est injoignable ; réessayez plus tard"
)
_BROKEN_OFF = Text(en="its mail server broke off; try again later", fr="son serveur de courrier a coupé ; réessayez plus tard")
_NO_SMTP = Text(en="what answers there is no mail server", fr="ce qui y répond n’est pas un serveur de courrier")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its code, and its words on one line."""

    code: int
    text: str

    @property
    def is_yes(self) -> bool:
        """Tell whether the server goes along."""
        return self.code < 400  # noqa: PLR2004 - where refusals begin (RFC 5321, 4.2.1)


class Conversation:
    """One connection to one host; each question waits for its answer."""

    def __init__(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, clock: Clock) -> None:
        """Speak over an open connection; the server begins."""
        self._host = host
        self._reader = reader
        self._writer = writer
        self._clock = clock

    async def say(self, command: str) -> Reply:
        """Say something, a line of its own, and give the answer.

        Raises:
            FetchFailed: there is none, or none that makes sense.
        """
        try:
            self._writer.write(command.encode() + b"\r\n")
            await self._writer.drain()
        except OSError:
            raise FetchFailed(self._host, _BROKEN_OFF.filled()) from None
        return await self.hear()

    async def hear(self) -> Reply:
        """Give the next answer, all lines of it.

        Raises:
            FetchFailed: there is none, or none that makes sense.
        """
        try:
            async with within(_ANSWER_SECONDS, self._clock, self._host):
                return await self._heard()
        except OSError:
            raise FetchFailed(self._host, _BROKEN_OFF.filled()) from None

    async def _heard(self) -> Reply:
        words: list[str] = []
        for _ in range(_MOST_LINES):
            try:
                line = await self._reader.readuntil(b"\n")
            except asyncio.LimitOverrunError:
                break
            except asyncio.IncompleteReadError:
                raise FetchFailed(self._host, _BROKEN_OFF.filled()) from None
            found = _LINE.fullmatch(line)
            if found is None:
                break
            words.append((found[3] or b"").decode("utf-8", "replace").strip())
            if found[2] != b"-":
                said = "".join(char if char.isprintable() else " " for char in " ".join(words)[:_MOST_CHARS])
                return Reply(int(found[1]), said)
        raise FetchFailed(self._host, _NO_SMTP.filled())


@asynccontextmanager
async def conversation(host: str, places: Sequence[Place], clock: Clock) -> AsyncIterator[Conversation]:
    """Connect to the first of some places that takes a connection, and take leave at the end.

    Raises:
        FetchFailed: none does.
    """
    reader, writer = await _connected(host, places, clock)
    try:
        yield Conversation(host, reader, writer, clock)
        with suppress(OSError):
            writer.write(b"QUIT\r\n")
    finally:
        writer.close()


async def _connected(host: str, places: Sequence[Place], clock: Clock) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    async with within(_CONNECT_SECONDS, clock, host):
        for address, port in places:
            with suppress(OSError):
                return await asyncio.open_connection(str(address), port, limit=_LONGEST_LINE)
    raise FetchFailed(host, _UNREACHABLE.filled())
