"""Migrations: the numbered SQL files of `schema/`, each applied once, in one transaction, by sqlite-utils."""

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib import resources
from pathlib import Path

import sqlite_utils
from sqlite_utils.migrations import Migrations

from outhost import __version__
from outhost.domain.errors import DamagedDatabase, NewerSchema


def shipped_scripts() -> dict[str, str]:
    """Read the migrations of this version: SQL by name, in the order of their numbers."""
    folder = resources.files("outhost.store") / "schema"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return {file.name.removesuffix(".sql"): file.read_text("utf-8") for file in files}


def migrate(path: Path, backups: Path, now: datetime, scripts: Mapping[str, str] | None = None) -> list[str]:
    """Bring the file at `path` to the schema of `scripts` (this version's), after a backup into `backups` if it held anything.

    Blocks; runs before the store is opened. Returns the names of the migrations applied. One that fails leaves nothing behind.

    Raises:
        NewerSchema: the file has a migration that this version does not know.
        DamagedDatabase: the file is no database, or a damaged one.
    """
    scripts = scripts or shipped_scripts()
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        database = sqlite_utils.Database(connection)
        migrations = _migrations(scripts)
        applied = [migration.name for migration in migrations.applied(database)]
        lacking = [migration.name for migration in migrations.pending(database)]
        newer = sorted(set(applied) - set(scripts))
        if newer:
            raise NewerSchema(newest=newer[-1], version=__version__)
        if applied and lacking:
            _back_up(connection, backups / f"before-{lacking[0]}-{now:%Y%m%dT%H%M%SZ}.db")
        migrations.apply(database)
    except sqlite3.DatabaseError as fault:
        if getattr(fault, "sqlite_errorcode", None) in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
            raise DamagedDatabase(file=path, reason=fault) from fault
        raise
    finally:
        connection.close()
    return lacking


def pending(path: Path, scripts: Mapping[str, str] | None = None) -> list[str]:
    """Name the migrations that the file at `path` lacks."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        return [migration.name for migration in _migrations(scripts or shipped_scripts()).pending(sqlite_utils.Database(connection))]
    finally:
        connection.close()


def _migrations(scripts: Mapping[str, str]) -> Migrations:
    migrations = Migrations("outhost")
    for name, script in scripts.items():
        migrations(name=name)(_applier(script))
    return migrations


class _applier:  # noqa: N801 - a function with a memory
    """Runs a script statement by statement: `executescript` would commit the migration's transaction."""

    def __init__(self, script: str) -> None:
        self._script = script
        self.__name__ = "apply"

    def __call__(self, db: sqlite_utils.Database, /) -> None:
        for statement in _statements(self._script):
            db.execute(statement)


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():  # the last one may lack its semicolon
        yield statement


def _back_up(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the database whole, under a temporary name until it is complete."""
    target.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = target.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    connection.execute("VACUUM INTO ?", (str(unfinished),))
    unfinished.chmod(0o600)
    unfinished.rename(target)
