"""The data folder: its modes, and the lock that one process at a time holds."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from outhost.domain.errors import FolderInUse, UnusableFolder
from outhost.files.data_folder import DataFolder, FolderLock, holder


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder that was just made."""
    made = DataFolder(tmp_path / "data")
    made.make()
    return made


@pytest.fixture
def other(folder: DataFolder) -> Iterator[subprocess.Popen[bytes]]:
    """Another process, which holds the folder."""
    script = (
        "import sys, pathlib; from outhost.files.data_folder import *\n"
        "lock = FolderLock(DataFolder(pathlib.Path(sys.argv[1]))); lock.tell({'url': 'http://127.0.0.1:8787'})\n"
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(folder.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_new_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Nobody else on the machine looks into it, whatever the mask says; its parents are made too."""
    mask = os.umask(0)
    try:
        DataFolder(tmp_path / "a" / "data").make()
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a" / "data").stat().st_mode) == 0o700


def test_an_empty_folder_becomes_private_and_a_shared_one_keeps_its_mode(tmp_path: Path) -> None:
    """I made the folder myself: it is closed to others; `--data-dir /tmp` doesn't lock everybody out of it."""
    for name in ("empty", "shared"):
        (tmp_path / name).mkdir(mode=0o755)
        (tmp_path / name).chmod(0o755)
    (tmp_path / "shared" / "somebody's").touch()
    for name in ("empty", "shared"):
        DataFolder(tmp_path / name).make()
    assert stat.S_IMODE((tmp_path / "empty").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o755


def test_a_folder_that_can_not_be_is_refused_with_the_reason(tmp_path: Path) -> None:
    """A file lies in the way, or the path leads through one: I am told, and can choose another."""
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "data"):
        with pytest.raises(UnusableFolder, match=rf"^{path} cannot be used as a data folder: (File exists|Not a directory); choose"):
            DataFolder(path).make()
    with pytest.raises(UnusableFolder, match="No such file"):
        FolderLock(DataFolder(tmp_path / "nowhere"))


def test_a_second_holder_is_refused_and_told_who_the_first_is(folder: DataFolder, other: subprocess.Popen[bytes]) -> None:
    """I start a second server on the folder: it names the first, with its address and its process."""
    with pytest.raises(FolderInUse, match=rf"{folder.path} is in use by the server at http://127\.0\.0\.1:8787 \(process {other.pid}\)"):
        FolderLock(folder)
    assert holder(folder) == {"pid": other.pid, "url": "http://127.0.0.1:8787"}


def test_a_killed_holder_holds_nothing(folder: DataFolder, other: subprocess.Popen[bytes]) -> None:
    """After `kill -9` the folder is free at once, whatever the dead process left written there."""
    other.kill()
    other.wait()
    lock = FolderLock(folder)
    assert holder(folder) == {"pid": os.getpid()}
    lock.release()


def test_a_lock_given_back_is_free_and_names_nobody(folder: DataFolder) -> None:
    """Stopped in good order, an outhost leaves no name behind, and the next one takes the folder."""
    lock = FolderLock(folder)
    with pytest.raises(FolderInUse, match=f"in use by process {os.getpid()}"):
        FolderLock(folder)
    lock.release()
    assert holder(folder) == {}
    FolderLock(folder).release()


def test_a_lock_file_that_makes_no_sense_names_nobody(folder: DataFolder) -> None:
    """Read in the moment between two lines, the file tells nothing, and that is all."""
    for nonsense in (b"", b"{", b"[]", b"\xff"):
        folder.lock.write_bytes(nonsense)
        assert holder(folder) == {}


def test_the_lock_file_is_for_its_owner_alone(folder: DataFolder) -> None:
    """Nobody else can hold the folder up."""
    lock = FolderLock(folder)
    assert stat.S_IMODE(folder.lock.stat().st_mode) == 0o600
    lock.release()


def test_a_child_does_not_inherit_the_lock(folder: DataFolder) -> None:
    """A drawing process that outlived its server could not hold the folder."""
    lock = FolderLock(folder)
    script = "import pathlib; print([str(path.readlink()) for path in pathlib.Path('/proc/self/fd').iterdir() if path.is_file()])"
    opened = subprocess.run([sys.executable, "-c", script], close_fds=False, capture_output=True, text=True, check=True).stdout
    assert folder.lock.name not in opened
    lock.release()


def test_room_is_told_in_mebibytes(folder: DataFolder) -> None:
    """The disk rule compares like with like."""
    status = os.statvfs(folder.path)
    assert abs(folder.free_mb() - status.f_bavail * status.f_frsize // 2**20) < 500
