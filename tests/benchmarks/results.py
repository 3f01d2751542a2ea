"""A database with the results of one job, as the store keeps them: rows that a search for leads might give."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

from outhost.domain.rows import Cell, packed

COLUMNS = ["nom", "site_web", "telephone", "adresse", "ville", "code_postal", "rating", "reviews_count", "email", "accepts_mail"]
JOB = 7
NAMES = ["Boulangerie", "Café", "Hôtel", "Garage", "Plomberie", "Société", "Martin", "Dupont", "Zoé", "Léa", "&", "Fils", "du", "Lac"]
AWKWARD_EVERY = 50
"""One name in so many has quotes in it, or a line end."""


def seed_results(path: Path, count: int) -> None:
    """Make a database of `count` rows, one a unit."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE job_rows (key INTEGER PRIMARY KEY, cells TEXT NOT NULL, provenance TEXT) STRICT")
        connection.executemany("INSERT INTO job_rows (key, cells) VALUES (?, ?)", _rows(count))
        connection.commit()


def texts_of(path: Path, limit: int, some: int = 512) -> Iterator[list[str]]:
    """Read the rows of the job, some at a time, in the order of their keys."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT cells FROM job_rows WHERE key >= :first AND key < :end ORDER BY key LIMIT :limit",
            {"first": JOB << 38, "end": (JOB + 1) << 38, "limit": limit},
        )
        while texts := rows.fetchmany(some):
            yield [text for (text,) in texts]


def _rows(count: int) -> Iterator[tuple[int, str]]:
    random = Random(5)
    for unit in range(count):
        yield JOB << 38 | unit << 16, packed(_cells(random, unit))


def _cells(random: Random, unit: int) -> list[Cell]:
    name = " ".join(random.choices(NAMES, k=3))
    if unit % AWKWARD_EVERY == 0:
        name = random.choice([f'"{name}"', f"{name}\n{unit}"])
    site = f"https://www.example-{unit}.fr/?page={unit % 9}" if unit % 5 else None
    return [
        name, site, f"+336{random.randrange(10**8):08}", f"{unit % 200} rue de la Paix", "Paris", f"{75_000 + unit % 20}",
        round(random.uniform(1, 5), 1), random.randrange(500), site and f"contact@example-{unit}.fr", unit % 3 == 0,
    ]  # fmt: skip
