"""Files that are there whole or not at all."""

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from outhost.files.whole import write_whole

DATA = b"picture" * 20_000

STEPS = ("folder made", "folder synced", "file opened", "bytes written", "file synced", "file renamed")


def test_a_file_is_written_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    """What was put is there, in a folder that nobody else opens, with nothing left over."""
    write_whole(tmp_path / "ab" / "picture.png", DATA)
    assert (tmp_path / "ab" / "picture.png").read_bytes() == DATA
    assert stat.S_IMODE((tmp_path / "ab").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "ab" / "picture.png").stat().st_mode) == 0o600
    assert _names(tmp_path) == ["picture.png"]


def test_the_bytes_are_on_disk_before_the_name_and_the_name_before_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut at any moment leaves the old file, or the new one whole: bytes, then name, then folder."""
    happened: list[str] = []
    sync, rename = os.fsync, Path.rename

    def note_sync(descriptor: int) -> None:
        happened.append("synced " + Path(f"/proc/self/fd/{descriptor}").readlink().name.partition(".")[0])
        sync(descriptor)

    def note_rename(path: Path, target: Path) -> Path:
        happened.append("renamed")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "rename", note_rename)
    write_whole(tmp_path / "images" / "ab" / "picture.png", DATA)
    assert happened == [f"synced {tmp_path.name}", "synced images", "synced picture", "renamed", "synced ab"]
    assert stat.S_IMODE((tmp_path / "images").stat().st_mode) == 0o700


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("earlier", [None, b"earlier"])
def test_a_disk_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int, earlier: bytes | None
) -> None:
    """The disk is full or broken: the caller hears of it, the earlier file stands, and no crumbs lie about."""
    path = tmp_path / "picture.png"
    if earlier:
        path.write_bytes(earlier)

    def fail(_descriptor: int) -> None:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match=os.strerror(fault)):
        write_whole(path, DATA)
    assert (path.read_bytes() if path.exists() else None) == earlier
    assert _names(tmp_path) == (["picture.png"] if earlier else [])


@pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)
@pytest.mark.parametrize("earlier", [None, b"earlier"], ids=["new", "in place of another"])
def test_a_process_killed_between_two_steps_leaves_no_half_file(tmp_path: Path, step: int, earlier: bytes | None) -> None:
    """Killed at any moment, the name stands for the earlier bytes or for the new ones, never for some of them."""
    path = tmp_path / "ab" / "picture.png"
    if earlier:
        path.parent.mkdir()
        path.write_bytes(earlier)
    killed = subprocess.run([sys.executable, "-c", _DIE_AFTER, str(path), STEPS[step]], input=DATA, check=False, timeout=30)
    assert killed.returncode == (0 if earlier and step < 2 else -signal.SIGKILL)
    found = path.read_bytes() if path.exists() else None
    assert found == (DATA if step == len(STEPS) - 1 or killed.returncode == 0 else earlier)


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


_DIE_AFTER = """
import os, pathlib, signal, stat, sys
from outhost.files import whole

path, last = pathlib.Path(sys.argv[1]), sys.argv[2]
data = sys.stdin.buffer.read()

def after(step, function):
    def call(*args, **kwargs):
        result = function(*args, **kwargs)
        if (step(*args) if callable(step) else step) == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return call

def synced(descriptor):
    is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
    return "folder synced" if is_folder and not path.exists() else None if is_folder else "file synced"

class File:
    def __init__(self, file):
        self.file = file
        self.write = after("bytes written", self.file.write)
        self.flush, self.fileno = file.flush, file.fileno
    def __enter__(self):
        return self
    def __exit__(self, *fault):
        self.file.close()

open_file, as_file = os.open, os.fdopen
os.open = after(lambda name, *_: "file opened" if str(name).endswith(".unfinished") else None, open_file)
os.fdopen = lambda *args: File(as_file(*args))
os.fsync = after(synced, os.fsync)
pathlib.Path.mkdir = after("folder made", pathlib.Path.mkdir)
pathlib.Path.rename = after("file renamed", pathlib.Path.rename)
whole.write_whole(path, data)
"""
