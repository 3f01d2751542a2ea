"""The SQLite file: one writing connection, one reading connection, private ones for long reads."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import aiosqlite

from outhost.domain.clock import Clock
from outhost.store.bell import Bell
from outhost.store.lane import Lane, Outcome, Work
from outhost.store.transactions import Tx

P = ParamSpec("P")
T = TypeVar("T")

_BUSY_MS = 5000
_WRITER_CACHE_KIB = 16_384
_WAL_PAGES = 4000
"""How long the log may grow (16 MB) before it is brought into the file, which costs two syncs and a write a page touched since."""
_STREAMS = 16
_TRIES, _PATIENCE_MS = 5, 40
_CHUNK_BYTES = 1 << 20


class Store:
    """What outhost remembers. A unit of work is a plain function of a `Tx`; it runs whole, on one thread, in one transaction.

    Durable: `write` returns after the commit is on disk (WAL, synchronous=FULL), so that a power cut loses no answered request.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        """Open the migrated file at `path`; must be called with a running event loop."""
        self._path = path
        self._clock = clock
        # Open as long as the connections are: to close it earlier would free the locks that SQLite holds on the file (POSIX has it so).
        self._file = path.open("rb", buffering=0)
        self.bell = Bell()
        self._writer = _Writer(path, clock)
        self._reader = _Reader(path, clock)
        self._write_lane = Lane("outhost-writer", run_batch=self._writer.run_batch, close=self._writer.close, after_batch=self._ring_bell)
        self._streams = asyncio.Semaphore(_STREAMS)
        self._read_lane = Lane("outhost-reader", run_batch=self._reader.run_batch, close=self._reader.close)

    async def read(self, work: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` on a snapshot taken after this call; for reads of a few milliseconds."""
        result: T = await self._read_lane.call(lambda tx: work(tx, *args, **kwargs))
        return result

    async def write(self, work: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` all or nothing, and ring the bell after the commit. Works that wait together share one commit.

        Raises: what `work` raised; then nothing of it is kept. `work` must stay under 50 ms, since others wait behind it.
        """
        result: T = await self._write_lane.call(lambda tx: work(tx, *args, **kwargs))
        return result

    @asynccontextmanager
    async def private(self) -> AsyncIterator[aiosqlite.Connection]:
        """Open a reading connection of one's own, on a snapshot taken now, for a stream that would hold the others up; a few at once."""
        async with self._streams, aiosqlite.connect(_uri(self._path, mode="ro"), uri=True, isolation_level=None) as connection:
            await connection.execute("BEGIN")
            # The snapshot is taken by the first read, not by BEGIN.
            await connection.execute_fetchall("SELECT 1 FROM sqlite_schema LIMIT 1")
            yield connection

    @asynccontextmanager
    async def aside(self) -> AsyncIterator["Aside"]:
        """Read much on a snapshot taken now, on a connection and a thread of one's own; counts as one of the streams."""
        async with self._streams:
            connection = await asyncio.to_thread(_connect, self._path, mode="ro")
            try:
                await asyncio.to_thread(_begin_to_read, connection)
                yield Aside(connection, self._clock)
            finally:
                await asyncio.to_thread(connection.close)

    async def empty_log(self) -> bool:
        """Bring the whole log into the file and cut it to nothing, so that what was deleted is overwritten in both.

        Tells whether that was done: not while somebody reads an older snapshot.
        """
        for _ in range(_TRIES):
            if await self._write_lane.call(Alone(self._writer.empty_log)):
                return True
        return False

    async def rewrite(self) -> None:
        """Write the file anew without its free space. Holds up all writing meanwhile, about a second for each 100 MB."""
        await self._write_lane.call(Alone(self._writer.rewrite))

    def holds(self, texts: Collection[bytes]) -> bool:
        """Tell whether any of these texts stands in the file, in its free space too; to be asked with an emptied log. Blocks."""
        overlap = max(map(len, texts), default=1) - 1
        place = 0
        while chunk := os.pread(self._file.fileno(), _CHUNK_BYTES + overlap, place):
            if any(text in chunk for text in texts):
                return True
            place += _CHUNK_BYTES
        return False

    async def close(self) -> None:
        """Finish what waits and close the file."""
        await self._read_lane.close()
        await self._write_lane.close()
        self._file.close()

    def _ring_bell(self) -> None:
        self.bell.ring(self._writer.take_topics())


class _Writer:
    """Runs a batch of works one after the other, each in a savepoint, and commits once."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._connection = _connect(path, mode="rw")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.execute("PRAGMA secure_delete = ON")
        self._connection.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_KIB}")
        self._connection.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
        self._tx = Tx(self._connection, clock.now())

    def run_batch(self, works: Sequence[Work]) -> list[Outcome]:
        together = iter(self._run_together([work for work in works if not isinstance(work, Alone)]))
        return [_run_alone(work) if isinstance(work, Alone) else next(together) for work in works]

    def _run_together(self, works: Sequence[Work]) -> list[Outcome]:
        if not works:
            return []
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            outcomes = [self._run(work) for work in works]
            self._connection.execute("COMMIT")
        except BaseException as fault:  # noqa: BLE001 - a full disk or a broken file fails every work of the batch, and none is kept
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            return [(None, fault)] * len(works)
        return outcomes

    def _run(self, work: Work) -> Outcome:
        self._tx.now = self._clock.now()
        self._connection.execute("SAVEPOINT work")
        try:
            value = work(self._tx)
        except BaseException as fault:
            if not self._connection.in_transaction:  # SQLite gave the whole transaction up
                raise
            self._connection.execute("ROLLBACK TO work")
            self._connection.execute("RELEASE work")
            return None, fault
        self._connection.execute("RELEASE work")
        return value, None

    def empty_log(self) -> bool:
        self._connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        try:
            is_busy, *_ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not is_busy
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")

    def rewrite(self) -> None:
        self._connection.execute("VACUUM")

    def take_topics(self) -> set[str]:
        """Give the topics that the last batch rang for; called between batches."""
        topics, self._tx.topics = self._tx.topics, set()
        return topics

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self._connection.execute("PRAGMA optimize")
        self._connection.close()


class Aside:
    """A snapshot of one's own; works run one after the other, off the event loop."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock) -> None:
        """Read through `connection`, which is in a transaction."""
        self._tx = Tx(connection, clock.now())

    async def read(self, work: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` on the snapshot."""
        return await asyncio.to_thread(work, self._tx, *args, **kwargs)


class Alone:
    """A work that can't run inside a transaction."""

    def __init__(self, work: Callable[[], object]) -> None:
        """Run `work` between two batches."""
        self._work = work

    def __call__(self, _: object = None) -> object:
        """Run it."""
        return self._work()


def is_for_want_of_room(fault: Exception) -> bool:
    """Tell whether it was the disk, which is full, that kept something from being written."""
    return isinstance(fault, sqlite3.Error) and getattr(fault, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def _run_alone(work: Alone) -> Outcome:
    try:
        return work(), None
    except BaseException as fault:  # noqa: BLE001 - it is the caller's, and is raised there
        return None, fault


class _Reader:
    """Runs a batch of reads on one snapshot."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._connection = _connect(path, mode="ro")
        self._tx = Tx(self._connection, clock.now())

    def run_batch(self, works: Sequence[Work]) -> list[Outcome]:
        self._tx.now = self._clock.now()
        try:
            self._connection.execute("BEGIN")
        except sqlite3.Error as fault:
            return [(None, fault)] * len(works)
        try:
            return [self._run(work) for work in works]
        finally:
            self._connection.execute("ROLLBACK")

    def _run(self, work: Work) -> Outcome:
        try:
            return work(self._tx), None
        except BaseException as fault:  # noqa: BLE001 - it is the caller's, and is raised there
            return None, fault

    def close(self) -> None:
        self._connection.close()


def _connect(path: Path, *, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(_uri(path, mode=mode), uri=True, isolation_level=None, check_same_thread=False, cached_statements=512)
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    return connection


def _begin_to_read(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()


def _uri(path: Path, *, mode: str) -> str:
    return f"{path.resolve().as_uri()}?mode={mode}"
