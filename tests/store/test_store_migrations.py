"""Migrations: each numbered file once, whole or not at all, after a backup."""

import json
import re
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from rows import NOON, WORKSPACE

from outhost.domain.api_keys import ApiKey
from outhost.domain.errors import DamagedDatabase, NewerSchema
from outhost.domain.job_bounds import Bounds
from outhost.domain.job_tallies import Tallies
from outhost.domain.lists import PLAIN
from outhost.domain.reductions import FULL
from outhost.domain.replies import Reply, Slot
from outhost.domain.reviews import ReviewStatus
from outhost.domain.users import UserId
from outhost.store.migrations import migrate, pending, shipped_scripts
from outhost.store.transactions import Tx

BOOKS = {"0001_books": "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL) STRICT;"}
PAGES = BOOKS | {"0002_pages": "CREATE TABLE pages (id INTEGER PRIMARY KEY) STRICT;\nINSERT INTO books (title) VALUES ('a; b');"}
BROKEN = BOOKS | {"0002_broken": "CREATE TABLE pages (id INTEGER);\nDELETE FROM books;\nINSERT INTO nowhere VALUES (1);"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a database may come to be."""
    return tmp_path / "outhost.db"


def test_a_fresh_folder_gets_the_whole_schema_and_no_backup(file: Path) -> None:
    """The first start makes the database; there is nothing to back up yet."""
    assert migrate(file, file.parent / "backups", NOON) == list(shipped_scripts())
    assert pending(file) == []
    assert not (file.parent / "backups").exists()


def test_a_second_start_changes_nothing(file: Path) -> None:
    """A database that is up to date is left as it is, byte for byte in its dump."""
    _migrate(file, BOOKS)
    _execute(file, "INSERT INTO books (title) VALUES ('Emma')")
    before = _dump(file)
    assert _migrate(file, BOOKS) == []
    assert _dump(file) == before
    assert _backups(file) == []


def test_a_pending_migration_is_applied_after_a_backup(file: Path) -> None:
    """An upgrade keeps a copy of the database as it was, for its owner's eyes only, and says what was applied."""
    _migrate(file, BOOKS)
    _execute(file, "INSERT INTO books (title) VALUES ('Emma')")
    before = _dump(file)
    assert pending(file, PAGES) == ["0002_pages"]
    assert _migrate(file, PAGES) == ["0002_pages"]
    (backup,) = _backups(file)
    assert backup.name == "before-0002_pages-20260510T120000Z.db"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert stat.S_IMODE(backup.parent.stat().st_mode) == 0o700
    assert _dump(backup) == before
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT title FROM books ORDER BY id").fetchall() == [("Emma",), ("a; b",)]


def test_a_failing_migration_leaves_the_file_as_it_was(file: Path) -> None:
    """A migration that breaks off in the middle takes back its tables, its rows and its record, and can be tried again."""
    _migrate(file, BOOKS)
    _execute(file, "INSERT INTO books (title) VALUES ('Emma')")
    before = _dump(file)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        _migrate(file, BROKEN)
    assert _dump(file) == before
    assert pending(file, BROKEN) == ["0002_broken"]
    assert _migrate(file, PAGES) == ["0002_pages"]


def test_the_migrations_before_a_failing_one_stay(file: Path) -> None:
    """Each migration is a step of its own: the one that failed is the one that is pending."""
    third = PAGES | {"0003_broken": "INSERT INTO nowhere VALUES (1);"}
    with pytest.raises(sqlite3.OperationalError):
        _migrate(file, third)
    assert pending(file, third) == ["0003_broken"]


def test_a_newer_schema_is_refused_and_named(file: Path) -> None:
    """I went back to an older outhost: it names the migration that it does not know, and touches nothing."""
    _migrate(file, PAGES)
    before = _dump(file)
    with pytest.raises(NewerSchema, match=r"0002_pages.*newer outhost, or restore a backup"):
        _migrate(file, BOOKS)
    assert _dump(file) == before
    assert _backups(file) == []


@pytest.mark.parametrize(
    "damage", [b"no database at all, for a thousand bytes" * 50, b"SQLite format 3\0" + b"\xff" * 5000], ids=["none", "half"]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(file: Path, damage: bytes) -> None:
    """Something else lies in the database's place: I am told which file, and it is not touched."""
    file.write_bytes(damage)
    with pytest.raises(DamagedDatabase, match=rf"{file} cannot be read as a database"):
        migrate(file, file.parent / "backups", NOON)
    assert file.read_bytes() == damage


def test_an_unfinished_backup_of_a_crash_is_replaced(file: Path) -> None:
    """The machine died during a backup; the next start makes a whole one."""
    _migrate(file, BOOKS)
    (file.parent / "backups").mkdir()
    (file.parent / "backups" / "before-0002_pages-20260510T120000Z.unfinished").write_bytes(b"half")
    _migrate(file, PAGES)
    assert [backup.suffix for backup in _backups(file)] == [".db"]


def test_the_last_statement_may_lack_its_semicolon(file: Path) -> None:
    """A migration's last line is applied like any other."""
    _migrate(file, {"0001_books": "CREATE TABLE books (id INTEGER);\n-- the shelf; of course\nCREATE TABLE shelves (id INTEGER)"})
    assert "shelves" in _dump(file)


def test_every_table_is_strict(migrated: Path) -> None:
    """A number column takes no text: each of our tables is STRICT, but for those that SQLite's full-text index makes itself."""
    with closing(sqlite3.connect(migrated)) as connection:
        rows = connection.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%'")
        tables = {name: strict for name, strict in rows if not name.startswith(("_sqlite", "lead_words"))}
    assert len(tables) >= 14
    assert set(tables.values()) == {1}


def test_every_foreign_key_is_checked_by_an_index(migrated: Path) -> None:
    """Removing a row never looks through a whole table for those that lean on it; lists are few beside leads."""
    with closing(sqlite3.connect(migrated)) as connection:
        lacking = [
            f"{table}.{column}"
            for table, column in _foreign_keys(connection)
            if not re.match("SEARCH", connection.execute(f"EXPLAIN QUERY PLAN SELECT 1 FROM {table} WHERE {column} = 1").fetchone()[3])
        ]
    assert lacking == ["lists.workspace_id"]


def test_lists_and_leads_of_the_first_schema_come_along(file: Path) -> None:
    """I upgrade: my lists ask for no review, weigh what they weigh, and every image of mine stays open."""
    shipped = shipped_scripts()
    _migrate(file, {name: script for name, script in shipped.items() if name == "0001_foundation"})
    moment = "'2026-05-10T12:00:00.000000Z'"
    rows = {
        "users (id, public_id, email, full_name, password_digest, created_at)": f"1, 'u', 'a@example.com', '', '', {moment}",
        "workspaces (id, name, founder_id, created_at)": f"1, 'A', 1, {moment}",
        "lists (id, public_id, workspace_id, name, list_type, render_spec, variables, image_extension, next_ordinal, created_at)":
        f"1, 'l', 1, 'Q2', 'meme', '{{}}', '[]', 'png', 1, {moment}",
        "leads (id, list_id, lead_id, tracking_id, variables, csv_cells, warnings, image_digest, image_bytes, created_at)":
        f"4294967296, 1, 'd', 'nai000000000000001', '{{}}', '', '[\"overflow:layers.0\"]', '0', 10, {moment}",
    }  # fmt: skip
    for table, values in rows.items():
        _execute(file, f"INSERT INTO {table} VALUES ({values})")
    assert "0002_review" in migrate(file, file.parent / "backups", NOON)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        tx = Tx(connection, NOON)
        lead_list, lead = tx.lists.find(WORKSPACE, "l"), tx.leads.find_image_of_any_workspace("nai000000000000001")
        assert lead_list is not None
        assert (lead_list.options, lead_list.reduction) == (PLAIN, FULL)
        assert lead is not None
        assert (lead.review_status, lead.warnings) == (ReviewStatus.CLEAR, ("overflow:layers.0",))
        assert tx.leads.page_in_review(lead_list, limit=10, offset=0) == []


def test_a_key_that_was_used_before_an_upgrade_still_gets_its_first_answer(file: Path) -> None:
    """I sent it, upgraded, and sent it again within the day: it is done once; and my key of `/v1` opens what it opened."""
    earlier = [name for name in shipped_scripts() if name < "0005"]
    _migrate(file, {name: script for name, script in shipped_scripts().items() if name in earlier})
    moment = "'2026-05-10T12:00:00.000000Z'"
    people = "users (id, public_id, email, full_name, password_digest, created_at)"
    _execute(file, f"INSERT INTO {people} VALUES (1, 'u', 'a@example.com', '', '', {moment})")
    _execute(file, f"INSERT INTO workspaces (id, name, founder_id, created_at) VALUES (1, 'A', 1, {moment})")
    _execute(file, f"INSERT INTO replies VALUES (1, 'POST', '/v1/x', 'k', x'62', x'7b7d', {moment})")
    _execute(file, f"INSERT INTO api_keys VALUES (1, zeroblob(32), {moment})")
    migrate(file, file.parent / "backups", NOON)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        tx = Tx(connection, NOON)
        slot = Slot(method="POST", path="/v1/x", key="k", body_digest=b"b")
        assert tx.replies.find(WORKSPACE, slot) == Reply(body_digest=b"b", answer=b"{}")
        assert tx.replies.find(None, slot, UserId(1)) is None
        assert tx.api_keys.find(WORKSPACE) == (bytes(32), ApiKey(issued_at=NOON, last_used_at=None))
        assert tx.api_keys.find_workspace_of_any_owner(bytes(32)) == WORKSPACE


def _migrate(file: Path, scripts: dict[str, str]) -> list[str]:
    return migrate(file, file.parent / "backups", NOON, scripts)


def _backups(file: Path) -> list[Path]:
    return sorted((file.parent / "backups").glob("*"))


def _execute(file: Path, sql: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(sql)


def _dump(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        return "\n".join(connection.iterdump())


def _foreign_keys(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    for (table,) in connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' ORDER BY name").fetchall():
        for key in connection.execute(f"PRAGMA foreign_key_list({table})").fetchall():
            yield table, key[3]


def test_lists_of_before_hold_their_pictures(file: Path) -> None:
    """I upgrade: a picture that a list of mine was drawn on is known to be used, each once, and nothing else is."""
    shipped = shipped_scripts()
    _migrate(file, {name: script for name, script in shipped.items() if name < "0003"})
    moment, asset = "'2026-05-10T12:00:00.000000Z'", "a" * 64
    layers = [{"type": "image", "asset": asset}, {"type": "text", "text": "asset"}, {"type": "image", "asset": "b" * 64}]
    spec = json.dumps({"background": {"asset": asset}, "layers": layers})
    columns = "id, public_id, workspace_id, name, list_type, render_spec, variables, image_extension, created_at"
    for row in (
        f"users (id, public_id, email, full_name, password_digest, created_at) VALUES (1, 'u', 'a@example.com', '', '', {moment})",
        f"workspaces (id, name, founder_id, created_at) VALUES (1, 'A', 1, {moment})",
        f"lists ({columns}) VALUES (1, 'l', 1, 'Q2', 'meme', '{spec}', '[]', 'png', {moment})",
        f"lists ({columns}) VALUES (2, 'm', 1, 'Q3', 'ai', NULL, '[]', 'png', {moment})",
    ):
        _execute(file, f"INSERT INTO {row}")
    _migrate(file, shipped)
    with closing(sqlite3.connect(file)) as connection:
        assert sorted(connection.execute("SELECT list_id, asset_id FROM list_assets")) == [(1, asset), (1, "b" * 64)]


def test_jobs_of_before_have_counted_nothing_and_are_not_bounded(file: Path) -> None:
    """I upgrade: my jobs are there as they were, and say of queries and zones what is true, which is nothing."""
    shipped = shipped_scripts()
    _migrate(file, {name: script for name, script in shipped.items() if name < "0013"})
    moment = "'2026-05-10T12:00:00.000000Z'"
    people = "users (id, public_id, email, full_name, password_digest, created_at)"
    _execute(file, f"INSERT INTO {people} VALUES (1, 'u', 'a@example.com', '', '', {moment})")
    _execute(file, f"INSERT INTO workspaces (id, name, founder_id, created_at) VALUES (1, 'A', 1, {moment})")
    _execute(
        file,
        "INSERT INTO jobs (id, public_id, workspace_id, actor, job_type, shape, lane, status, locale, params, mapping, inputs, columns,"
        f" results_count, created_at, expires_at) VALUES (1, 'j', 1, 'user', 'filter', 'table', 'parallel', 'done', 'en', '{{}}', '{{}}',"
        f" '[]', '[]', 2, {moment}, {moment})",
    )
    assert _migrate(file, shipped)[0] == "0013_job_tallies"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        job = Tx(connection, NOON).jobs.find(WORKSPACE, "j")
        assert job is not None
        assert (job.bounds, job.tallies, job.results_count) == (Bounds(), Tallies(), 2)
        assert connection.execute("SELECT count(*) FROM job_alike").fetchone()[0] == 0
