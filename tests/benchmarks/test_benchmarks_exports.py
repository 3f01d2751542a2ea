"""Exports of a job's results: a million rows at the price of asking the database by hand, and in no more memory than a few."""

import csv
import io
import json
import subprocess
from pathlib import Path
from time import perf_counter

import pytest
from ratios import SCALE, Table, at_most, in_turn
from results import COLUMNS, seed_results
from servers import run_program

pytestmark = pytest.mark.bench

MANY = round(1_000_000 * SCALE)
FEWER = MANY // 10


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a job of a million rows."""
    path = tmp_path_factory.mktemp("results") / "results.db"
    seed_results(path, MANY)
    return path


@pytest.mark.needs("sqlite3")
@pytest.mark.parametrize("form", ["csv", "json"])
def test_exporting_every_row_takes_no_longer_than_asking_the_database(tmp_path: Path, table: Table, results: Path, form: str) -> None:
    """From the file to a file, against one statement of the `sqlite3` program: the same cells."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    mine, other = in_turn(lambda _: _export(results, ours, form, MANY)["seconds"], lambda _: _dump(results, theirs, form))
    _check_same_cells(ours, theirs, form)
    what = f"{MANY:,} rows of {len(COLUMNS)} columns as {form.upper()}, from file to file"
    table.compare(what, mine, other, "{:.2f} s", against=f"`sqlite3 -{form}` with `json_extract`", goal=at_most(1.0))


def test_a_workbook_is_written_faster_than_by_a_library(tmp_path: Path, table: Table, results: Path) -> None:
    """We read the rows from the database; openpyxl is given them as lists, and time begins when it has them."""
    runs: dict[str, list[dict[str, float]]] = {"xlsx": [], "openpyxl": []}

    def measure(by: str) -> float:
        runs[by].append(_export(results, tmp_path / f"{by}.xlsx", by, FEWER))
        return runs[by][-1]["seconds"]

    mine, other = in_turn(lambda _: measure("xlsx"), lambda _: measure("openpyxl"))
    what = f"{FEWER:,} rows of {len(COLUMNS)} columns as XLSX"
    table.compare(what, mine, other, "{:.2f} s", against="openpyxl's write-only loop", goal=at_most(1.2))
    sizes = [[(tmp_path / f"{by}.xlsx").stat().st_size / 1024 / 1024] for by in runs]
    table.compare(f"{what}, bytes", *sizes, "{:.1f} MiB", against="openpyxl's")
    assert min(*sizes) > [0]


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "xlsx"])
def test_ten_times_the_rows_take_no_more_memory(tmp_path: Path, table: Table, results: Path, form: str) -> None:
    """The most that the process ever had, Python and all."""
    many, fewer = (_export(results, tmp_path / "out", form, count)["mib"] for count in (MANY, FEWER))
    what = f"memory of an export of {MANY:,} rows as {form.upper()}, at its most"
    table.compare(what, [many], [fewer], "{:,.1f} MiB", against=f"of {FEWER:,} rows", goal=at_most(1.1))
    assert many > 0


def _export(database: Path, target: Path, form: str, count: int) -> dict[str, float]:
    return run_program("exporting.py", {"database": str(database), "target": str(target), "format": form, "count": count})


def _dump(database: Path, target: Path, form: str) -> float:
    cells = ", ".join(f"json_extract(cells, '$[{number}]') AS {name}" for number, name in enumerate(COLUMNS))
    arguments = ["sqlite3", "-readonly", f"-{form}", "-header", "-separator", ";", str(database)]
    began = perf_counter()
    with target.open("wb") as file:
        subprocess.run([*arguments, f"SELECT {cells} FROM job_rows ORDER BY key"], stdout=file, check=True, timeout=300)
    return perf_counter() - began


def _check_same_cells(ours: Path, theirs: Path, form: str) -> None:
    """Both sides say the same, but for booleans, which SQLite has not."""
    if form == "csv":
        mine = list(csv.reader(io.StringIO(ours.read_text("utf-8-sig"), newline=""), delimiter=";"))
        other = list(csv.reader(io.StringIO(theirs.read_text("utf-8"), newline=""), delimiter=";"))
        booleans = {"true": "1", "false": "0"}
        assert [[*cells, booleans.get(last, last)] for *cells, last in mine] == other
    else:
        assert json.loads(ours.read_bytes()) == json.loads(theirs.read_bytes())
