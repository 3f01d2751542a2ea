"""Modules at work on the sites of a town, in a process of its own: the appliance as `outhost serve` opens it.

The clock passes when all wait. So what is measured is work, and no politeness: a site that wants a second between two requests takes none.
"""

import asyncio
import json
import resource
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from towns import listed, open_town


def main() -> None:
    """Run `slugs`, all together, over the town of `seed` with `size` businesses."""
    job = json.load(sys.stdin)
    with TemporaryDirectory() as folder:
        json.dump(asyncio.run(_crawl(Path(folder), **job)), sys.stdout)


async def _crawl(path: Path, *, seed: int, size: int, slugs: list[str]) -> dict[str, Any]:
    async with open_town(path, seed=seed, size=size) as opened:
        items = listed(opened.town)
        began = perf_counter()
        await asyncio.gather(*(opened.rows(slug, items) for slug in slugs))
        seconds = perf_counter() - began
        hosts = len({each.host for each in opened.town.log})
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {"requests": len(opened.town.log), "hosts": hosts, "seconds": seconds, "mib": peak}


if __name__ == "__main__":
    main()
