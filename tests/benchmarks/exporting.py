"""One export in a process of its own: how long it took, and the most memory that the process ever had."""

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path
from time import perf_counter

from openpyxl import Workbook
from results import COLUMNS, JOB

from outhost.domain.clock import SystemClock
from outhost.domain.rows import Cell
from outhost.exports.formats import Format
from outhost.operations.job_downloads import JobDownloads
from outhost.store.sqlite import Store


def main() -> None:
    """Do the job: all rows of `database` to `target`, in `format`, or by openpyxl's loop over rows that are read already."""
    job = json.load(sys.stdin)
    seconds = asyncio.run(_export(Path(job["database"]), Path(job["target"]), job["format"]))
    json.dump({"seconds": seconds, "mib": peak_mib()}, sys.stdout)


async def _export(database: Path, target: Path, form: str) -> float:
    store = Store(database, SystemClock())
    try:
        if form == "openpyxl":
            rows = [json.loads(text) for _, text, _ in await store.read(lambda tx: tx.job_rows.after(JOB, 0, limit=10**9))]
            return _by_openpyxl(rows, target)
        return await _by_us(store, target, Format(form))
    finally:
        await store.close()


async def _by_us(store: Store, target: Path, wanted: Format) -> float:
    began = perf_counter()
    job = await store.read(lambda tx: tx.jobs.find_of_any_workspace(JOB))
    assert job is not None
    with target.open("wb") as file:
        async with aclosing(JobDownloads(store).write(job, wanted)) as chunks:
            async for chunk in chunks:
                file.write(chunk)
    return perf_counter() - began


def _by_openpyxl(rows: Sequence[Sequence[Cell]], target: Path) -> float:
    began = perf_counter()
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append(row)
    book.save(target)
    return perf_counter() - began


def peak_mib() -> float:
    """Tell the most memory that this process ever had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    main()
