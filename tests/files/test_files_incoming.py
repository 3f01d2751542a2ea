"""A file on its way: bounded, digested, kept whole, or nothing at all."""

import errno
import hashlib
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.files.incoming import Incoming


def names(folder: Path) -> set[str]:
    """List what lies in a folder, at any depth."""
    return {path.name for path in folder.rglob("*") if path.is_file()}


@given(pieces=st.lists(st.binary(max_size=40), max_size=12), most=st.integers(0, 300))
def test_however_it_is_cut_it_is_the_same_file(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], most: int) -> None:
    """Pieces of any length make one file with the digest of the whole, unless that is beyond the bound: then nothing is whole."""
    folder, whole = tmp_path_factory.mktemp("incoming"), b"".join(pieces)
    with Incoming(folder, most) as incoming:
        for piece in pieces:
            incoming.write(piece)
        assert (incoming.size_bytes, incoming.is_whole) == (len(whole), len(whole) <= most)
        if incoming.is_whole:
            assert (incoming.read(), incoming.digest) == (whole, hashlib.sha256(whole).hexdigest())
            incoming.keep(folder / "ab" / "kept")
    assert names(folder) == ({"kept"} if len(whole) <= most else set())
    if len(whole) <= most:
        assert (folder / "ab" / "kept").read_bytes() == whole


def test_what_is_beyond_the_bound_takes_no_room(tmp_path: Path) -> None:
    """A file that goes on and on is counted, and written no further than its bound."""
    with Incoming(tmp_path, 1000) as incoming:
        for _ in range(100):
            incoming.write(b"x" * 400)
        assert incoming.size_bytes == 40_000
        assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 1000
    assert names(tmp_path) == set()


def test_nothing_is_made_before_the_first_byte(tmp_path: Path) -> None:
    """Whoever sends nothing leaves nothing, not even while they wait."""
    with Incoming(tmp_path / "assets", 10):
        assert not (tmp_path / "assets").exists()


def test_a_writer_that_comes_late_writes_nothing(tmp_path: Path) -> None:
    """A thread that still writes when the client is gone makes no file anew."""
    with Incoming(tmp_path, 1 << 20) as incoming:
        incoming.write(b"first")
    late = threading.Thread(target=incoming.write, args=(b"late",))
    late.start()
    late.join()
    assert names(tmp_path) == set()


def test_a_fault_of_the_disk_is_kept_for_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk does not break off the sender: the fault is told once all has come, and nothing lies there."""

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with Incoming(tmp_path, 1000) as incoming:
        monkeypatch.setattr(os, "open", full)
        incoming.write(b"data")
        incoming.write(b"more")
        monkeypatch.undo()
        assert (incoming.is_whole, incoming.size_bytes) == (False, 8)
        assert incoming.fault is not None
        assert incoming.fault.errno == errno.ENOSPC
    assert names(tmp_path) == set()
