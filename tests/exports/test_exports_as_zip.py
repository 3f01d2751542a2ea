"""Archives as they are sent: readable by others, also where they are too large for their first fields."""

import io
import tempfile
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from outhost.exports.as_zip import ZipWriter

MOMENT = datetime(2026, 5, 10, 19, 30, 42, tzinfo=UTC)


@given(entries=st.dictionaries(st.text("abcé漢", min_size=1, max_size=9), st.binary(max_size=200), max_size=9))
def test_an_archive_reads_back_as_what_was_packed(entries: dict[str, bytes]) -> None:
    """Every name and every byte come back, whatever they are."""
    archive = zipfile.ZipFile(io.BytesIO(_packed(entries)))
    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == entries
    assert all(each.date_time == (2026, 5, 10, 19, 30, 42) for each in archive.infolist())


def test_many_entries_are_counted_in_wider_fields() -> None:
    """Seventy thousand entries are more than two bytes count."""
    entries = {f"{number}.png": b"x" for number in range(70_000)}
    assert len(zipfile.ZipFile(io.BytesIO(_packed(entries))).namelist()) == len(entries)


def test_entries_beyond_four_gigabytes_are_found(tmp_path: Path) -> None:
    """The third entry begins after 5 GB, most of which nobody wrote: the file is sparse."""
    size = (1 << 32) - 2
    path = tmp_path / "large.zip"
    with path.open("wb") as file, tempfile.TemporaryFile() as directory:
        writer = ZipWriter(directory, MOMENT)
        for name in ("a", "b"):
            file.write(writer.head(name, size, 0))
            file.seek(size, 1)
        file.write(writer.entry("c", b"hello"))
        for chunk in writer.end():
            file.write(chunk)
    archive = zipfile.ZipFile(path)
    assert archive.namelist() == ["a", "b", "c"]
    assert archive.read("c") == b"hello"


@given(before=st.binary(max_size=50), data=st.binary(max_size=2000), name=st.text("abcé漢", min_size=1, max_size=9))
def test_an_entry_may_be_sent_before_its_size_is_known(before: bytes, data: bytes, name: str) -> None:
    """What is deflated as it comes is read back whole, with its neighbours before and after it."""
    deflate = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = deflate.compress(data) + deflate.flush()
    writer = ZipWriter(io.BytesIO(), MOMENT)
    pieces = [writer.entry("0", before), writer.open_head(name), packed, writer.closing(name, zlib.crc32(data), len(packed), len(data))]
    archive = zipfile.ZipFile(io.BytesIO(b"".join([*pieces, writer.entry("1", b"after"), *writer.end()])))
    assert archive.testzip() is None
    assert [archive.read(each) for each in archive.namelist()] == [before, data, b"after"]
    assert [each.flag_bits & 8 for each in archive.infolist()] == [0, 8, 0]  # in the directory as in the head: sizes follow


def _packed(entries: dict[str, bytes]) -> bytes:
    with tempfile.TemporaryFile() as directory:
        writer = ZipWriter(directory, MOMENT)
        return b"".join([*(writer.entry(name, data) for name, data in entries.items()), *writer.end()])
