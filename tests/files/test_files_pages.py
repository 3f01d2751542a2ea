"""The archive of pages as files."""

import gzip
import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outhost.domain.pages import PageHead, unpacked
from outhost.domain.subjects import checked_subject
from outhost.files.pages import Pages

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
BODY = "<p>Prénom</p>".encode() * 50


def head(url: str = "https://shop.example/", *, age: timedelta = timedelta(0), etag: str | None = None) -> PageHead:
    """Say what is known of a page that was fetched some time ago."""
    return PageHead(url=url, final_url=url, status=200, media_type="text/html", charset="utf-8", fetched_at=NOW - age, etag=etag)


def test_a_page_is_kept_and_read_back_to_the_byte(tmp_path: Path) -> None:
    """A page lies in one of 256 folders that nobody else may read, dated as it was fetched, deflated."""
    pages = Pages(tmp_path / "pages")
    path = pages.keep(head(), BODY)
    assert unpacked(path.read_bytes()) == (head(), BODY)
    assert path == pages.path_of("https://shop.example/")
    assert (path.stat().st_mode & 0o777, path.stat().st_mtime) == (0o600, NOW.timestamp())
    assert {folder.stat().st_mode & 0o777 for folder in (path.parent, path.parent.parent)} == {0o700}
    assert path.stat().st_size < len(BODY)
    assert pages.find("https://shop.example/") == head()
    assert pages.find("https://shop.example/other") is None


def test_a_page_that_came_packed_is_kept_as_it_came(tmp_path: Path) -> None:
    """What a server packed is not packed once more."""
    pages = Pages(tmp_path)
    path = pages.keep_packed(head(), gzip.compress(BODY, 9))
    assert unpacked(path.read_bytes()) == (head(), BODY)
    assert pages.find("https://shop.example/") == head()


def test_a_page_takes_the_place_of_the_older_one(tmp_path: Path) -> None:
    """There is one page an address, and no leftover of another."""
    pages = Pages(tmp_path)
    pages.keep(head(age=timedelta(days=1)), b"old")
    path = pages.keep(head(), BODY)
    assert unpacked(path.read_bytes())[1] == BODY
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [path]


def test_a_page_is_renewed_without_its_body(tmp_path: Path) -> None:
    """A page that has not changed is as good as new; where its file is torn or gone, that is told."""
    pages = Pages(tmp_path)
    path = pages.keep(head(age=timedelta(days=1)), BODY)
    assert pages.renew(head(etag='"2"'))
    assert unpacked(path.read_bytes()) == (head(etag='"2"'), BODY)
    assert path.stat().st_mtime == NOW.timestamp()
    path.write_bytes(path.read_bytes()[:-1])
    assert not pages.renew(head())
    path.unlink()
    assert not pages.renew(head())


@pytest.mark.parametrize("damage", [b"", b"{}\n", b"[]\n", b"\n", b"{\n", b'{"url": 1}\n', b"\xff" * 99, None])
def test_a_torn_file_counts_as_none(tmp_path: Path, damage: bytes | None) -> None:
    """After a power cut a file may be half there, or hold anything: the page is fetched again."""
    pages = Pages(tmp_path)
    path = pages.keep(head(), BODY)
    path.write_bytes(path.read_bytes()[:-3] if damage is None else damage)
    assert pages.find("https://shop.example/") is None
    assert pages.sweep(NOW - timedelta(days=30)) == 0


def test_old_pages_are_swept_and_what_was_never_finished(tmp_path: Path) -> None:
    """A page goes when it is too old by the clock, not before; what somebody else put into the folder stays."""
    pages = Pages(tmp_path)
    old, young = (pages.keep(head(f"https://{name}.example/", age=timedelta(days=days)), BODY) for name, days in (("a", 31), ("b", 30)))
    unfinished = old.with_name("x.unfinished")
    unfinished.write_bytes(b"")
    foreign = old.with_name("notes.txt")
    foreign.write_bytes(b"")
    for path in (unfinished, foreign):
        os.utime(path, (0, 0))
    assert pages.sweep(NOW - timedelta(days=30)) == 2
    assert [path.exists() for path in (old, young, unfinished, foreign)] == [False, True, False, True]


def test_the_archive_never_grows_beyond_its_room(tmp_path: Path) -> None:
    """However much is fetched between two sweeps, the oldest pages make room for the newest."""
    most = 60_000
    pages = Pages(tmp_path, most)
    noise = random.Random(1)
    for number in range(200):
        age = timedelta(hours=200 - number)
        pages.keep(head(f"https://{number}.example/", age=age), noise.randbytes(1000))
        assert sum(file.stat().st_size for file in tmp_path.rglob("*") if file.is_file()) <= most
    kept = [pages.find(f"https://{number}.example/") is not None for number in range(200)]
    assert kept == sorted(kept), "none is older than one that is gone"
    assert 35 < sum(kept) < 60
    assert Pages(tmp_path, most // 2).sweep(NOW - timedelta(days=30)) > 0
    assert sum(file.stat().st_size for file in tmp_path.rglob("*") if file.is_file()) <= most // 2


def test_pages_that_name_somebody_are_erased_and_no_others(tmp_path: Path) -> None:
    """Sam's pages go, however he is written there; pages of others with a similar address stay; what can't be read goes too."""
    pages = Pages(tmp_path)
    bodies = {
        "plain": b"write to Sam@Example.com.", "link": b"<a href='mailto:sam%40example.com?subject=a'>",
        "json": b'{"email":"sam\\u0040example.com"}',
        "masked": b"&#115;am&commat;example.com", "wide": "sam@example.com".encode("utf-16"),
        "query": b"<a href='/x?to=sam@example.com&a=1'>",
        "other": b"not-sam@example.com, sam@example.com.invalid, xsam@example.com", "nobody": b"<p>hello</p>",
    }  # fmt: skip
    for name, body in bodies.items():
        pages.keep(head(f"https://{name}.example/"), body)
    pages.keep(head("https://address.example/sam@example.com"), b"")
    torn = pages.keep(head("https://torn.example/"), BODY)
    torn.write_bytes(torn.read_bytes()[:-1])
    subject = checked_subject("sam@example.com")
    assert sum(pages.erase(shelf, subject.is_named_by) for shelf in pages.shelves()) == 7
    assert {name for name in bodies if pages.find(f"https://{name}.example/")} == {"other", "nobody"}
    assert not torn.exists()


@pytest.mark.parametrize(
    ("written", "is_meant"),
    [
        ("Tél. 06 12 34 56 78", True), ("06.12.34.56.78 / 01 23 45 67 89", True), ("01 23 45 67 89 06 12 34 56 78", True),
        ("<a href='tel:+33612345678'>", True), ("+33 (0)6 12 34 56 78", True), ("0033 6 12 34 56 78", True),
        ("06&nbsp;12&nbsp;34&nbsp;56&nbsp;78", True),
        ("06 12 34 56 79", False),
        ("x0612345678901234", False), ("12 34 56 78", False), ("<p>2026-05-10</p>", False),
    ],
)  # fmt: skip
def test_a_number_is_found_in_a_page_however_it_is_written(tmp_path: Path, written: str, is_meant: bool) -> None:  # noqa: FBT001 - a column of the table
    """Two numbers side by side are two, and a longer one is another."""
    pages = Pages(tmp_path)
    pages.keep(head(), written.encode())
    subject = checked_subject("06 12 34 56 78")
    assert sum(pages.erase(shelf, subject.is_named_by) for shelf in pages.shelves()) == is_meant


def test_what_was_never_fetched_is_known_without_the_disk(tmp_path: Path) -> None:
    """After the first look only pages that are there, or were a moment ago, are looked for; none that is there is ever missed."""
    Pages(tmp_path).keep(head("https://before.example/"), BODY)
    pages = Pages(tmp_path)
    urls = ["https://before.example/", "https://now.example/", "https://never.example/"]
    assert all(map(pages.may_have, urls)), "nobody has looked yet"
    assert pages.find(urls[2]) is None
    pages.keep(head(urls[1]), BODY)
    assert list(map(pages.may_have, urls)) == [True, True, False]
    assert pages.sweep(NOW + timedelta(seconds=1)) == 2
    assert pages.find(urls[0]) is None
    assert not any(map(pages.may_have, urls))
