"""Pages as a module is given them, made of what a test writes."""

import itertools
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from outhost.domain.pages import PageHead, packed
from outhost.jobtypes.page import Page

FETCHED = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)


def head(url: str = "https://dupont.example/", *, charset: str | None = "utf-8", final_url: str = "") -> PageHead:
    """Give the head of a page."""
    return PageHead(url=url, final_url=final_url or url, status=200, media_type="text/html", charset=charset, fetched_at=FETCHED)


def page(html: str | bytes, url: str = "https://dupont.example/", *, charset: str | None = "utf-8") -> Page:
    """Give a page of this markup."""
    return Page(head(url, charset=charset), html.encode() if isinstance(html, str) else html)


def served(folder: Path, pages: Mapping[str, str | tuple[str, str] | Mapping[str, Any]]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Answer a module that asks for pages as the server does: markup by address, markup and where it led, or trouble; else a 404."""
    numbers = itertools.count()

    def answer(about: Mapping[str, Any]) -> dict[str, Any]:
        found = pages.get(about["url"], {"trouble": "http", "reason": "the server answered 404", "status": 404})
        if isinstance(found, Mapping):
            return {"reason": found["trouble"], "status": None} | dict(found)
        html, final = (found, about["url"]) if isinstance(found, str) else found
        path = folder / f"page-{next(numbers)}-{abs(hash(about['url']))}"
        path.write_bytes(packed(head(about["url"], final_url=final), html.encode()))
        return {"path": str(path)}

    return answer
