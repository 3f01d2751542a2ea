"""One comparison of two runs in a process of its own: how long it took, and the most memory that the process ever had."""

import asyncio
import json
import sys
from contextlib import aclosing
from pathlib import Path
from time import perf_counter

from exporting import peak_mib
from veille_versions import VEILLE

from outhost.domain.clock import SystemClock
from outhost.exports.formats import Format
from outhost.operations.veille_downloads import VeilleDownloads
from outhost.operations.veille_reports import Comparison, VeilleReports
from outhost.store.sqlite import Store


def main() -> None:
    """Do the job: what became of the rows of `database` to `target`, in `format`."""
    job = json.load(sys.stdin)
    seconds = asyncio.run(_compare(Path(job["database"]), Path(job["target"]), Format(job["format"])))
    json.dump({"seconds": seconds, "mib": peak_mib()}, sys.stdout)


async def _compare(database: Path, target: Path, form: Format) -> float:
    store = Store(database, SystemClock())
    try:
        began = perf_counter()
        veille = await store.read(lambda tx: tx.veilles.find_of_any_workspace(VEILLE))
        assert veille is not None
        downloads = VeilleDownloads(store, VeilleReports(store))
        with target.open("wb") as file:
            async with aclosing(downloads.differences(Comparison(veille=veille, first=0, last=1), form)) as chunks:
                async for chunk in chunks:
                    file.write(chunk)
        return perf_counter() - began
    finally:
        await store.close()


if __name__ == "__main__":
    main()
