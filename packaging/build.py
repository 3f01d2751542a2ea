"""Builds `dist/outhost` and `dist/outhost-folder`; with `--if-stale` only when a source is newer than what was built."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "dist" / "outhost"
SOURCES = ("outhost", "plugins", "assets", "CHANGELOG.md", "packaging/outhost.spec", "packaging/entry.py", "requirements")


def main() -> None:
    """Build if asked to or needed, and say how big the program is."""
    if "--if-stale" not in sys.argv or is_stale():
        build()
    folder = sum(path.stat().st_size for path in PROGRAM.with_name("outhost-folder").rglob("*") if path.is_file())
    sizes = f"{PROGRAM.stat().st_size / 1e6:.1f} MB in one file, {folder / 1e6:.1f} MB as a folder"
    sys.stdout.write(f"{PROGRAM.relative_to(ROOT)}: {sizes}{oldest_libc()}\n")


def build() -> None:
    """Run PyInstaller over the spec; takes about half a minute.

    Raises:
        subprocess.CalledProcessError: the build failed; its log is on standard error.
    """
    options = ["--noconfirm", "--log-level=ERROR", "--distpath=dist", "--workpath=build/pyinstaller"]
    environment = os.environ | {"PYTHONHASHSEED": "0"}  # so that the same sources give the same order of things
    command = [sys.executable, "-m", "PyInstaller", *options, "packaging/outhost.spec"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def is_stale() -> bool:
    """Tell whether a source changed after the program was built, or there is none."""
    return not PROGRAM.exists() or max(path.stat().st_mtime for path in _sources()) > PROGRAM.stat().st_mtime


def oldest_libc() -> str:
    """Read from the libraries in the folder the oldest glibc that they all accept; the end of a sentence, empty where there is none."""
    if sys.platform != "linux":
        return ""
    libraries = [path for path in PROGRAM.with_name("outhost-folder").rglob("*") if re.search(r"\.so(\.|$)", path.name)]
    listing = subprocess.run(["objdump", "-T", *libraries], capture_output=True, text=True, check=True).stdout
    major, minor = max(tuple(map(int, version)) for version in re.findall(r"GLIBC_(\d+)\.(\d+)", listing))
    return f", for glibc {major}.{minor} or newer"


def _sources() -> Iterator[Path]:
    for source in map(ROOT.joinpath, SOURCES):
        yield from (path for path in source.rglob("*") if "__pycache__" not in path.parts) if source.is_dir() else (source,)


if __name__ == "__main__":
    main()
