"""What a unit's work is given in a worker process: its log, its threads, and whatever the server does for it."""

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from outhost.domain.columns import Row
from outhost.domain.job_tallies import FLAGGED, TILE, Place, Tallies
from outhost.domain.mailboxes import MailboxAnswer, Reception
from outhost.domain.provenance import traced
from outhost.domain.records import RecordKind
from outhost.domain.words import Phrase, Text, Unfit
from outhost.jobtypes.contract import Fetched, GiveUp, Held, NoSuchName, Pictures, Places, Retry, TooMuch
from outhost.jobtypes.held import HeldRows
from outhost.jobtypes.map_answers import BROKEN, answer_in
from outhost.jobtypes.places import AtlasOpener, Maps
from outhost.jobtypes.site import Site

T = TypeVar("T")

Ask = Callable[[str, dict[str, Any]], Awaitable[Any]]
"""Has the server do something; gives what it answers, raises GiveUp or Retry where it declines."""
Say = Callable[[dict[str, Any]], None]
TableReader = Callable[[Path | bytes], tuple[Phrase, Iterator[Row]]]
"""Opens a table: what was found out about it, and its rows. Blocks. Raises Unfit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a worker process is handed that belongs to other rooms; each must be a value that can be sent there."""

    read_table: TableReader
    open_atlas: AtlasOpener


_LEVELS: Final = frozenset({"debug", "info", "warn", "error"})
_ROWS_A_HOP: Final = 500
_MOST_CHARS: Final = 4000
"""Of a line of the log; less of it may be kept."""
_MOST_THREADS: Final = 8
_MOST_TALLIES: Final = 1000
_NO_TABLE: Final = Text(en="The table {why}.", fr="Le tableau {why}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The job that a worker process works on, as it is told of it."""

    slug: str
    params: Any
    mapping: Mapping[str, str]
    locale: str
    upload: Path | None
    is_sourced: bool = False
    """Whether items say where their values came from."""
    is_in_order: bool = False
    """Whether no unit is to be begun before the one in front of it has ended."""
    is_careful: bool = False
    """Whether the outcome of each unit is to be sent before another is begun, which might end this process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What all units of a job work at: how tables are read, where places are, and the threads of the process."""

    read_table: TableReader
    maps: Maps
    threads: "Threads"


class UnitContext:
    """The context of one unit."""

    def __init__(self, assignment: Assignment, options: Mapping[str, Any], say: Say, ask: Ask, bench: Bench) -> None:
        """Work on `assignment`; `options` are the plugin's."""
        self.options = options
        self.locale = assignment.locale
        self._assignment = assignment
        self._say = say
        self._ask = ask
        self._bench = bench
        self._tallies: Counter[Place] = Counter()
        self.pictures: Pictures = _Pictures(ask)

    def log(self, message: Text | str, level: str = "info", **gaps: object) -> None:
        """Write a line into the job's log."""
        text = self.say(message, **gaps) if isinstance(message, Text) else str(message)
        self._say({"is": "log", "level": level if level in _LEVELS else "info", "message": text[:_MOST_CHARS]})

    def say(self, text: Text, **gaps: object) -> str:
        """Give a text in the language of the job's owner."""
        return text.filled(**gaps).say(self._assignment.locale)

    def progress(self, done: int) -> None:
        """Tell how many rows a whole-table step has worked through."""
        self._say({"is": "progress", "done": int(done)})

    def tally(self, kind: str, name: str = "", **counts: int) -> None:
        """Add to what is counted of the job."""
        for what, count in counts.items():
            if not isinstance(count, int):
                raise TypeError(f"{what} is no whole number")
            self._tallies[str(kind), str(name), what] += count
        if len(self._tallies) > _MOST_TALLIES:
            raise ValueError("more is counted than a job can keep")

    def flag(self) -> None:
        """Mark what this unit gives as incomplete."""
        self._tallies[TILE, "", FLAGGED] = 1

    def tallied(self) -> dict[str, Any]:
        """Give what the unit counted so far, as a part of a message; nothing where it counts nothing."""
        return {"tallies": Tallies(self._tallies).as_list()} if self._tallies else {}

    async def in_thread(self, work: Callable[..., T], *args: Any) -> T:
        """Run what blocks without holding the other units up."""
        return await self._bench.threads.run(work, *args)

    async def hold(self, rows: AsyncIterator[Row]) -> Held:
        """Put the rows of a whole table aside."""
        held = HeldRows()
        await held.take(rows)
        return held

    async def fetch(self, url: str, *, accept: str = "*/*", limit_bytes: int = 50 << 20) -> Fetched:
        """Get an address through the guard."""
        got = await self._ask("fetch", {"url": url, "accept": accept, "limit_bytes": limit_bytes})
        return Fetched(url=got["url"], status=got["status"], media_type=got["media_type"], charset=got["charset"], path=Path(got["path"]))

    async def site(self, address: str) -> Site:
        """Give the website at an address."""

        async def ask(url: str) -> Mapping[str, Any]:
            got: Mapping[str, Any] = await self._ask("page", {"url": url})
            return got

        return Site(address, ask, self.log, self.say)

    async def dns(self, name: str, kind: RecordKind | str) -> tuple[str, ...]:
        """Give the records of a kind that a name has."""
        got = await self._ask("dns", {"name": name, "kind": str(RecordKind(kind))})
        return tuple(got["records"])

    async def mailbox(self, address: str) -> MailboxAnswer:
        """Say what the server of an address answers to mail for it."""
        got = await self._ask("mailbox", {"address": address})
        return MailboxAnswer(**got | {"reception": Reception(got["reception"])})

    async def places(self, provider: str = "") -> Places:
        """Give places to find, of a provider or of the first that there is."""

        def as_of(options: Mapping[str, Any]) -> UnitContext:
            context = UnitContext(self._assignment, options, self._say, self._ask, self._bench)
            context._tallies = self._tallies  # what a provider counts is counted of the unit that it works for
            return context

        return await self._bench.maps.places(provider, self.in_thread, as_of)

    async def overpass(self, query: str) -> Mapping[str, Any]:
        """Give what the map server answers to a query."""
        try:
            return await self._map_answer({"query": query})
        except (OSError, ValueError):  # it is no use to anybody who asks the same, so it is asked for anew
            pass
        try:
            return await self._map_answer({"query": query, "is_broken": True})
        except (OSError, ValueError):
            raise Retry(BROKEN) from None

    async def _map_answer(self, about: dict[str, Any]) -> Mapping[str, Any]:
        got = await self._ask("overpass", about)
        return await self.in_thread(answer_in, Path(got["path"]))

    def upload(self) -> Path | None:
        """Give the file that came with the job, if one did."""
        return self._assignment.upload

    async def source_rows(self) -> AsyncIterator[Row]:
        """Read the rows of the job that this one has as its source."""
        after: int | None = 0
        while after is not None:
            got = await self._ask("source_rows", {"after": after})
            for row in rows_in(got):
                yield row
            after = got["after"]

    async def table(self, source: Path | bytes) -> AsyncIterator[Row]:
        """Read a table row by row, off the loop."""
        try:
            form, rows = await self.in_thread(self._bench.read_table, source)
            self._say({"is": "log", "level": "info", "message": form.say(self._assignment.locale)})
            while some := await self.in_thread(_some, rows):
                for row in some:
                    yield row
        except Unfit as unfit:
            raise GiveUp(_NO_TABLE, why=unfit.phrase) from None


def rows_in(answer: Mapping[str, Any]) -> Iterator[Row]:
    """Give the rows of an answer, each with where its values came from, where that is known."""
    known = answer.get("found") or [None] * len(answer["rows"])
    return map(traced, answer["rows"], known)


class _Pictures:
    """The list that the job fills."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    async def add(self, variables: Mapping[str, Any]) -> Row:
        """Draw a lead's image."""
        added: Row = await self._ask("picture", {"variables": dict(variables)})
        return added


class Threads:
    """Threads of a worker process, a few at once: dozens that compute leave the event loop no turn, and it counts as frozen.

    One that never comes back is left behind and counted: a process with too many is replaced.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.left_behind = 0
        self._places = asyncio.Semaphore(_MOST_THREADS)

    async def run(self, work: Callable[..., T], *args: Any) -> T:
        """Run `work` in a thread of its own, when there is a place; one that is left behind takes none."""
        async with self._places:
            return await self._run(work, *args)

    async def _run(self, work: Callable[..., T], *args: Any) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def finish(value: Any, fault: BaseException | None) -> None:
            if future.cancelled():
                self.left_behind -= 1
            elif fault is not None:
                future.set_exception(fault if not isinstance(fault, StopIteration) else RuntimeError("StopIteration"))
            else:
                future.set_result(value)

        def thread() -> None:
            try:
                value, fault = work(*args), None
            except BaseException as raised:  # noqa: BLE001 - it is the caller's, and is raised there
                value, fault = None, raised
            loop.call_soon_threadsafe(finish, value, fault)

        threading.Thread(target=thread, daemon=True).start()
        try:
            return await future
        except asyncio.CancelledError:
            self.left_behind += 1
            raise


def _some(rows: Iterator[Row]) -> list[Row]:
    return [row for _, row in zip(range(_ROWS_A_HOP), rows, strict=False)]


def declined(answer: Mapping[str, Any]) -> GiveUp | Retry:
    """Read how the server declined what a unit asked for."""
    match answer["kind"]:
        case "retry":
            return Retry(answer["reason"], answer.get("after"))
        case "no_such_name":
            return NoSuchName(answer["reason"])
        case "too_much":
            return TooMuch(answer["reason"])
        case _:
            return GiveUp(answer["reason"])
