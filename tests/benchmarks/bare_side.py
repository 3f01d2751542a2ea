"""What a loop written by hand takes for the same rows: it reads them from SQLite, awaits a function for each, and writes in batches.

As durable as the engine (WAL, synchronous=FULL), but no process of its own, time limit, retry, lease, log or counter.
"""

import asyncio
import json
import sqlite3
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import uvloop
from units import rows

BATCH = 512


def main() -> None:
    """Work off so many units in a file of its own, and tell how long it took."""
    job = json.load(sys.stdin)
    json.dump({"seconds": uvloop.run(_work(Path(job["folder"]), job["units"]))}, sys.stdout)


async def _work(folder: Path, units: int) -> float:
    connection = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    for name, columns in (("inputs", "item TEXT"), ("outcomes", "status TEXT"), ("results", "cells TEXT")):
        connection.execute(f"CREATE TABLE {name} (key INTEGER PRIMARY KEY, {columns})")
    connection.executemany("INSERT INTO inputs VALUES (?, ?)", ((key, json.dumps(row)) for key, row in enumerate(rows(units))))
    began = perf_counter()
    after = -1
    while batch := connection.execute("SELECT * FROM inputs WHERE key > ? ORDER BY key LIMIT ?", (after, BATCH)).fetchall():
        results = await asyncio.gather(*(_greet(json.loads(item)) for _, item in batch))
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO outcomes VALUES (?, 'done')", ((key,) for key, _ in batch))
        connection.executemany(
            "INSERT INTO results VALUES (?, ?)", [(key, json.dumps(row)) for (key, _), row in zip(batch, results, strict=True)]
        )
        connection.execute("COMMIT")
        after = batch[-1][0]
    seconds = perf_counter() - began
    assert connection.execute("SELECT count(*) FROM results").fetchone() == (units,)
    connection.close()
    return seconds


async def _greet(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"greeting": f"Hello {row['name']}"}


if __name__ == "__main__":
    main()
