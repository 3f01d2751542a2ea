"""Veilles: the diff of two runs of a million rows each streams in no more memory than one of a hundred thousand."""

from pathlib import Path

import pytest
from furnishing import furnish
from ratios import SCALE, Table, at_most
from servers import run_program
from veille_versions import seed_versions

pytestmark = pytest.mark.bench

MANY = round(1_000_000 * SCALE)
FEWER = MANY // 10


def test_ten_times_the_rows_are_compared_in_no_more_memory(tmp_path: Path, table: Table) -> None:
    """Every fifth row is another, new or gone; the most that the process ever had, Python and all."""
    many, fewer = (_seeded(tmp_path / f"{count}", count) for count in (MANY, FEWER))
    for form in ("csv", "json"):
        mine, other = (_compare(database, tmp_path / "out", form) for database in (many, fewer))
        what = f"diff of two runs of {MANY:,} rows each as {form.upper()}"
        table.compare(
            f"{what}, memory at its most", [mine["mib"]], [other["mib"]], "{:,.1f} MiB", against=f"of {FEWER:,}", goal=at_most(1.1)
        )
        table.compare(
            f"{what}, time a row", [mine["seconds"] / MANY * 1e6], [other["seconds"] / FEWER * 1e6], "{:.2f} µs", against=f"of {FEWER:,}"
        )
        assert (tmp_path / "out").read_text("utf-8").count("Boulangerie") >= FEWER // 5


def _seeded(folder: Path, count: int) -> Path:
    premises = furnish(folder / "house", [])
    seed_versions(premises.database, premises.workspace_id, count)
    return premises.database


def _compare(database: Path, target: Path, form: str) -> dict[str, float]:
    return run_program("comparing.py", {"database": str(database), "target": str(target), "format": form})
