"""A shift: one worker process at work on one job."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from outhost.domain.jobs import Job
from outhost.jobtypes.channel import Message
from outhost.jobtypes.process import WorkerProcess

_OPEN_SECONDS: Final = 30.0
_TAKE_BACK_SECONDS: Final = 1.0
_MOST_ROWS: Final = 4000
"""Rows that are gathered before they are recorded."""
_MOST_BYTES: Final = 4 << 20
"""Of what is gathered, where rows are large."""

Answer = Callable[[int, str, Mapping[str, Any]], Any]
"""Does what a unit asked for: its number, what, and about what; awaited."""


class NotOpened(Exception):
    """The worker process could not load the module of the job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a worker process may be silent, and a unit that has one for itself may take beyond its time.

    One that has not answered for `frozen_seconds`, asked every `ping_seconds`, runs something that lets nothing else run.
    """

    ping_seconds: float = 1.0
    frozen_seconds: float = 6.0
    grace_seconds: float = 3.0


@dataclass(frozen=True, slots=True)
class Gone:
    """The process is gone: it died, or was ended because it no longer answered (`is_frozen`)."""

    is_frozen: bool


class Shift:
    """Hands units to a worker process, and gathers what it says until somebody takes that."""

    def __init__(self, process: WorkerProcess, answer: Answer, patience: Patience, *, seconds_alone: float | None = None) -> None:
        """Work through `process`; with `seconds_alone` it has one unit, which may take all of it for so long and then is ended with it."""
        self._process = process
        self._answer = answer
        self._patience = patience
        self._seconds_alone = seconds_alone
        self._heard: list[Message] = []
        self._is_pong_due = False
        self._is_frozen = False
        self._asks: set[asyncio.Task[None]] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._rows = self._taken_bytes = 0
        self._taken = asyncio.Event()
        self._pong = asyncio.Event()
        self._is_full = False
        self.news = asyncio.Event()
        self.gone: Gone | None = None
        self.is_weary = False
        """Whether so much was left behind in the process that another one should go on."""

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more should be done here."""
        return self.gone is not None or self.is_weary

    async def open(
        self, job: Job, path: str, upload: str | None, providers: Mapping[str, str] = MappingProxyType({}), *, is_careful: bool = False
    ) -> None:
        """Tell the process what the job is, with the files of its module and of providers.

        Where a process was lost to it before, one `is_careful` to tell of each unit before the next.

        Raises:
            NotOpened
        """
        self._process.say({
            "do": "open", "slug": job.job_type, "path": path, "params": dict(job.params), "mapping": dict(job.mapping),
            "locale": job.locale, "upload": upload, "is_careful": is_careful, "is_in_order": job.bounds.is_capped,
            "is_sourced": job.has_provenance, "providers": list(providers.items()),
        })  # fmt: skip
        try:
            async with asyncio.timeout(self._seconds_alone or _OPEN_SECONDS):
                answer = await self._opened()
        except (EOFError, TimeoutError):
            self._process.kill()
            raise NotOpened("–") from None
        if answer["is"] != "opened":
            raise NotOpened(answer["reason"])
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._watch())]

    def give(self, units: Sequence[tuple[int, Any]]) -> None:
        """Hand units over, by number."""
        self._process.say({"do": "run", "units": [list(unit) for unit in units]})

    def plan(self) -> None:
        """Have the module plan its units."""
        self._process.say({"do": "plan"})

    async def take_back(self) -> None:
        """Have every unit ended, and hear of those that were done before, unless the process is held up."""
        if self.gone is not None:
            return
        self._process.say({"do": "cancel", "units": None})
        self._process.say({"do": "ping"})
        self._pong.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(_TAKE_BACK_SECONDS):
                await self._pong.wait()

    def heard(self) -> Sequence[Message]:
        """Take what was said since the last time."""
        heard, self._heard = self._heard, []
        self._rows, self._taken_bytes = 0, self._process.heard_bytes
        self._taken.set()
        self.news.clear()
        return heard

    def kill(self) -> None:
        """End the process, since one of its units can't be ended otherwise."""
        self._process.kill()

    async def close(self) -> None:
        """Stop listening; what was asked for is forgotten."""
        tasks = [*self._tasks, *self._asks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _opened(self) -> Message:
        """Hear whether the job is open; what an earlier one still had to say is nobody's any longer."""
        while True:
            for message in await self._process.hear():
                if message["is"] in {"opened", "unopened"}:
                    return message

    async def _listen(self) -> None:
        try:
            while True:
                for message in await self._process.hear():
                    self._take(message)
                if self._has_enough:  # until it is recorded, the process waits with more
                    self._taken.clear()
                    self._is_full = True
                    await self._taken.wait()
                    self._is_full = False
        except EOFError:
            self.gone = Gone(self._is_frozen)
            self._pong.set()
            self.news.set()

    @property
    def _has_enough(self) -> bool:
        """Tell whether what was gathered, if anything was, should be taken before there is more."""
        return self._rows > _MOST_ROWS or (bool(self._heard) and self._process.heard_bytes - self._taken_bytes > _MOST_BYTES)

    def _take(self, message: Message) -> None:
        match message["is"]:
            case "pong":
                self._is_pong_due = False
                self._pong.set()
            case "ask":
                ask = asyncio.create_task(self._answer_ask(message))
                self._asks.add(ask)
                ask.add_done_callback(self._asks.discard)
            case _:
                self._heard.append(message)
                self._rows += len(message.get("rows") or message.get("units") or ())
                self.news.set()

    async def _answer_ask(self, message: Message) -> None:
        answer = await self._answer(message["unit"], message["what"], message["about"])
        self._process.say({"do": "answer", "ask": message["ask"], **answer})

    async def _watch(self) -> None:
        """End a process that no longer answers; one with a single unit, when that one's time is over."""
        if self._seconds_alone is not None:
            await asyncio.sleep(self._seconds_alone)
        else:
            while not await self._is_silent():
                pass
        self._is_frozen = True
        self._process.kill()

    async def _is_silent(self) -> bool:
        self._is_pong_due = True
        self._process.say({"do": "ping"})
        for _ in range(int(self._patience.frozen_seconds / self._patience.ping_seconds)):
            await asyncio.sleep(self._patience.ping_seconds)
            if not self._is_pong_due or self._is_full:  # where nobody listens, no answer is heard
                return False
        return True
