"""Every table that can hold personal data can be made to forget a person; the others say why they need not."""

import importlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime

import pytest

from outhost.operations.traces import TABLES
from outhost.store.migrations import migrate
from outhost.store.transactions import Tx

FORGETFUL = {
    "leads": "leads",
    "replies": "replies",
    "events": "events",
    "letters": "letters",
    "invitations": "invitations",
    "templates": "templates",
    "lists": "lists",
    "credit_entries": "credits",
    "jobs": "jobs",
    "job_alike": "job_alike",
    "job_inputs": "job_inputs",
    "job_rows": "job_rows",
    "job_frames": "job_frames",
    "pipelines": "pipelines",
    "veilles": "veilles",
    "veille_rows": "veille_rows",
    "veille_runs": "veille_runs",
    "veille_signals": "veille_signals",
    "feedback_threads": "feedback_threads",
    "feedback_messages": "feedback_messages",
    "webhook_deliveries": "webhook_deliveries",
}
"""Tables in which a person may be named, and the store module that finds and erases them there."""

REASONS = {
    "access_keys": "names of keys are chosen by members for themselves, and go with the member",
    "announcements": "what administrators have everybody read",
    "api_keys": "a digest of a random key, and moments",
    "assets": "digests and sizes of pictures, which the owner brought",
    "attempts": "digests, forgotten within the hour",
    "departed_actors": "numbers of accounts",
    "job_units": "why units failed: it goes with the input that names a person",
    "lead_gaps": "numbers of ordinals",
    "lead_words": "the words of leads: triggers take them out with the lead, and an erasure has the rest merged away",
    "list_assets": "digests of pictures",
    "mail_tokens": "digests of random tokens of an account, and go with it",
    "members": "numbers and roles of accounts",
    "module_votes": "slugs of modules and numbers of accounts, with which they go",
    "opens": "digests that nobody can read after the day; they go with their lead",
    "pipeline_nodes": "ids that people gave to nodes; why one failed is erased with its pipeline",
    "recovery_codes": "digests of random codes of an account, and go with it",
    "sandbox_time": "the number of a week",
    "sessions": "logins of an account, and go with it",
    "subject_secret": "a random secret",
    "subscriptions": "plans and their states",
    "suppressions": "keyed digests alone: they are there to be kept",
    "template_assets": "digests of pictures",
    "tombstones": "keyed digests alone: they are there to be kept",
    "users": "accounts: their people erase them, with all that is theirs",
    "veille_keeps": "numbers of jobs",
    "veille_seen": "digests, forgotten when a run was compared",
    "webhooks": "addresses of servers, and secrets, which the workspace's own admins chose",
    "workspaces": "names of workspaces belong to the accounts that chose them",
}
"""Tables that need not forget a subject, each with why."""

OF_SQLITE = ("sqlite_", "_sqlite_", "lead_words_")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The tables that the migrations make."""
    path = tmp_path_factory.mktemp("schema") / "outhost.db"
    migrate(path, path.parent / "backups", datetime(2026, 5, 10, tzinfo=UTC))
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name for name in names if not name.startswith(OF_SQLITE)}


def strays(tables: Iterable[str]) -> list[str]:
    """Name the tables that can neither forget nor say why not."""
    return sorted(name for name in tables if name not in FORGETFUL and name not in REASONS)


def test_every_table_forgets_or_says_why_not(tables: set[str]) -> None:
    """A new table that may name a person needs `texts` and `erase` in its store module, and a place here; another needs its reason."""
    assert strays(tables) == []
    assert (set(FORGETFUL) | set(REASONS)) - tables == set()
    assert all(len(reason.split()) > 2 for reason in REASONS.values())


def test_whatever_forgets_is_asked_to() -> None:
    """Each of them finds people and erases them, and an erasure goes through them all."""
    assert set(TABLES) == set(FORGETFUL.values())
    for noun in FORGETFUL.values():
        module = importlib.import_module(f"outhost.store.{noun}")
        table = next(kind for name, kind in vars(module).items() if name.lower() == noun.replace("_", ""))
        assert callable(table.texts)
        assert callable(table.erase)
        with closing(sqlite3.connect(":memory:")) as connection:
            assert noun in vars(Tx(connection, datetime(2026, 5, 10, tzinfo=UTC)))


def test_a_table_without_a_rule_is_found() -> None:
    """A rule that nothing can break is no rule."""
    assert strays(["leads", "users", "diaries"]) == ["diaries"]
