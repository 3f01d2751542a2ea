"""A migrated database to speak to: by hand inside one transaction that leaves nothing, or through the store."""

import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rows import NOON, WORKSPACE, Scratch

from outhost.domain.clock import SystemClock
from outhost.store.migrations import migrate
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of this version with one workspace, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "outhost.db"
    migrate(path, path.parent / "backups", NOON)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.row_factory = sqlite3.Row
    tx = Tx(connection, NOON)
    founder = tx.users.insert(public_id="u", email="a@example.com", full_name="Alex", password_digest="", is_admin=True, is_verified=True)
    assert tx.workspaces.insert(name="Alex", founder_id=founder.id) == WORKSPACE
    connection.close()
    return path


@pytest.fixture(scope="session")
def scratch(migrated: Path) -> Iterator[Scratch]:
    """Speak inside a transaction that is rolled back at its end, so that a property can be tried again and again."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    with sqlite3.connect(migrated) as source:
        source.backup(connection)
    source.close()
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")

    @contextmanager
    def begin() -> Iterator[Tx]:
        connection.execute("BEGIN")
        try:
            yield Tx(connection, NOON)
        finally:
            connection.execute("ROLLBACK")

    yield begin
    connection.close()


@pytest.fixture
async def store(migrated: Path, tmp_path: Path) -> AsyncIterator[Store]:
    """A store of the test's own."""
    shutil.copy(migrated, tmp_path / "outhost.db")
    opened = Store(tmp_path / "outhost.db", SystemClock())
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
async def shared_store(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Store]:
    """A store that properties write into again and again."""
    path = tmp_path_factory.mktemp("shared") / "outhost.db"
    shutil.copy(migrated, path)
    opened = Store(path, SystemClock())
    yield opened
    await opened.close()
