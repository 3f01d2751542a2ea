"""One export in a process of its own: how long it took, and the most memory that the process ever had."""

import json
import sys
from pathlib import Path
from time import perf_counter

from openpyxl import Workbook
from results import COLUMNS, texts_of

from outhost.exports.formats import Format, writer_of


def main() -> None:
    """Do the job: the first `count` rows of `database` to `target`, in `format`, or by openpyxl's loop over rows that are read already."""
    job = json.load(sys.stdin)
    database, target = Path(job["database"]), Path(job["target"])
    if job["format"] == "openpyxl":
        seconds = _by_openpyxl(database, target, job["count"])
    else:
        seconds = _by_us(database, target, Format(job["format"]), job["count"])
    json.dump({"seconds": seconds, "mib": _peak_mib()}, sys.stdout)


def _by_us(database: Path, target: Path, wanted: Format, count: int) -> float:
    began = perf_counter()
    writer = writer_of(wanted, COLUMNS)
    with target.open("wb") as file:
        file.write(writer.head())
        for texts in texts_of(database, count):
            file.write(writer.rows(texts))
        file.write(writer.tail())
    return perf_counter() - began


def _by_openpyxl(database: Path, target: Path, count: int) -> float:
    rows = [json.loads(text) for texts in texts_of(database, count) for text in texts]
    began = perf_counter()
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append(row)
    book.save(target)
    return perf_counter() - began


def _peak_mib() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    main()
