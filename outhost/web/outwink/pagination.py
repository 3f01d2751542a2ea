"""Pages on `/v1`: `page` and `size` in, `Link` and `X-…` headers out."""

import re
from urllib.parse import urlencode

from sanic import Request

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.paging import PAGE_LIMIT, Page
from outhost.domain.words import Text

_INTEGER = re.compile(r"-?[0-9]{1,20}")
_OUT_OF_RANGE = Text(en="must be a whole number from 1 to {most}", fr="doit être un nombre entier de 1 à {most}")


def page_of(request: Request, *, default_size: int, size_limit: int) -> Page:
    """Read the page that a request asks for.

    Raises:
        InvalidInput: `page` or `size` is no whole number, or out of range.
    """
    issues: list[Issue] = []
    number = _whole_number(request, "page", 1, PAGE_LIMIT, issues)
    size = _whole_number(request, "size", default_size, size_limit, issues)
    if issues:
        raise InvalidInput(*issues)
    return Page(number, size)


def page_headers(url: str, page: Page, total: int, keep: dict[str, str]) -> dict[str, str]:
    """Write the headers by which importers walk pages; `Link` as RFC 8288 wants it, with absolute URLs that `keep` other parameters."""
    last = page.last(total)
    targets = {"first": 1, "last": last}
    if page.number < last:
        targets["next"] = page.number + 1
    if page.number > 1:
        targets["prev"] = min(page.number - 1, last)
    links = (f'<{url}?{urlencode({"page": number, "size": page.size, **keep})}>; rel="{rel}"' for rel, number in targets.items())
    return {
        "x-total-count": str(total),
        "x-page": str(page.number),
        "x-page-size": str(page.size),
        "x-last-page": str(last),
        "link": ", ".join(links),
    }


def _whole_number(request: Request, name: str, default: int, limit: int, issues: list[Issue]) -> int:
    text = request.get_args(keep_blank_values=True).get(name)
    if text is None:
        return default
    if not _INTEGER.fullmatch(text) or not 1 <= int(text) <= limit:
        issues.append(Issue(name, _OUT_OF_RANGE.filled(most=limit)))
        return default
    return int(text)
