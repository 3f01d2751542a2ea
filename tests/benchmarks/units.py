"""The units that every side works on: rows of four cells, as people give them."""

from collections.abc import Sequence


def rows(count: int) -> list[dict[str, str]]:
    """Make so many rows."""
    return [
        {"name": f"Person {n}", "company": f"Company {n}", "city": "Lyon", "email": f"person{n}@example.com"} for n in range(count)
    ]  # fmt: skip


def quantiles_ms(seconds: Sequence[float]) -> list[float]:
    """Give the median and the 99th of a hundred, in ms."""
    ordered = sorted(seconds)
    return [1000 * ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.99)]
