"""A database with the results of one job, as the store keeps them: rows that a search for leads might give."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

from outhost.domain.jobs import JobKey, row_key
from outhost.domain.rows import Cell, packed

COLUMNS = ["nom", "site_web", "telephone", "adresse", "ville", "code_postal", "rating", "reviews_count", "email", "accepts_mail"]
JOB = JobKey(7)
MOMENT = "2026-05-10T12:00:00.000000Z"
NAMES = ["Boulangerie", "Café", "Hôtel", "Garage", "Plomberie", "Société", "Martin", "Dupont", "Zoé", "Léa", "&", "Fils", "du", "Lac"]
AWKWARD_EVERY = 50
"""One name in so many has quotes in it, or a line end."""


def seed_results(database: Path, workspace_id: int, count: int) -> None:
    """Give a prepared database, which nobody else has open, one job that is done and has `count` rows, one a unit."""
    job = {
        "id": JOB, "public_id": "j_bench", "workspace_id": workspace_id, "actor": "bench", "job_type": "import", "shape": "row",
        "lane": "parallel", "status": "done", "locale": "en", "params": "{}", "mapping": "{}", "inputs": "[]",
        "columns": json.dumps(COLUMNS),        "results_count": count, "created_at": MOMENT, "expires_at": MOMENT,
    }  # fmt: skip
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"INSERT INTO jobs ({', '.join(job)}) VALUES ({', '.join(f':{name}' for name in job)})", job)
        connection.executemany("INSERT INTO job_rows (key, cells) VALUES (?, ?)", _rows(count))
        connection.commit()


def _rows(count: int) -> Iterator[tuple[int, str]]:
    random = Random(5)
    for unit in range(count):
        yield row_key(JOB, unit, 0), packed(_cells(random, unit))


def _cells(random: Random, unit: int) -> list[Cell]:
    name = " ".join(random.choices(NAMES, k=3))
    if unit % AWKWARD_EVERY == 0:
        name = random.choice([f'"{name}"', f"{name}\n{unit}"])
    site = f"https://www.example-{unit}.fr/?page={unit % 9}" if unit % 5 else None
    return [
        name, site, f"+336{random.randrange(10**8):08}", f"{unit % 200} rue de la Paix", "Paris", f"{75_000 + unit % 20}",
        round(random.uniform(1, 5), 1), random.randrange(500), site and f"contact@example-{unit}.fr", unit % 3 == 0,
    ]  # fmt: skip
