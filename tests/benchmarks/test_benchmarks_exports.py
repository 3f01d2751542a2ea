"""Exports of a job's results: a million rows at the price of asking the database by hand, and in no more memory than a few."""

import csv
import io
import json
import subprocess
from pathlib import Path
from time import perf_counter

import pytest
from furnishing import furnish
from ratios import SCALE, Table, at_most, in_turn
from results import COLUMNS, seed_results
from servers import run_program

pytestmark = pytest.mark.bench

MANY = round(1_000_000 * SCALE)
FEWER = MANY // 10


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a job of a million rows."""
    return _seeded(tmp_path_factory.mktemp("many") / "house", MANY)


@pytest.fixture(scope="module")
def fewer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a job of a tenth of them."""
    return _seeded(tmp_path_factory.mktemp("fewer") / "house", FEWER)


@pytest.mark.needs("sqlite3")
@pytest.mark.parametrize("form", ["csv", "json"])
def test_exporting_every_row_takes_no_longer_than_asking_the_database(tmp_path: Path, table: Table, many: Path, form: str) -> None:
    """A download to a file, as a handler sends it to a client, against one statement of the `sqlite3` program: the same cells."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    mine, other = in_turn(lambda _: _export(many, ours, form)["seconds"], lambda _: _dump(many, theirs, form))
    assert _cells(ours, form) == _cells(theirs, form)
    what = f"{MANY:,} rows of {len(COLUMNS)} columns as {form.upper()}, from file to file"
    table.compare(what, mine, other, "{:.2f} s", against=f"`sqlite3 -{form}` with `json_extract`", goal=at_most(1.0))


def test_a_workbook_is_written_faster_than_by_a_library(tmp_path: Path, table: Table, fewer: Path) -> None:
    """We read the rows from the database; openpyxl is given them as lists, and time begins when it has them."""
    ours, theirs = tmp_path / "ours.xlsx", tmp_path / "theirs.xlsx"
    mine, other = in_turn(lambda _: _export(fewer, ours, "xlsx")["seconds"], lambda _: _export(fewer, theirs, "openpyxl")["seconds"])
    what = f"{FEWER:,} rows of {len(COLUMNS)} columns as XLSX"
    table.compare(what, mine, other, "{:.2f} s", against="openpyxl's write-only loop", goal=at_most(1.2))
    sizes = [[path.stat().st_size / 1024 / 1024] for path in (ours, theirs)]
    table.compare(f"{what}, bytes", *sizes, "{:.1f} MiB", against="openpyxl's")
    assert min(*sizes) > [0]


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "xlsx"])
def test_ten_times_the_rows_take_no_more_memory(tmp_path: Path, table: Table, many: Path, fewer: Path, form: str) -> None:
    """The most that the process ever had, Python and all."""
    mine, other = (_export(database, tmp_path / "out", form)["mib"] for database in (many, fewer))
    what = f"memory of an export of {MANY:,} rows as {form.upper()}, at its most"
    table.compare(what, [mine], [other], "{:,.1f} MiB", against=f"of {FEWER:,} rows", goal=at_most(1.1))
    assert mine > 0


def _seeded(folder: Path, count: int) -> Path:
    premises = furnish(folder, [])
    seed_results(premises.database, premises.workspace_id, count)
    return premises.database


def _export(database: Path, target: Path, form: str) -> dict[str, float]:
    return run_program("exporting.py", {"database": str(database), "target": str(target), "format": form})


def _dump(database: Path, target: Path, form: str) -> float:
    cells = ", ".join(f"json_extract(cells, '$[{number}]') AS {name}" for number, name in enumerate(COLUMNS))
    arguments = ["sqlite3", "-readonly", f"-{form}", "-header", "-separator", ";", str(database)]
    began = perf_counter()
    with target.open("wb") as file:
        subprocess.run([*arguments, f"SELECT {cells} FROM job_rows ORDER BY key"], stdout=file, check=True, timeout=300)
    return perf_counter() - began


def _cells(path: Path, form: str) -> list[list[object]]:
    """Read all; a boolean is 1 or 0, as SQLite has it."""
    if form == "json":
        return [list(row.values()) for row in json.loads(path.read_bytes())]
    rows = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";")
    booleans = {"true": "1", "false": "0"}
    return [[*cells, booleans.get(last, last)] for *cells, last in rows]
