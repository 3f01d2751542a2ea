"""A database with a veille of two runs, as the store keeps them: of its rows every fifth is another in the second run, new or gone."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from results import MOMENT

from outhost.domain.diffs import identity
from outhost.domain.rows import packed
from outhost.domain.veilles import VeilleKey, digest_of, mark_of

COLUMNS: Final = ["nom", "code_postal", "adresse", "ville", "telephone", "site_web", "rating", "reviews_count"]
VEILLE: Final = VeilleKey(7)

_CHANGED_EVERY: Final = 10
_GONE_EVERY: Final = 20
"""So many rows are new, too."""

Version = tuple[VeilleKey, bytes, int, int | None, bytes, str]


def seed_versions(database: Path, workspace_id: int, count: int) -> None:
    """Give a prepared database, which nobody else has open, a veille with two runs of `count` rows each."""
    veille = {
        "id": VEILLE, "public_id": "veille", "workspace_id": workspace_id, "actor": "bench", "locale": "en", "name": "Bench",
        "source_job_id": "j_bench", "frequency_days": 7, "status": "active", "next_run_at": MOMENT, "last_number": 1,
        "created_at": MOMENT,
    }  # fmt: skip
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"INSERT INTO veilles ({', '.join(veille)}) VALUES ({', '.join(f':{name}' for name in veille)})", veille)
        connection.executemany(
            "INSERT INTO veille_runs (public_id, veille_id, number, status, columns, created_at) VALUES (?, ?, ?, 'done', ?, ?)",
            [(f"run-{number}", VEILLE, number, json.dumps(COLUMNS), MOMENT) for number in (0, 1)],
        )
        # Rows come in no order of their identities: an index that is made afterwards is sorted once.
        indexes = connection.execute("SELECT name, sql FROM sqlite_schema WHERE tbl_name = 'veille_rows' AND type = 'index'").fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.executemany(
            "INSERT INTO veille_rows (veille_id, identity, from_run, to_run, digest, cells) VALUES (?, ?, ?, ?, ?, ?)", _versions(count)
        )
        for _, sql in indexes:
            connection.execute(sql)
        connection.commit()


def _versions(count: int) -> Iterator[Version]:
    for number in range(count + count // _GONE_EVERY):
        if number >= count:
            yield _version(number, 1, None, 4.0)
        elif number % _CHANGED_EVERY == 0:
            yield _version(number, 0, 1, 4.0)
            yield _version(number, 1, None, 3.5)
        else:
            yield _version(number, 0, 1 if number % _GONE_EVERY == 1 else None, 4.0)


def _version(number: int, from_run: int, to_run: int | None, rating: float) -> Version:
    cells = [
        f"Boulangerie {number}", f"{number % 95_000:05}", f"{number % 200} rue de la Paix", "Paris", f"+336{number:08}",
        f"https://www.example-{number}.fr", rating, number % 500,
    ]  # fmt: skip
    row = dict(zip(COLUMNS, cells, strict=True))
    return VEILLE, mark_of(identity(row)), from_run, to_run, digest_of(row), packed(cells)
