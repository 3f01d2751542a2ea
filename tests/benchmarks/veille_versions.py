"""Databases with a veille, as the store keeps it: of its rows every fifth is another in its run, new or gone."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from results import JOB, MOMENT

from outhost.domain.diffs import identity
from outhost.domain.jobs import row_key
from outhost.domain.rows import Cell, packed
from outhost.domain.veilles import VeilleKey, digest_of, mark_of

COLUMNS: Final = ["nom", "code_postal", "adresse", "ville", "telephone", "site_web", "rating", "reviews_count"]
VEILLE: Final = VeilleKey(7)

_RATING: Final = 4.0
_OTHER_RATING: Final = 3.5
_CHANGED_EVERY: Final = 10
_GONE_EVERY: Final = 20
"""So many rows are new, too."""

Version = tuple[VeilleKey, bytes, int, int | None, bytes, str]


def seed_versions(database: Path, workspace_id: int, count: int) -> None:
    """Give a prepared database, which nobody else has open, a veille with two runs of `count` rows each."""
    with closing(sqlite3.connect(database)) as connection:
        _insert_veille(connection, workspace_id)
        _insert(connection, "veille_runs", *(_run(number, "done") for number in (0, 1)))
        _insert_versions(connection, _versions(count))
        connection.commit()


def seed_run(database: Path, workspace_id: int, count: int) -> None:
    """Give a prepared database, which nobody else has open, a veille that knows `count` rows; a run of as many waits to be compared."""
    job = {
        "id": JOB, "public_id": "j_bench", "workspace_id": workspace_id, "actor": "bench", "job_type": "import", "shape": "row",
        "lane": "parallel", "status": "done", "locale": "en", "params": "{}", "mapping": "{}", "inputs": "[]",
        "columns": json.dumps(COLUMNS), "results_count": count, "created_at": MOMENT, "expires_at": MOMENT,
    }  # fmt: skip
    with closing(sqlite3.connect(database)) as connection:
        user_id = connection.execute("SELECT min(id) FROM users").fetchone()[0]
        _insert_veille(connection, workspace_id, user_id=user_id, is_live=1, has_digest=1)
        _insert(connection, "jobs", job)
        _insert(connection, "veille_runs", _run(0, "done"), _run(1, "running", stage="reading", job_id="j_bench", read_from=JOB))
        _insert_versions(connection, (_version(number, 0, None, _RATING) for number in range(count)))
        connection.execute("UPDATE veille_rows SET is_missing = 1 WHERE id % ? = 2", [2 * _GONE_EVERY])  # every other one that is gone
        connection.executemany("INSERT INTO job_rows (key, cells) VALUES (?, ?)", _found(count))
        connection.commit()


def _insert_veille(connection: sqlite3.Connection, workspace_id: int, **more: object) -> None:
    veille = {
        "id": VEILLE, "public_id": "veille", "workspace_id": workspace_id, "actor": "bench", "locale": "en", "name": "Bench",
        "source_job_id": "j_bench", "frequency_days": 7, "status": "active", "next_run_at": MOMENT, "last_number": 1,
        "created_at": MOMENT, **more,
    }  # fmt: skip
    _insert(connection, "veilles", veille)


def _run(number: int, status: str, **more: object) -> dict[str, object]:
    return {
        "public_id": f"run-{number}", "veille_id": VEILLE, "number": number, "status": status, "columns": json.dumps(COLUMNS),
        "created_at": MOMENT, "stage": None, "job_id": None, "read_from": None, **more,
    }  # fmt: skip


def _insert(connection: sqlite3.Connection, table: str, *rows: Mapping[str, object]) -> None:
    names = list(rows[0])
    connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})", rows)


def _insert_versions(connection: sqlite3.Connection, versions: Iterable[Version]) -> None:
    """Insert versions in no order of their identities: an index that is made afterwards is sorted once."""
    indexes = connection.execute("SELECT name, sql FROM sqlite_schema WHERE tbl_name = 'veille_rows' AND type = 'index'").fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    connection.executemany(
        "INSERT INTO veille_rows (veille_id, identity, from_run, to_run, digest, cells) VALUES (?, ?, ?, ?, ?, ?)", versions
    )
    for _, sql in indexes:
        connection.execute(sql)


def _versions(count: int) -> Iterator[Version]:
    for number in range(count + count // _GONE_EVERY):
        if number >= count:
            yield _version(number, 1, None, _RATING)
        elif number % _CHANGED_EVERY == 0:
            yield _version(number, 0, 1, _RATING)
            yield _version(number, 1, None, _OTHER_RATING)
        else:
            yield _version(number, 0, 1 if number % _GONE_EVERY == 1 else None, _RATING)


def _found(count: int) -> Iterator[tuple[int, str]]:
    for number in range(count + count // _GONE_EVERY):
        if number >= count or number % _GONE_EVERY != 1:
            is_other = number < count and number % _CHANGED_EVERY == 0
            yield row_key(JOB, number, 0), packed(_cells(number, _OTHER_RATING if is_other else _RATING))


def _version(number: int, from_run: int, to_run: int | None, rating: float) -> Version:
    cells = _cells(number, rating)
    row = dict(zip(COLUMNS, cells, strict=True))
    return VEILLE, mark_of(identity(row)), from_run, to_run, digest_of(row), packed(cells)


def _cells(number: int, rating: float) -> list[Cell]:
    return [
        f"Boulangerie {number}", f"{number % 95_000:05}", f"{number % 200} rue de la Paix", "Paris", f"+336{number:08}",
        f"https://www.example-{number}.fr", rating, number % 500,
    ]  # fmt: skip
