"""Many who listen at once, those who listen slowly, and a job whose process dies while somebody listens."""

import asyncio
import json
import resource
import socket
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from houses import House, OpenHouse
from outsend import Person, move_in, open_door
from stages import events, lines, listen, play

from outhost.operations.job_drafts import NewJob

CROWD = 500
PATIENCE_SECONDS = 60
DESCRIPTORS = 2 * CROWD + 500

DYING = """
import os, signal
from pathlib import Path
from outhost.jobtypes import Category, Context, JobType, Params, Row, Text

async def run(row: Row, params: Params, job: Context):
    job.log(f"Row {row['n']}.")
    mark = Path(row["mark"])
    if row["n"] == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return row

job_type = JobType(
    slug="dying", run=run, category=Category.TOOLS, label=Text(en="A", fr="B"), description=Text(en="C", fr="D"), at_once=1
)
"""


@dataclass
class Line:
    """A bare connection on which a stream comes in, as its bytes are, with nothing between."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    text: bytearray = field(default_factory=bytearray)

    async def until(self, mark: bytes) -> None:
        """Read until something was said."""
        while mark not in self.text:
            data = await self.reader.read(1 << 16)
            assert data, bytes(self.text[-200:])
            self.text += data

    def frames(self) -> list[tuple[str, Any]]:
        """Give the frames that came whole; chunks of HTTP begin and end at frames, but for those that the socket cut."""
        fields = [line.partition(": ") for line in bytes(self.text).decode().splitlines()]
        names = [value for name, _, value in fields if name == "event"]
        found = [json.loads(value) for name, _, value in fields if name == "data" and value.endswith("}")]
        return list(zip(names, found, strict=False))


@asynccontextmanager
async def dial(person: Person, path: str, *, buffer: int | None = None) -> AsyncIterator[Line]:
    """Open a stream on a socket of its own, with a small buffer if need be."""
    token = await open_door(person.house, person.id, person.workspace_id)
    port = int(person.house.url.rpartition(":")[2])
    connection = socket.socket()
    if buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    connection.setblocking(False)
    await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=connection, limit=buffer or 1 << 16)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: outsend_session={token}\r\n\r\n".encode())
    try:
        yield Line(reader, writer)
    finally:
        writer.close()


@pytest.fixture
def reads(house: House, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count what is read for those who listen: `round` by feeds, `page` for who is behind."""
    counted: Counter[str] = Counter()
    following = type(house.appliance.following)
    for name in ("round", "page"):
        original = getattr(following, name)

        async def counting(*args: Any, _name: str = name, _original: Any = original) -> Any:
            counted[_name] += 1
            return await _original(*args)

        monkeypatch.setattr(following, name, counting)
    return counted


@pytest.fixture
def many_descriptors() -> Iterator[None]:
    """Allow this process, which is both ends of every connection, as many files as that takes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(DESCRIPTORS, hard)), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_descriptors")
async def test_five_hundred_hear_the_same_from_one_reading(house: House, reads: Counter[str]) -> None:
    """Five hundred windows are open, half on a job and half on everything: all hear every line once, and the database is asked once."""
    async with move_in(house) as owner, AsyncExitStack() as stack:
        job = await play(owner)
        crowd = [await stack.enter_async_context(dial(owner, (job.path, "/api/stream")[n % 2])) for n in range(CROWD)]
        await asyncio.gather(*(line.until(b"event: status") for line in crowd))
        await job.say("Ready.")
        await asyncio.gather(*(line.until(b"Ready.") for line in crowd))
        reads.clear()
        for number in range(20):
            await job.say(f"Line {number}.", points=1)
            assert (await owner.client.get("/api/auth/me")).status_code == 200, "others are answered meanwhile"
        await job.end()
        await asyncio.gather(*(line.until(b"event: done") for line in crowd))
        heard = [line.frames() for line in crowd]
    wanted = [f"Line {number}." for number in range(20)]
    for frames in heard:
        said = [data["message"] for name, data in frames if name == "log"]
        assert said[said.index("Ready.") + 1 :] == wanted
        assert [name for name, _ in frames].count("done") == 1
    assert reads["page"] == 0, "nobody read for themselves"
    assert reads["round"] <= 60, "one reads for all"


async def test_who_reads_slowly_loses_nothing_and_holds_nobody_up(house: House, reads: Counter[str]) -> None:
    """My line is slow and the job says megabytes: others hear all of it meanwhile, and I hear it too, each line once, read anew for me."""
    async with move_in(house) as owner:
        job = await play(owner)
        async with dial(owner, job.path, buffer=4096) as slow, listen(owner.client, job.path) as quick:
            await slow.until(b"event: status")
            said = [f"Line {number}: " + "x" * 1000 for number in range(6000)]
            for first in range(0, len(said), 200):
                await job.say(*said[first : first + 200])
            await job.end()
            assert lines(await quick.all()) == said
            reads.clear()
            async with asyncio.timeout(PATIENCE_SECONDS):
                await slow.until(b"event: done")
            heard = bytes(slow.text).decode()
    assert [heard.count(f'"Line {number}: x') for number in range(len(said))] == [1] * len(said)
    places = [heard.index(f'"Line {number}: x') for number in range(0, len(said), 100)]
    assert places == sorted(places)
    assert reads["page"] > 0, "no queue was filled for it"


async def test_a_process_that_dies_is_no_break_for_who_listens(tmp_path: Path, open_house: OpenHouse) -> None:
    """The process that works on my job is killed in the middle: the stream goes on, says so, and ends with one `done`."""
    plugins = tmp_path / "house" / "plugins"
    plugins.mkdir(parents=True)
    (plugins / "dying.py").write_text(DYING, "utf-8")
    async with open_house(tmp_path / "house") as house, move_in(house) as owner, listen(owner.client, "/api/stream") as ear:
        module = await house.appliance.modules.find("dying")
        items = [{"n": number, "mark": str(tmp_path / "mark")} for number in range(6)]
        job = await house.appliance.jobs.create(owner.caller, NewJob(module=module, params={}, items=items))
        async with asyncio.timeout(PATIENCE_SECONDS):
            heard = await ear.until("done")
        kept = await house.appliance.read(lambda tx: tx.job_frames.last_of_log(owner.workspace_id, job.key, 1000))
    assert (tmp_path / "mark").exists()
    assert events(heard).count("done") == 1
    assert heard[-1].data["status"] == "done"
    assert lines(heard) == [frame.message for frame in kept]
    assert {f"Row {number}." for number in range(6)} <= set(lines(heard))
    assert [frame.data["level"] for frame in heard if frame.event == "log"].count("warn") >= 1
    assert heard[-2].data["results_count"] == 6
