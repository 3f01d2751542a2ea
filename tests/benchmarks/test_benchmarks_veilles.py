"""Veilles: the diff of two runs of a million rows each streams in flat memory, and comparing such a run holds nobody up."""

from pathlib import Path
from typing import Any

import pytest
from furnishing import furnish
from ratios import SCALE, Table, at_most
from servers import run_program
from veille_versions import seed_run, seed_versions

pytestmark = pytest.mark.bench

MANY = round(1_000_000 * SCALE)
FEWER = MANY // 10
BOUND_MS = 50.0
"""For one write, since others wait behind it."""


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


def test_no_write_of_a_comparison_holds_the_others_up(tmp_path: Path, table: Table) -> None:
    """A run in which every fifth row is another, new or gone is compared step by step: each step as short as with a tenth of the rows."""
    many, fewer = (_looked_out(tmp_path / f"{count}", count) for count in (MANY, FEWER))
    what = f"the longest write while a run of {MANY:,} rows is compared"
    held, worked, worked_fewer = ([max(map(max, taken.values()))] for taken in (many["held"], many["worked"], fewer["worked"]))
    table.compare(f"{what}, by the clock", held, [BOUND_MS], "{:.1f} ms", against="the bound of one", goal=at_most(1))
    table.compare(f"{what}, of a processor", worked, [BOUND_MS], "{:.1f} ms", against="the bound of one", goal=at_most(1))
    table.compare(f"{what}, of a processor", worked, worked_fewer, "{:.1f} ms", against=f"of {FEWER:,}")
    committed = sorted(many["committed"])
    p50, p99 = (committed[int(len(committed) * place)] for place in (0.5, 0.99))
    table.say(f"each of those {len(committed):,} writes, until it is on disk: p50/p99", f"{p50:.1f}/{p99:.1f} ms")
    table.say(f"a run of {MANY:,} rows is compared", f"{many['seconds']:.0f} s")
    for report, count in ((many, MANY), (fewer, FEWER)):
        changed = (count // 20, count // 40, count // 40, count // 10)
        assert tuple(report["counts"][name] for name in ("new", "closed", "missing", "modified")) == changed


def _looked_out(folder: Path, count: int) -> dict[str, Any]:
    premises = furnish(folder / "house", [])
    seed_run(premises.database, premises.workspace_id, count)
    return run_program("looking_out.py", {"database": str(premises.database)})


def _seeded(folder: Path, count: int) -> Path:
    premises = furnish(folder / "house", [])
    seed_versions(premises.database, premises.workspace_id, count)
    return premises.database


def _compare(database: Path, target: Path, form: str) -> dict[str, float]:
    return run_program("comparing.py", {"database": str(database), "target": str(target), "format": form})
