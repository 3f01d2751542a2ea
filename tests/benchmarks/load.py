"""A client that puts a server under load: reads a job as JSON from standard input, writes what it saw to standard output.

It runs in a process of its own, so that it takes no time from the server's loop. HTTP/1.1 over sockets that are kept alive, one request
at a time on each; bodies are counted, and only the beginning of the first is kept. A job has

- `port`, `method`, `paths`, `headers`, `body`, in which `{n}` becomes a number that is never the same, counted from `first_number`;
- `connections`, and one of `count`, `seconds` (ask for the first path again and again) or `walk` (ask for each path and from there on
  for what the `Link` header calls next);
- `warm_up`: how many requests to send before the clock starts.
"""

import asyncio
import json
import re
import statistics
import sys
from collections import Counter
from collections.abc import Callable
from time import perf_counter
from typing import Any, cast

import uvloop

Ask = Callable[[str | None], bytes | None]
"""Gives the next request, or None when it is enough; is told the path that the last answer called next."""

_NEXT = re.compile(rb'<https?://[^/>]+([^>]*)>; rel="next"')
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_WARM_UP_NUMBERS = 500_000_000
_ENDLESS = 10**9
_KEPT_BYTES = 1 << 14
_END_OF_HEAD = b"\r\n\r\n"
_END_OF_LINE = b"\r\n"


class _Tally:
    """What was seen."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.took: list[float] = []
        self.bytes = 0
        self.lines = 0
        self.first = bytearray()

    def note_body(self, data: bytes | bytearray) -> None:
        self.bytes += len(data)
        self.lines += data.count(b"\n")
        if not self.took and len(self.first) < _KEPT_BYTES:
            self.first += data

    def document(self, seconds: float) -> dict[str, Any]:
        ordered = sorted(self.took)
        return {
            "count": len(ordered),
            "seconds": seconds,
            "rate": len(ordered) / seconds,
            "p50_ms": statistics.median(ordered) * 1000,
            "p99_ms": ordered[int(len(ordered) * 0.99)] * 1000,
            "statuses": dict(self.statuses),
            "bytes": self.bytes,
            "lines": self.lines,
            "first": self.first[:_KEPT_BYTES].decode("utf-8", "replace"),
        }


class _Conversation(asyncio.Protocol):
    """One connection: sends what `ask` gives, reads the answer, and so on until there is no more to ask."""

    def __init__(self, ask: Ask, tally: _Tally) -> None:
        self._ask = ask
        self._tally = tally
        self._received = bytearray()
        self._read = self._read_head
        self._left = 0
        self._is_chunked = False
        self._next: str | None = None
        self._began = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        if self._read == self._read_body and not self._received and len(data) < self._left:  # most of a large body: nothing to put together
            self._left -= len(data)
            self._tally.note_body(data)
            return
        self._received += data
        while self._received and self._read():
            pass

    def send_next(self) -> None:
        request = self._ask(self._next)
        if request is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._began = perf_counter()
        self._transport.write(request)

    def _read_head(self) -> bool:
        head = self._take_until(_END_OF_HEAD)
        if head is None:
            return False
        self._tally.statuses[int(head[9:12])] += 1
        following, length = _NEXT.search(head), _LENGTH.search(head)
        self._next = following[1].decode() if following else None
        self._is_chunked = _CHUNKED.search(head) is not None
        self._left = int(length[1]) if length else 0
        if self._is_chunked:
            self._read = self._read_chunk_size
        elif self._left:
            self._read = self._read_body
        else:
            self._finish()
        return True

    def _read_chunk_size(self) -> bool:
        line = self._take_until(_END_OF_LINE)
        if line is None:
            return False
        self._left = int(line, 16)
        self._read = self._read_body if self._left else self._read_end
        return True

    def _read_body(self) -> bool:
        taken = self._received[: self._left]
        del self._received[: self._left]
        self._left -= len(taken)
        self._tally.note_body(taken)
        if self._left == 0:
            self._read = self._read_end_of_chunk
            if not self._is_chunked:
                self._finish()
        return True

    def _read_end_of_chunk(self) -> bool:
        if self._take_until(_END_OF_LINE) is None:
            return False
        self._read = self._read_chunk_size
        return True

    def _read_end(self) -> bool:
        if self._take_until(_END_OF_LINE) is None:
            return False
        self._finish()
        return True

    def _take_until(self, end: bytes) -> bytes | None:
        at = self._received.find(end)
        if at < 0:
            return None
        taken = bytes(self._received[:at])
        del self._received[: at + len(end)]
        return taken

    def _finish(self) -> None:
        self._tally.took.append(perf_counter() - self._began)
        self._read = self._read_head
        self.send_next()


def main() -> None:
    """Do the job."""
    sys.stdout.write(json.dumps(uvloop.run(_work(json.load(sys.stdin)))))


async def _work(job: dict[str, Any]) -> dict[str, Any]:
    if job.get("warm_up"):
        await _talk(job, _repeat(job, count=job["warm_up"], first_number=_WARM_UP_NUMBERS + job.get("first_number", 0)))
    ask = _walk(job) if job.get("walk") else _repeat(job, job.get("count"), job.get("first_number", 0))
    return await _talk(job, ask)


async def _talk(job: dict[str, Any], ask: Ask) -> dict[str, Any]:
    """Talk on all connections until there is no more to ask."""
    tally, loop = _Tally(), asyncio.get_running_loop()
    opening = [loop.create_connection(lambda: _Conversation(ask, tally), "127.0.0.1", job["port"]) for _ in range(job["connections"])]
    conversations = [conversation for _, conversation in await asyncio.gather(*opening)]
    began = perf_counter()
    for conversation in conversations:
        conversation.send_next()
    await asyncio.gather(*(conversation.done for conversation in conversations))
    return tally.document(perf_counter() - began)


def _repeat(job: dict[str, Any], count: int | None, first_number: int) -> Ask:
    numbers = iter(range(first_number, first_number + (count or _ENDLESS)))
    deadline = perf_counter() + job.get("seconds", 600)

    def ask(_following: str | None) -> bytes | None:
        number = next(numbers, None)
        if number is None or perf_counter() > deadline:
            return None
        return _request(job, job["paths"][0], job.get("body", "").replace("{n}", str(number)))

    return ask


def _walk(job: dict[str, Any]) -> Ask:
    paths = iter(job["paths"])

    def ask(following: str | None) -> bytes | None:
        path = following or next(paths, None)
        return _request(job, path, "") if path else None

    return ask


def _request(job: dict[str, Any], path: str, body: str) -> bytes:
    headers = {"Host": f"127.0.0.1:{job['port']}", **job.get("headers", {})}
    if body:
        headers |= {"Content-Type": "application/json", "Content-Length": str(len(body.encode()))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{job.get('method', 'GET')} {path} HTTP/1.1\r\n{lines}\r\n{body}".encode()


if __name__ == "__main__":
    main()
