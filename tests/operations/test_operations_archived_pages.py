"""What is done with the archive of pages."""

from datetime import timedelta
from pathlib import Path

from clocks import TurnedClock

from outhost.domain.pages import PageHead
from outhost.domain.subjects import checked_subject
from outhost.files.pages import Pages
from outhost.operations.archived_pages import ArchivedPages


def keep(pages: Pages, clock: TurnedClock, name: str, body: bytes = b"") -> str:
    """Keep a page that was fetched now."""
    url = f"https://{name}.example/"
    pages.keep(PageHead(url=url, final_url=url, status=200, media_type="text/html", charset=None, fetched_at=clock.now()), body)
    return url


async def test_pages_go_when_their_days_are_over(tmp_path: Path) -> None:
    """A page is kept for as long as I set, from when it was fetched."""
    clock, pages = TurnedClock(), Pages(tmp_path)
    archive = ArchivedPages(pages, clock, days=30)
    old = keep(pages, clock, "old")
    clock.turn(timedelta(days=1))
    young = keep(pages, clock, "young")
    clock.turn(timedelta(days=29, seconds=-1))
    assert await archive.sweep() == 0
    clock.turn(timedelta(seconds=2))
    assert await archive.sweep() == 1
    assert (pages.find(old), pages.find(young) is not None) == (None, True)


async def test_a_person_is_looked_for_in_all_pages(tmp_path: Path) -> None:
    """Whoever fetched them: pages belong to nobody."""
    clock, pages = TurnedClock(), Pages(tmp_path)
    urls = [
        keep(pages, clock, f"h{number}", b"<p>sam@example.com</p>" if number % 4 == 0 else b"<p>kim@example.com</p>")
        for number in range(40)
    ]
    archive = ArchivedPages(pages, clock, days=30)
    assert await archive.erase(checked_subject("Sam@Example.com").is_named_by) == 10
    assert await archive.erase(checked_subject("Sam@Example.com").is_named_by) == 0
    assert sum(pages.find(url) is not None for url in urls) == 30
