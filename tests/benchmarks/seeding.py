"""Leads by the million: written straight into the file of a prepared data folder, through the very statements of the store."""

import hashlib
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from outhost.domain.leads import Lead, key_of
from outhost.domain.lists import ListId
from outhost.store.contract import Row
from outhost.store.gaps import Gaps
from outhost.store.leads import Leads

BATCH_ROWS = 20_000
FIRST_NAMES = ("Al", "Ada", "Zoé", "Noor", "Søren", "Maximiliane-Charlotte", "José María", "O'Neil", "Anaïs", "Bo")
COMPANIES = ("Acme", "Smith, Jones & Co", 'The "Best" Bakery', "Müller GmbH", "Société Générale d'Études", "Ζεύς", "C", "Łódź Works")


def seed_leads(database: Path, list_id: ListId, count: int, *, erased: int = 0, seed: int = 1) -> None:
    """Give an empty list `count` leads, of which none has an image file; `erased` more were added among them and erased at random.

    Nobody else may have the file open. No credit is charged and no ledger line written. 1 M leads take about 40 s.
    """
    chance = random.Random(f"{seed} {list_id}")
    with _bulk(database) as bulk:
        declared, extension = _list(bulk.connection, list_id)
        for ordinal in range(count + erased):
            Leads(bulk).insert(_lead(list_id, ordinal, declared, extension, chance), ordinal)
        gaps = chance.sample(range(count + erased), erased)
        for ordinal in gaps:
            bulk.run("DELETE FROM leads WHERE id = :id", id=key_of(list_id, ordinal))
        for ordinal in gaps:
            Gaps(bulk).add(list_id, ordinal)
        bulk.run(
            "UPDATE lists SET lead_count = :count, next_ordinal = :next, image_bytes ="
            " (SELECT coalesce(sum(image_bytes), 0) FROM leads WHERE id >= :first AND id < :end) WHERE id = :list_id",
            count=count, next=count + erased, list_id=list_id, first=key_of(list_id, 0), end=key_of(ListId(list_id + 1), 0),
        )  # fmt: skip


@dataclass(slots=True)
class _Bulk:
    """A connection in the sense of the store's tables that gathers equal statements and runs them many at once, in order."""

    connection: sqlite3.Connection
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    _sql: str = ""
    _waiting: list[dict[str, Any]] = field(default_factory=list)

    def run(self, sql: str, **params: object) -> int:
        if sql != self._sql or len(self._waiting) >= BATCH_ROWS:
            self.flush()
            self._sql = sql
        self._waiting.append(params)
        return 1

    def one(self, sql: str, **params: object) -> Row | None:
        self.flush()
        row: Row | None = self.connection.execute(sql, params).fetchone()
        return row

    def all(self, sql: str, **params: object) -> list[Row]:
        self.flush()
        return self.connection.execute(sql, params).fetchall()

    def flush(self) -> None:
        if self._waiting:
            self.connection.executemany(self._sql, self._waiting)
            self._waiting.clear()


@contextmanager
def _bulk(database: Path) -> Iterator[_Bulk]:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        connection.execute("BEGIN IMMEDIATE")
        bulk = _Bulk(connection)
        yield bulk
        bulk.flush()
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")


def _list(connection: sqlite3.Connection, list_id: ListId) -> tuple[list[str], str]:
    declared, extension, ordinals = connection.execute(
        "SELECT variables, image_extension, next_ordinal FROM lists WHERE id = ?", (list_id,)
    ).fetchone()
    assert ordinals == 0, "the list has leads already"
    return json.loads(declared), extension


def _lead(list_id: ListId, ordinal: int, declared: list[str], extension: str, chance: random.Random) -> Lead:
    bits = chance.getrandbits(256)
    digits = f"{bits:064x}"
    values = (chance.choice(FIRST_NAMES), f"{chance.choice(COMPANIES)} {ordinal}", None, "x")
    return Lead(
        list_id=list_id,
        lead_id=f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:32]}",
        tracking_id=f"nai{digits[-15:]}",
        variables={name: values[place % len(values)] for place, name in enumerate(declared)},
        image_extension=extension,
        image_digest=hashlib.sha256(digits.encode()).hexdigest(),
        image_bytes=30_000 + bits % 40_000,
        warnings=(),
        created_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ordinal),
    )
