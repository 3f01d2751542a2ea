"""The program `outhost` on a disk that promises nothing: no file is synced and no commit. Only to tell what the promises cost."""

import os
from pathlib import Path
from typing import Any

from outhost.cli import main
from outhost.store import sqlite


def _promise_nothing(_descriptor: int) -> None:
    """Return at once."""


class _Careless(sqlite._Writer):
    def __init__(self, path: Path, clock: Any) -> None:
        super().__init__(path, clock)
        self._connection.execute("PRAGMA synchronous = OFF")


os.fsync = _promise_nothing  # here, so that the drawing processes, which import this file too, promise nothing either

if __name__ == "__main__":
    sqlite._Writer = _Careless  # type: ignore[misc]  # the one place where a benchmark steps in
    main()
