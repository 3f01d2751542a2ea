"""The town's mail servers: as much of SMTP (RFC 5321) as it takes to find out whether somebody has a mailbox. No letter is taken."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from typing import Final

Reply = tuple[int, str]
Ask = Callable[[str], Awaitable[Reply]]
"""Gives, in its own time, what the mail server says to a letter for an address."""

_PATH: Final = re.compile(r"(?:FROM|TO):\s*<(?P<address>[^<>\s]*)>(?: .*)?", re.IGNORECASE)
_GOOD_BYE: Final = frozenset({221, 421})
_PLAIN: Final = {
    "RSET": (250, "2.0.0 forgotten"),
    "NOOP": (250, "2.0.0 nothing done"),
    "VRFY": (252, "2.5.0 send a letter and see"),
    "DATA": (554, "5.7.1 nobody here reads letters"),
    "QUIT": (221, "2.0.0 good-bye"),
}
_EXTENSIONS: Final = ((250, "PIPELINING"), (250, "8BITMIME"), (250, "SMTPUTF8"))


class MailTalk:
    """One conversation with one mail server."""

    def __init__(self, name: str, ask: Ask, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak as the server `name`."""
        self._name = name
        self._ask = ask
        self._reader = reader
        self._writer = writer
        self._is_greeted = False
        self._has_sender = False

    async def hold(self) -> None:
        """Speak first, as mail servers do, and answer until somebody hangs up."""
        with closing(self._writer), suppress(OSError, ValueError, asyncio.IncompleteReadError):
            code = await self._say((220, f"{self._name} ESMTP"))
            while code not in _GOOD_BYE:
                line = await self._reader.readuntil(b"\n")
                code = await self._say(*await self._answer(line.decode("utf-8", "replace").strip()))

    async def _answer(self, line: str) -> tuple[Reply, ...]:
        word, _, rest = line.partition(" ")
        verb = word.upper()
        match verb:
            case "EHLO" | "HELO":
                self._is_greeted, self._has_sender = True, False
                return ((250, self._name), *(_EXTENSIONS if verb == "EHLO" else ()))
            case "MAIL" | "RCPT":
                return (await self._envelope(verb, _PATH.fullmatch(rest)),)
            case "RSET":
                self._has_sender = False
                return (_PLAIN[verb],)
            case _:
                return (_PLAIN.get(verb, (502, "5.5.1 not spoken here")),)

    async def _envelope(self, verb: str, path: re.Match[str] | None) -> Reply:
        if path is None:
            return 501, "5.5.4 an address stands in <angle brackets>"
        if not self._is_greeted:
            return 503, "5.5.1 greet first"
        if verb == "RCPT":
            return await self._ask(path["address"]) if self._has_sender else (503, "5.5.1 say first whom it is from")
        self._has_sender = True
        return 250, "2.1.0 go on"

    async def _say(self, *lines: Reply) -> int:
        """Say some lines of one answer, and give its code."""
        last = len(lines) - 1
        said = "".join(f"{code}{' ' if place == last else '-'}{text}\r\n" for place, (code, text) in enumerate(lines))
        self._writer.write(said.encode())
        await self._writer.drain()
        return lines[last][0]
