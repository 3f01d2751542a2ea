"""Pages as a module is given them, made of what a test writes."""

from datetime import UTC, datetime

from outhost.domain.pages import PageHead
from outhost.jobtypes.page import Page

FETCHED = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)


def head(url: str = "https://dupont.example/", *, charset: str | None = "utf-8", final_url: str = "") -> PageHead:
    """Give the head of a page."""
    return PageHead(url=url, final_url=final_url or url, status=200, media_type="text/html", charset=charset, fetched_at=FETCHED)


def page(html: str | bytes, url: str = "https://dupont.example/", *, charset: str | None = "utf-8") -> Page:
    """Give a page of this markup."""
    return Page(head(url, charset=charset), html.encode() if isinstance(html, str) else html)
