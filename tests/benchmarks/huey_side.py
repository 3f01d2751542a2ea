"""Huey at work on SQLite: a task a unit, its result stored. Run by the interpreter of the peers (`make peers`)."""

import json
import logging
import os
import sys
from pathlib import Path
from time import perf_counter, sleep, time  # noqa: TID251 - a task tells when it began
from typing import Any

from huey import SqliteHuey
from units import quantiles_ms, rows


def main() -> None:
    """Do what is asked for: `throughput` or `latency`."""
    logging.disable(logging.WARNING)
    job = json.load(sys.stdin)
    doing = {"throughput": _throughput, "latency": _latency}[job.pop("do")]
    json.dump(doing(job.pop("folder"), **job), sys.stdout)


def _throughput(folder: str, *, units: int, fsync: bool, workers: int, kind: str = "thread") -> dict[str, Any]:
    """Have tasks wait, then start the consumer, and tell how long it takes until the last result is stored."""
    huey = SqliteHuey("bench", filename=str(Path(folder) / "huey.sqlite3"), fsync=fsync)
    greet = huey.task()(_greet)
    began = perf_counter()
    for row in rows(units):
        greet(row)
    creating = perf_counter() - began
    began = perf_counter()
    consumer = _start(huey, workers, kind)
    while huey.storage.result_store_size() < units:
        sleep(0.005)
    seconds = perf_counter() - began
    consumer.stop(graceful=True)
    return {"seconds": seconds, "create_seconds": creating}


def _latency(folder: str, *, rounds: int) -> dict[str, Any]:
    """Give tasks one after the other to a consumer that waits, and wait for each: to its start, and to its end."""
    huey = SqliteHuey("bench", filename=str(Path(folder) / "huey.sqlite3"), fsync=True)
    tell_time = huey.task()(_tell_time)
    consumer = _start(huey, 1, "thread")
    starts, ends = [], []
    for number in range(rounds + 1):
        began = time()
        result = tell_time(number)
        starts.append(result.get(blocking=True, backoff=1, max_delay=0.001) - began)
        ends.append(time() - began)
    consumer.stop(graceful=True)
    return {"start_ms": quantiles_ms(starts[1:]), "end_ms": quantiles_ms(ends[1:])}


def _start(huey: SqliteHuey, workers: int, kind: str) -> Any:
    """Start a consumer that asks for work every millisecond: its default is ten times a second, slower when there is none."""
    consumer = huey.create_consumer(
        workers=workers, worker_type=kind, periodic=False, initial_delay=0.001, max_delay=0.001, backoff=1.0, check_worker_health=False
    )
    consumer.start()
    return consumer


def _greet(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"greeting": f"Hello {row['name']}"}


def _tell_time(_number: int) -> float:
    return time()


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # threads that ask for work are not waited for
