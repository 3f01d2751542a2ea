"""What the kernel knows of processes: whose children they are, and whether they live."""

import time
from collections.abc import Iterable
from pathlib import Path

PATIENCE_SECONDS = 60.0


def children_of(pid: int) -> list[int]:
    """Give the processes below a process, of every generation; none when it is gone."""
    found = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            below = [int(child) for child in tasks.read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
        found += below
        for child in below:
            found += children_of(child)
    return found


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended, whether or not somebody has taken note of it."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state in {"Z", "X"}


def all_end(pids: Iterable[int]) -> bool:
    """Tell whether these processes end within a few moments, as those do that wait for their parent's end."""
    patience_ends = time.monotonic() + PATIENCE_SECONDS
    left = set(pids)
    while left and time.monotonic() < patience_ends:
        left = {pid for pid in left if not is_gone(pid)}
    return not left
