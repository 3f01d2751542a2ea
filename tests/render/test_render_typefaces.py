"""One font file: what it costs to keep it open."""

import os
import tempfile
import tracemalloc
from pathlib import Path

import pytest

from outhost.render.fonts import SANS
from outhost.render.typefaces import Face, Typeface


def test_a_face_takes_its_memory_once_however_many_sizes_it_is_drawn_at() -> None:
    """A name that is fitted to its box is drawn at any of a hundred sizes; none of them holds the file once more."""
    face = Typeface(SANS)
    tracemalloc.start()
    try:
        drawn = [face.draw(40, size, 0.0) for size in range(20, 60)]
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert all(drawn)
    assert held < SANS.path.stat().st_size


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="elsewhere there are no files without a disk")
def test_a_letter_is_drawn_though_no_temporary_file_can_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk of temporary files is full, or may not be written to: pictures are drawn all the same."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(FileNotFoundError), tempfile.TemporaryFile():
        pass
    assert Typeface(SANS).draw(40, 30, 0.0) is not None


@pytest.mark.parametrize("stroke", [0.0, 2.0])
def test_the_owners_font_may_be_written_over_while_it_is_in_use(tmp_path: Path, stroke: float) -> None:
    """The server goes on with the font that it had; a file that it only mapped would end the process at the next letter."""
    mine = tmp_path / "mine.ttf"
    mine.write_bytes(SANS.path.read_bytes())
    before, face = Typeface(Face(file=str(mine))), Typeface(Face(file=str(mine)))
    mine.write_bytes(b"")
    assert face.shape("Ada", is_rtl=False).advance == before.shape("Ada", is_rtl=False).advance > 0
    assert face.draw(40, 30, stroke) is not None
