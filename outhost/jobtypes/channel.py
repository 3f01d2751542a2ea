"""What a worker process and the server say to each other: frames of JSON, each a list of messages, behind its length."""

import asyncio
import json
import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from pydantic_core import from_json, to_json

Message = dict[str, Any]

_LENGTH: Final = struct.Struct(">I")
_LONGEST_BYTES: Final = 1 << 30
"""A length beyond it is a broken channel."""
LARGE_BYTES: Final = 4 << 20
"""A frame that is longer is looked through before it is sent."""
_MOST_DIGITS: Final = 4200
_MOST_BITS: Final = 14_000
"""Of a whole number: Python refuses to read or write one of over 4,300 digits."""
_DEEPEST: Final = 32
_MOST_AT_ONCE: Final = 256
"""Messages in one frame, so that the other end need not wait for all of them."""


class Channel:
    """One end. Messages said in one turn of the event loop go out in few frames."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak through an open pair of streams."""
        self._reader = reader
        self._writer = writer
        self._waiting: list[Message] = []
        self.heard_bytes = 0
        """All that ever was heard."""
        self.tame: Callable[[Message], Message] | None = None
        """Gives what is to be sent instead of a message that may be too large."""

    def say(self, message: Message) -> None:
        """Send a message soon, after those said before."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._flush)
        self._waiting.append(message)

    async def drain(self) -> None:
        """Wait until the other end keeps up; whoever says much waits here."""
        self._flush()
        await self._writer.drain()

    async def hear(self) -> Sequence[Message]:
        """Give the messages of the next frame.

        Raises:
            EOFError: the other end is gone.
        """
        try:
            (length,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
            if length > _LONGEST_BYTES:
                raise EOFError("a message of impossible length")
            messages = _read(await self._reader.readexactly(length))
            self.heard_bytes += length
        except (asyncio.IncompleteReadError, ConnectionError) as fault:
            raise EOFError("the other end is gone") from fault
        return messages

    def close(self) -> None:
        """Hang up; what was not sent is lost."""
        self._waiting.clear()
        self._writer.close()

    def _flush(self) -> None:
        messages, self._waiting = self._waiting, []
        if self._writer.is_closing():
            return
        for start in range(0, len(messages), _MOST_AT_ONCE):
            data = _written(messages[start : start + _MOST_AT_ONCE])
            if len(data) > LARGE_BYTES and self.tame is not None:
                data = _written(list(map(self.tame, messages[start : start + _MOST_AT_ONCE])))
            self._writer.write(_LENGTH.pack(len(data)) + data)


def _read(data: bytes) -> list[Message]:
    try:
        messages: list[Message] = from_json(data, cache_strings="keys")  # cells are seldom the same: to cache them takes longer
    except ValueError:
        messages = json.loads(data, parse_int=lambda digits: int(digits) if len(digits) < _MOST_DIGITS else None)
    return messages


def length_of(value: Any) -> int:
    """Tell how many bytes a value takes in a message."""
    return len(_written([value]))


def _written(messages: Sequence[Any]) -> bytes:
    """Write messages; what a plugin put into a row that JSON can't say is said as well as may be, for a message must not be lost."""
    try:
        return to_json(messages, inf_nan_mode="null")
    except (ValueError, RecursionError):
        return to_json(_plain(messages, 0), inf_nan_mode="null")


def _plain(value: Any, depth: int) -> Any:
    match value:
        case None | bool() | float():
            return value
        case int():
            return value if value.bit_length() <= _MOST_BITS else None
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case Mapping() if depth < _DEEPEST:
            return {str(_plain(str(name), depth)): _plain(one, depth + 1) for name, one in value.items()}
        case list() | tuple() | set() | frozenset() if depth < _DEEPEST:
            return [_plain(one, depth + 1) for one in value]
        case _:
            return _plain(str(value), depth)
