"""What the kernel knows of processes: whose children they are, and whether they live."""

from pathlib import Path


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
