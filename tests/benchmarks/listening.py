"""Clients of streams, on bare sockets: how soon they hear, and how many there are."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from pathlib import Path
from time import perf_counter, sleep

from houses import open_house_at
from outsend import move_in, open_door
from stages import Play, play

FRAME = b'4f\r\nid: 1\nevent: log\ndata: {"message":"%d.","level":"info","timestamp":"2026-05-10T19:00:00Z"}\n\n\r\n'


async def latencies(folder: Path, *, workspaces: int, lines: int, every: float) -> list[float]:
    """Say lines in turn in several workspaces, each of which has a client; tell how long after its commit each was heard."""
    async with open_house_at(folder) as house, AsyncExitStack() as stack:
        plays: list[Play] = []
        heard: dict[str, asyncio.Future[float]] = {}
        for _ in range(workspaces):
            owner = await stack.enter_async_context(move_in(house))
            job = await play(owner)
            token = await open_door(house, owner.id, owner.workspace_id)
            head = f"GET {job.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: outsend_session={token}\r\n\r\n".encode()
            await stack.enter_async_context(_listening(int(house.url.rpartition(":")[2]), head, heard))
            plays.append(job)

        async def say(number: int) -> float:
            await plays[number % workspaces].say(f"{number}.")
            return perf_counter()

        await asyncio.sleep(3)  # two seconds after the beginning, how far the job is is looked at once more
        return await _measured(say, heard, lines, every)


async def bare_latencies(*, lines: int, every: float) -> list[float]:
    """Do the same with a loop that has nothing to do but write the same bytes to a socket."""
    heard: dict[str, asyncio.Future[float]] = {}
    writers: list[asyncio.StreamWriter] = []
    there = asyncio.Event()

    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        there.set()

    async def say(number: int) -> float:
        began = perf_counter()
        writers[0].write(FRAME % number)
        return began

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with _listening(listener.sockets[0].getsockname()[1], b"x", heard):
        await there.wait()
        found = await _measured(say, heard, lines, every)
        writers[0].close()
        await writers[0].wait_closed()
    listener.close()
    return found


@contextmanager
def crowd(port: int, path: str, key: str, count: int) -> Iterator[None]:
    """Keep so many streams open while the block lasts, and take what they say."""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: {key}\r\n\r\n".encode()
    with _drained([_opened(port, head) for _ in range(count)]):
        sleep(3)  # until all of them have what they begin with
        yield


@contextmanager
def _drained(sockets: list[socket.socket]) -> Iterator[None]:
    """Throw away what comes, in a process of its own, so that nobody is slow."""
    descriptors = [one.fileno() for one in sockets]
    program = (
        "import os, select, sys\n"
        "poll = select.epoll()\n"
        "for fd in map(int, sys.argv[1:]): poll.register(fd, select.EPOLLIN)\n"
        "while True:\n"
        "    for fd, _ in poll.poll():\n"
        "        if not os.read(fd, 1 << 16): poll.unregister(fd)\n"
    )
    drain = subprocess.Popen([sys.executable, "-c", program, *map(str, descriptors)], pass_fds=descriptors)
    try:
        yield
    finally:
        drain.kill()
        drain.wait()
        for one in sockets:
            one.close()


def _opened(port: int, head: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(head)
    text = b""
    while b"id: " not in text:
        text += connection.recv(1 << 16)
    assert text.startswith(b"HTTP/1.1 200"), text
    return connection


@asynccontextmanager
async def _listening(port: int, head: bytes, heard: dict[str, asyncio.Future[float]]) -> AsyncIterator[None]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head)

    async def listen() -> None:
        while line := await reader.readline():
            if line.startswith(b'data: {"message":"'):
                name = line.split(b'"')[3].decode()
                heard.setdefault(name, asyncio.get_running_loop().create_future()).set_result(perf_counter())

    task = asyncio.create_task(listen())
    with closing(writer):
        yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _measured(
    say: Callable[[int], Awaitable[float]], heard: dict[str, asyncio.Future[float]], lines: int, every: float
) -> list[float]:
    said = []
    for number in range(lines):
        said.append(await say(number))
        await asyncio.sleep(every)
    loop = asyncio.get_running_loop()
    return [max(0.0, await heard.setdefault(f"{number}.", loop.create_future()) - moment) for number, moment in enumerate(said)]
