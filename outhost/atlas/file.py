"""The file of the atlas in its folder: read by anybody, replaced by one command at a time, never changed."""

import fcntl
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from outhost.atlas.rows import SOURCE_COLUMNS, source_of
from outhost.atlas.schema import VERSION
from outhost.domain.errors import AtlasInUse, AtlasUnreadable
from outhost.domain.places import Source

NAME: Final = "atlas.db"
"""Of the file, in the folder `atlas` of the data folder."""
_VERSIONS: Final = "it is of version {found}, and this outhost reads version {known}"
_LOCK: Final = "atlas.lock"
_UNFINISHED: Final = ".unfinished"
_SOURCES: Final = f"SELECT {', '.join(SOURCE_COLUMNS)} FROM sources ORDER BY name"  # noqa: S608 - names of ours
_FIGURES: Final = """
SELECT count(twin_of), count(*) FILTER (WHERE telephone <> ''), count(*) FILTER (WHERE website <> ''), count(*) FILTER (WHERE street <> '')
FROM places WHERE source_id = (SELECT id FROM sources WHERE name = ?)
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """How many places of a source are twins of others, and how many say where and how they are reached."""

    twins: int
    with_telephone: int
    with_website: int
    with_address: int


def open_atlas(path: Path) -> sqlite3.Connection:
    """Open the file for reading. It never changes, so that nobody is waited for; who opened it goes on reading it when it is replaced.

    Raises:
        AtlasUnreadable, FileNotFoundError
    """
    if not path.exists():
        raise FileNotFoundError(path)
    with faults_of_atlas(path):
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        try:
            (found,) = connection.execute("PRAGMA user_version").fetchone()
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        except BaseException:
            connection.close()
            raise
    if found != VERSION:
        connection.close()
        raise AtlasUnreadable(file=str(path), reason=_VERSIONS.format(found=found, known=VERSION))
    return connection


def sources(path: Path) -> Sequence[Source]:
    """List what the atlas is made of, by name; nothing where there is none."""
    try:
        connection = open_atlas(path)
    except FileNotFoundError:
        return ()
    with closing(connection), faults_of_atlas(path):
        return sources_in(connection)


def sources_in(connection: sqlite3.Connection) -> Sequence[Source]:
    """List what an open atlas is made of, by name."""
    return [source_of(row) for row in connection.execute(_SOURCES)]


def figures(path: Path, name: str) -> Figures:
    """Count what the places of a source say.

    Raises:
        AtlasUnreadable, FileNotFoundError
    """
    with closing(open_atlas(path)) as atlas, faults_of_atlas(path):
        return Figures(*atlas.execute(_FIGURES, (name,)).fetchone())


@contextmanager
def faults_of_atlas(path: Path) -> Iterator[None]:
    """Make of what SQLite finds in a damaged file what it means.

    Raises:
        AtlasUnreadable
    """
    try:
        yield
    except (sqlite3.DatabaseError, UnicodeDecodeError) as fault:
        raise AtlasUnreadable(file=str(path), reason=str(fault)) from None


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """Hold the folder of the atlas against other builders, and give a folder in it for what is not finished; it is gone in the end.

    What a builder left that was killed goes first.

    Raises:
        AtlasInUse
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _held(folder):
        for left in folder.glob(f"*{_UNFINISHED}"):
            shutil.rmtree(left)
        unfinished = folder / f"{secrets.token_hex(4)}{_UNFINISHED}"
        unfinished.mkdir(mode=0o700)
        try:
            yield unfinished
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)


def put_in_place(built: Path, path: Path) -> None:
    """Make a finished file the atlas: synced first, then renamed, so that there is the old one or the new one, whole."""
    _sync(built)
    built.replace(path)
    _sync(path.parent)


def take_away(path: Path) -> None:
    """Remove the file."""
    path.unlink(missing_ok=True)
    _sync(path.parent)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AtlasInUse(pid=os.pread(descriptor, 20, 0).decode().strip()) from None
        with suppress(OSError):  # a full disk: it is for others to read alone
            os.pwrite(descriptor, f"{os.getpid():<20}".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
