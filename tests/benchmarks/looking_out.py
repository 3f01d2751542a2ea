"""One run of a veille compared in a process of its own: how long each of its writes held the writer, and how long all of it took."""

import asyncio
import json
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

from veille_versions import VEILLE

from outhost.domain.clock import SystemClock
from outhost.domain.veilles import RunStatus, VeilleRun
from outhost.engine.lookout import Lookout
from outhost.operations.veille_comparisons import VeilleComparisons
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


class TimedStore(Store):
    """A store that notes of each write, by what it did, how long it held the writer, in ms: by the clock, and of a processor."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`."""
        super().__init__(path, SystemClock())
        self.held: defaultdict[str, list[float]] = defaultdict(list)
        self.worked: defaultdict[str, list[float]] = defaultdict(list)
        self.committed: list[float] = []

    async def write(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Time `work` where it runs, and what follows until it is on disk."""

        def timed(tx: Tx) -> Any:
            began, spent = perf_counter(), thread_time()
            try:
                return work(tx, *args, **kwargs)
            finally:
                self.held[work.__name__].append((perf_counter() - began) * 1000)
                self.worked[work.__name__].append((thread_time() - spent) * 1000)

        began = perf_counter()
        result = await super().write(timed)
        self.committed.append((perf_counter() - began) * 1000)
        return result


def main() -> None:
    """Do the job: compare the run that waits in `database`."""
    job = json.load(sys.stdin)
    json.dump(asyncio.run(_compare(Path(job["database"]))), sys.stdout)


async def _compare(database: Path) -> dict[str, Any]:
    store = TimedStore(database)
    try:
        began = perf_counter()
        await Lookout(VeilleComparisons(store, "http://127.0.0.1"), store.bell, SystemClock()).compare_all()
        seconds = perf_counter() - began
        run = await store.read(_run)
        assert run.status is RunStatus.DONE
        counts = {name: getattr(run.counts, name) for name in ("new", "closed", "missing", "modified", "unchanged")}
        return {"seconds": seconds, "held": store.held, "worked": store.worked, "committed": store.committed, "counts": counts}
    finally:
        await store.close()


def _run(tx: Tx) -> VeilleRun:
    run = tx.veille_runs.find_numbered(VEILLE, 1)
    assert run is not None
    return run


if __name__ == "__main__":
    main()
