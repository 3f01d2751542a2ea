"""Loading a map: against osmium's own scan of the same file with the same filter, and in how much memory."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from corpora import real_map
from large_maps import write_large_map
from programs import OUTHOST
from ratios import SCALE, Table, in_turn

pytestmark = pytest.mark.bench

_SCAN: Final = """
import sys, osmium
from outhost.domain.osm_areas import AREA_KEYS
from outhost.domain.osm_tags import KINDS
for thing in osmium.FileProcessor(sys.argv[1]).with_filter(osmium.filter.KeyFilter(*sorted(KINDS), *AREA_KEYS)):
    dict(thing.tags)
"""
"""What anybody does who wants the same things of the file: it puts them nowhere."""
_MIB: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Run:
    """How long a process worked, on whatever core, and how much memory it had at most, pages of files that it maps included."""

    cpu_seconds: float
    most_mib: float


@pytest.mark.needs("corpora")
def test_loading_a_real_map(tmp_path: Path, table: Table) -> None:
    """Central Helsinki: most of it is the start of the program."""
    path = tmp_path / "helsinki.osm.pbf"
    path.write_bytes(real_map())
    mine, other = in_turn(lambda number: _load(path, tmp_path / str(number)).cpu_seconds, lambda _: _scan(path).cpu_seconds)
    assert (tmp_path / "0" / "atlas" / "atlas.db").exists()
    table.compare("atlas load of central Helsinki, CPU", mine, other, "{:.2f} s", against="osmium's scan")


def test_loading_a_large_map(tmp_path: Path, table: Table) -> None:
    """A million shops among two million other nodes: minutes, in memory that does not grow with them."""
    sizes = [round(100_000 * SCALE), round(1_000_000 * SCALE)]
    paths = [write_large_map(tmp_path / f"{size}.osm.pbf", places=size, houses=size // 20) for size in sizes]
    small, large = (_load(path, tmp_path / path.name.partition(".")[0]) for path in paths)
    scan = _scan(paths[1])
    what = f"atlas load of {sizes[1]:,} places"
    table.compare(f"{what}, CPU", [large.cpu_seconds], [scan.cpu_seconds], "{:.1f} s", against="osmium's scan")
    table.compare(f"{what}, most memory", [large.most_mib], [small.most_mib], "{:.0f} MiB", against=f"{sizes[0]:,} places")
    atlas = tmp_path / str(sizes[1]) / "atlas" / "atlas.db"
    assert atlas.exists()
    table.say("its atlas", f"{atlas.stat().st_size / _MIB:,.0f} MiB of {paths[1].stat().st_size / _MIB:,.0f} MiB of map")


def _load(path: Path, folder: Path) -> Run:
    return _run([OUTHOST, "atlas", "load", str(path), "--country", "FRA", "--data-dir", str(folder)])


def _scan(path: Path) -> Run:
    return _run([sys.executable, "-c", _SCAN, str(path)])


def _run(command: list[str]) -> Run:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
