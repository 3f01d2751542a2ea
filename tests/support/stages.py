"""Jobs that a test plays, and clients that listen: what the engine would write is written by hand, so that a test says when."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
from outsend import Person

from outhost.domain.clock import to_text
from outhost.domain.jobs import Job, JobStatus, Level, LogLine, make_job_id
from outhost.operations.job_ends import end_job
from outhost.store.job_frames import told
from outhost.store.transactions import Tx

RETENTION = timedelta(days=7)
LINE = re.compile(r"(id|event|data|retry): (\S.*)|:( .*)?")
"""One space after each colon, as the contract has it."""


@dataclass(frozen=True, kw_only=True)
class Play:
    """A job that runs because a test says so, and does what the test says."""

    person: Person
    job: Job

    @property
    def path(self) -> str:
        """Where it is streamed."""
        return f"/api/jobs/{self.job.public_id}/stream"

    async def say(self, *lines: str, points: int = 0, level: Level = Level.INFO) -> None:
        """Write lines into its log, and go on by some points, in one transaction, as the engine does."""
        await self._write(_go_on, self.job, [LogLine(level, line) for line in lines], points)

    async def end(self, status: JobStatus = JobStatus.DONE, reason: str | None = None) -> None:
        """Bring it to its end."""
        await self._write(_end, self.job, status, reason)

    async def put(self, **values: Any) -> None:
        """Set columns of its row."""
        await self._write(lambda tx: tx.jobs.put(self.job.key, **values))

    async def _write(self, work: Any, *args: Any) -> None:
        await self.person.house.appliance.store.write(work, *args)


async def play(person: Person, *, points: int = 10, pipeline_id: str | None = None) -> Play:
    """Begin a job in somebody's workspace, in nobody's hands that would run it."""
    job = await person.house.appliance.store.write(_begin, person, points, pipeline_id)
    return Play(person=person, job=job)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A frame as it was heard."""

    id: int | None
    event: str
    data: Mapping[str, Any]


@dataclass(kw_only=True)
class Ear:
    """Somebody who listens to a stream, line by line, and takes nothing that is not written as it should be."""

    answer: httpx.Response
    frames: list[Heard] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    retry: int | None = None
    last_id: int | None = None

    def __post_init__(self) -> None:
        """Begin to read."""
        self._lines = self.answer.aiter_lines()
        self._block: dict[str, str] = {}

    async def next(self) -> Heard:
        """Wait for a frame.

        Raises:
            StopAsyncIteration: the stream is over.
        """
        async for line in self._lines:
            if (heard := self._take(line)) is not None:
                self.frames.append(heard)
                return heard
        raise StopAsyncIteration

    async def until(self, event: str) -> list[Heard]:
        """Listen until a frame of a kind, and give all that came, that one last."""
        heard = [await self.next()]
        while heard[-1].event != event:
            heard.append(await self.next())
        return heard

    async def all(self) -> list[Heard]:
        """Listen to the end."""
        heard: list[Heard] = []
        while True:
            try:
                heard.append(await self.next())
            except StopAsyncIteration:
                return heard

    async def sign(self) -> None:
        """Wait for the next frame or comment, whichever is first."""
        known = len(self.comments)
        async for line in self._lines:
            if (heard := self._take(line)) is not None:
                self.frames.append(heard)
                return
            if len(self.comments) > known and not line:
                return
        raise StopAsyncIteration

    async def beat(self) -> None:
        """Wait for the next comment; no frame may come before it."""
        known = len(self.comments)
        async for line in self._lines:
            assert self._take(line) is None
            if len(self.comments) > known and not line:
                return
        raise StopAsyncIteration

    def _take(self, line: str) -> Heard | None:
        if not line:
            return self._dispatch()
        match = LINE.fullmatch(line)
        assert match, line
        if match[1] is None:
            self.comments.append(line)
        else:
            assert match[1] not in self._block, "a field stands twice in a frame"
            self._block[match[1]] = match[2]
        return None

    def _dispatch(self) -> Heard | None:
        block, self._block = self._block, {}
        if "retry" in block:
            self.retry = int(block["retry"])
        number = int(block["id"]) if "id" in block else None
        if number is not None:
            assert self.last_id is None or number >= self.last_id, "the numbers must grow"
            self.last_id = number
        return Heard(id=number, event=block["event"], data=json.loads(block["data"])) if "data" in block else None


@asynccontextmanager
async def listen(client: httpx.AsyncClient, path: str, *, after: object = None, **headers: str) -> AsyncIterator[Ear]:
    """Open a stream, which must be one, after a frame if need be."""
    sent = {**headers, **({} if after is None else {"Last-Event-ID": str(after)})}
    async with client.stream("GET", path, headers=sent) as answer:
        assert answer.status_code == 200, await answer.aread()
        yield Ear(answer=answer)


def lines(heard: list[Heard]) -> list[str]:
    """Give what the lines of the log among some frames say."""
    return [frame.data["message"] for frame in heard if frame.event == "log"]


def events(heard: list[Heard]) -> list[str]:
    """Give the kinds of some frames."""
    return [frame.event for frame in heard]


def _begin(tx: Tx, person: Person, points: int, pipeline_id: str | None) -> Job:
    """Begin a job under a lease without an end, so that the engine never takes it up."""
    values = {
        "public_id": make_job_id(tx.now), "workspace_id": person.workspace_id, "user_id": person.id, "actor": person.caller.actor,
        "job_type": "sort", "shape": "row", "lane": "parallel", "status": "running", "locale": "en", "params": {}, "mapping": {},
        "inputs": [], "columns": [], "pipeline_id": pipeline_id, "points_planned": points, "lease_holder": "a test",
        "lease_until": None, "created_at": to_text(tx.now), "started_at": to_text(tx.now),
        "expires_at": to_text(tx.now + RETENTION),
    }  # fmt: skip
    tx.ring(told(person.workspace_id))
    return tx.jobs.insert(values)


def _go_on(tx: Tx, job: Job, told_lines: list[LogLine], points: int) -> None:
    tx.job_frames.insert_log(job.workspace_id, job.key, told_lines)
    if points:
        tx.jobs.add(job.key, points_done=points, results_count=points)
    tx.ring(told(job.workspace_id))


def _end(tx: Tx, job: Job, status: JobStatus, reason: str | None) -> None:
    now = tx.jobs.find_of_any_workspace(job.key)
    assert now is not None
    end_job(tx, now, status, reason, RETENTION)
