"""The images of leads as files."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outhost.files.images import Images, RecentImages
from outhost.files.whole import write_whole

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
TRACKING_ID = "naiab0123456789abc"


def test_an_image_is_kept_under_its_tracking_id(tmp_path: Path) -> None:
    """An image lies in one of 256 folders, named by its id, and is read back to the byte."""
    images = Images(tmp_path)
    write_whole(images.path(TRACKING_ID, "png"), b"picture")
    assert (tmp_path / "ab" / f"{TRACKING_ID}.png").read_bytes() == b"picture"
    assert images.read(TRACKING_ID, "png") == b"picture"
    assert images.read(TRACKING_ID, "gif") is None


@pytest.mark.parametrize("extension", ["png", "gif"])
def test_an_image_is_removed_whatever_its_extension(tmp_path: Path, extension: str) -> None:
    """A deleted lead's image is gone, and deleting it again does no harm."""
    images = Images(tmp_path)
    write_whole(images.path(TRACKING_ID, extension), b"picture")
    images.delete(TRACKING_ID)
    images.delete(TRACKING_ID)
    assert images.read(TRACKING_ID, extension) is None


def test_the_sweep_looks_at_images_older_than_the_moment_alone(tmp_path: Path) -> None:
    """An image that is just being added is never taken for an orphan; unfinished files go, once they are old."""
    old, young = NOW - timedelta(hours=1), NOW - timedelta(minutes=59)
    _put(tmp_path, "ab/naiab0123456789abc.png", old)
    _put(tmp_path, "cd/naicd0123456789abc.gif", old)
    _put(tmp_path, "ab/naiab9999999999999.png", young)
    _put(tmp_path, "ab/naiab0123456789abc.png.0011aabb.unfinished", old)
    _put(tmp_path, "ab/naiab9999999999999.png.0011aabb.unfinished", young)
    assert list(Images(tmp_path).older_than(old)) == [["naiab0123456789abc"], ["naicd0123456789abc"]]
    assert [path.name for path in tmp_path.glob("*/*.unfinished")] == ["naiab9999999999999.png.0011aabb.unfinished"]


def test_the_sweep_leaves_alone_what_is_not_ours(tmp_path: Path) -> None:
    """A file that somebody put there, a folder, a picture in the wrong place: none of our business."""
    strangers = ["ab/Thumbs.db", "ab/photo.png", "ab/naicd0123456789abc.png", "notes.txt", "zz/naizz0123456789abc.png"]
    for name in strangers:
        _put(tmp_path, name, NOW)
    (tmp_path / "ab" / "folder.png").mkdir()
    assert list(Images(tmp_path).older_than(NOW)) == []
    assert all((tmp_path / name).exists() for name in strangers)


def test_the_sweep_asks_for_a_few_hundred_images_at_once(tmp_path: Path) -> None:
    """However many images lie in one folder, the database is asked in small questions."""
    names = [f"naiab{number:013x}" for number in range(1201)]
    for name in names:
        _put(tmp_path, f"ab/{name}.png", NOW)
    batches = list(Images(tmp_path).older_than(NOW))
    assert [len(batch) for batch in batches] == [500, 500, 201]
    assert sorted(name for batch in batches for name in batch) == names


def test_an_image_that_vanishes_during_the_sweep_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its list was deleted at the same moment; the sweep goes on with the others."""
    _put(tmp_path, "ab/naiab0123456789abc.png", NOW)
    listed = [*(tmp_path / "ab").iterdir(), tmp_path / "ab" / "naiab9999999999999.png"]
    monkeypatch.setattr(Path, "iterdir", lambda _folder: iter(listed))
    assert list(Images(tmp_path).older_than(NOW)) == [["naiab0123456789abc"]]


def test_an_image_that_resists_keeps_no_other_from_being_swept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Something holds one picture: it is in the log, the others go, and the next sweep tries again."""
    for name in ("naiab0000000000001", "naiab0000000000003"):
        _put(tmp_path, f"ab/{name}.png", NOW)
    (tmp_path / "ab" / "naiab0000000000002.png").mkdir()
    assert Images(tmp_path).sweep(f"naiab000000000000{number}" for number in (1, 2, 3)) == 2
    assert [path.name for path in (tmp_path / "ab").iterdir()] == ["naiab0000000000002.png"]
    assert caplog.records[-1].tracking_id == "naiab0000000000002"


def test_there_may_be_no_images_yet(tmp_path: Path) -> None:
    """A fresh installation has nothing to sweep."""
    assert list(Images(tmp_path / "images").older_than(NOW)) == []


def _put(folder: Path, name: str, written: datetime) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"picture")
    os.utime(path, (written.timestamp(), written.timestamp()))


def test_images_asked_for_lately_are_kept_up_to_a_number_of_bytes() -> None:
    """The one that was not asked for longest makes room."""
    recent = RecentImages(most_bytes=100)
    for name in "abcdefghij":
        recent.keep(name, name.encode() * 10)
    assert recent.find("a") == b"a" * 10
    recent.keep("k", b"k" * 10)
    assert recent.find("b") is None
    assert [recent.find(name) for name in "acdefghijk"] == [name.encode() * 10 for name in "acdefghijk"]


def test_an_image_kept_twice_takes_its_room_once() -> None:
    """Two clients that ask at the same moment both hand it over."""
    recent = RecentImages(most_bytes=100)
    for name in ("a", "a", *"bcdefghij"):
        recent.keep(name, bytes(10))
    assert recent.find("a") == bytes(10)


def test_one_large_image_does_not_drive_out_the_others() -> None:
    """What takes more than an eighth of the room is read from the disk each time."""
    recent = RecentImages(most_bytes=80)
    recent.keep("large", bytes(11))
    recent.keep("fitting", bytes(10))
    assert recent.find("large") is None
    assert recent.find("fitting") == bytes(10)
